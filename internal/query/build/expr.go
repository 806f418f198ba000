package build

import (
	"math/big"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// expr builds an expression that is expected to have a type.
func (b *builder) expr(n syntax.Node, t query.TypeRef) (query.Expr, error) {
	switch n := n.(type) {
	case *syntax.Var:
		of, err := b.variable(n)
		return query.Whole{Of: of}, err
	case *syntax.Integer:
		return literal(eval.Int{Int: n.Value}, t), nil
	case *syntax.Float:
		return literal(eval.Float(n.Value), t), nil
	case *syntax.String:
		return literal(eval.String(n.Value), t), nil
	case *syntax.Atom:
		return literal(eval.Atom(n.Name), t), nil
	case *syntax.List:
		return b.list(n, t)
	case *syntax.Tuple:
		return b.tuple([]syntax.Node{n.Left, n.Right}, t, n)
	case *syntax.Call:
		if n.Target != nil {
			return b.remote(n, t)
		}
		return b.call(n, t)
	}
	return nil, notAnExpression(n)
}

// literal writes a value that stands in the code. Where another type is
// expected of it, it is tagged with that.
func literal(v eval.Value, t query.TypeRef) query.Expr {
	if v == eval.Nil {
		return query.Literal{Value: v}
	}
	if isAny(t) || sameType(t, valueType(v)) {
		return query.Literal{Value: v}
	}
	return query.Tagged{Value: query.Literal{Value: v}, Type: t, Literal: true}
}

// list builds [a, b]; one of literals only is a literal itself.
func (b *builder) list(n *syntax.List, t query.TypeRef) (query.Expr, error) {
	values := make(eval.List, 0, len(n.Elems))
	for _, e := range n.Elems {
		v, ok := literalValue(e)
		if !ok {
			break
		}
		values = append(values, v)
	}
	if len(values) == len(n.Elems) {
		return literal(values, t), nil
	}
	inner := anyType
	if t.Wrap == "array" {
		inner = *t.Of
	}
	elems, err := b.exprs(n.Elems, inner)
	return query.List{Elems: elems}, err
}

// literalValue is the value of a string, a number or a boolean.
func literalValue(n syntax.Node) (eval.Value, bool) {
	switch n := n.(type) {
	case *syntax.Integer:
		return eval.Int{Int: n.Value}, true
	case *syntax.Float:
		return eval.Float(n.Value), true
	case *syntax.String:
		return eval.String(n.Value), true
	case *syntax.Atom:
		return eval.Atom(n.Name), n.Name == "true" || n.Name == "false"
	}
	return nil, false
}

func (b *builder) exprs(nodes []syntax.Node, t query.TypeRef) ([]query.Expr, error) {
	list := make([]query.Expr, len(nodes))
	for i, n := range nodes {
		e, err := b.expr(n, t)
		if err != nil {
			return nil, err
		}
		list[i] = e
	}
	return list, nil
}

func (b *builder) tuple(nodes []syntax.Node, t query.TypeRef, at syntax.Node) (query.Expr, error) {
	if t.Wrap != "tuple" || len(t.Elems) != len(nodes) {
		return nil, compileError(at.Pos(), "Tuples can only be used in comparisons with literal tuples of the same size")
	}
	elems := make([]query.Expr, len(nodes))
	for i, n := range nodes {
		e, err := b.expr(n, t.Elems[i])
		if err != nil {
			return nil, err
		}
		elems[i] = e
	}
	return query.Tuple{Elems: elems}, nil
}

// expanded builds what a macro of the script or the application expands to.
func (b *builder) expanded(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	expansion, ok, err := b.Expand(n)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, notAnExpression(n)
	}
	return b.expr(expansion, t)
}

// remote builds u.name and u.name["key"][0].
func (b *builder) remote(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	if _, ok := fieldOf(n); ok {
		of, err := b.source(n.Target)
		return query.Field{Of: of, Name: n.Name}, err
	}
	if module, ok := n.Target.(*syntax.Atom); !ok || module.Name != "Elixir.Access" || n.Name != "get" || len(n.Args) != 2 {
		return b.expanded(n, t)
	}
	var path []syntax.Node
	var inner syntax.Node = n
	for {
		access, ok := inner.(*syntax.Call)
		if !ok || access.Name != "get" || len(access.Args) != 2 {
			break
		}
		path = append([]syntax.Node{access.Args[1]}, path...)
		inner = access.Args[0]
	}
	return b.jsonPath(inner, path, t)
}

func (b *builder) jsonPath(field syntax.Node, path []syntax.Node, t query.TypeRef) (query.Expr, error) {
	f, err := b.expr(field, t)
	if err != nil {
		return nil, err
	}
	j := query.JSONPath{Field: f}
	for _, n := range path {
		e, err := b.pathElement(n)
		if err != nil {
			return nil, err
		}
		j.Path = append(j.Path, e)
	}
	return j, nil
}

func (b *builder) pathElement(n syntax.Node) (query.Expr, error) {
	if _, pin := isPin(n); pin {
		v, err := b.pinned(n)
		return query.Literal{Value: v}, err
	}
	switch n := n.(type) {
	case *syntax.String, *syntax.Integer:
		v, _ := literalValue(n)
		return query.Literal{Value: v}, nil
	case *syntax.Call:
		return b.expr(n, anyType)
	}
	return nil, compileError(n.Pos(), "expected JSON path to contain literal strings, literal integers, fields, or interpolated values")
}

