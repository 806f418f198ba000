package build

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// clause adds one clause of a query: where, order_by, limit, ...
func (b *builder) clause(q *query.Query, name string, n syntax.Node) error {
	_, pin := isPin(n)
	b.compiled = b.compiled && !pin && name != "select_merge"
	switch name {
	case "where", "or_where", "having", "or_having":
		return b.condition(q, name, n)
	case "select", "select_merge":
		return b.selectClause(q, name, n)
	case "order_by", "prepend_order_by":
		orders, err := b.orders("order_by", n)
		if name == "prepend_order_by" {
			q.OrderBys = append(orders, q.OrderBys...)
		} else {
			q.OrderBys = append(q.OrderBys, orders...)
		}
		return err
	case "group_by":
		list, err := b.groups("group_by", n)
		q.GroupBys = append(q.GroupBys, list...)
		return err
	case "distinct":
		return b.distinct(q, n)
	case "limit", "offset":
		e, err := b.expr(n, plain("integer"))
		if name == "limit" {
			q.Limit = e
		} else {
			q.Offset = e
		}
		return err
	case "update":
		return b.update(q, n)
	}
	return b.rareClause(q, name, n)
}

func (b *builder) rareClause(q *query.Query, name string, n syntax.Node) error {
	switch name {
	case "with_ties":
		if q.Limit == nil {
			return compileError(n.Pos(), "`with_ties` can only be applied to queries containing a `limit`")
		}
		v, err := b.value(n)
		q.WithTies = v == eval.True
		return err
	case "lock":
		if s, ok := n.(*syntax.String); ok {
			q.Lock = query.Literal{Value: eval.String(s.Value)}
			return nil
		}
		if _, ok := syntax.IsCall(n, "fragment"); !ok {
			return compileError(n.Pos(), "this is not a valid lock. For security reasons, a lock must always be a literal string or a fragment")
		}
		e, err := b.expr(n, anyType)
		q.Lock = e
		return err
	case "windows":
		return b.windows(q, n)
	case "preload":
		return b.preload(q, n)
	case "union", "union_all", "except", "except_all", "intersect", "intersect_all":
		v, err := b.value(n)
		if err != nil {
			return err
		}
		other, err := Queryable(b, v, n.Pos())
		q.Combinations = append(q.Combinations, query.Combination{Kind: name, Query: other})
		return err
	}
	return compileError(n.Pos(), "unsupported :%s in keyword query expression", name)
}

// value evaluates code, or what is interpolated.
func (b *builder) value(n syntax.Node) (eval.Value, error) {
	if inner, ok := isPin(n); ok {
		n = inner
	}
	v, err := b.Eval(n)
	if err != nil {
		return nil, err
	}
	return v, eval.LookInto(v, n.Pos())
}

func (b *builder) condition(q *query.Query, name string, n syntax.Node) error {
	kind, or := strings.CutPrefix(name, "or_")
	e, err := b.filterExpr(kind, n, query.Binding{})
	// Ecto only looks for a true that is not needed while the code runs.
	if err != nil || (query.IsTrue(e) && !b.compiled) {
		return err
	}
	if kind == "where" {
		q.Wheres = append(q.Wheres, query.Condition{Or: or, Expr: e})
	} else {
		q.Havings = append(q.Havings, query.Condition{Or: or, Expr: e})
	}
	return nil
}

// filterExpr builds what where, having and on take: an expression, a keyword
// list, or either interpolated. The columns of a list are those of a source.
func (b *builder) filterExpr(kind string, n syntax.Node, of query.Binding) (query.Expr, error) {
	if list, ok := n.(*syntax.List); ok {
		return b.keywords(kind, list, of)
	}
	if _, pin := isPin(n); !pin {
		return b.expr(n, plain("boolean"))
	}
	v, err := b.pinned(n)
	if err != nil {
		return nil, err
	}
	if d, ok := unwrap(v).(dynamic); ok {
		return d.expr, nil
	}
	if v == eval.True || v == eval.False {
		return query.Literal{Value: v}, nil
	}
	pairs, ok := eval.Keyword(v)
	if !ok {
		return nil, eval.NewRaised(n.Pos(), "ArgumentError", "expected a keyword list or dynamic expression in `%s`, got: `%s`", kind, eval.Inspect(v))
	}
	return Equalities(pairs, of, n.Pos())
}

// Equalities compares columns of a source with values.
func Equalities(pairs []eval.Pair, of query.Binding, pos diag.Pos) (query.Expr, error) {
	var parts []query.Expr
	for _, p := range pairs {
		name := string(p.Key.(eval.Atom))
		if p.Value == eval.Nil {
			return nil, eval.NewRaised(pos, "ArgumentError", "nil given for :%s. Comparison with nil is forbidden as it is unsafe. "+
				"Instead write a query with is_nil/1, for example: is_nil(s.%[1]s)", name)
		}
		field := query.Field{Of: of, Name: name}
		parts = append(parts, query.Call{Name: "==", Args: []query.Expr{field,
			query.Param{Value: p.Value, Type: query.FieldType(of, name), Pos: pos}}})
	}
	return conjunction(parts), nil
}

