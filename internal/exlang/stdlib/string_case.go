package stdlib

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/unitext"
)

func stringCase() functions {
	return functions{
		"upcase/1": changeCase(upcase), "upcase/2": changeCase(upcase),
		"downcase/1": changeCase(downcase), "downcase/2": changeCase(downcase),
		"capitalize/1": changeCase(capitalize), "capitalize/2": changeCase(capitalize),
	}
}

// changeCase is a function of a string and a mode.
func changeCase(change func(s string, mode eval.Atom) string) eval.Native {
	return onText(func(c *eval.Call, s string) (eval.Value, error) {
		mode := eval.Atom("default")
		if len(c.Args) > 1 {
			mode, _ = c.Args[1].(eval.Atom)
		}
		switch mode {
		case "default", "ascii", "greek", "turkic":
			return built(c, change(s, mode))
		}
		return nil, c.WrongArgument(1, "one of :default, :ascii, :greek and :turkic")
	})
}

func upcase(s string, mode eval.Atom) string {
	switch mode {
	case "ascii":
		return asciiCase(s, 'a', 'z')
	case "turkic":
		s = strings.ReplaceAll(s, "i", "İ")
	}
	return unitext.Upper(s)
}

func downcase(s string, mode eval.Atom) string {
	switch mode {
	case "ascii":
		return asciiCase(s, 'A', 'Z')
	case "turkic":
		s = strings.NewReplacer("I\u0307", "i", "İ", "i", "I", "ı").Replace(s)
	case "greek":
		s = finalSigma(s)
	}
	return unitext.Lower(s)
}

// asciiCase changes only the letters between first and last.
func asciiCase(s string, first, last byte) string {
	b := []byte(s)
	for i, c := range b {
		if c >= first && c <= last {
			b[i] = c ^ 0x20
		}
	}
	return string(b)
}

// finalSigma writes a sigma that ends a word as such.
func finalSigma(s string) string {
	runes := []rune(s)
	for i, r := range runes {
		before := i > 0 && unicode.IsLetter(runes[i-1])
		after := i+1 < len(runes) && unicode.IsLetter(runes[i+1])
		if r == 'Σ' && before && !after {
			runes[i] = 'ς'
		}
	}
	return string(runes)
}

func capitalize(s string, mode eval.Atom) string {
	if s == "" {
		return ""
	}
	if mode == "ascii" {
		return asciiCase(s[:1], 'a', 'z') + asciiCase(s[1:], 'A', 'Z')
	}
	n := unitext.Next(s)
	first, rest := s[:n], downcase(s[n:], mode)
	if mode == "turkic" && first == "i" {
		return "İ" + rest
	}
	if !utf8.ValidString(first) {
		return first + rest
	}
	// Only the first letter of a grapheme changes; what follows are marks.
	letter := []rune(first)
	return unitext.Title(string(letter[:1])) + string(letter[1:]) + rest
}
