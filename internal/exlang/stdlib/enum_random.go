package stdlib

import (
	"math/rand/v2"
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// enumRandom has the functions of Enum that choose by chance.
func enumRandom() functions {
	return functions{"random/1": enumRandomOne, "shuffle/1": enumShuffle, "take_random/2": enumTakeRandom}
}

func enumRandomOne(c *eval.Call) (eval.Value, error) {
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	if len(elements) == 0 {
		return nil, emptyError(c)
	}
	return elements[rand.IntN(len(elements))], nil
}

func shuffled(c *eval.Call) ([]eval.Value, error) {
	elements, err := collect(c, 0)
	mixed := slices.Clone(elements)
	rand.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	return mixed, err
}

func enumShuffle(c *eval.Call) (eval.Value, error) {
	mixed, err := shuffled(c)
	if err != nil {
		return nil, err
	}
	return listOf(c, mixed)
}

func enumTakeRandom(c *eval.Call) (eval.Value, error) {
	n, err := countFrom(c, 1, 0)
	if err != nil {
		return nil, err
	}
	mixed, err := shuffled(c)
	if err != nil {
		return nil, err
	}
	return listOf(c, mixed[:min(n, len(mixed))])
}
