package stdlib

import (
	"strings"
	"unicode"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/unitext"
)

func stringTrims() functions {
	trimLeft := func(s string) string { return strings.TrimLeftFunc(s, unicode.IsSpace) }
	trimRight := func(s string) string { return strings.TrimRightFunc(s, unicode.IsSpace) }
	cutLeft := func(s, word string) string { return trimWord(s, word, strings.CutPrefix) }
	cutRight := func(s, word string) string { return trimWord(s, word, strings.CutSuffix) }
	both := func(s, word string) string { return cutRight(cutLeft(s, word), word) }
	return functions{
		"trim/1": trimSpace(strings.TrimSpace), "trim/2": trimWith(both),
		"trim_leading/1": trimSpace(trimLeft), "trim_leading/2": trimWith(cutLeft),
		"trim_trailing/1": trimSpace(trimRight), "trim_trailing/2": trimWith(cutRight),
		"strip/1": trimSpace(strings.TrimSpace), "lstrip/1": trimSpace(trimLeft), "rstrip/1": trimSpace(trimRight),
		"pad_leading/2": stringPad(true), "pad_leading/3": stringPad(true),
		"pad_trailing/2": stringPad(false), "pad_trailing/3": stringPad(false),
		"rjust/2": stringPad(true), "ljust/2": stringPad(false),
	}
}

func trimSpace(trim func(string) string) eval.Native {
	return onText(func(_ *eval.Call, s string) (eval.Value, error) { return eval.String(trim(s)), nil })
}

func trimWith(trim func(s, word string) string) eval.Native {
	return onTexts(func(c *eval.Call, s, word string) (eval.Value, error) {
		if word == "" {
			return nil, c.Raise("ArgumentError", "cannot use an empty string as the match to replace")
		}
		return eval.String(trim(s, word)), nil
	})
}

// stringPad fills a string up to a length with paddings, one after another.
func stringPad(leading bool) eval.Native {
	return onText(func(c *eval.Call, s string) (eval.Value, error) {
		width, err := countFrom(c, 1, 0)
		if err != nil {
			return nil, err
		}
		paddings, err := paddingsOf(c)
		if err != nil {
			return nil, err
		}
		missing := width - unitext.Length(s)
		if missing <= 0 || len(paddings) == 0 {
			return eval.String(s), nil
		}
		if err := c.Grow(missing); err != nil {
			return nil, err
		}
		var b strings.Builder
		for i := range missing {
			b.WriteString(paddings[i%len(paddings)])
		}
		if leading {
			return built(c, b.String()+s)
		}
		return built(c, s+b.String())
	})
}

// paddingsOf reads what to pad with: the graphemes of a string, or a list.
func paddingsOf(c *eval.Call) ([]string, error) {
	if len(c.Args) < 3 {
		return []string{" "}, nil
	}
	if s, ok := c.Args[2].(eval.String); ok && s != "" {
		return unitext.Graphemes(string(s)), nil
	}
	list, ok := c.Args[2].(eval.List)
	if !ok || len(list) == 0 {
		return nil, c.WrongArgument(2, "a string or a list of strings")
	}
	for _, e := range list {
		if _, ok := e.(eval.String); !ok {
			return nil, c.Raise("ArgumentError", "expected a string padding element, got: %s", eval.Inspect(e))
		}
	}
	return patternsOf(c, 2)
}
