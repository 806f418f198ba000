package stdlib

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// tuple is the module Tuple.
func tuple() functions {
	return functions{
		"append/2": tupleAppend, "insert_at/3": tupleInsertAt, "delete_at/2": tupleDeleteAt,
		"duplicate/2": tupleDuplicate, "to_list/1": tupleToList, "sum/1": tupleFolding("+", 0), "product/1": tupleFolding("*", 1),
	}
}

func aTuple(c *eval.Call, i int) (eval.Tuple, error) {
	t, ok := c.Args[i].(eval.Tuple)
	if !ok {
		return nil, badArgument(c, i+1, "not a tuple")
	}
	return t, nil
}

// tuplePlace returns a tuple and a place in it, of which the last is behind
// the elements if behind is 1.
func tuplePlace(c *eval.Call, behind int) (eval.Tuple, int, error) {
	t, err := aTuple(c, 0)
	if err != nil {
		return nil, 0, err
	}
	i, ok := asInt(c.Args[1])
	if !ok {
		return nil, 0, badArgument(c, 2, "not an integer")
	}
	if i < 0 || i >= len(t)+behind {
		return nil, 0, badArgument(c, 2, "out of range")
	}
	return t, i, nil
}

func tupleAppend(c *eval.Call) (eval.Value, error) {
	t, err := aTuple(c, 0)
	if err != nil {
		return nil, err
	}
	return slices.Concat(t, eval.Tuple{c.Args[1]}), c.Grow(8 * len(t))
}

func tupleInsertAt(c *eval.Call) (eval.Value, error) {
	t, i, err := tuplePlace(c, 1)
	if err != nil {
		return nil, err
	}
	return slices.Concat(t[:i], eval.Tuple{c.Args[2]}, t[i:]), c.Grow(8 * len(t))
}

func tupleDeleteAt(c *eval.Call) (eval.Value, error) {
	t, i, err := tuplePlace(c, 0)
	if err != nil {
		return nil, err
	}
	return slices.Concat(t[:i], t[i+1:]), c.Grow(8 * len(t))
}

// tupleDuplicate is duplicate(value, size).
func tupleDuplicate(c *eval.Call) (eval.Value, error) {
	n, ok := asInt(c.Args[1])
	if !ok || n < 0 || n >= 1<<24 {
		return nil, c.WrongArgument(1, "a size")
	}
	if err := c.Grow(8 * n); err != nil {
		return nil, err
	}
	return eval.Tuple(slices.Repeat([]eval.Value{c.Args[0]}, n)), nil
}

func tupleToList(c *eval.Call) (eval.Value, error) {
	t, err := aTuple(c, 0)
	if err != nil {
		return nil, err
	}
	return eval.List(t), nil
}

func tupleFolding(operator string, start int64) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := aTuple(c, 0)
		if err != nil {
			return nil, err
		}
		var acc eval.Value = eval.IntValue(start)
		for _, v := range t {
			if acc, err = operate(c, operator, acc, v); err != nil {
				return nil, err
			}
		}
		return acc, nil
	}
}
