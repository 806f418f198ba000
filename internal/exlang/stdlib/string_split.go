package stdlib

import (
	"strings"
	"unicode"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/unitext"
)

func stringSplits() functions {
	return functions{
		"split/1":    onText(func(c *eval.Call, s string) (eval.Value, error) { return stringList(c, strings.FieldsFunc(s, breaks)) }),
		"split/2":    stringSplit,
		"split/3":    stringSplit,
		"splitter/2": stringSplit, "splitter/3": stringSplit,
	}
}

// breaks reports whether split/1 splits at r: at white space that a line may
// break at.
func breaks(r rune) bool {
	return unicode.IsSpace(r) && r != 0xA0 && r != 0x2007 && r != 0x202F
}

// splitOptions are parts: and trim:.
type splitOptions struct {
	parts int // 0 is any number
	trim  bool
}

func splitOptionsOf(c *eval.Call, i int) (splitOptions, error) {
	pairs, err := c.Keyword(i)
	if err != nil {
		return splitOptions{}, err
	}
	var options splitOptions
	if v, ok := eval.Option(pairs, "parts"); ok && v != eval.Atom("infinity") {
		n, isInt := asInt(v)
		if !isInt || n < 1 {
			return options, c.WrongArgument(i, "parts: as a positive integer or :infinity")
		}
		options.parts = n
	}
	if v, ok := eval.Option(pairs, "trim"); ok {
		options.trim = eval.Truthy(v)
	}
	return options, nil
}

func stringSplit(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	if isRegex(c.Args[1]) {
		return regexSplitText(c, 1, s)
	}
	options, err := splitOptionsOf(c, 2)
	if err != nil {
		return nil, err
	}
	patterns, err := patternsOf(c, 1)
	if err != nil {
		return nil, err
	}
	if len(patterns) == 1 && patterns[0] == "" {
		return stringList(c, splitGraphemes(s, options))
	}
	return stringList(c, options.split(s, func(s string) (int, int) { return firstMatch(s, patterns) }))
}

// splitGraphemes splits at the empty string: around every grapheme.
func splitGraphemes(s string, options splitOptions) []string {
	if options.trim {
		return options.join(unitext.Graphemes(s), s)
	}
	return options.join(append(append([]string{""}, unitext.Graphemes(s)...), ""), s)
}

// join puts what is more than the wanted parts into the last one.
func (o splitOptions) join(parts []string, s string) []string {
	if o.parts == 0 || len(parts) <= o.parts {
		return parts
	}
	rest := strings.Join(parts[o.parts-1:], "")
	return append(parts[:o.parts-1:o.parts-1], rest)
}

// split cuts s where next finds a separator.
func (o splitOptions) split(s string, next func(string) (at, length int)) []string {
	parts := []string{}
	for {
		if o.parts > 0 && len(parts) == o.parts-1 {
			break
		}
		at, length := next(s)
		if at < 0 {
			break
		}
		if at > 0 || !o.trim {
			parts = append(parts, s[:at])
		}
		s = s[at+length:]
	}
	if s != "" || !o.trim {
		parts = append(parts, s)
	}
	return parts
}

// firstMatch returns where the first of the patterns is found, the longest
// one if there are several, and its length; or -1.
func firstMatch(s string, patterns []string) (at, length int) {
	at = -1
	for _, p := range patterns {
		if p == "" {
			continue
		}
		i := strings.Index(s, p)
		if i >= 0 && (at < 0 || i < at || i == at && len(p) > length) {
			at, length = i, len(p)
		}
	}
	return at, length
}
