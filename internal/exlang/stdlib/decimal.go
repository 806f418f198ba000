package stdlib

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// decimalFunctions is the library Decimal, with its default context.
func decimalFunctions() functions {
	table := functions{
		"new/1": decimalNew, "new/3": decimalNew3, "cast/1": decimalCast, "parse/1": onText(decimalParse), "from_float/1": decimalFromFloat,
		"add/2": onDecimals(decimalAdd(1)), "sub/2": onDecimals(decimalAdd(-1)), "minus/2": onDecimals(decimalAdd(-1)),
		"mult/2": onDecimals(decimalMult), "div/2": onDecimals(decimalDiv), "div_int/2": onDecimals(decimalDivInt),
		"rem/2": onDecimals(decimalRem), "div_rem/2": onDecimals(decimalDivRem), "sqrt/1": onDecimal(decimalSqrt),
		"compare/2": onDecimals(decimalCompare), "cmp/2": onDecimals(decimalCompare),
		"max/2": onDecimals(decimalPick(1)), "min/2": onDecimals(decimalPick(-1)),
		"round/1": onDecimal(decimalRound), "round/2": onDecimal(decimalRound), "round/3": onDecimal(decimalRound),
		"to_string/1": onDecimal(decimalToString), "to_string/2": onDecimal(decimalToString),
		"to_integer/1": onDecimal(decimalToInteger), "to_float/1": onDecimal(decimalToFloat),
		"scale/1":      onDecimal(func(_ *eval.Call, n number) (eval.Value, error) { return integer(max(-n.exp, 0)), nil }),
		"is_decimal/1": isDecimal, "decimal?/1": isDecimal,
	}
	for name, change := range map[string]func(number) number{
		"abs/1":    func(n number) number { n.sign = 1; return n },
		"negate/1": negated, "minus/1": negated, "plus/1": func(n number) number { return n },
		"apply_context/1": func(n number) number { return n }, "normalize/1": number.normalized, "reduce/1": number.normalized,
	} {
		table[name] = onDecimal(func(_ *eval.Call, n number) (eval.Value, error) { return change(n).inContext().value(), nil })
		if name == "abs/1" || name == "normalize/1" || name == "reduce/1" {
			table[name] = onlyStruct(table[name])
		}
	}
	for name, is := range map[string]func(number) bool{
		"nan?/1": func(n number) bool { return n.special == "NaN" }, "inf?/1": func(n number) bool { return n.special == "inf" },
		"positive?/1": func(n number) bool { return n.sign > 0 && (n.coef.Sign() > 0 || n.special == "inf") },
		"negative?/1": func(n number) bool { return n.sign < 0 && (n.coef.Sign() > 0 || n.special == "inf") },
		"integer?/1":  func(n number) bool { return n.special == "" && (n.exp >= 0 || n.normalized().exp >= 0) },
	} {
		table[name] = onDecimal(func(_ *eval.Call, n number) (eval.Value, error) { return eval.Boolean(is(n)), nil })
		if name != "integer?/1" {
			table[name] = onlyStruct(table[name])
		}
	}
	for name, is := range map[string]func(int) bool{
		"eq?/2": func(o int) bool { return o == 0 }, "equal?/2": func(o int) bool { return o == 0 },
		"lt?/2": func(o int) bool { return o < 0 }, "gt?/2": func(o int) bool { return o > 0 },
		"lte?/2": func(o int) bool { return o <= 0 }, "gte?/2": func(o int) bool { return o >= 0 },
	} {
		table[name] = onDecimals(func(_ *eval.Call, a, b number) (eval.Value, error) {
			return eval.Boolean(a.special != "NaN" && b.special != "NaN" && is(a.compare(b))), nil
		})
	}
	return table
}

// onlyStruct is a function that takes no text and no integer.
func onlyStruct(f eval.Native) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		if _, err := structOf(c, 0, "Decimal"); err != nil {
			return nil, err
		}
		return f(c)
	}
}

