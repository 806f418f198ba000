package unitext

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed casing.txt
var casingTable string

// cases are a letter's forms where one letter becomes several.
type cases struct{ upper, title, lower string }

var loadCases = sync.OnceValue(func() map[rune]cases {
	table := map[rune]cases{}
	for line := range strings.Lines(casingTable) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), ";")
		table[hexadecimal(fields[0])] = cases{
			upper: string(sequence(fields[1])), title: string(sequence(fields[2])), lower: string(sequence(fields[3])),
		}
	}
	return table
})

// convert maps each letter. Bytes that are not UTF-8 stay.
func convert(s string, simple func(rune) rune, full func(cases) string) string {
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size <= 1 {
			b.WriteByte(s[0])
		} else if r < utf8.RuneSelf {
			b.WriteRune(simple(r))
		} else if c, ok := loadCases()[r]; ok {
			b.WriteString(full(c))
		} else {
			b.WriteRune(simple(r))
		}
		s = s[size:]
	}
	return b.String()
}

// Upper returns s in capital letters.
func Upper(s string) string {
	return convert(s, unicode.ToUpper, func(c cases) string { return c.upper })
}

// Lower returns s in small letters.
func Lower(s string) string {
	return convert(s, unicode.ToLower, func(c cases) string { return c.lower })
}

// Title returns s with each letter as the first of a word.
func Title(s string) string {
	return convert(s, unicode.ToTitle, func(c cases) string { return c.title })
}
