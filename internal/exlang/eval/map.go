package eval

import (
	"slices"
	"sort"
	"strings"
)

// Map is a map, kept in term order of its keys. A struct is a map with the key
// __struct__.
type Map struct{ pairs []Pair }

// structKey is the key under which a struct names its module.
const structKey Atom = "__struct__"

// NewMap returns a map of the pairs; later ones win.
func NewMap(pairs ...Pair) *Map { return MapOf(pairs) }

// MapOf returns a map of the pairs; later ones win.
func MapOf(pairs []Pair) *Map {
	sorted := slices.Clone(pairs)
	slices.SortStableFunc(sorted, func(a, b Pair) int { return keyCompare(a.Key, b.Key) })
	kept := sorted[:0]
	for _, p := range sorted {
		if n := len(kept); n > 0 && keyCompare(kept[n-1].Key, p.Key) == 0 {
			kept[n-1] = p
			continue
		}
		kept = append(kept, p)
	}
	return &Map{kept}
}

// NewStruct returns a struct of a module.
func NewStruct(module Atom, fields ...Pair) *Map {
	return NewMap(fields...).Put(structKey, module)
}

// Len returns the number of keys.
func (m *Map) Len() int { return len(m.pairs) }

// Pairs returns the pairs in term order. The caller must not change them.
func (m *Map) Pairs() []Pair { return m.pairs }

// Get returns the value under a key.
func (m *Map) Get(key Value) (Value, bool) {
	i, found := m.find(key)
	if !found {
		return nil, false
	}
	return m.pairs[i].Value, true
}

// Put returns a map that also has the key.
func (m *Map) Put(key, value Value) *Map {
	i, found := m.find(key)
	pairs := make([]Pair, 0, len(m.pairs)+1)
	pairs = append(pairs, m.pairs[:i]...)
	pairs = append(pairs, Pair{key, value})
	if found {
		i++
	}
	return &Map{append(pairs, m.pairs[i:]...)}
}

// Delete returns a map without the key.
func (m *Map) Delete(key Value) *Map {
	i, found := m.find(key)
	if !found {
		return m
	}
	pairs := append([]Pair{}, m.pairs[:i]...)
	return &Map{append(pairs, m.pairs[i+1:]...)}
}

// Struct returns the module of a struct, or "".
func (m *Map) Struct() Atom {
	if v, ok := m.Get(structKey); ok {
		if module, ok := v.(Atom); ok {
			return module
		}
	}
	return ""
}

// find returns the place of a key, or the place where it belongs.
func (m *Map) find(key Value) (int, bool) {
	i := sort.Search(len(m.pairs), func(i int) bool { return keyCompare(m.pairs[i].Key, key) >= 0 })
	return i, i < len(m.pairs) && keyCompare(m.pairs[i].Key, key) == 0
}

// keyCompare is the order of keys, in which 1 and 1.0 differ.
func keyCompare(a, b Value) int {
	if x, ok := a.(Atom); ok {
		if y, ok := b.(Atom); ok {
			return strings.Compare(string(x), string(y))
		}
	}
	o := order{exact: true}
	return o.compare(a, b)
}
