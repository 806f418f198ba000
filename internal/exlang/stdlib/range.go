package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// ranges is the module Range.
func ranges() functions {
	return functions{
		"new/2": rangeNew, "new/3": rangeNew, "size/1": rangeSize, "shift/2": rangeShift,
		"disjoint?/2": rangeDisjoint, "split/2": rangeSplit, "to_list/1": rangeToList, "range?/1": rangeIs,
	}
}

// rangeFields are the fields of the struct.
func rangeFields() []eval.Pair {
	return []eval.Pair{pair("first", eval.Nil), pair("last", eval.Nil), pair("step", eval.Nil)}
}

func newRange(b bounds) *eval.Map {
	return eval.NewStruct(eval.Module("Range"), pair("first", integer(b.first)), pair("last", integer(b.last)), pair("step", integer(b.step)))
}

func rangeNew(c *eval.Call) (eval.Value, error) {
	var limits [3]eval.Value
	for i, v := range c.Args {
		n, ok := v.(eval.Int)
		if !ok || i == 2 && n.Sign() == 0 {
			return nil, badRange(c)
		}
		limits[i] = n
	}
	if limits[2] == nil {
		limits[2] = integer(1)
		if eval.Compare(limits[0], limits[1]) > 0 {
			limits[2] = integer(-1)
		}
	}
	return eval.NewStruct(eval.Module("Range"), pair("first", limits[0]), pair("last", limits[1]), pair("step", limits[2])), nil
}

func badRange(c *eval.Call) error {
	if len(c.Args) == 3 {
		return c.Raise("ArgumentError", "ranges (first..last//step) expect both sides to be integers and the step to be a non-zero integer, got: %s..%s//%s",
			eval.Inspect(c.Args[0]), eval.Inspect(c.Args[1]), eval.Inspect(c.Args[2]))
	}
	return c.Raise("ArgumentError", "ranges (first..last) expect both sides to be integers, got: %s..%s",
		eval.Inspect(c.Args[0]), eval.Inspect(c.Args[1]))
}

func rangeSize(c *eval.Call) (eval.Value, error) {
	b, err := rangeArgument(c, 0)
	return integer(b.size()), err
}

// rangeShift moves a range by a number of its steps.
func rangeShift(c *eval.Call) (eval.Value, error) {
	b, err := rangeArgument(c, 0)
	if err != nil {
		return nil, err
	}
	steps, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	b.first, b.last = b.first+steps*b.step, b.last+steps*b.step
	return newRange(b), nil
}

// upward returns the same integers from the smallest on.
func (b bounds) upward() bounds {
	if b.step < 0 {
		return bounds{b.first + (b.size()-1)*b.step, b.first, -b.step}
	}
	b.last = b.first + (b.size()-1)*b.step
	return b
}

// has reports whether n is among the integers.
func (b bounds) has(n int) bool {
	u := b.upward()
	return n >= u.first && n <= u.last && (n-u.first)%u.step == 0
}

func rangeDisjoint(c *eval.Call) (eval.Value, error) {
	a, err := rangeArgument(c, 0)
	if err != nil {
		return nil, err
	}
	b, err := rangeArgument(c, 1)
	if err != nil {
		return nil, err
	}
	if a.size() == 0 || b.size() == 0 {
		return eval.True, nil
	}
	if a.size() > b.size() {
		a, b = b, a
	}
	for i, n := 0, a.first; i < a.size(); i, n = i+1, n+a.step {
		if err := c.Step(); err != nil {
			return nil, err
		}
		if b.has(n) {
			return eval.False, nil
		}
	}
	return eval.True, nil
}

// rangeSplit is split(range, amount); a negative one counts from the end.
func rangeSplit(c *eval.Call) (eval.Value, error) {
	b, err := rangeArgument(c, 0)
	if err != nil {
		return nil, err
	}
	n, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	if n < 0 {
		n = max(0, n+b.size())
	}
	middle := b.first + min(n, b.size())*b.step
	return tupleOf(newRange(bounds{b.first, middle - b.step, b.step}), newRange(bounds{middle, b.last, b.step})), nil
}

func rangeToList(c *eval.Call) (eval.Value, error) {
	if _, err := rangeArgument(c, 0); err != nil {
		return nil, err
	}
	return enumToList(c)
}

func rangeIs(c *eval.Call) (eval.Value, error) {
	m, ok := c.Args[0].(*eval.Map)
	return eval.Boolean(ok && m.Struct() == eval.Module("Range")), nil
}
