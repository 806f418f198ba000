package locks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

// typeChange is what a change of a column's type asks for.
type typeChange struct {
	// rewrites: the values are written anew.
	rewrites bool
	// compares: values are compared in another way, so that indexes on them and
	// foreign keys do not hold any longer.
	compares bool
}

// pgType is a type of PostgreSQL in one spelling.
type pgType struct {
	// base is the name, without arguments: "varchar", "timestamptz", "int8".
	base string
	// args are the arguments; nil is none.
	args  []int
	array bool
	// fields restricts an interval.
	fields string
}

// pgNames are other names of types, and Ecto's, by the ones used here.
func pgName(name string) string {
	switch name {
	case "string", "character varying":
		return "varchar"
	case "char", "character", "bpchar":
		return "bpchar"
	case "int", "integer", "int4", "serial", "serial4", "id":
		return "int4"
	case "bigint", "bigserial", "serial8", "identity":
		return "int8"
	case "smallint", "smallserial", "serial2":
		return "int2"
	case "decimal", "dec":
		return "numeric"
	case "float", "double precision":
		return "float8"
	case "real":
		return "float4"
	case "boolean":
		return "bool"
	case "binary":
		return "bytea"
	case "bitstring", "bit varying":
		return "varbit"
	case "binary_id":
		return "uuid"
	case "map":
		return "jsonb"
	case "duration":
		return "interval"
	case "timestamp without time zone":
		return "timestamp"
	case "timestamp with time zone":
		return "timestamptz"
	case "time without time zone", "time_usec":
		return "time"
	case "time with time zone":
		return "timetz"
	}
	return name
}

// pgTypeOf reads the type of a column, by Ecto's rules or SQL's.
func pgTypeOf(c command.Column) pgType {
	if c.Type.IsArray() {
		inner := c
		inner.Type = *c.Type.Of
		t := pgTypeOf(inner)
		t.array = true
		return t
	}
	t := parsePgType(c.Type.Name)
	o := c.Options
	switch c.Type.Name {
	case "time", "utc_datetime", "naive_datetime":
		// These have whole seconds.
		t.args = []int{0}
		t.base = "timestamp"
		if c.Type.Name == "time" {
			t.base = "time"
		}
		return t
	case "utc_datetime_usec", "naive_datetime_usec":
		t.base = "timestamp"
	}
	if size, err := strconv.Atoi(o.Size); err == nil {
		t.args = []int{size}
	} else if o.Precision != nil {
		t.args = []int{*o.Precision}
		if o.Scale != nil {
			t.args = append(t.args, *o.Scale)
		}
	} else if c.Type.Name == "string" {
		t.args = []int{255}
	}
	if t.fields = strings.ToUpper(o.Fields); strings.HasSuffix(t.fields, "SECOND") {
		t.fields = "" // all that an interval has
	}
	return t.normal()
}

// parsePgType reads a type as SQL writes it: "numeric(10,2)", "timestamp(3)
// with time zone", "text[]".
func parsePgType(text string) pgType {
	text, array := strings.CutSuffix(strings.ToLower(strings.TrimSpace(text)), "[]")
	t := pgType{array: array}
	before, rest, found := strings.Cut(text, "(")
	if found {
		args, after, _ := strings.Cut(rest, ")")
		for _, arg := range strings.Split(args, ",") {
			if n, err := strconv.Atoi(strings.TrimSpace(arg)); err == nil {
				t.args = append(t.args, n)
			}
		}
		text = before + after
	}
	t.base = pgName(strings.Join(strings.Fields(text), " "))
	return t.normal()
}

// normal gives a type without arguments those that it has by default.
func (t pgType) normal() pgType {
	switch {
	case t.base == "bpchar" && t.args == nil:
		t.args = []int{1}
	case t.base == "bit" && t.args == nil:
		t.args = []int{1}
	case t.base == "numeric" && len(t.args) == 1:
		t.args = []int{t.args[0], 0}
	case len(t.args) == 1 && t.args[0] == maxFraction && slices.Contains(pgTimes, t.base):
		t.args = nil
	}
	return t
}

