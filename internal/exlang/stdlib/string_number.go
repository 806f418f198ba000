package stdlib

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// stringToInteger is to_integer/1,2.
func stringToInteger(c *eval.Call) (eval.Value, error) {
	s, ok := c.Args[0].(eval.String)
	if !ok {
		return nil, badArgument(c, 1, "not a binary")
	}
	base := 10
	if len(c.Args) > 1 {
		if base, ok = asInt(c.Args[1]); !ok || base < 2 || base > 36 {
			return nil, badArgument(c, 2, "not an integer in the range 2 through 36")
		}
	}
	if err := c.GrowInteger(digitBits * len(s)); err != nil {
		return nil, err
	}
	n, ok := wholeInteger(string(s), base)
	if !ok {
		return nil, badArgument(c, 1, "not a textual representation of an integer")
	}
	return n, nil
}

// wholeInteger reads an optional sign and digits, and nothing else.
func wholeInteger(s string, base int) (eval.Int, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == s {
		digits = strings.TrimPrefix(s, "+")
	}
	if digits == "" || strings.ContainsAny(digits, "+-_") {
		return eval.Int{}, false
	}
	n, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return eval.Int{}, false
	}
	if s[0] == '-' {
		n.Neg(n)
	}
	return eval.Int{Int: n}, true
}

// stringToFloat is to_float/1: digits on both sides of the point.
func stringToFloat(c *eval.Call) (eval.Value, error) {
	s, ok := c.Args[0].(eval.String)
	if !ok {
		return nil, badArgument(c, 1, "not a binary")
	}
	f, ok := parseFloat(string(s))
	if !ok {
		return nil, badArgument(c, 1, "not a textual representation of a float")
	}
	return eval.Float(f), nil
}

func parseFloat(s string) (float64, bool) {
	whole, rest, ok := strings.Cut(strings.TrimLeft(s, "+-"), ".")
	fraction, exponent, hasExponent := strings.Cut(strings.ToLower(rest), "e")
	exponent = strings.TrimPrefix(strings.TrimPrefix(exponent, "-"), "+")
	if !ok || !allDigits(whole) || !allDigits(fraction) || hasExponent && !allDigits(exponent) {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
