package sqlddl

import (
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// sqlType is a type as SQL writes it: "numeric(10,2)[]" has the base numeric,
// two arguments and one dimension.
type sqlType struct {
	// base is in lower case with single blanks, without arguments.
	base string
	// args are the arguments, and argsText is what the parentheses hold.
	args     []string
	argsText string
	dims     int
	// quoted: the name was quoted, so that it is none of the known ones.
	quoted bool
}

// afterType ends a type, beside what begins any clause.
var afterType = []string{
	"CHARACTER SET", "CHARSET", "AUTOINCREMENT", "NOT DEFERRABLE", "DEFERRABLE", "STORED", "VIRTUAL", "INVISIBLE", "ON CONFLICT",
	"KEY", "STORAGE", "COMPRESSION", "SPARSE", "ROWGUIDCOL", "WITH (", "COLUMN_FORMAT", "SRID", "PERSISTED",
}

// columnType reads a type. SQLite's columns need none.
func (p *parser) columnType() sqlType {
	var t sqlType
	var words []string
	for !p.failed {
		next := p.at()
		stop := next.kind != word && next.kind != name && next.text != "(" && next.text != "[" && next.text != "."
		if stop || p.seesAny(columnClauses...) || p.seesAny(afterType...) || p.database == "mssql" && (p.sees("IDENTITY") || p.begins()) {
			break
		}
		switch {
		case p.sees("("):
			t.argsText = p.parens()
			for _, a := range strings.Split(t.argsText, ",") {
				t.args = append(t.args, strings.TrimSpace(a))
			}
		case p.accept("["):
			for p.at().kind != end && !p.accept("]") {
				p.step()
			}
			t.dims++
		case p.accept("ARRAY"):
			t.dims++
		case p.accept("."):
			words = words[:max(0, len(words)-1)] // without the schema of the type
		default:
			p.step()
			t.quoted = next.kind == name
			if t.quoted {
				words = append(words, next.text)
			} else {
				words = append(words, strings.ToLower(next.text))
			}
		}
	}
	t.base = strings.Join(words, " ")
	return t
}

// ecto returns Ecto's name of the type, with its size.
func (t sqlType) ecto(database string) (command.Type, command.ColumnOptions) {
	inner, o := t.scalar(database)
	for range t.dims {
		inner = command.ArrayOf(inner)
	}
	return inner, o
}

func (t sqlType) scalar(database string) (command.Type, command.ColumnOptions) {
	if t.quoted && database != "mssql" {
		return command.NewType(t.base), command.ColumnOptions{}
	}
	switch database {
	case "mysql":
		return t.mysql()
	case "sqlite":
		return t.sqlite()
	case "mssql":
		return t.mssql()
	}
	return t.postgres()
}

// number returns an argument, or nil.
func (t sqlType) number(i int) *int {
	if i >= len(t.args) {
		return nil
	}
	n, err := strconv.Atoi(t.args[i])
	if err != nil {
		return nil
	}
	return &n
}

// size is the one argument of a string type.
func (t sqlType) size() command.ColumnOptions {
	if len(t.args) == 0 {
		return command.ColumnOptions{}
	}
	return command.ColumnOptions{Size: t.args[0]}
}

// own is the database's own type, as it was written.
func (t sqlType) own() (command.Type, command.ColumnOptions) {
	text := t.base
	if t.argsText != "" {
		text = t.base + "(" + t.argsText + ")"
		if before, ok := strings.CutSuffix(t.base, " unsigned"); ok {
			text = before + "(" + t.argsText + ") unsigned"
		}
	}
	return command.NewType(text), command.ColumnOptions{}
}

func plain(name string) (command.Type, command.ColumnOptions) {
	return command.NewType(name), command.ColumnOptions{}
}

// decimal leaves out a scale of zero, as people do.
func (t sqlType) decimal() (command.Type, command.ColumnOptions) {
	o := command.ColumnOptions{Precision: t.number(0), Scale: t.number(1)}
	if o.Scale != nil && *o.Scale == 0 {
		o.Scale = nil
	}
	return command.NewType("decimal"), o
}

// sized is a string type: Ecto's with a default size, or the database's own.
func (t sqlType) sized(ecto, without string) (command.Type, command.ColumnOptions) {
	switch {
	case len(t.args) == 0:
		return plain(without)
	case ecto == "string" && t.args[0] == "255":
		return plain(ecto)
	}
	if ecto == "char" && t.args[0] == "1" {
		return plain(ecto)
	}
	return command.NewType(ecto), t.size()
}

// time returns the type of whole seconds or the one with fractions; usual is
// the number of digits that the latter has unless told.
func (t sqlType) time(whole string, zero bool, usual int) (command.Type, command.ColumnOptions) {
	n := t.number(0)
	switch {
	case n == nil && zero, n != nil && *n == 0:
		return plain(whole)
	case n == nil, *n == usual:
		return plain(whole + "_usec")
	}
	return command.NewType(whole + "_usec"), command.ColumnOptions{Precision: n}
}

func (t sqlType) postgres() (command.Type, command.ColumnOptions) {
	switch t.base {
	case "varchar", "character varying":
		return t.sized("string", "varchar")
	case "char", "character", "bpchar":
		return t.sized("char", "char")
	case "int", "int4", "integer":
		return plain("integer")
	case "int8", "bigint":
		return plain("bigint")
	case "int2", "smallint":
		return plain("smallint")
	case "serial", "serial4":
		return plain("serial")
	case "bigserial", "serial8":
		return plain("bigserial")
	case "bool", "boolean":
		return plain("boolean")
	case "numeric", "decimal", "dec":
		return t.decimal()
	case "double precision", "float8", "float":
		return plain("float")
	case "real", "float4":
		return plain("real")
	case "timestamp", "timestamp without time zone":
		return t.time("utc_datetime", false, -1)
	case "timestamptz", "timestamp with time zone":
		return sqlType{base: "timestamptz", argsText: t.argsText}.own()
	case "time", "time without time zone":
		return t.time("time", false, -1)
	case "timetz", "time with time zone":
		return sqlType{base: "timetz", argsText: t.argsText}.own()
	case "uuid":
		return plain("binary_id")
	case "bytea":
		return plain("binary")
	case "jsonb":
		return plain("map")
	case "varbit", "bit varying":
		return t.sized("bitstring", "bitstring")
	}
	if fields, ok := strings.CutPrefix(t.base, "interval"); ok {
		return command.NewType("duration"), command.ColumnOptions{Fields: strings.ToUpper(strings.TrimSpace(fields)), Precision: t.number(0)}
	}
	return t.own()
}

func (t sqlType) mysql() (command.Type, command.ColumnOptions) {
	base := strings.TrimSuffix(t.base, " zerofill")
	whole := sqlType{base: base} // the width of a whole number means nothing
	switch base {
	case "tinyint":
		if slices.Equal(t.args, []string{"1"}) {
			return plain("boolean")
		}
		return whole.own()
	case "bool", "boolean":
		return plain("boolean")
	case "int", "integer":
		return plain("integer")
	case "bigint", "smallint", "mediumint", "tinyint unsigned", "smallint unsigned", "mediumint unsigned", "bigint unsigned":
		return whole.own()
	case "int unsigned", "integer unsigned":
		return plain("integer unsigned")
	case "varchar", "character varying":
		return t.sized("string", "string")
	case "char", "character":
		return t.sized("char", "char")
	case "decimal", "numeric", "dec":
		return t.mysqlDecimal()
	case "double", "double precision", "real":
		return plain("float")
	case "float":
		return plain("float(24)")
	case "datetime":
		return t.time("utc_datetime", true, 6)
	case "time":
		return t.time("time", true, 6)
	case "binary":
		if slices.Equal(t.args, []string{"16"}) {
			return plain("binary_id")
		}
	case "varbinary":
		return t.sized("binary", "varbinary")
	case "blob":
		return plain("binary")
	case "json":
		return plain("map")
	}
	return t.own()
}

// mysqlDecimal: (10,0) is what a decimal without a size has.
func (t sqlType) mysqlDecimal() (command.Type, command.ColumnOptions) {
	kind, o := t.decimal()
	if o.Precision != nil && *o.Precision == 10 && o.Scale == nil {
		o.Precision = nil
	}
	return kind, o
}

// sqlite undoes what Ecto's adapter writes. Most types are TEXT there, which
// says no more than text.
func (t sqlType) sqlite() (command.Type, command.ColumnOptions) {
	switch t.base {
	case "integer":
		return plain("integer")
	case "text", "":
		return plain("text")
	case "numeric":
		if len(t.args) == 0 {
			return plain("float")
		}
	case "blob":
		return plain("binary")
	case "decimal":
		return t.decimal()
	}
	return t.own()
}

func (t sqlType) mssql() (command.Type, command.ColumnOptions) {
	switch t.base {
	case "nvarchar":
		if t.argsText == "max" {
			return command.NewType("string"), t.size()
		}
		return t.sized("string", "nvarchar")
	case "int":
		return plain("integer")
	case "bit":
		return plain("boolean")
	case "uniqueidentifier":
		return plain("binary_id")
	case "decimal", "numeric":
		return t.decimal()
	case "float":
		return plain("float")
	case "datetime":
		return plain("utc_datetime")
	case "datetime2":
		return t.time("utc_datetime", false, 6)
	case "time":
		return t.time("time", false, 6)
	case "varbinary":
		if t.argsText == "max" {
			return plain("binary")
		}
		return t.sized("binary", "varbinary")
	}
	return t.own()
}
