package pgtext

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// Encode writes a parameter. A value that Postgrex would not take for the type
// is a *[command.EncodeError].
func (t Type) Encode(v command.Value) (text string, null bool, err error) {
	if v == nil || v == command.Value(command.Null{}) {
		return "", true, nil
	}
	text, ok, err := t.encode(v)
	if err == nil && !ok {
		err = &command.EncodeError{Message: "Postgrex expected " + t.wanted() + ", got " + v.Inspect() +
			". Please make sure the value you are passing matches the definition in your table or in your query " +
			"or convert the value accordingly."}
	}
	return text, false, err
}

func (t Type) encode(v command.Value) (text string, ok bool, err error) {
	if t.Elem != nil {
		list, ok := v.(command.List)
		if !ok {
			return "", false, nil
		}
		text, err = t.encodeArray(list)
		return text, true, err
	}
	switch t.Name {
	case "json", "jsonb":
		text, err = command.JSON(v)
		return text, true, err
	case "bool":
		b, ok := v.(command.Bool)
		return strconv.FormatBool(bool(b)), ok, nil
	case "int2", "int4", "int8", "oid":
		n, ok := v.(command.Integer)
		return n.String(), ok, nil
	case "float4", "float8", "numeric":
		text, ok = number(v)
		return text, ok, nil
	case "bytea":
		s, ok := v.(command.String)
		return `\x` + hex.EncodeToString([]byte(s)), ok, nil
	case "uuid":
		s, ok := v.(command.String)
		return hex.EncodeToString([]byte(s)), ok && len(s) == 16, nil
	case "date", "time", "timestamp", "timestamptz":
		text, ok = t.encodeTime(v)
		return text, ok, nil
	}
	return other(v)
}

func number(v command.Value) (string, bool) {
	switch v := v.(type) {
	case command.Integer:
		return v.String(), true
	case command.Float:
		return strconv.FormatFloat(float64(v), 'g', -1, 64), true
	case command.Decimal:
		return strings.Replace(string(v), "Inf", "Infinity", 1), true
	case command.Atom:
		switch v {
		case "NaN", "inf", "-inf":
			return strings.Replace(string(v), "inf", "Infinity", 1), true
		}
	}
	return "", false
}

func (t Type) encodeTime(v command.Value) (string, bool) {
	switch v := v.(type) {
	case command.Date:
		return string(v), t.Name == "date"
	case command.Time:
		return string(v), t.Name == "time"
	case command.NaiveDateTime:
		return string(v), t.Name == "timestamp"
	case command.DateTime:
		// Without a zone the server takes a timestamp as it stands.
		return string(v), t.Name == "timestamp" || t.Name == "timestamptz"
	}
	return "", false
}

// other writes what is text: names, values of enums, citext.
func other(v command.Value) (string, bool, error) {
	switch v := v.(type) {
	case command.String:
		return string(v), true, nil
	case command.Unread:
		return v.Text, true, nil
	}
	return "", false, nil
}

// wanted says what a type takes, in Postgrex's words.
func (t Type) wanted() string {
	switch {
	case t.Elem != nil:
		return "a list"
	case t.Name == "bool":
		return "a boolean"
	case t.Name == "int2":
		return "an integer in -32768..32767"
	case t.Name == "int4":
		return "an integer in -2147483648..2147483647"
	case t.Name == "int8":
		return "an integer in -9223372036854775808..9223372036854775807"
	case t.Name == "oid":
		return "an integer in 0..4294967295"
	case t.Name == "float4", t.Name == "float8":
		return "a float"
	case t.Name == "uuid":
		return "a binary of 16 bytes"
	case t.Name == "date":
		return "%Date{}"
	case t.Name == "time":
		return "%Time{}"
	case t.Name == "timestamp":
		return "%DateTime{} or %NaiveDateTime{}"
	case t.Name == "timestamptz":
		return "%DateTime{}"
	case t.Name == "numeric":
		return "a number or %Decimal{}"
	}
	return "a binary"
}