func negated(n number) number {
	if n.special != "NaN" {
		n.sign = -n.sign
	}
	return n
}

// decimalError is Decimal.Error, of a signal and its reason.
func decimalError(c *eval.Call, signal, reason string) error {
	message := signal
	if reason != "" {
		message += ": " + reason
	}
	if signal == "" {
		message = ": " + reason
	}
	return raised(c, "Decimal.Error", message, pair("signal", eval.Atom(signal)), pair("reason", eval.String(reason)),
		pair("message", eval.String(message)), pair("result", eval.Nil))
}

// decimalOf reads argument i as the functions of Decimal accept it: a
// Decimal, an integer or text.
func decimalOf(c *eval.Call, i int) (number, error) {
	switch v := c.Args[i].(type) {
	case eval.Int:
		return ofSigned(v.Int, 0), nil
	case eval.String:
		n, rest, ok := parseDecimal(string(v))
		if !ok || rest != "" {
			return n, decimalError(c, "", "number parsing syntax: "+eval.Inspect(v))
		}
		return n, nil
	case eval.Float:
		if strings.HasPrefix(c.Name, "new/") {
			break
		}
		return number{}, c.Raise("ArgumentError", "implicit conversion of %s to Decimal is not allowed. Use Decimal.from_float/1", eval.Inspect(v))
	case *eval.Map:
		if v.Struct() == eval.Module("Decimal") {
			if n, ok := readDecimal(v); ok {
				return n, nil
			}
		}
	}
	if !strings.HasPrefix(c.Name, "new/") {
		c.Name = "decimal/1"
	}
	return number{}, c.WrongArgument(i, "a Decimal, an integer or a string")
}

func onDecimal(f func(*eval.Call, number) (eval.Value, error)) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		n, err := decimalOf(c, 0)
		if err != nil {
			return nil, err
		}
		return f(c, n)
	}
}

func onDecimals(f func(c *eval.Call, a, b number) (eval.Value, error)) eval.Native {
	return onDecimal(func(c *eval.Call, a number) (eval.Value, error) {
		b, err := decimalOf(c, 1)
		if err != nil {
			return nil, err
		}
		// Aligning two numbers makes digits of the distance of their exponents.
		if err := c.Grow(max(a.exp-b.exp, b.exp-a.exp)); err != nil {
			return nil, err
		}
		return f(c, a, b)
	})
}

func isDecimal(c *eval.Call) (eval.Value, error) {
	m, ok := c.Args[0].(*eval.Map)
	return eval.Boolean(ok && m.Struct() == eval.Module("Decimal")), nil
}

func decimalNew(c *eval.Call) (eval.Value, error) {
	if m, ok := c.Args[0].(*eval.Map); ok && m.Struct() == eval.Module("Decimal") {
		return m, nil
	}
	n, err := decimalOf(c, 0)
	if err != nil {
		return nil, err
	}
	return n.value(), nil
}

func decimalNew3(c *eval.Call) (eval.Value, error) {
	sign, err := c.Index(0)
	if err != nil {
		return nil, err
	}
	exp, err := c.Index(2)
	if err != nil {
		return nil, err
	}
	if special, ok := c.Args[1].(eval.Atom); ok {
		return number{sign: sign, special: special, exp: exp}.value(), nil
	}
	coef, err := c.Int(1)
	if err != nil {
		return nil, err
	}
	return number{sign: sign, coef: coef, exp: exp}.value(), nil
}

// decimalCast is cast/1, which also takes floats and never raises.
func decimalCast(c *eval.Call) (eval.Value, error) {
	switch v := c.Args[0].(type) {
	case eval.Float:
		return okTuple(ofFloat(v).value()), nil
	case eval.String:
		if n, rest, ok := parseDecimal(string(v)); ok && rest == "" {
			return okTuple(n.value()), nil
		}
	case eval.Int:
		return okTuple(ofSigned(v.Int, 0).value()), nil
	case *eval.Map:
		if v.Struct() == eval.Module("Decimal") {
			return okTuple(v), nil
		}
	}
	return eval.Atom("error"), nil
}

