package locks

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
)

// mssqlTypeOf reads the type of a column as MySQL's is read, with SQL Server's
// names for Ecto's types.
func mssqlTypeOf(c command.Column) myType {
	t := mysqlTypeOf(c)
	switch c.Type.Name {
	case "string":
		t.base = "nvarchar"
	case "text":
		t.base, t.args = "nvarchar", "max"
	case "binary":
		t.base = "varbinary"
	case "binary_id", "uuid":
		t.base = "uniqueidentifier"
	case "boolean":
		t.base = "bit"
	}
	return t
}

// longer compares lengths.
func longer(from, to string) bool {
	a, err := strconv.Atoi(from)
	b, err2 := strconv.Atoi(to)
	return err == nil && err2 == nil && a <= b
}
