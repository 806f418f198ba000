package sqltext

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

func sprintf(format string, args []any) string { return fmt.Sprintf(format, args...) }

func (w *writer) exprs(q *query.Planned, list []query.Expr) []string {
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = w.expr(q, e)
	}
	return texts
}

// expr writes an expression.
func (w *writer) expr(q *query.Planned, e query.Expr) string {
	switch e := e.(type) {
	case *query.Bound:
		return w.bound(e)
	case query.Field:
		return w.field(q, e)
	case query.Whole:
		return q.Names[e.Of.Index]
	case query.Literal:
		return w.literal(e)
	case query.Tagged:
		return w.flavour.tagged(w, q, e)
	case query.Call:
		return w.call(q, e)
	case query.In:
		return w.in(q, e)
	case *query.Fragment:
		return w.fragment(q, e)
	case query.Identifier:
		return w.flavour.quote(w, e.Name)
	case query.Constant:
		return w.constant(e)
	case query.Interval:
		return w.flavour.interval(w, q, e)
	case query.JSONPath:
		return w.flavour.jsonPath(w, q, e)
	}
	return w.compound(q, e)
}

func (w *writer) compound(q *query.Planned, e query.Expr) string {
	switch e := e.(type) {
	case query.Filter:
		if !w.flavour.traits().filters {
			return w.fail("%s does not support aggregate filters", w.flavour.title())
		}
		return w.expr(q, e.Aggregate) + " FILTER (WHERE " + w.expr(q, e.Condition) + ")"
	case query.Over:
		return w.over(q, e)
	case query.Nested:
		return w.subquery(q, e.Planned)
	case query.List:
		return w.flavour.array(w, q, e)
	case query.Tuple:
		return "(" + strings.Join(w.exprs(q, e.Elems), ",") + ")"
	case query.SelectedAs:
		return w.flavour.quote(w, e.Name)
	case query.Named:
		return w.expr(q, e.Expr)
	}
	return w.fail("unsupported expression")
}

// bound writes the number of a value, or those of a splice.
func (w *writer) bound(b *query.Bound) string {
	if !b.List {
		return w.flavour.param(b.Index)
	}
	return w.each(b)
}

func (w *writer) each(b *query.Bound) string {
	list := make([]string, len(b.Values))
	for i := range b.Values {
		list[i] = w.flavour.param(b.Index + i)
	}
	return strings.Join(list, ",")
}

func (w *writer) field(q *query.Planned, f query.Field) string {
	if f.Parent != nil {
		q = f.Parent
	}
	if q.Names == nil {
		return w.flavour.quote(w, f.Name)
	}
	return q.Names[f.Of.Index] + "." + w.flavour.quote(w, f.Name)
}

// literal writes what every adapter writes alike; the rest is the adapter's.
func (w *writer) literal(l query.Literal) string {
	switch v := l.Value.(type) {
	case eval.Int:
		return v.String()
	case eval.List:
		list := query.List{}
		for _, e := range v {
			list.Elems = append(list.Elems, query.Literal{Value: e})
		}
		return w.flavour.array(w, nil, list)
	case eval.Atom:
		if v == eval.Nil {
			return "NULL"
		}
		if v != eval.True && v != eval.False {
			return w.fail("unsupported expression: %s", eval.Inspect(v))
		}
	}
	return w.flavour.literal(w, l.Value)
}

func (w *writer) constant(c query.Constant) string {
	text := eval.Inspect(c.Value)
	if f, ok := c.Value.(eval.Float); ok {
		text = floatText(f)
	}
	if s, ok := c.Value.(eval.String); ok {
		text = quotes(string(s), w.flavour.traits().escapes)
	}
	if w.flavour.traits().constantFunction {
		return "constant(" + text + ")"
	}
	return text
}

func (w *writer) in(q *query.Planned, e query.In) string {
	switch right := e.Right.(type) {
	case query.List:
		if len(right.Elems) == 0 {
			return w.flavour.traits().empty
		}
		return w.expr(q, e.Left) + " IN (" + strings.Join(w.exprs(q, right.Elems), ",") + ")"
	case *query.Bound:
		if right.List {
			return w.flavour.list(w, w.expr(q, e.Left), right)
		}
	case query.Nested:
		return w.expr(q, e.Left) + " IN " + w.expr(q, right)
	}
	if w.flavour.traits().jsonLists {
		if l, ok := e.Right.(query.Literal); ok && l.Value == eval.String("[]") {
			return w.flavour.traits().empty
		}
		return w.expr(q, e.Left) + " IN (SELECT value FROM JSON_EACH(" + w.expr(q, e.Right) + "))"
	}
	return w.expr(q, e.Left) + " = ANY(" + w.expr(q, e.Right) + ")"
}

// fragment puts a fragment together; one that is a SELECT is a subquery.
func (w *writer) fragment(q *query.Planned, f *query.Fragment) string {
	if f.Keyword {
		return w.fail("%s does not support keyword or interpolated fragments", w.flavour.title())
	}
	var text strings.Builder
	for _, p := range f.Parts {
		if p.Expr != nil {
			text.WriteString(w.expr(q, p.Expr))
			continue
		}
		text.WriteString(p.SQL)
	}
	if len(f.Parts) > 0 && w.selects(f.Parts[0].SQL) {
		return "(" + text.String() + ")"
	}
	return text.String()
}