func decimalParse(_ *eval.Call, s string) (eval.Value, error) {
	n, rest, ok := parseDecimal(s)
	if !ok {
		return eval.Atom("error"), nil
	}
	return tupleOf(n.value(), eval.String(rest)), nil
}

// ofFloat is the number with the digits that a float is written with, but for
// the zero of 1.0e30.
func ofFloat(f eval.Float) number {
	n, _, _ := parseDecimal(strings.Replace(eval.Inspect(f), ".0e", "e", 1))
	return n
}

func decimalFromFloat(c *eval.Call) (eval.Value, error) {
	f, ok := c.Args[0].(eval.Float)
	if !ok {
		return nil, c.WrongArgument(0, "a float")
	}
	return ofFloat(f).value(), nil
}

// nan is the result of an operation with NaN.
func nan(a, b number) (eval.Value, bool) {
	for _, n := range []number{a, b} {
		if n.special == "NaN" {
			return n.value(), true
		}
	}
	return nil, false
}

func decimalAdd(sign int) func(*eval.Call, number, number) (eval.Value, error) {
	return func(c *eval.Call, a, b number) (eval.Value, error) {
		b.sign *= sign
		if v, ok := nan(a, b); ok {
			return v, nil
		}
		switch {
		case a.special == "inf" && b.special == "inf" && a.sign != b.sign:
			return nil, decimalError(c, "invalid_operation", "adding +Infinity and -Infinity")
		case a.special == "inf":
			return a.value(), nil
		case b.special == "inf":
			return b.value(), nil
		}
		x, y, exp := aligned(a, b)
		sum := ofSigned(new(big.Int).Add(x, y), exp)
		if sum.coef.Sign() == 0 && a.sign < 0 && b.sign < 0 {
			sum.sign = -1
		}
		return sum.inContext().value(), nil
	}
}

func decimalMult(c *eval.Call, a, b number) (eval.Value, error) {
	if v, ok := nan(a, b); ok {
		return v, nil
	}
	sign := a.sign * b.sign
	if a.special == "inf" || b.special == "inf" {
		if a.special == "" && a.coef.Sign() == 0 || b.special == "" && b.coef.Sign() == 0 {
			return nil, decimalError(c, "invalid_operation", "0 * ±Infinity")
		}
		return number{sign: sign, special: "inf"}.value(), nil
	}
	return number{sign: sign, coef: new(big.Int).Mul(a.coef, b.coef), exp: a.exp + b.exp}.inContext().value(), nil
}

// divisible checks what division has in common.
func divisible(c *eval.Call, a, b number, what string) error {
	switch {
	case b.special == "" && b.coef.Sign() == 0 && a.special == "" && a.coef.Sign() == 0:
		return decimalError(c, "invalid_operation", "0 / 0")
	case b.special == "" && b.coef.Sign() == 0:
		return decimalError(c, "division_by_zero", "")
	case a.special != "" || b.special != "":
		return c.WrongArgument(0, "finite numbers for "+what)
	}
	return nil
}

func decimalDiv(c *eval.Call, a, b number) (eval.Value, error) {
	if v, ok := nan(a, b); ok {
		return v, nil
	}
	if err := divisible(c, a, b, "div/2"); err != nil {
		return nil, err
	}
	return a.divided(b).value(), nil
}

// smaller reports whether a is nearer to zero than b, and so its own rest.
func smaller(a, b number) bool {
	a.sign, b.sign = 1, 1
	return a.compare(b) < 0
}

// quotient is the whole quotient and the rest.
func quotient(a, b number) (number, number) {
	x, y, exp := aligned(a, b)
	q, r := new(big.Int).QuoRem(new(big.Int).Abs(x), new(big.Int).Abs(y), new(big.Int))
	return number{sign: a.sign * b.sign, coef: q}, number{sign: a.sign, coef: r, exp: exp}
}

