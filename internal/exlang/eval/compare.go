package eval

import (
	"math/big"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Equal reports whether two terms match exactly (===).
func Equal(a, b Value) bool {
	o := order{exact: true}
	return o.compare(a, b) == 0
}

// Compare orders two terms as Erlang does: number < atom < reference < function
// < tuple < map < list < bitstring. 1 and 1.0 are equal.
func Compare(a, b Value) int {
	var o order
	return o.compare(a, b)
}

// Equal is [Equal], whose work counts.
func (c *Call) Equal(a, b Value) (bool, error) { return c.interp.equal(a, b, c.Pos) }

// Compare is [Compare], whose work counts.
func (c *Call) Compare(a, b Value) (int, error) {
	var o order
	result := o.compare(a, b)
	return result, c.interp.compared(&o, c.Pos)
}

func (in *Interp) equal(a, b Value, pos diag.Pos) (bool, error) {
	o := order{exact: true}
	equal := o.compare(a, b) == 0
	return equal, in.compared(&o, pos)
}

// Find returns the place of the first element that equals a term, or -1.
func (c *Call) Find(list []Value, v Value) (int, error) {
	o := order{exact: true}
	i := slices.IndexFunc(list, func(e Value) bool { return o.compare(e, v) == 0 })
	return i, c.interp.compared(&o, c.Pos)
}

// comparedPerStep is how many terms are compared while one expression is
// evaluated.
const comparedPerStep = 16

// compared counts the work of a comparison.
func (in *Interp) compared(o *order, pos diag.Pos) error {
	if o.visited < comparedPerStep {
		return nil
	}
	return in.workFor(o.visited/comparedPerStep, pos)
}

// order compares two terms.
type order struct {
	// exact keeps 1 and 1.0 apart: integers come before floats, as among the
	// keys of maps.
	exact bool
	depth int
	// visited counts the terms that were compared.
	visited int
	// joined are the terms that were compared: see [order.known].
	joined partition
}

const (
	// maxCompared is how deep terms are compared: what nests deeper was built
	// to exhaust the stack.
	maxCompared = 100_000
	// sharedFrom is after how many terms a comparison begins to remember them.
	sharedFrom = 10_000
)

func (o *order) compare(a, b Value) int {
	o.visited++
	if ra, rb := rank(a), rank(b); ra != rb {
		return ra - rb
	}
	switch a := a.(type) {
	case Int, Float:
		return o.numbers(a, b)
	case Atom:
		return strings.Compare(string(a), string(b.(Atom)))
	case String:
		o.visited += len(a) / 1024
		return strings.Compare(string(a), string(b.(String)))
	case Tuple, List, *Improper, *Map:
		return o.composites(a, b)
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

func (o *order) composites(a, b Value) int {
	if o.depth > maxCompared || o.known(a, b) {
		return 0
	}
	o.depth++
	result := o.parts(a, b)
	o.depth--
	return result
}

func (o *order) parts(a, b Value) int {
	switch a := a.(type) {
	case Tuple:
		other := b.(Tuple)
		if len(a) != len(other) {
			return len(a) - len(other)
		}
		return o.all(a, other)
	case *Map:
		return o.maps(a, b.(*Map))
	}
	return o.lists(a, b)
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

func (o *order) numbers(a, b Value) int {
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
func (o *order) all(a, b []Value) int {
	for i := range min(len(a), len(b)) {
		if c := o.compare(a[i], b[i]); c != 0 {
			return c
		}
	}
	return len(a) - len(b)
}

func (o *order) lists(a, b Value) int {
	x, xTail := listParts(a)
	y, yTail := listParts(b)
	shorter := min(len(x), len(y))
	if c := o.all(x[:shorter], y[:shorter]); c != 0 {
		return c
	}
	return o.tails(restOf(x[shorter:], xTail), restOf(y[shorter:], yTail))
}

// tails compares what is left of two lists when one of them has ended.
func (o *order) tails(a, b Value) int {
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

func (o *order) maps(a, b *Map) int {
	if len(a.pairs) != len(b.pairs) {
		return len(a.pairs) - len(b.pairs)
	}
	exact := o.exact
	o.exact = true
	for i, p := range a.pairs {
		if c := o.compare(p.Key, b.pairs[i].Key); c != 0 {
			return c
		}
	}
	o.exact = exact
	for i, p := range a.pairs {
		if c := o.compare(p.Value, b.pairs[i].Value); c != 0 {
			return c
		}
	}
	return 0
}

// known reports whether two terms are one, or have been compared before. A
// comparison ends at the first difference, so that those compared before are
// equal, or their difference will be found. Without this, two terms that hold
// the same parts many times ([a, a], of which a is [b, b] and so on) would be
// compared for longer than anybody can wait.
func (o *order) known(a, b Value) bool {
	x, okX := o.place(a)
	y, okY := o.place(b)
	if !okX || !okY {
		return false
	}
	if x == y {
		return true
	}
	if o.visited < sharedFrom {
		return false
	}
	if o.joined == nil {
		o.joined = partition{}
	}
	return o.joined.join(x, y)
}

// A place is where a term is in memory. Terms that are compared in two ways
// are two places.
type place struct {
	first    *Value
	pair     *Pair
	improper *Improper
	size     int
	exact    bool
}

// place returns where a term is, unless it is empty.
func (o *order) place(v Value) (place, bool) {
	at := place{exact: o.exact}
	switch v := v.(type) {
	case List:
		if at.size = len(v); at.size > 0 {
			at.first = &v[0]
		}
	case Tuple:
		if at.size = len(v); at.size > 0 {
			at.first = &v[0]
		}
	case *Map:
		if at.size = len(v.pairs); at.size > 0 {
			at.pair = &v.pairs[0]
		}
	case *Improper:
		at.improper, at.size = v, 1
	}
	return at, at.size > 0
}

// A partition puts places into classes of equal terms: a place leads to
// another one of its class, or is the class's last.
type partition map[place]place

// join makes two classes one and reports whether they already were.
func (p partition) join(a, b place) bool {
	a, b = p.last(a), p.last(b)
	if a == b {
		return true
	}
	p[a] = b
	return false
}

func (p partition) last(at place) place {
	for {
		next, ok := p[at]
		if !ok {
			return at
		}
		if after, ok := p[next]; ok {
			p[at] = after
		}
		at = next
	}
}
