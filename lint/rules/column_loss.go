package rules

import (
	"fmt"
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
)

// kind is what a type holds, as far as it matters for what fits into it.
type kind uint8

const (
	otherKind kind = iota
	wholeKind
	decimalKind
	floatKind
	textKind
	uuidKind
	dateKind
	timeKind
	jsonKind
	boolKind
)

// holds is what a type has room for.
type holds struct {
	kind kind
	// bits are those of a whole number or a float.
	bits int
	// length is that of a text; 0 is any.
	length int
	// digits are those before the point of a decimal, and scale those behind; -1
	// is any.
	digits, scale int
	// fraction: a time has fractions of seconds; -1 is all that there are.
	fraction int
	// zone: it is a point in time, with or without a time of the day.
	zone bool
}

// room is what a column has room for.
func room(c command.Column, database string) holds {
	o := c.Options
	switch c.Type.Name {
	case "smallint", "int2", "smallserial", "tinyint":
		return holds{kind: wholeKind, bits: map[bool]int{true: 8, false: 16}[c.Type.Name == "tinyint"]}
	case "integer", "int", "int4", "serial", "mediumint":
		return holds{kind: wholeKind, bits: map[bool]int{true: 64, false: 32}[database == "sqlite"]}
	case "id":
		return holds{kind: wholeKind, bits: map[bool]int{true: 32, false: 64}[database == "postgres" || database == "mysql"]}
	case "bigint", "int8", "bigserial", "identity":
		return holds{kind: wholeKind, bits: 64}
	case "decimal", "numeric":
		return decimalRoom(o, database)
	case "float", "double precision", "float8", "double":
		return holds{kind: floatKind, bits: 64}
	case "real", "float4", "float(24)":
		return holds{kind: floatKind, bits: 32}
	case "string", "varchar", "char", "text", "citext", "nvarchar":
		return holds{kind: textKind, length: length(c, database)}
	case "binary_id", "uuid":
		return holds{kind: uuidKind}
	case "boolean":
		return holds{kind: boolKind}
	case "date":
		return holds{kind: dateKind}
	case "utc_datetime", "naive_datetime":
		return holds{kind: timeKind}
	case "utc_datetime_usec", "naive_datetime_usec", "timestamp":
		return holds{kind: timeKind, fraction: number(o.Precision, 6)}
	case "timestamptz", "timestamp with time zone":
		return holds{kind: timeKind, zone: true, fraction: number(o.Precision, 6)}
	case "map", "jsonb", "json":
		return holds{kind: jsonKind}
	}
	return holds{}
}

func decimalRoom(o command.ColumnOptions, database string) holds {
	if o.Precision == nil {
		if database == "postgres" || database == "sqlite" {
			return holds{kind: decimalKind, digits: -1, scale: -1}
		}
		return holds{kind: decimalKind, digits: map[bool]int{true: 10, false: 18}[database == "mysql"]}
	}
	scale := number(o.Scale, 0)
	return holds{kind: decimalKind, digits: *o.Precision - scale, scale: scale}
}

// length is how many characters a text may have; 0 is any number.
func length(c command.Column, database string) int {
	if database == "sqlite" {
		return 0
	}
	if n, err := strconv.Atoi(c.Options.Size); err == nil {
		return n
	}
	switch {
	case c.Type.Name == "string" && c.Options.Size == "":
		return 255
	case c.Type.Name == "char":
		return 1
	}
	return 0
}

func number(n *int, unless int) int {
	if n == nil {
		return unless
	}
	return *n
}

// loss says what values of the one type do not fit into the other, and what
// becomes of them; "" if all fit.
func loss(before, after command.Column, database string) string {
	from, to := room(before, database), room(after, database)
	switch {
	case from.kind == otherKind || to.kind == otherKind:
		return ""
	case from.kind == to.kind:
		return narrower(from, to, database)
	case to.kind == textKind:
		return tooLongText(from, to)
	case from.kind == textKind:
		return "a value that is none of the new type makes it fail"
	case to.kind == wholeKind && (from.kind == decimalKind || from.kind == floatKind):
		return "digits behind the point are rounded away without a word"
	case from.kind == decimalKind && to.kind == floatKind:
		return "exact numbers become approximate ones"
	case from.kind == timeKind && to.kind == dateKind:
		return "the time of the day is lost without a word"
	case from.kind == wholeKind && to.kind == decimalKind && to.digits >= 0 && to.digits < wholeDigits(from.bits):
		return fmt.Sprintf("numbers of more than %d digits make it fail", to.digits)
	}
	return ""
}

func narrower(from, to holds, database string) string {
	switch {
	case from.kind == wholeKind && to.bits < from.bits:
		return fmt.Sprintf("numbers above %d make it fail", int64(1)<<(to.bits-1)-1)
	case from.kind == textKind:
		return tooLongText(from, to)
	case from.kind == floatKind && to.bits < from.bits:
		return "numbers lose digits without a word"
	case from.kind == decimalKind && to.digits >= 0 && (from.digits < 0 || to.digits < from.digits):
		return fmt.Sprintf("numbers of more than %d digits before the point make it fail", to.digits)
	case from.kind == decimalKind && to.scale >= 0 && (from.scale < 0 || to.scale < from.scale):
		return fmt.Sprintf("numbers are rounded to %d digits behind the point without a word", to.scale)
	case from.kind == timeKind && from.zone && !to.zone && database == "postgres":
		return "the values become those of the session's time zone, and nobody can tell afterwards which one that was"
	case from.kind == timeKind && to.fraction < from.fraction && to.fraction == 0:
		return "fractions of seconds are rounded away without a word"
	case from.kind == timeKind && to.fraction < from.fraction:
		return fmt.Sprintf("seconds are rounded to %d digits without a word", to.fraction)
	}
	return ""
}

// tooLongText: how long the values of other types are is not looked into, but
// what is longer than any of them fits.
func tooLongText(from, to holds) string {
	const longest = 100
	if to.length == 0 || from.kind == textKind && from.length > 0 && from.length <= to.length {
		return ""
	}
	if from.kind != textKind && from.kind != jsonKind && to.length >= longest {
		return ""
	}
	return fmt.Sprintf("values of more than %d characters make it fail", to.length)
}

// wholeDigits is how many digits a whole number may have.
func wholeDigits(bits int) int {
	switch bits {
	case 8:
		return 3
	case 16:
		return 5
	case 32:
		return 10
	}
	return 19
}
