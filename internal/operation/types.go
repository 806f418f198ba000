package operation

import "github.com/whimbrel-go/whimbrel/command"

// SameType reports whether two columns have the same type to the database, with
// size, precision, scale and collation.
func SameType(a, b command.Column, database string) bool {
	x, y := a.Options, b.Options
	return sameName(a.Type, b.Type, database) &&
		size(a, database) == size(b, database) && sameNumber(x.Precision, y.Precision) && number(x.Scale) == number(y.Scale) &&
		x.Collation == y.Collation && x.Collate == y.Collate && x.Fields == y.Fields
}

func sameName(a, b command.Type, database string) bool {
	if a.Of != nil || b.Of != nil {
		return a.Of != nil && b.Of != nil && a.Name == b.Name && sameName(*a.Of, *b.Of, database) || a.IsMap() && b.IsMap()
	}
	return canonical(a.Name, database) == canonical(b.Name, database)
}

// canonical is one of the names that mean the same type, as sqlddl reads it.
func canonical(name, database string) string {
	switch name {
	case "naive_datetime":
		return "utc_datetime"
	case "naive_datetime_usec":
		return "utc_datetime_usec"
	case "uuid":
		return "binary_id"
	case "jsonb":
		if database == "postgres" {
			return "map"
		}
	case "bytea":
		return "binary"
	case "numeric":
		return "decimal"
	case "int", "id", "serial":
		return integer(name, database)
	case "bigserial", "identity":
		return "bigint"
	case "smallserial":
		return "smallint"
	}
	return name
}

// integer: Ecto's :id and :serial are wider on MySQL.
func integer(name, database string) string {
	if database == "mysql" && name != "int" {
		return "bigint unsigned"
	}
	return "integer"
}

// size: a string has 255 characters unless told.
func size(c command.Column, _ string) string {
	if c.Options.Size == "" && c.Type.Name == "string" && c.Options.Precision == nil {
		return "255"
	}
	return c.Options.Size
}

func sameNumber(a, b *int) bool { return (a == nil) == (b == nil) && number(a) == number(b) }

func number(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
