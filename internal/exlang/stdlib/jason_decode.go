package stdlib

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// jsonReader reads JSON as Jason does.
type jsonReader struct {
	c      *eval.Call
	text   string
	pos    int
	depth  int
	keys   eval.Value
	floats eval.Atom
	// ordered keeps the order of objects, in a Jason.OrderedObject.
	ordered bool
}

// jsonError is where the text stops being JSON.
type jsonError struct {
	text  string
	pos   int
	token string
}

func (e *jsonError) Error() string { return "invalid JSON" }

func jasonDecodeBang(c *eval.Call) (eval.Value, error) {
	v, wrong, err := decodeJSON(c)
	if wrong != nil {
		return nil, &eval.Raised{Exception: wrong.exception(), Message: wrong.message(), Pos: c.Pos}
	}
	return v, err
}

func jasonDecode(c *eval.Call) (eval.Value, error) {
	v, wrong, err := decodeJSON(c)
	if err != nil {
		return nil, err
	}
	if wrong != nil {
		return errorTuple(wrong.exception()), nil
	}
	return okTuple(v), nil
}

func (e *jsonError) exception() *eval.Map {
	token := eval.Value(eval.Nil)
	if e.token != "" {
		token = eval.String(e.token)
	}
	return eval.NewStruct(eval.Module("Jason.DecodeError"), pair("__exception__", eval.True),
		pair("data", eval.String(e.text)), pair("position", integer(e.pos)), pair("token", token))
}

func (e *jsonError) message() string {
	text := e.text
	switch {
	case e.token != "":
		return fmt.Sprintf("unexpected sequence at position %d: %s", e.pos, eval.Inspect(eval.String(e.token)))
	case e.pos >= len(text):
		return fmt.Sprintf("unexpected end of input at position %d", e.pos)
	}
	if ch := text[e.pos]; ch < 0x80 && printable(rune(ch)) {
		return fmt.Sprintf("unexpected byte at position %d: 0x%02X (%s)", e.pos, ch, eval.Inspect(eval.String(text[e.pos:e.pos+1])))
	}
	return fmt.Sprintf("unexpected byte at position %d: 0x%02X", e.pos, text[e.pos])
}

func decodeJSON(c *eval.Call) (eval.Value, *jsonError, error) {
	text, err := iodata(c, c.Args[0])
	if err != nil {
		return nil, nil, textError(err, badArgument(c, 1, "not an iodata term"))
	}
	pairs, err := c.Keyword(1)
	if err != nil {
		return nil, nil, err
	}
	r := &jsonReader{c: c, text: text, keys: eval.Atom("strings")}
	if v, ok := eval.Option(pairs, "keys"); ok {
		r.keys = v
	}
	if v, ok := eval.Option(pairs, "floats"); ok {
		r.floats, _ = v.(eval.Atom)
	}
	if v, ok := eval.Option(pairs, "objects"); ok {
		r.ordered = v == eval.Atom("ordered_objects")
	}
	v, err := r.value()
	if err == nil {
		if r.space(); r.pos < len(text) {
			err = &jsonError{pos: r.pos}
		}
	}
	if wrong, ok := err.(*jsonError); ok {
		wrong.text = text
		return nil, wrong, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return v, nil, c.Grow(8 * len(text))
}

func (r *jsonReader) space() {
	for r.pos < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.pos]) >= 0 {
		r.pos++
	}
}

func (r *jsonReader) wrong() error { return &jsonError{pos: r.pos} }

func (r *jsonReader) peek() byte {
	if r.pos < len(r.text) {
		return r.text[r.pos]
	}
	return 0
}

func (r *jsonReader) value() (eval.Value, error) {
	if err := r.c.Step(); err != nil {
		return nil, err
	}
	if r.depth++; r.depth > maxNesting {
		return nil, r.c.Raise("ArgumentError", "JSON nests deeper than %d levels", maxNesting)
	}
	defer func() { r.depth-- }()
	r.space()
	switch ch := r.peek(); {
	case ch == '{':
		return r.object()
	case ch == '[':
		return r.list()
	case ch == '"':
		s, err := r.string()
		return eval.String(s), err
	case ch == '-' || ch >= '0' && ch <= '9':
		return r.number()
	}
	for word, v := range map[string]eval.Atom{"true": eval.True, "false": eval.False, "null": eval.Nil} {
		if strings.HasPrefix(r.text[r.pos:], word) {
			r.pos += len(word)
			return v, nil
		}
	}
	return nil, r.wrong()
}

func (r *jsonReader) list() (eval.Value, error) {
	r.pos++
	list := eval.List{}
	if r.space(); r.peek() == ']' {
		r.pos++
		return list, nil
	}
	for {
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		r.space()
		switch r.peek() {
		case ',':
			r.pos++
		case ']':
			r.pos++
			return list, nil
		default:
			return nil, r.wrong()
		}
	}
}

