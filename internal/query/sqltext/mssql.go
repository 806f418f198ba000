package sqltext

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

const mssqlTitle = "Tds adapter"

type mssql struct{}

func (mssql) title() string { return mssqlTitle }

func (mssql) traits() traits {
	return traits{nothing: "CAST(1 as bit)", empty: "0=1", bareSubqueries: true, blankAfterSelect: true, combinationParens: true,
		valuesColumns: true, withHints: true, bits: true, noWindows: true, output: true, cteColumns: true, refusesChanges: true}
}

func (mssql) quote(w *writer, name string) string {
	if strings.ContainsAny(name, "[]") {
		return w.refuse("bad literal/field/table name %s ('[' and ']' are not permitted)", eval.Inspect(eval.String(name)))
	}
	return "[" + name + "]"
}

func (m mssql) table(w *writer, prefix, name string) string {
	if prefix == "" {
		return m.quote(w, name)
	}
	return m.quote(w, prefix) + "." + m.quote(w, name)
}

func (mssql) param(index int) string { return "@" + strconv.Itoa(index+1) }

func (mssql) list(w *writer, left string, b *query.Bound) string {
	if len(b.Values) == 0 {
		return "0=1"
	}
	return left + " IN (" + w.each(b) + ")"
}

func (mssql) operator(name string) (string, bool) {
	switch name {
	case "!=":
		return " <> ", true
	case "ilike":
		return " LIKE ", true
	}
	return commonOperators(name)
}

func (mssql) literal(w *writer, v eval.Value) string {
	switch v := v.(type) {
	case eval.Atom:
		if v == eval.True {
			return "1"
		}
		return "0"
	case eval.String:
		return "N" + quotes(string(v), false)
	case eval.Float:
		return floatText(v)
	case *eval.Map:
		return decimalCast(w, v)
	}
	return w.number(v)
}

// decimalCast writes a decimal with its scale.
func decimalCast(w *writer, m *eval.Map) string {
	exp, _ := m.Get(eval.Atom("exp"))
	scale := strings.TrimPrefix(eval.Inspect(exp), "-")
	return "CAST(" + w.number(m) + " as decimal(38, " + scale + "))"
}

func (mssql) array(w *writer, q *query.Planned, l query.List) string {
	return strings.Join(w.exprs(q, l.Elems), ", ")
}

func (m mssql) tagged(w *writer, q *query.Planned, t query.Tagged) string {
	kind := t.Database
	if l, ok := t.Value.(query.Literal); ok && t.Database.Name == "binary" {
		if s, ok := l.Value.(eval.String); ok {
			return "0x" + hex.EncodeToString([]byte(s))
		}
	}
	switch kind.Name {
	case "varchar", "nvarchar":
		return "CAST(" + w.expr(q, t.Value) + " AS " + kind.Name + "(max))"
	case "integer":
		return "CAST(" + w.expr(q, t.Value) + " AS bigint)"
	}
	return "CAST(" + w.expr(q, t.Value) + " AS " + m.columnType(w, kind) + ")"
}

func (mssql) columnType(w *writer, t ectoschema.Type) string {
	switch t.Name {
	case "array":
		return w.fail("Array type is not supported by TDS")
	case "id":
		return "bigint"
	case "binary_id", "uuid":
		return "uniqueidentifier"
	case "boolean":
		return "bit"
	case "string":
		return "nvarchar(255)"
	case "binary":
		return "varbinary(max)"
	case "map":
		return "nvarchar(max)"
	case "time":
		return "time(0)"
	case "time_usec":
		return "time(6)"
	case "utc_datetime", "naive_datetime":
		return "datetime"
	case "utc_datetime_usec", "naive_datetime_usec":
		return "datetime2(6)"
	case "":
		return "any"
	}
	return t.Name
}

func (mssql) interval(w *writer, q *query.Planned, i query.Interval) string {
	count := w.expr(q, i.Count)
	if l, ok := i.Count.(query.Literal); ok {
		if f, ok := l.Value.(eval.Float); ok {
			count = compactFloat(float64(f))
		}
	}
	text := "DATEADD(" + i.Unit + ", " + count + ", CAST(" + w.expr(q, i.Base) + " AS datetime2(6)))"
	if i.Date {
		return "CAST(" + text + " AS date)"
	}
	return text
}

func (mssql) jsonPath(w *writer, _ *query.Planned, _ query.JSONPath) string {
	return w.fail("Tds adapter does not support json_extract_path expression, use fragment with JSON_VALUE/JSON_QUERY")
}

func (mssql) special(*writer, *query.Planned, query.Call) (string, bool) { return "", false }

func (m mssql) values(w *writer, v *query.PlannedValues) string {
	return "(VALUES " + valueRows(v, func(i int, t ectoschema.Type) string {
		return "CAST(" + m.param(i) + " AS " + m.columnType(w, t.Underlying()) + ")"
	}, "(") + ")"
}

