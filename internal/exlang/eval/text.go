package eval

import (
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/command"
)

// Text returns a term as to_string/1 does, and whether it can be a string.
func Text(v Value) (string, bool) {
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
		return charlistText(v)
	case *Map:
		return structText(v)
	}
	return "", false
}

// charlistText flattens chardata: code points, strings and lists of them.
func charlistText(list List) (string, bool) {
	var b strings.Builder
	ok := writeCharlist(&b, list, 0)
	return b.String(), ok
}

func writeCharlist(b *strings.Builder, list List, depth int) bool {
	if depth > maxInspectDepth {
		return false
	}
	for _, e := range list {
		switch e := e.(type) {
		case Int:
			if !e.IsInt64() || !utf8.ValidRune(rune(e.Int64())) || e.Int64() > utf8.MaxRune {
				return false
			}
			b.WriteRune(rune(e.Int64()))
		case String:
			b.WriteString(string(e))
		case List:
			if !writeCharlist(b, e, depth+1) {
				return false
			}
		default:
			return false
		}
	}
	return true
}
