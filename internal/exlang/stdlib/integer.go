package stdlib

import (
	"math/big"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// integers is the module Integer.
func integers() functions {
	return functions{
		"digits/1": named("digits/2", integerDigits), "digits/2": integerDigits,
		"undigits/1": named("undigits/2", integerUndigits), "undigits/2": integerUndigits,
		"floor_div/2": integerFloorDiv, "mod/2": integerMod, "pow/2": integerPow,
		"gcd/2": integerGCD, "extended_gcd/2": integerExtendedGCD,
		"is_even/1": parity(0), "is_odd/1": parity(1),
		"parse/1": named("parse/2", integerParse), "parse/2": integerParse,
		"to_string/1": integerToString, "to_string/2": integerToString,
		"to_charlist/1": integerToCharlist, "to_charlist/2": integerToCharlist,
	}
}

// baseArgument returns argument i, a base from 2 to 36; 10 where it was not
// given.
func baseArgument(c *eval.Call, i int) (int, error) {
	if i >= len(c.Args) {
		return 10, nil
	}
	base, ok := asInt(c.Args[i])
	if !ok || base < 2 || base > 36 {
		return 0, badArgument(c, i+1, "not an integer in the range 2 through 36")
	}
	return base, nil
}

// wideBase is the base of digits and undigits, which may be any from 2 on.
func wideBase(c *eval.Call) (*big.Int, error) {
	if len(c.Args) < 2 {
		return big.NewInt(10), nil
	}
	base, err := c.Int(1)
	if err == nil && base.Cmp(big.NewInt(2)) < 0 {
		return nil, c.WrongArgument(1, "a base of at least 2")
	}
	return base, err
}

func integerDigits(c *eval.Call) (eval.Value, error) {
	n, err := c.Int(0)
	if err != nil {
		return nil, err
	}
	base, err := wideBase(c)
	if err != nil {
		return nil, err
	}
	if n.Sign() == 0 {
		return eval.List{integer(0)}, nil
	}
	digits := []eval.Value{}
	rest := new(big.Int).Set(n)
	for rest.Sign() != 0 {
		if err := c.Grow(8 + rest.BitLen()/16); err != nil {
			return nil, err
		}
		digit := new(big.Int)
		rest.QuoRem(rest, base, digit)
		digits = append(digits, eval.Int{Int: digit})
	}
	return listOf(c, reversed(digits))
}

func integerUndigits(c *eval.Call) (eval.Value, error) {
	digits, err := c.List(0)
	if err != nil {
		return nil, err
	}
	base, err := wideBase(c)
	if err != nil {
		return nil, err
	}
	n := new(big.Int)
	for _, v := range digits {
		digit, ok := v.(eval.Int)
		if !ok {
			return nil, c.WrongArgument(0, "a list of integers")
		}
		if digit.Cmp(base) >= 0 {
			return nil, c.Raise("ArgumentError", "invalid digit %s in base %s", digit, base)
		}
		n.Add(n.Mul(n, base), digit.Int)
		if err := c.Grow(8 + n.BitLen()/64); err != nil {
			return nil, err
		}
	}
	return eval.Int{Int: n}, nil
}

// arithmeticError is what Erlang raises for numbers that an operation cannot
// take.
func arithmeticError(c *eval.Call) error {
	return c.Raise("ArithmeticError", "bad argument in arithmetic expression")
}

// twoIntegers returns both arguments of a division.
func twoIntegers(c *eval.Call) (a, b *big.Int, err error) {
	x, okX := c.Args[0].(eval.Int)
	y, okY := c.Args[1].(eval.Int)
	if !okX || !okY || y.Sign() == 0 {
		return nil, nil, arithmeticError(c)
	}
	return x.Int, y.Int, nil
}

func floorDiv(a, b *big.Int) (quotient, remainder *big.Int) {
	quotient, remainder = new(big.Int).QuoRem(a, b, new(big.Int))
	if remainder.Sign() != 0 && remainder.Sign() != b.Sign() {
		quotient.Sub(quotient, big.NewInt(1))
		remainder.Add(remainder, b)
	}
	return quotient, remainder
}

func integerFloorDiv(c *eval.Call) (eval.Value, error) {
	a, b, err := twoIntegers(c)
	if err != nil {
		return nil, err
	}
	q, _ := floorDiv(a, b)
	return eval.Int{Int: q}, nil
}

func integerMod(c *eval.Call) (eval.Value, error) {
	a, b, err := twoIntegers(c)
	if err != nil {
		return nil, err
	}
	_, r := floorDiv(a, b)
	return eval.Int{Int: r}, nil
}

func integerPow(c *eval.Call) (eval.Value, error) {
	base, err := c.Int(0)
	if err != nil {
		return nil, err
	}
	exponent, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	if exponent < 0 {
		return nil, arithmeticError(c)
	}
	return power(c, base, exponent)
}

// power counts what it builds before it does.
func power(c *eval.Call, base *big.Int, exponent int) (eval.Value, error) {
	if base.BitLen() > 1 {
		if err := c.GrowInteger(base.BitLen() * min(exponent, 1<<24)); err != nil {
			return nil, err
		}
		if exponent > 1<<24 {
			return nil, c.WrongArgument(1, "a smaller exponent")
		}
	} else if base.Sign() < 0 {
		exponent %= 2
	} else {
		exponent = min(exponent, 1)
	}
	return eval.Int{Int: new(big.Int).Exp(base, big.NewInt(int64(exponent)), nil)}, nil
}

func integerGCD(c *eval.Call) (eval.Value, error) {
	a, err := c.Int(0)
	if err != nil {
		return nil, err
	}
	b, err := c.Int(1)
	if err != nil {
		return nil, err
	}
	if err := c.GrowInteger(16 * (a.BitLen() + b.BitLen())); err != nil {
		return nil, err
	}
	return eval.Int{Int: new(big.Int).GCD(nil, nil, new(big.Int).Abs(a), new(big.Int).Abs(b))}, nil
}

// integerExtendedGCD is {gcd, m, n} with a*m + b*n = gcd, by Euclid's
// algorithm, whose m and n of the many are Elixir's.
func integerExtendedGCD(c *eval.Call) (eval.Value, error) {
	a, err := c.Int(0)
	if err != nil {
		return nil, err
	}
	b, err := c.Int(1)
	if err != nil {
		return nil, err
	}
	if a.Sign() == 0 && b.Sign() == 0 {
		return tupleOf(integer(0), integer(0), integer(0)), nil
	}
	if err := c.GrowInteger(64 * (a.BitLen() + b.BitLen())); err != nil {
		return nil, err
	}
	r0, r1 := new(big.Int).Set(a), new(big.Int).Set(b)
	m0, m1, n0, n1 := big.NewInt(1), big.NewInt(0), big.NewInt(0), big.NewInt(1)
	for r1.Sign() != 0 {
		q := new(big.Int).Quo(r0, r1)
		step := func(x0, x1 *big.Int) (*big.Int, *big.Int) {
			return x1, new(big.Int).Sub(x0, new(big.Int).Mul(q, x1))
		}
		r0, r1 = step(r0, r1)
		m0, m1 = step(m0, m1)
		n0, n1 = step(n0, n1)
	}
	if r0.Sign() < 0 {
		r0.Neg(r0)
		m0, n0 = new(big.Int).Neg(m0), new(big.Int).Neg(n0)
	}
	return tupleOf(eval.Int{Int: r0}, eval.Int{Int: m0}, eval.Int{Int: n0}), nil
}

func parity(wanted uint) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		n, ok := c.Args[0].(eval.Int)
		if !ok {
			return nil, arithmeticError(c)
		}
		return eval.Boolean(n.Bit(0) == wanted), nil
	}
}

