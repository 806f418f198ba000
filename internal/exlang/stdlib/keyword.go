package stdlib

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// keyword is the module Keyword.
func keyword() functions {
	return functions{
		"new/0": keywordNew, "new/1": keywordNew, "new/2": keywordNew, "from_keys/2": keywordFromKeys,
		"keyword?/1": keywordIs, "to_list/1": keywordToList, "keys/1": keywordKeys, "values/1": keywordValues, "size/1": keywordSize,
		"get/2": named("get/3", keywordGet), "get/3": keywordGet, "get_lazy/3": keywordGetLazy,
		"fetch/2": keywordFetch, "fetch!/2": keywordFetchBang, "get_values/2": keywordGetValues, "has_key?/2": keywordHasKey,
		"put/3": keywordPut, "put_new/3": keywordPutNew, "put_new_lazy/3": keywordPutNewLazy,
		"replace/3": keywordReplace, "replace!/3": keywordReplaceBang, "replace_lazy/3": keywordReplaceLazy,
		"delete/2": keywordDelete, "delete/3": keywordDeleteEntry, "delete_first/2": keywordDeleteFirst,
		"drop/2": keywordDrop, "take/2": keywordTake, "split/2": keywordSplit,
		"pop/2": named("pop/3", keywordPop), "pop/3": keywordPop, "pop!/2": keywordPopBang, "pop_lazy/3": keywordPopLazy,
		"pop_first/2": named("pop_first/3", keywordPopFirst), "pop_first/3": keywordPopFirst, "pop_values/2": keywordPopValues,
		"merge/2": keywordMerge, "merge/3": keywordMergeWith, "intersect/2": keywordIntersect, "intersect/3": keywordIntersect,
		"update/4": keywordUpdate, "update!/3": keywordUpdateBang,
		"get_and_update/3": keywordGetAndUpdate, "get_and_update!/3": keywordGetAndUpdateBang,
		"filter/2": keywordFiltering(true), "reject/2": keywordFiltering(false), "split_with/2": keywordSplitWith,
		"map/2": keywordMap, "equal?/2": keywordEqual,
		"validate/2": keywordValidate, "validate!/2": keywordValidateBang,
	}
}

// entries returns argument 0, a list whose pairs count, and the key in
// argument 1. As in Elixir other elements are passed over.
func entries(c *eval.Call) (eval.List, eval.Atom, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, "", err
	}
	key, ok := c.Args[1].(eval.Atom)
	if !ok {
		return nil, "", c.WrongArgument(1, "an atom")
	}
	return list, key, nil
}

func isEntry(v eval.Value, key eval.Value) bool {
	t, ok := v.(eval.Tuple)
	return ok && len(t) == 2 && t[0] == key
}

// entry returns the place of the first entry with a key, or -1.
func entry(list eval.List, key eval.Atom) int {
	return slices.IndexFunc(list, func(v eval.Value) bool { return isEntry(v, key) })
}

// without returns the list without the entries of a key.
func without(list eval.List, key eval.Atom) eval.List {
	return slices.DeleteFunc(slices.Clone(list), func(v eval.Value) bool { return isEntry(v, key) })
}

// find returns the value of the first entry with the key in argument 1.
func find(c *eval.Call) (list eval.List, key eval.Atom, v eval.Value, found bool, err error) {
	list, key, err = entries(c)
	if err != nil {
		return nil, "", nil, false, err
	}
	if i := entry(list, key); i >= 0 {
		return list, key, list[i].(eval.Tuple)[1], true, nil
	}
	return list, key, nil, false, nil
}

func keywordNew(c *eval.Call) (eval.Value, error) {
	if len(c.Args) == 0 {
		return eval.List{}, nil
	}
	transform, err := optionalFun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	values, err := transformed(each(c, 0), transform)
	if err != nil {
		return nil, err
	}
	// The last entry of a key wins, and stands where it stood.
	list := eval.List{}
	for _, v := range slices.Backward(values) {
		t, ok := v.(eval.Tuple)
		if !ok || len(t) != 2 {
			return nil, c.WrongArgument(0, "pairs")
		}
		key, ok := t[0].(eval.Atom)
		if !ok {
			return nil, c.WrongArgument(0, "pairs whose keys are atoms")
		}
		if entry(list, key) < 0 {
			list = append(list, v)
		}
	}
	slices.Reverse(list)
	return list, c.Grow(8 * len(list))
}

func keywordFromKeys(c *eval.Call) (eval.Value, error) {
	keys, err := c.List(0)
	if err != nil {
		return nil, err
	}
	list := make([]eval.Value, len(keys))
	for i, key := range keys {
		list[i] = tupleOf(key, c.Args[1])
	}
	return listOf(c, list)
}

func keywordIs(c *eval.Call) (eval.Value, error) {
	_, ok := eval.Keyword(c.Args[0])
	return eval.Boolean(ok), nil
}

func keywordToList(c *eval.Call) (eval.Value, error) { return c.List(0) }

func keywordKeys(c *eval.Call) (eval.Value, error) {
	return entryParts(c, 0)
}

func keywordValues(c *eval.Call) (eval.Value, error) {
	return entryParts(c, 1)
}

func entryParts(c *eval.Call, part int) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	parts := make([]eval.Value, len(list))
	for i, v := range list {
		t, _ := v.(eval.Tuple)
		if _, ok := atomOf(v); !ok {
			return nil, c.Raise("ArgumentError",
				"expected a keyword list, but an entry in the list is not a two-element tuple with an atom as its first element, got: %s", eval.Inspect(v))
		}
		parts[i] = t[part]
	}
	return listOf(c, parts)
}

func keywordSize(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	return integer(len(list)), err
}

