package mssql

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// columnType writes the column's type and AS for a generated column. A foreign
// key has the type of the key without its sequence.
func (w writer) columnType(c command.Column) {
	if c.Reference != nil {
		switch c.Type.Name {
		case "id", "bigserial":
			w.SQL("BIGINT")
			return
		case "serial":
			w.SQL("INT")
			return
		}
	}
	w.Value(sizedType(c.Type, c.Options))
	generated, given, err := ddl.Generated(c.Options.Generated)
	if err != nil {
		w.Fail(err)
	}
	w.If(given, " AS ", generated)
}

// sizedType is ecto_to_db/4. A size out of a type's range falls through to the
// plain form, TYPE(SIZE) with Ecto's name of the type, which the server then
// refuses.
func sizedType(t command.Type, o command.ColumnOptions) (string, error) {
	if t.IsArray() {
		return "", dialect.Unsupported("SQL Server has no array type: %s", t.Inspect()).
			WithHint("use :map (an nvarchar(max) column with JSON), or a table of its own with one row an element")
	}
	if name, ok := timeType(t, o); ok {
		return name, nil
	}
	if name, ok := sized(t, o.Size); ok {
		return name, nil
	}
	if t.Of != nil {
		if t.IsMap() {
			return "", unknownSize(t, o.Size)
		}
		return "", ddl.UnknownType(t, database)
	}
	return plainType(t, o)
}

// timeType takes a precision from 0 to 7; any other is 6.
func timeType(t command.Type, o command.ColumnOptions) (string, bool) {
	if t.Of != nil {
		return "", false
	}
	precision := "(6)"
	if p := o.Precision; p != nil && 0 <= *p && *p <= 7 {
		precision = "(" + strconv.Itoa(*p) + ")"
	}
	switch t.Name {
	case "time":
		return "time(0)", true
	case "time_usec":
		return "time" + precision, true
	case "utc_datetime", "naive_datetime":
		return "datetime", true
	case "utc_datetime_usec", "naive_datetime_usec":
		return "datetime2" + precision, true
	}
	return "", false
}

// sized returns the types that do without a size, or that know its range.
func sized(t command.Type, size string) (string, bool) {
	if t.Of != nil && !t.IsMap() {
		return "", false
	}
	switch t.Name {
	case "id":
		return "bigint", true
	case "serial":
		return "int IDENTITY(1,1)", true
	case "bigserial":
		return "bigint IDENTITY(1,1)", true
	case "binary_id", "uuid":
		return "uniqueidentifier", true
	case "boolean":
		return "bit", true
	case "string":
		if size == "max" {
			return "nvarchar(max)", true
		}
		return withSize("nvarchar", "nvarchar(255)", size, 1, 4000)
	case "float":
		return withSize("float", "float", size, 1, 53)
	case "binary":
		return withSize("varbinary", "varbinary(max)", size, 1, 8000)
	case "map":
		least := 0
		if t.Of != nil {
			least = 1
		}
		return withSize("nvarchar", "nvarchar(max)", size, least, 4000)
	}
	return "", false
}

func withSize(name, without, size string, least, most int) (string, bool) {
	if size == "" {
		return without, true
	}
	n, err := strconv.Atoi(size)
	return name + "(" + size + ")", err == nil && least <= n && n <= most
}

func plainType(t command.Type, o command.ColumnOptions) (string, error) {
	_, err := strconv.Atoi(o.Size)
	switch {
	case o.Size != "" && err == nil:
		return t.Name + "(" + o.Size + ")", nil
	case o.Precision != nil:
		scale := 0
		if o.Scale != nil {
			scale = *o.Scale
		}
		return t.Name + "(" + strconv.Itoa(*o.Precision) + "," + strconv.Itoa(scale) + ")", nil
	case o.Size != "":
		return "", unknownSize(t, o.Size)
	}
	return t.Name, nil
}

func unknownSize(t command.Type, size string) error {
	return dialect.Unsupported("SQL Server has no type %s of size %s", t.Inspect(), size).
		WithHint("only :string takes size: :max; leave the size out of :map and :binary, which have no limit then,\n" +
			"or write the database's type: :\"varbinary(max)\"")
}
