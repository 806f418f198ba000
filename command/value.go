package command

import (
	"math"
	"math/big"
	"sort"
	"strconv"
	"strings"
)

// A Value is a literal: a column's default, mostly. The set is closed. A nil
// Value means "not given"; an explicit NULL is [Null].
type Value interface {
	// Inspect returns the value as Elixir prints it.
	Inspect() string
	value()
}

// The kinds of values.
type (
	// Null is nil in Elixir, NULL in SQL.
	Null struct{}
	// Bool is true or false.
	Bool bool
	// String is a binary.
	String string
	// Float is a floating point number.
	Float float64
	// List is a list.
	List []Value
	// Map is a map, in Elixir's term order of keys.
	Map []Pair
	// Fragment is fragment("now()"): SQL to be used as it stands.
	Fragment string
	// Atom is an atom other than true, false and nil. No database has it as a
	// default, but the error should name it.
	Atom string
	// Tuple is a tuple. No database has it either.
	Tuple []Value
)

// Integer is a whole number of any size.
type Integer struct{ text string }

// Int returns n as a value.
func Int(n int64) Integer { return Integer{strconv.FormatInt(n, 10)} }

// BigInt returns n as a value.
func BigInt(n *big.Int) Integer { return Integer{n.String()} }

// String returns the decimal digits.
func (n Integer) String() string {
	if n.text == "" {
		return "0"
	}
	return n.text
}

func (Null) value()     {}
func (Bool) value()     {}
func (String) value()   {}
func (Integer) value()  {}
func (Float) value()    {}
func (List) value()     {}
func (Map) value()      {}
func (Fragment) value() {}
func (Atom) value()     {}
func (Tuple) value()    {}

// Inspect returns "nil".
func (Null) Inspect() string { return "nil" }

// Inspect returns "true" or "false".
func (b Bool) Inspect() string { return strconv.FormatBool(bool(b)) }

// Inspect returns the decimal digits.
func (n Integer) Inspect() string { return n.String() }

// Inspect returns the shortest digits that read back as the same float.
func (f Float) Inspect() string { return f.String() }

// Inspect returns the string in double quotes, escaped.
func (s String) Inspect() string { return inspectString(string(s)) }

// Inspect returns the list in brackets, keyword lists as key: value.
func (l List) Inspect() string { return "[" + joinInspect(l) + "]" }

// Inspect returns the tuple in braces.
func (t Tuple) Inspect() string { return "{" + joinInspect(t) + "}" }

// Inspect returns {:fragment, "..."}, which is what fragment/1 returns.
func (f Fragment) Inspect() string { return "{:fragment, " + inspectString(string(f)) + "}" }

// Inspect returns %{key => value} or %{key: value}.
func (m Map) Inspect() string {
	allAtoms := true
	for _, p := range m {
		_, ok := p.Key.(Atom)
		allAtoms = allAtoms && ok
	}
	parts := make([]string, len(m))
	for i, p := range m {
		if allAtoms {
			parts[i] = p.Key.(Atom).keyword() + p.Value.Inspect()
		} else {
			parts[i] = p.Key.Inspect() + " => " + p.Value.Inspect()
		}
	}
	return "%{" + strings.Join(parts, ", ") + "}"
}

// Inspect returns the keyword list in brackets.
func (k Keywords) Inspect() string {
	parts := make([]string, len(k))
	for i, p := range k {
		if key, ok := p.Key.(Atom); ok {
			parts[i] = key.keyword() + p.Value.Inspect()
		} else {
			parts[i] = Tuple{p.Key, p.Value}.Inspect()
		}
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Inspect returns the atom with its colon, quoted where Elixir needs quotes.
func (a Atom) Inspect() string {
	if plainAtom(string(a)) || operatorAtom(string(a)) {
		return ":" + string(a)
	}
	return ":" + inspectString(string(a))
}

func (a Atom) keyword() string {
	if plainAtom(string(a)) {
		return string(a) + ": "
	}
	return inspectString(string(a)) + ": "
}

func plainAtom(name string) bool {
	body := strings.TrimRight(name, "!?")
	if body == "" || len(name)-len(body) > 1 || '0' <= body[0] && body[0] <= '9' {
		return false
	}
	for i := range len(body) {
		if (body[i] >= 0x80 || !isWordByte(body[i])) && (body[i] != '@' || i == 0) {
			return false
		}
	}
	return true
}

func operatorAtom(name string) bool {
	return name != "" && strings.Trim(name, "+-*/<>=!&|^~.") == ""
}

func joinInspect(values []Value) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = v.Inspect()
	}
	return strings.Join(parts, ", ")
}

var inspectEscapes = strings.NewReplacer(
	"\\", "\\\\", "\"", "\\\"", "\n", "\\n", "\t", "\\t", "\r", "\\r",
	"#{", "\\#{", "\x1b", "\\e", "\x00", "\\0")

func inspectString(s string) string { return `"` + inspectEscapes.Replace(s) + `"` }

// exactIntegers is 2^53: from there on not every integer is a float, and Erlang
// writes all of them in scientific notation.
const exactIntegers = 1 << 53

// String returns the float as Elixir's to_string/1 does: always with a point,
// in scientific notation where that is shorter.
func (f Float) String() string {
	text := strconv.FormatFloat(float64(f), 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(text, "e")
	exp, _ := strconv.Atoi(exponent)
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	digits := strings.Replace(mantissa, ".", "", 1)
	plain := plainFloat(digits, exp)
	scientific := scientificFloat(digits, exp)
	if len(scientific) < len(plain) || math.Abs(float64(f)) >= exactIntegers {
		return sign + scientific
	}
	return sign + plain
}

func plainFloat(digits string, exp int) string {
	switch {
	case exp < 0:
		return "0." + strings.Repeat("0", -exp-1) + digits
	case exp+1 >= len(digits):
		return digits + strings.Repeat("0", exp+1-len(digits)) + ".0"
	default:
		return digits[:exp+1] + "." + digits[exp+1:]
	}
}

func scientificFloat(digits string, exp int) string {
	fraction := "0"
	if len(digits) > 1 {
		fraction = digits[1:]
	}
	return digits[:1] + "." + fraction + "e" + strconv.Itoa(exp)
}

// SortPairs puts the pairs of a map into Elixir's term order of their keys:
// numbers, then atoms, then strings.
func SortPairs(pairs []Pair) {
	sort.SliceStable(pairs, func(i, j int) bool { return keyLess(pairs[i].Key, pairs[j].Key) })
}

func keyLess(a, b Value) bool {
	if ra, rb := keyRank(a), keyRank(b); ra != rb {
		return ra < rb
	}
	if x, ok := keyNumber(a); ok {
		y, _ := keyNumber(b)
		return x.Cmp(y) < 0
	}
	return keyText(a) < keyText(b)
}

func keyNumber(v Value) (*big.Float, bool) {
	switch v := v.(type) {
	case Integer:
		n, _, err := big.ParseFloat(v.String(), 10, 256, big.ToNearestEven)
		return n, err == nil
	case Float:
		return big.NewFloat(float64(v)), true
	}
	return nil, false
}

func keyRank(v Value) int {
	switch v.(type) {
	case Integer, Float:
		return 0
	case Atom, Bool, Null:
		return 1
	case Tuple:
		return 2
	case Map:
		return 3
	case List:
		return 4
	default:
		return 5
	}
}

func keyText(v Value) string {
	switch v := v.(type) {
	case Atom:
		return string(v)
	case Bool:
		return v.Inspect()
	case Null:
		return "nil"
	case String:
		return string(v)
	default:
		return v.Inspect()
	}
}
