package sqltext

import (
	"encoding/hex"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

const sqliteTitle = "SQLite3"

type sqlite struct{}

func (sqlite) title() string { return sqliteTitle }

func (sqlite) traits() traits {
	return traits{nothing: "1", empty: "0", bareSubqueries: true, filters: true, escapes: true, jsonLists: true,
		constantFunction: true, noDefaults: true, materializes: true, recursiveWord: true}
}

func (sqlite) quote(_ *writer, name string) string { return `"` + name + `"` }

func (s sqlite) table(w *writer, prefix, name string) string {
	if prefix != "" {
		return w.refuse("SQLite3 does not support table prefixes")
	}
	return s.quote(w, name)
}

func (sqlite) param(int) string { return "?" }

func (sqlite) list(w *writer, left string, b *query.Bound) string {
	if len(b.Values) == 0 {
		return "0"
	}
	return left + " IN (" + w.each(b) + ")"
}

func (sqlite) operator(name string) (string, bool) { return commonOperators(name) }

func (sqlite) literal(w *writer, v eval.Value) string {
	switch v := v.(type) {
	case eval.Atom:
		if v == eval.True {
			return "1"
		}
		return "0"
	case eval.String:
		return quotes(string(v), true)
	case eval.Float:
		return "CAST(" + floatText(v) + " AS REAL)"
	}
	return w.number(v)
}

func (sqlite) array(w *writer, _ *query.Planned, _ query.List) string {
	return w.fail("Array literals are not supported by SQLite3")
}

func (s sqlite) tagged(w *writer, q *query.Planned, t query.Tagged) string {
	if l, ok := t.Value.(query.Literal); ok && t.Database.Name == "binary" {
		if text, ok := l.Value.(eval.String); ok {
			return "x'" + hex.EncodeToString([]byte(text)) + "'"
		}
	}
	kind := t.Database
	if kind.Name == "decimal" || kind.Name == "float" {
		return "CAST(" + w.expr(q, t.Value) + " AS REAL)"
	}
	return "CAST(" + w.expr(q, t.Value) + " AS " + s.columnType(kind) + ")"
}

func (sqlite) columnType(t ectoschema.Type) string {
	switch t.Name {
	case "id", "serial", "bigserial", "boolean", "integer", "bigint":
		return "INTEGER"
	case "float":
		return "NUMERIC"
	case "binary":
		return "BLOB"
	case "string", "date", "utc_datetime", "utc_datetime_usec", "naive_datetime", "naive_datetime_usec", "time", "time_usec",
		"timestamp", "array", "map", "binary_id", "uuid":
		return "TEXT"
	case "":
		return "ANY"
	}
	return strings.ToUpper(t.Name)
}

func (s sqlite) interval(w *writer, q *query.Planned, i query.Interval) string {
	format := "%Y-%m-%dT%H:%M:%f000Z"
	if i.Date {
		format = "%Y-%m-%d"
	}
	return "CAST (strftime('" + format + "'," + w.expr(q, i.Base) + "," + s.count(w, q, i) + ") AS TEXT)"
}

func (sqlite) count(w *writer, q *query.Planned, i query.Interval) string {
	count := w.expr(q, i.Count)
	switch i.Unit {
	case "microsecond":
		return w.refuse("SQLite does not support microsecond precision in datetime intervals")
	case "millisecond":
		return "(" + count + " / 1000.0) || ' seconds'"
	case "week":
		return "(" + count + " * 7) || ' days'"
	}
	return count + " || ' " + i.Unit + "'"
}

func (sqlite) jsonPath(w *writer, q *query.Planned, j query.JSONPath) string {
	var path strings.Builder
	for _, e := range j.Path {
		l, ok := e.(query.Literal)
		if !ok {
			return w.fail("SQLite3 does not support references to source fields inside of `json_extract_path`")
		}
		if s, ok := l.Value.(eval.String); ok {
			path.WriteString("." + escapeKey(string(s), `\"`))
			continue
		}
		path.WriteString("[" + eval.Inspect(l.Value) + "]")
	}
	return "json_extract(" + w.expr(q, j.Field) + ", '$" + path.String() + "')"
}

func (sqlite) special(w *writer, q *query.Planned, c query.Call) (string, bool) {
	switch {
	case c.Name == "ilike":
		return w.fail("ilike is not supported by SQLite3"), true
	case c.Name == "exists":
		return "exists" + w.expr(q, c.Args[0]), true
	case c.Name == "count" && c.Distinct:
		return "count(distinct " + w.expr(q, c.Args[0]) + ")", true
	case c.Distinct:
		return w.fail("Distinct not supported in expressions"), true
	case c.Name == "count" && len(c.Args) == 1:
		if _, whole := c.Args[0].(query.Whole); whole {
			return w.fail("The argument to `count/1` must be a column in SQLite3"), true
		}
	}
	return "", false
}

func (s sqlite) values(w *writer, v *query.PlannedValues) string {
	columns := make([]string, len(v.Types))
	for i, t := range v.Types {
		columns[i] = "column" + eval.Inspect(eval.IntValue(int64(i+1))) + " AS " + t.Name
	}
	return "(SELECT " + strings.Join(columns, ", ") + " FROM (VALUES " + valueRows(v, func(i int, t ectoschema.Type) string {
		return numbered("$")(i+1) + "::" + s.columnType(t.Underlying())
	}, "(") + "))"
}

func (s sqlite) statement(w *writer, q *query.Planned, c clauses) string {
	if q.Lock != nil {
		return w.refuse("locks are not supported by SQLite3")
	}
	return c.cte + "SELECT " + w.distinct(q, "SQLite3") + c.fields + c.from + c.joins + c.where + c.groupBy + c.having + c.window +
		c.combinations + c.orderBy + w.tail(q)
}

func (sqlite) order(w *writer, text, direction string) string {
	return postgres{}.order(w, text, direction)
}

func (sqlite) join(w *writer, qualifier string) string {
	word, ok := joinWords(qualifier, false)
	if !ok {
		return w.fail("join `:%s` not supported by SQLite3", qualifier)
	}
	return word
}

func (sqlite) on(w *writer, q *query.Planned, j query.PlannedJoin) string {
	if len(j.Hints) > 0 {
		return w.fail("join hints are not supported by SQLite3")
	}
	return w.on(q, j)
}

func (sqlite) updateAll(w *writer, q *query.Planned) string {
	table, name := w.target(q)
	text := w.ctes(q) + "UPDATE " + table + " AS " + name + " SET " + w.updates(q)
	if len(q.Joins) > 0 {
		text += " FROM " + w.joinList(q, q.Joins)
	}
	return text + w.boolean(q, " WHERE ", joinedWheres(q, q.Joins)) + w.returningFields(unnamed(q))
}

func (sqlite) deleteAll(w *writer, q *query.Planned) string {
	if len(q.Joins) > 0 {
		return w.refuse("JOINS are not supported on DELETE statements by SQLite")
	}
	w.name(q, "")
	return w.ctes(q) + "DELETE" + w.from(q) + w.boolean(q, " WHERE ", q.Wheres) + w.returningFields(unnamed(q))
}

// unnamed returns the query for RETURNING, where SQLite knows no aliases.
func unnamed(q *query.Planned) *query.Planned {
	c := *q
	c.Names = nil
	return &c
}

func (s sqlite) insert(w *writer, i Insertion) string {
	text := "INSERT INTO " + s.table(w, i.Prefix, i.Table) + w.insertAs(i.Conflict)
	switch {
	case i.Query != nil:
		text += " (" + w.names(i.Header) + ") " + w.all(i.Query, "")
	case len(i.Header) == 0 && len(i.Rows) == 1:
		return text + " DEFAULT VALUES" + s.returning(w, i.Returning, "")
	case len(i.Header) == 0:
		text += " VALUES " + strings.TrimSuffix(strings.Repeat("(DEFAULT),", len(i.Rows)), ",")
	default:
		text += " (" + w.names(i.Header) + ") VALUES " + w.rows(i, ",", numbered("?"))
	}
	return text + w.conflictClause(i.Conflict) + s.returning(w, i.Returning, "")
}

func (sqlite) returning(w *writer, columns []string, verb string) string {
	return postgres{}.returning(w, columns, verb)
}

func (sqlite) materialized(bool) string { return "" }
