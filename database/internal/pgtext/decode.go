// Package pgtext reads and writes the values of PostgreSQL in its text form, as
// Postgrex gives and takes them.
package pgtext

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
)

// Type is a type of the server.
type Type struct {
	// Name is the one in pg_type: "int4"; that of an array begins with "_".
	Name string
	// Modifier is the number of digits of a second that a column was declared
	// with, or -1.
	Modifier int
	// Elem is the type of an array's elements.
	Elem *Type
}

// Decode reads a value. What cannot be read is an [command.Unread].
func (t Type) Decode(text string) command.Value {
	v, err := t.decode(text)
	if err != nil {
		return command.Unread{Type: t.Name, Text: text}
	}
	return v
}

func (t Type) decode(text string) (command.Value, error) {
	if t.Elem != nil {
		return t.decodeArray(text)
	}
	switch t.Name {
	case "bool":
		return command.Bool(text == "t"), nil
	case "int2", "int4", "int8", "oid", "xid", "cid":
		n, ok := new(big.Int).SetString(text, 10)
		if !ok {
			return nil, fmt.Errorf("%q is no number", text)
		}
		return command.BigInt(n), nil
	case "float4":
		return decodeFloat(text, 32)
	case "float8":
		return decodeFloat(text, 64)
	case "numeric":
		return command.Decimal(strings.Replace(text, "Infinity", "Inf", 1)), nil
	case "text", "varchar", "bpchar", "name", "char", "citext", "xml", "unknown", "enum", "lquery", "ltree", "ltxtquery":
		return command.String(text), nil
	case "bytea":
		return decodeHex(strings.TrimPrefix(text, `\x`))
	case "uuid":
		return decodeHex(strings.ReplaceAll(text, "-", ""))
	case "json", "jsonb":
		return command.ParseJSON(text)
	case "void":
		return command.Atom("void"), nil
	}
	return t.decodeTime(text)
}

func decodeHex(digits string) (command.Value, error) {
	bytes, err := hex.DecodeString(digits)
	return command.String(bytes), err
}

func decodeFloat(text string, bits int) (command.Value, error) {
	f, err := strconv.ParseFloat(text, bits)
	switch {
	case err != nil:
		return nil, err
	case math.IsNaN(f):
		return command.Atom("NaN"), nil
	case math.IsInf(f, 1):
		return command.Atom("inf"), nil
	case math.IsInf(f, -1):
		return command.Atom("-inf"), nil
	}
	return command.Float(f), nil
}

// decodeTime reads days and times in the server's ISO style.
func (t Type) decodeTime(text string) (command.Value, error) {
	fraction := "." + strings.Repeat("0", 6)
	if t.Modifier >= 0 && t.Modifier <= 6 {
		fraction = strings.TrimSuffix("."+strings.Repeat("0", t.Modifier), ".")
	}
	switch t.Name {
	case "date":
		at, err := time.Parse(time.DateOnly, text)
		return command.Date(at.Format(time.DateOnly)), err
	case "time":
		at, err := time.Parse("15:04:05", text)
		return command.Time(at.Format("15:04:05" + fraction)), err
	case "timestamp":
		at, err := time.Parse(time.DateTime, text)
		return command.NaiveDateTime(at.Format("2006-01-02T15:04:05" + fraction)), err
	case "timestamptz":
		for _, zone := range []string{"Z07", "Z07:00", "Z07:00:00"} {
			if at, err := time.Parse(time.DateTime+zone, text); err == nil {
				return command.DateTime(at.UTC().Format("2006-01-02T15:04:05"+fraction) + "Z"), nil
			}
		}
	}
	return nil, fmt.Errorf("%s is not read", t.Name)
}
