package pcre

import (
	"strings"
	"unicode/utf8"
)

// parser reads a pattern. The options change where it says (?i).
type parser struct {
	text    string
	pos     int
	options Options
	groups  int
	// total is the number of groups of the whole pattern, which tells \10 the
	// reference from \10 the character.
	total   int
	names   map[string]int
	ordered []Name
	depth   int
}

// maxDepth bounds how deeply groups nest, and with it this parser's stack.
const maxDepth = 250

func (p *parser) fail(message string) error { return &Error{Message: message, Offset: p.pos} }

func (p *parser) refuse(what string) error {
	return &Error{Message: what + " in a regular expression", Offset: p.pos, Refused: true}
}

func (p *parser) more() bool { return p.pos < len(p.text) }

func (p *parser) peek() byte {
	if p.more() {
		return p.text[p.pos]
	}
	return 0
}

func (p *parser) accept(text string) bool {
	if strings.HasPrefix(p.text[p.pos:], text) {
		p.pos += len(text)
		return true
	}
	return false
}

// next reads one character of the pattern: a code point or a byte.
func (p *parser) next() rune {
	if !p.options.Unicode {
		p.pos++
		return rune(p.text[p.pos-1])
	}
	r, size := utf8.DecodeRuneInString(p.text[p.pos:])
	p.pos += size
	return r
}

// countGroups counts the groups of the whole pattern, roughly as PCRE's first
// pass does.
func (p *parser) countGroups() {
	inClass := false
	for i := 0; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '\\':
			i++
		case c == '[':
			inClass = true
		case c == ']':
			inClass = false
		case c == '(' && !inClass && opensGroup(p.text[i+1:]):
			p.total++
		}
	}
}

// opensGroup reports whether what follows a parenthesis makes it a group that
// captures.
func opensGroup(rest string) bool {
	if !strings.HasPrefix(rest, "?") && !strings.HasPrefix(rest, "*") {
		return true
	}
	for _, named := range []string{"?P<", "?'"} {
		if strings.HasPrefix(rest, named) {
			return true
		}
	}
	return strings.HasPrefix(rest, "?<") && !strings.HasPrefix(rest, "?<=") && !strings.HasPrefix(rest, "?<!")
}

func (p *parser) parse() (node, error) {
	if p.options.Unicode && !utf8.ValidString(p.text) {
		return nil, p.fail("invalid UTF-8 string")
	}
	tree, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if p.more() {
		return nil, p.fail("unmatched parentheses")
	}
	return tree, nil
}

// alternatives reads a|b|c up to the end of the group.
func (p *parser) alternatives() (node, error) {
	outer := p.options
	defer func() { p.options = outer }()
	var all alternatives
	for {
		s, err := p.sequence()
		if err != nil {
			return nil, err
		}
		all = append(all, s)
		if !p.accept("|") {
			break
		}
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

func (p *parser) sequence() (node, error) {
	var nodes sequence
	for p.more() && p.peek() != '|' && p.peek() != ')' {
		n, err := p.item()
		if err != nil {
			return nil, err
		}
		if n == nil {
			continue
		}
		if n, err = p.repeated(n); err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// item reads one node without its repetition; nil is a comment or a setting.
func (p *parser) item() (node, error) {
	if p.options.Extended && p.skipBlank() {
		return nil, nil
	}
	switch c := p.peek(); c {
	case '(':
		return p.parenthesis()
	case '[':
		return p.bracket()
	case '\\':
		return p.escape()
	case '.':
		p.pos++
		return anyChar{p.options.DotAll}, nil
	case '^':
		p.pos++
		if p.options.Multiline {
			return assertion{opLineStart}, nil
		}
		return assertion{opTextStart}, nil
	case '$':
		p.pos++
		return assertion{p.dollar()}, nil
	case '*', '+', '?':
		p.pos++
		return nil, p.fail("nothing to repeat").(*Error).before(1)
	case '{':
		if _, _, _, ok := p.counts(); ok {
			return nil, p.fail("nothing to repeat")
		}
	}
	return literal{p.next(), p.options.Caseless}, nil
}

// before moves an error back by n bytes: PCRE counts from where it looked.
func (e *Error) before(n int) error {
	e.Offset -= n
	return e
}

func (p *parser) dollar() operation {
	switch {
	case p.options.Multiline:
		return opLineEnd
	case p.options.DollarEnd:
		return opTextEnd
	}
	return opLastLineEnd
}

// skipBlank skips white space and a comment to the end of its line.
func (p *parser) skipBlank() bool {
	start := p.pos
	for p.more() {
		switch c := p.peek(); {
		case c == ' ' || c >= '\t' && c <= '\r':
			p.pos++
		case c == '#':
			if end := strings.IndexByte(p.text[p.pos:], '\n'); end >= 0 {
				p.pos += end + 1
			} else {
				p.pos = len(p.text)
			}
		default:
			return p.pos > start
		}
	}
	return p.pos > start
}

// repeated reads the repetitions after n.
func (p *parser) repeated(n node) (node, error) {
	for {
		if p.options.Extended {
			p.skipBlank()
		}
		low, high, length, ok := p.counts()
		if !ok {
			return n, nil
		}
		if high >= 0 && high < low {
			p.pos += length
			return nil, p.fail("numbers out of order in {} quantifier").(*Error).before(1)
		}
		if low > 65535 || high > 65535 {
			p.pos += length
			return nil, p.fail("number too big in {} quantifier").(*Error).before(1)
		}
		p.pos += length
		mode := greedy
		if p.options.Ungreedy {
			mode = lazy
		}
		switch {
		case p.accept("?"):
			mode = lazy - mode
		case p.accept("+"):
			mode = possessive
		}
		switch n.(type) {
		case assertion, keepOut:
			// Repeating a place is the place, or nothing.
			if low == 0 {
				n = alternatives{n, empty{}}
			}
			continue
		}
		n = repeat{n, low, high, mode}
	}
}

// counts reads * + ? {n} {n,} {n,m} without moving on.
func (p *parser) counts() (low, high, length int, ok bool) {
	switch p.peek() {
	case '*':
		return 0, -1, 1, true
	case '+':
		return 1, -1, 1, true
	case '?':
		return 0, 1, 1, true
	case '{':
	default:
		return 0, 0, 0, false
	}
	i := p.pos + 1
	low, digits := number(p.text[i:])
	i += digits
	if digits == 0 || i >= len(p.text) {
		return 0, 0, 0, false
	}
	high = low
	if p.text[i] == ',' {
		i++
		if high, digits = number(p.text[i:]); digits == 0 {
			high = -1
		}
		i += digits
	}
	if i >= len(p.text) || p.text[i] != '}' {
		return 0, 0, 0, false
	}
	return low, high, i + 1 - p.pos, true
}

// number reads decimal digits; a number beyond all limits stays just that.
func number(text string) (value, digits int) {
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		value = min(value*10+int(text[digits]-'0'), 1<<20)
		digits++
	}
	return value, digits
}
