package sqlite

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func isSerial(t command.Type) bool { return t.Name == "serial" || t.Name == "bigserial" }

// columnType is Ecto.Adapters.SQLite3.DataType.column_type/2 with the adapter's
// default settings: ids, lists and maps are text. Sizes do not matter to
// SQLite and are left out, except for decimals.
func columnType(t command.Type, o command.ColumnOptions) (string, error) {
	if t.Of != nil && t.Name != "array" && t.Name != "map" {
		return "", ddl.UnknownType(t, database)
	}
	switch t.Name {
	case "id", "serial", "bigserial", "boolean", "integer", "bigint":
		return "INTEGER", nil
	case "string", "date", "time", "time_usec", "timestamp",
		"utc_datetime", "utc_datetime_usec", "naive_datetime", "naive_datetime_usec",
		"array", "map", "binary_id", "uuid":
		return "TEXT", nil
	case "float":
		return "NUMERIC", nil
	case "binary":
		return "BLOB", nil
	case "decimal":
		return decimal(o), nil
	}
	return strings.ToUpper(t.Name), nil
}

func decimal(o command.ColumnOptions) string {
	if o.Precision == nil {
		return "DECIMAL"
	}
	scale := 0
	if o.Scale != nil {
		scale = *o.Scale
	}
	return "DECIMAL(" + strconv.Itoa(*o.Precision) + "," + strconv.Itoa(scale) + ")"
}
