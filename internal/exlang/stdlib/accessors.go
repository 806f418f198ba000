package stdlib

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// accessors has the functions of Access that make keys for get_in, put_in,
// update_in and pop_in.
func accessors() functions {
	return functions{
		"key/1": accessKey, "key/2": accessKey, "key!/1": accessKeyBang, "elem/1": accessElem,
		"all/0": accessAll, "at/1": accessAt, "at!/1": accessAtBang, "filter/1": accessFilter,
		"find/1": accessFind, "slice/1": accessSlice, "values/0": accessValues,
		fieldAccess: accessField,
	}
}

// An opening is what an accessor does with data: next goes on with what is
// inside. Of an update it returns {get, update}.
type opening struct {
	get    func(data eval.Value, next *eval.Fun) (eval.Value, error)
	update func(data eval.Value, next *eval.Fun) (eval.Value, error)
}

// key is the opening as a function of the script.
func (o opening) key(c *eval.Call) eval.Value {
	return native(3, func(args []eval.Value) (eval.Value, error) {
		next, err := fun(with(c, args...), 2, 1)
		if err != nil {
			return nil, err
		}
		if args[0] == eval.Atom("get") {
			return o.get(args[1], next)
		}
		return o.update(args[1], next)
	})
}

// step calls next in an update: it answers {get, update} or :pop.
func step(c *eval.Call, next *eval.Fun, v eval.Value) (got, updated eval.Value, pop bool, err error) {
	return exchange(with(c, next), 0, v)
}

func unexpected(c *eval.Call, function, wanted string, data eval.Value) error {
	return c.Raise("RuntimeError", "Access.%s expected %s, got: %s", function, wanted, eval.Inspect(data))
}

// changeKey lets next say what becomes of the value under a key of a map.
func changeKey(c *eval.Call, m *eval.Map, key, v eval.Value, next *eval.Fun) (eval.Value, error) {
	got, changed, pop, err := step(c, next, v)
	if err != nil {
		return nil, err
	}
	if pop {
		return tupleOf(v, m.Delete(key)), nil
	}
	return tupleOf(got, m.Put(key, changed)), nil
}

// accessKey is key(key, default), for maps and structs.
func accessKey(c *eval.Call) (eval.Value, error) {
	key, otherwise := c.Args[0], argument(c, 1, eval.Nil)
	value := func(data eval.Value) (*eval.Map, eval.Value, error) {
		m, ok := data.(*eval.Map)
		if !ok {
			return nil, nil, unexpected(c, "key/2", "a map/struct or nil", data)
		}
		if v, ok := m.Get(key); ok {
			return m, v, nil
		}
		return m, otherwise, nil
	}
	return opening{
		get: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			if data == eval.Nil {
				return apply(next, otherwise)
			}
			_, v, err := value(data)
			if err != nil {
				return nil, err
			}
			return apply(next, v)
		},
		update: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			if data == eval.Nil {
				data = eval.NewMap()
			}
			m, v, err := value(data)
			if err != nil {
				return nil, err
			}
			return changeKey(c, m, key, v, next)
		},
	}.key(c), nil
}

// accessKeyBang is key!(key): the key must be there.
func accessKeyBang(c *eval.Call) (eval.Value, error) {
	return mustHave(c, c.Args[0], func(data eval.Value) error {
		return unexpected(c, "key!/1", "a map/struct", data)
	}).key(c), nil
}

func mustHave(c *eval.Call, key eval.Value, noMap func(data eval.Value) error) opening {
	value := func(data eval.Value) (*eval.Map, eval.Value, error) {
		m, ok := data.(*eval.Map)
		if !ok {
			return nil, nil, noMap(data)
		}
		v, ok := m.Get(key)
		if !ok {
			return nil, nil, keyError(c, key, m)
		}
		return m, v, nil
	}
	return opening{
		get: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			_, v, err := value(data)
			if err != nil {
				return nil, err
			}
			return apply(next, v)
		},
		update: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			m, v, err := value(data)
			if err != nil {
				return nil, err
			}
			return changeKey(c, m, key, v, next)
		},
	}
}

