package eval

import (
	"math/big"

	"github.com/whimbrel-go/whimbrel/diag"
)

// A Yield takes one element of an enumeration. It returns false when it wants
// no more.
type Yield func(element Value) (more bool, err error)

// Stream is a lazy enumerable, as the functions of Stream return it.
type Stream struct {
	// Each yields one element after the other until there are no more or the
	// yield returns false, which is no error. It can be called several times.
	Each func(yield Yield) error
	// Name is how inspect shows it: "#Stream<...>".
	Name string
}

func (*Stream) value() {}

// Enumerate yields the elements of anything enumerable: a list, map, range,
// MapSet, stream, or a struct whose module says how (NativeModule.Each).
func Enumerate(c *Call, v Value, yield Yield) error {
	return c.interp.enumerate(v, c.Pos, yield)
}

func (in *Interp) enumerate(v Value, pos diag.Pos, yield Yield) error {
	switch v := v.(type) {
	case Opaque:
		return needsDatabase(pos, v)
	case *Stream:
		// A stream of a stream of a stream nests on Go's stack.
		if err := in.enter(pos); err != nil {
			return err
		}
		defer in.leave()
		return v.Each(func(e Value) (bool, error) {
			if err := in.work(pos); err != nil {
				return false, err
			}
			return yield(e)
		})
	case *Map:
		if v.Struct() == Module("Range") {
			return in.enumerateRange(v, pos, yield)
		}
		if name, ok := ModuleName(v.Struct()); ok {
			if each := in.hostModule(name).Each; each != nil {
				return each(&Call{Args: []Value{v}, Pos: pos, Name: name, interp: in}, v, yield)
			}
		}
	}
	elements, ok := Elements(v)
	if !ok {
		return notEnumerable(pos, v)
	}
	for _, e := range elements {
		if err := in.work(pos); err != nil {
			return err
		}
		if more, err := yield(e); err != nil || !more {
			return err
		}
	}
	return nil
}

// enumerateRange yields the numbers of a range, however long it is.
func (in *Interp) enumerateRange(m *Map, pos diag.Pos, yield Yield) error {
	var bounds [3]Int
	for i, key := range []Atom{"first", "last", "step"} {
		n, ok := field(m, key).(Int)
		if !ok {
			return notEnumerable(pos, m)
		}
		bounds[i] = n
	}
	first, last, step := bounds[0], bounds[1], bounds[2]
	for n := first; step.Sign() > 0 && n.Cmp(last.Int) <= 0 || step.Sign() < 0 && n.Cmp(last.Int) >= 0; {
		if err := in.work(pos); err != nil {
			return err
		}
		if more, err := yield(n); err != nil || !more {
			return err
		}
		n = Int{new(big.Int).Add(n.Int, step.Int)}
	}
	return nil
}

// elements returns everything that enumerating a value gives.
func (in *Interp) elements(v Value, pos diag.Pos) ([]Value, error) {
	if elements, ok := Elements(v); ok {
		return elements, nil
	}
	elements := []Value{}
	err := in.enumerate(v, pos, func(e Value) (bool, error) {
		elements = append(elements, e)
		return true, in.grow(8, pos)
	})
	return elements, err
}

func notEnumerable(pos diag.Pos, v Value) error { return NoProtocol(pos, "Enumerable", v) }
