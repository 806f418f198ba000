package stdlib

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"hash"
	"math/big"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// erlangCrypto is the module :crypto: hashes and randomness.
func erlangCrypto() functions {
	return functions{
		"hash/2": cryptoHash, "mac/4": cryptoMac, "hmac/3": cryptoHmac,
		"strong_rand_bytes/1": cryptoRandom, "rand_bytes/1": cryptoRandom, "rand_uniform/2": cryptoUniform,
		"hash_equals/2": onTexts(func(_ *eval.Call, a, b string) (eval.Value, error) {
			return eval.Boolean(subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1), nil
		}),
	}
}

// hashOf returns the hash function that argument i names.
func hashOf(c *eval.Call, i int) (func() hash.Hash, error) {
	switch c.Args[i] {
	case eval.Atom("md5"):
		return md5.New, nil
	case eval.Atom("sha"), eval.Atom("sha1"):
		return sha1.New, nil
	case eval.Atom("sha224"):
		return sha256.New224, nil
	case eval.Atom("sha256"):
		return sha256.New, nil
	case eval.Atom("sha384"):
		return sha512.New384, nil
	case eval.Atom("sha512"):
		return sha512.New, nil
	case eval.Atom("sha3_256"):
		return func() hash.Hash { return sha3.New256() }, nil
	case eval.Atom("sha3_512"):
		return func() hash.Hash { return sha3.New512() }, nil
	}
	return nil, c.WrongArgument(i, "a hash such as :sha256")
}

func cryptoHash(c *eval.Call) (eval.Value, error) {
	newHash, err := hashOf(c, 0)
	if err != nil {
		return nil, err
	}
	data, err := iodata(c, c.Args[1])
	if err != nil {
		return nil, textError(err, badArgument(c, 2, "not an iodata term"))
	}
	h := newHash()
	h.Write([]byte(data))
	return eval.String(h.Sum(nil)), nil
}

// cryptoMac is mac(:hmac, hash, key, data).
func cryptoMac(c *eval.Call) (eval.Value, error) {
	if c.Args[0] != eval.Atom("hmac") {
		return nil, c.WrongArgument(0, ":hmac")
	}
	return hmacOf(c, 1)
}

func cryptoHmac(c *eval.Call) (eval.Value, error) { return hmacOf(c, 0) }

func hmacOf(c *eval.Call, i int) (eval.Value, error) {
	newHash, err := hashOf(c, i)
	if err != nil {
		return nil, err
	}
	key, err := iodata(c, c.Args[i+1])
	if err != nil {
		return nil, textError(err, badArgument(c, i+2, "not an iodata term"))
	}
	data, err := iodata(c, c.Args[i+2])
	if err != nil {
		return nil, textError(err, badArgument(c, i+3, "not an iodata term"))
	}
	h := hmac.New(newHash, []byte(key))
	h.Write([]byte(data))
	return eval.String(h.Sum(nil)), nil
}

func cryptoRandom(c *eval.Call) (eval.Value, error) {
	n, err := countFrom(c, 0, 0)
	if err != nil {
		return nil, err
	}
	b, err := randomBytes(c, n)
	return eval.String(b), err
}

// uniform is a number from low up to high, without high.
func uniform(low, high int) (eval.Value, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(int64(high-low)))
	if err != nil {
		return nil, err
	}
	return eval.Int{Int: n.Add(n, big.NewInt(int64(low)))}, nil
}

func cryptoUniform(c *eval.Call) (eval.Value, error) {
	low, err := c.Index(0)
	if err != nil {
		return nil, err
	}
	high, err := c.Index(1)
	if err == nil && high <= low {
		err = c.WrongArgument(1, "a larger integer than the first")
	}
	if err != nil {
		return nil, err
	}
	return uniform(low, high)
}

// erlangRand is the module :rand. Seeds are accepted and count for nothing:
// the numbers are Go's.
func erlangRand() functions {
	seed := func(c *eval.Call) (eval.Value, error) { return tupleOf(c.Args[0], eval.List{}), nil }
	return functions{
		"uniform/0": randFloat, "uniform_real/0": randFloat, "uniform/1": randUpTo,
		"seed/1": seed, "seed/2": seed, "seed_s/1": seed, "bytes/1": cryptoRandom,
	}
}

func randFloat(*eval.Call) (eval.Value, error) {
	v, err := uniform(0, 1<<53)
	if err != nil {
		return nil, err
	}
	n, _ := asFloat(v)
	return eval.Float(n / (1 << 53)), nil
}

func randUpTo(c *eval.Call) (eval.Value, error) {
	n, err := countFrom(c, 0, 1)
	if err != nil {
		return nil, err
	}
	return uniform(1, n+1)
}