func (w *writer) selects(sql string) bool {
	const blanks = " \t\r\n\f\v"
	sql = strings.TrimLeft(sql, blanks)
	if len(sql) < 6 || !strings.EqualFold(sql[:6], "select") {
		return false
	}
	return !w.flavour.traits().blankAfterSelect || (len(sql) > 6 && strings.IndexByte(blanks, sql[6]) >= 0)
}

func (w *writer) over(q *query.Planned, e query.Over) string {
	if w.flavour.traits().noWindows {
		return w.overFunction(q, e)
	}
	if e.Name != "" {
		return w.expr(q, e.Aggregate) + " OVER " + w.flavour.quote(w, e.Name)
	}
	return w.expr(q, e.Aggregate) + " OVER " + w.window(q, e.Window)
}

// overFunction is what the adapter of SQL Server makes of over, which it does
// not know.
func (w *writer) overFunction(q *query.Planned, e query.Over) string {
	if e.Name != "" || len(e.Window.PartitionBy)+len(e.Window.OrderBy) > 0 || e.Window.Frame != nil {
		return w.fail("unsupported MSSQL expressions: window")
	}
	return "over(" + w.expr(q, e.Aggregate) + ", )"
}

func (w *writer) call(q *query.Planned, e query.Call) string {
	if text, ok := w.flavour.special(w, q, e); ok {
		return text
	}
	switch {
	case e.Name == "is_nil":
		return w.expr(q, e.Args[0]) + " IS NULL"
	case e.Name == "not":
		return "NOT (" + w.expr(q, e.Args[0]) + ")"
	case e.Name == "count" && len(e.Args) == 0:
		return "count(*)"
	}
	if operator, ok := w.flavour.operator(e.Name); ok && len(e.Args) == 2 {
		return w.operand(q, e.Args[0]) + operator + w.operand(q, e.Args[1])
	}
	word := ""
	if e.Distinct {
		word = "DISTINCT "
	}
	args := make([]string, len(e.Args))
	for i, a := range e.Args {
		args[i] = w.argument(q, a)
	}
	return e.Name + "(" + word + strings.Join(args, ", ") + ")"
}

// argument writes an argument of a function.
func (w *writer) argument(q *query.Planned, e query.Expr) string {
	if w.flavour.traits().bits {
		return w.alone(q, e)
	}
	return w.expr(q, e)
}

// operand writes one side of an operator, in parentheses where it is an
// operator itself.
func (w *writer) operand(q *query.Planned, e query.Expr) string {
	c, ok := e.(query.Call)
	if !ok {
		return w.expr(q, e)
	}
	_, operator := w.flavour.operator(c.Name)
	if (operator && len(c.Args) == 2) || c.Name == "is_nil" {
		return w.condition(q, e)
	}
	return w.expr(q, e)
}

// number writes a %Decimal{}, and refuses what is none.
func (w *writer) number(v eval.Value) string {
	if m, ok := v.(*eval.Map); ok {
		if text, ok := decimalText(m); ok {
			return text
		}
	}
	return w.fail("unsupported expression: %s", eval.Inspect(v))
}

// floatText writes a float as to_string does.
func floatText(f eval.Float) string { return command.Float(f).String() }

// decimalText writes a %Decimal{} without an exponent.
func decimalText(m *eval.Map) (string, bool) {
	if m.Struct() != eval.Module("Decimal") {
		return "", false
	}
	coef, _ := m.Get(eval.Atom("coef"))
	exp, _ := m.Get(eval.Atom("exp"))
	sign, _ := m.Get(eval.Atom("sign"))
	digits, ok := coef.(eval.Int)
	scale, isInt := exp.(eval.Int)
	if !ok || !isInt {
		return "", false
	}
	text := digits.String()
	if n := int(scale.Int64()); n >= 0 {
		text += strings.Repeat("0", n)
	} else {
		if missing := -n + 1 - len(text); missing > 0 {
			text = strings.Repeat("0", missing) + text
		}
		text = text[:len(text)+n] + "." + text[len(text)+n:]
	}
	if s, ok := sign.(eval.Int); ok && s.Sign() < 0 {
		text = "-" + text
	}
	return text, true
}

// commonOperators are the operators that all adapters write alike.
func commonOperators(name string) (string, bool) {
	switch name {
	case "==":
		return " = ", true
	case "!=", "<=", ">=", "<", ">", "+", "-", "*", "/":
		return " " + name + " ", true
	case "and", "or", "like":
		return " " + strings.ToUpper(name) + " ", true
	}
	return "", false
}

// quotes writes a text between single quotes; every quote in it is doubled,
// and where a backslash escapes, every backslash.
func quotes(text string, backslashes bool) string {
	text = strings.ReplaceAll(text, "'", "''")
	if backslashes {
		text = strings.ReplaceAll(text, `\`, `\\`)
	}
	return "'" + text + "'"
}
