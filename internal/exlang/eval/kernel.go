package eval

import (
	"math/big"
	"slices"
)

// operators holds the functions of Kernel that the language itself cannot do
// without: operators and tests of types. A library has the others.
var operators = map[string]Native{
	"+/2": arithmetic("+"), "-/2": arithmetic("-"), "*/2": arithmetic("*"), "//2": arithmetic("/"),
	"div/2": arithmetic("div"), "rem/2": arithmetic("rem"),
	"+/1": unary(false), "-/1": unary(true),
	"<>/2": concatenate, "++/2": appendLists, "--/2": subtractLists,
	"==/2":  comparison(func(a, b Value) bool { return Compare(a, b) == 0 }),
	"!=/2":  comparison(func(a, b Value) bool { return Compare(a, b) != 0 }),
	"===/2": comparison(Equal),
	"!==/2": comparison(func(a, b Value) bool { return !Equal(a, b) }),
	"</2":   comparison(func(a, b Value) bool { return Compare(a, b) < 0 }),
	">/2":   comparison(func(a, b Value) bool { return Compare(a, b) > 0 }),
	"<=/2":  comparison(func(a, b Value) bool { return Compare(a, b) <= 0 }),
	">=/2":  comparison(func(a, b Value) bool { return Compare(a, b) >= 0 }),
	"!/1":   func(c *Call) (Value, error) { return Boolean(!Truthy(c.Args[0])), nil },
	"not/1": func(c *Call) (Value, error) { return Boolean(!Truthy(c.Args[0])), nil },
	"in/2":  member, "../2": rangeOf,
	"to_string/1": toString, "inspect/1": inspectNative,
	"is_nil/1":     test(func(v Value) bool { return v == Nil }),
	"is_atom/1":    test(func(v Value) bool { _, ok := v.(Atom); return ok }),
	"is_binary/1":  test(func(v Value) bool { _, ok := v.(String); return ok }),
	"is_integer/1": test(func(v Value) bool { _, ok := v.(Int); return ok }),
	"is_float/1":   test(func(v Value) bool { _, ok := v.(Float); return ok }),
	"is_number/1":  test(isNumber),
	"is_boolean/1": test(func(v Value) bool { return v == True || v == False }),
	"is_list/1":    test(func(v Value) bool { _, ok := v.(List); return ok }),
	"is_tuple/1":   test(func(v Value) bool { _, ok := v.(Tuple); return ok }),
	"is_map/1":     test(func(v Value) bool { _, ok := v.(*Map); return ok }),
	"length/1":     length,
}

func test(is func(Value) bool) Native {
	return func(c *Call) (Value, error) { return Boolean(is(c.Args[0])), nil }
}

func comparison(holds func(a, b Value) bool) Native {
	return func(c *Call) (Value, error) { return Boolean(holds(c.Args[0], c.Args[1])), nil }
}

func isNumber(v Value) bool {
	switch v.(type) {
	case Int, Float:
		return true
	}
	return false
}

func arithmetic(operator string) Native {
	return func(c *Call) (Value, error) {
		a, b := c.Args[0], c.Args[1]
		if !isNumber(a) || !isNumber(b) {
			return nil, invalid(c.Pos, "bad argument in arithmetic expression: %s %s %s", Inspect(a), operator, Inspect(b))
		}
		x, xInt := a.(Int)
		y, yInt := b.(Int)
		if xInt && yInt && operator != "/" {
			return integerArithmetic(c, operator, x, y)
		}
		return floatArithmetic(c, operator, a, b)
	}
}

func integerArithmetic(c *Call, operator string, x, y Int) (Value, error) {
	result := new(big.Int)
	if err := c.Grow((x.BitLen() + y.BitLen()) / 8); err != nil {
		return nil, err
	}
	switch operator {
	case "+":
		return Int{result.Add(x.Int, y.Int)}, nil
	case "-":
		return Int{result.Sub(x.Int, y.Int)}, nil
	case "*":
		return Int{result.Mul(x.Int, y.Int)}, nil
	}
	if y.Sign() == 0 {
		return nil, invalid(c.Pos, "bad argument in arithmetic expression: division by zero")
	}
	if operator == "div" {
		return Int{result.Quo(x.Int, y.Int)}, nil
	}
	return Int{result.Rem(x.Int, y.Int)}, nil
}

func floatArithmetic(c *Call, operator string, a, b Value) (Value, error) {
	x, _ := asBigFloat(a).Float64()
	y, _ := asBigFloat(b).Float64()
	switch operator {
	case "+":
		return Float(x + y), nil
	case "-":
		return Float(x - y), nil
	case "*":
		return Float(x * y), nil
	case "/":
		if y != 0 {
			return Float(x / y), nil
		}
	}
	return nil, invalid(c.Pos, "bad argument in arithmetic expression: %s %s %s", Inspect(a), operator, Inspect(b))
}

