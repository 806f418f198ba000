package stdlib

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

func keywordDelete(c *eval.Call) (eval.Value, error) {
	list, key, err := entries(c)
	return without(list, key), err
}

// keywordDeleteEntry is the deprecated delete(keywords, key, value).
func keywordDeleteEntry(c *eval.Call) (eval.Value, error) {
	list, key, err := entries(c)
	gone := func(v eval.Value) bool { return isEntry(v, key) && eval.Equal(v.(eval.Tuple)[1], c.Args[2]) }
	return slices.DeleteFunc(slices.Clone(list), gone), err
}

func keywordDeleteFirst(c *eval.Call) (eval.Value, error) {
	list, key, err := entries(c)
	if err != nil {
		return nil, err
	}
	return withoutFirst(list, key), nil
}

func withoutFirst(list eval.List, key eval.Atom) eval.List {
	i := entry(list, key)
	if i < 0 {
		return list
	}
	return slices.Concat(list[:i], list[i+1:])
}

// entriesWith returns the entries whose keys are in argument 1, and the
// others.
func entriesWith(c *eval.Call) (in, out eval.List, err error) {
	list, err := c.List(0)
	if err != nil {
		return nil, nil, err
	}
	keys, err := c.List(1)
	if err != nil {
		return nil, nil, err
	}
	in, out = eval.List{}, eval.List{}
	for _, v := range list {
		t, ok := v.(eval.Tuple)
		if !ok || len(t) != 2 {
			return nil, nil, c.WrongArgument(0, "a keyword list")
		}
		if slices.ContainsFunc(keys, func(k eval.Value) bool { return eval.Equal(k, t[0]) }) {
			in = append(in, v)
		} else {
			out = append(out, v)
		}
	}
	return in, out, nil
}

func keywordDrop(c *eval.Call) (eval.Value, error) {
	_, out, err := entriesWith(c)
	return out, err
}

func keywordTake(c *eval.Call) (eval.Value, error) {
	in, _, err := entriesWith(c)
	return in, err
}

func keywordSplit(c *eval.Call) (eval.Value, error) {
	in, out, err := entriesWith(c)
	return tupleOf(in, out), err
}

func keywordPop(c *eval.Call) (eval.Value, error) {
	list, key, v, ok, err := find(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return tupleOf(argument(c, 2, eval.Nil), list), nil
	}
	return tupleOf(v, without(list, key)), nil
}

func keywordPopBang(c *eval.Call) (eval.Value, error) {
	list, key, v, ok, err := find(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, keyError(c, key, list)
	}
	return tupleOf(v, without(list, key)), nil
}

func keywordPopLazy(c *eval.Call) (eval.Value, error) {
	list, key, v, ok, err := find(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		v, err = callLazy(c, 2)
		return tupleOf(v, list), err
	}
	return tupleOf(v, without(list, key)), nil
}

func keywordPopFirst(c *eval.Call) (eval.Value, error) {
	list, key, v, ok, err := find(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return tupleOf(argument(c, 2, eval.Nil), list), nil
	}
	return tupleOf(v, withoutFirst(list, key)), nil
}

func keywordPopValues(c *eval.Call) (eval.Value, error) {
	list, key, err := entries(c)
	return tupleOf(valuesOf(list, key), without(list, key)), err
}

// keywordArgument returns argument i, which Elixir checks to be a keyword
// list.
func keywordArgument(c *eval.Call, i int, place string) (eval.List, error) {
	if _, ok := eval.Keyword(c.Args[i]); !ok {
		if _, list := c.Args[i].(eval.List); !list {
			return nil, c.WrongArgument(i, "a keyword list")
		}
		return nil, c.Raise("ArgumentError", "expected a keyword list as the %s argument, got: %s", place, eval.Inspect(c.Args[i]))
	}
	return c.Args[i].(eval.List), nil
}

func twoKeywords(c *eval.Call) (a, b eval.List, err error) {
	if a, err = keywordArgument(c, 0, "first"); err != nil {
		return nil, nil, err
	}
	b, err = keywordArgument(c, 1, "second")
	return a, b, err
}

func keywordMerge(c *eval.Call) (eval.Value, error) {
	a, b, err := twoKeywords(c)
	if err != nil {
		return nil, err
	}
	kept := slices.DeleteFunc(slices.Clone(a), func(v eval.Value) bool {
		return entry(b, v.(eval.Tuple)[0].(eval.Atom)) >= 0
	})
	return listOf(c, slices.Concat(kept, b))
}

