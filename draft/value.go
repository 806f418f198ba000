package draft

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// value makes the default of a column of a type. Numbers and strings become
// what the type has.
func value(v intent.Value, t command.Type) (command.Value, bool) {
	switch v.Kind {
	case intent.NullValue:
		return command.Null{}, true
	case intent.TrueValue, intent.FalseValue:
		return boolean(v.Kind == intent.TrueValue, t)
	case intent.ExprValue:
		return command.Fragment(v.Text), true
	case intent.EmptyMap:
		return command.Map{}, isDocument(t)
	case intent.EmptyList:
		return command.List{}, t.IsArray() || isDocument(t)
	case intent.NumberValue, intent.StringValue:
		return literal(v.Text, t)
	}
	return nil, false
}

func boolean(b bool, t command.Type) (command.Value, bool) {
	switch {
	case t.Name == "boolean":
		return command.Bool(b), true
	case isNumeric(t):
		return nil, false
	}
	return command.String(strconv.FormatBool(b)), true
}

func literal(text string, t command.Type) (command.Value, bool) {
	switch {
	case t.Name == "boolean":
		switch strings.ToLower(text) {
		case "true", "t", "yes", "1", "on":
			return command.Bool(true), true
		case "false", "f", "no", "0", "off":
			return command.Bool(false), true
		}
		return nil, false
	case isNumeric(t):
		return number(text, t)
	case t.IsArray(), isDocument(t):
		return nil, false
	}
	return command.String(text), true
}

// number makes a number. An integer column has no default with a fraction.
func number(text string, t command.Type) (command.Value, bool) {
	if n, ok := new(big.Int).SetString(text, 10); ok {
		return command.BigInt(n), true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || isInteger(t) {
		return nil, false
	}
	return command.Float(f), true
}
