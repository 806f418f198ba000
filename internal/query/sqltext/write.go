package sqltext

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// Write returns the statement that an operation with a query is.
func Write(p *query.Planned) (string, error) {
	w := newWriter(p.Adapter)
	var text string
	switch p.Operation {
	case query.UpdateAll:
		text = w.flavour.updateAll(w, p)
	case query.DeleteAll:
		text = w.flavour.deleteAll(w, p)
	default:
		text = w.all(p, "")
	}
	return text, w.located(p)
}

// writer writes one statement and keeps its first mistake.
type writer struct {
	flavour flavour
	err     error
}

// flavour is what the adapters do differently.
type flavour interface {
	// title is how the adapter speaks of itself in messages.
	title() string
	// quote writes a name, table one with its prefix.
	quote(w *writer, name string) string
	table(w *writer, prefix, name string) string
	// param writes the value with an index.
	param(index int) string
	// list writes left in values.
	list(w *writer, left string, b *query.Bound) string
	// operator returns the SQL of a binary operator.
	operator(name string) (string, bool)
	literal(w *writer, v eval.Value) string
	array(w *writer, q *query.Planned, l query.List) string
	tagged(w *writer, q *query.Planned, t query.Tagged) string
	interval(w *writer, q *query.Planned, i query.Interval) string
	jsonPath(w *writer, q *query.Planned, j query.JSONPath) string
	// special writes the calls that the adapter has a way of its own for.
	special(w *writer, q *query.Planned, c query.Call) (string, bool)
	values(w *writer, v *query.PlannedValues) string
	// statement puts the clauses of a SELECT together.
	statement(w *writer, q *query.Planned, c clauses) string
	// join returns the words of a join.
	join(w *writer, qualifier string) string
	// on writes a join's condition, and what stands between two joins.
	on(w *writer, q *query.Planned, j query.PlannedJoin) string
	// order writes a direction after an expression.
	order(w *writer, text, direction string) string
	updateAll(w *writer, q *query.Planned) string
	deleteAll(w *writer, q *query.Planned) string
	insert(w *writer, i Insertion) string
	returning(w *writer, columns []string, verb string) string
	// materialized writes whether a common table expression is.
	materialized(is bool) string
	// traits are the smaller differences.
	traits() traits
}

// traits are small differences between the adapters.
type traits struct {
	// nothing is what SELECT selects when there is nothing to select.
	nothing string
	// empty is what in [] is.
	empty string
	// bareSubqueries leaves the parentheses of a subquery away where it stands
	// alone in group_by and order_by.
	bareSubqueries bool
	// blankAfterSelect says that ~r/^\s*select\s/ makes a fragment a subquery,
	// and not ~r/^\s*select/.
	blankAfterSelect bool
	// combinationParens puts the queries of a union in parentheses.
	combinationParens bool
	// valuesColumns names the columns of a values list after its alias.
	valuesColumns bool
	// filters says that aggregates can be filtered.
	filters bool
	// escapes says that a backslash in a literal is doubled.
	escapes bool
	// withHints puts the hints of the first source into WITH (...).
	withHints bool
	// bits says that there are no truth values but bits: (1 = 1) is true, and
	// what is selected is negated with ~.
	bits bool
	// noWindows says that over is taken for a function.
	noWindows bool
	// jsonLists reads what stands on the right of in as a JSON list.
	jsonLists bool
	// constantFunction takes constant(...) for a function.
	constantFunction bool
	// noDefaults says that a row cannot leave a value to its column's default.
	noDefaults bool
	// arrays says that a column can be a list to push to and pull from.
	arrays bool
	// output says that what is returned stands before WHERE.
	output bool
	// cteColumns names the columns of a common table expression; ctesChange
	// says that one can change rows, refusesChanges that this is refused,
	// materializes that one can be told to be materialized, and recursiveWord
	// that RECURSIVE is written.
	cteColumns, ctesChange, refusesChanges, materializes, recursiveWord bool
}

func newWriter(a ectoschema.Adapter) *writer {
	switch a {
	case ectoschema.MySQL:
		return &writer{flavour: mysql{}}
	case ectoschema.SQLite:
		return &writer{flavour: sqlite{}}
	case ectoschema.MSSQL:
		return &writer{flavour: mssql{}}
	}
	return &writer{flavour: postgres{}}
}

// mistake is an error whose place is that of the query.
type mistake struct {
	exception, message string
}

func (m mistake) Error() string { return m.message }

// fail keeps the first mistake, an Ecto.QueryError.
func (w *writer) fail(format string, args ...any) string {
	return w.raise("Ecto.QueryError", format+" in query", args...)
}

