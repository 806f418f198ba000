package golang

import (
	"go/token"
	"strings"
)

// word keeps what an identifier can have.
func word(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		}
		return '_'
	}, name)
}

func set(words string) map[string]bool {
	known := map[string]bool{}
	for _, w := range strings.Fields(words) {
		known[w] = true
	}
	return known
}

// FuncName returns the name of a migration's function: add_weather_table is
// addWeatherTable. It is an identifier that no file of migrations needs
// otherwise.
func FuncName(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(word(name), "_") {
		switch {
		case part == "":
		case b.Len() == 0:
			b.WriteString(strings.ToLower(part[:1]) + part[1:])
		default:
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	text := b.String()
	if text == "" || text[0] >= '0' && text[0] <= '9' {
		text = "migrate" + text
	}
	if token.IsKeyword(text) || reserved[text] {
		text += "Migration"
	}
	return text
}

// reserved are the names that the files use themselves, and those that a
// package cannot define.
var reserved = set("init main nil true false error whimbrel math string m t")
