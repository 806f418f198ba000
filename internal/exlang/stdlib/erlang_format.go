package stdlib

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// erlangIOLib is the module :io_lib: text from a format.
func erlangIOLib() functions {
	return functions{"format/2": listed(formatText), "fwrite/2": listed(formatText)}
}

// erlangIO is the module :io.
func (l *Library) erlangIO() functions {
	put := func(c *eval.Call) (eval.Value, error) {
		inner := *c
		if inner.Args = c.Args[max(len(c.Args)-2, 0):]; len(c.Args) == 1 {
			inner.Args = []eval.Value{c.Args[0], eval.List{}}
		}
		v, err := formatText(&inner)
		if err != nil {
			return nil, err
		}
		text, _ := v.(eval.String)
		return eval.OK, l.output(c, "", string(text))
	}
	return functions{"format/1": put, "format/2": put, "format/3": put, "fwrite/1": put, "fwrite/2": put, "fwrite/3": put, "put_chars/1": l.ioPuts("")}
}

// formatText writes arguments by a format such as "~.2f of ~s~n".
func formatText(c *eval.Call) (eval.Value, error) {
	format, err := chardata(c, c.Args[0])
	if err != nil {
		return nil, textError(err, badArgument(c, 1, "not a format"))
	}
	args, err := c.List(1)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for {
		literal, rest, found := strings.Cut(format, "~")
		b.WriteString(literal)
		if !found {
			break
		}
		d, ok := readDirective(rest)
		if !ok {
			return nil, c.WrongArgument(0, "a format")
		}
		format = rest[d.length:]
		if args, err = d.write(c, &b, args); err != nil {
			return nil, err
		}
	}
	if len(args) > 0 {
		return nil, c.WrongArgument(1, "as many arguments as the format has directives")
	}
	return built(c, b.String())
}

// directive is ~F.P.PadC: a field's width, precision, padding and kind.
type directive struct {
	width, precision int
	pad              string
	left             bool
	kind             byte
	length           int
}

func readDirective(s string) (directive, bool) {
	d := directive{precision: -1, pad: " "}
	i := 0
	if strings.HasPrefix(s, "-") {
		d.left = true
		i++
	}
	number := func() int {
		from := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		n, err := strconv.Atoi(s[from:i])
		if err != nil || n > 1<<16 {
			return -1
		}
		return n
	}
	d.width = number()
	if i < len(s) && s[i] == '.' {
		i++
		d.precision = number()
	}
	if i < len(s) && s[i] == '.' {
		_, size := utf8.DecodeRuneInString(s[i+1:])
		d.pad = s[i+1 : i+1+size]
		i += 1 + size
	}
	for i < len(s) && (s[i] == 't' || s[i] == 'l') {
		i++
	}
	if i >= len(s) {
		return d, false
	}
	d.kind, d.length = s[i], i+1
	return d, true
}

// write writes one directive and returns the arguments that are left.
func (d directive) write(c *eval.Call, b *strings.Builder, args eval.List) (eval.List, error) {
	switch d.kind {
	case 'n':
		b.WriteString(strings.Repeat("\n", max(d.width, 1)))
		return args, nil
	case '~':
		b.WriteByte('~')
		return args, nil
	}
	if len(args) == 0 {
		return nil, c.WrongArgument(1, "as many arguments as the format has directives")
	}
	text, err := d.text(c, args[0])
	if errors.Is(err, errNotText) {
		return nil, c.WrongArgument(1, "arguments that fit the format")
	}
	if err != nil {
		return nil, err
	}
	if d.kind == 'i' {
		return args[1:], nil
	}
	if err := c.Grow(d.width + len(text)); err != nil {
		return nil, err
	}
	b.WriteString(d.padded(text))
	return args[1:], nil
}

func (d directive) padded(text string) string {
	missing := d.width - utf8.RuneCountInString(text)
	switch {
	case missing <= 0:
		return text
	case d.left:
		return text + strings.Repeat(d.pad, missing)
	}
	return strings.Repeat(d.pad, missing) + text
}

// text is an argument as the directive shows it.
func (d directive) text(c *eval.Call, v eval.Value) (string, error) {
	switch d.kind {
	case 's':
		return d.string(c, v)
	case 'c':
		if n, ok := asInt(v); ok {
			return string(rune(n)), nil
		}
	case 'b', 'B':
		return d.based(v)
	case 'f', 'e', 'g':
		return d.float(v)
	case 'w', 'W', 'p', 'P':
		t := termWriter{c: c, pretty: d.kind|0x20 == 'p'}
		err := t.write(v, maxNesting)
		return t.out.String(), err
	case 'i':
		return "", nil
	}
	return "", errNotText
}

func (d directive) string(c *eval.Call, v eval.Value) (string, error) {
	if a, isAtom := v.(eval.Atom); isAtom {
		v = eval.String(a)
	}
	text, err := chardata(c, v)
	if runes := []rune(text); d.precision >= 0 && len(runes) > d.precision {
		text = string(runes[:d.precision])
	}
	return text, err
}

func (d directive) based(v eval.Value) (string, error) {
	n, ok := v.(eval.Int)
	base := 10
	if d.precision >= 2 && d.precision <= 36 {
		base = d.precision
	}
	if !ok {
		return "", errNotText
	}
	if d.kind == 'B' {
		return strings.ToUpper(n.Text(base)), nil
	}
	return n.Text(base), nil
}

func (d directive) float(v eval.Value) (string, error) {
	f, ok := v.(eval.Float)
	if !ok {
		return "", errNotText
	}
	precision := 6
	if d.precision >= 0 {
		precision = d.precision
	}
	if d.kind == 'e' {
		precision--
	}
	text := strconv.FormatFloat(float64(f), d.kind, precision, 64)
	// Erlang writes exponents without a zero in front.
	return strings.NewReplacer("e+0", "e+", "e-0", "e-").Replace(text), nil
}
