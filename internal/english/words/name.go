package words

import (
	"strings"
	"unicode"
)

// Snake writes a name with under_scores: firstName, FirstName, "first name" and
// first-name are all first_name; HTTPServer is http_server. Capitals alone
// (SKU) are one word.
func Snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case r == ' ' || r == '-' || r == '_':
			if b.Len() > 0 || r == '_' {
				b.WriteByte('_')
			}
			continue
		case unicode.IsUpper(r) && i > 0 && startsWord(runes, i):
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// startsWord reports whether the capital at i begins a word of a camelCase
// name.
func startsWord(runes []rune, i int) bool {
	before := runes[i-1]
	if unicode.IsLower(before) || unicode.IsDigit(before) {
		return true
	}
	return unicode.IsUpper(before) && i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !pluralCapitals(runes, i)
}

// pluralCapitals reports whether the rest from i is the plural of an
// abbreviation: the Ds of IDs is not a word.
func pluralCapitals(runes []rune, i int) bool { return i+2 == len(runes) && runes[i+1] == 's' }
