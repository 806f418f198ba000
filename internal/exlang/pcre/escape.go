package pcre

import "strconv"

// escape reads what a backslash begins, outside of a class.
func (p *parser) escape() (node, error) {
	p.pos++
	if !p.more() {
		return nil, p.fail(`\ at end of pattern`)
	}
	c := p.peek()
	if is, ok := shorthand(c, p.options.Unicode); ok {
		p.pos++
		return set{&class{parts: []func(rune) bool{is}}}, nil
	}
	if kind, ok := places(c); ok {
		p.pos++
		return assertion{kind}, nil
	}
	switch c {
	case 'p', 'P':
		p.pos++
		is, err := p.readProperty(c == 'P')
		return set{&class{parts: []func(rune) bool{is}}}, err
	case 'Q':
		p.pos++
		return p.quoted(), nil
	case 'E':
		p.pos++
		return nil, nil
	case 'N':
		p.pos++
		return anyChar{}, nil
	case 'R':
		p.pos++
		return newlineSequence{}, nil
	case 'X':
		p.pos++
		return graphemeCluster{}, nil
	case 'K':
		p.pos++
		return keepOut{}, nil
	case 'C':
		return nil, p.refuse(`\C`)
	case 'g', 'k':
		p.pos++
		return p.namedReference(c)
	}
	if c >= '1' && c <= '9' {
		if n, ok := p.numberedReference(); ok {
			return n, nil
		}
	}
	r, err := p.character()
	return literal{r, p.options.Caseless}, err
}

// places returns the assertion of a letter.
func places(c byte) (operation, bool) {
	switch c {
	case 'b':
		return opWordBoundary, true
	case 'B':
		return opNoWordBoundary, true
	case 'A':
		return opTextStart, true
	case 'Z':
		return opLastLineEnd, true
	case 'z':
		return opTextEnd, true
	case 'G':
		return opSearchStart, true
	}
	return 0, false
}

// quoted reads the text up to \E.
func (p *parser) quoted() node {
	var all sequence
	for p.more() && !p.accept(`\E`) {
		all = append(all, literal{p.next(), p.options.Caseless})
	}
	if len(all) == 1 {
		return all[0]
	}
	if len(all) == 0 {
		return nil
	}
	// A repetition after it is that of the last character.
	last := len(all) - 1
	repeated, err := p.repeated(all[last])
	if err == nil {
		all[last] = repeated
	}
	return all
}

// numberedReference reads \n: a reference if there are that many groups or n
// has one digit, otherwise an octal character.
func (p *parser) numberedReference() (node, bool) {
	n, digits := number(p.text[p.pos:])
	if n > 7 && n > p.total {
		return nil, false
	}
	p.pos += digits
	return backreference{group: n, caseless: p.options.Caseless}, true
}

// namedReference reads \g1 \g{-1} \g{name} \k<name> \k'name' \k{name}.
func (p *parser) namedReference(c byte) (node, error) {
	opening := p.peek()
	if c == 'g' && (opening == '<' || opening == '\'') {
		return nil, p.refuse("a call of a group")
	}
	braced := p.accept("{")
	if c == 'g' {
		if n, ok := p.relative(braced); ok {
			return n, nil
		}
	}
	switch {
	case braced:
		return p.reference('}')
	case p.accept("<"):
		return p.reference('>')
	case p.accept("'"):
		return p.reference('\'')
	}
	return nil, p.fail(`\k is not followed by a braced, angle-bracketed, or quoted name`)
}

// relative reads the number of \g, counted back from here if it is negative.
func (p *parser) relative(braced bool) (node, bool) {
	start := p.pos
	back := p.accept("-")
	n, digits := number(p.text[p.pos:])
	p.pos += digits
	if back {
		n = p.groups + 1 - n
	}
	if digits == 0 || n < 1 || braced && !p.accept("}") {
		p.pos = start
		return nil, false
	}
	return backreference{group: n, caseless: p.options.Caseless}, true
}

// character reads an escape that stands for one character.
func (p *parser) character() (rune, error) {
	c := p.peek()
	switch c {
	case 'a':
		p.pos++
		return '\a', nil
	case 'e':
		p.pos++
		return 0x1B, nil
	case 'f':
		p.pos++
		return '\f', nil
	case 'n':
		p.pos++
		return '\n', nil
	case 'r':
		p.pos++
		return '\r', nil
	case 't':
		p.pos++
		return '\t', nil
	case 'x':
		p.pos++
		return p.hexadecimal()
	case 'c':
		if p.pos++; !p.more() {
			return 0, p.fail(`\c at end of pattern`)
		}
		c = p.peek()
		p.pos++
		if c >= 'a' && c <= 'z' {
			c -= 0x20
		}
		return rune(c ^ 0x40), nil
	case 'o':
		return 0, p.refuse(`\o`)
	case 'u', 'U', 'l', 'L':
		p.pos++
		return 0, p.fail(`PCRE does not support \L, \l, \N{name}, \U, or \u`)
	}
	if c >= '0' && c <= '7' {
		return p.octal(3), nil
	}
	return p.next(), nil
}

// hexadecimal reads what follows \x: up to two digits, or {digits}.
func (p *parser) hexadecimal() (rune, error) {
	start, end := p.pos, p.pos
	isHex := func() bool {
		return end < len(p.text) && (isDigit(rune(p.text[end])) || p.text[end]|0x20 >= 'a' && p.text[end]|0x20 <= 'f')
	}
	braced := p.accept("{")
	if braced {
		start, end = p.pos, p.pos
	}
	for isHex() && (braced || end < start+2) {
		end++
	}
	if braced && (end >= len(p.text) || p.text[end] != '}' || end == start) {
		p.pos = start - 1
		return 0, nil
	}
	value, err := strconv.ParseUint("0"+p.text[start:end], 16, 32)
	p.pos = end
	if braced {
		p.pos++
	}
	highest := uint64(0x10FFFF)
	if !p.options.Unicode {
		highest = 0xFF
	}
	if err != nil || value > highest {
		return 0, p.fail(`character value in \x{} or \o{} is too large`)
	}
	return rune(value), nil
}
