package build

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// selectExpr builds a select: a list of fields, or an expression.
func (b *builder) selectExpr(n syntax.Node) (*query.Select, error) {
	if _, pin := isPin(n); pin {
		return b.pinnedSelect(n)
	}
	if take, ok, err := b.takeList(n); ok || err != nil {
		take.Kind = "any"
		return &query.Select{Expr: query.AllOf(0), Take: map[int]query.Take{0: take}}, err
	}
	b.take = map[int]query.Take{}
	e, err := b.selected(n)
	return &query.Select{Expr: e, Take: b.take}, err
}

// takeList reads [:id, :name] and ~w(id name)a.
func (b *builder) takeList(n syntax.Node) (query.Take, bool, error) {
	switch n := n.(type) {
	case *syntax.List:
		if len(n.Elems) == 0 {
			return query.Take{}, true, nil
		}
		for _, e := range n.Elems {
			if a, ok := e.(*syntax.Atom); ok && a.Name != "nil" && a.Name != "true" && a.Name != "false" {
				continue
			}
			pair, ok := e.(*syntax.Tuple)
			if !ok {
				return query.Take{}, false, nil
			}
			key, ok := pair.Left.(*syntax.Atom)
			if _, list := pair.Right.(*syntax.List); !ok || !list || key == nil {
				return query.Take{}, false, nil
			}
		}
	case *syntax.Call:
		if n.Name != "sigil_w" && n.Name != "sigil_W" {
			return query.Take{}, false, nil
		}
	default:
		return query.Take{}, false, nil
	}
	v, err := b.Eval(n)
	if err != nil {
		return query.Take{}, true, err
	}
	take, ok := takeOf(v)
	return take, ok, nil
}

// takeOf reads a list of fields; fields of associations are marked.
func takeOf(v eval.Value) (query.Take, bool) {
	list, ok := v.(eval.List)
	var take query.Take
	for _, e := range list {
		if name, isAtom := e.(eval.Atom); isAtom {
			take.Fields = append(take.Fields, string(name))
			continue
		}
		pair, isTuple := e.(eval.Tuple)
		if !isTuple || len(pair) != 2 {
			return take, false
		}
		take.Nested = true
	}
	return take, ok
}

// pinnedSelect is select: ^[:id, :name] and select: ^%{key: dynamic}.
func (b *builder) pinnedSelect(n syntax.Node) (*query.Select, error) {
	v, err := b.pinned(n)
	if err != nil {
		return nil, err
	}
	if m, ok := v.(*eval.Map); ok {
		e, err := b.mapOf(m, n)
		return &query.Select{Expr: e}, err
	}
	take, ok := takeOf(v)
	if !ok {
		return nil, eval.NewRaised(n.Pos(), "ArgumentError", "expected a list of fields in `select/2` inside `select`, got: `%s`", eval.Inspect(v))
	}
	take.Kind = "any"
	return &query.Select{Expr: query.AllOf(0), Take: map[int]query.Take{0: take}}, nil
}

// mapOf builds a map of dynamic expressions, literals and further maps.
func (b *builder) mapOf(m *eval.Map, n syntax.Node) (query.Expr, error) {
	switch host := unwrap(m).(type) {
	case dynamic:
		return host.expr, nil
	case *query.Subquery:
		return query.Nested{Query: host}, nil
	}
	done := query.MapExpr{}
	for _, p := range m.Pairs() {
		value := query.Expr(query.Literal{Value: p.Value})
		if inner, ok := p.Value.(*eval.Map); ok {
			var err error
			if value, err = b.mapOf(inner, n); err != nil {
				return nil, err
			}
		}
		done.Keys, done.Values = append(done.Keys, query.Literal{Value: p.Key}), append(done.Values, value)
	}
	return done, nil
}

// selected builds what only a select may have, and any other expression.
func (b *builder) selected(n syntax.Node) (query.Expr, error) {
	switch n := n.(type) {
	case *syntax.Tuple:
		return b.selectedTuple([]syntax.Node{n.Left, n.Right})
	case *syntax.List:
		elems, err := b.selectedAll(n.Elems)
		return query.List{Elems: elems}, err
	case *syntax.Call:
		build := b.selectedCall
		if n.Target != nil {
			build = b.selectedExpansion
		}
		if e, ok, err := build(n); ok || err != nil {
			return e, err
		}
	}
	return b.expr(n, anyType)
}

func (b *builder) selectedAll(nodes []syntax.Node) ([]query.Expr, error) {
	list := make([]query.Expr, len(nodes))
	for i, n := range nodes {
		e, err := b.selected(n)
		if err != nil {
			return nil, err
		}
		list[i] = e
	}
	return list, nil
}

func (b *builder) selectedTuple(nodes []syntax.Node) (query.Expr, error) {
	elems, err := b.selectedAll(nodes)
	return query.Tuple{Elems: elems}, err
}

