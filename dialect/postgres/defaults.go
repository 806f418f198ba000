package postgres

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// defaultClause writes " DEFAULT value" if the column has a default.
func (w writer) defaultClause(c command.Column) {
	switch c.Options.Default.(type) {
	case nil:
	case command.Null:
		w.SQL(" DEFAULT NULL")
	default:
		w.SQL(" DEFAULT ").Value(defaultValue(c.Options.Default, c.Type))
	}
}

// defaultValue is default_type/2: a list needs an array type, a map needs :map,
// and a NULL inside a list is refused.
func defaultValue(v command.Value, t command.Type) (string, error) {
	switch v := v.(type) {
	case command.String:
		return defaultText(string(v))
	case command.Bool, command.Integer, command.Float:
		return v.Inspect(), nil
	case command.Fragment:
		return string(v), nil
	case command.List:
		if t.IsArray() {
			return defaultArray(v, t)
		}
	case command.Map:
		if t.Name == "map" && t.Of == nil {
			return defaultJSON(v)
		}
	case command.Null, command.Atom, command.Tuple:
	}
	return "", unknownDefault(v, t)
}

func defaultArray(list command.List, t command.Type) (string, error) {
	elements := make([]string, len(list))
	for i, e := range list {
		text, err := defaultValue(e, *t.Of)
		if err != nil {
			return "", err
		}
		elements[i] = text
	}
	name, err := plainType(t)
	return "ARRAY[" + strings.Join(elements, ",") + "]::" + name, err
}

func defaultJSON(m command.Map) (string, error) {
	text, err := command.JSON(m)
	if err != nil {
		return "", dialect.Invalid("the default %s cannot be written as JSON", m.Inspect()).
			WithDetail("%s", err).
			WithHint("use strings, numbers, booleans, nil, lists and maps")
	}
	return literal(text), nil
}

func defaultText(text string) (string, error) {
	if strings.IndexByte(text, 0) < 0 && utf8.ValidString(text) {
		return literal(text), nil
	}
	problem := "is not valid UTF-8"
	if strings.IndexByte(text, 0) >= 0 {
		problem = "contains a null byte"
	}
	return "", dialect.Invalid("the default %s %s", command.String(text).Inspect(), problem).
		WithDetail("PostgreSQL takes defaults as UTF-8 text without null bytes.").
		WithHint(`for a binary column write the bytes in hexadecimal: default: "\\x%s"`, hex.EncodeToString([]byte(text)))
}

func unknownDefault(v command.Value, t command.Type) error {
	d := dialect.Invalid("%s cannot be the default of a column of type %s", v.Inspect(), t.Inspect())
	switch v.(type) {
	case command.List:
		return d.WithHint("a list needs an array type such as {:array, :string};\n" +
			`for JSON write the text: default: "[1, 2]"`)
	case command.Map:
		return d.WithHint("a map needs the type :map;\n" +
			`for other types write the value as SQL: default: fragment("'{}'::jsonb")`)
	case command.Null:
		return d.WithHint(`write the array as SQL: default: fragment("ARRAY[NULL]::integer[]")`)
	}
	return d.WithHint("use a string, number, boolean, list, map or fragment(\"...\")")
}
