package pcre

import "strings"

// parenthesis reads any form of (...).
func (p *parser) parenthesis() (node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail("parentheses are too deeply nested")
	}
	defer func() { p.depth-- }()
	p.pos++
	switch {
	case p.accept("?#"):
		end := strings.IndexByte(p.text[p.pos:], ')')
		if end < 0 {
			p.pos = len(p.text)
			return nil, p.fail("missing ) after comment")
		}
		p.pos += end + 1
		return nil, nil
	case p.peek() == '*':
		return nil, p.refuse("a backtracking verb")
	case !p.accept("?"):
		if p.options.NoAutoGroups {
			return p.inside(0)
		}
		p.groups++
		return p.inside(p.groups)
	}
	return p.special()
}

// inside reads the rest of a group.
func (p *parser) inside(number int) (node, error) {
	inner, err := p.closing()
	return group{inner, number}, err
}

// closing reads alternatives and the parenthesis after them.
func (p *parser) closing() (node, error) {
	inner, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if !p.accept(")") {
		return nil, p.fail("missing )")
	}
	return inner, nil
}

// special reads what follows (?.
func (p *parser) special() (node, error) {
	for _, form := range []struct {
		text string
		read func() (node, error)
	}{
		{":", func() (node, error) { return p.inside(0) }},
		{"|", p.branchReset},
		{">", func() (node, error) { inner, err := p.closing(); return atomic{inner}, err }},
		{"=", func() (node, error) { return p.lookaround(false, false) }},
		{"!", func() (node, error) { return p.lookaround(false, true) }},
		{"<=", func() (node, error) { return p.lookaround(true, false) }},
		{"<!", func() (node, error) { return p.lookaround(true, true) }},
		{"P<", func() (node, error) { return p.named('>') }},
		{"<", func() (node, error) { return p.named('>') }},
		{"'", func() (node, error) { return p.named('\'') }},
		{"P=", func() (node, error) { return p.reference(')') }},
		{"P>", func() (node, error) { return nil, p.refuse("a call of a group") }},
		{"&", func() (node, error) { return nil, p.refuse("a call of a group") }},
		{"R", func() (node, error) { return nil, p.refuse("recursion") }},
		{"C", func() (node, error) { return nil, p.refuse("a callout") }},
		{"(", func() (node, error) { return nil, p.refuse("a conditional group") }},
	} {
		if p.accept(form.text) {
			return form.read()
		}
	}
	if c := p.peek(); c >= '0' && c <= '9' || c == '+' || c == '-' && p.pos+1 < len(p.text) && p.text[p.pos+1] <= '9' {
		return nil, p.refuse("a call of a group")
	}
	return p.settings()
}

func (p *parser) lookaround(behind, negate bool) (node, error) {
	inner, err := p.closing()
	if err != nil {
		return nil, err
	}
	if behind && !fixedBranches(inner) {
		return nil, p.fail("lookbehind assertion is not fixed length").(*Error).before(1)
	}
	return look{inner, behind, negate}, nil
}

// fixedBranches reports whether each alternative has a length of its own.
func fixedBranches(n node) bool {
	branches, ok := n.(alternatives)
	if !ok {
		branches = alternatives{n}
	}
	for _, b := range branches {
		if _, ok := b.fixedLength(); !ok {
			return false
		}
	}
	return true
}

// branchReset is (?|a(b)|c(d)): every alternative counts its groups anew.
func (p *parser) branchReset() (node, error) {
	outer := p.options
	defer func() { p.options = outer }()
	first, highest := p.groups, p.groups
	var all alternatives
	for {
		p.groups = first
		s, err := p.sequence()
		if err != nil {
			return nil, err
		}
		highest = max(highest, p.groups)
		all = append(all, s)
		if !p.accept("|") {
			break
		}
	}
	p.groups = highest
	if !p.accept(")") {
		return nil, p.fail("missing )")
	}
	return group{inner: all}, nil
}

func (p *parser) named(end byte) (node, error) {
	name, err := p.name(end)
	if err != nil {
		return nil, err
	}
	if _, taken := p.names[name]; taken {
		return nil, p.fail("two named subpatterns have the same name").(*Error).before(1)
	}
	p.groups++
	p.names[name] = p.groups
	p.ordered = append(p.ordered, Name{name, p.groups})
	return p.inside(p.groups)
}

// name reads a group's name and what ends it.
func (p *parser) name(end byte) (string, error) {
	start := p.pos
	for p.more() && isWord(rune(p.peek())) {
		p.pos++
	}
	name := p.text[start:p.pos]
	switch {
	case name == "":
		return "", p.fail("subpattern name expected")
	case isDigit(rune(name[0])):
		p.pos = start
		return "", p.fail("group name must start with a non-digit")
	case len(name) > 32:
		return "", p.fail("subpattern name is too long (maximum 32 characters)")
	case p.peek() != end:
		return "", p.fail("syntax error in subpattern name (missing terminator)")
	}
	p.pos++
	return name, nil
}

// reference reads a reference to a named group.
func (p *parser) reference(end byte) (node, error) {
	name, err := p.name(end)
	return backreference{name: name, caseless: p.options.Caseless}, err
}

// settings reads (?i-s) and (?i-s:...).
func (p *parser) settings() (node, error) {
	options, on := p.options, true
	for p.more() {
		c := p.peek()
		p.pos++
		switch c {
		case '-':
			on = false
		case 'i':
			options.Caseless = on
		case 'm':
			options.Multiline = on
		case 's':
			options.DotAll = on
		case 'x':
			options.Extended = on
		case 'U':
			options.Ungreedy = on
		case 'J', 'X':
		case ')':
			p.options = options
			return nil, nil
		case ':':
			outer := p.options
			p.options = options
			inner, err := p.closing()
			p.options = outer
			return group{inner: inner}, err
		default:
			return nil, p.fail("unrecognized character after (? or (?-").(*Error).before(1)
		}
	}
	return nil, p.fail("missing )")
}
