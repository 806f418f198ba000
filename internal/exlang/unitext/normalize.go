package unitext

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed normalization.txt
var normalizationTable string

// forms are the tables of the normal forms.
type forms struct {
	class      map[rune]int
	canonical  map[rune][]rune
	compatible map[rune][]rune
	composed   map[[2]rune]rune
}

// loadForms reads the tables when a text is first normalized: most programs
// never do that.
var loadForms = sync.OnceValue(func() *forms { return parseForms(normalizationTable) })

func parseForms(table string) *forms {
	var primary []rune
	f := &forms{
		class: map[rune]int{}, canonical: map[rune][]rune{}, compatible: map[rune][]rune{}, composed: map[[2]rune]rune{},
	}
	for line := range strings.Lines(table) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), ";")
		r := hexadecimal(fields[0])
		if class, err := strconv.Atoi(fields[1]); err == nil && class > 0 {
			f.class[r] = class
		}
		canonical, composes := strings.CutPrefix(fields[2], "+")
		if canonical != "" {
			f.canonical[r] = sequence(canonical)
		}
		if fields[3] != "" {
			f.compatible[r] = sequence(fields[3])
		}
		if composes {
			primary = append(primary, r)
		}
	}
	// Those of two parts come first: those of three are made of them.
	slices.SortStableFunc(primary, func(a, b rune) int { return len(f.canonical[a]) - len(f.canonical[b]) })
	for _, r := range primary {
		f.addComposed(r)
	}
	return f
}

// addComposed notes what r is made of: the composed form of all but the last
// part, and the last.
func (f *forms) addComposed(r rune) {
	parts := f.canonical[r]
	last := len(parts) - 1
	f.composed[[2]rune{f.prefix(parts[:last]), parts[last]}] = r
}

// prefix composes the parts before the last one of a decomposition.
func (f *forms) prefix(parts []rune) rune {
	first := parts[0]
	for _, next := range parts[1:] {
		if c, ok := f.composed[[2]rune{first, next}]; ok {
			first = c
		}
	}
	return first
}

func hexadecimal(text string) rune {
	n, err := strconv.ParseInt(text, 16, 32)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}

func sequence(text string) []rune {
	var runes []rune
	for _, f := range strings.Fields(text) {
		runes = append(runes, hexadecimal(f))
	}
	return runes
}

// The parts of Korean syllables, which are computed.
const (
	hangulBase, hangulLBase, hangulVBase, hangulTBase = 0xAC00, 0x1100, 0x1161, 0x11A7
	hangulLCount, hangulVCount, hangulTCount          = 19, 21, 28
	hangulCount                                       = hangulLCount * hangulVCount * hangulTCount
)

// Decompose returns the form NFD, or NFKD if compatible.
func Decompose(s string, compatible bool) string {
	return string(loadForms().decompose(s, compatible))
}

// Compose returns the form NFC, or NFKC if compatible.
func Compose(s string, compatible bool) string {
	f := loadForms()
	return string(f.compose(f.decompose(s, compatible)))
}

func (f *forms) decompose(s string, compatible bool) []rune {
	runes := make([]rune, 0, len(s))
	for _, r := range s {
		switch {
		case r >= hangulBase && r < hangulBase+hangulCount:
			runes = appendHangul(runes, r-hangulBase)
			continue
		case compatible && f.compatible[r] != nil:
			runes = append(runes, f.compatible[r]...)
			continue
		case f.canonical[r] != nil:
			runes = append(runes, f.canonical[r]...)
			continue
		}
		runes = append(runes, r)
	}
	f.reorder(runes)
	return runes
}

func appendHangul(runes []rune, i rune) []rune {
	runes = append(runes, hangulLBase+i/(hangulVCount*hangulTCount), hangulVBase+i%(hangulVCount*hangulTCount)/hangulTCount)
	if t := i % hangulTCount; t > 0 {
		runes = append(runes, hangulTBase+t)
	}
	return runes
}

// reorder sorts each run of combining marks by their classes.
func (f *forms) reorder(runes []rune) {
	for start := 0; start < len(runes); start++ {
		end := start
		for end < len(runes) && f.class[runes[end]] > 0 {
			end++
		}
		if end > start+1 {
			slices.SortStableFunc(runes[start:end], func(a, b rune) int { return f.class[a] - f.class[b] })
		}
		start = max(start, end-1)
	}
}

// compose joins each starter with the marks after it that nothing blocks.
func (f *forms) compose(runes []rune) []rune {
	out := make([]rune, 0, len(runes))
	starter, lastClass := -1, -1
	for _, r := range runes {
		class := f.class[r]
		if starter >= 0 && (lastClass < class || lastClass == -1) {
			if c, ok := f.pair(out[starter], r); ok {
				out[starter] = c
				continue
			}
		}
		out = append(out, r)
		lastClass = class
		if class == 0 {
			starter, lastClass = len(out)-1, -1
		}
	}
	return out
}

func (f *forms) pair(a, b rune) (rune, bool) {
	if l, v := a-hangulLBase, b-hangulVBase; l >= 0 && l < hangulLCount && v >= 0 && v < hangulVCount {
		return hangulBase + (l*hangulVCount+v)*hangulTCount, true
	}
	if s, t := a-hangulBase, b-hangulTBase; s >= 0 && s < hangulCount && s%hangulTCount == 0 && t > 0 && t < hangulTCount {
		return a + t, true
	}
	c, ok := f.composed[[2]rune{a, b}]
	return c, ok
}
