package stdlib

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// number is a decimal: sign * coef * 10^exp, or what is none.
type number struct {
	sign int
	coef *big.Int
	exp  int
	// special is "NaN" or "inf", and "" for a number.
	special eval.Atom
}

// maxExponent keeps exponents where aligning two numbers is still possible.
const maxExponent = 100_000

// contextPrecision and half_up are Decimal's default context.
const contextPrecision = 28

func (n number) value() *eval.Map {
	var coef eval.Value = n.special
	if n.special == "" {
		coef = eval.Int{Int: n.coef}
	}
	return eval.NewStruct(eval.Module("Decimal"), pair("sign", integer(n.sign)), pair("coef", coef), pair("exp", integer(n.exp)))
}

// readDecimal reads a Decimal struct.
func readDecimal(m *eval.Map) (number, bool) {
	coef, _ := m.Get(eval.Atom("coef"))
	n := number{sign: intField(m, "sign"), exp: intField(m, "exp")}
	switch v := coef.(type) {
	case eval.Int:
		n.coef = v.Int
	case eval.Atom:
		n.special, n.coef = v, new(big.Int)
	default:
		return n, false
	}
	return n, n.exp <= maxExponent && n.exp >= -maxExponent
}

func power10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, 0))), nil)
}

// signed is the coefficient with the sign.
func (n number) signed() *big.Int {
	if n.sign < 0 {
		return new(big.Int).Neg(n.coef)
	}
	return n.coef
}

func ofSigned(v *big.Int, exp int) number {
	n := number{sign: 1, coef: new(big.Int).Abs(v), exp: exp}
	if v.Sign() < 0 {
		n.sign = -1
	}
	return n
}

// parseDecimal reads a number at the beginning of s; rest is what follows.
func parseDecimal(s string) (n number, rest string, ok bool) {
	n.sign = 1
	text := s
	if strings.HasPrefix(text, "+") {
		text = text[1:]
	} else if strings.HasPrefix(text, "-") {
		n.sign, text = -1, text[1:]
	}
	lower := strings.ToLower(text)
	for _, special := range []struct {
		text string
		kind eval.Atom
	}{{"infinity", "inf"}, {"inf", "inf"}, {"nan", "NaN"}} {
		if strings.HasPrefix(lower, special.text) {
			n.special, n.coef = special.kind, new(big.Int)
			return n, text[len(special.text):], true
		}
	}
	whole := leadingDigits(text)
	text = text[len(whole):]
	fraction := ""
	if strings.HasPrefix(text, ".") {
		fraction = leadingDigits(text[1:])
		if whole == "" && fraction == "" {
			return n, s, false
		}
		text = text[1+len(fraction):]
	}
	if whole == "" && fraction == "" {
		return n, s, false
	}
	exponent, text := decimalExponent(text)
	n.coef, ok = new(big.Int).SetString(whole+fraction, 10)
	n.exp = exponent - len(fraction)
	return n, text, ok && n.exp <= maxExponent && n.exp >= -maxExponent
}

func leadingDigits(s string) string {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[:i]
}

// decimalExponent reads e10 or E-3, if it is there.
func decimalExponent(s string) (int, string) {
	if s == "" || s[0]|0x20 != 'e' {
		return 0, s
	}
	rest, sign := s[1:], 1
	if strings.HasPrefix(rest, "-") {
		sign, rest = -1, rest[1:]
	} else {
		rest = strings.TrimPrefix(rest, "+")
	}
	digits := leadingDigits(rest)
	if digits == "" {
		return 0, rest
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		n = maxExponent + 1
	}
	return sign * n, rest[len(digits):]
}

// rounded keeps the digits down to the exponent, by a rounding mode.
func (n number) rounded(exp int, mode eval.Atom) number {
	if n.special != "" || n.exp == exp {
		return n
	}
	if n.exp > exp {
		return number{sign: n.sign, coef: new(big.Int).Mul(n.coef, power10(n.exp-exp)), exp: exp}
	}
	drop := exp - n.exp
	unit := power10(min(drop, len(n.coef.String())+1))
	quotient, rest := new(big.Int).QuoRem(n.coef, unit, new(big.Int))
	if roundsUp(mode, n.sign, quotient, rest, unit) {
		quotient.Add(quotient, big.NewInt(1))
	}
	return number{sign: n.sign, coef: quotient, exp: exp}
}