// param builds ^value.
func (b *builder) param(n syntax.Node, t query.TypeRef) (query.Expr, error) {
	v, err := b.pinned(n)
	if err != nil {
		return nil, err
	}
	if d, ok := unwrap(v).(dynamic); ok {
		if b.inDynamic {
			return d.expr, nil
		}
		return nil, eval.NewRaised(n.Pos(), "Ecto.QueryError", "invalid dynamic expression\n\ndynamic expressions can only be interpolated "+
			"at the top level of where, having, group_by, order_by, select, update or a join's on in query")
	}
	if _, ok := Of(v); ok && t.Wrap == "in" {
		return nil, eval.NewRaised(n.Pos(), "Ecto.QueryError", "an Ecto.Query struct is not supported as right-side value of `in` operator\n\n"+
			"Did you mean to write `expr in subquery(query)` instead? in query")
	}
	return query.Param{Value: v, Type: t, Pos: n.Pos()}, nil
}

// comparison builds a comparison: each side has the type of the other.
func (b *builder) comparison(n *syntax.Call) (query.Expr, error) {
	left, right := n.Args[0], n.Args[1]
	if isNil(left) || isNil(right) {
		return nil, compileError(n.Pos(), "comparison with nil is forbidden as it is unsafe. "+
			"If you want to check if a value is nil, use is_nil/1 instead")
	}
	args := make([]query.Expr, 2)
	for i, sides := range [][2]syntax.Node{{left, right}, {right, left}} {
		t, err := b.quotedType(sides[1])
		if err != nil {
			return nil, err
		}
		e, err := b.expr(sides[0], t)
		if err != nil {
			return nil, err
		}
		if p, ok := e.(query.Param); ok && p.Value == eval.Nil {
			return nil, eval.NewRaised(n.Pos(), "ArgumentError", "comparing `%s` with `nil` is forbidden as it is unsafe. "+
				"If you want to check if a value is nil, use is_nil/1 instead", text(sides[1]))
		}
		args[i] = e
	}
	return query.Call{Name: n.Name, Args: args}, nil
}

// text writes a column as the script does, for messages.
func text(n syntax.Node) string {
	if field, ok := fieldOf(n); ok {
		if v, ok := field.Target.(*syntax.Var); ok {
			return v.Name + "." + field.Name
		}
	}
	return "value"
}

func isNil(n syntax.Node) bool {
	a, ok := n.(*syntax.Atom)
	return ok && a.Name == "nil"
}

// in builds left in right.
func (b *builder) in(n *syntax.Call) (query.Expr, error) {
	left, right := n.Args[0], n.Args[1]
	leftType, err := b.quotedType(left)
	if err != nil {
		return nil, err
	}
	rightType, err := b.quotedType(right)
	if err != nil {
		return nil, err
	}
	expectLeft, expectRight := query.Wrapped("out", rightType), query.Wrapped("in", leftType)
	if isListCode(right) {
		expectLeft, expectRight = anyType, query.Wrapped("array", leftType)
		if rightType.Wrap == "array" {
			expectLeft = *rightType.Of
		}
	}
	l, err := b.expr(left, expectLeft)
	if err != nil {
		return nil, err
	}
	r, err := b.expr(right, expectRight)
	if err != nil {
		return nil, err
	}
	// The type of a list is that of its elements here.
	if t, ok := r.(query.Tagged); ok && !t.Literal {
		r = t.Value
	}
	if p, ok := r.(query.Param); ok && p.Type.Wrap == "array" {
		p.Type.Wrap = "in"
		r = p
	}
	return query.In{Left: l, Right: r}, nil
}

// isListCode reports whether n is a list, a list of words or an attribute.
func isListCode(n syntax.Node) bool {
	if _, ok := n.(*syntax.List); ok {
		return true
	}
	call, ok := n.(*syntax.Call)
	return ok && call.Target == nil && (call.Name == "sigil_w" || call.Name == "sigil_W" || call.Name == "@")
}

// negative builds -x.
func (b *builder) negative(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	switch arg := n.Args[0].(type) {
	case *syntax.Integer:
		return literal(eval.Int{Int: new(big.Int).Neg(arg.Value)}, t), nil
	case *syntax.Float:
		return literal(-eval.Float(arg.Value), t), nil
	}
	arg, err := b.expr(n.Args[0], t)
	return query.Call{Name: "-", Args: []query.Expr{arg}}, err
}

// attribute builds @name, which stands for its value.
func (b *builder) attribute(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	v, err := b.Eval(n)
	if err != nil {
		return nil, err
	}
	switch v.(type) {
	case eval.String, eval.Int, eval.Float, eval.Atom, eval.List:
		return literal(v, t), nil
	}
	return nil, notAnExpression(n)
}

// sigil builds ~s and ~w.
func (b *builder) sigil(n *syntax.Call, t query.TypeRef) (query.Expr, error) {
	if !strings.HasPrefix(n.Name, "sigil_") && n.Name != "<>" && n.Name != "<<>>" {
		return b.expanded(n, t)
	}
	v, err := b.Eval(n)
	if err != nil {
		return nil, err
	}
	return literal(v, t), nil
}
