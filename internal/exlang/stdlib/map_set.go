package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// mapSet is the module MapSet. A set is a struct around a map whose keys are
// the members.
func mapSet() functions {
	return functions{
		"new/0": mapSetNew, "new/1": mapSetNew, "new/2": mapSetNew,
		"put/2": mapSetPut, "delete/2": mapSetDelete, "member?/2": mapSetMember, "size/1": mapSetSize,
		"to_list/1": mapSetToList, "equal?/2": mapSetEqual, "subset?/2": mapSetSubset, "disjoint?/2": mapSetDisjoint,
		"union/2": mapSetUnion, "difference/2": mapSetDifference, "intersection/2": mapSetIntersection,
		"symmetric_difference/2": mapSetSymmetricDifference,
		"filter/2":               mapSetFiltering(true), "reject/2": mapSetFiltering(false), "split_with/2": mapSetSplitWith,
	}
}

// mapSetFields are the fields of the struct.
func mapSetFields() []eval.Pair { return []eval.Pair{pair("map", eval.NewMap())} }

// mapSetEach enumerates a set.
func mapSetEach(_ *eval.Call, set *eval.Map, yield eval.Yield) error {
	for _, v := range mapSetValues(set) {
		if more, err := yield(v); err != nil || !more {
			return err
		}
	}
	return nil
}

func mapSetOf(values []eval.Value) *eval.Map {
	pairs := make([]eval.Pair, len(values))
	for i, v := range values {
		pairs[i] = eval.Pair{Key: v, Value: eval.List{}}
	}
	return asMapSet(eval.NewMap(pairs...))
}

func asMapSet(m *eval.Map) *eval.Map { return eval.NewStruct(eval.Module("MapSet"), pair("map", m)) }

// members is the map within a set.
func members(set *eval.Map) *eval.Map {
	v, _ := set.Get(eval.Atom("map"))
	if m, ok := v.(*eval.Map); ok {
		return m
	}
	return eval.NewMap()
}

func mapSetValues(set *eval.Map) []eval.Value { return keysOf(members(set)) }

func aSet(c *eval.Call, i int) (*eval.Map, error) {
	set, err := structOf(c, i, "MapSet")
	if err != nil {
		return nil, err
	}
	return members(set), nil
}

func twoSets(c *eval.Call) (a, b *eval.Map, err error) {
	if a, err = aSet(c, 0); err != nil {
		return nil, nil, err
	}
	b, err = aSet(c, 1)
	return a, b, err
}

func mapSetNew(c *eval.Call) (eval.Value, error) {
	if len(c.Args) == 0 {
		return mapSetOf(nil), nil
	}
	transform, err := optionalFun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	values, err := transformed(each(c, 0), transform)
	if err != nil {
		return nil, err
	}
	return mapSetOf(values), c.Grow(16 * len(values))
}

func mapSetPut(c *eval.Call) (eval.Value, error) {
	set, err := aSet(c, 0)
	if err != nil {
		return nil, err
	}
	return asMapSet(set.Put(c.Args[1], eval.List{})), c.Grow(16)
}

func mapSetDelete(c *eval.Call) (eval.Value, error) {
	set, err := aSet(c, 0)
	if err != nil {
		return nil, err
	}
	return asMapSet(set.Delete(c.Args[1])), nil
}

func mapSetMember(c *eval.Call) (eval.Value, error) {
	set, err := aSet(c, 0)
	if err != nil {
		return nil, err
	}
	_, ok := set.Get(c.Args[1])
	return eval.Boolean(ok), nil
}

func mapSetSize(c *eval.Call) (eval.Value, error) {
	set, err := aSet(c, 0)
	if err != nil {
		return nil, err
	}
	return integer(set.Len()), nil
}

func mapSetToList(c *eval.Call) (eval.Value, error) {
	set, err := aSet(c, 0)
	if err != nil {
		return nil, err
	}
	return listOf(c, keysOf(set))
}

func mapSetEqual(c *eval.Call) (eval.Value, error) {
	a, b, err := twoSets(c)
	if err != nil {
		return nil, err
	}
	return areEqual(c, keysOf(a), keysOf(b))
}

// having returns the members of a that are in b, or those that are not.
func having(a, b *eval.Map, wanted bool) []eval.Value {
	var kept []eval.Value
	for _, p := range a.Pairs() {
		if _, ok := b.Get(p.Key); ok == wanted {
			kept = append(kept, p.Key)
		}
	}
	return kept
}

func mapSetSubset(c *eval.Call) (eval.Value, error) {
	a, b, err := twoSets(c)
	if err != nil {
		return nil, err
	}
	return eval.Boolean(len(having(a, b, false)) == 0), nil
}

func mapSetDisjoint(c *eval.Call) (eval.Value, error) {
	a, b, err := twoSets(c)
	if err != nil {
		return nil, err
	}
	return eval.Boolean(len(having(a, b, true)) == 0), nil
}

func mapSetUnion(c *eval.Call) (eval.Value, error) {
	a, b, err := twoSets(c)
	if err != nil {
		return nil, err
	}
	return asMapSet(putAll(a, b.Pairs())), c.Grow(16 * (a.Len() + b.Len()))
}

func mapSetDifference(c *eval.Call) (eval.Value, error) {
	a, b, err := twoSets(c)
	if err != nil {
		return nil, err
	}
	return mapSetOf(having(a, b, false)), nil
}

func mapSetIntersection(c *eval.Call) (eval.Value, error) {
	a, b, err := twoSets(c)
	if err != nil {
		return nil, err
	}
	return mapSetOf(having(a, b, true)), nil
}

func mapSetSymmetricDifference(c *eval.Call) (eval.Value, error) {
	a, b, err := twoSets(c)
	if err != nil {
		return nil, err
	}
	return mapSetOf(append(having(a, b, false), having(b, a, false)...)), nil
}

func mapSetFiltering(wanted bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		yes, no, err := mapSetDivide(c)
		if wanted {
			return yes, err
		}
		return no, err
	}
}

func mapSetSplitWith(c *eval.Call) (eval.Value, error) {
	yes, no, err := mapSetDivide(c)
	return tupleOf(yes, no), err
}

func mapSetDivide(c *eval.Call) (yes, no *eval.Map, err error) {
	if _, err := aSet(c, 0); err != nil {
		return nil, nil, err
	}
	var accepted, others []eval.Value
	err = walk(c, 1, func(e, answer eval.Value) bool {
		if eval.Truthy(answer) {
			accepted = append(accepted, e)
		} else {
			others = append(others, e)
		}
		return true
	})
	return mapSetOf(accepted), mapSetOf(others), err
}
