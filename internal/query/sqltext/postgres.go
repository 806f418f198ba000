package sqltext

import (
	"encoding/hex"
	"math/big"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

const postgresTitle = "PostgreSQL adapter"

type postgres struct{}

func (postgres) title() string { return postgresTitle }

func (postgres) traits() traits {
	return traits{nothing: "TRUE", empty: "false", blankAfterSelect: true, combinationParens: true, valuesColumns: true, filters: true,
		arrays: true, ctesChange: true, materializes: true, recursiveWord: true}
}

func (postgres) quote(w *writer, name string) string {
	if strings.Contains(name, `"`) {
		return w.refuse("bad literal/field/index/table name %s (\" is not permitted)", eval.Inspect(eval.String(name)))
	}
	return `"` + name + `"`
}

func (p postgres) table(w *writer, prefix, name string) string {
	if prefix == "" {
		return p.quote(w, name)
	}
	return p.quote(w, prefix) + "." + p.quote(w, name)
}

func (postgres) param(index int) string { return "$" + strconv.Itoa(index+1) }

func (p postgres) list(_ *writer, left string, b *query.Bound) string {
	return left + " = ANY(" + p.param(b.Index) + ")"
}

func (postgres) operator(name string) (string, bool) {
	if name == "ilike" {
		return " ILIKE ", true
	}
	return commonOperators(name)
}

func (postgres) literal(w *writer, v eval.Value) string {
	switch v := v.(type) {
	case eval.Atom:
		return strings.ToUpper(string(v))
	case eval.String:
		return quotes(string(v), false)
	case eval.Float:
		return floatText(v) + "::float"
	}
	return w.number(v)
}

func (postgres) array(w *writer, q *query.Planned, l query.List) string {
	if len(l.Elems) == 0 {
		return "'{}'"
	}
	return "ARRAY[" + strings.Join(w.exprs(q, l.Elems), ",") + "]"
}

func (p postgres) tagged(w *writer, q *query.Planned, t query.Tagged) string {
	if l, ok := t.Value.(query.Literal); ok && t.Database.Name == "binary" {
		if s, ok := l.Value.(eval.String); ok {
			return `'\x` + hex.EncodeToString([]byte(s)) + "'::bytea"
		}
	}
	return w.operand(q, t.Value) + "::" + p.castType(t.Database)
}

// castType writes the type of a cast: integers are as large as they get.
func (p postgres) castType(t ectoschema.Type) string {
	switch t.Name {
	case "id", "integer":
		return "bigint"
	case "array":
		return p.castType(*t.Of) + "[]"
	}
	return p.typeName(t.Name)
}

func (postgres) typeName(name string) string {
	switch name {
	case "identity":
		return "bigint"
	case "binary_id":
		return "uuid"
	case "string":
		return "varchar"
	case "bitstring":
		return "varbit"
	case "binary":
		return "bytea"
	case "map":
		return "jsonb"
	case "time_usec":
		return "time"
	case "utc_datetime", "utc_datetime_usec", "naive_datetime", "naive_datetime_usec":
		return "timestamp"
	case "duration":
		return "interval"
	case "":
		return "any"
	}
	return name
}

func (p postgres) interval(w *writer, q *query.Planned, i query.Interval) string {
	kind := "timestamp"
	if i.Date {
		kind = "date"
	}
	text := w.expr(q, i.Base)
	if _, typed := i.Base.(query.Tagged); !typed {
		text += "::" + kind
	}
	text += " + " + p.count(w, q, i)
	if i.Date {
		return "(" + text + ")::date"
	}
	return text
}

func (postgres) count(w *writer, q *query.Planned, i query.Interval) string {
	if l, ok := i.Count.(query.Literal); ok {
		switch v := l.Value.(type) {
		case eval.Int:
			return "interval '" + v.String() + " " + i.Unit + "'"
		case eval.Float:
			return "interval '" + compactFloat(float64(v)) + " " + i.Unit + "'"
		}
	}
	return "(" + w.expr(q, i.Count) + "::numeric * interval '1 " + i.Unit + "')"
}

// compactFloat writes a float without an exponent and without needless zeros.
func compactFloat(f float64) string {
	text := strconv.FormatFloat(f, 'f', 16, 64)
	text = strings.TrimRight(text, "0")
	if strings.HasSuffix(text, ".") {
		text += "0"
	}
	return text
}

func (p postgres) jsonPath(w *writer, q *query.Planned, j query.JSONPath) string {
	if len(j.Path) == 0 {
		return w.expr(q, j.Field)
	}
	elems := make([]string, len(j.Path))
	for i, e := range j.Path {
		elems[i] = w.expr(q, e)
	}
	return "(" + w.expr(q, j.Field) + "#>array[" + strings.Join(elems, ",") + "]::text[])"
}

// special compares what is in a JSON document as PostgreSQL's index does.
func (p postgres) special(w *writer, q *query.Planned, c query.Call) (string, bool) {
	if c.Name != "==" || len(c.Args) != 2 {
		return "", false
	}
	j, ok := c.Args[0].(query.JSONPath)
	right, isLiteral := c.Args[1].(query.Literal)
	if !ok || !isLiteral || len(j.Path) == 0 {
		return "", false
	}
	last, ok := j.Path[len(j.Path)-1].(query.Literal)
	key, isText := last.Value.(eval.String)
	if !ok || !isText {
		return "", false
	}
	value, ok := jsonLiteral(right.Value)
	if !ok {
		return "", false
	}
	extracted := p.jsonPath(w, q, query.JSONPath{Field: j.Field, Path: j.Path[:len(j.Path)-1]})
	return "(" + extracted + "@>'{" + jsonText(string(key)) + ": " + value + "}')", true
}

func jsonLiteral(v eval.Value) (string, bool) {
	switch v := v.(type) {
	case eval.String:
		return jsonText(string(v)), true
	case eval.Int:
		return (*big.Int)(v.Int).String(), true
	case eval.Atom:
		return string(v), v == eval.True || v == eval.False
	}
	return "", false
}

func jsonText(text string) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(text, "'", "''"), `"`, `\"`) + `"`
}