// roundsUp reports whether rest, out of unit, makes the digits before it one
// larger.
func roundsUp(mode eval.Atom, sign int, quotient, rest, unit *big.Int) bool {
	half := new(big.Int).Lsh(rest, 1).Cmp(unit)
	switch mode {
	case "down":
		return false
	case "up":
		return rest.Sign() > 0
	case "ceiling":
		return sign > 0 && rest.Sign() > 0
	case "floor":
		return sign < 0 && rest.Sign() > 0
	case "half_down":
		return half > 0
	case "half_even":
		return half > 0 || half == 0 && quotient.Bit(0) == 1
	}
	return half >= 0
}

// inContext rounds to the context's precision.
func (n number) inContext() number {
	if n.special != "" {
		return n
	}
	over := len(n.coef.String()) - contextPrecision
	if over <= 0 {
		return n
	}
	r := n.rounded(n.exp+over, "half_up")
	if len(r.coef.String()) > contextPrecision {
		return number{sign: r.sign, coef: r.coef.Quo(r.coef, big.NewInt(10)), exp: r.exp + 1}
	}
	return r
}

// normalized has no zeros at the end.
func (n number) normalized() number {
	if n.special != "" {
		return n
	}
	if n.coef.Sign() == 0 {
		return number{sign: n.sign, coef: new(big.Int)}
	}
	digits := n.coef.String()
	trimmed := strings.TrimRight(digits, "0")
	coef, _ := new(big.Int).SetString(trimmed, 10)
	return number{sign: n.sign, coef: coef, exp: n.exp + len(digits) - len(trimmed)}
}

// aligned brings both to the smaller exponent.
func aligned(a, b number) (x, y *big.Int, exp int) {
	exp = min(a.exp, b.exp)
	x = new(big.Int).Mul(a.signed(), power10(a.exp-exp))
	y = new(big.Int).Mul(b.signed(), power10(b.exp-exp))
	return x, y, exp
}

func (n number) compare(other number) int {
	if n.special == "inf" || other.special == "inf" {
		return infinite(n) - infinite(other)
	}
	x, y, _ := aligned(n, other)
	return x.Cmp(y)
}

func infinite(n number) int {
	if n.special == "inf" {
		return n.sign
	}
	return 0
}

// divided is n / by to the context's precision; by is not zero.
func (n number) divided(by number) number {
	sign := n.sign * by.sign
	if n.coef.Sign() == 0 {
		return number{sign: sign, coef: new(big.Int), exp: n.exp - by.exp}
	}
	// One digit more than the precision, and then without the zeros that an
	// exact quotient does not need.
	shift := contextPrecision + 1 + len(by.coef.String()) - len(n.coef.String())
	x, y := n.coef, by.coef
	if shift >= 0 {
		x = new(big.Int).Mul(x, power10(shift))
	} else {
		y = new(big.Int).Mul(y, power10(-shift))
	}
	quotient, rest := new(big.Int).QuoRem(x, y, new(big.Int))
	result := number{sign: sign, coef: quotient, exp: n.exp - by.exp - shift}
	if rest.Sign() == 0 {
		digits := quotient.String()
		zeros := len(digits) - len(strings.TrimRight(digits, "0"))
		cut := min(zeros, max(0, n.exp-by.exp-result.exp))
		result.coef = new(big.Int).Quo(quotient, power10(cut))
		result.exp += cut
	}
	return result.inContext()
}

// text writes a number as to_string/2 does.
func (n number) text(format eval.Atom) string {
	sign := ""
	if n.sign < 0 {
		sign = "-"
	}
	switch n.special {
	case "NaN":
		return sign + "NaN"
	case "inf":
		return sign + "Infinity"
	}
	digits := n.coef.String()
	switch format {
	case "normal":
		return sign + plainDigits(digits, n.exp)
	case "xsd":
		return sign + canonicalDigits(n)
	case "raw":
		if n.exp == 0 {
			return sign + digits
		}
		return sign + digits + "E" + strconv.Itoa(n.exp)
	}
	return sign + scientificDigits(digits, n.exp)
}

func plainDigits(digits string, exp int) string {
	if exp >= 0 {
		return digits + strings.Repeat("0", exp)
	}
	if missing := 1 - exp - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	return digits[:len(digits)+exp] + "." + digits[len(digits)+exp:]
}

// canonicalDigits has one digit at least on both sides of the point.
func canonicalDigits(n number) string {
	n = n.normalized()
	text := plainDigits(n.coef.String(), n.exp)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

func scientificDigits(digits string, exp int) string {
	adjusted := exp + len(digits) - 1
	switch {
	case exp == 0:
		return digits
	case exp < 0 && adjusted >= -6:
		return plainDigits(digits, exp)
	}
	text := digits[:1]
	if len(digits) > 1 {
		text += "." + digits[1:]
	}
	if adjusted >= 0 {
		return text + "E+" + strconv.Itoa(adjusted)
	}
	return text + "E" + strconv.Itoa(adjusted)
}