// fieldAccess is what .field in a path stands for. No script can write this
// name.
const fieldAccess = "the field/1"

// accessField is .field in put_in(x.field, 1): as key!, and nil has every
// field when it is only read.
func accessField(c *eval.Call) (eval.Value, error) {
	field := mustHave(c, c.Args[0], func(data eval.Value) error { return badMap(c, data) })
	get := field.get
	field.get = func(data eval.Value, next *eval.Fun) (eval.Value, error) {
		if data == eval.Nil {
			return apply(next, eval.Nil)
		}
		return get(data, next)
	}
	return field.key(c), nil
}

func accessElem(c *eval.Call) (eval.Value, error) {
	i, err := countFrom(c, 0, 0)
	if err != nil {
		return nil, err
	}
	element := func(data eval.Value) (eval.Tuple, error) {
		t, ok := data.(eval.Tuple)
		if !ok {
			return nil, unexpected(c, "elem/1", "a tuple", data)
		}
		if i >= len(t) {
			return nil, badArgument(c, 1, "out of range")
		}
		return t, nil
	}
	return opening{
		get: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			t, err := element(data)
			if err != nil {
				return nil, err
			}
			return apply(next, t[i])
		},
		update: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			t, err := element(data)
			if err != nil {
				return nil, err
			}
			got, updated, pop, err := step(c, next, t[i])
			if err != nil {
				return nil, err
			}
			if pop {
				return nil, c.Raise("RuntimeError", "cannot pop data from a tuple")
			}
			changed := slices.Clone(t)
			changed[i] = updated
			return tupleOf(got, changed), nil
		},
	}.key(c), nil
}

// some is the opening of those elements of a list that are chosen.
func some(c *eval.Call, name string, choose func(list eval.List) (chosen []bool, err error)) eval.Value {
	chosen := func(data eval.Value) (eval.List, []bool, error) {
		list, ok := data.(eval.List)
		if !ok {
			return nil, nil, unexpected(c, name, "a list", data)
		}
		which, err := choose(list)
		return list, which, err
	}
	return opening{
		get: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			list, which, err := chosen(data)
			if err != nil {
				return nil, err
			}
			values := eval.List{}
			for i, v := range list {
				if !which[i] {
					continue
				}
				if v, err = apply(next, v); err != nil {
					return nil, err
				}
				values = append(values, v)
			}
			return values, nil
		},
		update: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			list, which, err := chosen(data)
			if err != nil {
				return nil, err
			}
			return updateSome(c, list, which, next)
		},
	}.key(c)
}

func updateSome(c *eval.Call, list eval.List, which []bool, next *eval.Fun) (eval.Value, error) {
	gets, changed := eval.List{}, eval.List{}
	for i, v := range list {
		if !which[i] {
			changed = append(changed, v)
			continue
		}
		got, updated, pop, err := step(c, next, v)
		if err != nil {
			return nil, err
		}
		gets = append(gets, got)
		if !pop {
			changed = append(changed, updated)
		}
	}
	return tupleOf(gets, changed), nil
}

func accessAll(c *eval.Call) (eval.Value, error) {
	return some(c, "all/0", func(list eval.List) ([]bool, error) { return slices.Repeat([]bool{true}, len(list)), nil }), nil
}

func accessFilter(c *eval.Call) (eval.Value, error) {
	f, err := fun(c, 0, 1)
	if err != nil {
		return nil, err
	}
	return some(c, "filter/1", func(list eval.List) ([]bool, error) {
		which := make([]bool, len(list))
		for i, v := range list {
			if which[i], err = test(f, v); err != nil {
				return nil, err
			}
		}
		return which, nil
	}), nil
}

func accessSlice(c *eval.Call) (eval.Value, error) {
	b, err := rangeArgument(c, 0)
	if err != nil {
		return nil, err
	}
	if b.step < 1 {
		return nil, c.Raise("ArgumentError", "Access.slice/1 does not accept ranges with negative steps, got: %s", eval.Inspect(c.Args[0]))
	}
	return some(c, "slice/1", func(list eval.List) ([]bool, error) {
		which := make([]bool, len(list))
		from, n := b.within(len(list))
		for i := from; i < from+n; i += b.step {
			which[i] = true
		}
		return which, nil
	}), nil
}

