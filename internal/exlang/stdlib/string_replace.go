package stdlib

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/unitext"
)

func stringReplaces() functions {
	return functions{
		"replace/3": stringReplace, "replace/4": stringReplace,
		"replace_prefix/3": replaceOnce(func(s, match, with string) string {
			if rest, ok := strings.CutPrefix(s, match); ok {
				return with + rest
			}
			return s
		}),
		"replace_suffix/3": replaceOnce(func(s, match, with string) string {
			if rest, ok := strings.CutSuffix(s, match); ok {
				return rest + with
			}
			return s
		}),
		"replace_leading/3": replaceOnce(func(s, match, with string) string {
			rest := trimWord(s, match, strings.CutPrefix)
			return strings.Repeat(with, (len(s)-len(rest))/max(len(match), 1)) + rest
		}),
		"replace_trailing/3": replaceOnce(func(s, match, with string) string {
			rest := trimWord(s, match, strings.CutSuffix)
			return rest + strings.Repeat(with, (len(s)-len(rest))/max(len(match), 1))
		}),
	}
}

// trimWord cuts off word as long as it is there.
func trimWord(s, word string, cut func(s, word string) (string, bool)) string {
	for word != "" {
		rest, ok := cut(s, word)
		if !ok {
			return s
		}
		s = rest
	}
	return s
}

func replaceOnce(replace func(s, match, with string) string) eval.Native {
	return onTexts(func(c *eval.Call, s, match string) (eval.Value, error) {
		with, err := c.Text(2)
		if err != nil {
			return nil, err
		}
		if match == "" && (strings.HasPrefix(c.Name, "replace_leading") || strings.HasPrefix(c.Name, "replace_trailing")) {
			return nil, c.Raise("ArgumentError", "cannot use an empty string as the match to replace")
		}
		if err := c.Grow(len(s) + (len(s)/max(len(match), 1)+1)*len(with)); err != nil {
			return nil, err
		}
		return eval.String(replace(s, match, with)), nil
	})
}

// A replacer returns what stands for a match.
type replacer func(match string) (string, error)

// replacerOf reads a replacement: a string, or a function of the match.
func replacerOf(c *eval.Call, i int) (replacer, error) {
	switch v := c.Args[i].(type) {
	case eval.String:
		return func(string) (string, error) { return string(v), nil }, nil
	case *eval.Fun:
		if v.Arity == 1 {
			return func(match string) (string, error) { return callText(c, v, eval.String(match)) }, nil
		}
	}
	return nil, c.WrongArgument(i, "a string or a function with 1 argument")
}

// callText calls a function that returns a string, or a list of them.
func callText(c *eval.Call, f *eval.Fun, args ...eval.Value) (string, error) {
	v, err := f.Call(args)
	if err != nil {
		return "", err
	}
	s, err := iodata(c, v)
	return s, textError(err, badArgument(c, 1, "not an iodata term"))
}

func stringReplace(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	if isRegex(c.Args[1]) {
		return regexReplaceText(c, 1, s)
	}
	patterns, err := patternsOf(c, 1)
	if err != nil {
		return nil, err
	}
	replace, err := replacerOf(c, 2)
	if err != nil {
		return nil, err
	}
	pairs, err := c.Keyword(3)
	if err != nil {
		return nil, err
	}
	global, given := eval.Option(pairs, "global")
	all := !given || eval.Truthy(global)
	if len(patterns) == 1 && patterns[0] == "" {
		return replaceEmpty(c, s, replace, all)
	}
	return replaceMatches(c, s, patterns, replace, all)
}

func replaceMatches(c *eval.Call, s string, patterns []string, replace replacer, all bool) (eval.Value, error) {
	var b strings.Builder
	for {
		at, length := firstMatch(s, patterns)
		if at < 0 {
			break
		}
		with, err := replace(s[at : at+length])
		if err != nil {
			return nil, err
		}
		if err := c.Grow(at + len(with)); err != nil {
			return nil, err
		}
		b.WriteString(s[:at])
		b.WriteString(with)
		s = s[at+length:]
		if !all {
			break
		}
	}
	b.WriteString(s)
	return built(c, b.String())
}

// replaceEmpty replaces the empty string: before, between and after the
// graphemes.
func replaceEmpty(c *eval.Call, s string, replace replacer, all bool) (eval.Value, error) {
	if c.Args[2] == eval.String("") {
		return eval.String(s), nil
	}
	first, err := replace("")
	if err != nil || !all {
		return eval.String(first + s), err
	}
	var b strings.Builder
	b.WriteString(first)
	for _, part := range unitext.Graphemes(s) {
		with, err := replace("")
		if err != nil {
			return nil, err
		}
		if err := c.Grow(len(part) + len(with)); err != nil {
			return nil, err
		}
		b.WriteString(part + with)
	}
	return eval.String(b.String()), nil
}