// maxFraction is how many digits of a second there are at most.
const maxFraction = 6

// pgTimes are the types with fractions of seconds.
var pgTimes = []string{"time", "timetz", "timestamp", "timestamptz", "interval"}

func (t pgType) same(u pgType) bool {
	return t.base == u.base && t.array == u.array && t.fields == u.fields && slices.Equal(t.args, u.args)
}

// postgresTypeChange says what a change of type asks for; of one from a type
// that is not known, the worst.
func postgresTypeChange(op operation.SetType, utc bool) typeChange {
	if op.From == nil || !plainUsing(op) {
		return typeChange{rewrites: true, compares: true}
	}
	from, to := pgTypeOf(*op.From), pgTypeOf(op.Column)
	collates := op.From.Options.Collation != op.Column.Options.Collation && pgCollates(to.base)
	switch {
	case from.same(to):
		return typeChange{compares: collates}
	case !keepsValues(from, to, utc):
		return typeChange{rewrites: true, compares: pgFamily(from.base) != pgFamily(to.base) || collates}
	}
	return typeChange{compares: pgFamily(from.base) != pgFamily(to.base) || collates}
}

// plainUsing: the new value is the old one, cast to the new type.
func plainUsing(op operation.SetType) bool {
	using := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(op.Using)), `"`, "")
	column := strings.ToLower(op.Column.Name)
	if using == "" || using == column {
		return true
	}
	if cast, ok := strings.CutPrefix(using, column+"::"); ok {
		return parsePgType(cast).same(pgTypeOf(op.Column))
	}
	if cast, ok := strings.CutPrefix(using, "cast("+column+" as "); ok {
		return parsePgType(strings.TrimSuffix(cast, ")")).same(pgTypeOf(op.Column))
	}
	return false
}

// keepsValues reports whether what is stored stays as it is.
func keepsValues(from, to pgType, utc bool) bool {
	if from.array || to.array {
		return false
	}
	if from.base == to.base {
		return widens(from, to)
	}
	switch to.base {
	case "text", "citext":
		return slices.Contains([]string{"varchar", "text", "citext", "xml"}, from.base)
	case "varchar":
		return slices.Contains([]string{"text", "citext", "xml"}, from.base) && to.args == nil
	case "inet":
		return from.base == "cidr"
	case "varbit":
		return from.base == "bit" && to.args == nil
	case "timestamptz", "timestamp":
		return utc && (from.base == "timestamp" || from.base == "timestamptz") && to.args == nil
	}
	return false
}

// widens reports whether every value of the one type is one of the other, which
// has the same name.
func widens(from, to pgType) bool {
	switch to.base {
	case "varchar", "varbit", "time", "timetz", "timestamp", "timestamptz":
		return to.args == nil || from.args != nil && from.args[0] <= to.args[0]
	case "interval":
		return finest(from) <= finest(to) && (to.args == nil || from.args != nil && from.args[0] <= to.args[0])
	case "numeric":
		return to.args == nil || from.args != nil && from.args[0] <= to.args[0] && from.args[1] == to.args[1]
	}
	return false
}

// finest is the rank of the smallest field that an interval keeps.
func finest(t pgType) int {
	units := []string{"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"}
	if words := strings.Fields(t.fields); len(words) > 0 {
		return slices.Index(units, words[len(words)-1])
	}
	return len(units) - 1
}

// pgFamily is the same for types whose values are compared alike.
func pgFamily(base string) string {
	switch base {
	case "varchar", "text":
		return "text"
	case "inet", "cidr":
		return "inet"
	}
	return base
}

// pgCollates: values of the type have a collation.
func pgCollates(base string) bool {
	return slices.Contains([]string{"text", "varchar", "bpchar", "citext"}, base)
}