func decimalDivInt(c *eval.Call, a, b number) (eval.Value, error) {
	if err := divisible(c, a, b, "div_int/2"); err != nil {
		return nil, err
	}
	q, _ := quotient(a, b)
	if q.coef.Sign() == 0 {
		q.exp = a.exp - b.exp
	}
	return q.inContext().value(), nil
}

func decimalRem(c *eval.Call, a, b number) (eval.Value, error) {
	if err := divisible(c, a, b, "rem/2"); err != nil {
		return nil, err
	}
	if smaller(a, b) {
		return a.value(), nil
	}
	_, r := quotient(a, b)
	return r.inContext().value(), nil
}

func decimalDivRem(c *eval.Call, a, b number) (eval.Value, error) {
	if err := divisible(c, a, b, "div_rem/2"); err != nil {
		return nil, err
	}
	q, r := quotient(a, b)
	return tupleOf(q.inContext().value(), r.inContext().value()), nil
}

func decimalSqrt(c *eval.Call, n number) (eval.Value, error) {
	if n.special != "" || n.sign < 0 && n.coef.Sign() > 0 {
		return nil, decimalError(c, "invalid_operation", "less than zero")
	}
	shift := 2*(contextPrecision+2) - len(n.coef.String())
	if (n.exp-shift)%2 != 0 {
		shift++
	}
	wide := new(big.Int).Mul(n.coef, power10(shift))
	root := new(big.Int).Sqrt(wide)
	result := number{sign: 1, coef: root, exp: (n.exp - shift) / 2}
	if new(big.Int).Mul(root, root).Cmp(wide) == 0 {
		ideal := int(divFloor(int64(n.exp), 2))
		short := result.normalized()
		return short.rounded(min(short.exp, ideal), "half_up").value(), nil
	}
	return result.inContext().value(), nil
}

func decimalCompare(c *eval.Call, a, b number) (eval.Value, error) {
	if _, ok := nan(a, b); ok {
		return nil, decimalError(c, "invalid_operation", "operation on NaN")
	}
	return orderOf(int64(a.compare(b)), 0), nil
}

func decimalPick(sign int) func(*eval.Call, number, number) (eval.Value, error) {
	return func(_ *eval.Call, a, b number) (eval.Value, error) {
		if a.special == "NaN" || b.special != "NaN" && sign*a.compare(b) < 0 {
			a = b
		}
		return a.inContext().value(), nil
	}
}

func decimalRound(c *eval.Call, n number) (eval.Value, error) {
	places := 0
	mode := eval.Atom("half_up")
	if len(c.Args) > 1 {
		var err error
		if places, err = c.Index(1); err != nil {
			return nil, err
		}
		if places > maxExponent || places < -maxExponent {
			return nil, c.WrongArgument(1, "a smaller integer")
		}
	}
	if len(c.Args) > 2 {
		mode, _ = c.Args[2].(eval.Atom)
	}
	return n.normalized().rounded(-places, mode).inContext().value(), nil
}

func decimalToString(c *eval.Call, n number) (eval.Value, error) {
	format := eval.Atom("scientific")
	if len(c.Args) > 1 {
		format, _ = c.Args[1].(eval.Atom)
	}
	return built(c, n.text(format))
}

func decimalToInteger(c *eval.Call, n number) (eval.Value, error) {
	whole := n.normalized()
	if n.special != "" || whole.exp < 0 {
		return nil, c.Raise("ArgumentError", "cannot convert %s without losing precision. Use Decimal.round/3 first.", eval.Inspect(n.value()))
	}
	return eval.Int{Int: new(big.Int).Mul(whole.signed(), power10(whole.exp))}, c.Grow(whole.exp)
}

func decimalToFloat(c *eval.Call, n number) (eval.Value, error) {
	f, err := strconv.ParseFloat(n.text("raw"), 64)
	if err != nil || n.special != "" {
		return nil, c.Raise("ArgumentError", "argument error")
	}
	return eval.Float(f), nil
}
