package stdlib

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// queryEncoding returns how a query is encoded: as :www_form or :rfc3986.
func queryEncoding(c *eval.Call, i int) (form bool, err error) {
	switch argument(c, i, eval.Atom("www_form")) {
	case eval.Atom("www_form"):
		return true, nil
	case eval.Atom("rfc3986"):
		return false, nil
	}
	return false, c.WrongArgument(i, ":www_form or :rfc3986")
}

func uriEncodeQuery(c *eval.Call) (eval.Value, error) {
	elements, err := c.Elements(0)
	if err != nil {
		return nil, err
	}
	form, err := queryEncoding(c, 1)
	if err != nil {
		return nil, err
	}
	encode := formEncoded
	if !form {
		encode = func(s string) string { return percent(s, unreserved) }
	}
	parts := make([]string, len(elements))
	for i, e := range elements {
		kv, ok := e.(eval.Tuple)
		if !ok || len(kv) != 2 {
			return nil, c.WrongArgument(0, "pairs of a key and a value")
		}
		texts := [2]string{}
		for j, v := range kv {
			if _, isList := v.(eval.List); isList {
				what := []string{"keys", "values"}[j]
				return nil, c.Raise("ArgumentError", "encode_query/2 %s cannot be lists, got: %s", what, eval.Inspect(v))
			}
			text, err := c.Invoke(eval.Module("Kernel"), "to_string", v)
			if err != nil {
				return nil, err
			}
			s, _ := text.(eval.String)
			texts[j] = encode(string(s))
		}
		parts[i] = texts[0] + "=" + texts[1]
	}
	return built(c, strings.Join(parts, "&"))
}

// queryPairs decodes a query into pairs.
func queryPairs(c *eval.Call, form bool) ([]eval.Pair, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	var pairs []eval.Pair
	for part := range strings.SplitSeq(s, "&") {
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, eval.Pair{Key: eval.String(unpercent(key, form)), Value: eval.String(unpercent(value, form))})
	}
	return pairs, c.Grow(2 * len(s))
}

func uriDecodeQuery(c *eval.Call) (eval.Value, error) {
	m := eval.NewMap()
	if len(c.Args) > 1 {
		var err error
		if m, err = c.Map(1); err != nil {
			return nil, err
		}
	}
	form, err := queryEncoding(c, 2)
	if err != nil {
		return nil, err
	}
	pairs, err := queryPairs(c, form)
	for _, p := range pairs {
		m = m.Put(p.Key, p.Value)
	}
	return m, err
}

func uriQueryDecoder(c *eval.Call) (eval.Value, error) {
	form, err := queryEncoding(c, 1)
	if err != nil {
		return nil, err
	}
	pairs, err := queryPairs(c, form)
	list := make(eval.List, len(pairs))
	for i, p := range pairs {
		list[i] = tupleOf(p.Key, p.Value)
	}
	return list, err
}