// conjunction joins conditions with and, the first innermost.
func conjunction(parts []query.Expr) query.Expr {
	if len(parts) == 0 {
		return query.Literal{Value: eval.True}
	}
	e := parts[0]
	for _, p := range parts[1:] {
		e = query.Call{Name: "and", Args: []query.Expr{e, p}}
	}
	return e
}

func (b *builder) keywords(kind string, list *syntax.List, of query.Binding) (query.Expr, error) {
	var parts []query.Expr
	for _, n := range list.Elems {
		pair, ok := n.(*syntax.Tuple)
		if !ok {
			return nil, compileError(n.Pos(), "expected a keyword list at compile time in %s", kind)
		}
		name, err := b.atom(pair.Left)
		if err != nil {
			return nil, err
		}
		if isNil(pair.Right) {
			return nil, compileError(n.Pos(), "nil given for `%s`. Comparison with nil is forbidden as it is unsafe. "+
				"Instead write a query with is_nil/1, for example: is_nil(s.%[1]s)", name)
		}
		value, err := b.expr(pair.Right, query.FieldType(of, name))
		if err != nil {
			return nil, err
		}
		if p, ok := value.(query.Param); ok && p.Value == eval.Nil {
			return nil, eval.NewRaised(n.Pos(), "ArgumentError", "nil given for `%s`. comparison with nil is forbidden as it is unsafe. "+
				"Instead write a query with is_nil/1, for example: is_nil(s.%[1]s)", name)
		}
		parts = append(parts, query.Call{Name: "==", Args: []query.Expr{query.Field{Of: of, Name: name}, value}})
	}
	return conjunction(parts), nil
}

// selectClause adds a select, or merges one into that of the query.
func (b *builder) selectClause(q *query.Query, name string, n syntax.Node) error {
	s, err := b.selectExpr(n)
	if err != nil {
		return err
	}
	if name == "select" {
		if q.Select != nil {
			return compileError(n.Pos(), "only one select expression is allowed in query")
		}
		q.Select = s
		return nil
	}
	old := q.Select
	if old == nil {
		old = &query.Select{Expr: query.AllOf(0)}
	}
	q.Select, err = query.MergeSelects(q, old, s)
	return err
}

// orders builds what order_by and distinct take.
func (b *builder) orders(kind string, n syntax.Node) ([]query.Order, error) {
	if _, pin := isPin(n); pin {
		v, err := b.pinned(n)
		if err != nil {
			return nil, err
		}
		return pinnedOrders(kind, v, n)
	}
	nodes := []syntax.Node{n}
	if list, ok := n.(*syntax.List); ok {
		nodes = list.Elems
	}
	orders := make([]query.Order, len(nodes))
	for i, e := range nodes {
		o, err := b.order(kind, e)
		if err != nil {
			return nil, err
		}
		orders[i] = o
	}
	return orders, nil
}

func (b *builder) order(kind string, n syntax.Node) (query.Order, error) {
	direction := "asc"
	if pair, ok := n.(*syntax.Tuple); ok {
		name, err := b.atom(pair.Left)
		if err != nil {
			return query.Order{}, err
		}
		if !isDirection(name) {
			return query.Order{}, compileError(n.Pos(), "expected :asc, :asc_nulls_last, :asc_nulls_first, :desc, :desc_nulls_last, "+
				":desc_nulls_first or interpolated value in `%s`, got: `:%s`", kind, name)
		}
		direction, n = name, pair.Right
	}
	e, err := b.fieldOrExpr(kind, n)
	return query.Order{Direction: direction, Expr: e}, err
}

// fieldOrExpr builds :name, ^name or an expression.
func (b *builder) fieldOrExpr(kind string, n syntax.Node) (query.Expr, error) {
	if a, ok := n.(*syntax.Atom); ok {
		return query.FieldOf(0, a.Name), nil
	}
	if _, pin := isPin(n); !pin {
		return b.expr(n, anyType)
	}
	v, err := b.pinned(n)
	if err != nil {
		return nil, err
	}
	name, ok := v.(eval.Atom)
	if !ok {
		return nil, eval.NewRaised(n.Pos(), "ArgumentError", "expected a field as an atom in `%s`, got: `%s`", kind, eval.Inspect(v))
	}
	return query.FieldOf(0, string(name)), nil
}

func isDirection(name string) bool {
	switch name {
	case "asc", "asc_nulls_last", "asc_nulls_first", "desc", "desc_nulls_last", "desc_nulls_first":
		return true
	}
	return false
}