// digitBits is how long a digit makes an integer, more or less.
const digitBits = 4

// parseInteger reads an integer at the start of a text.
func parseInteger(c *eval.Call, text string, base int) (n eval.Int, rest string, ok bool, err error) {
	digits := strings.TrimLeft(text, "+-")
	if len(text)-len(digits) > 1 {
		return n, text, false, nil
	}
	end := 0
	for end < len(digits) && digitValue(digits[end]) < base {
		end++
	}
	if end == 0 {
		return n, text, false, nil
	}
	if err := c.GrowInteger(digitBits * end); err != nil {
		return n, text, false, err
	}
	value, _ := new(big.Int).SetString(digits[:end], base)
	if text[0] == '-' {
		value.Neg(value)
	}
	return eval.Int{Int: value}, digits[end:], true, nil
}

func digitValue(b byte) int {
	switch {
	case '0' <= b && b <= '9':
		return int(b - '0')
	case 'a' <= b && b <= 'z':
		return int(b-'a') + 10
	case 'A' <= b && b <= 'Z':
		return int(b-'A') + 10
	}
	return 99
}

func integerParse(c *eval.Call) (eval.Value, error) {
	base, ok := asInt(argument(c, 1, integer(10)))
	if !ok || base < 2 || base > 36 {
		return nil, c.Raise("ArgumentError", "invalid base %s", eval.Inspect(c.Args[1]))
	}
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	n, rest, ok, err := parseInteger(c, s, base)
	if err != nil {
		return nil, err
	}
	if !ok {
		return eval.Atom("error"), nil
	}
	return tupleOf(n, eval.String(rest)), nil
}

// inBase is an integer's digits, with upper case letters.
func inBase(c *eval.Call) (string, error) {
	n, ok := c.Args[0].(eval.Int)
	if !ok {
		return "", badArgument(c, 1, "not an integer")
	}
	base, err := baseArgument(c, 1)
	if err != nil {
		return "", err
	}
	s := strings.ToUpper(n.Text(base))
	return s, c.Grow(len(s))
}

func integerToString(c *eval.Call) (eval.Value, error) {
	s, err := inBase(c)
	return eval.String(s), err
}

func integerToCharlist(c *eval.Call) (eval.Value, error) {
	s, err := inBase(c)
	return charlist(s), err
}
