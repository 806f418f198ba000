package stdlib

import (
	"math/big"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// bitwiseFunctions is the module Bitwise, functions and operators.
func bitwiseFunctions() functions {
	and, or, xor := onIntegers((*big.Int).And), onIntegers((*big.Int).Or), onIntegers((*big.Int).Xor)
	left, right := shiftBits(1), shiftBits(-1)
	return functions{
		"band/2": and, "&&&/2": and, "bor/2": or, "|||/2": or, "bxor/2": xor, "^^^/2": xor,
		"bnot/1": bitNot, "~~~/1": bitNot, "bsl/2": left, "<<</2": left, "bsr/2": right, ">>>/2": right,
	}
}

func onIntegers(f func(z, a, b *big.Int) *big.Int) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		a, okA := c.Args[0].(eval.Int)
		b, okB := c.Args[1].(eval.Int)
		if !okA || !okB {
			return nil, arithmeticError(c)
		}
		return eval.Int{Int: f(new(big.Int), a.Int, b.Int)}, c.Grow((a.BitLen() + b.BitLen()) / 8)
	}
}

func bitNot(c *eval.Call) (eval.Value, error) {
	n, ok := c.Args[0].(eval.Int)
	if !ok {
		return nil, arithmeticError(c)
	}
	return eval.Int{Int: new(big.Int).Not(n.Int)}, nil
}

func shiftBits(direction int) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		n, ok := c.Args[0].(eval.Int)
		by, small := asInt(c.Args[1])
		if !ok || !small {
			return nil, arithmeticError(c)
		}
		if by *= direction; by < 0 {
			return eval.Int{Int: new(big.Int).Rsh(n.Int, uint(-by))}, nil
		}
		// The size is counted before anything of that size is made.
		if err := c.GrowInteger(n.BitLen() + by); err != nil {
			return nil, err
		}
		return eval.Int{Int: new(big.Int).Lsh(n.Int, uint(by))}, nil
	}
}