// refuse keeps the first mistake, an ArgumentError.
func (w *writer) refuse(format string, args ...any) string {
	return w.raise("ArgumentError", format, args...)
}

func (w *writer) raise(exception, format string, args ...any) string {
	if w.err == nil {
		w.err = mistake{exception: exception, message: sprintf(format, args)}
	}
	return ""
}

func (w *writer) located(p *query.Planned) error {
	if m, ok := w.err.(mistake); ok {
		return eval.NewRaised(p.Pos, m.exception, "%s", m.message)
	}
	return w.err
}

// clauses are the parts of a SELECT, each with the blank before it.
type clauses struct {
	cte, fields, from, joins, where, groupBy, having, window, combinations, orderBy string
}

// all writes a SELECT. Every alias gets the prefix.
func (w *writer) all(q *query.Planned, prefix string) string {
	w.name(q, prefix)
	c := clauses{cte: w.ctes(q)}
	c.from = w.from(q)
	c.fields = w.fields(q)
	c.joins = w.joins(q)
	c.where = w.boolean(q, " WHERE ", q.Wheres)
	c.groupBy = w.groupBy(q)
	c.having = w.boolean(q, " HAVING ", q.Havings)
	c.window = w.windows(q)
	c.combinations = w.combinations(q, prefix)
	c.orderBy = w.orderBy(q)
	return w.flavour.statement(w, q, c)
}

// from writes the first source with its hints.
func (w *writer) from(q *query.Planned) string {
	source, name := w.source(q, 0)
	text := " FROM " + source + " AS " + name
	switch {
	case len(q.Hints) == 0:
		return text
	case w.flavour.traits().withHints:
		return text + " WITH (" + strings.Join(q.Hints, ", ") + ")"
	}
	return text + " " + strings.Join(q.Hints, " ")
}

