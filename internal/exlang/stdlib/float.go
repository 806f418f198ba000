package stdlib

import (
	"math"
	"math/big"
	"strconv"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// float is the module Float.
func float() functions {
	return functions{
		"round/1": floatRounding("round/2", halfUp), "round/2": floatRounding("round/2", halfUp),
		"floor/1": floatRounding("floor/2", downwards), "floor/2": floatRounding("floor/2", downwards),
		"ceil/1": floatRounding("ceil/2", upwards), "ceil/2": floatRounding("ceil/2", upwards),
		"parse/1": floatParse, "to_string/1": floatToString, "to_charlist/1": floatToCharlist,
		"ratio/1": floatRatio, "pow/2": floatPow,
		"max_finite/0": func(*eval.Call) (eval.Value, error) { return eval.Float(math.MaxFloat64), nil },
		"min_finite/0": func(*eval.Call) (eval.Value, error) { return eval.Float(-math.MaxFloat64), nil },
	}
}

func aFloat(c *eval.Call, i int) (float64, error) {
	f, ok := c.Args[i].(eval.Float)
	if !ok {
		return 0, c.WrongArgument(i, "a float")
	}
	return float64(f), nil
}

// A rounding makes an integer of a number that is none.
type rounding func(r *big.Rat) *big.Int

func downwards(r *big.Rat) *big.Int {
	q, _ := floorDiv(r.Num(), r.Denom())
	return q
}

func upwards(r *big.Rat) *big.Int {
	q := downwards(new(big.Rat).Neg(r))
	return q.Neg(q)
}

// halfUp rounds to the nearest integer; the middle goes away from zero.
func halfUp(r *big.Rat) *big.Int {
	half := big.NewRat(1, 2)
	if r.Sign() < 0 {
		return upwards(new(big.Rat).Sub(r, half))
	}
	return downwards(new(big.Rat).Add(r, half))
}

// floatRounding rounds to a number of decimal places, by the exact value of
// the float.
func floatRounding(name string, round rounding) eval.Native {
	return named(name, func(c *eval.Call) (eval.Value, error) {
		f, err := aFloat(c, 0)
		if err != nil {
			return nil, err
		}
		places, err := count(with(c, argument(c, 1, integer(0))), 0)
		if err != nil {
			return nil, err
		}
		if places < 0 || places > 15 {
			return nil, c.Raise("ArgumentError", "precision %d is out of valid range of 0..15", places)
		}
		exact := new(big.Rat).SetFloat64(f)
		scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
		whole := new(big.Rat).SetInt(round(exact.Mul(exact, scale)))
		rounded, _ := whole.Quo(whole, scale).Float64()
		return eval.Float(math.Copysign(rounded, f)), nil
	})
}

// floatPrefix returns how many bytes at the start of a text are a float:
// digits, a point with digits, an exponent. exact is false where the point or
// its digits are missing.
func floatPrefix(text string) (n int, exact bool) {
	if n < len(text) && (text[n] == '-' || text[n] == '+') {
		n++
	}
	digits := func(from int) int {
		end := from
		for end < len(text) && '0' <= text[end] && text[end] <= '9' {
			end++
		}
		return end
	}
	whole := digits(n)
	if whole == n {
		return 0, false
	}
	n = whole
	if n < len(text) && text[n] == '.' {
		if end := digits(n + 1); end > n+1 {
			n, exact = end, true
		}
	}
	if n < len(text) && (text[n] == 'e' || text[n] == 'E') {
		sign := n + 1
		if sign < len(text) && (text[sign] == '-' || text[sign] == '+') {
			sign++
		}
		if end := digits(sign); end > sign {
			n = end
		}
	}
	return n, exact
}

// exactFloat reads a text that is a float as Erlang writes them, and nothing
// else.
func exactFloat(text string) (eval.Float, bool) {
	n, exact := floatPrefix(text)
	if n != len(text) || !exact {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	return eval.Float(f), err == nil
}

func floatParse(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	n, _ := floatPrefix(s)
	if n == 0 {
		return eval.Atom("error"), nil
	}
	f, err := strconv.ParseFloat(s[:n], 64)
	if err != nil {
		return nil, c.Raise("ArgumentError", "the float %s is out of range", s[:n])
	}
	return tupleOf(eval.Float(f), eval.String(s[n:])), nil
}

func floatText(c *eval.Call) (string, error) {
	if _, err := aFloat(c, 0); err != nil {
		return "", err
	}
	return text(c, c.Args[0])
}

func floatToString(c *eval.Call) (eval.Value, error) {
	s, err := floatText(c)
	return eval.String(s), err
}

func floatToCharlist(c *eval.Call) (eval.Value, error) {
	s, err := floatText(c)
	return charlist(s), err
}

func floatRatio(c *eval.Call) (eval.Value, error) {
	f, err := aFloat(c, 0)
	if err != nil {
		return nil, err
	}
	r := new(big.Rat).SetFloat64(f)
	return tupleOf(eval.Int{Int: new(big.Int).Set(r.Num())}, eval.Int{Int: new(big.Int).Set(r.Denom())}), nil
}

// asFloat returns a number as a float.
func asFloat(v eval.Value) (float64, bool) {
	switch v := v.(type) {
	case eval.Float:
		return float64(v), true
	case eval.Int:
		f, _ := new(big.Float).SetInt(v.Int).Float64()
		return f, !math.IsInf(f, 0)
	}
	return 0, false
}

func floatPow(c *eval.Call) (eval.Value, error) {
	base, err := aFloat(c, 0)
	if err != nil {
		return nil, err
	}
	exponent, ok := asFloat(c.Args[1])
	if !ok {
		return nil, c.WrongArgument(1, "a number")
	}
	return finite(c, math.Pow(base, exponent))
}

// finite refuses what Erlang has no float for.
func finite(c *eval.Call, f float64) (eval.Value, error) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, arithmeticError(c)
	}
	return eval.Float(f), nil
}
