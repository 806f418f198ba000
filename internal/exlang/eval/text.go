package eval

import (
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/command"
)

// maxName is how much text [Text] makes of a list: more than any name, option
// or statement has.
const maxName = 4 << 20

// Text returns a term as to_string/1 does, and whether it can be a string.
func Text(v Value) (string, bool) {
	w := textWriter{left: maxName}
	return w.text(v)
}

// ToText is [Text], and what it writes counts.
func (c *Call) ToText(v Value) (string, bool, error) {
	w := textWriter{left: c.interp.room()}
	text, ok := w.text(v)
	if w.left <= 0 {
		return "", false, c.Grow(c.interp.room() + 1)
	}
	return text, ok, c.Grow(len(text))
}

// textWriter writes terms as to_string/1 does. A small list can hold another
// one many times, and so be endless to write.
type textWriter struct {
	out strings.Builder
	// left is how many more bytes and elements there may be.
	left  int
	depth int
}

func (w *textWriter) text(v Value) (string, bool) {
	switch v := v.(type) {
	case String:
		return string(v), true
	case Atom:
		if v == Nil {
			return "", true
		}
		return string(v), true
	case Int:
		return v.String(), true
	case Float:
		return command.Float(v).String(), true
	case List:
		ok := w.charlist(v)
		return w.out.String(), ok
	case *Map:
		return structText(v)
	}
	return "", false
}

// charlist flattens chardata: code points, strings and lists of them.
func (w *textWriter) charlist(list List) bool {
	if w.depth++; w.depth > maxInspectDepth {
		return false
	}
	defer func() { w.depth-- }()
	for _, e := range list {
		if w.left--; w.left <= 0 {
			return false
		}
		switch e := e.(type) {
		case Int:
			if !e.IsInt64() || !utf8.ValidRune(rune(e.Int64())) || e.Int64() > utf8.MaxRune {
				return false
			}
			w.out.WriteRune(rune(e.Int64()))
		case String:
			if w.left -= len(e); w.left <= 0 {
				return false
			}
			w.out.WriteString(string(e))
		case List:
			if !w.charlist(e) {
				return false
			}
		default:
			return false
		}
	}
	return true
}
