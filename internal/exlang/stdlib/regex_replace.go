package stdlib

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

func regexReplace(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(1)
	if err != nil {
		return nil, err
	}
	return regexReplaceText(c, 0, s)
}

// regexReplaceText replaces in s what the regular expression that is argument
// i matches.
func regexReplaceText(c *eval.Call, i int, s string) (eval.Value, error) {
	p, err := regexArgument(c, i)
	if err != nil {
		return nil, err
	}
	pairs, err := c.Keyword(3)
	if err != nil {
		return nil, err
	}
	replace, err := p.replacement(c)
	if err != nil {
		return nil, err
	}
	matches, err := p.matches(c, s, pairs)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	offset := 0
	for _, places := range matches {
		with, err := replace(s, places)
		if err != nil {
			return nil, err
		}
		if err := c.Grow(places[0] - offset + len(with)); err != nil {
			return nil, err
		}
		b.WriteString(s[offset:places[0]])
		b.WriteString(with)
		offset = places[1]
	}
	b.WriteString(s[offset:])
	return built(c, b.String())
}

// matches finds all matches, or with global: false the first.
func (p pattern) matches(c *eval.Call, s string, pairs []eval.Pair) ([][]int, error) {
	if global, ok := eval.Option(pairs, "global"); ok && !eval.Truthy(global) {
		places, err := p.find(c, s, 0)
		if places == nil {
			return nil, err
		}
		return [][]int{places}, err
	}
	return p.findAll(c, s, 0)
}

// replacement reads argument 2: a string in which \1 is a group, or a function
// of the match and its groups.
func (p pattern) replacement(c *eval.Call) (func(s string, places []int) (string, error), error) {
	switch v := c.Args[2].(type) {
	case eval.String:
		parts := replacementParts(string(v))
		return func(s string, places []int) (string, error) {
			var b strings.Builder
			for _, part := range parts {
				b.WriteString(part.text)
				b.WriteString(groupText(s, places, part.group))
			}
			return b.String(), nil
		}, nil
	case *eval.Fun:
		return func(s string, places []int) (string, error) {
			args := make([]eval.Value, v.Arity)
			for i := range args {
				args[i] = eval.String(groupText(s, places, i))
			}
			return callText(c, v, args...)
		}, nil
	}
	return nil, c.WrongArgument(2, "a string or a function")
}

// groupText is what a group matched, or nothing.
func groupText(s string, places []int, group int) string {
	if group < 0 || 2*group >= len(places) || places[2*group] < 0 {
		return ""
	}
	return s[places[2*group]:places[2*group+1]]
}

// replacementPart is text and the group after it, or -1.
type replacementPart struct {
	text  string
	group int
}

// replacementParts reads \1, \g{1} and \\.
func replacementParts(text string) []replacementPart {
	var parts []replacementPart
	var literal strings.Builder
	for text != "" {
		group, length := groupReference(text)
		switch {
		case length > 0:
			parts = append(parts, replacementPart{literal.String(), group})
			literal.Reset()
			text = text[length:]
		case strings.HasPrefix(text, `\\`):
			literal.WriteByte('\\')
			text = text[2:]
		default:
			literal.WriteByte(text[0])
			text = text[1:]
		}
	}
	return append(parts, replacementPart{literal.String(), -1})
}

// groupReference returns the group that text begins with a reference to, and
// the reference's length or 0.
func groupReference(text string) (group, length int) {
	rest, braced := strings.CutPrefix(text, `\g{`)
	if !braced {
		var ok bool
		if rest, ok = strings.CutPrefix(text, `\`); !ok {
			return 0, 0
		}
	}
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		group = min(group*10+int(rest[digits]-'0'), 1<<20)
		digits++
	}
	end := len(text) - len(rest) + digits
	switch {
	case digits == 0:
		return 0, 0
	case !braced:
		return group, end
	case end < len(text) && text[end] == '}':
		return group, end + 1
	}
	return 0, 0
}
