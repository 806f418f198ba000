package stdlib

import (
	"crypto/rand"
	"encoding/hex"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// ectoUUIDFunctions is the module Ecto.UUID.
func ectoUUIDFunctions() functions {
	return functions{
		"generate/0": uuidGenerate, "generate/1": uuidGenerate, "autogenerate/0": uuidGenerate, "bingenerate/0": uuidBingenerate, "bingenerate/1": uuidBingenerate,
		"cast/1": uuidTry(castUUID), "cast!/1": uuidBang(castUUID, "cannot cast %s to Ecto.UUID", "Ecto.CastError"),
		"dump/1": uuidTry(dumpUUID), "dump!/1": uuidBang(dumpUUID, "cannot dump given UUID to binary: %s", "ArgumentError"),
		"load/1": uuidTry(loadUUID), "load!/1": uuidBang(loadUUID, "cannot load given binary as UUID: %s", "ArgumentError"),
		"type/0":   func(*eval.Call) (eval.Value, error) { return eval.Atom("uuid"), nil },
		"equal?/2": func(c *eval.Call) (eval.Value, error) { return eval.Boolean(eval.Equal(c.Args[0], c.Args[1])), nil },
	}
}

// randomBytes are n bytes that nobody can guess.
func randomBytes(c *eval.Call, n int) ([]byte, error) {
	if err := c.Grow(n); err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err := rand.Read(b)
	return b, err
}

func newUUID(c *eval.Call) ([]byte, error) {
	b, err := randomBytes(c, 16)
	if err != nil {
		return nil, err
	}
	b[6] = b[6]&0x0F | 0x40
	b[8] = b[8]&0x3F | 0x80
	return b, nil
}

func uuidGenerate(c *eval.Call) (eval.Value, error) {
	b, err := newUUID(c)
	return eval.String(uuidText(b)), err
}

func uuidBingenerate(c *eval.Call) (eval.Value, error) {
	b, err := newUUID(c)
	return eval.String(b), err
}

func uuidText(b []byte) string {
	if len(b) != 16 {
		return ""
	}
	s := hex.EncodeToString(b)
	return strings.Join([]string{s[:8], s[8:12], s[12:16], s[16:20], s[20:]}, "-")
}

// uuidBytes reads the text of a UUID.
func uuidBytes(s string) ([]byte, bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return nil, false
	}
	b, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	return b, err == nil && len(b) == 16
}

func castUUID(s string) (string, bool) {
	if len(s) == 16 {
		return uuidText([]byte(s)), true
	}
	b, ok := uuidBytes(s)
	return uuidText(b), ok
}

func dumpUUID(s string) (string, bool) {
	b, ok := uuidBytes(s)
	return string(b), ok
}

func loadUUID(s string) (string, bool) { return uuidText([]byte(s)), len(s) == 16 }

func uuidTry(convert func(string) (string, bool)) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		if s, isText := c.Args[0].(eval.String); isText {
			if v, done := convert(string(s)); done {
				return okTuple(eval.String(v)), nil
			}
		}
		return eval.Atom("error"), nil
	}
}

func uuidBang(convert func(string) (string, bool), message, exception string) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		if s, isText := c.Args[0].(eval.String); isText {
			if v, done := convert(string(s)); done {
				return eval.String(v), nil
			}
		}
		return nil, c.Raise(exception, message, eval.Inspect(c.Args[0]))
	}
}