func (p postgres) values(_ *writer, v *query.PlannedValues) string {
	return "(VALUES " + valueRows(v, func(i int, t ectoschema.Type) string {
		return p.param(i) + "::" + p.castType(t.Underlying())
	}, "(") + ")"
}

// valueRows writes the rows of a values list; open is what a row begins with.
func valueRows(v *query.PlannedValues, cell func(index int, t ectoschema.Type) string, open string) string {
	rows := make([]string, v.Rows)
	for r := range rows {
		cells := make([]string, len(v.Types))
		for c, t := range v.Types {
			cells[c] = cell(v.Bound[r*len(v.Types)+c].Index, t.Type)
		}
		rows[r] = open + strings.Join(cells, ",") + ")"
	}
	return strings.Join(rows, ",")
}

func (p postgres) statement(w *writer, q *query.Planned, c clauses) string {
	text := c.cte + "SELECT" + p.distinct(w, q) + " " + c.fields + c.from + c.joins + c.where + c.groupBy + c.having + c.window +
		c.combinations + p.orderBy(w, q)
	if !q.WithTies || q.Limit == nil {
		return text + w.tail(q)
	}
	if len(q.OrderBys) == 0 {
		return w.fail("PostgreSQL adapter requires an `order_by` clause if the `:with_ties` limit option is `true`")
	}
	text += " FETCH FIRST " + w.expr(q, q.Limit) + " ROWS WITH TIES"
	without := *q
	without.Limit = nil
	return text + w.tail(&without)
}

func (postgres) distinct(w *writer, q *query.Planned) string {
	switch {
	case q.Distinct == nil:
		return ""
	case q.Distinct.All:
		return " DISTINCT"
	case len(q.Distinct.Orders) == 0:
		return ""
	}
	list := make([]string, len(q.Distinct.Orders))
	for i, o := range q.Distinct.Orders {
		list[i] = w.expr(q, o.Expr)
	}
	return " DISTINCT ON (" + strings.Join(list, ", ") + ")"
}

