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
	// Improper is a list that does not end with [].
	Improper struct {
		Heads List
		Tail  Value
	}
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

func (Atom) value()      {}
func (Int) value()       {}
func (Float) value()     {}
func (String) value()    {}
func (List) value()      {}
func (Tuple) value()     {}
func (*Improper) value() {}
func (*Fun) value()      {}
func (*Map) value()      {}
func (Opaque) value()    {}

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
func Equal(a, b Value) bool { return order{exact: true}.compare(a, b) == 0 }

// Compare orders two terms as Erlang does: number < atom < reference < function
// < tuple < map < list < bitstring. 1 and 1.0 are equal.
func Compare(a, b Value) int { return order{}.compare(a, b) }

// order compares terms.
type order struct {
	// exact keeps 1 and 1.0 apart: integers come before floats, as among the
	// keys of maps.
	exact bool
	depth int
}

// maxCompared is how deep terms are compared: what nests deeper was built to
// exhaust the stack.
const maxCompared = 100_000

func (o order) compare(a, b Value) int {
	if o.depth++; o.depth > maxCompared {
		return 0
	}
	if ra, rb := rank(a), rank(b); ra != rb {
		return ra - rb
	}
	switch a := a.(type) {
	case Int, Float:
		return o.numbers(a, b)
	case Atom:
		return strings.Compare(string(a), string(b.(Atom)))
	case String:
		return strings.Compare(string(a), string(b.(String)))
	case Tuple:
		other := b.(Tuple)
		if len(a) != len(other) {
			return len(a) - len(other)
		}
		return o.all(a, other)
	case List, *Improper:
		return o.lists(a, b)
	case *Map:
		return o.maps(a, b.(*Map))
	case *Fun:
		if other := b.(*Fun); a.Name != "" && a.Name == other.Name {
			return 0
		}
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
	case *Stream:
		return 2
	case *Fun:
		return 3
	case Tuple:
		return 5
	case *Map:
		return 6
	case List, *Improper:
		return 7
	case String:
		return 8
	default:
		return 9
	}
}

func (o order) numbers(a, b Value) int {
	x, xInt := a.(Int)
	y, yInt := b.(Int)
	if xInt && yInt {
		return x.Cmp(y.Int)
	}
	if !o.exact || xInt == yInt {
		return asBigFloat(a).Cmp(asBigFloat(b))
	}
	if xInt {
		return -1
	}
	return 1
}

func asBigFloat(v Value) *big.Float {
	if f, ok := v.(Float); ok {
		return big.NewFloat(float64(f))
	}
	n := v.(Int)
	return new(big.Float).SetPrec(max(64, uint(n.BitLen()))).SetInt(n.Int)
}

// all compares the elements of two tuples or lists up to the shorter one's end.
func (o order) all(a, b []Value) int {
	for i := range min(len(a), len(b)) {
		if c := o.compare(a[i], b[i]); c != 0 {
			return c
		}
	}
	return len(a) - len(b)
}

func (o order) lists(a, b Value) int {
	x, xTail := listParts(a)
	y, yTail := listParts(b)
	shorter := min(len(x), len(y))
	if c := o.all(x[:shorter], y[:shorter]); c != 0 {
		return c
	}
	return o.tails(restOf(x[shorter:], xTail), restOf(y[shorter:], yTail))
}

// tails compares what is left of two lists when one of them has ended.
func (o order) tails(a, b Value) int {
	x, xList := a.(List)
	y, yList := b.(List)
	if xList && yList {
		return len(x) - len(y)
	}
	if isList(a) && isList(b) {
		if xList && len(x) == 0 {
			return -1
		}
		return 1
	}
	if xList && len(x) == 0 || yList && len(y) == 0 {
		return rank(a) - rank(b)
	}
	return o.compare(a, b)
}

func listParts(v Value) (List, Value) {
	if improper, ok := v.(*Improper); ok {
		return improper.Heads, improper.Tail
	}
	list, _ := v.(List)
	return list, nil
}

func (o order) maps(a, b *Map) int {
	if len(a.pairs) != len(b.pairs) {
		return len(a.pairs) - len(b.pairs)
	}
	keys := order{exact: true, depth: o.depth}
	for i, p := range a.pairs {
		if c := keys.compare(p.Key, b.pairs[i].Key); c != 0 {
			return c
		}
	}
	for i, p := range a.pairs {
		if c := o.compare(p.Value, b.pairs[i].Value); c != 0 {
			return c
		}
	}
	return 0
}
