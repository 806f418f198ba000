package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// enumGroup has the functions of Enum that make maps and other collections.
func enumGroup() functions {
	return functions{
		"frequencies/1": enumFrequencies, "frequencies_by/2": enumFrequencies,
		"group_by/2": named("group_by/3", enumGroupBy), "group_by/3": enumGroupBy,
		"into/2": enumInto, "into/3": enumInto,
	}
}

func enumFrequencies(c *eval.Call) (eval.Value, error) {
	counts := newKeyed()
	err := judge(c, func(_, answer eval.Value) bool {
		n, ok := counts.get(answer)
		if !ok {
			n = integer(0)
		}
		counts.put(answer, eval.IntValue(n.(eval.Int).Int64()+1))
		return true
	})
	return counts.toMap(), err
}

// enumGroupBy is group_by(enumerable, key_fun, value_fun).
func enumGroupBy(c *eval.Call) (eval.Value, error) {
	keyOf, err := fun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	valueOf, err := optionalFun(c, 2, 1)
	if err != nil {
		return nil, err
	}
	groups := newKeyed()
	for e, err := range each(c, 0) {
		if err != nil {
			return nil, err
		}
		key, err := apply(keyOf, e)
		if err != nil {
			return nil, err
		}
		if valueOf != nil {
			if e, err = apply(valueOf, e); err != nil {
				return nil, err
			}
		}
		group, _ := groups.get(key)
		list, _ := group.(eval.List)
		groups.put(key, append(list, e))
	}
	return groups.toMap(), c.Grow(8 * len(groups.keys))
}

// optionalFun is fun, or nil where the argument was not given.
func optionalFun(c *eval.Call, i, arity int) (*eval.Fun, error) {
	if i >= len(c.Args) {
		return nil, nil
	}
	return fun(c, i, arity)
}

// enumInto is into(enumerable, collectable, transform).
func enumInto(c *eval.Call) (eval.Value, error) {
	transform, err := optionalFun(c, 2, 1)
	if err != nil {
		return nil, err
	}
	values, err := transformed(each(c, 0), transform)
	if err != nil {
		return nil, err
	}
	return into(c, values, c.Args[1])
}

// transformed returns what a function makes of the elements, or the elements
// where there is none.
func transformed(s sequence, transform *eval.Fun) ([]eval.Value, error) {
	values := []eval.Value{}
	for e, err := range s {
		if err == nil && transform != nil {
			e, err = apply(transform, e)
		}
		if err != nil {
			return nil, err
		}
		values = append(values, e)
	}
	return values, nil
}

// into puts values into what is collectable: a list, map, MapSet or string.
func into(c *eval.Call, values []eval.Value, target eval.Value) (eval.Value, error) {
	if err := c.Grow(8 * len(values)); err != nil {
		return nil, err
	}
	switch target := target.(type) {
	case eval.List:
		return append(target[:len(target):len(target)], values...), nil
	case eval.String:
		return intoText(c, values, target)
	case *eval.Map:
		switch target.Struct() {
		case "":
			return intoMap(c, values, target)
		case eval.Module("MapSet"):
			return mapSetOf(append(mapSetValues(target), values...)), nil
		}
	}
	return nil, c.NoProtocol("Collectable", target)
}

func intoText(c *eval.Call, values []eval.Value, start eval.String) (eval.Value, error) {
	b := []byte(start)
	for _, v := range values {
		part, ok := v.(eval.String)
		if !ok {
			return nil, c.Raise("ArgumentError", "collecting into a binary requires a bitstring, got: %s", eval.Inspect(v))
		}
		if err := c.Grow(len(part)); err != nil {
			return nil, err
		}
		b = append(b, part...)
	}
	return eval.String(b), nil
}

func intoMap(c *eval.Call, values []eval.Value, start *eval.Map) (eval.Value, error) {
	pairs, ok := pairsOf(values)
	if !ok && start.Len() == 0 {
		return nil, c.Raise("ArgumentError", "argument error")
	}
	if !ok {
		return nil, c.Raise("ArgumentError", "collecting into a map requires {key, value} tuples, got: %s", eval.Inspect(notPair(values)))
	}
	return putAll(start, pairs), nil
}

// pairsOf returns the pairs that {key, value} tuples stand for.
func pairsOf(values []eval.Value) ([]eval.Pair, bool) {
	pairs := make([]eval.Pair, len(values))
	for i, v := range values {
		t, ok := v.(eval.Tuple)
		if !ok || len(t) != 2 {
			return nil, false
		}
		pairs[i] = eval.Pair{Key: t[0], Value: t[1]}
	}
	return pairs, true
}

func notPair(values []eval.Value) eval.Value {
	for _, v := range values {
		if t, ok := v.(eval.Tuple); !ok || len(t) != 2 {
			return v
		}
	}
	return eval.Nil
}

// putAll returns a map that also has the pairs.
func putAll(m *eval.Map, pairs []eval.Pair) *eval.Map {
	if len(pairs) == 0 {
		return m
	}
	if m.Len() == 0 {
		return eval.NewMap(pairs...)
	}
	return eval.NewMap(append(append([]eval.Pair{}, m.Pairs()...), pairs...)...)
}
