package stdlib

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// jasonFunctions is the library Jason.
func jasonFunctions() functions {
	return functions{
		"encode!/1": jasonEncodeBang, "encode!/2": jasonEncodeBang, "encode/1": jasonEncode, "encode/2": jasonEncode,
		"encode_to_iodata!/1": jasonEncodeBang, "encode_to_iodata!/2": jasonEncodeBang,
		"encode_to_iodata/1": jasonEncode, "encode_to_iodata/2": jasonEncode,
		"decode!/1": jasonDecodeBang, "decode!/2": jasonDecodeBang, "decode/1": jasonDecode, "decode/2": jasonDecode,
	}
}

// jsonWriter writes JSON as Jason does: keys in the map's order.
type jsonWriter struct {
	c   *eval.Call
	out strings.Builder
	// encoder is the protocol of what can be written.
	encoder string
	escape  eval.Atom
	pretty  bool
	depth   int
}

// maxNesting bounds how deeply JSON and text in lists nest, and with it Go's
// stack.
const maxNesting = 10_000

func jsonWriterOf(c *eval.Call) (*jsonWriter, error) {
	pairs, err := c.Keyword(1)
	if err != nil {
		return nil, err
	}
	w := &jsonWriter{c: c, encoder: "Jason.Encoder", escape: "json"}
	if v, ok := eval.Option(pairs, "escape"); ok {
		w.escape, _ = v.(eval.Atom)
	}
	if v, ok := eval.Option(pairs, "pretty"); ok {
		w.pretty = eval.Truthy(v)
	}
	return w, nil
}

func jasonEncodeBang(c *eval.Call) (eval.Value, error) {
	w, err := jsonWriterOf(c)
	if err != nil {
		return nil, err
	}
	if err := w.value(c.Args[0]); err != nil {
		return nil, err
	}
	return built(c, w.out.String())
}

// jasonEncode returns the exception of what cannot be encoded.
func jasonEncode(c *eval.Call) (eval.Value, error) {
	v, err := jasonEncodeBang(c)
	if raised, ok := err.(*eval.Raised); ok {
		switch raised.Exception.Struct() {
		case eval.Module("Jason.EncodeError"), eval.Module("Protocol.UndefinedError"):
			return errorTuple(raised.Exception), nil
		}
	}
	if err != nil {
		return nil, err
	}
	return okTuple(v), nil
}

func (w *jsonWriter) value(v eval.Value) error {
	if err := w.c.Step(); err != nil {
		return err
	}
	switch v := v.(type) {
	case eval.Atom:
		switch v {
		case eval.Nil:
			w.out.WriteString("null")
		case eval.True, eval.False:
			w.out.WriteString(string(v))
		default:
			return w.text(string(v))
		}
	case eval.Int:
		digits := v.String()
		w.out.WriteString(digits)
		return w.c.Grow(len(digits))
	case eval.Float:
		w.out.WriteString(eval.Inspect(v))
	case eval.String:
		return w.text(string(v))
	case eval.List:
		return w.list(v)
	case *eval.Map:
		return w.object(v)
	default:
		return w.unsupported(v)
	}
	return nil
}

// unsupported is raised for what has no encoder.
func (w *jsonWriter) unsupported(v eval.Value) error {
	err := w.c.NoProtocol(w.encoder, v)
	if raised, ok := err.(*eval.Raised); ok {
		must := w.encoder + " protocol must always be explicitly implemented"
		raised.Exception = raised.Exception.Put(eval.Atom("description"), eval.String(must))
		raised.Message += ", " + must
	}
	return err
}

// nested writes the elements of a list or object between two brackets.
func (w *jsonWriter) nested(open, closing string, n int, element func(i int) error) error {
	if w.depth++; w.depth > maxNesting {
		return w.c.Raise("ArgumentError", "JSON nests deeper than %d levels", maxNesting)
	}
	w.out.WriteString(open)
	for i := range n {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if err := w.line(n > 0); err != nil {
			return err
		}
		if err := element(i); err != nil {
			return err
		}
	}
	w.depth--
	if err := w.line(n > 0); err != nil {
		return err
	}
	w.out.WriteString(closing)
	return w.c.Grow(8 * n)
}

