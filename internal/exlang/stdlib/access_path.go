package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// native is a function of the host as a value of the script.
func native(arity int, call func(args []eval.Value) (eval.Value, error)) *eval.Fun {
	return &eval.Fun{Arity: arity, Call: call}
}

// accessor returns a key as a function, if it is one of Access's.
func accessor(key eval.Value) (*eval.Fun, bool) {
	f, ok := key.(*eval.Fun)
	return f, ok && f.Arity == 3
}

// path returns argument i, a list of keys that is not empty.
func path(c *eval.Call, i int) (eval.List, error) {
	keys, ok := c.Args[i].(eval.List)
	if !ok || len(keys) == 0 {
		return nil, c.WrongArgument(i, "a list of keys")
	}
	return keys, nil
}

// getIn follows the keys into data.
func getIn(c *eval.Call, data eval.Value, keys eval.List) (eval.Value, error) {
	if len(keys) == 0 {
		return data, nil
	}
	if f, ok := accessor(keys[0]); ok {
		next := native(1, func(args []eval.Value) (eval.Value, error) { return getIn(c, args[0], keys[1:]) })
		return apply(f, eval.Atom("get"), data, next)
	}
	inner := with(c, data, keys[0])
	inner.Name = "get/3"
	v, err := accessGet(inner)
	if err != nil {
		return nil, err
	}
	return getIn(c, v, keys[1:])
}

// updateIn follows the keys and lets f say {get, update} or :pop at the end.
func updateIn(c *eval.Call, data eval.Value, keys eval.List, f *eval.Fun) (eval.Value, error) {
	next := f
	if len(keys) > 1 {
		next = native(1, func(args []eval.Value) (eval.Value, error) { return updateIn(c, args[0], keys[1:], f) })
	}
	if access, ok := accessor(keys[0]); ok {
		return apply(access, eval.Atom("get_and_update"), data, next)
	}
	return accessGetAndUpdate(with(c, data, keys[0], next))
}

// updated is updateIn for those who want the new data only.
func updated(c *eval.Call, data eval.Value, keys eval.List, change func(eval.Value) (eval.Value, error)) (eval.Value, error) {
	both, err := updateIn(c, data, keys, native(1, func(args []eval.Value) (eval.Value, error) {
		v, err := change(args[0])
		return tupleOf(eval.Nil, v), err
	}))
	if err != nil {
		return nil, err
	}
	t, ok := both.(eval.Tuple)
	if !ok || len(t) != 2 {
		return nil, matchError(c, both)
	}
	return t[1], nil
}

func kernelGetIn(c *eval.Call) (eval.Value, error) {
	keys, err := path(c, 1)
	if err != nil {
		return nil, err
	}
	return getIn(c, c.Args[0], keys)
}

func kernelPutIn(c *eval.Call) (eval.Value, error) {
	keys, err := path(c, 1)
	if err != nil {
		return nil, err
	}
	return updated(c, c.Args[0], keys, func(eval.Value) (eval.Value, error) { return c.Args[2], nil })
}

func kernelUpdateIn(c *eval.Call) (eval.Value, error) {
	keys, err := path(c, 1)
	if err != nil {
		return nil, err
	}
	f, err := fun(c, 2, 1)
	if err != nil {
		return nil, err
	}
	return updated(c, c.Args[0], keys, func(v eval.Value) (eval.Value, error) { return apply(f, v) })
}

func kernelGetAndUpdateIn(c *eval.Call) (eval.Value, error) {
	keys, err := path(c, 1)
	if err != nil {
		return nil, err
	}
	f, err := fun(c, 2, 1)
	if err != nil {
		return nil, err
	}
	return updateIn(c, c.Args[0], keys, f)
}

func kernelPopIn(c *eval.Call) (eval.Value, error) {
	keys, err := path(c, 1)
	if err != nil {
		return nil, err
	}
	if c.Args[0] == eval.Nil {
		return nil, c.Raise("ArgumentError", "could not pop key %s on a nil value", eval.Inspect(keys[0]))
	}
	return popIn(c, c.Args[0], keys)
}

// popIn answers :pop where there is nothing to look into.
func popIn(c *eval.Call, data eval.Value, keys eval.List) (eval.Value, error) {
	if data == eval.Nil {
		return eval.Atom("pop"), nil
	}
	f, isAccessor := accessor(keys[0])
	if len(keys) == 1 && !isAccessor {
		return accessPop(with(c, data, keys[0]))
	}
	next := native(1, func(args []eval.Value) (eval.Value, error) {
		if len(keys) == 1 {
			return eval.Atom("pop"), nil
		}
		return popIn(c, args[0], keys[1:])
	})
	if isAccessor {
		return apply(f, eval.Atom("get_and_update"), data, next)
	}
	return accessGetAndUpdate(with(c, data, keys[0], next))
}
