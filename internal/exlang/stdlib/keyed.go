package stdlib

import (
	"fmt"
	"math"
	"strconv"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// keyed finds terms by what they are, exactly (===), without comparing with
// every one that is there. It keeps the order in which they came.
type keyed struct {
	places map[string]int
	keys   []eval.Value
	values []eval.Value
}

func newKeyed() *keyed { return &keyed{places: map[string]int{}} }

// get returns the value under a key.
func (k *keyed) get(key eval.Value) (eval.Value, bool) {
	i, ok := k.places[identity(key)]
	if !ok {
		return nil, false
	}
	return k.values[i], true
}

// put sets the value under a key and reports whether the key is new.
func (k *keyed) put(key, value eval.Value) bool {
	id := identity(key)
	if i, ok := k.places[id]; ok {
		k.values[i] = value
		return false
	}
	k.places[id] = len(k.keys)
	k.keys, k.values = append(k.keys, key), append(k.values, value)
	return true
}

// toMap returns everything as a map.
func (k *keyed) toMap() *eval.Map {
	pairs := make([]eval.Pair, len(k.keys))
	for i, key := range k.keys {
		pairs[i] = eval.Pair{Key: key, Value: k.values[i]}
	}
	return eval.NewMap(pairs...)
}

// identity is a text that two terms share if they are the same. What is still
// to be written is in a list and not on Go's stack: terms can nest deeply.
func identity(v eval.Value) string {
	var b []byte
	for todo := []eval.Value{v}; len(todo) > 0; {
		last := len(todo) - 1
		v, todo = todo[last], todo[:last]
		switch v := v.(type) {
		case eval.List:
			b = strconv.AppendInt(append(b, '['), int64(len(v)), 10)
			todo = append(todo, reversed(v)...)
		case eval.Tuple:
			b = strconv.AppendInt(append(b, '{'), int64(len(v)), 10)
			todo = append(todo, reversed(v)...)
		case *eval.Map:
			b = strconv.AppendInt(append(b, '%'), int64(v.Len()), 10)
			for _, p := range v.Pairs() {
				todo = append(todo, p.Value, p.Key)
			}
		default:
			b = appendScalar(b, v)
		}
	}
	return string(b)
}

// appendScalar writes a term that has no others in it.
func appendScalar(b []byte, v eval.Value) []byte {
	switch v := v.(type) {
	case eval.Atom:
		return appendText(append(b, 'a'), string(v))
	case eval.String:
		return appendText(append(b, 's'), string(v))
	case eval.Int:
		return append(v.Append(append(b, 'i'), 36), ';')
	case eval.Float:
		return append(strconv.AppendUint(append(b, 'f'), math.Float64bits(float64(v)), 36), ';')
	}
	return fmt.Appendf(append(b, '?'), "%T%p;", v, v)
}

func appendText(b []byte, text string) []byte {
	b = append(strconv.AppendInt(b, int64(len(text)), 10), ':')
	return append(b, text...)
}
