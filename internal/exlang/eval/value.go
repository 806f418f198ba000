package eval

import (
	"math/big"
	"strings"
)

// A Value is a term of Elixir. Values are immutable.
type Value interface{ value() }

// The kinds of terms.
type (
	// Atom is an atom; true, false and nil are atoms, and so is the name of a
	// module, "Elixir.Foo.Bar".
	Atom string
	// Int is an integer of any size.
	Int struct{ *big.Int }
	// Float is a float.
	Float float64
	// String is a binary.
	String string
	// List is a proper list.
	List []Value
	// Tuple is a tuple.
	Tuple []Value
	// Opaque is a value that only a database could give, such as the result of
	// a query. It can be passed around and thrown away; looking into it is
	// refused. What names where it comes from.
	Opaque struct{ What string }
	// Fun is a function value.
	Fun struct {
		Arity int
		Call  func(args []Value) (Value, error)
		// Name is how inspect shows it: "&Mod.name/1", or "" for fn.
		Name string
	}
)

func (Atom) value()   {}
func (Int) value()    {}
func (Float) value()  {}
func (String) value() {}
func (List) value()   {}
func (Tuple) value()  {}
func (*Fun) value()   {}
func (*Map) value()   {}
func (Quoted) value() {}
func (Opaque) value() {}

// The atoms that the language itself uses.
const (
	Nil   Atom = "nil"
	True  Atom = "true"
	False Atom = "false"
	OK    Atom = "ok"
)

// Boolean returns the atom for b.
func Boolean(b bool) Atom {
	if b {
		return True
	}
	return False
}

// Truthy reports whether v counts as true: everything but nil and false.
func Truthy(v Value) bool { return v != Nil && v != False }

// IntValue returns n as a term.
func IntValue(n int64) Int { return Int{big.NewInt(n)} }

// Module returns the atom of a module by its name without "Elixir.".
func Module(name string) Atom { return Atom("Elixir." + name) }

// ModuleName returns the name of a module without "Elixir.", and whether v is
// the atom of a module.
func ModuleName(v Value) (string, bool) {
	a, ok := v.(Atom)
	if !ok {
		return "", false
	}
	return strings.CutPrefix(string(a), "Elixir.")
}

// Pair is an element of a map or keyword list.
type Pair struct{ Key, Value Value }

// Keyword returns the pairs of a keyword list, and whether v is one.
func Keyword(v Value) ([]Pair, bool) {
	list, ok := v.(List)
	if !ok {
		return nil, false
	}
	pairs := make([]Pair, len(list))
	for i, e := range list {
		t, ok := e.(Tuple)
		if !ok || len(t) != 2 {
			return nil, false
		}
		if _, ok := t[0].(Atom); !ok {
			return nil, false
		}
		pairs[i] = Pair{t[0], t[1]}
	}
	return pairs, true
}

// Equal reports whether two terms match exactly (===).
func Equal(a, b Value) bool { return compareKinds(a, b) && Compare(a, b) == 0 }

// compareKinds keeps 1 and 1.0 apart, which compare as equal.
func compareKinds(a, b Value) bool {
	_, fa := a.(Float)
	_, fb := b.(Float)
	return fa == fb
}

// Compare orders two terms as Erlang does: number < atom < function < tuple <
// map < list < bitstring.
func Compare(a, b Value) int {
	if ra, rb := rank(a), rank(b); ra != rb {
		return ra - rb
	}
	switch a := a.(type) {
	case Int, Float:
		return compareNumbers(a, b)
	case Atom:
		return strings.Compare(string(a), string(b.(Atom)))
	case String:
		return strings.Compare(string(a), string(b.(String)))
	case Tuple:
		other := b.(Tuple)
		if len(a) != len(other) {
			return len(a) - len(other)
		}
		return compareLists(a, other)
	case List:
		return compareLists(a, b.(List))
	case *Map:
		return a.compare(b.(*Map))
	}
	if a == b {
		return 0
	}
	return 1
}

func rank(v Value) int {
	switch v.(type) {
	case Int, Float:
		return 0
	case Atom:
		return 1
	case *Fun:
		return 2
	case Tuple:
		return 3
	case *Map:
		return 4
	case List:
		return 5
	default:
		return 6
	}
}

func compareNumbers(a, b Value) int {
	if x, ok := a.(Int); ok {
		if y, ok := b.(Int); ok {
			return x.Cmp(y.Int)
		}
	}
	return asBigFloat(a).Cmp(asBigFloat(b))
}

func asBigFloat(v Value) *big.Float {
	if f, ok := v.(Float); ok {
		return big.NewFloat(float64(f))
	}
	return new(big.Float).SetPrec(1024).SetInt(v.(Int).Int)
}

func compareLists(a, b []Value) int {
	for i := range min(len(a), len(b)) {
		if c := Compare(a[i], b[i]); c != 0 {
			return c
		}
	}
	return len(a) - len(b)
}
