package ddl

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// JSONText returns a list or map as JSON, escaped for a string literal.
func JSONText(v command.Value, database string, escape func(string) string) (string, error) {
	text, err := command.JSON(v)
	if err != nil {
		return "", dialect.Unsupported("%s cannot store the default %s", database, v.Inspect()).
			WithDetail("%s", err).
			WithHint("use strings, numbers, booleans, nil, lists and maps, or write SQL: default: fragment(\"...\")")
	}
	return escape(text), nil
}

// UnknownDefault refuses a default that the adapter has no form for.
func UnknownDefault(v command.Value, database string) error {
	d := dialect.Unsupported("%s cannot have the default %s", database, v.Inspect())
	switch v := v.(type) {
	case command.Atom:
		return d.WithHint("write it as a string: default: %s", command.String(v).Inspect())
	case command.List, command.Map:
		return d.WithHint(`write the value as text: default: "..." or default: fragment("...")`)
	}
	return d.WithHint("use a string, a number, a boolean or fragment(\"...\")")
}
