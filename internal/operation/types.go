package operation

import "github.com/whimbrel-go/whimbrel/command"

// SameType reports whether two columns have the same type to the database, with
// size, precision, scale and collation.
func SameType(a, b command.Column, database string) bool {
	x, y := a.Options, b.Options
	if !sameName(a.Type, b.Type, database) || x.Collation != y.Collation || x.Collate != y.Collate || x.Fields != y.Fields {
		return false
	}
	if database == "sqlite" && canonical(a.Type, database) != "decimal" { // which has no sizes
		return true
	}
	return size(a, database) == size(b, database) && sameNumber(x.Precision, y.Precision) && number(x.Scale) == number(y.Scale)
}

func sameName(a, b command.Type, database string) bool {
	if a.IsArray() && b.IsArray() {
		return sameName(*a.Of, *b.Of, database)
	}
	return canonical(a, database) == canonical(b, database)
}

// canonical is one of the names that mean the same type, as SQL is read.
func canonical(t command.Type, database string) string {
	switch database {
	case "sqlite":
		return affinity(t)
	case "mssql":
		if t.IsMap() {
			return "string"
		}
	}
	if t.IsMap() {
		return "map"
	}
	return plain(t.Name, database)
}

func plain(name, database string) string {
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
		if database == "mysql" {
			return "bigint unsigned"
		}
		return "bigint"
	case "smallserial":
		return "smallint"
	}
	return name
}

// affinity is the type that Ecto's adapter for SQLite writes.
func affinity(t command.Type) string {
	switch t.Name {
	case "id", "serial", "bigserial", "boolean", "integer", "bigint":
		return "integer"
	case "string", "text", "date", "time", "time_usec", "timestamp", "utc_datetime", "utc_datetime_usec", "naive_datetime",
		"naive_datetime_usec", "binary_id", "uuid", "map", "array":
		return "text"
	}
	return t.Name
}

// integer: Ecto's :serial is wider on MySQL, and its :id on SQL Server.
func integer(name, database string) string {
	switch {
	case name == "serial" && database == "mysql":
		return "bigint unsigned"
	case name == "id" && database == "mssql":
		return "bigint"
	}
	return "integer"
}

// size: a string has 255 characters unless told, and JSON on SQL Server all.
func size(c command.Column, database string) string {
	switch {
	case c.Options.Size != "" || c.Options.Precision != nil:
		return c.Options.Size
	case c.Type.Name == "string":
		return "255"
	case c.Type.IsMap() && database == "mssql":
		return "max"
	}
	return ""
}

func sameNumber(a, b *int) bool { return (a == nil) == (b == nil) && number(a) == number(b) }

func number(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
