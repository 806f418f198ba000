package stdlib

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// termWriter writes terms in Erlang's notation; strings as such where pretty.
type termWriter struct {
	c      *eval.Call
	pretty bool
	out    strings.Builder
}

// write writes a term that nests no deeper than depth.
func (w *termWriter) write(v eval.Value, depth int) error {
	if depth == 0 {
		return errNotText
	}
	if err := w.c.Grow(8); err != nil {
		return err
	}
	switch v := v.(type) {
	case eval.Atom:
		w.out.WriteString(erlangAtom(string(v)))
	case eval.String:
		w.binary(string(v))
		return w.c.Grow(4 * len(v))
	case eval.List:
		if w.pretty && len(v) > 0 && eval.PrintableCharlist(v) {
			text, err := chardata(w.c, v)
			w.out.WriteString(strconv.Quote(text))
			return err
		}
		return w.all("[", v, "]", depth)
	case eval.Tuple:
		return w.all("{", v, "}", depth)
	case *eval.Map:
		return w.pairs(v, depth)
	default:
		w.out.WriteString(eval.Inspect(v))
	}
	return nil
}

func (w *termWriter) all(open string, values []eval.Value, closing string, depth int) error {
	w.out.WriteString(open)
	for i, v := range values {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if err := w.write(v, depth-1); err != nil {
			return err
		}
	}
	w.out.WriteString(closing)
	return nil
}

func (w *termWriter) pairs(m *eval.Map, depth int) error {
	w.out.WriteString("#{")
	for i, p := range m.Pairs() {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if err := w.write(p.Key, depth-1); err != nil {
			return err
		}
		w.out.WriteString(" => ")
		if err := w.write(p.Value, depth-1); err != nil {
			return err
		}
	}
	w.out.WriteByte('}')
	return nil
}

func (w *termWriter) binary(s string) {
	w.out.WriteString("<<")
	if w.pretty && utf8.ValidString(s) {
		w.out.WriteString(strconv.Quote(s))
	} else {
		for i := range len(s) {
			if i > 0 {
				w.out.WriteByte(',')
			}
			w.out.WriteString(strconv.Itoa(int(s[i])))
		}
	}
	w.out.WriteString(">>")
}

// erlangAtom quotes an atom that needs it.
func erlangAtom(s string) string {
	for i, r := range s {
		small := r >= 'a' && r <= 'z'
		if !small && (i == 0 || r != '_' && r != '@' && !(r >= '0' && r <= '9') && !(r >= 'A' && r <= 'Z')) {
			return "'" + strings.ReplaceAll(s, "'", `\'`) + "'"
		}
	}
	return s
}
