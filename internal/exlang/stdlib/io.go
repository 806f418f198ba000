package stdlib

import (
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

// iodata flattens bytes, binaries and lists of them.
func iodata(v eval.Value) (string, bool) {
	var b strings.Builder
	ok := flattenText(&b, v, maxNesting, func(n int) bool {
		b.WriteByte(byte(n))
		return n <= 0xFF
	})
	return b.String(), ok
}

// chardata flattens code points, binaries and lists of them.
func chardata(v eval.Value) (string, bool) {
	var b strings.Builder
	ok := flattenText(&b, v, maxNesting, func(n int) bool {
		b.WriteRune(rune(n))
		return n <= 0x10FFFF
	})
	return b.String(), ok
}

// flattenText writes a list's bytes or characters and those of the lists in it,
// up to a depth that Go's stack has room for.
func flattenText(b *strings.Builder, v eval.Value, depth int, number func(int) bool) bool {
	switch v := v.(type) {
	case eval.String:
		b.WriteString(string(v))
		return true
	case eval.List:
		if depth == 0 {
			return false
		}
		for _, e := range v {
			if n, ok := asInt(e); ok {
				if n < 0 || !number(n) {
					return false
				}
			} else if !flattenText(b, e, depth-1, number) {
				return false
			}
		}
		return true
	}
	return false
}

// printed is what IO.puts makes of a term.
func printed(c *eval.Call, v eval.Value) (string, error) {
	if list, ok := v.(eval.List); ok {
		if text, ok := chardata(list); ok {
			return text, nil
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
		text := eval.Inspect(c.Args[at])
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
	text, ok := iodata(c.Args[0])
	if !ok {
		return nil, badArgument(c, 1, "not an iodata term")
	}
	return built(c, text)
}

func ioDataLength(c *eval.Call) (eval.Value, error) {
	text, ok := iodata(c.Args[0])
	if !ok {
		return nil, badArgument(c, 1, "not an iodata term")
	}
	return integer(len(text)), nil
}

func ioChardata(c *eval.Call) (eval.Value, error) {
	switch c.Args[0].(type) {
	case eval.String, eval.List:
	default:
		return nil, c.WrongArgument(0, "a string or a list")
	}
	text, ok := chardata(c.Args[0])
	if !ok {
		return nil, badArgument(c, 1, "not valid character data (an iodata term)")
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
	table["enabled?/0"] = func(*eval.Call) (eval.Value, error) { return eval.False, nil }
	return table
}

// constant is a function that returns a string.
func constant(text string) eval.Native {
	return func(*eval.Call) (eval.Value, error) { return eval.String(text), nil }
}
