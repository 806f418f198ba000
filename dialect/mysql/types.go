package mysql

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// columnType writes the column's type with its size and AS for a generated
// column. A foreign key has the type of the key without its sequence.
func (w writer) columnType(c command.Column) {
	if c.Reference != nil && (c.Type.Name == "serial" || c.Type.Name == "bigserial") {
		w.SQL("BIGINT UNSIGNED")
		return
	}
	w.Value(sizedType(c.Type, c.Options))
	generated, given, err := ddl.Generated(c.Options.Generated)
	if err != nil {
		w.Fail(err)
	}
	w.If(given, " AS ", generated)
}

// sizedType is column_type/2: times without fractions have no precision, those
// with fractions have six digits unless another precision is given.
func sizedType(t command.Type, o command.ColumnOptions) (string, error) {
	name, err := plainType(t)
	if err != nil {
		return "", err
	}
	switch t.Name {
	case "time", "utc_datetime", "naive_datetime":
		return name, nil
	case "time_usec", "utc_datetime_usec", "naive_datetime_usec":
		return name + "(" + number(o.Precision, 6) + ")", nil
	}
	switch {
	case o.Size != "" && t.Name == "binary":
		return "varbinary(" + o.Size + ")", nil
	case o.Size != "":
		return name + "(" + o.Size + ")", nil
	case o.Precision != nil:
		return name + "(" + number(o.Precision, 0) + "," + number(o.Scale, 0) + ")", nil
	case t.Name == "string":
		return "varchar(255)", nil
	}
	return name, nil
}

func number(n *int, otherwise int) string {
	if n != nil {
		otherwise = *n
	}
	return strconv.Itoa(otherwise)
}

// plainType is ecto_to_db/1. Types that Ecto does not know are the database's
// own.
func plainType(t command.Type) (string, error) {
	switch {
	case t.IsArray():
		return "", dialect.Unsupported("MySQL has no array type: %s", t.Inspect()).
			WithHint("use :map (a json column), or a table of its own with one row an element")
	case t.IsMap():
		return "json", nil
	case t.Of != nil:
		return "", ddl.UnknownType(t, database)
	}
	switch t.Name {
	case "id":
		return "integer", nil
	case "serial", "bigserial":
		return "bigint unsigned not null auto_increment", nil
	case "binary_id", "uuid":
		return "binary(16)", nil
	case "string":
		return "varchar", nil
	case "float":
		return "double", nil
	case "binary":
		return "blob", nil
	case "time_usec":
		return "time", nil
	case "utc_datetime", "utc_datetime_usec", "naive_datetime", "naive_datetime_usec":
		return "datetime", nil
	}
	return t.Name, nil
}
