package stdlib

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

func mapPop(c *eval.Call) (eval.Value, error) {
	m, v, ok, err := lookup(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return tupleOf(argument(c, 2, eval.Nil), m), nil
	}
	return tupleOf(v, m.Delete(c.Args[1])), nil
}

func mapPopBang(c *eval.Call) (eval.Value, error) {
	m, v, ok, err := lookup(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, keyError(c, c.Args[1], m)
	}
	return tupleOf(v, m.Delete(c.Args[1])), nil
}

func mapPopLazy(c *eval.Call) (eval.Value, error) {
	m, v, ok, err := lookup(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		v, err = callLazy(c, 2)
		return tupleOf(v, m), err
	}
	return tupleOf(v, m.Delete(c.Args[1])), nil
}

// twoMaps returns the first two arguments, which are maps.
func twoMaps(c *eval.Call) (a, b *eval.Map, err error) {
	if a, err = aMap(c, 0); err == nil {
		b, err = aMap(c, 1)
	}
	return a, b, err
}

func mapMerge(c *eval.Call) (eval.Value, error) {
	a, b, err := twoMaps(c)
	if err != nil {
		return nil, err
	}
	return putAll(a, b.Pairs()), c.Grow(16 * (a.Len() + b.Len()))
}

// mapMergeWith is merge(map1, map2, fun).
func mapMergeWith(c *eval.Call) (eval.Value, error) {
	a, b, err := twoMaps(c)
	if err != nil {
		return nil, err
	}
	f, err := fun(c, 2, 3)
	if err != nil {
		return nil, err
	}
	pairs := slices.Clone(b.Pairs())
	for i, p := range pairs {
		if v, ok := a.Get(p.Key); ok {
			if pairs[i].Value, err = apply(f, p.Key, v, p.Value); err != nil {
				return nil, err
			}
		}
	}
	return putAll(a, pairs), c.Grow(16 * (a.Len() + b.Len()))
}

// mapIntersect is intersect(map1, map2, fun).
func mapIntersect(c *eval.Call) (eval.Value, error) {
	a, b, err := twoMaps(c)
	if err != nil {
		return nil, err
	}
	f, err := optionalFun(c, 2, 3)
	if err != nil {
		return nil, err
	}
	var pairs []eval.Pair
	for _, p := range b.Pairs() {
		v, ok := a.Get(p.Key)
		if !ok {
			continue
		}
		if f != nil {
			if p.Value, err = apply(f, p.Key, v, p.Value); err != nil {
				return nil, err
			}
		}
		pairs = append(pairs, p)
	}
	return eval.NewMap(pairs...), nil
}

func mapUpdate(c *eval.Call) (eval.Value, error) {
	m, v, ok, err := lookup(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return m.Put(c.Args[1], c.Args[2]), c.Grow(16)
	}
	return mapChange(c, m, v, 3)
}

func mapUpdateBang(c *eval.Call) (eval.Value, error) {
	m, v, ok, err := lookup(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, keyError(c, c.Args[1], m)
	}
	return mapChange(c, m, v, 2)
}

func mapGetAndUpdate(c *eval.Call) (eval.Value, error) {
	m, v, ok, err := lookup(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		v = eval.Nil
	}
	return mapExchange(c, m, v)
}

func mapGetAndUpdateBang(c *eval.Call) (eval.Value, error) {
	m, v, ok, err := lookup(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, keyError(c, c.Args[1], m)
	}
	return mapExchange(c, m, v)
}

// mapExchange does what the function in argument 2 says: {get, update} or
// :pop.
func mapExchange(c *eval.Call, m *eval.Map, v eval.Value) (eval.Value, error) {
	got, updated, pop, err := exchange(c, 2, v)
	if err != nil {
		return nil, err
	}
	if pop {
		return tupleOf(v, m.Delete(c.Args[1])), nil
	}
	return tupleOf(got, m.Put(c.Args[1], updated)), nil
}

// exchange calls the function of get_and_update in argument i.
func exchange(c *eval.Call, i int, v eval.Value) (got, updated eval.Value, pop bool, err error) {
	f, err := fun(c, i, 1)
	if err != nil {
		return nil, nil, false, err
	}
	answer, err := apply(f, v)
	if err != nil {
		return nil, nil, false, err
	}
	if answer == eval.Atom("pop") {
		return v, nil, true, nil
	}
	if t, ok := answer.(eval.Tuple); ok && len(t) == 2 {
		return t[0], t[1], false, nil
	}
	return nil, nil, false, c.Raise("RuntimeError",
		"the given function must return a two-element tuple or :pop, got: %s", eval.Inspect(answer))
}

// mapFiltering keeps the pairs for which the function answers so.
func mapFiltering(wanted bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		yes, no, err := mapDivide(c)
		if wanted {
			return yes, err
		}
		return no, err
	}
}

func mapSplitWith(c *eval.Call) (eval.Value, error) {
	yes, no, err := mapDivide(c)
	return tupleOf(yes, no), err
}

func mapDivide(c *eval.Call) (yes, no *eval.Map, err error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, nil, err
	}
	f, err := fun(c, 1, 1)
	if err != nil {
		return nil, nil, err
	}
	var accepted, others []eval.Pair
	for _, p := range m.Pairs() {
		ok, err := test(f, tupleOf(p.Key, p.Value))
		if err != nil {
			return nil, nil, err
		}
		if ok {
			accepted = append(accepted, p)
		} else {
			others = append(others, p)
		}
	}
	return eval.NewMap(accepted...), eval.NewMap(others...), nil
}

// mapMap is the deprecated Map.map/2.
func mapMap(c *eval.Call) (eval.Value, error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, err
	}
	f, err := fun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	pairs := slices.Clone(m.Pairs())
	for i, p := range pairs {
		if pairs[i].Value, err = apply(f, tupleOf(p.Key, p.Value)); err != nil {
			return nil, err
		}
	}
	return eval.NewMap(pairs...), nil
}

func mapEqual(c *eval.Call) (eval.Value, error) {
	a, b, err := twoMaps(c)
	if err != nil {
		return nil, err
	}
	return areEqual(c, a, b)
}
