package pcre

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is a set of characters: any of its parts, or none of them.
type class struct {
	ranges   []rune // pairs first, last
	parts    []func(rune) bool
	negate   bool
	caseless bool
	unicode  bool
}

func (c *class) has(r rune) bool {
	if c.holds(r) {
		return !c.negate
	}
	if c.caseless {
		for f := fold(r, c.unicode); f != r; f = fold(f, c.unicode) {
			if c.holds(f) {
				return !c.negate
			}
		}
	}
	return c.negate
}

func (c *class) holds(r rune) bool {
	for i := 0; i < len(c.ranges); i += 2 {
		if r >= c.ranges[i] && r <= c.ranges[i+1] {
			return true
		}
	}
	for _, part := range c.parts {
		if part(r) {
			return true
		}
	}
	return false
}

func (c *class) add(low, high rune) { c.ranges = append(c.ranges, low, high) }

// fold returns the next character that differs from r only in case. On bytes
// that is Latin-1, as in Erlang.
func fold(r rune, inUnicode bool) rune {
	if inUnicode {
		return unicode.SimpleFold(r)
	}
	if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0xC0 && r <= 0xFE && r != 0xD7 && r != 0xF7 && r != 0xDF {
		return r ^ 0x20
	}
	return r
}

func equalFold(a, b rune, inUnicode bool) bool {
	for f := fold(a, inUnicode); f != a; f = fold(f, inUnicode) {
		if f == b {
			return true
		}
	}
	return a == b
}

