package eval

import (
	"math"
	"math/big"
	"slices"
	"strings"
)

func isList(v Value) bool {
	switch v.(type) {
	case List, *Improper:
		return true
	}
	return false
}

// negate is not, which takes booleans only.
func negate(c *Call) (Value, error) {
	switch c.Args[0] {
	case True:
		return False, nil
	case False:
		return True, nil
	}
	return nil, invalidArgument(c.Pos)
}

func test(is func(Value) bool) Native {
	return func(c *Call) (Value, error) { return Boolean(is(c.Args[0])), nil }
}

// comparison is an operator that holds for some orders of its arguments.
func comparison(exact bool, holds func(order int) bool) Native {
	return func(c *Call) (Value, error) {
		o := order{exact: exact}
		holds := holds(o.compare(c.Args[0], c.Args[1]))
		return Boolean(holds), c.interp.compared(&o, c.Pos)
	}
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
			return nil, badArithmetic(c, operator)
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
	if err := c.GrowInteger(x.BitLen() + y.BitLen()); err != nil {
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
		return nil, badArithmetic(c, operator)
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
	return nil, badArithmetic(c, operator)
}

// badArithmetic is what an operator raises for what is no number, or zero.
func badArithmetic(c *Call, operator string) error {
	text := operator + "(" + Inspect(c.Args[0]) + ")"
	switch {
	case len(c.Args) == 2 && isOperator(operator):
		text = Inspect(c.Args[0]) + " " + operator + " " + Inspect(c.Args[1])
	case len(c.Args) == 2:
		text = operator + "(" + inspectAll(c.Args) + ")"
	}
	raised := NewRaised(c.Pos, "ArithmeticError", "bad argument in arithmetic expression")
	raised.detail = "It was: " + text
	return raised
}

// power is **: an integer for integers that are not negative.
func power(c *Call) (Value, error) {
	base, okA := c.Args[0].(Int)
	exponent, okB := c.Args[1].(Int)
	if okA && okB && exponent.Sign() >= 0 {
		if base.BitLen() > 1 && (!exponent.IsInt64() || exponent.Int64() > 1<<24) {
			return nil, c.Grow(c.interp.limits.Bytes + 1)
		}
		if err := c.GrowInteger(base.BitLen() * int(min(exponent.Int64(), 1<<24))); err != nil {
			return nil, err
		}
		return Int{new(big.Int).Exp(base.Int, exponent.Int, nil)}, nil
	}
	if !isNumber(c.Args[0]) || !isNumber(c.Args[1]) {
		return nil, badArithmetic(c, "**")
	}
	x, _ := asBigFloat(c.Args[0]).Float64()
	y, _ := asBigFloat(c.Args[1]).Float64()
	return Float(math.Pow(x, y)), nil
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
		operator := "+"
		if negate {
			operator = "-"
		}
		return nil, badArithmetic(c, operator)
	}
}

func concatenate(c *Call) (Value, error) {
	for i, arg := range c.Args {
		if _, ok := arg.(Opaque); ok {
			if _, ok := c.Args[1-i].(String); ok {
				return arg, nil
			}
		}
	}
	a, okA := c.Args[0].(String)
	b, okB := c.Args[1].(String)
	switch {
	case !okA:
		return nil, c.Raise("ArgumentError", "expected binary argument in <> operator but got: %s", Inspect(c.Args[0]))
	case !okB:
		return nil, c.Raise("ArgumentError", "expected binary argument in <> operator but got: %s", Inspect(c.Args[1]))
	}
	return a + b, c.Grow(len(a) + len(b))
}

func appendLists(c *Call) (Value, error) {
	a, ok := c.Args[0].(List)
	if !ok {
		return nil, invalidArgument(c.Pos)
	}
	if b, ok := c.Args[1].(List); ok {
		return slices.Concat(a, b), c.Grow(8 * (len(a) + len(b)))
	}
	if len(a) == 0 {
		return c.Args[1], nil
	}
	return c.interp.cons(slices.Clone(a), c.Args[1], &literal{Position: position(c.Pos)})
}

func subtractLists(c *Call) (Value, error) {
	a, okA := c.Args[0].(List)
	b, okB := c.Args[1].(List)
	if !okA || !okB {
		return nil, invalidArgument(c.Pos)
	}
	rest := slices.Clone(a)
	for _, v := range b {
		i, err := c.Find(rest, v)
		if err != nil {
			return nil, err
		}
		if i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		}
	}
	return rest, c.Grow(8 * len(rest))
}

// matches is =~ with a text or a regex on its right.
func matches(c *Call) (Value, error) {
	text, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	if part, ok := c.Args[1].(String); ok {
		return Boolean(strings.Contains(text, string(part))), nil
	}
	return c.Invoke(Module("Regex"), "match?", c.Args[1], c.Args[0])
}

// member is in, which works for everything enumerable.
func member(c *Call) (Value, error) {
	found := false
	if set, ok := c.Args[1].(*Map); ok && set.Struct() == Module("MapSet") {
		inner, _ := set.Get(Atom("map"))
		if members, ok := inner.(*Map); ok {
			_, found = members.Get(c.Args[0])
			return Boolean(found), nil
		}
	}
	err := c.Each(1, func(e Value) (more bool, err error) {
		found, err = c.Equal(e, c.Args[0])
		return !found, err
	})
	return Boolean(found), err
}