func keywordGet(c *eval.Call) (eval.Value, error) {
	_, _, v, ok, err := find(c)
	if err != nil || ok {
		return v, err
	}
	return argument(c, 2, eval.Nil), nil
}

func keywordGetLazy(c *eval.Call) (eval.Value, error) {
	_, _, v, ok, err := find(c)
	if err != nil || ok {
		return v, err
	}
	return callLazy(c, 2)
}

func keywordFetch(c *eval.Call) (eval.Value, error) {
	_, _, v, ok, err := find(c)
	if err != nil {
		return nil, err
	}
	return fetched(v, ok), nil
}

func keywordFetchBang(c *eval.Call) (eval.Value, error) {
	list, key, v, ok, err := find(c)
	if err == nil && !ok {
		err = keyError(c, key, list)
	}
	return v, err
}

func valuesOf(list eval.List, key eval.Atom) eval.List {
	values := eval.List{}
	for _, v := range list {
		if isEntry(v, key) {
			values = append(values, v.(eval.Tuple)[1])
		}
	}
	return values
}

func keywordGetValues(c *eval.Call) (eval.Value, error) {
	list, key, err := entries(c)
	return valuesOf(list, key), err
}

func keywordHasKey(c *eval.Call) (eval.Value, error) {
	_, _, _, ok, err := find(c)
	return eval.Boolean(ok), err
}

// putEntry puts an entry first and drops the others of its key.
func putEntry(list eval.List, key eval.Atom, v eval.Value) eval.List {
	return slices.Concat(eval.List{tupleOf(key, v)}, without(list, key))
}

// setEntry gives the first entry of a key another value and drops those after
// it.
func setEntry(list eval.List, key eval.Atom, v eval.Value) eval.List {
	i := entry(list, key)
	return slices.Concat(list[:i], eval.List{tupleOf(key, v)}, without(list[i+1:], key))
}

func keywordPut(c *eval.Call) (eval.Value, error) {
	list, key, err := entries(c)
	if err != nil {
		return nil, err
	}
	return putEntry(list, key, c.Args[2]), c.Grow(8 * len(list))
}

func keywordPutNew(c *eval.Call) (eval.Value, error) {
	list, key, _, ok, err := find(c)
	if err != nil || ok {
		return list, err
	}
	return slices.Concat(eval.List{tupleOf(key, c.Args[2])}, list), nil
}

func keywordPutNewLazy(c *eval.Call) (eval.Value, error) {
	list, key, _, ok, err := find(c)
	if err != nil || ok {
		return list, err
	}
	v, err := callLazy(c, 2)
	if err != nil {
		return nil, err
	}
	return slices.Concat(eval.List{tupleOf(key, v)}, list), nil
}

func keywordReplace(c *eval.Call) (eval.Value, error) {
	list, key, _, ok, err := find(c)
	if err != nil || !ok {
		return list, err
	}
	return setEntry(list, key, c.Args[2]), nil
}

func keywordReplaceBang(c *eval.Call) (eval.Value, error) {
	list, key, _, ok, err := find(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, keyError(c, key, list)
	}
	return setEntry(list, key, c.Args[2]), nil
}

func keywordReplaceLazy(c *eval.Call) (eval.Value, error) {
	list, key, v, ok, err := find(c)
	if err != nil || !ok {
		return list, err
	}
	return changeEntry(c, 2, list, key, v)
}

// changeEntry sets what the function in argument i makes of a value.
func changeEntry(c *eval.Call, i int, list eval.List, key eval.Atom, v eval.Value) (eval.Value, error) {
	f, err := fun(c, i, 1)
	if err != nil {
		return nil, err
	}
	if v, err = apply(f, v); err != nil {
		return nil, err
	}
	return setEntry(list, key, v), nil
}

func keywordUpdate(c *eval.Call) (eval.Value, error) {
	list, key, v, ok, err := find(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return slices.Concat(list, eval.List{tupleOf(key, c.Args[2])}), nil
	}
	return changeEntry(c, 3, list, key, v)
}

func keywordUpdateBang(c *eval.Call) (eval.Value, error) {
	list, key, v, ok, err := find(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, keyError(c, key, list)
	}
	return changeEntry(c, 2, list, key, v)
}

func keywordGetAndUpdate(c *eval.Call) (eval.Value, error) {
	list, key, v, ok, err := find(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		v = eval.Nil
	}
	return exchangeEntry(c, list, key, v, ok)
}

func keywordGetAndUpdateBang(c *eval.Call) (eval.Value, error) {
	list, key, v, ok, err := find(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, keyError(c, key, list)
	}
	return exchangeEntry(c, list, key, v, true)
}

func exchangeEntry(c *eval.Call, list eval.List, key eval.Atom, v eval.Value, found bool) (eval.Value, error) {
	got, updated, pop, err := exchange(c, 2, v)
	switch {
	case err != nil:
		return nil, err
	case pop:
		return tupleOf(v, withoutFirst(list, key)), nil
	case found:
		changed := slices.Clone(list)
		changed[entry(list, key)] = tupleOf(key, updated)
		return tupleOf(got, changed), nil
	}
	return tupleOf(got, slices.Concat(eval.List{tupleOf(key, updated)}, list)), nil
}

func keywordEqual(c *eval.Call) (eval.Value, error) {
	a, err := c.List(0)
	if err != nil {
		return nil, err
	}
	b, err := c.List(1)
	if err != nil {
		return nil, err
	}
	left, err := sortBy(a, ascending(c))
	if err != nil {
		return nil, err
	}
	right, err := sortBy(b, ascending(c))
	if err != nil {
		return nil, err
	}
	return areEqual(c, eval.List(left), eval.List(right))
}
