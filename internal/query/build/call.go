package build

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// functions are the functions of Ecto.Query.API and Ecto.Query.WindowAPI whose
// arguments can have any type.
const functions = " is_nil max min first_value last_value nth_value lag lead count avg sum row_number rank dense_rank" +
	" percent_rank cume_dist ntile "

// call builds a call of a function, an operator or a form.
func (b *builder) call(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	switch n.Name {
	case "^":
		return b.param(n, t)
	case "@":
		return b.attribute(n, t)
	case "field":
		if len(n.Args) == 2 {
			return b.field(n)
		}
	case "==", "!=", "<", ">", "<=", ">=":
		return b.comparison(n)
	case "in":
		return b.in(n)
	case "-":
		if len(n.Args) == 1 {
			return b.negative(n, t)
		}
		fallthrough
	case "+", "*", "/", "coalesce":
		return b.function(n, t)
	case "and", "or", "not":
		return b.function(n, plain("boolean"))
	case "like", "ilike":
		return b.function(n, plain("string"))
	case "__block__":
		if len(n.Args) == 1 {
			return b.expr(n.Args[0], t)
		}
	case "{}":
		return b.tuple(n.Args, t, n)
	case "type":
		if len(n.Args) == 2 {
			return b.typed(n)
		}
	case "|>":
		if piped, ok := unpipe(n); ok {
			return b.expr(piped, t)
		}
	case "fragment":
		return b.fragment(n)
	case "||", "&&", "!":
		return nil, compileError(n.Pos(), "short-circuit operators are not supported: `%s`. "+
			"Instead use boolean operators: `and`, `or`, and `not`", n.Name)
	case "=":
		return nil, compileError(n.Pos(), "The match operator is not supported: `=`. Did you mean to use `==` instead?")
	}
	return b.special(n, t)
}

// special builds what is neither an operator nor an ordinary function.
func (b *builder) special(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	switch n.Name {
	case "datetime_add", "date_add", "ago", "from_now":
		return b.interval(n)
	case "json_extract_path":
		if len(n.Args) == 2 {
			return b.extractPath(n, t)
		}
	case "subquery":
		return b.nested(n)
	case "exists", "any", "all":
		if len(n.Args) == 1 {
			inner, err := b.nested(n)
			return query.Call{Name: n.Name, Args: []query.Expr{inner}}, err
		}
	case "filter":
		if len(n.Args) == 2 {
			return b.filter(n, t)
		}
		return b.expr(n.Args[0], t)
	case "over":
		if len(n.Args) > 0 {
			return b.over(n, t)
		}
	case "selected_as":
		if len(n.Args) == 1 {
			name, err := b.atom(n.Args[0])
			return query.SelectedAs{Name: name}, err
		}
		return nil, compileError(n.Pos(), "selected_as/2 can only be used at the root of a select statement")
	case "as", "parent_as":
		of, err := b.source(n)
		return query.Whole{Of: of}, err
	}
	if strings.Contains(functions, " "+n.Name+" ") {
		return b.function(n, anyType)
	}
	return b.sigil(n, t)
}

// unpipe writes left |> call(args) as call(left, args).
func unpipe(n *syntax.Call) (*syntax.Call, bool) {
	right, ok := n.Args[1].(*syntax.Call)
	if !ok {
		return nil, false
	}
	call := *right
	call.Args = append([]syntax.Node{n.Args[0]}, right.Args...)
	return &call, true
}

// function builds a call whose arguments have a type.
func (b *builder) function(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	args := n.Args
	call := query.Call{Name: n.Name}
	if len(args) == 2 && n.Name == "count" {
		if a, ok := args[1].(*syntax.Atom); ok && a.Name == "distinct" {
			call.Distinct, args = true, args[:1]
		}
	}
	var err error
	call.Args, err = b.exprs(args, t)
	return call, err
}

// field builds field(source, name).
func (b *builder) field(n *syntax.Call) (query.Expr, error) {
	of, err := b.source(n.Args[0])
	if err != nil {
		return nil, err
	}
	name, err := b.name(n.Args[1])
	return query.Field{Of: of, Name: name}, err
}

// typed builds type(expr, type).
func (b *builder) typed(n *syntax.Call) (query.Expr, error) {
	t, err := b.typeArgument(n.Args[1])
	if err != nil {
		return nil, err
	}
	expected := anyType
	if _, pin := isPin(n.Args[0]); pin {
		expected = t
	}
	e, err := b.expr(n.Args[0], expected)
	return query.Tagged{Value: e, Type: t}, err
}

