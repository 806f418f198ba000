package stdlib

import (
	"fmt"
	"hash/maphash"
	"math"
	"strconv"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// keyed finds terms by what they are, exactly (===), without comparing with
// every one that is there. It keeps the order in which they came.
type keyed struct {
	seed maphash.Seed
	// places are those of the keys with the same fingerprint.
	places map[uint64][]int
	keys   []eval.Value
	values []eval.Value
}

func newKeyed() *keyed { return &keyed{seed: maphash.MakeSeed(), places: map[uint64][]int{}} }

// get returns the value under a key.
func (k *keyed) get(key eval.Value) (eval.Value, bool) {
	i := k.place(k.fingerprint(key), key)
	if i < 0 {
		return nil, false
	}
	return k.values[i], true
}

// put sets the value under a key and reports whether the key is new.
func (k *keyed) put(key, value eval.Value) bool {
	mark := k.fingerprint(key)
	if i := k.place(mark, key); i >= 0 {
		k.values[i] = value
		return false
	}
	k.places[mark] = append(k.places[mark], len(k.keys))
	k.keys, k.values = append(k.keys, key), append(k.values, value)
	return true
}

// place returns where a key is, or -1.
func (k *keyed) place(mark uint64, key eval.Value) int {
	for _, i := range k.places[mark] {
		if eval.Equal(k.keys[i], key) {
			return i
		}
	}
	return -1
}

// toMap returns everything as a map.
func (k *keyed) toMap() *eval.Map {
	pairs := make([]eval.Pair, len(k.keys))
	for i, key := range k.keys {
		pairs[i] = eval.Pair{Key: key, Value: k.values[i]}
	}
	return eval.NewMap(pairs...)
}

// maxPrinted is how many parts of a term its fingerprint is of. A term can hold
// the same part so many times that nobody could wait for all of them.
const maxPrinted = 500

// fingerprint is a number that two terms share if they are the same. It looks
// at what is on the outside first, where terms mostly differ.
func (k *keyed) fingerprint(v eval.Value) uint64 {
	var b []byte
	left := maxPrinted
	for todo := []eval.Value{v}; len(todo) > 0; todo = todo[1:] {
		var parts []eval.Value
		switch v := todo[0].(type) {
		case eval.List:
			b = strconv.AppendInt(append(b, '['), int64(len(v)), 10)
			parts = v
		case eval.Tuple:
			b = strconv.AppendInt(append(b, '{'), int64(len(v)), 10)
			parts = v
		case *eval.Map:
			b = strconv.AppendInt(append(b, '%'), int64(v.Len()), 10)
			for _, p := range v.Pairs()[:min(v.Len(), maxPrinted)] {
				parts = append(parts, p.Key, p.Value)
			}
		default:
			b = appendScalar(b, v)
		}
		parts = parts[:min(len(parts), left)]
		todo, left = append(todo, parts...), left-len(parts)
	}
	return maphash.Bytes(k.seed, b)
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
	return fmt.Appendf(append(b, '?'), "%T;", v)
}

func appendText(b []byte, text string) []byte {
	b = append(strconv.AppendInt(b, int64(len(text)), 10), ':')
	return append(b, text...)
}
