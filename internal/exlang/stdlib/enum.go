package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// enum is the module Enum.
func enum() functions {
	return functions{"each/2": enumEach, "map/2": enumMap}
}

func enumEach(c *eval.Call) (eval.Value, error) {
	_, err := enumMap(c)
	return eval.OK, err
}

func enumMap(c *eval.Call) (eval.Value, error) {
	elements, err := c.Elements(0)
	if err != nil {
		return nil, err
	}
	f, err := c.Fun(1, 1)
	if err != nil {
		return nil, err
	}
	mapped := make(eval.List, len(elements))
	for i, e := range elements {
		if mapped[i], err = f.Call([]eval.Value{e}); err != nil {
			return nil, err
		}
	}
	return mapped, c.Grow(8 * len(mapped))
}