func (m mssql) statement(w *writer, q *query.Planned, c clauses) string {
	switch {
	case len(q.Windows) > 0:
		return w.raise("RuntimeError", "Tds adapter does not support window functions")
	case q.WithTies:
		return w.fail("Tds adapter does not support the `:with_ties` limit option")
	case q.Offset != nil && q.Limit == nil:
		return w.fail("You must provide a limit while using an offset")
	case q.Offset != nil && len(q.OrderBys) == 0:
		return w.fail("ORDER BY is mandatory when OFFSET is set")
	}
	top, offset := "", ""
	if q.Offset != nil {
		offset = " OFFSET " + w.expr(q, q.Offset) + " ROW FETCH NEXT " + w.expr(q, q.Limit) + " ROWS ONLY"
	} else if q.Limit != nil {
		top = "TOP(" + w.expr(q, q.Limit) + ") "
	}
	return c.cte + "SELECT " + w.distinct(q, "MsSQL. Please use distinct(true) if you need distinct resultset") + top + c.fields + c.from +
		c.joins + c.where + c.groupBy + c.having + c.combinations + c.orderBy + m.option(w, q) + offset
}

func (mssql) option(w *writer, q *query.Planned) string {
	if q.Lock == nil {
		return ""
	}
	return " OPTION (" + w.lockText(q) + ")"
}

func (mssql) order(w *writer, text, direction string) string {
	switch direction {
	case "asc":
		return text
	case "desc":
		return text + " DESC"
	}
	return w.fail("%s is not supported in ORDER BY in MSSQL", direction)
}

func (mssql) join(w *writer, qualifier string) string {
	switch qualifier {
	case "inner_lateral":
		return "CROSS APPLY "
	case "left_lateral":
		return "OUTER APPLY "
	}
	word, ok := joinWords(qualifier, false)
	if !ok {
		return w.fail("join qualifier :%s is not supported in the Tds adapter", qualifier)
	}
	return word
}

func (mssql) on(w *writer, q *query.Planned, j query.PlannedJoin) string {
	hints := ""
	if len(j.Hints) > 0 {
		hints = " WITH (" + strings.Join(j.Hints, ", ") + ")"
	}
	if !query.IsTrue(j.On) {
		return hints + " ON " + w.expr(q, j.On)
	}
	switch j.Qualifier {
	case "cross", "inner_lateral", "left_lateral":
		return hints
	}
	return hints + " ON 1 = 1"
}

func (m mssql) updateAll(w *writer, q *query.Planned) string {
	table, name := w.target(q)
	list := make([]string, len(q.Updates))
	for i, u := range q.Updates {
		key := name + "." + m.quote(w, u.Field)
		switch u.Op {
		case "set":
			list[i] = key + " = " + w.expr(q, u.Value)
		case "inc":
			list[i] = key + " = " + key + " + " + w.expr(q, u.Value)
		default:
			w.fail("Unknown update operation :%s for TDS", u.Op)
		}
	}
	return w.ctes(q) + "UPDATE " + name + " SET " + strings.Join(list, ", ") + m.output(w, q, "INSERTED") +
		" FROM " + table + " AS " + name + w.joins(q) + w.boolean(q, " WHERE ", q.Wheres) + m.option(w, q)
}

func (m mssql) deleteAll(w *writer, q *query.Planned) string {
	table, name := w.target(q)
	return w.ctes(q) + "DELETE " + name + m.output(w, q, "DELETED") + " FROM " + table + " AS " + name +
		w.joins(q) + w.boolean(q, " WHERE ", q.Wheres) + m.option(w, q)
}

// output writes what an UPDATE or a DELETE returns: columns of its table.
func (m mssql) output(w *writer, q *query.Planned, verb string) string {
	if q.Select == nil {
		return ""
	}
	list := make([]string, len(q.Select.Fields))
	for i, f := range q.Select.Fields {
		field, ok := f.Expr.(query.Field)
		if !ok || field.Of.Index != 0 {
			return w.fail("MSSQL can only return table %s columns", verb)
		}
		list[i] = verb + "." + m.quote(w, field.Name)
	}
	return " OUTPUT " + strings.Join(list, ", ")
}

func (m mssql) insert(w *writer, i Insertion) string {
	if !i.Conflict.raises() {
		return w.refuse("Tds adapter supports only on_conflict: :raise")
	}
	text := "INSERT INTO " + m.table(w, i.Prefix, i.Table)
	returned := m.returning(w, i.Returning, "INSERTED")
	switch {
	case len(i.Header) == 0:
		return text + returned + " DEFAULT VALUES"
	case i.Query != nil:
		return text + " (" + w.names(i.Header) + ")" + returned + " " + w.all(i.Query, "")
	}
	return text + " (" + w.names(i.Header) + ")" + returned + " VALUES " + w.rows(i, ", ", numbered("@"))
}

func (m mssql) returning(w *writer, columns []string, verb string) string {
	if len(columns) == 0 {
		return ""
	}
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = verb + "." + m.quote(w, c)
	}
	return " OUTPUT " + strings.Join(list, ", ")
}

func (mssql) materialized(bool) string { return "" }