// orderBy puts the expressions of DISTINCT ON first.
func (p postgres) orderBy(w *writer, q *query.Planned) string {
	if len(q.OrderBys) == 0 {
		return ""
	}
	var first []string
	if q.Distinct != nil {
		first = p.orderTexts(w, q, q.Distinct.Orders)
	}
	rest := p.orderTexts(w, q, q.OrderBys)
	var list []string
	for len(first) > 0 && len(rest) > 0 && first[0] == rest[0] {
		list, first, rest = append(list, first[0]), first[1:], rest[1:]
	}
	return " ORDER BY " + strings.Join(append(append(list, first...), rest...), ", ")
}

func (p postgres) orderTexts(w *writer, q *query.Planned, orders []query.Order) []string {
	list := make([]string, len(orders))
	for i, o := range orders {
		list[i] = p.order(w, w.expr(q, o.Expr), o.Direction)
	}
	return list
}

func (postgres) order(_ *writer, text, direction string) string {
	if direction == "asc" {
		return text
	}
	return text + " " + strings.ToUpper(strings.ReplaceAll(direction, "_", " "))
}

func (postgres) join(w *writer, qualifier string) string {
	word, ok := joinWords(qualifier, true)
	if !ok {
		return w.fail("join qualifier :%s is not supported in the PostgreSQL adapter", qualifier)
	}
	return word
}

func (postgres) on(w *writer, q *query.Planned, j query.PlannedJoin) string {
	if len(j.Hints) > 0 {
		return w.fail("table hints are not supported by PostgreSQL")
	}
	return w.on(q, j)
}

func (p postgres) updateAll(w *writer, q *query.Planned) string {
	table, name := w.target(q)
	text := w.ctes(q) + "UPDATE " + table + " AS " + name + " SET " + w.updates(q)
	inner := 0
	for inner < len(q.Joins) && q.Joins[inner].Qualifier == "inner" {
		inner++
	}
	if inner == 0 && len(q.Joins) > 0 {
		return w.fail("Need at least one inner join at the beginning to use other joins with update_all")
	}
	if inner > 0 {
		text += " FROM " + w.joinList(q, q.Joins[:inner])
	}
	for _, j := range q.Joins[inner:] {
		text += w.joined(q, j)
	}
	return text + w.boolean(q, " WHERE ", joinedWheres(q, q.Joins[:inner])) + w.returningFields(q)
}

func (p postgres) deleteAll(w *writer, q *query.Planned) string {
	table, name := w.target(q)
	text := w.ctes(q) + "DELETE FROM " + table + " AS " + name
	w.onlyInner(q, "PostgreSQL supports")
	if len(q.Joins) > 0 {
		text += " USING " + w.joinList(q, q.Joins)
	}
	return text + w.boolean(q, " WHERE ", joinedWheres(q, q.Joins)) + w.returningFields(q)
}

func (p postgres) insert(w *writer, i Insertion) string {
	if (i.Conflict.Replace != nil || i.Conflict.Query != nil) && !i.Conflict.hasTarget() {
		return w.refuse("the :conflict_target option is required on upserts by PostgreSQL")
	}
	text := "INSERT INTO " + p.table(w, i.Prefix, i.Table) + w.insertAs(i.Conflict)
	switch {
	case i.Query != nil:
		text += " (" + w.names(i.Header) + ") (" + w.all(i.Query, "") + ")"
	case len(i.Header) == 0:
		text += " VALUES " + strings.TrimSuffix(strings.Repeat("(DEFAULT),", len(i.Rows)), ",")
	default:
		text += " (" + w.names(i.Header) + ") VALUES " + w.rows(i, ",", numbered("$"))
	}
	return text + w.conflictClause(i.Conflict) + p.returning(w, i.Returning, "")
}

func (postgres) returning(w *writer, columns []string, _ string) string {
	if len(columns) == 0 {
		return ""
	}
	return " RETURNING " + w.names(columns)
}

func (postgres) materialized(is bool) string {
	if is {
		return "MATERIALIZED"
	}
	return "NOT MATERIALIZED"
}
