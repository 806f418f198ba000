package english

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// parser reads one text. What it found out about a place it remembers, and it
// has a budget of steps: the work is bounded whatever the text is.
type parser struct {
	grammar *grammar
	text    string
	tokens  []words.Token
	hits    [][]hit
	// memos are what the slots read, by their names, and programs the compiled
	// phrases, by their numbers.
	memos    map[string]*memo
	programs []program
	// here are the classes at each token, and ahead those from there to the end
	// of the sentence, which no phrase goes beyond.
	here, ahead []classSet
	// later are the classes from a token to the end of the text.
	later  []classSet
	budget int
	depth  int
}

// memo is what one slot reads at each token where it was asked to.
type memo struct {
	read     func(*parser, int) []reading
	readings [][]reading
	known    []bool
}

// hit is a class that a place in the text belongs to.
type hit struct {
	class string
	id    int
	// length is the number of tokens.
	length int
	// read is what a misspelt word was read as, or "".
	read string
	role role
	// fixes are all words of it that were misspelt.
	fixes []fix
}

func (h hit) worth() int {
	if isJoint(h.class) {
		return h.length
	}
	worth := h.length * worthWord
	switch h.class {
	case "OPEN", "CLOSE", "COLON", "DASH", "DOT":
	default:
		worth += h.length * worthClass
	}
	if h.read != "" {
		worth -= costTypo
	}
	// The words around one vouch for it: little is taken off for a slip behind the
	// first word.
	worth -= len(h.fixes)
	return worth
}

// isJoint reports whether a class only joins what is said. It is worth next to
// nothing, so that a phrase gains nothing by going over it.
func isJoint(class string) bool {
	switch class {
	case "COMMA", "AND", "LISTAND", "BREAK", "THEN", "COLONWORD", "ALSOWORD", "WE":
		return true
	}
	return false
}

// stepsPerToken and stepsAtLeast make the budget.
const (
	stepsPerToken = 1500
	stepsAtLeast  = 60000
	// deepest bounds how deep slots may nest.
	deepest = 40
)

func newParser(g *grammar, text string, tokens []words.Token) *parser {
	p := &parser{
		grammar: g, text: text, tokens: tokens, memos: make(map[string]*memo, len(g.slots)), programs: make([]program, g.lexicon.phrases),
		budget: stepsAtLeast + stepsPerToken*len(tokens),
	}
	p.hits = make([][]hit, len(tokens)+1)
	for at := range tokens {
		p.hits[at] = g.lexicon.lookup(tokens, at)
	}
	p.lookAhead()
	return p
}

// classSet is a set of classes of the lexicon, by their numbers.
type classSet [classWords]uint64

// classWords is how many words of 64 bits the classes need.
const classWords = 8

func (s *classSet) has(id int) bool { return s[id/64]&(1<<(id%64)) != 0 }

func (p *parser) lookAhead() {
	p.here = make([]classSet, len(p.tokens)+1)
	p.ahead = make([]classSet, len(p.tokens)+1)
	p.later = make([]classSet, len(p.tokens)+1)
	for at := len(p.tokens) - 1; at >= 0; at-- {
		for _, h := range p.hits[at] {
			p.here[at][h.id/64] |= 1 << (h.id % 64)
		}
		p.ahead[at], p.later[at] = p.here[at], p.here[at]
		for i := range classWords {
			p.later[at][i] |= p.later[at+1][i]
		}
		if p.symbol(at, ".") && p.sentenceEnd(at) {
			continue
		}
		for i := range classWords {
			p.ahead[at][i] |= p.ahead[at+1][i]
		}
	}
}

// follow reports whether the classes that a phrase needs occur from a place on.
func (p *parser) follow(needs []int, at int) bool {
	if at >= len(p.tokens) {
		return true
	}
	ahead := &p.ahead[at]
	for _, id := range needs {
		if !ahead.has(id) {
			return false
		}
	}
	return true
}

// offers reports whether one of the classes of each choice occurs from a place on.
func (p *parser) offers(choices [][]int, at int) bool {
	if at >= len(p.tokens) {
		return true
	}
	for _, choice := range choices {
		if !slices.ContainsFunc(choice, p.later[at].has) {
			return false
		}
	}
	return true
}

// begins reports whether a phrase that opens so can begin at a place.
func (p *parser) begins(first *opening, at int) bool {
	if first.slot || at >= len(p.tokens) {
		return true
	}
	here, light := &p.here[at], &p.here[p.skipLight(at)]
	for _, id := range first.classes {
		if here.has(id) || light.has(id) {
			return true
		}
	}
	return false
}

func (p *parser) hitsAt(at int) []hit {
	if at >= len(p.tokens) {
		return nil
	}
	return p.hits[at]
}

// is reports whether a class begins at a place, and returns the longest.
func (p *parser) is(class string, at int) (length int) {
	for _, h := range p.hitsAt(at) {
		if h.class == class && h.read == "" {
			length = max(length, h.length)
		}
	}
	return length
}

func (p *parser) word(at int) string {
	if at < 0 || at >= len(p.tokens) {
		return ""
	}
	return p.tokens[at].Word
}

func (p *parser) kind(at int) words.Kind {
	if at < 0 || at >= len(p.tokens) {
		return words.Break
	}
	return p.tokens[at].Kind
}

// symbol reports whether the token is this symbol.
func (p *parser) symbol(at int, text string) bool {
	return p.kind(at) == words.Symbol && p.word(at) == text
}

// tight reports whether the token stands right behind the one before it.
func (p *parser) tight(at int) bool {
	return at > 0 && at < len(p.tokens) && !p.tokens[at].Spaced && p.tokens[at].Kind != words.Break
}

// skipLight goes over words that mean nothing wherever they stand: articles,
// politeness.
func (p *parser) skipLight(at int) int {
	for {
		length := p.is("LIGHT", at)
		if length == 0 {
			return at
		}
		at += length
	}
}

// slot returns the readings of a slot at a place.
func (p *parser) slot(name string, at int) []reading { return p.remembered(p.memoOf(name), at) }

// memoOf returns the memo of a slot. A name that no slot has reads nothing.
func (p *parser) memoOf(name string) *memo {
	m, ok := p.memos[name]
	if !ok {
		m = &memo{read: p.grammar.slots[name], readings: make([][]reading, len(p.tokens)+1), known: make([]bool, len(p.tokens)+1)}
		p.memos[name] = m
	}
	return m
}

// remembered returns what a slot reads at a place, which it does once.
func (p *parser) remembered(m *memo, at int) []reading {
	if at > len(p.tokens) {
		return nil
	}
	if m.known[at] {
		return m.readings[at]
	}
	if m.read == nil || p.budget <= 0 || p.depth > deepest {
		return nil
	}
	// A slot that comes back to itself at the same place finds nothing there.
	m.known[at] = true
	p.depth++
	m.readings[at] = m.read(p, at)
	p.depth--
	return m.readings[at]
}

// oneOf makes a slot of phrasings: what a phrase means is its value.
func oneOf(l *lexicon, phrases []phrase[func(*capture) any]) func(*parser, int) []reading {
	phrases = compiled(l, phrases)
	return func(p *parser, at int) []reading {
		var readings []reading
		for _, f := range best(p, phrases, at) {
			readings = append(readings, reading{f.end, f.worth, f.phrase.mean(f.last), f.last.fixes()})
		}
		return readings
	}
}