// line begins a line of pretty JSON.
func (w *jsonWriter) line(some bool) error {
	if !w.pretty || !some {
		return nil
	}
	w.out.WriteString("\n" + strings.Repeat("  ", w.depth))
	return w.c.Grow(1 + 2*w.depth)
}

func (w *jsonWriter) list(list eval.List) error {
	return w.nested("[", "]", len(list), func(i int) error { return w.value(list[i]) })
}

// object writes a map. Structs that Jason knows are text.
func (w *jsonWriter) object(m *eval.Map) error {
	if name, ok := eval.ModuleName(m.Struct()); ok {
		return w.structure(m, name)
	}
	pairs := m.Pairs()
	return w.nested("{", "}", len(pairs), func(i int) error {
		key, err := w.key(pairs[i].Key)
		if err != nil {
			return err
		}
		if err := w.text(key); err != nil {
			return err
		}
		w.out.WriteByte(':')
		if w.pretty {
			w.out.WriteByte(' ')
		}
		return w.value(pairs[i].Value)
	})
}

func (w *jsonWriter) key(v eval.Value) (string, error) {
	if a, ok := v.(eval.Atom); ok {
		return string(a), nil
	}
	text, err := w.c.Invoke(eval.Module("Kernel"), "to_string", v)
	s, _ := text.(eval.String)
	return string(s), err
}

func (w *jsonWriter) structure(m *eval.Map, name string) error {
	switch name {
	case "Date", "Time", "NaiveDateTime", "DateTime":
		t, _ := readMoment(m)
		return w.text(t.isoText("T", false))
	case "Decimal":
		d, ok := readDecimal(m)
		if !ok {
			return w.unsupported(m)
		}
		return w.text(d.text("scientific"))
	case "Jason.Fragment":
		encoded, _ := m.Get(eval.Atom("encode"))
		s, err := iodata(w.c, encoded)
		w.out.WriteString(s)
		if errors.Is(err, errNotText) {
			return w.unsupported(m)
		}
		return err
	}
	if name == "Duration" && w.encoder == "JSON.Encoder" {
		text, err := w.c.Invoke(eval.Module(name), "to_iso8601", m)
		s, _ := text.(eval.String)
		if err != nil {
			return err
		}
		return w.text(string(s))
	}
	return w.unsupported(m)
}

// text writes a string with the escapes that the option escape: asks for.
func (w *jsonWriter) text(s string) error {
	if err := w.c.Grow(len(s)); err != nil {
		return err
	}
	w.out.WriteByte('"')
	for rest := s; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		if r == utf8.RuneError && size <= 1 {
			if w.encoder == "JSON.Encoder" {
				return w.c.Raise("ErlangError", "Erlang error: {:invalid_byte, %d}", rest[0])
			}
			message := fmt.Sprintf("invalid byte 0x%02X in %s", rest[0], eval.Inspect(eval.String(s)))
			return w.c.Raise("Jason.EncodeError", "%s", message)
		}
		w.out.WriteString(w.escaped(r, rest[:size]))
		rest = rest[size:]
	}
	w.out.WriteByte('"')
	return nil
}

func (w *jsonWriter) escaped(r rune, as string) string {
	switch r {
	case '"':
		return `\"`
	case '\\':
		return `\\`
	case '\b':
		return `\b`
	case '\f':
		return `\f`
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	}
	script := w.escape == "javascript_safe" || w.escape == "html_safe"
	switch {
	case r < 0x20, script && (r == 0x2028 || r == 0x2029):
		return fmt.Sprintf(`\u%04X`, r)
	case r == '/' && w.escape == "html_safe":
		return `\/`
	case r == '<' && w.escape == "html_safe":
		return `\u003C`
	case r >= 0x80 && w.escape == "unicode_safe":
		if r > 0xFFFF {
			r -= 0x10000
			return fmt.Sprintf(`\u%04X\u%04X`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		}
		return fmt.Sprintf(`\u%04X`, r)
	}
	return as
}
