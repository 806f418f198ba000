package sqltext

import (
	"encoding/hex"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

const mysqlTitle = "MySQL adapter"

type mysql struct{}

func (mysql) title() string { return mysqlTitle }

func (mysql) traits() traits {
	return traits{nothing: "TRUE", empty: "false", bareSubqueries: true, combinationParens: true, valuesColumns: true, escapes: true,
		refusesChanges: true, recursiveWord: true}
}

func (mysql) quote(w *writer, name string) string {
	if strings.Contains(name, "`") {
		return w.refuse("bad literal/field/table name %s (` is not permitted)", eval.Inspect(eval.String(name)))
	}
	return "`" + name + "`"
}

func (m mysql) table(w *writer, prefix, name string) string {
	if prefix == "" {
		return m.quote(w, name)
	}
	return m.quote(w, prefix) + "." + m.quote(w, name)
}

func (mysql) param(int) string { return "?" }

func (mysql) list(w *writer, left string, b *query.Bound) string {
	if len(b.Values) == 0 {
		return "false"
	}
	return left + " IN (" + w.each(b) + ")"
}

func (mysql) operator(name string) (string, bool) { return commonOperators(name) }

func (mysql) literal(w *writer, v eval.Value) string {
	switch v := v.(type) {
	case eval.Atom:
		return strings.ToUpper(string(v))
	case eval.String:
		return quotes(string(v), true)
	case eval.Float:
		return "(0 + " + floatText(v) + ")"
	}
	return w.number(v)
}

func (mysql) array(w *writer, _ *query.Planned, _ query.List) string {
	return w.fail("Array type is not supported by MySQL")
}

func (m mysql) tagged(w *writer, q *query.Planned, t query.Tagged) string {
	if l, ok := t.Value.(query.Literal); ok && t.Database.Name == "binary" {
		if s, ok := l.Value.(eval.String); ok {
			return "x'" + hex.EncodeToString([]byte(s)) + "'"
		}
	}
	kind := t.Database
	switch kind.Name {
	case "decimal", "float":
		return w.expr(q, t.Value) + " + 0"
	case "boolean":
		return "IF(" + w.expr(q, t.Value) + ", TRUE, FALSE)"
	}
	return "CAST(" + w.expr(q, t.Value) + " AS " + m.castType(w, kind) + ")"
}

func (m mysql) castType(w *writer, t ectoschema.Type) string {
	switch t.Name {
	case "id":
		return "unsigned"
	case "integer":
		return "signed"
	case "string":
		return "char"
	case "utc_datetime_usec", "naive_datetime_usec":
		return "datetime(6)"
	case "array":
		return w.fail("Array type is not supported by MySQL")
	case "binary_id", "uuid":
		return "binary(16)"
	case "binary":
		return "blob"
	case "map":
		return "json"
	case "time_usec":
		return "time"
	case "utc_datetime", "naive_datetime":
		return "datetime"
	case "":
		return "any"
	}
	return t.Name
}

func (mysql) interval(w *writer, q *query.Planned, i query.Interval) string {
	count := "INTERVAL " + w.expr(q, i.Count) + " " + i.Unit
	if i.Unit == "millisecond" {
		count = "INTERVAL (" + w.expr(q, i.Count) + " * 1000) microsecond"
	}
	text := "date_add(" + w.expr(q, i.Base) + ", " + count + ")"
	if i.Date {
		return "CAST(" + text + " AS date)"
	}
	return text
}

func (mysql) jsonPath(w *writer, q *query.Planned, j query.JSONPath) string {
	var path strings.Builder
	for _, e := range j.Path {
		l, ok := e.(query.Literal)
		if !ok {
			return w.fail("MySQL adapter does not support references to source fields inside of `json_extract_path`")
		}
		if s, ok := l.Value.(eval.String); ok {
			path.WriteString(`."` + escapeKey(string(s), `\\"`) + `"`)
			continue
		}
		path.WriteString("[" + eval.Inspect(l.Value) + "]")
	}
	return "json_extract(" + w.expr(q, j.Field) + ", '$" + path.String() + "')"
}

// escapeKey escapes a key of a JSON path within a literal.
func escapeKey(key, quote string) string {
	key = strings.ReplaceAll(strings.ReplaceAll(key, "'", "''"), `\`, `\\`)
	return strings.ReplaceAll(key, `"`, quote)
}

func (mysql) special(w *writer, _ *query.Planned, c query.Call) (string, bool) {
	if c.Name == "ilike" {
		return w.fail("ilike is not supported by MySQL"), true
	}
	return "", false
}

func (m mysql) values(w *writer, v *query.PlannedValues) string {
	return "(VALUES " + valueRows(v, func(_ int, t ectoschema.Type) string {
		return "CAST(? AS " + m.castType(w, t.Underlying()) + ")"
	}, "ROW(") + ")"
}

func (m mysql) statement(w *writer, q *query.Planned, c clauses) string {
	if q.WithTies {
		return w.fail("MySQL adapter does not support the `:with_ties` limit option")
	}
	return c.cte + "SELECT " + w.distinct(q, "MySQL") + c.fields + c.from + c.joins + c.where + c.groupBy + c.having + c.window +
		c.combinations + c.orderBy + w.tail(q)
}

func (mysql) order(w *writer, text, direction string) string {
	switch direction {
	case "asc":
		return text
	case "desc":
		return text + " DESC"
	}
	return w.fail("%s is not supported in ORDER BY in MySQL", direction)
}

func (mysql) join(w *writer, qualifier string) string {
	word, ok := joinWords(qualifier, true)
	if !ok {
		return w.fail("join qualifier :%s is not supported in the MySQL adapter", qualifier)
	}
	return word
}

func (mysql) on(w *writer, q *query.Planned, j query.PlannedJoin) string {
	hints := ""
	for _, h := range j.Hints {
		hints += " " + h
	}
	return hints + w.on(q, j)
}

func (m mysql) updateAll(w *writer, q *query.Planned) string {
	if q.Select != nil {
		return w.refuse(":select is not supported in update_all by MySQL")
	}
	table, name := w.target(q)
	text := w.ctes(q) + "UPDATE " + table + " AS " + name
	w.onlyInner(q, "MySQL adapter supports")
	if len(q.Joins) > 0 {
		text += ", " + w.joinList(q, q.Joins)
	}
	return text + " SET " + m.updates(w, q, name+".") + w.boolean(q, " WHERE ", joinedWheres(q, q.Joins))
}

// updates writes the assignments; owner is what stands before a column.
func (m mysql) updates(w *writer, q *query.Planned, owner string) string {
	list := make([]string, len(q.Updates))
	for i, u := range q.Updates {
		key := owner + m.quote(w, u.Field)
		switch u.Op {
		case "set":
			list[i] = key + " = " + w.expr(q, u.Value)
		case "inc":
			list[i] = key + " = " + key + " + " + w.expr(q, u.Value)
		default:
			w.fail("Unknown update operation :%s for MySQL", u.Op)
		}
	}
	return strings.Join(list, ", ")
}

func (mysql) deleteAll(w *writer, q *query.Planned) string {
	if q.Select != nil {
		return w.refuse(":select is not supported in delete_all by MySQL")
	}
	_, name := w.target(q)
	return w.ctes(q) + "DELETE " + name + ".*" + w.from(q) + w.joins(q) + w.boolean(q, " WHERE ", q.Wheres)
}

func (m mysql) insert(w *writer, i Insertion) string {
	switch {
	case i.Placeholders > 0:
		return w.refuse(":placeholders is not supported by MySQL")
	case len(i.Returning) > 0:
		return w.refuse(":returning is not supported in insert/insert_all by MySQL")
	case i.Conflict.hasTarget():
		return w.refuse(":conflict_target is not supported in insert/insert_all by MySQL")
	}
	text := "INSERT INTO " + m.table(w, i.Prefix, i.Table) + " (" + w.names(i.Header) + ") "
	if i.Query != nil {
		text += "(" + w.all(i.Query, "") + ")"
	} else {
		text += "VALUES " + w.rows(i, ",", m.param)
	}
	return text + m.conflict(w, i)
}

func (m mysql) conflict(w *writer, i Insertion) string {
	const words = " ON DUPLICATE KEY UPDATE "
	switch c := i.Conflict; {
	case c.raises():
		return ""
	case c.Nothing && len(i.Header) > 0:
		key := m.quote(w, i.Header[0])
		return words + key + " = " + key
	case c.Query != nil && len(c.Query.Wheres) > 0:
		return w.refuse("Using a query with :where in combination with the :on_conflict option is not supported by MySQL")
	case c.Query != nil:
		w.name(c.Query, "")
		return words + m.updates(w, c.Query, "")
	}
	list := make([]string, len(i.Conflict.Replace))
	for n, name := range i.Conflict.Replace {
		key := m.quote(w, name)
		list[n] = key + " = VALUES(" + key + ")"
	}
	return words + strings.Join(list, ",")
}

func (mysql) returning(w *writer, columns []string, _ string) string { return "" }

func (mysql) materialized(bool) string { return "" }
