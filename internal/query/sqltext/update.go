package sqltext

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// updates writes the assignments of an UPDATE as PostgreSQL and SQLite do.
func (w *writer) updates(q *query.Planned) string {
	list := make([]string, len(q.Updates))
	for i, u := range q.Updates {
		list[i] = w.update(q, u)
	}
	return strings.Join(list, ", ")
}

func (w *writer) update(q *query.Planned, u query.Update) string {
	key := w.flavour.quote(w, u.Field)
	column := q.Names[0] + "." + key
	array := w.flavour.traits().arrays
	switch {
	case u.Op == "set":
		return key + " = " + w.expr(q, u.Value)
	case u.Op == "inc" && array:
		return key + " = " + column + " + " + w.expr(q, u.Value)
	case u.Op == "inc":
		return key + " = " + key + " + " + w.expr(q, u.Value)
	case u.Op == "push" && array:
		return key + " = array_append(" + column + ", " + w.expr(q, u.Value) + ")"
	case u.Op == "pull" && array:
		return key + " = array_remove(" + column + ", " + w.expr(q, u.Value) + ")"
	}
	return w.fail("Arrays are not supported for %s", w.flavour.title())
}

// joinedWheres puts the conditions of joins before those of the query.
func joinedWheres(q *query.Planned, joins []query.PlannedJoin) []query.Condition {
	var list []query.Condition
	for _, j := range joins {
		if !query.IsTrue(j.On) {
			list = append(list, query.Condition{Expr: j.On})
		}
	}
	return append(list, q.Wheres...)
}

// joinList writes the sources of joins as a list.
func (w *writer) joinList(q *query.Planned, joins []query.PlannedJoin) string {
	list := make([]string, len(joins))
	for i, j := range joins {
		source, name := w.source(q, j.Index)
		list[i] = source + " AS " + name
	}
	return strings.Join(list, ", ")
}

// onlyInner refuses any other join.
func (w *writer) onlyInner(q *query.Planned, title string) {
	for _, j := range q.Joins {
		if j.Qualifier != "inner" {
			w.fail("%s only inner joins on %s, got: `%s`", title, q.Operation, j.Qualifier)
		}
	}
}

// target writes the table that is changed.
func (w *writer) target(q *query.Planned) (table, name string) {
	w.name(q, "")
	return w.source(q, 0)
}

// returningFields writes RETURNING with what the query selects.
func (w *writer) returningFields(q *query.Planned) string {
	if q.Select == nil {
		return ""
	}
	return " RETURNING " + w.fields(q)
}

// on writes ON and the condition of a join.
func (w *writer) on(q *query.Planned, j query.PlannedJoin) string {
	if (j.Qualifier == "cross" || j.Qualifier == "cross_lateral") && query.IsTrue(j.On) {
		return ""
	}
	return " ON " + w.expr(q, j.On)
}

// joinWords are the words of the joins that everyone has.
func joinWords(qualifier string, lateral bool) (string, bool) {
	name, isLateral := strings.CutSuffix(qualifier, "_lateral")
	word, ok := map[string]string{
		"inner": "INNER JOIN ", "left": "LEFT OUTER JOIN ", "right": "RIGHT OUTER JOIN ",
		"full": "FULL OUTER JOIN ", "cross": "CROSS JOIN ",
	}[name]
	if isLateral {
		word += "LATERAL "
	}
	return word, ok && (lateral || !isLateral)
}

// tail writes LIMIT, OFFSET and the lock.
func (w *writer) tail(q *query.Planned) string {
	text := ""
	if q.Limit != nil {
		text += " LIMIT " + w.expr(q, q.Limit)
	}
	if q.Offset != nil {
		text += " OFFSET " + w.expr(q, q.Offset)
	}
	return text + w.lock(q)
}

func (w *writer) lock(q *query.Planned) string {
	if q.Lock == nil {
		return ""
	}
	return " " + w.lockText(q)
}

func (w *writer) lockText(q *query.Planned) string {
	if l, ok := q.Lock.(query.Literal); ok {
		if text, ok := l.Value.(eval.String); ok {
			return string(text)
		}
	}
	return w.expr(q, q.Lock)
}

// distinct writes DISTINCT, which takes no columns but on PostgreSQL.
func (w *writer) distinct(q *query.Planned, title string) string {
	switch {
	case q.Distinct == nil:
		return ""
	case len(q.Distinct.Orders) > 0:
		return w.fail("DISTINCT with multiple columns is not supported by %s", title)
	case q.Distinct.All:
		return "DISTINCT "
	}
	return ""
}
