package exs

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/command"
)

// atom writes an atom, in quotes where Elixir needs them.
func atom(name string) string {
	switch {
	case name == "nil", name == "true", name == "false":
		return name // these are atoms without a colon
	case plain(name):
		return ":" + name
	}
	return ":" + quoted(name)
}

// key writes the key of a keyword.
func key(name string) string {
	if plain(name) {
		return name + ":"
	}
	return quoted(name) + ":"
}

// plain reports whether an atom needs no quotes.
func plain(name string) bool {
	body := strings.TrimRight(name, "!?")
	if body == "" || len(name)-len(body) > 1 {
		return false
	}
	for i := range len(body) {
		c := body[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '@') {
			return false
		}
	}
	return true
}

// word writes a name where Ecto takes an atom or a string: as an atom if it
// looks like one. The atoms nil, true and false would mean something else.
func word(name string) token {
	switch {
	case name == "nil", name == "true", name == "false", !plain(name), strings.ToLower(name) != name:
		return str(name)
	}
	return token(":" + name)
}

// columnWord writes the name of a referenced column: an atom, if it can be.
func columnWord(name string) token {
	if name == "nil" || name == "false" {
		return str(name)
	}
	return token(atom(name))
}

// str writes a string, or a sigil if quotes would need a backslash.
func str(text string) token {
	if strings.ContainsRune(text, '"') {
		for _, brackets := range []string{"||", "()", "{}", "[]", "<>", "//"} {
			if sigil, ok := sigil(text, brackets); ok {
				return token(sigil)
			}
		}
	}
	return token(quoted(text))
}

func sigil(text, brackets string) (string, bool) {
	body := escape(text, `"`)
	if strings.ContainsAny(body, brackets+`\`) {
		return "", false
	}
	return "~s" + brackets[:1] + body + brackets[1:], true
}

func quoted(text string) string { return `"` + escape(text, "") + `"` }

// escape writes what stands between quotes. The characters of keep stay as
// they are.
func escape(text, keep string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02X`, text[i])
		case strings.ContainsRune(keep, r):
			b.WriteRune(r)
		case r == '"', r == '\\':
			b.WriteString(`\` + string(r))
		case r == '#' && strings.HasPrefix(text[i:], "#{"):
			b.WriteString(`\#`)
		case shortEscapes[r] != "":
			b.WriteString(shortEscapes[r])
		case !strconv.IsPrint(r):
			fmt.Fprintf(&b, `\u{%X}`, r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

var shortEscapes = map[rune]string{'\n': `\n`, '\t': `\t`, '\r': `\r`, 0x1b: `\e`, 0: `\0`}

// heredoc writes text of several lines between two lines of three quotes, from
// the second line on indented. It reports whether that reads better than a
// string.
func heredoc(text string, column int) (string, bool) {
	body, ended := strings.CutSuffix(text, "\n")
	if !strings.Contains(body, "\n") && !ended || body == "" {
		return "", false
	}
	open := `"""`
	if strings.Contains(body, `\`) && !strings.Contains(text, `"""`) && ended {
		open = `~S"""`
	}
	var b strings.Builder
	b.WriteString(open)
	for line := range strings.SplitSeq(body, "\n") {
		if open == `"""` {
			line = strings.ReplaceAll(escape(line, "\"\t"), `"""`, `\"""`)
		} else if strings.ContainsFunc(line, unprintable) || !utf8.ValidString(line) {
			return "", false
		}
		if line == "" {
			b.WriteByte('\n')
			continue
		}
		b.WriteString(newline(column) + line)
	}
	if !ended {
		b.WriteByte('\\')
	}
	b.WriteString(newline(column) + `"""`)
	return b.String(), true
}

func unprintable(r rune) bool { return r != '\t' && !strconv.IsPrint(r) }

// value writes a literal.
func value(v command.Value) node {
	switch v := v.(type) {
	case command.Null:
		return token("nil")
	case command.Atom:
		return token(atom(string(v)))
	case command.String:
		return str(string(v))
	case command.Fragment:
		return call("fragment", []node{str(string(v))}, nil)
	case command.List:
		return group{open: "[", close: "]", elements: values(v)}
	case command.Tuple:
		return group{open: "{", close: "}", elements: values(v)}
	case command.Map:
		return mapValue(v)
	case command.Integer:
		return token(grouped(v.String()))
	case command.Float:
		whole, rest, _ := strings.Cut(v.String(), ".")
		return token(grouped(whole) + "." + rest)
	case nil:
		return token("nil")
	}
	return token(v.Inspect())
}

// grouped sets the digits of a long number apart by threes, as the formatter
// does from six digits on.
func grouped(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if len(digits) < 6 {
		return sign + digits
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "_" + digits[i:]
	}
	return sign + digits
}

func values(list []command.Value) []node {
	nodes := make([]node, len(list))
	for i, v := range list {
		nodes[i] = value(v)
	}
	return nodes
}

// mapValue writes key: value if all keys are atoms, and key => value otherwise.
func mapValue(m command.Map) node {
	g := group{open: "%{", close: "}"}
	atoms := true
	for _, p := range m {
		_, ok := p.Key.(command.Atom)
		atoms = atoms && ok
	}
	for _, p := range m {
		k := value(p.Key).flat() + " =>"
		if name, ok := p.Key.(command.Atom); ok && atoms {
			k = key(string(name))
		}
		g.pairs = append(g.pairs, pair{k, value(p.Value)})
	}
	return g
}
