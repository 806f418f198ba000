package stdlib

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/unitext"
)

// stringFunctions is the module String.
func stringFunctions() functions {
	table := functions{
		"to_atom/1": stringToAtom, "to_existing_atom/1": stringToAtom,
		"to_charlist/1": onText(toCharlist), "to_char_list/1": onText(toCharlist),
		"to_integer/1": stringToInteger, "to_integer/2": stringToInteger, "to_float/1": stringToFloat,
		"length/1": onText(func(_ *eval.Call, s string) (eval.Value, error) { return integer(unitext.Length(s)), nil }),
		"graphemes/1": onText(func(c *eval.Call, s string) (eval.Value, error) {
			return stringList(c, unitext.Graphemes(s))
		}),
		"codepoints/1":    onText(func(c *eval.Call, s string) (eval.Value, error) { return stringList(c, codepoints(s)) }),
		"next_grapheme/1": onText(nextGrapheme), "next_codepoint/1": onText(nextCodepoint),
		"next_grapheme_size/1": onText(nextGraphemeSize),
		"duplicate/2":          stringDuplicate, "reverse/1": onText(stringReverse),
		"valid?/1": onText(stringValid), "valid?/2": onText(stringValid),
		"printable?/1": stringPrintable, "printable?/2": stringPrintable,
		"replace_invalid/1": stringReplaceInvalid, "replace_invalid/2": stringReplaceInvalid,
		"normalize/2": stringNormalize, "equivalent?/2": onTexts(stringEquivalent),
		"starts_with?/2": anyOf(strings.HasPrefix), "ends_with?/2": anyOf(strings.HasSuffix),
		"contains?/2":        anyOf(strings.Contains),
		"match?/2":           stringMatch,
		"jaro_distance/2":    onTexts(stringJaro),
		"bag_distance/2":     onTexts(stringBag),
		"myers_difference/2": onTexts(stringMyers),
		"chunk/2":            stringChunk,
	}
	for _, more := range []functions{stringCase(), stringSlices(), stringSplits(), stringReplaces(), stringTrims()} {
		for name, f := range more {
			table[name] = f
		}
	}
	return table
}

func stringToAtom(c *eval.Call) (eval.Value, error) {
	name, err := c.Text(0)
	if err != nil {
		return nil, badArgument(c, 1, "not a binary")
	}
	if len([]rune(name)) > 255 {
		return nil, c.Raise("SystemLimitError", "a system limit has been reached due to errors at the given arguments:\n\n  * 1st argument: atom length must be at most 255 characters\n")
	}
	return eval.Atom(name), nil
}

func toCharlist(c *eval.Call, s string) (eval.Value, error) {
	list := eval.List{}
	for _, r := range s {
		list = append(list, integer(int(r)))
	}
	if !utf8.ValidString(s) {
		return nil, c.Raise("UnicodeConversionError", "invalid encoding starting at %s", eval.Inspect(eval.String(invalidRest(s))))
	}
	return list, c.Grow(8 * len(list))
}

// invalidRest returns what follows the longest valid beginning.
func invalidRest(s string) string {
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size <= 1 {
			break
		}
		s = s[size:]
	}
	return s
}

func codepoints(s string) []string {
	var parts []string
	for s != "" {
		_, size := utf8.DecodeRuneInString(s)
		parts = append(parts, s[:size])
		s = s[size:]
	}
	return parts
}

func nextGrapheme(_ *eval.Call, s string) (eval.Value, error) {
	if s == "" {
		return eval.Nil, nil
	}
	n := unitext.Next(s)
	return tupleOf(eval.String(s[:n]), eval.String(s[n:])), nil
}

func nextGraphemeSize(_ *eval.Call, s string) (eval.Value, error) {
	if s == "" {
		return eval.Nil, nil
	}
	n := unitext.Next(s)
	return tupleOf(integer(n), eval.String(s[n:])), nil
}

func nextCodepoint(_ *eval.Call, s string) (eval.Value, error) {
	if s == "" {
		return eval.Nil, nil
	}
	_, n := utf8.DecodeRuneInString(s)
	return tupleOf(eval.String(s[:n]), eval.String(s[n:])), nil
}

func stringDuplicate(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	n, err := count(c, 1)
	if err == nil && n < 0 {
		err = badArgument(c, 2, "out of range")
	}
	if err != nil {
		return nil, err
	}
	// The size is counted before anything of that size is made.
	if len(s) > 0 {
		if err := c.Grow(min(n, 1<<40/len(s)) * len(s)); err != nil {
			return nil, err
		}
	}
	return eval.String(strings.Repeat(s, n)), nil
}