// one is the opening of the element of a list at a place that find returns,
// or of nil if that is -1.
func one(c *eval.Call, name string, find func(list eval.List) (int, error)) eval.Value {
	place := func(data eval.Value) (eval.List, int, error) {
		list, ok := data.(eval.List)
		if !ok {
			return nil, 0, unexpected(c, name, "a list", data)
		}
		i, err := find(list)
		return list, i, err
	}
	return opening{
		get: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			list, i, err := place(data)
			if err != nil {
				return nil, err
			}
			if i < 0 {
				return apply(next, eval.Nil)
			}
			return apply(next, list[i])
		},
		update: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			list, i, err := place(data)
			if err != nil || i < 0 {
				return tupleOf(eval.Nil, list), err
			}
			got, updated, pop, err := step(c, next, list[i])
			if err != nil {
				return nil, err
			}
			if pop {
				return tupleOf(list[i], slices.Concat(list[:i], list[i+1:])), nil
			}
			return tupleOf(got, slices.Concat(list[:i], eval.List{updated}, list[i+1:])), nil
		},
	}.key(c)
}

func within(list eval.List, i int) int {
	if i < 0 {
		i += len(list)
	}
	if i < 0 || i >= len(list) {
		return -1
	}
	return i
}

func accessAt(c *eval.Call) (eval.Value, error) {
	i, err := count(c, 0)
	if err != nil {
		return nil, err
	}
	return one(c, "at/1", func(list eval.List) (int, error) { return within(list, i), nil }), nil
}

func accessAtBang(c *eval.Call) (eval.Value, error) {
	i, err := count(c, 0)
	if err != nil {
		return nil, err
	}
	return one(c, "at!/1", func(list eval.List) (int, error) {
		if found := within(list, i); found >= 0 {
			return found, nil
		}
		return 0, c.Raise("Enum.OutOfBoundsError", "out of bounds error")
	}), nil
}

func accessFind(c *eval.Call) (eval.Value, error) {
	f, err := fun(c, 0, 1)
	if err != nil {
		return nil, err
	}
	return one(c, "find/1", func(list eval.List) (int, error) {
		for i, v := range list {
			if ok, err := test(f, v); ok || err != nil {
				return i, err
			}
		}
		return -1, nil
	}), nil
}

// accessValues opens the values of a map or keyword list.
func accessValues(c *eval.Call) (eval.Value, error) {
	pairs := func(data eval.Value) ([]eval.Pair, error) {
		if m, ok := data.(*eval.Map); ok {
			return m.Pairs(), nil
		}
		if list, ok := eval.Keyword(data); ok {
			return list, nil
		}
		return nil, unexpected(c, "values/0", "a map or a keyword list", data)
	}
	return opening{
		get: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			all, err := pairs(data)
			if err != nil {
				return nil, err
			}
			values := make(eval.List, len(all))
			for i, p := range all {
				if values[i], err = apply(next, p.Value); err != nil {
					return nil, err
				}
			}
			return values, nil
		},
		update: func(data eval.Value, next *eval.Fun) (eval.Value, error) {
			all, err := pairs(data)
			if err != nil {
				return nil, err
			}
			return updateValues(c, data, all, next)
		},
	}.key(c), nil
}

func updateValues(c *eval.Call, data eval.Value, pairs []eval.Pair, next *eval.Fun) (eval.Value, error) {
	gets, changed := eval.List{}, []eval.Pair{}
	for _, p := range pairs {
		got, updated, pop, err := step(c, next, p.Value)
		if err != nil {
			return nil, err
		}
		gets = append(gets, got)
		if !pop {
			changed = append(changed, eval.Pair{Key: p.Key, Value: updated})
		}
	}
	if _, ok := data.(eval.List); ok {
		return tupleOf(gets, eval.List(tuplesOf(changed))), nil
	}
	return tupleOf(gets, eval.NewMap(changed...)), nil
}