// The classes of bytes; Erlang's tables are those of Latin-1.
func isDigit(r rune) bool { return r >= '0' && r <= '9' }
func isSpace(r rune) bool { return r == ' ' || r >= '\t' && r <= '\r' }
func isWord(r rune) bool {
	return r < 0x80 && (r == '_' || isDigit(r) || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
}
func isLatinWord(r rune) bool {
	return isWord(r) || r == 0xAA || r == 0xB5 || r == 0xBA || r >= 0xC0 && r <= 0xFF && r != 0xD7 && r != 0xF7
}

func isUnicodeSpace(r rune) bool {
	return r >= '\t' && r <= '\r' || r == 0x85 || unicode.In(r, unicode.Z)
}
func isUnicodeWord(r rune) bool { return r == '_' || unicode.In(r, unicode.L, unicode.N) }

func isHorizontal(r rune) bool {
	return r == '\t' || r == ' ' || r == 0xA0 || r == 0x1680 || r == 0x180E || r >= 0x2000 && r <= 0x200A ||
		r == 0x202F || r == 0x205F || r == 0x3000
}
func isVertical(r rune) bool {
	return r >= '\n' && r <= '\r' || r == 0x85 || r == 0x2028 || r == 0x2029
}

// shorthand returns the class that \d, \w and the like stand for.
func shorthand(c byte, inUnicode bool) (func(rune) bool, bool) {
	var is func(rune) bool
	switch c | 0x20 {
	case 'd':
		is = isDigit
		if inUnicode {
			is = unicode.IsDigit
		}
	case 's':
		is = isSpace
		if inUnicode {
			is = isUnicodeSpace
		}
	case 'w':
		is = isLatinWord
		if inUnicode {
			is = isUnicodeWord
		}
	case 'h':
		is = isHorizontal
	case 'v':
		is = isVertical
	default:
		return nil, false
	}
	if c < 'a' {
		return func(r rune) bool { return !is(r) }, true
	}
	return is, true
}

// posix returns the class of [:name:].
func posix(name string, inUnicode bool) (func(rune) bool, bool) {
	upper, lower, letter := isLatinUpper, isLatinLower, func(r rune) bool { return isLatinWord(r) && !isDigit(r) && r != '_' }
	digit, space, word := isDigit, isSpace, isLatinWord
	if inUnicode {
		upper, lower, letter, digit, space, word = unicode.IsUpper, unicode.IsLower, unicode.IsLetter, unicode.IsDigit, isUnicodeSpace, isUnicodeWord
	}
	switch name {
	case "alpha":
		return letter, true
	case "upper":
		return upper, true
	case "lower":
		return lower, true
	case "digit":
		return digit, true
	case "alnum":
		return func(r rune) bool { return letter(r) || digit(r) }, true
	case "space":
		return space, true
	case "word":
		return word, true
	case "blank":
		return func(r rune) bool { return r == ' ' || r == '\t' || inUnicode && isHorizontal(r) }, true
	case "ascii":
		return func(r rune) bool { return r < 0x80 }, true
	case "cntrl":
		return func(r rune) bool { return r < 0x20 || r >= 0x7F && r < 0xA0 }, true
	case "xdigit":
		return func(r rune) bool { return isDigit(r) || r|0x20 >= 'a' && r|0x20 <= 'f' }, true
	case "punct":
		return func(r rune) bool {
			if inUnicode && r >= 0x80 {
				return unicode.IsPunct(r)
			}
			return isPunctuation(r)
		}, true
	case "graph":
		return func(r rune) bool {
			return r > ' ' && r < 0x7F || r > 0xA0 || r == 0xA0 && !inUnicode
		}, true
	case "print":
		return func(r rune) bool { return r >= ' ' && r < 0x7F || r >= 0xA0 }, true
	}
	return nil, false
}

func isPunctuation(r rune) bool {
	return r > ' ' && r < 0x7F && !isWord(r) || r == '_' || r >= 0xA0 && r <= 0xFF && !isLatinWord(r)
}

func isLatinUpper(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 0xC0 && r <= 0xDE && r != 0xD7 }

func isLatinLower(r rune) bool {
	return r < 0x100 && isLatinWord(r) && !isDigit(r) && r != '_' && !isLatinUpper(r)
}

// property returns the class of \p{name}.
func property(name string) (func(rune) bool, bool) {
	switch name {
	case "Any":
		return func(rune) bool { return true }, true
	case "L&":
		return func(r rune) bool { return unicode.In(r, unicode.Lu, unicode.Ll, unicode.Lt) }, true
	case "Xan":
		return func(r rune) bool { return unicode.In(r, unicode.L, unicode.N) }, true
	case "Xsp", "Xps":
		return isUnicodeSpace, true
	case "Xwd":
		return isUnicodeWord, true
	}
	if table := unicode.Categories[name]; table != nil {
		return func(r rune) bool { return unicode.Is(table, r) }, true
	}
	if table := unicode.Scripts[name]; table != nil {
		return func(r rune) bool { return unicode.Is(table, r) }, true
	}
	return nil, false
}

// readProperty reads {name} or a letter after \p or \P.
func (p *parser) readProperty(negate bool) (func(rune) bool, error) {
	if !p.more() {
		return nil, p.fail(`malformed \P or \p sequence`)
	}
	name := p.text[p.pos : p.pos+1]
	if p.accept("{") {
		end := strings.IndexByte(p.text[p.pos:], '}')
		if end < 0 {
			return nil, p.fail(`malformed \P or \p sequence`)
		}
		name = p.text[p.pos : p.pos+end]
		p.pos += end + 1
		if rest, ok := strings.CutPrefix(name, "^"); ok {
			name, negate = rest, !negate
		}
	} else {
		p.pos++
	}
	is, ok := property(name)
	if !ok {
		return nil, p.fail(`unknown property name after \P or \p`).(*Error).before(1)
	}
	if negate {
		return func(r rune) bool { return !is(r) }, nil
	}
	return is, nil
}

// bracket reads [...].
func (p *parser) bracket() (node, error) {
	p.pos++
	c := &class{caseless: p.options.Caseless, unicode: p.options.Unicode}
	c.negate = p.accept("^")
	for first := true; ; first = false {
		if !p.more() {
			return nil, p.fail("missing terminating ] for character class")
		}
		if p.peek() == ']' && !first {
			p.pos++
			return set{c}, nil
		}
		if err := p.member(c); err != nil {
			return nil, err
		}
	}
}

// member reads one part of a class: a class, a character or a range.
func (p *parser) member(c *class) error {
	if named, err := p.posixMember(c); named || err != nil {
		return err
	}
	if p.accept(`\Q`) {
		return p.quotedMembers(c)
	}
	if p.accept(`\E`) {
		return nil
	}
	low, part, err := p.classChar()
	if err != nil {
		return err
	}
	if part != nil {
		c.parts = append(c.parts, part)
		return nil
	}
	if p.peek() != '-' || p.pos+1 >= len(p.text) || p.text[p.pos+1] == ']' {
		c.add(low, low)
		return nil
	}
	p.pos++
	high, part, err := p.classChar()
	switch {
	case err != nil:
		return err
	case part != nil:
		c.add(low, low)
		c.add('-', '-')
		c.parts = append(c.parts, part)
		return nil
	case high < low:
		return p.fail("range out of order in character class").(*Error).before(1)
	}
	c.add(low, high)
	return nil
}

// quotedMembers adds the characters up to \E.
func (p *parser) quotedMembers(c *class) error {
	for p.more() && !p.accept(`\E`) {
		r := p.next()
		c.add(r, r)
	}
	return nil
}

func (p *parser) posixMember(c *class) (bool, error) {
	if !strings.HasPrefix(p.text[p.pos:], "[:") {
		return false, nil
	}
	end := strings.Index(p.text[p.pos:], ":]")
	if end < 0 || strings.ContainsAny(p.text[p.pos+2:p.pos+end], `]\`) {
		return false, nil
	}
	name, negate := strings.CutPrefix(p.text[p.pos+2:p.pos+end], "^")
	is, ok := posix(name, p.options.Unicode)
	if !ok {
		return false, p.fail("unknown POSIX class name").(*Error).before(-2)
	}
	p.pos += end + 2
	if negate {
		c.parts = append(c.parts, func(r rune) bool { return !is(r) })
	} else {
		c.parts = append(c.parts, is)
	}
	return true, nil
}

// classChar reads one character of a class, or a shorthand in it.
func (p *parser) classChar() (rune, func(rune) bool, error) {
	if p.peek() != '\\' {
		if !p.more() {
			return 0, nil, p.fail("missing terminating ] for character class")
		}
		return p.next(), nil, nil
	}
	p.pos++
	if !p.more() {
		return 0, nil, p.fail(`\ at end of pattern`)
	}
	c := p.peek()
	if is, ok := shorthand(c, p.options.Unicode); ok {
		p.pos++
		return 0, is, nil
	}
	switch c {
	case 'p', 'P':
		p.pos++
		is, err := p.readProperty(c == 'P')
		return 0, is, err
	case 'b':
		p.pos++
		return '\b', nil, nil
	}
	if c >= '1' && c <= '7' {
		return p.octal(3), nil, nil
	}
	r, err := p.character()
	return r, nil, err
}

// octal reads up to n octal digits.
func (p *parser) octal(n int) rune {
	value := rune(0)
	for ; n > 0 && p.peek() >= '0' && p.peek() <= '7'; n-- {
		value = value*8 + rune(p.peek()-'0')
		p.pos++
	}
	if !p.options.Unicode {
		value &= 0xFF
	}
	return value
}

// decode reads a character of the text that is searched.
func decode(s string, pos int, inUnicode bool) (rune, int) {
	if !inUnicode || s[pos] < utf8.RuneSelf {
		return rune(s[pos]), 1
	}
	return utf8.DecodeRuneInString(s[pos:])
}