// keywordMergeWith is merge(keywords1, keywords2, fun).
func keywordMergeWith(c *eval.Call) (eval.Value, error) {
	a, b, err := twoKeywords(c)
	if err != nil {
		return nil, err
	}
	f, err := fun(c, 2, 3)
	if err != nil {
		return nil, err
	}
	rest, merged := slices.Clone(a), eval.List{}
	for _, v := range b {
		key := v.(eval.Tuple)[0].(eval.Atom)
		i := entry(rest, key)
		if i < 0 {
			merged = append(merged, v)
			continue
		}
		both, err := apply(f, key, rest[i].(eval.Tuple)[1], v.(eval.Tuple)[1])
		if err != nil {
			return nil, err
		}
		rest, merged = slices.Delete(rest, i, i+1), append(merged, tupleOf(key, both))
	}
	kept := slices.DeleteFunc(rest, func(v eval.Value) bool { return entry(b, v.(eval.Tuple)[0].(eval.Atom)) >= 0 })
	return listOf(c, slices.Concat(kept, merged))
}

// keywordIntersect is intersect(keywords1, keywords2, fun).
func keywordIntersect(c *eval.Call) (eval.Value, error) {
	a, b, err := twoKeywords(c)
	if err != nil {
		return nil, err
	}
	f, err := optionalFun(c, 2, 3)
	if err != nil {
		return nil, err
	}
	rest, common := slices.Clone(b), eval.List{}
	for _, v := range a {
		key := v.(eval.Tuple)[0].(eval.Atom)
		i := entry(rest, key)
		if i < 0 {
			continue
		}
		value := rest[i].(eval.Tuple)[1]
		if f != nil {
			if value, err = apply(f, key, v.(eval.Tuple)[1], value); err != nil {
				return nil, err
			}
		}
		rest, common = slices.Delete(rest, i, i+1), append(common, tupleOf(key, value))
	}
	return listOf(c, common)
}

func keywordFiltering(wanted bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		if _, err := c.List(0); err != nil {
			return nil, err
		}
		return filtering(wanted)(c)
	}
}

func keywordSplitWith(c *eval.Call) (eval.Value, error) {
	if _, err := c.List(0); err != nil {
		return nil, err
	}
	return enumSplitWith(c)
}

// keywordMap is the deprecated Keyword.map/2.
func keywordMap(c *eval.Call) (eval.Value, error) {
	list, err := keywordArgument(c, 0, "first")
	if err != nil {
		return nil, err
	}
	f, err := fun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	mapped := make([]eval.Value, len(list))
	for i, v := range list {
		answer, err := apply(f, v)
		if err != nil {
			return nil, err
		}
		mapped[i] = tupleOf(v.(eval.Tuple)[0], answer)
	}
	return listOf(c, mapped)
}

// validated returns the keywords with the defaults of the allowed keys, and
// the keys that are not allowed.
func validated(c *eval.Call) (eval.List, eval.List, error) {
	given, err := c.List(0)
	if err != nil {
		return nil, nil, err
	}
	allowed, err := c.List(1)
	if err != nil {
		return nil, nil, err
	}
	keys, defaults := newKeyed(), eval.List{}
	for _, v := range allowed {
		switch v := v.(type) {
		case eval.Atom:
			keys.put(v, eval.True)
			continue
		case eval.Tuple:
			if name, ok := atomOf(v); ok && len(v) == 2 {
				keys.put(name, eval.True)
				if entry(given, name) < 0 {
					defaults = append(defaults, v)
				}
				continue
			}
		}
		return nil, nil, c.Raise("ArgumentError", "expected the second argument to be a list of atoms or tuples, got: %s", eval.Inspect(v))
	}
	unknown := eval.List{}
	for _, v := range given {
		name, ok := atomOf(v)
		if !ok {
			return nil, nil, c.Raise("ArgumentError", "expected a keyword list as first argument, got invalid entry: %s", eval.Inspect(v))
		}
		if _, ok := keys.get(name); !ok {
			unknown = append(unknown, name)
		}
	}
	return slices.Concat(reversed(defaults), given), reversed(unknown), nil
}

// atomOf returns the key of a keyword's entry.
func atomOf(v eval.Value) (eval.Atom, bool) {
	t, ok := v.(eval.Tuple)
	if !ok || len(t) != 2 {
		return "", false
	}
	name, ok := t[0].(eval.Atom)
	return name, ok
}

func keywordValidate(c *eval.Call) (eval.Value, error) {
	list, unknown, err := validated(c)
	if err != nil {
		return nil, err
	}
	if len(unknown) > 0 {
		return tupleOf(eval.Atom("error"), unknown), nil
	}
	return tupleOf(eval.OK, list), nil
}

func keywordValidateBang(c *eval.Call) (eval.Value, error) {
	list, unknown, err := validated(c)
	if err != nil {
		return nil, err
	}
	if len(unknown) == 0 {
		return list, nil
	}
	allowed := eval.List{}
	for _, v := range c.Args[1].(eval.List) {
		if name, ok := atomOf(v); ok {
			v = name
		}
		allowed = append(allowed, v)
	}
	return nil, c.Raise("ArgumentError", "unknown keys %s in %s, the allowed keys are: %s",
		eval.Inspect(unknown), eval.Inspect(c.Args[0]), strings.TrimSpace(eval.Inspect(allowed)))
}