// name gives the sources their aliases.
func (w *writer) name(q *query.Planned, prefix string) {
	q.NamePrefix = prefix
	q.Names = make([]string, len(q.Sources))
	for i, s := range q.Sources {
		letter := "t"
		switch {
		case s.Fragment != nil:
			letter = "f"
		case s.Values != nil:
			letter = "v"
		case s.Sub != nil:
			letter = "s"
		case s.Table != "" && isLetter(s.Table[0]):
			letter = s.Table[:1]
		}
		q.Names[i] = prefix + letter + strconv.Itoa(i)
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// source writes a source and its alias.
func (w *writer) source(q *query.Planned, index int) (text, name string) {
	s, name := q.Sources[index], q.Names[index]
	switch {
	case s.Sub != nil:
		return w.subquery(q, s.Sub), name
	case s.Fragment != nil:
		return w.expr(q, s.Fragment), name
	case s.Values != nil:
		if w.flavour.traits().valuesColumns {
			columns := make([]string, len(s.Values.Types))
			for i, t := range s.Values.Types {
				columns[i] = t.Name
			}
			name += " (" + w.names(columns) + ")"
		}
		return w.flavour.values(w, s.Values), name
	}
	return w.flavour.table(w, s.Prefix, s.Table), name
}

func (w *writer) subquery(q, inner *query.Planned) string {
	return "(" + w.all(inner, "s"+q.NamePrefix) + ")"
}

// names writes a list of names.
func (w *writer) names(list []string) string {
	quoted := make([]string, len(list))
	for i, n := range list {
		quoted[i] = w.flavour.quote(w, n)
	}
	return strings.Join(quoted, ",")
}

// fields writes what is selected.
func (w *writer) fields(q *query.Planned) string {
	if len(q.Select.Fields) == 0 {
		return w.flavour.traits().nothing
	}
	list := make([]string, len(q.Select.Fields))
	for i, f := range q.Select.Fields {
		list[i] = w.selected(q, f)
	}
	return strings.Join(list, ", ")
}

func (w *writer) selected(q *query.Planned, f query.SelectField) string {
	if whole, ok := f.Expr.(query.Whole); ok && f.As == "" {
		return w.whole(q, whole)
	}
	text := w.expr(q, f.Expr)
	if c, ok := f.Expr.(query.Call); ok && c.Name == "not" && w.flavour.traits().bits {
		text = "~(" + w.expr(q, c.Args[0]) + ")"
	}
	if f.As != "" {
		text += " AS " + w.flavour.quote(w, f.As)
	}
	return text
}

// whole refuses to select all of a source whose columns nobody knows.
func (w *writer) whole(q *query.Planned, e query.Whole) string {
	s, name := q.Sources[e.Of.Index], q.Names[e.Of.Index]
	switch {
	case s.Fragment != nil:
		return w.fail("%s does not support selecting all fields from fragment %s. "+
			"Please specify exactly which fields you want to select", w.flavour.title(), name)
	case s.Schema == nil && s.Sub == nil && s.Values == nil:
		return w.fail("%s does not support selecting all fields from %s without a schema. "+
			"Please specify a schema or specify exactly which fields you want to select", w.flavour.title(), w.flavour.table(w, s.Prefix, s.Table))
	}
	return name
}

// boolean writes WHERE and HAVING: conditions from left to right, with
// parentheses around those before a change from AND to OR.
func (w *writer) boolean(q *query.Planned, word string, list []query.Condition) string {
	if len(list) == 0 {
		return ""
	}
	text, or := w.condition(q, list[0].Expr), list[0].Or
	for _, c := range list[1:] {
		if c.Or != or {
			text, or = "("+text+")", c.Or
		}
		operator := " AND "
		if c.Or {
			operator = " OR "
		}
		text += operator + w.condition(q, c.Expr)
	}
	return word + text
}

// condition writes an expression in parentheses.
func (w *writer) condition(q *query.Planned, e query.Expr) string {
	if l, ok := e.(query.Literal); ok && w.flavour.traits().bits {
		switch l.Value {
		case eval.True:
			return "(1 = 1)"
		case eval.False:
			return "(1 = 0)"
		}
	}
	return "(" + w.expr(q, e) + ")"
}

func (w *writer) joins(q *query.Planned) string {
	var text strings.Builder
	for _, j := range q.Joins {
		text.WriteString(w.joined(q, j))
	}
	return text.String()
}

func (w *writer) joined(q *query.Planned, j query.PlannedJoin) string {
	source, name := w.source(q, j.Index)
	return " " + w.flavour.join(w, j.Qualifier) + source + " AS " + name + w.flavour.on(w, q, j)
}

func (w *writer) groupBy(q *query.Planned) string {
	if len(q.GroupBys) == 0 {
		return ""
	}
	list := make([]string, len(q.GroupBys))
	for i, e := range q.GroupBys {
		list[i] = w.alone(q, e)
	}
	return " GROUP BY " + strings.Join(list, ", ")
}

// alone writes an expression that nothing else stands beside.
func (w *writer) alone(q *query.Planned, e query.Expr) string {
	if n, ok := e.(query.Nested); ok && w.flavour.traits().bareSubqueries {
		return w.all(n.Planned, "s"+q.NamePrefix)
	}
	return w.expr(q, e)
}

func (w *writer) orderBy(q *query.Planned) string {
	if len(q.OrderBys) == 0 {
		return ""
	}
	return " ORDER BY " + w.orders(q, q.OrderBys)
}

func (w *writer) orders(q *query.Planned, orders []query.Order) string {
	list := make([]string, len(orders))
	for i, o := range orders {
		list[i] = w.flavour.order(w, w.alone(q, o.Expr), o.Direction)
	}
	return strings.Join(list, ", ")
}

func (w *writer) windows(q *query.Planned) string {
	if len(q.Windows) == 0 {
		return ""
	}
	list := make([]string, len(q.Windows))
	for i, window := range q.Windows {
		list[i] = w.flavour.quote(w, window.Name) + " AS " + w.window(q, window)
	}
	return " WINDOW " + strings.Join(list, ", ")
}

func (w *writer) window(q *query.Planned, window query.Window) string {
	var parts []string
	if len(window.PartitionBy) > 0 {
		parts = append(parts, "PARTITION BY "+strings.Join(w.exprs(q, window.PartitionBy), ", "))
	}
	if len(window.OrderBy) > 0 {
		parts = append(parts, "ORDER BY "+w.orders(q, window.OrderBy))
	}
	if window.Frame != nil {
		parts = append(parts, w.expr(q, window.Frame))
	}
	return "(" + strings.Join(parts, " ") + ")"
}

func (w *writer) combinations(q *query.Planned, prefix string) string {
	var text strings.Builder
	for _, c := range q.Combinations {
		inner := w.all(c.Query, prefix)
		if w.flavour.traits().combinationParens {
			inner = "(" + inner + ")"
		} else if c.Kind == "except_all" || c.Kind == "intersect_all" {
			w.fail("SQLite3 does not support %s", strings.ToUpper(strings.ReplaceAll(c.Kind, "_", " ")))
		}
		text.WriteString(" " + strings.ToUpper(strings.ReplaceAll(c.Kind, "_", " ")) + " " + inner)
	}
	return text.String()
}
