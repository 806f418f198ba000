package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// mapModule is the module Map.
func mapModule() functions {
	return functions{
		"new/0": mapNew, "new/1": mapNew, "new/2": mapNew, "from_keys/2": mapFromKeys, "from_struct/1": mapFromStruct,
		"keys/1": mapKeys, "values/1": mapValues, "to_list/1": mapToList, "size/1": mapSize,
		"get/2": named("get/3", mapGet), "get/3": mapGet, "get_lazy/3": mapGetLazy,
		"fetch/2": mapFetch, "fetch!/2": mapFetchBang, "has_key?/2": mapHasKey,
		"put/3": mapPut, "put_new/3": mapPutNew, "put_new_lazy/3": mapPutNewLazy,
		"replace/3": mapReplace, "replace!/3": mapReplaceBang, "replace_lazy/3": mapReplaceLazy,
		"delete/2": mapDelete, "drop/2": mapDrop, "take/2": mapTake, "split/2": mapSplit,
		"pop/2": named("pop/3", mapPop), "pop/3": mapPop, "pop!/2": mapPopBang, "pop_lazy/3": mapPopLazy,
		"merge/2": mapMerge, "merge/3": mapMergeWith, "intersect/2": mapIntersect, "intersect/3": mapIntersect,
		"update/4": mapUpdate, "update!/3": mapUpdateBang,
		"get_and_update/3": mapGetAndUpdate, "get_and_update!/3": mapGetAndUpdateBang,
		"filter/2": mapFiltering(true), "reject/2": mapFiltering(false), "split_with/2": mapSplitWith,
		"map/2": mapMap, "equal?/2": mapEqual,
	}
}

// aMap returns argument i, a map.
func aMap(c *eval.Call, i int) (*eval.Map, error) {
	m, ok := c.Args[i].(*eval.Map)
	if !ok {
		return nil, badMap(c, c.Args[i])
	}
	return m, nil
}

func mapNew(c *eval.Call) (eval.Value, error) {
	if len(c.Args) == 0 {
		return eval.NewMap(), nil
	}
	if m, ok := c.Args[0].(*eval.Map); ok && m.Struct() == "" && len(c.Args) == 1 {
		return m, nil
	}
	transform, err := optionalFun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	values, err := transformed(each(c, 0), transform)
	if err != nil {
		return nil, err
	}
	return into(c, values, eval.NewMap())
}

func mapFromKeys(c *eval.Call) (eval.Value, error) {
	keys, err := c.List(0)
	if err != nil {
		return nil, err
	}
	pairs := make([]eval.Pair, len(keys))
	for i, key := range keys {
		pairs[i] = eval.Pair{Key: key, Value: c.Args[1]}
	}
	return eval.NewMap(pairs...), c.Grow(16 * len(pairs))
}

// mapFromStruct takes a struct, or the module of one.
func mapFromStruct(c *eval.Call) (eval.Value, error) {
	if module, ok := c.Args[0].(eval.Atom); ok {
		made, err := c.Invoke(module, "__struct__")
		if err != nil {
			return nil, err
		}
		return withoutStruct(made.(*eval.Map)), nil
	}
	m, ok := c.Args[0].(*eval.Map)
	if !ok || m.Struct() == "" {
		return nil, c.WrongArgument(0, "a struct")
	}
	return withoutStruct(m), nil
}

func withoutStruct(m *eval.Map) *eval.Map { return m.Delete(eval.Atom("__struct__")) }

func keysOf(m *eval.Map) eval.List {
	keys := make(eval.List, 0, m.Len())
	for _, p := range m.Pairs() {
		keys = append(keys, p.Key)
	}
	return keys
}

func mapKeys(c *eval.Call) (eval.Value, error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, err
	}
	return listOf(c, keysOf(m))
}

func mapValues(c *eval.Call) (eval.Value, error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, err
	}
	values := make([]eval.Value, 0, m.Len())
	for _, p := range m.Pairs() {
		values = append(values, p.Value)
	}
	return listOf(c, values)
}

func tuplesOf(pairs []eval.Pair) []eval.Value {
	tuples := make([]eval.Value, len(pairs))
	for i, p := range pairs {
		tuples[i] = tupleOf(p.Key, p.Value)
	}
	return tuples
}

func mapToList(c *eval.Call) (eval.Value, error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, err
	}
	return listOf(c, tuplesOf(m.Pairs()))
}

func mapSize(c *eval.Call) (eval.Value, error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, err
	}
	return integer(m.Len()), nil
}

// lookup returns the value under the key in argument 1.
func lookup(c *eval.Call) (*eval.Map, eval.Value, bool, error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, nil, false, err
	}
	v, ok := m.Get(c.Args[1])
	return m, v, ok, nil
}