// interval builds datetime_add, date_add, ago and from_now.
func (b *builder) interval(n *syntax.Call) (query.Expr, error) {
	args := n.Args
	if n.Name == "ago" || n.Name == "from_now" {
		args = append([]syntax.Node{nil}, args...)
	}
	if len(args) != 3 {
		return nil, notAnExpression(n)
	}
	i := query.Interval{Date: n.Name == "date_add"}
	var err error
	if i.Base, err = b.intervalBase(n, args[0]); err != nil {
		return nil, err
	}
	if i.Count, err = b.count(n, args[1]); err != nil {
		return nil, err
	}
	i.Unit, err = b.unit(args[2])
	return i, err
}

func (b *builder) intervalBase(n *syntax.Call, base syntax.Node) (query.Expr, error) {
	if base == nil {
		now, err := b.Invoke(eval.Module("DateTime"), "utc_now")
		return query.Param{Value: now, Type: plain("datetime"), Pos: n.Pos()}, err
	}
	if n.Name == "date_add" {
		return b.expr(base, plain("date"))
	}
	return b.expr(base, plain("datetime"))
}

// count builds how many units are added; ago subtracts them.
func (b *builder) count(n *syntax.Call, count syntax.Node) (query.Expr, error) {
	t := plain("decimal")
	switch count.(type) {
	case *syntax.Integer:
		t = plain("integer")
	case *syntax.Float:
		t = plain("float")
	}
	if n.Name != "ago" {
		return b.expr(count, t)
	}
	if _, pin := isPin(count); !pin {
		return b.expr(&syntax.Call{Position: syntax.Position(count.Pos()), Name: "-", Args: []syntax.Node{count}}, plain("decimal"))
	}
	e, err := b.param(count, plain("decimal"))
	p, ok := e.(query.Param)
	if err != nil || !ok {
		return e, err
	}
	switch v := p.Value.(type) {
	case eval.Int, eval.Float:
		p.Value, err = b.Invoke(eval.Module("Kernel"), "-", v)
	default:
		p.Value, err = b.Invoke(eval.Module("Decimal"), "negate", v)
	}
	return p, err
}

// unit reads the unit of an interval.
func (b *builder) unit(n syntax.Node) (string, error) {
	var v eval.Value
	if s, ok := n.(*syntax.String); ok {
		v = eval.String(s.Value)
	} else {
		var err error
		if v, err = b.pinned(n); err != nil {
			return "", err
		}
	}
	unit, ok := v.(eval.String)
	if !ok || !strings.Contains(" year month week day hour minute second millisecond microsecond ", " "+string(unit)+" ") {
		return "", compileError(n.Pos(), "invalid interval: `%s` (expected one of year, month, week, day, hour, minute, second, "+
			"millisecond, microsecond)", eval.Inspect(v))
	}
	return string(unit), nil
}

func (b *builder) extractPath(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	if list, ok := n.Args[1].(*syntax.List); ok {
		return b.jsonPath(n.Args[0], list.Elems, t)
	}
	v, err := b.pinned(n.Args[1])
	if err != nil {
		return nil, err
	}
	path, ok := v.(eval.List)
	if !ok {
		return nil, compileError(n.Pos(), "expected `path` to be a list in json_extract_path/2, got: `%s`", eval.Inspect(v))
	}
	e, err := b.jsonPath(n.Args[0], nil, t)
	j, ok := e.(query.JSONPath)
	if !ok || err != nil {
		return nil, err
	}
	for _, element := range path {
		j.Path = append(j.Path, query.Literal{Value: element})
	}
	return j, nil
}

// nested builds subquery(query), and what exists, any and all take.
func (b *builder) nested(n *syntax.Call) (query.Expr, error) {
	arg := n.Args[0]
	if inner, ok := syntax.IsCall(arg, "subquery"); ok && n.Name != "subquery" && len(inner.Args) > 0 {
		n, arg = inner, inner.Args[0]
	}
	v, err := b.Eval(arg)
	if err != nil {
		return nil, err
	}
	s, err := subqueryOf(b.MacroCall, v, n.Pos())
	if err != nil || len(n.Args) < 2 {
		return query.Nested{Query: s}, err
	}
	options, err := b.Eval(n.Args[1])
	return query.Nested{Query: withOptions(s, options)}, err
}

func (b *builder) filter(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	aggregate, err := b.expr(n.Args[0], t)
	if err != nil {
		return nil, err
	}
	condition, err := b.expr(n.Args[1], plain("boolean"))
	return query.Filter{Aggregate: aggregate, Condition: condition}, err
}

// over builds over(aggregate, window).
func (b *builder) over(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	aggregate, err := b.expr(n.Args[0], t)
	if err != nil || len(n.Args) == 1 {
		return query.Over{Aggregate: aggregate}, err
	}
	if name, ok := n.Args[1].(*syntax.Atom); ok {
		return query.Over{Aggregate: aggregate, Name: name.Name}, nil
	}
	w, err := b.window("", n.Args[1])
	return query.Over{Aggregate: aggregate, Window: w}, err
}