func length(c *Call) (Value, error) {
	list, ok := c.Args[0].(List)
	if !ok {
		return nil, c.Raise("ArgumentError", "errors were found at the given arguments:\n\n  * 1st argument: not a list\n")
	}
	return IntValue(int64(len(list))), nil
}

// toString is to_string/1. A struct of the file may implement String.Chars.
func toString(c *Call) (Value, error) {
	if _, ok := c.Args[0].(Opaque); ok {
		return c.Args[0], nil
	}
	if m, ok := c.Args[0].(*Map); ok && m.Struct() != "" {
		implementation, err := c.interp.implementation("String.Chars", m, false, c.Caller)
		if err != nil {
			return nil, err
		}
		if implementation != nil {
			return c.interp.applyRemote(Module(implementation.Name), "to_string", c.Args, c.Pos, c.scope())
		}
	}
	text, ok, err := c.ToText(c.Args[0])
	if err != nil {
		return nil, err
	}
	if !ok {
		if isList(c.Args[0]) {
			return nil, c.Raise("ArgumentError", "cannot convert the given list to a string.\n\nTo be converted to a string, a list must either be empty or only\ncontain the following elements:\n\n  * strings\n  * integers representing Unicode code points\n  * a list containing one of these three elements\n\nPlease check the given list or call inspect/1 to get the list representation, got:\n\n%s\n", Inspect(c.Args[0]))
		}
		return nil, NoProtocol(c.Pos, "String.Chars", c.Args[0])
	}
	return String(text), nil
}

// inspectNative is inspect/1. A struct of the file may implement Inspect.
func inspectNative(c *Call) (Value, error) {
	looked := 0
	if opaque, ok := findOpaque(c.Args[0], &looked); ok {
		return opaque, nil
	}
	text, err := c.Inspect(c.Args[0], DefaultInspectOptions())
	return String(text), err
}

// findOpaque finds a value that only a database could give within another. It
// looks at as many terms as inspect shows of ordinary ones, and more.
func findOpaque(v Value, looked *int) (Value, bool) {
	if *looked++; *looked > 10_000 {
		return nil, false
	}
	switch v := v.(type) {
	case Opaque:
		return v, true
	case Tuple:
		return firstOpaque(v, looked)
	case List:
		return firstOpaque(v, looked)
	case *Map:
		for _, p := range v.pairs {
			if found, ok := findOpaque(p.Value, looked); ok {
				return found, true
			}
		}
	}
	return nil, false
}

func firstOpaque(values []Value, looked *int) (Value, bool) {
	for _, v := range values {
		if found, ok := findOpaque(v, looked); ok {
			return found, true
		}
	}
	return nil, false
}

// NewRange returns first..last//step.
func NewRange(first, last, step Int) *Map {
	return NewStruct(Module("Range"), Pair{Atom("first"), first}, Pair{Atom("last"), last}, Pair{Atom("step"), step})
}

// rangeOf evaluates first..last.
func rangeOf(c *Call) (Value, error) {
	first, okA := c.Args[0].(Int)
	last, okB := c.Args[1].(Int)
	if !okA || !okB {
		return nil, c.Raise("ArgumentError", "ranges (first..last) expect both sides to be integers, got: %s..%s", Inspect(c.Args[0]), Inspect(c.Args[1]))
	}
	step := IntValue(1)
	if first.Cmp(last.Int) > 0 {
		step = IntValue(-1)
	}
	return NewRange(first, last, step), nil
}

func fullRange(*Call) (Value, error) {
	return NewRange(IntValue(0), IntValue(-1), IntValue(1)), nil
}

// steppedRange evaluates first..last//step.
func steppedRange(c *Call) (Value, error) {
	first, okA := c.Args[0].(Int)
	last, okB := c.Args[1].(Int)
	step, okC := c.Args[2].(Int)
	if !okA || !okB || !okC || step.Sign() == 0 {
		return nil, c.Raise("ArgumentError", "ranges (first..last//step) expect both sides to be integers and the step to be a non-zero integer, got: %s..%s//%s",
			Inspect(c.Args[0]), Inspect(c.Args[1]), Inspect(c.Args[2]))
	}
	return NewRange(first, last, step), nil
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
		switch v.Struct() {
		case Module("Range"):
			return rangeElements(v)
		case Module("MapSet"):
			return setElements(v)
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

func setElements(m *Map) ([]Value, bool) {
	inner, _ := m.Get(Atom("map"))
	members, ok := inner.(*Map)
	if !ok {
		return nil, false
	}
	elements := make([]Value, 0, members.Len())
	for _, p := range members.Pairs() {
		elements = append(elements, p.Key)
	}
	return elements, true
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
	elements := make([]Value, 0, max(0, (last-first)/step+1))
	for i := first; step > 0 && i <= last || step < 0 && i >= last; i += step {
		elements = append(elements, IntValue(i))
	}
	return elements, true
}