func (b *builder) selectedCall(n *syntax.Call) (query.Expr, bool, error) {
	switch n.Name {
	case "|>":
		if piped, ok := unpipe(n); ok {
			e, err := b.selected(piped)
			return e, true, err
		}
	case "{}":
		e, err := b.selectedTuple(n.Args)
		return e, true, err
	case "%{}":
		e, err := b.selectedMap(n)
		return e, true, err
	case "%":
		e, err := b.selectedStruct(n)
		return e, true, err
	case "merge":
		if len(n.Args) == 2 {
			both, err := b.selectedAll(n.Args)
			if err != nil {
				return nil, true, err
			}
			return query.Merge{Left: both[0], Right: both[1]}, true, nil
		}
	case "map", "struct":
		if len(n.Args) == 2 {
			e, err := b.taken(n)
			return e, true, err
		}
	case "selected_as":
		if len(n.Args) == 2 {
			e, err := b.expr(n.Args[0], anyType)
			if err != nil {
				return nil, true, err
			}
			name, err := b.atom(n.Args[1])
			return query.Named{Expr: e, Name: name}, true, err
		}
	}
	return b.selectedExpansion(n)
}

// selectedExpansion builds what a macro of the script or the application
// expands to.
func (b *builder) selectedExpansion(n *syntax.Call) (query.Expr, bool, error) {
	expansion, ok, err := b.Expand(n)
	if err != nil || !ok {
		return nil, false, err
	}
	e, err := b.selected(expansion)
	return e, true, err
}

// taken builds map(u, [:id]) and struct(u, [:id]).
func (b *builder) taken(n *syntax.Call) (query.Expr, error) {
	of, err := b.source(n.Args[0])
	if err != nil {
		return nil, err
	}
	inner, ok := isPin(n.Args[1])
	if !ok {
		inner = n.Args[1]
	}
	v, err := b.Eval(inner)
	if err != nil {
		return nil, err
	}
	take, ok := takeOf(v)
	if !ok {
		return nil, compileError(n.Pos(), "`%s/2` in `select` expects either a literal or an interpolated list of atom fields", n.Name)
	}
	take.Kind = n.Name
	if old, ok := b.take[of.Index]; ok {
		take.Fields = append(slices.Clone(old.Fields), take.Fields...)
	}
	b.take[of.Index] = take
	return query.Whole{Of: of}, nil
}

// selectedMap builds %{a: u.a} and %{u | a: u.b}.
func (b *builder) selectedMap(n *syntax.Call) (query.MapExpr, error) {
	var m query.MapExpr
	pairs := n.Args
	var updated syntax.Node
	if len(n.Args) == 1 {
		if update, ok := syntax.IsCall(n.Args[0], "|"); ok && len(update.Args) == 2 {
			updated = update.Args[0]
			e, err := b.selected(updated)
			if err != nil {
				return m, err
			}
			list, ok := update.Args[1].(*syntax.List)
			if !ok {
				return m, notAnExpression(update)
			}
			m.Update, pairs = e, list.Elems
		}
	}
	for _, p := range pairs {
		pair, ok := p.(*syntax.Tuple)
		if !ok {
			return m, notAnExpression(p)
		}
		if err := b.selectedPair(&m, pair, updated); err != nil {
			return m, err
		}
	}
	return m, nil
}

func (b *builder) selectedPair(m *query.MapExpr, pair *syntax.Tuple, updated syntax.Node) error {
	var key query.Expr
	if _, pin := isPin(pair.Left); pin {
		v, err := b.pinned(pair.Left)
		if err != nil {
			return err
		}
		key = query.Literal{Value: v}
	} else {
		e, err := b.selected(pair.Left)
		if err != nil {
			return err
		}
		key = e
	}
	value, err := b.updatedValue(pair, updated)
	if err != nil {
		return err
	}
	m.Keys, m.Values = append(m.Keys, key), append(m.Values, value)
	return nil
}

// updatedValue builds a value; an interpolated one that replaces a field has
// the field's type.
func (b *builder) updatedValue(pair *syntax.Tuple, updated syntax.Node) (query.Expr, error) {
	source, isVar := updated.(*syntax.Var)
	key, isAtom := pair.Left.(*syntax.Atom)
	if _, pin := isPin(pair.Right); !pin || !isVar || !isAtom {
		return b.selected(pair.Right)
	}
	of, err := b.variable(source)
	if err != nil {
		return nil, err
	}
	t := query.FieldType(of, key.Name)
	e, err := b.param(pair.Right, t)
	return query.Tagged{Value: e, Type: t}, err
}

// selectedStruct builds %Module{a: u.a}.
func (b *builder) selectedStruct(n *syntax.Call) (query.Expr, error) {
	if len(n.Args) != 2 {
		return nil, notAnExpression(n)
	}
	v, err := b.Eval(n.Args[0])
	if err != nil {
		return nil, err
	}
	fields, ok := syntax.IsCall(n.Args[1], "%{}")
	module, isAtom := v.(eval.Atom)
	if !ok || !isAtom {
		return nil, notAnExpression(n)
	}
	m, err := b.selectedMap(fields)
	if err != nil {
		return nil, err
	}
	empty := &syntax.Call{Position: n.Position, Name: "%", Args: []syntax.Node{n.Args[0], &syntax.Call{Position: n.Position, Name: "%{}"}}}
	created := func() (*eval.Map, error) {
		v, err := b.Eval(empty)
		if err != nil {
			return nil, err
		}
		built, _ := v.(*eval.Map)
		return built, nil
	}
	return query.StructExpr{Module: module, New: created, Map: m}, nil
}