// stringReverse reverses the text between bytes that are not UTF-8; those
// stay where they are.
func stringReverse(c *eval.Call, s string) (eval.Value, error) {
	var b strings.Builder
	for s != "" {
		valid := s[:len(s)-len(invalidRest(s))]
		parts := unitext.Graphemes(valid)
		slices.Reverse(parts)
		b.WriteString(strings.Join(parts, ""))
		if s = s[len(valid):]; s != "" {
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	return built(c, b.String())
}

func stringValid(_ *eval.Call, s string) (eval.Value, error) {
	return eval.Boolean(utf8.ValidString(s)), nil
}

// stringPrintable is printable?/1,2: whether inspect shows the characters as
// they are.
func stringPrintable(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	limit := len(s)
	if len(c.Args) > 1 && c.Args[1] != eval.Atom("infinity") {
		if limit, err = countFrom(c, 1, 0); err != nil {
			return nil, err
		}
	}
	for s != "" && limit > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size <= 1 || !printable(r) {
			return eval.False, nil
		}
		s = s[size:]
		limit--
	}
	return eval.True, nil
}

// printable is the rule of Elixir: whole blocks, not the kinds of characters.
func printable(r rune) bool {
	return r >= ' ' && r <= 0x7F || r >= '\a' && r <= '\r' || r == 0x1B ||
		r >= 0xA0 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

func stringReplaceInvalid(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	replacement := "\uFFFD"
	if len(c.Args) > 1 {
		if replacement, err = c.Text(1); err != nil {
			return nil, err
		}
	}
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if r != utf8.RuneError || size > 1 {
			b.WriteString(s[:size])
			s = s[size:]
			continue
		}
		b.WriteString(replacement)
		s = s[truncatedSequence(s):]
	}
	return built(c, b.String())
}

// truncatedSequence returns the length of the sequence that s begins with and that
// ends too early, or 1.
func truncatedSequence(s string) int {
	for n := min(3, len(s)); n > 1; n-- {
		for _, rest := range []string{"\x80", "\x80\x80", "\xBF", "\xBF\xBF", "\x90\x80"} {
			if utf8.ValidString(s[:n]+rest) && utf8.RuneCountInString(s[:n]+rest) == 1 {
				return n
			}
		}
	}
	return 1
}

func stringNormalize(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	form, err := c.Atom(1)
	if err != nil {
		return nil, err
	}
	// What is not UTF-8 stays as it is.
	valid := len(s) - len(invalidRest(s))
	head, tail := s[:valid], s[valid:]
	switch form {
	case "nfd", "nfkd":
		head = unitext.Decompose(head, form == "nfkd")
	case "nfc", "nfkc":
		head = unitext.Compose(head, form == "nfkc")
	default:
		return nil, c.Raise("ArgumentError", "invalid mode: %s", eval.Inspect(form))
	}
	return built(c, head+tail)
}

func stringEquivalent(_ *eval.Call, a, b string) (eval.Value, error) {
	return eval.Boolean(unitext.Decompose(a, false) == unitext.Decompose(b, false)), nil
}

// anyOf is starts_with?/2 and ends_with?/2: does it hold for one of the
// strings?
func anyOf(holds func(s, part string) bool) eval.Native {
	return onText(func(c *eval.Call, s string) (eval.Value, error) {
		parts, err := patternsOf(c, 1)
		if err != nil {
			return nil, err
		}
		for _, p := range parts {
			if holds(s, p) {
				return eval.True, nil
			}
		}
		return eval.False, nil
	})
}

// patternsOf returns argument i: a string or a list of strings.
func patternsOf(c *eval.Call, i int) ([]string, error) {
	switch v := c.Args[i].(type) {
	case eval.String:
		return []string{string(v)}, nil
	case eval.List:
		parts := make([]string, len(v))
		for j, e := range v {
			s, ok := e.(eval.String)
			if !ok {
				return nil, badArgument(c, i+1, "not a valid pattern")
			}
			parts[j] = string(s)
		}
		return parts, nil
	case eval.Tuple:
		// What :binary.compile_pattern/1 returns.
		if len(v) == 2 && v[0] == eval.Atom("bm") {
			return strings.Split(string(v[1].(eval.String)), "\x00"), nil
		}
	}
	return nil, badArgument(c, i+1, "not a valid pattern")
}

func stringMatch(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	re, err := regexArgument(c, 1)
	if err != nil {
		return nil, err
	}
	found, err := re.find(c, s, 0)
	return eval.Boolean(found != nil), err
}

func stringChunk(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	kind, err := c.Atom(1)
	if err != nil {
		return nil, err
	}
	holds := func(part string) bool { return utf8.ValidString(part) }
	if kind == "printable" {
		holds = func(part string) bool {
			r, size := utf8.DecodeRuneInString(part)
			return (r != utf8.RuneError || size > 1) && printable(r)
		}
	} else if kind != "valid" {
		return nil, c.WrongArgument(1, ":valid or :printable")
	}
	var parts []string
	last := false
	for i, part := range codepoints(s) {
		is := holds(part)
		if i == 0 || is != last {
			parts = append(parts, part)
		} else {
			parts[len(parts)-1] += part
		}
		last = is
	}
	return stringList(c, parts)
}
