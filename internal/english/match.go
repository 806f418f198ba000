package english

// How much a reading is worth: all the text in it, less what is doubtful. Only
// the order of sums counts, so that these are small whole numbers.
const (
	// worthWord is a word that a phrasing or a name uses.
	worthWord = 10
	// worthClass is added for a word that a phrasing asked for: "users table"
	// is better read with the noun than as a name of two words.
	worthClass = 2
	// costTypo is taken off for a word that had to be corrected.
	costTypo = 5
	// costClause is taken off for each phrasing: few long ones are better than
	// many short ones.
	costClause = 3
	// costKeyword is taken off for a name with a word in it that means
	// something in descriptions (unique, index); costVerb if it asks for something.
	costKeyword = 9
	costVerb    = 24
	// costLonger is taken off for each further word of a name.
	costLonger = 1
	// costUnused is taken off for a word that nothing was made of.
	costUnused = 24
)

// A reading is one way to read the tokens from some place: where it ends, what
// it is worth, and what it means.
type reading struct {
	end, worth int
	value      any
	// fixes are the words in it that were read as others.
	fixes []fix
}

// fix is a word that was read as another.
type fix struct {
	at   int
	read string
}

// with returns the reading with more fixes.
func (r reading) with(fixes []fix) reading {
	r.fixes = joined(fixes, r.fixes)
	return r
}

func joined(a, b []fix) []fix {
	if len(a) == 0 {
		return b
	}
	return append(a[:len(a):len(a)], b...)
}

// fixes returns those of everything in the list.
func (c *capture) fixes() []fix {
	var all []fix
	for ; c != nil; c = c.before {
		all = joined(all, c.reading.fixes)
	}
	return all
}

// capture is what a slot read, in a list from the last one back.
type capture struct {
	label string
	from  int
	reading
	before *capture
}

// A phrase is a compiled pattern with what it means: that is the table's own
// affair.
type phrase[M any] struct {
	pattern string
	mean    M
	// doubt is taken off: the phrase leaves something out.
	doubt int
	// needs are the classes that the phrase has whatever is left out of it: those
	// that must follow for it to fit.
	needs []int
	// number tells the phrase from all others of the grammar.
	number int
}

// match runs the node against the tokens from at, and calls found for every way
// it fits. The budget bounds the work whatever the text is.
func (p *parser) match(n *node, at, worth int, last *capture, found func(end, worth int, last *capture)) {
	if p.budget <= 0 {
		return
	}
	p.budget--
	switch n.kind {
	case acceptNode:
		found(at, worth, last)
	case splitNode:
		for _, branch := range n.branches {
			p.match(branch, at, worth, last, found)
		}
	case classNode:
		p.matchClass(n, at, worth, last, found)
		light := p.skipLight(at)
		if light == at {
			return
		}
		at = light
		p.matchClass(n, at, worth, last, found)
	case slotNode:
		at = p.skipLight(at)
		if n.memo == nil {
			n.memo = p.memoOf(n.name)
		}
		for _, r := range p.remembered(n.memo, at) {
			p.match(n.next, r.end, worth+r.worth, &capture{label: n.label, from: at, reading: r, before: last}, found)
		}
	}
}

func (p *parser) matchClass(n *node, at, worth int, last *capture, found func(end, worth int, last *capture)) {
	for _, h := range p.hitsAt(at) {
		if h.class != n.name {
			continue
		}
		next := last
		if len(h.fixes) > 0 {
			next = &capture{reading: reading{fixes: h.fixes}, before: last}
		}
		p.match(n.next, at+h.length, worth+h.worth(), next, found)
	}
}

// best returns the best way to fit one of the phrases for each end, in order of
// the ends. Of two equal ones the first line of the table wins.
func best[M any](p *parser, phrases []phrase[M], at int) []fit[M] {
	var fits []fit[M]
	for i := range phrases {
		ph := &phrases[i]
		if !p.follow(ph.needs, at) {
			continue
		}
		program := p.compiled(ph.number, ph.pattern)
		if !p.begins(&program.opening, at) || !p.offers(program.choices, at) {
			continue
		}
		p.match(program.start, at, 0, nil, func(end, worth int, last *capture) {
			if end <= at {
				return
			}
			fits = keep(fits, fit[M]{phrase: ph, from: at, end: end, worth: worth - ph.doubt, last: last})
		})
	}
	return fits
}

// fit is a phrase at a place in the text.
type fit[M any] struct {
	phrase           *phrase[M]
	from, end, worth int
	last             *capture
}

func keep[M any](fits []fit[M], f fit[M]) []fit[M] {
	for i := range fits {
		if fits[i].end == f.end {
			if f.worth > fits[i].worth {
				fits[i] = f
			}
			return fits
		}
	}
	return append(fits, f)
}

// get returns what the slot with this label read, or nil.
func (c *capture) get(label string) any {
	for ; c != nil; c = c.before {
		if c.label == label {
			return c.value
		}
	}
	return nil
}

// all returns everything that slots with this label read, in the text's order.
func (c *capture) all(label string) []any {
	var values []any
	for ; c != nil; c = c.before {
		if c.label == label {
			values = append([]any{c.value}, values...)
		}
	}
	return values
}
