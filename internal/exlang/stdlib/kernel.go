package stdlib

import (
	"math"
	"math/big"
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// kernel has the functions of Kernel that the language itself does not need.
func kernel() functions {
	return functions{
		"elem/2": kernelElem, "put_elem/3": kernelPutElem, "hd/1": kernelHead, "tl/1": kernelTail,
		"max/2": kernelMax, "min/2": kernelMin, "abs/1": kernelAbs,
		"round/1": kernelRounding(halfUp), "trunc/1": kernelRounding(truncated), "ceil/1": kernelRounding(upwards), "floor/1": kernelRounding(downwards),
		"byte_size/1": sizeOf(1), "bit_size/1": sizeOf(8), "tuple_size/1": kernelTupleSize, "map_size/1": mapSize,
		"binary_part/3": kernelBinaryPart, "binary_slice/2": kernelBinarySliceRange, "binary_slice/3": kernelBinarySlice,
		"is_map_key/2": kernelIsMapKey, "is_function/1": kernelIsFunction, "is_function/2": kernelIsFunction,
		"is_struct/1": kernelIsStruct, "is_struct/2": kernelIsStruct, "is_non_struct_map/1": kernelIsNonStructMap,
		"is_exception/1": kernelIsException, "is_exception/2": kernelIsException,
		"is_bitstring/1": kernelIsBitstring, "is_pid/1": kernelNever, "is_port/1": kernelNever, "is_reference/1": kernelNever,
		"to_charlist/1": kernelToCharlist, "inspect/2": kernelInspect, "to_timeout/1": kernelToTimeout,
		"struct/1": building(false), "struct/2": building(false), "struct!/1": building(true), "struct!/2": building(true),
		"get_in/2": kernelGetIn, "put_in/3": kernelPutIn, "update_in/3": kernelUpdateIn,
		"get_and_update_in/3": kernelGetAndUpdateIn, "pop_in/2": kernelPopIn,
	}
}

// kernelElem is elem(tuple, index).
func kernelElem(c *eval.Call) (eval.Value, error) {
	t, i, err := elementPlace(c)
	if err != nil {
		return nil, err
	}
	return t[i], nil
}

// elementPlace returns a tuple and a place in it. As element/2 of Erlang,
// whose arguments are the other way round, its errors count them so.
func elementPlace(c *eval.Call) (eval.Tuple, int, error) {
	t, ok := c.Args[0].(eval.Tuple)
	if !ok {
		return nil, 0, badArgument(c, 2, "not a tuple")
	}
	i, ok := asInt(c.Args[1])
	if !ok {
		return nil, 0, badArgument(c, 1, "not an integer")
	}
	if i < 0 || i >= len(t) {
		return nil, 0, badArgument(c, 1, "out of range")
	}
	return t, i, nil
}

func kernelPutElem(c *eval.Call) (eval.Value, error) {
	t, i, err := elementPlace(c)
	if err != nil {
		return nil, err
	}
	changed := slices.Clone(t)
	changed[i] = c.Args[2]
	return changed, c.Grow(8 * len(changed))
}

func nonempty(c *eval.Call) (eval.List, error) {
	list, ok := c.Args[0].(eval.List)
	if !ok || len(list) == 0 {
		return nil, badArgument(c, 1, "not a nonempty list")
	}
	return list, nil
}

func kernelHead(c *eval.Call) (eval.Value, error) {
	list, err := nonempty(c)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func kernelTail(c *eval.Call) (eval.Value, error) {
	list, err := nonempty(c)
	if err != nil {
		return nil, err
	}
	return list[1:], nil
}

func kernelMax(c *eval.Call) (eval.Value, error) {
	return best(c.Args, descending(c))
}

func kernelMin(c *eval.Call) (eval.Value, error) {
	return best(c.Args, ascending(c))
}

func kernelAbs(c *eval.Call) (eval.Value, error) {
	switch n := c.Args[0].(type) {
	case eval.Int:
		return eval.Int{Int: new(big.Int).Abs(n.Int)}, nil
	case eval.Float:
		return eval.Float(math.Abs(float64(n))), nil
	}
	return nil, badArgument(c, 1, "not a number")
}

// truncated drops the digits after the point.
func truncated(r *big.Rat) *big.Int { return new(big.Int).Quo(r.Num(), r.Denom()) }

func kernelRounding(round rounding) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		switch n := c.Args[0].(type) {
		case eval.Int:
			return n, nil
		case eval.Float:
			return eval.Int{Int: round(new(big.Rat).SetFloat64(float64(n)))}, nil
		}
		return nil, badArgument(c, 1, "not a number")
	}
}

