package stdlib

import (
	"errors"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// io is the module IO. What is printed becomes a message of the run.
func (l *Library) io() functions {
	return functions{
		"puts/1": l.ioPuts("\n"), "puts/2": l.ioPuts("\n"), "write/1": l.ioPuts(""), "write/2": l.ioPuts(""),
		"binwrite/1": l.ioPuts(""), "binwrite/2": l.ioPuts(""),
		"inspect/1": l.ioInspect(0), "inspect/2": l.ioInspect(0), "inspect/3": l.ioInspect(1),
		"warn/1": l.ioWarn, "warn/2": l.ioWarn, "warn_once/3": l.ioWarn,
		"iodata_to_binary/1": ioDataToBinary, "iodata_length/1": ioDataLength,
		"chardata_to_string/1": ioChardata,
	}
}

// errNotText is what iodata and chardata end with for a term that is no text.
var errNotText = errors.New("not text")

// textError is the error of a function that was given no text, but for what
// ends the script.
func textError(err, otherwise error) error {
	if errors.Is(err, errNotText) {
		return otherwise
	}
	return err
}

// iodata flattens bytes, binaries and lists of them.
func iodata(c *eval.Call, v eval.Value) (string, error) {
	f := flattener{c: c, add: func(b *strings.Builder, n int) bool {
		b.WriteByte(byte(n))
		return n <= 0xFF
	}}
	err := f.flatten(v, maxNesting)
	return f.out.String(), err
}

// chardata flattens code points, binaries and lists of them.
func chardata(c *eval.Call, v eval.Value) (string, error) {
	f := flattener{c: c, add: func(b *strings.Builder, n int) bool {
		b.WriteRune(rune(n))
		return n <= 0x10FFFF
	}}
	err := f.flatten(v, maxNesting)
	return f.out.String(), err
}

// flattener writes the text of nested lists. The same list can be in one many
// times, so that the text is far larger than what was built before: it counts.
type flattener struct {
	c   *eval.Call
	add func(b *strings.Builder, n int) bool
	out strings.Builder
}

// flatten goes down to a depth that Go's stack has room for.
func (f *flattener) flatten(v eval.Value, depth int) error {
	switch v := v.(type) {
	case eval.String:
		f.out.WriteString(string(v))
		return f.c.Grow(len(v))
	case eval.List:
		if depth == 0 {
			return errNotText
		}
		if err := f.c.Grow(1 + len(v)); err != nil {
			return err
		}
		for _, e := range v {
			if n, ok := asInt(e); ok {
				if n < 0 || !f.add(&f.out, n) {
					return errNotText
				}
			} else if err := f.flatten(e, depth-1); err != nil {
				return err
			}
		}
		return nil
	}
	return errNotText
}

// printed is what IO.puts makes of a term.
func printed(c *eval.Call, v eval.Value) (string, error) {
	if list, ok := v.(eval.List); ok {
		if text, err := chardata(c, list); !errors.Is(err, errNotText) {
			return text, err
		}
	}
	if opaque, ok := v.(eval.Opaque); ok {
		return eval.Inspect(opaque), nil
	}
	text, err := c.Invoke(eval.Module("Kernel"), "to_string", v)
	s, _ := text.(eval.String)
	return string(s), err
}

// ioPuts is puts and write; with two arguments the first is the device.
func (l *Library) ioPuts(end string) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		text, err := printed(c, c.Args[len(c.Args)-1])
		if err != nil {
			return nil, err
		}
		return eval.OK, l.output(c, "", text+end)
	}
}

// ioInspect is inspect; at is where the term stands.
func (l *Library) ioInspect(at int) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		pairs, err := c.Keyword(at + 1)
		if err != nil {
			return nil, err
		}
		text, err := c.Inspect(c.Args[at], eval.DefaultInspectOptions())
		if err != nil {
			return nil, err
		}
		if label, ok := eval.Option(pairs, "label"); ok {
			name, err := printed(c, label)
			if err != nil {
				return nil, err
			}
			text = name + ": " + text
		}
		return c.Args[at], l.output(c, "", text+"\n")
	}
}

func (l *Library) ioWarn(c *eval.Call) (eval.Value, error) {
	text, err := printed(c, c.Args[0])
	if err != nil {
		return nil, err
	}
	return eval.OK, l.output(c, "warning", text)
}

func ioDataToBinary(c *eval.Call) (eval.Value, error) {
	text, err := iodata(c, c.Args[0])
	if err != nil {
		return nil, textError(err, badArgument(c, 1, "not an iodata term"))
	}
	return built(c, text)
}

func ioDataLength(c *eval.Call) (eval.Value, error) {
	text, err := iodata(c, c.Args[0])
	if err != nil {
		return nil, textError(err, badArgument(c, 1, "not an iodata term"))
	}
	return integer(len(text)), nil
}

func ioChardata(c *eval.Call) (eval.Value, error) {
	switch c.Args[0].(type) {
	case eval.String, eval.List:
	default:
		return nil, c.WrongArgument(0, "a string or a list")
	}
	text, err := chardata(c, c.Args[0])
	if err != nil {
		return nil, textError(err, badArgument(c, 1, "not valid character data (an iodata term)"))
	}
	return built(c, text)
}

// ansi is the module IO.ANSI: the codes of terminals.
func ansi() functions {
	table := functions{}
	for i, color := range []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"} {
		digit := string(rune('0' + i))
		table[color+"/0"] = constant("\x1b[3" + digit + "m")
		table["light_"+color+"/0"] = constant("\x1b[9" + digit + "m")
		table[color+"_background/0"] = constant("\x1b[4" + digit + "m")
	}
	for name, code := range map[string]string{
		"reset": "0", "bright": "1", "faint": "2", "italic": "3", "underline": "4", "normal": "22", "default_color": "39",
	} {
		table[name+"/0"] = constant("\x1b[" + code + "m")
	}
	table["format/1"], table["format/2"] = ansiFormat(table), ansiFormat(table)
	table["format_fragment/1"], table["format_fragment/2"] = ansiFormat(table), ansiFormat(table)
	table["enabled?/0"] = func(*eval.Call) (eval.Value, error) { return eval.False, nil }
	return table
}

// ansiFormat leaves the names of colors out of chardata, or writes their codes
// if it is told to.
func ansiFormat(table functions) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		emit := len(c.Args) > 1 && eval.Truthy(c.Args[1])
		var parts eval.List
		var add func(v eval.Value) error
		add = func(v eval.Value) error {
			switch v := v.(type) {
			case eval.List:
				for _, e := range v {
					if err := add(e); err != nil {
						return err
					}
				}
			case eval.Atom:
				if !emit {
					return nil
				}
				code := table[string(v)+"/0"]
				if code == nil {
					return c.Raise("ArgumentError", "invalid ANSI sequence specification: %s", eval.Inspect(v))
				}
				text, err := code(c)
				if err != nil {
					return err
				}
				parts = append(parts, text)
			default:
				parts = append(parts, v)
			}
			return c.Grow(8)
		}
		if err := add(c.Args[0]); err != nil {
			return nil, err
		}
		if emit && c.Name[:len("format/")] == "format/" {
			parts = append(parts, eval.String("\x1b[0m"))
		}
		return parts, nil
	}
}

// constant is a function that returns a string.
func constant(text string) eval.Native {
	return func(*eval.Call) (eval.Value, error) { return eval.String(text), nil }
}