func mapGet(c *eval.Call) (eval.Value, error) {
	_, v, ok, err := lookup(c)
	if err != nil || ok {
		return v, err
	}
	return argument(c, 2, eval.Nil), nil
}

func mapGetLazy(c *eval.Call) (eval.Value, error) {
	_, v, ok, err := lookup(c)
	if err != nil || ok {
		return v, err
	}
	return callLazy(c, 2)
}

// callLazy calls the function without arguments that is argument i.
func callLazy(c *eval.Call, i int) (eval.Value, error) {
	f, err := fun(c, i, 0)
	if err != nil {
		return nil, err
	}
	return apply(f)
}

func mapFetch(c *eval.Call) (eval.Value, error) {
	_, v, ok, err := lookup(c)
	if err != nil {
		return nil, err
	}
	return fetched(v, ok), nil
}

// fetched is {:ok, value} or :error.
func fetched(v eval.Value, ok bool) eval.Value {
	if !ok {
		return eval.Atom("error")
	}
	return tupleOf(eval.OK, v)
}

func mapFetchBang(c *eval.Call) (eval.Value, error) {
	m, v, ok, err := lookup(c)
	if err == nil && !ok {
		err = keyError(c, c.Args[1], m)
	}
	return v, err
}

func mapHasKey(c *eval.Call) (eval.Value, error) {
	_, _, ok, err := lookup(c)
	return eval.Boolean(ok), err
}

func mapPut(c *eval.Call) (eval.Value, error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, err
	}
	return m.Put(c.Args[1], c.Args[2]), c.Grow(16)
}

func mapPutNew(c *eval.Call) (eval.Value, error) {
	m, _, ok, err := lookup(c)
	if err != nil || ok {
		return m, err
	}
	return m.Put(c.Args[1], c.Args[2]), nil
}

func mapPutNewLazy(c *eval.Call) (eval.Value, error) {
	m, _, ok, err := lookup(c)
	if err != nil || ok {
		return m, err
	}
	v, err := callLazy(c, 2)
	if err != nil {
		return nil, err
	}
	return m.Put(c.Args[1], v), nil
}

func mapReplace(c *eval.Call) (eval.Value, error) {
	m, _, ok, err := lookup(c)
	if err != nil || !ok {
		return m, err
	}
	return m.Put(c.Args[1], c.Args[2]), nil
}

func mapReplaceBang(c *eval.Call) (eval.Value, error) {
	m, _, ok, err := lookup(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, keyError(c, c.Args[1], m)
	}
	return m.Put(c.Args[1], c.Args[2]), nil
}

func mapReplaceLazy(c *eval.Call) (eval.Value, error) {
	m, v, ok, err := lookup(c)
	if err != nil || !ok {
		return m, err
	}
	return mapChange(c, m, v, 2)
}

// mapChange puts what the function in argument i makes of v under the key in
// argument 1.
func mapChange(c *eval.Call, m *eval.Map, v eval.Value, i int) (eval.Value, error) {
	f, err := fun(c, i, 1)
	if err != nil {
		return nil, err
	}
	if v, err = apply(f, v); err != nil {
		return nil, err
	}
	return m.Put(c.Args[1], v), nil
}

func mapDelete(c *eval.Call) (eval.Value, error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, err
	}
	return m.Delete(c.Args[1]), nil
}

// keySet returns the keys that argument i enumerates.
func keySet(c *eval.Call, i int) (*keyed, error) {
	wanted := newKeyed()
	for key, err := range each(c, i) {
		if err != nil {
			return nil, err
		}
		wanted.put(key, eval.True)
	}
	return wanted, nil
}

// divide returns the pairs whose keys are in argument 1, and the others.
func divide(c *eval.Call) (in, out *eval.Map, err error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, nil, err
	}
	wanted, err := keySet(c, 1)
	if err != nil {
		return nil, nil, err
	}
	var inside, outside []eval.Pair
	for _, p := range m.Pairs() {
		if _, ok := wanted.get(p.Key); ok {
			inside = append(inside, p)
		} else {
			outside = append(outside, p)
		}
	}
	return eval.NewMap(inside...), eval.NewMap(outside...), nil
}

func mapDrop(c *eval.Call) (eval.Value, error) {
	_, out, err := divide(c)
	return out, err
}

func mapTake(c *eval.Call) (eval.Value, error) {
	in, _, err := divide(c)
	return in, err
}

func mapSplit(c *eval.Call) (eval.Value, error) {
	in, out, err := divide(c)
	return tupleOf(in, out), err
}
