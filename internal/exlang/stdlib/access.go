package stdlib

import (
	"maps"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// access is the module Access.
func access() functions {
	table := functions{
		"get/2": named("get/3", accessGet), "get/3": accessGet,
		"fetch/2": accessFetch, "fetch!/2": accessFetchBang,
		"get_and_update/3": accessGetAndUpdate, "pop/2": accessPop,
	}
	maps.Copy(table, accessors())
	return table
}

// with is a call of another function with other arguments, at the same place.
func with(c *eval.Call, args ...eval.Value) *eval.Call {
	other := *c
	other.Args = args
	return &other
}

// fetch looks into anything that has keys: a map, a keyword list, nil, or a
// struct whose module implements Access.
func fetch(c *eval.Call, container, key eval.Value) (v eval.Value, ok bool, err error) {
	switch container := container.(type) {
	case *eval.Map:
		if module := container.Struct(); module != "" {
			return fetchStruct(c, module, container, key)
		}
		v, ok = container.Get(key)
		return v, ok, nil
	case eval.List:
		name, isAtom := key.(eval.Atom)
		if !isAtom {
			return nil, false, badListKey(c, key)
		}
		if i := entry(container, name); i >= 0 {
			return container[i].(eval.Tuple)[1], true, nil
		}
		return nil, false, nil
	case eval.Atom:
		if container == eval.Nil {
			return nil, false, nil
		}
	case eval.Opaque:
		return nil, false, with(c, container).WrongArgument(0, "a map")
	}
	return nil, false, c.Raise("FunctionClauseError", "no function clause matching in Access.%s", c.Name)
}

func fetchStruct(c *eval.Call, module eval.Atom, container, key eval.Value) (eval.Value, bool, error) {
	answer, err := callAccess(c, module, "fetch", container, key)
	if err != nil {
		return nil, false, err
	}
	_, v, ok := tagged(answer)
	return v, ok, nil
}

// callAccess calls a function of the behaviour Access, which few structs
// implement.
func callAccess(c *eval.Call, module eval.Atom, name string, args ...eval.Value) (eval.Value, error) {
	if !c.Defines(module, name, len(args)) {
		return nil, c.Raise("UndefinedFunctionError",
			"function %s/%d is undefined (%s does not implement the Access behaviour. If you are using get_in/put_in/update_in, you can specify the field to be accessed using Access.key!/1)",
			eval.InspectCall(module, name), len(args), eval.Inspect(module))
	}
	return c.Invoke(module, name, args...)
}

func badListKey(c *eval.Call, key eval.Value) error {
	return c.Raise("ArgumentError", "the Access calls for keywords expect the key to be an atom, got: %s", eval.Inspect(key))
}

func accessGet(c *eval.Call) (eval.Value, error) {
	v, ok, err := fetch(c, c.Args[0], c.Args[1])
	if err != nil || ok {
		return v, err
	}
	return argument(c, 2, eval.Nil), nil
}

func accessFetch(c *eval.Call) (eval.Value, error) {
	v, ok, err := fetch(c, c.Args[0], c.Args[1])
	if err != nil {
		return nil, err
	}
	return fetched(v, ok), nil
}

func accessFetchBang(c *eval.Call) (eval.Value, error) {
	v, ok, err := fetch(c, c.Args[0], c.Args[1])
	if err == nil && !ok {
		err = keyError(c, c.Args[1], c.Args[0])
	}
	return v, err
}

// accessGetAndUpdate is get_and_update(container, key, fun).
func accessGetAndUpdate(c *eval.Call) (eval.Value, error) {
	switch container := c.Args[0].(type) {
	case *eval.Map:
		if module := container.Struct(); module != "" {
			return callAccess(c, module, "get_and_update", c.Args...)
		}
		return mapGetAndUpdate(c)
	case eval.List:
		if _, ok := c.Args[1].(eval.Atom); !ok {
			return nil, badListKey(c, c.Args[1])
		}
		return keywordGetAndUpdate(c)
	}
	if c.Args[0] == eval.Nil {
		return nil, c.Raise("ArgumentError", "could not put/update key %s on a nil value", eval.Inspect(c.Args[1]))
	}
	return nil, c.Raise("FunctionClauseError", "no function clause matching in Access.get_and_update/3")
}

func accessPop(c *eval.Call) (eval.Value, error) {
	switch container := c.Args[0].(type) {
	case *eval.Map:
		if module := container.Struct(); module != "" {
			return callAccess(c, module, "pop", c.Args...)
		}
		return mapPop(c)
	case eval.List:
		return keywordPop(c)
	}
	if c.Args[0] == eval.Nil {
		return nil, c.Raise("ArgumentError", "could not pop key %s on a nil value", eval.Inspect(c.Args[1]))
	}
	return nil, c.Raise("FunctionClauseError", "no function clause matching in Access.pop/2")
}