func (r *jsonReader) object() (eval.Value, error) {
	r.pos++
	var pairs []eval.Pair
	r.space()
	for r.peek() != '}' {
		if r.peek() != '"' {
			return nil, r.wrong()
		}
		key, err := r.string()
		if err != nil {
			return nil, err
		}
		if r.space(); r.peek() != ':' {
			return nil, r.wrong()
		}
		r.pos++
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		k, err := r.key(key)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, eval.Pair{Key: k, Value: v})
		if err := r.next(); err != nil {
			return nil, err
		}
	}
	r.pos++
	return r.collected(pairs), nil
}

// next moves past a comma to the next key, or to the end of the object.
func (r *jsonReader) next() error {
	r.space()
	switch r.peek() {
	case '}':
		return nil
	case ',':
		r.pos++
		if r.space(); r.peek() == '"' {
			return nil
		}
	}
	return r.wrong()
}

func (r *jsonReader) collected(pairs []eval.Pair) eval.Value {
	if !r.ordered {
		// Of several pairs with one key Jason keeps the first.
		slices.Reverse(pairs)
		return eval.NewMap(pairs...)
	}
	list := make(eval.List, len(pairs))
	for i, p := range pairs {
		list[i] = tupleOf(p.Key, p.Value)
	}
	return eval.NewStruct(eval.Module("Jason.OrderedObject"), pair("values", list))
}

func (r *jsonReader) key(key string) (eval.Value, error) {
	switch k := r.keys.(type) {
	case *eval.Fun:
		return k.Call([]eval.Value{eval.String(key)})
	case eval.Atom:
		if k == "atoms" || k == "atoms!" {
			return eval.Atom(key), nil
		}
	}
	return eval.String(key), nil
}

func (r *jsonReader) number() (eval.Value, error) {
	start := r.pos
	if r.peek() == '-' {
		r.pos++
	}
	digits := func() bool {
		from := r.pos
		for ch := r.peek(); ch >= '0' && ch <= '9'; ch = r.peek() {
			r.pos++
		}
		return r.pos > from
	}
	if r.peek() == '0' {
		r.pos++
	} else if !digits() {
		return nil, r.wrong()
	}
	float := false
	if r.peek() == '.' {
		r.pos++
		if float = true; !digits() {
			return nil, r.wrong()
		}
	}
	if ch := r.peek(); ch == 'e' || ch == 'E' {
		r.pos++
		if sign := r.peek(); sign == '+' || sign == '-' {
			r.pos++
		}
		if float = true; !digits() {
			return nil, r.wrong()
		}
	}
	return r.numberOf(start, float)
}

func (r *jsonReader) numberOf(start int, float bool) (eval.Value, error) {
	text := r.text[start:r.pos]
	if !float {
		if err := r.c.GrowInteger(digitBits * len(text)); err != nil {
			return nil, err
		}
		n, ok := new(big.Int).SetString(text, 10)
		if !ok {
			return nil, &jsonError{pos: start, token: text}
		}
		return eval.Int{Int: n}, nil
	}
	if r.floats == "decimals" {
		d, _, ok := parseDecimal(text)
		if ok {
			return d.value(), nil
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, &jsonError{pos: start, token: text}
	}
	return eval.Float(f), nil
}

func (r *jsonReader) string() (string, error) {
	r.pos++
	var b strings.Builder
	for {
		ch, size := utf8.DecodeRuneInString(r.text[r.pos:])
		switch {
		case ch == utf8.RuneError && size <= 1, ch < 0x20:
			return "", r.wrong()
		case ch == '"':
			r.pos++
			return b.String(), nil
		case ch == '\\':
			if err := r.escape(&b); err != nil {
				return "", err
			}
			continue
		}
		b.WriteRune(ch)
		r.pos += size
	}
}

func (r *jsonReader) escape(b *strings.Builder) error {
	r.pos++
	ch := r.peek()
	if i := strings.IndexByte(`"\/bfnrt`, ch); i >= 0 && ch != 0 {
		b.WriteByte("\"\\/\b\f\n\r\t"[i])
		r.pos++
		return nil
	}
	if ch != 'u' {
		r.pos--
		return r.wrong()
	}
	first, ok := r.unit(r.pos + 1)
	if !ok {
		return &jsonError{pos: r.pos - 1, token: r.token(6)}
	}
	start := r.pos - 1
	r.pos += 5
	if first < 0xD800 || first > 0xDFFF {
		b.WriteRune(first)
		return nil
	}
	if !strings.HasPrefix(r.text[r.pos:], `\u`) {
		return r.wrong()
	}
	second, ok := r.unit(r.pos + 2)
	if !ok || first > 0xDBFF || second < 0xDC00 || second > 0xDFFF {
		r.pos = start + 1
		return &jsonError{pos: start, token: r.token(12)}
	}
	b.WriteRune(0x10000 + (first-0xD800)<<10 + second - 0xDC00)
	r.pos += 6
	return nil
}

// unit reads the four digits of \u.
func (r *jsonReader) unit(at int) (rune, bool) {
	if at+4 > len(r.text) {
		return 0, false
	}
	n, err := strconv.ParseUint(r.text[at:at+4], 16, 16)
	return rune(n), err == nil
}

// token is the text around an escape that is wrong.
func (r *jsonReader) token(length int) string {
	start := r.pos - 1
	return r.text[start:min(start+length, len(r.text))]
}