// pinnedOrders reads ^[:a, desc: :b, asc: dynamic].
func pinnedOrders(kind string, v eval.Value, n syntax.Node) ([]query.Order, error) {
	list, ok := v.(eval.List)
	if !ok {
		list = eval.List{v}
	}
	var orders []query.Order
	for _, e := range list {
		direction := "asc"
		if pair, ok := e.(eval.Tuple); ok && len(pair) == 2 {
			if name, ok := pair[0].(eval.Atom); ok && isDirection(string(name)) {
				direction, e = string(name), pair[1]
			}
		}
		expr, ok := fieldOrDynamic(e)
		if !ok {
			return nil, eval.NewRaised(n.Pos(), "ArgumentError", "`%s` interpolated on root expects a field or a keyword list "+
				"with the direction as keys and fields or dynamics as values, got: `%s`", kind, eval.Inspect(e))
		}
		orders = append(orders, query.Order{Direction: direction, Expr: expr})
	}
	return orders, nil
}

func fieldOrDynamic(v eval.Value) (query.Expr, bool) {
	if name, ok := v.(eval.Atom); ok {
		return query.FieldOf(0, string(name)), true
	}
	d, ok := unwrap(v).(dynamic)
	return d.expr, ok
}

// groups builds what group_by and partition_by take.
func (b *builder) groups(kind string, n syntax.Node) ([]query.Expr, error) {
	if _, pin := isPin(n); pin {
		v, err := b.pinned(n)
		if err != nil {
			return nil, err
		}
		list, ok := v.(eval.List)
		if !ok {
			list = eval.List{v}
		}
		exprs := make([]query.Expr, len(list))
		for i, e := range list {
			if exprs[i], ok = fieldOrDynamic(e); !ok {
				return nil, eval.NewRaised(n.Pos(), "ArgumentError", "expected a list of fields and dynamics in `%s`, got: `%s`", kind, eval.Inspect(e))
			}
		}
		return exprs, nil
	}
	nodes := []syntax.Node{n}
	if list, ok := n.(*syntax.List); ok {
		nodes = list.Elems
	}
	exprs := make([]query.Expr, len(nodes))
	for i, e := range nodes {
		expr, err := b.fieldOrExpr(kind, e)
		if err != nil {
			return nil, err
		}
		exprs[i] = expr
	}
	return exprs, nil
}

func (b *builder) distinct(q *query.Query, n syntax.Node) error {
	if q.Distinct != nil {
		return compileError(n.Pos(), "only one distinct expression is allowed in query")
	}
	v := eval.Value(eval.Nil)
	if a, ok := n.(*syntax.Atom); ok {
		v = eval.Atom(a.Name)
	} else if _, pin := isPin(n); pin {
		var err error
		if v, err = b.pinned(n); err != nil {
			return err
		}
	}
	if v == eval.True || v == eval.False {
		q.Distinct = &query.Distinct{All: v == eval.True}
		return nil
	}
	orders, err := b.orders("distinct", n)
	q.Distinct = &query.Distinct{Orders: orders}
	return err
}

// windows adds windows: [name: [partition_by: ...]].
func (b *builder) windows(q *query.Query, n syntax.Node) error {
	list, ok := n.(*syntax.List)
	if !ok {
		return compileError(n.Pos(), "expected window definitions to be a keyword list with window names as keys")
	}
	for _, e := range list.Elems {
		pair, ok := e.(*syntax.Tuple)
		if !ok {
			return compileError(n.Pos(), "expected window definitions to be a keyword list with window names as keys")
		}
		name, err := b.atom(pair.Left)
		if err != nil {
			return err
		}
		w, err := b.window(name, pair.Right)
		if err != nil {
			return err
		}
		q.Windows = append(q.Windows, w)
	}
	return nil
}

func (b *builder) window(name string, n syntax.Node) (query.Window, error) {
	w := query.Window{Name: name}
	list, ok := n.(*syntax.List)
	if !ok {
		return w, compileError(n.Pos(), "expected window definition to be a keyword list with partition_by, order_by or frame as keys")
	}
	for _, e := range list.Elems {
		pair, ok := e.(*syntax.Tuple)
		if !ok {
			return w, compileError(e.Pos(), "expected window definition to be a keyword list with partition_by, order_by or frame as keys")
		}
		key, err := b.atom(pair.Left)
		if err != nil {
			return w, err
		}
		switch key {
		case "partition_by":
			w.PartitionBy, err = b.groups(key, pair.Right)
		case "order_by":
			w.OrderBy, err = b.orders(key, pair.Right)
		case "frame":
			w.Frame, err = b.filterExpr(key, pair.Right, query.Binding{})
		default:
			err = compileError(e.Pos(), "expected window definition to be a keyword list with partition_by, order_by or frame as keys")
		}
		if err != nil {
			return w, err
		}
	}
	return w, nil
}
