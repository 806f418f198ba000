package stdlib

import (
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/unitext"
)

func stringSlices() functions {
	return functions{
		"at/2": stringAt, "first/1": onText(stringFirst), "last/1": onText(stringLast),
		"slice/2": stringSlice2, "slice/3": stringSlice3, "byte_slice/3": stringByteSlice,
		"split_at/2": stringSplitAt,
	}
}

func stringAt(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	i, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	parts := unitext.Graphemes(s)
	if i < 0 {
		i += len(parts)
	}
	if i < 0 || i >= len(parts) {
		return eval.Nil, nil
	}
	return eval.String(parts[i]), nil
}

func stringFirst(_ *eval.Call, s string) (eval.Value, error) {
	if s == "" {
		return eval.Nil, nil
	}
	return eval.String(s[:unitext.Next(s)]), nil
}

func stringLast(_ *eval.Call, s string) (eval.Value, error) {
	if s == "" {
		return eval.Nil, nil
	}
	parts := unitext.Graphemes(s)
	return eval.String(parts[len(parts)-1]), nil
}

func stringSlice3(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	start, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	length, err := countFrom(c, 2, 0)
	if err != nil {
		return nil, err
	}
	parts := unitext.Graphemes(s)
	if start < 0 {
		start = max(start+len(parts), 0)
	}
	start = min(start, len(parts))
	return built(c, strings.Join(parts[start:min(start+length, len(parts))], ""))
}

// stringSlice2 is slice(string, first..last//step).
func stringSlice2(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	m, err := structOf(c, 1, "Range")
	if err != nil {
		return nil, err
	}
	first, last, step := intField(m, "first"), intField(m, "last"), intField(m, "step")
	if step < 0 && !(step == -1 && first > last) {
		return nil, c.Raise("ArgumentError", "String.slice/2 does not accept ranges with negative steps, got: %s", eval.Inspect(m))
	}
	parts := unitext.Graphemes(s)
	if first < 0 {
		first = max(first+len(parts), 0)
	}
	if last < 0 {
		last += len(parts)
	}
	var b strings.Builder
	for i := first; i <= min(last, len(parts)-1); i += max(step, 1) {
		b.WriteString(parts[i])
	}
	return built(c, b.String())
}

// intField returns a small integer of a struct, or 0.
func intField(m *eval.Map, name string) int {
	v, _ := m.Get(eval.Atom(name))
	n, _ := asInt(v)
	return n
}

// stringByteSlice is byte_slice/3: bytes, without the parts of characters at
// the ends.
func stringByteSlice(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	start, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	size, err := countFrom(c, 2, 0)
	if err != nil {
		return nil, err
	}
	if start < 0 {
		start = max(start+len(s), 0)
	}
	s = s[min(start, len(s)):]
	for s != "" && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	s = s[:min(size, len(s))]
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		if r != utf8.RuneError || n != 1 {
			break
		}
		s = s[:len(s)-1]
	}
	return built(c, s)
}

func stringSplitAt(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	at, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	parts := unitext.Graphemes(s)
	if at < 0 {
		at = max(at+len(parts), 0)
	}
	head := strings.Join(parts[:min(at, len(parts))], "")
	return tupleOf(eval.String(head), eval.String(s[len(head):])), c.Grow(len(s))
}