func unary(negate bool) Native {
	return func(c *Call) (Value, error) {
		switch v := c.Args[0].(type) {
		case Int:
			if negate {
				return Int{new(big.Int).Neg(v.Int)}, nil
			}
			return v, nil
		case Float:
			if negate {
				return -v, nil
			}
			return v, nil
		}
		return nil, invalid(c.Pos, "bad argument in arithmetic expression: %s", Inspect(c.Args[0]))
	}
}

func concatenate(c *Call) (Value, error) {
	a, okA := c.Args[0].(String)
	b, okB := c.Args[1].(String)
	if !okA || !okB {
		return nil, invalid(c.Pos, "<> joins two strings, got: %s <> %s", Inspect(c.Args[0]), Inspect(c.Args[1]))
	}
	return a + b, c.Grow(len(a) + len(b))
}

func appendLists(c *Call) (Value, error) {
	a, okA := c.Args[0].(List)
	b, okB := c.Args[1].(List)
	if !okA || !okB {
		return nil, invalid(c.Pos, "++ joins two lists, got: %s ++ %s", Inspect(c.Args[0]), Inspect(c.Args[1]))
	}
	return slices.Concat(a, b), c.Grow(8 * (len(a) + len(b)))
}

func subtractLists(c *Call) (Value, error) {
	a, okA := c.Args[0].(List)
	b, okB := c.Args[1].(List)
	if !okA || !okB {
		return nil, invalid(c.Pos, "-- subtracts two lists, got: %s -- %s", Inspect(c.Args[0]), Inspect(c.Args[1]))
	}
	rest := slices.Clone(a)
	for _, v := range b {
		if i := slices.IndexFunc(rest, func(e Value) bool { return Equal(e, v) }); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		}
	}
	return rest, nil
}

func member(c *Call) (Value, error) {
	elements, ok := Elements(c.Args[1])
	if !ok {
		return nil, invalid(c.Pos, "in needs a list or range, got: %s", Inspect(c.Args[1]))
	}
	return Boolean(slices.ContainsFunc(elements, func(e Value) bool { return Equal(e, c.Args[0]) })), nil
}

func length(c *Call) (Value, error) {
	list, ok := c.Args[0].(List)
	if !ok {
		return nil, invalid(c.Pos, "length needs a list, got: %s", Inspect(c.Args[0]))
	}
	return IntValue(int64(len(list))), nil
}

func toString(c *Call) (Value, error) {
	text, ok := Text(c.Args[0])
	if !ok {
		return nil, invalid(c.Pos, "%s cannot be made a string", Inspect(c.Args[0]))
	}
	return String(text), nil
}

func inspectNative(c *Call) (Value, error) { return String(Inspect(c.Args[0])), nil }

// rangeOf evaluates first..last.
func rangeOf(c *Call) (Value, error) {
	first, okA := c.Args[0].(Int)
	last, okB := c.Args[1].(Int)
	if !okA || !okB {
		return nil, invalid(c.Pos, "a range needs two integers, got: %s..%s", Inspect(c.Args[0]), Inspect(c.Args[1]))
	}
	step := IntValue(1)
	if first.Cmp(last.Int) > 0 {
		step = IntValue(-1)
	}
	return NewStruct(Module("Range"), Pair{Atom("first"), first}, Pair{Atom("last"), last}, Pair{Atom("step"), step}), nil
}

// maxRange is the longest range that is spelt out as a list.
const maxRange = 1_000_000

// Elements returns what enumerating a value gives: the elements of a list, the
// numbers of a range, the pairs of a map.
func Elements(v Value) ([]Value, bool) {
	switch v := v.(type) {
	case List:
		return v, true
	case *Map:
		if v.Struct() == Module("Range") {
			return rangeElements(v)
		}
		if v.Struct() != "" {
			return nil, false
		}
		pairs := make([]Value, 0, v.Len())
		for _, p := range v.Pairs() {
			pairs = append(pairs, Tuple{p.Key, p.Value})
		}
		return pairs, true
	}
	return nil, false
}

func rangeElements(m *Map) ([]Value, bool) {
	var bounds [3]int64
	for i, key := range []Atom{"first", "last", "step"} {
		v, _ := m.Get(key)
		n, ok := v.(Int)
		if !ok || !n.IsInt64() {
			return nil, false
		}
		bounds[i] = n.Int64()
	}
	first, last, step := bounds[0], bounds[1], bounds[2]
	if step == 0 || (last-first)/step > maxRange {
		return nil, false
	}
	elements := []Value{}
	for i := first; step > 0 && i <= last || step < 0 && i >= last; i += step {
		elements = append(elements, IntValue(i))
	}
	return elements, true
}