// sizeOf is the size of a binary in bytes times a factor.
func sizeOf(factor int) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		s, ok := c.Args[0].(eval.String)
		if !ok {
			return nil, badArgument(c, 1, "not a bitstring")
		}
		return integer(len(s) * factor), nil
	}
}

func kernelTupleSize(c *eval.Call) (eval.Value, error) {
	t, err := aTuple(c, 0)
	return integer(len(t)), err
}

// kernelBinaryPart is binary_part(binary, start, size), where a negative size
// goes back from the start.
func kernelBinaryPart(c *eval.Call) (eval.Value, error) {
	s, ok := c.Args[0].(eval.String)
	if !ok {
		return nil, badArgument(c, 1, "not a binary")
	}
	start, ok := asInt(c.Args[1])
	if !ok || start < 0 || start > len(s) {
		return nil, badArgument(c, 2, "out of range")
	}
	size, ok := asInt(c.Args[2])
	if !ok || start+size > len(s) || start+size < 0 {
		return nil, badArgument(c, 3, "out of range")
	}
	return s[min(start, start+size):max(start, start+size)], nil
}

// kernelBinarySliceRange is binary_slice(binary, range), by bytes.
func kernelBinarySliceRange(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	b, err := rangeArgument(c, 1)
	if err != nil {
		return nil, err
	}
	from, n := b.within(len(s))
	return eval.String(s[from : from+n]), nil
}

// kernelBinarySlice is binary_slice(binary, start, size), by bytes.
func kernelBinarySlice(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	start, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	size, err := countFrom(c, 2, 0)
	if err != nil {
		return nil, err
	}
	if start < 0 {
		start = max(0, start+len(s))
	}
	start = min(start, len(s))
	return eval.String(s[start:min(start+size, len(s))]), nil
}

// kernelIsMapKey is is_map_key(map, key).
func kernelIsMapKey(c *eval.Call) (eval.Value, error) {
	m, err := aMap(c, 0)
	if err != nil {
		return nil, err
	}
	_, ok := m.Get(c.Args[1])
	return eval.Boolean(ok), nil
}

func kernelIsFunction(c *eval.Call) (eval.Value, error) {
	f, ok := c.Args[0].(*eval.Fun)
	if len(c.Args) == 2 && ok {
		arity, err := countFrom(c, 1, 0)
		return eval.Boolean(err == nil && f.Arity == arity), err
	}
	return eval.Boolean(ok), nil
}

func kernelIsBitstring(c *eval.Call) (eval.Value, error) {
	_, ok := c.Args[0].(eval.String)
	return eval.Boolean(ok), nil
}

// kernelNever is a test for what no script here can have: processes, ports and
// references.
func kernelNever(*eval.Call) (eval.Value, error) { return eval.False, nil }

func kernelToCharlist(c *eval.Call) (eval.Value, error) {
	if list, ok := c.Args[0].(eval.List); ok {
		return list, nil
	}
	s, ok, err := c.ToText(c.Args[0])
	if err == nil && !ok {
		err = c.NoProtocol("List.Chars", c.Args[0])
	}
	return charlist(s), err
}

// units are those of to_timeout, in milliseconds.
func unit(name eval.Atom) (int64, bool) {
	switch name {
	case "millisecond":
		return 1, true
	case "second":
		return 1000, true
	case "minute":
		return 60_000, true
	case "hour":
		return 3_600_000, true
	case "day":
		return 86_400_000, true
	case "week":
		return 7 * 86_400_000, true
	}
	return 0, false
}

// kernelToTimeout makes milliseconds of [hour: 1, minute: 30].
func kernelToTimeout(c *eval.Call) (eval.Value, error) {
	if n, ok := c.Args[0].(eval.Int); ok && n.Sign() >= 0 || c.Args[0] == eval.Atom("infinity") {
		return c.Args[0], nil
	}
	pairs, ok := eval.Keyword(c.Args[0])
	if !ok {
		return nil, c.WrongArgument(0, "a keyword list of units")
	}
	total := new(big.Int)
	for _, p := range pairs {
		factor, ok := unit(p.Key.(eval.Atom))
		n, isInt := p.Value.(eval.Int)
		if !ok || !isInt || n.Sign() < 0 {
			return nil, c.Raise("ArgumentError", "timeout component %s must be a non-negative integer, got: %s", eval.Inspect(p.Key), eval.Inspect(p.Value))
		}
		total.Add(total, new(big.Int).Mul(n.Int, big.NewInt(factor)))
	}
	return eval.Int{Int: total}, nil
}
