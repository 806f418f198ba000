package eval

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inspectAtom returns an atom with its colon, or the name of a module.
func inspectAtom(a Atom) string {
	switch a {
	case Nil, True, False:
		return string(a)
	}
	if name, ok := ModuleName(a); ok && aliasName(name) {
		return name
	}
	if plainAtom(string(a)) {
		return ":" + string(a)
	}
	return ":" + quote(string(a))
}

// keywordKey returns an atom as the key of a keyword list.
func keywordKey(a Atom) string {
	if plainAtom(string(a)) {
		return string(a) + ":"
	}
	return quote(string(a)) + ":"
}

// aliasName reports whether Foo.Bar can be written so.
func aliasName(name string) bool {
	for part := range strings.SplitSeq(name, ".") {
		if part == "" || part[0] < 'A' || part[0] > 'Z' || strings.Trim(part[1:], wordCharacters) != "" {
			return false
		}
	}
	return true
}

const wordCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

// operatorAtoms are the operators and special forms that need no quotes.
const operatorAtoms = " ! != !== % %{} & && &&& * ** + ++ +++ - -- --- -> . .. ..// ... / < <- <<< <<>> <<~ <= <> <|> <~ <~> " +
	"= == === =~ > >= >>> @ \\\\ ^ ^^^ {} | |> || ||| ~> ~>> ~~~ "

// plainAtom reports whether an atom needs no quotes.
func plainAtom(name string) bool {
	if name == "" {
		return false
	}
	if !strings.Contains(name, " ") && strings.Contains(operatorAtoms, " "+name+" ") {
		return true
	}
	if last := name[len(name)-1]; last == '?' || last == '!' {
		name = name[:len(name)-1]
	}
	for i, r := range name {
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (i == 0 || !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && r != '@') {
			return false
		}
	}
	return name != ""
}

// binary shows a string, or the bytes of what is none.
func (o InspectOptions) binary(s string) string {
	if o.Binaries == "as_strings" || o.Binaries != "as_binaries" && printable(s) {
		return o.quoted(s)
	}
	return "<<" + o.each(len(s), func(o InspectOptions, i int) string { return o.integer(IntValue(int64(s[i]))) }) + ">>"
}

// quoted shows as much of a text as the limit allows.
func (o InspectOptions) quoted(s string) string {
	if o.PrintableLimit < 0 || utf8.RuneCountInString(s) <= o.PrintableLimit {
		return quote(s)
	}
	end := 0
	for range o.PrintableLimit {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return quote(s[:end]) + " <> ..."
}

// quote writes a text in double quotes, escaped.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		if r == utf8.RuneError {
			// An invalid byte, or the character that stands for one.
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				fmt.Fprintf(&b, `\x%02X`, s[i])
				continue
			}
		}
		b.WriteString(escapeRune(r, strings.HasPrefix(s[i+utf8.RuneLen(r):], "{")))
	}
	b.WriteByte('"')
	return b.String()
}

func escapeRune(r rune, brace bool) string {
	switch r {
	case '"', '\\':
		return `\` + string(r)
	case '#':
		if brace {
			return `\#`
		}
	case 0:
		return `\0`
	case 0xFEFF:
		return `\uFEFF`
	}
	if i := strings.IndexRune("\a\b\x7f\x1b\f\n\r\t\v", r); i >= 0 {
		return `\` + "abdefnrtv"[i:i+1]
	}
	switch {
	case printableRune(r):
		return string(r)
	case r < 0x100:
		return fmt.Sprintf(`\x%02X`, r)
	}
	return fmt.Sprintf(`\x{%X}`, r)
}

// printable is String.printable?/1.
func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !printableRune(r) {
			return false
		}
	}
	return true
}

func printableRune(r rune) bool {
	return r >= 0x20 && r <= 0x7F || r >= 7 && r <= 13 || r == 0x1b ||
		r >= 0xA0 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// PrintableCharlist reports whether all elements are printable characters of
// ASCII.
func PrintableCharlist(list List) bool {
	for _, v := range list {
		n, ok := v.(Int)
		if !ok || !n.IsInt64() {
			return false
		}
		if c := n.Int64(); (c < 0x20 || c > 0x7E) && (c < 7 || c > 13) && c != 0x1b {
			return false
		}
	}
	return true
}
