package locks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// myType is a type of MySQL in one spelling: "varchar" with 40 characters.
type myType struct {
	base string
	// args is what stands in the parentheses, without blanks.
	args string
}

// mysqlTypeOf reads the type of a column, by Ecto's rules or SQL's.
func mysqlTypeOf(c command.Column) myType {
	name := strings.ToLower(c.Type.Name)
	before, rest, found := strings.Cut(name, "(")
	t := myType{base: before}
	if found {
		args, after, _ := strings.Cut(rest, ")")
		t.args, t.base = strings.ReplaceAll(args, " ", ""), before+after
	}
	t.base = strings.Join(strings.Fields(t.base), " ")
	o := c.Options
	switch {
	case o.Size != "":
		t.args = o.Size
	case o.Precision != nil && o.Scale != nil:
		t.args = strconv.Itoa(*o.Precision) + "," + strconv.Itoa(*o.Scale)
	case o.Precision != nil:
		t.args = strconv.Itoa(*o.Precision)
	case t.base == "string":
		t.args = "255"
	}
	switch t.base {
	case "string":
		t.base = "varchar"
	case "integer":
		t.base = "int"
	case "serial", "bigserial", "id":
		t.base = "bigint"
	case "map":
		t.base = "json"
	case "binary":
		if t.base = "blob"; t.args != "" {
			t.base = "varbinary"
		}
	}
	return t
}

func (t myType) same(u myType) bool { return t.base == u.base && t.args == u.args }

// appends reports whether an ENUM or SET gets values behind those it has. One
// more byte a value would make it another type.
func appends(from, to myType) bool {
	if from.base != to.base || from.base != "enum" && from.base != "set" {
		return false
	}
	old, values := strings.Split(from.args, ","), strings.Split(to.args, ",")
	if len(values) < len(old) || !slices.Equal(values[:len(old)], old) {
		return false
	}
	if from.base == "enum" {
		return (len(old) > 255) == (len(values) > 255)
	}
	return (len(old)+7)/8 == (len(values)+7)/8
}

// grows reports whether a VARCHAR or VARBINARY gets longer without another
// number of bytes for its length: one up to 255 bytes. MariaDB needs no new
// rows either where the old length surely fits into seven bits.
func (m mysql) grows(from, to myType, c charsets) bool {
	if from.base != to.base || from.base != "varchar" && from.base != "varbinary" {
		return false
	}
	old, err := strconv.Atoi(from.args)
	size, err2 := strconv.Atoi(to.args)
	if err != nil || err2 != nil || size < old {
		return false
	}
	if from.base == "varchar" {
		old, size = old*bytesPerCharacter(c.from), size*bytesPerCharacter(c.to)
	}
	return (old > 255) == (size > 255) || m.server.MariaDB && old <= 127
}
