package stdlib

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// text is to_string/1 of any term.
func text(c *eval.Call, v eval.Value) (string, error) {
	s, ok, err := c.ToText(v)
	if err == nil && !ok {
		err = noText(c, v)
	}
	return s, err
}

// noText says why a term has no text.
func noText(c *eval.Call, v eval.Value) error {
	if _, ok := v.(eval.List); ok {
		return c.Raise("ArgumentError", "cannot convert the given list to a string.\n\nTo be converted to a string, a list must either be empty or only\n"+
			"contain the following elements:\n\n  * strings\n  * integers representing Unicode code points\n"+
			"  * a list containing one of these three elements\n\nPlease check the given list or call inspect/1 to get the list representation, got:\n\n%s\n", eval.Inspect(v))
	}
	return c.NoProtocol("String.Chars", v)
}

func enumJoin(c *eval.Call) (eval.Value, error) {
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	return join(c, elements, argument(c, 1, eval.String("")))
}

func enumMapJoin(c *eval.Call) (eval.Value, error) {
	mapper, joiner := 1, eval.Value(eval.String(""))
	if len(c.Args) == 3 {
		mapper, joiner = 2, c.Args[1]
	}
	var mapped []eval.Value
	err := walk(c, mapper, func(_, answer eval.Value) bool {
		mapped = append(mapped, answer)
		return true
	})
	if err != nil {
		return nil, err
	}
	return join(c, mapped, joiner)
}

func join(c *eval.Call, elements []eval.Value, joiner eval.Value) (eval.Value, error) {
	between, ok := joiner.(eval.String)
	if !ok {
		return nil, c.WrongArgument(1, "a string")
	}
	var b strings.Builder
	for i, e := range elements {
		part, err := text(c, e)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteString(string(between))
		}
		b.WriteString(part)
		if err := c.Grow(len(between)); err != nil {
			return nil, err
		}
	}
	return eval.String(b.String()), nil
}
