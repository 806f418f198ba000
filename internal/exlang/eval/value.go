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
