package postgres

import (
	"encoding/binary"
	"strings"
)

// advisoryKey is :erlang.phash2({:ecto, prefix, repo}), the number of the
// advisory lock that Ecto takes: prefix is a string or nil, repo is a module's
// name, "MyApp.Repo". A name with a colon, ":repo", is a plain atom.
//
// erlang:phash2/1 promises the same number on every machine and release, so
// that Mix and Whimbrel exclude each other.
func advisoryKey(prefix, repo string) uint32 {
	const arity = 3
	hash := mixNumber(arity, 9, 0)
	hash = mixNumber(atomHash("ecto"), 3, hash)
	if prefix == "" {
		hash = mixNumber(atomHash("nil"), 3, hash)
	} else {
		hash = bytesHash([]byte(prefix), salt(13)+hash)
	}
	hash = mixNumber(atomHash(moduleAtom(repo)), 3, hash)
	return hash & (1<<27 - 1)
}

func moduleAtom(repo string) string {
	if atom, plain := strings.CutPrefix(repo, ":"); plain {
		return atom
	}
	return "Elixir." + repo
}

// golden is the constant of Bob Jenkins' hash, the golden ratio in 32 bits;
// Erlang salts each kind of term with a multiple of it.
const golden uint32 = 0x9e3779b9

func salt(kind uint32) uint32 { return kind * golden }

// mix is the mixing step of Bob Jenkins' hash of 1996 ("A hash function for
// hash table lookup").
func mix(a, b, c uint32) (uint32, uint32, uint32) {
	shifts := [...]struct{ a, b, c int }{{13, 8, 13}, {12, 16, 5}, {3, 10, 15}}
	for _, s := range shifts {
		a = (a - b - c) ^ c>>s.a
		b = (b - c - a) ^ a<<s.b
		c = (c - a - b) ^ b>>s.c
	}
	return a, b, c
}

// mixNumber adds one number, salted for its kind, to a hash.
func mixNumber(n, kind, hash uint32) uint32 {
	_, _, hash = mix(salt(kind)+n, salt(kind), hash)
	return hash
}

// bytesHash is Jenkins' hash of a string of bytes.
func bytesHash(text []byte, hash uint32) uint32 {
	length := uint32(len(text))
	a, b, c := golden, golden, hash
	for len(text) >= 12 {
		a += binary.LittleEndian.Uint32(text)
		b += binary.LittleEndian.Uint32(text[4:])
		c += binary.LittleEndian.Uint32(text[8:])
		a, b, c = mix(a, b, c)
		text = text[12:]
	}
	// The last byte of c stays free for the length.
	var rest [12]byte
	copy(rest[:8], text)
	if len(text) > 8 {
		copy(rest[9:], text[8:])
	}
	a += binary.LittleEndian.Uint32(rest[:])
	b += binary.LittleEndian.Uint32(rest[4:])
	c += binary.LittleEndian.Uint32(rest[8:]) + length
	_, _, c = mix(a, b, c)
	return c
}

// atomHash is the hash of an atom's name: hashpjw over its characters, those
// of Latin-1 as one.
func atomHash(name string) uint32 {
	var hash uint32
	for i := 0; i < len(name); i++ {
		c := name[i]
		if i+1 < len(name) && c&0xfe == 0xc2 && name[i+1]&0xc0 == 0x80 {
			i++
			c = c<<6 | name[i]&0x3f
		}
		hash = hash<<4 + uint32(c)
		if high := hash & 0xf0000000; high != 0 {
			hash ^= high >> 24
			hash ^= high
		}
	}
	return hash
}
