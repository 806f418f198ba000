package query

import (
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

func (l *level) exprs(kind string, list []Expr) ([]Expr, error) {
	if list == nil {
		return nil, nil
	}
	done := make([]Expr, len(list))
	for i, e := range list {
		e, err := l.expr(kind, e)
		if err != nil {
			return nil, err
		}
		done[i] = e
	}
	return done, nil
}

// expr plans an expression: kind is the part of the query that it stands in.
func (l *level) expr(kind string, e Expr) (Expr, error) {
	switch e := e.(type) {
	case Param:
		return l.param(kind, e)
	case Field:
		return l.field(kind, e)
	case Whole:
		_, b, _, err := l.resolve(kind, e.Of)
		return Whole{Of: b}, err
	case Tagged:
		return l.tagged(kind, e)
	case Call:
		return l.call(kind, e)
	case In:
		return l.in(kind, e)
	case *Fragment:
		return l.fragment(kind, e)
	case Splice:
		return l.splice(kind, e)
	case Interval:
		both, err := l.exprs(kind, []Expr{e.Base, e.Count})
		if err != nil {
			return nil, err
		}
		e.Base, e.Count = both[0], both[1]
		return e, nil
	case JSONPath:
		all, err := l.exprs(kind, append([]Expr{e.Field}, e.Path...))
		if err != nil {
			return nil, err
		}
		return JSONPath{Field: all[0], Path: all[1:]}, nil
	case Nested:
		planned, err := l.subquery(kind, e.Query, "", false)
		return Nested{Query: e.Query, Planned: planned}, err
	}
	return l.compound(kind, e)
}

// compound plans what is made of other expressions.
func (l *level) compound(kind string, e Expr) (Expr, error) {
	switch e := e.(type) {
	case Filter:
		both, err := l.exprs(kind, []Expr{e.Aggregate, e.Condition})
		if err != nil {
			return nil, err
		}
		return Filter{Aggregate: both[0], Condition: both[1]}, nil
	case Over:
		return l.over(kind, e)
	case List:
		elems, err := l.exprs(kind, e.Elems)
		return List{Elems: elems}, err
	case Tuple:
		elems, err := l.exprs(kind, e.Elems)
		return Tuple{Elems: elems}, err
	case Named:
		inner, err := l.expr(kind, e.Expr)
		return Named{Expr: inner, Name: e.Name}, err
	case MapExpr:
		return l.mapExpr(kind, e)
	case StructExpr:
		m, err := l.mapExpr(kind, e.Map)
		e.Map = m
		return e, err
	case Merge:
		both, err := l.exprs(kind, []Expr{e.Left, e.Right})
		if err != nil {
			return nil, err
		}
		return Merge{Left: both[0], Right: both[1]}, nil
	}
	return e, nil
}

func (l *level) mapExpr(kind string, m MapExpr) (MapExpr, error) {
	var err error
	if m.Update != nil {
		if m.Update, err = l.expr(kind, m.Update); err != nil {
			return m, err
		}
	}
	if m.Keys, err = l.exprs(kind, m.Keys); err != nil {
		return m, err
	}
	m.Values, err = l.exprs(kind, m.Values)
	return m, err
}

func (l *level) over(kind string, e Over) (Expr, error) {
	var err error
	if e.Aggregate, err = l.expr(kind, e.Aggregate); err != nil {
		return nil, err
	}
	if e.Name == "" {
		e.Window, err = l.window(e.Window)
		return e, err
	}
	for _, w := range l.query.Windows {
		if w.Name == e.Name {
			return e, nil
		}
	}
	return nil, queryError(l.query, "unknown window :%s given to over/2 in query", e.Name)
}

func (l *level) window(w Window) (Window, error) {
	var err error
	if w.PartitionBy, err = l.exprs("windows", w.PartitionBy); err != nil {
		return w, err
	}
	if w.OrderBy, err = l.orders("windows", w.OrderBy); err != nil {
		return w, err
	}
	if w.Frame != nil {
		w.Frame, err = l.expr("windows", w.Frame)
	}
	return w, err
}

func (l *level) call(kind string, e Call) (Expr, error) {
	args, err := l.exprs(kind, e.Args)
	if err != nil {
		return nil, err
	}
	e.Args = args
	if e.Name != "any" && e.Name != "all" || len(args) != 1 {
		return e, nil
	}
	if n, ok := args[0].(Nested); ok && len(n.Planned.Select.Fields) != 1 {
		return nil, queryError(l.query, "subquery must return a single field in order to be used with %s in query", e.Name)
	}
	return e, nil
}

func (l *level) in(kind string, e In) (Expr, error) {
	both, err := l.exprs(kind, []Expr{e.Left, e.Right})
	if err != nil {
		return nil, err
	}
	if n, ok := both[1].(Nested); ok && len(n.Planned.Select.Fields) != 1 {
		return nil, queryError(l.query, "subquery must return a single field in order to be used on the right-side of `in` in query")
	}
	if literal, ok := both[1].(Literal); ok {
		both[1] = listOf(literal)
	}
	return In{Left: both[0], Right: both[1]}, nil
}

// listOf makes a list of the literal of one; any other stays.
func listOf(l Literal) Expr {
	values, ok := l.Value.(eval.List)
	if !ok {
		return l
	}
	list := List{Elems: make([]Expr, len(values))}
	for i, v := range values {
		list.Elems[i] = Literal{Value: v}
	}
	return list
}

func (l *level) fragment(kind string, f *Fragment) (*Fragment, error) {
	done := &Fragment{Keyword: f.Keyword, Parts: make([]FragmentPart, len(f.Parts))}
	for i, p := range f.Parts {
		if p.Expr != nil {
			e, err := l.expr(kind, p.Expr)
			if err != nil {
				return nil, err
			}
			p.Expr = e
		}
		done.Parts[i] = p
	}
	return done, nil
}

func (l *level) splice(_ string, s Splice) (Expr, error) {
	return &Bound{Values: s.Values, List: true}, nil
}

func (l *level) field(kind string, f Field) (Expr, error) {
	s, b, around, err := l.resolve(kind, f.Of)
	if err != nil {
		return nil, err
	}
	done := Field{Of: b, Name: s.column(f.Name), Parent: around}
	t, err := l.fieldType(kind, s, f.Name, false)
	if kind == "select" && err != nil {
		return nil, err
	}
	done.Type = t
	return done, nil
}

// tagged plans type(expr, type), and a literal whose type another expression
// decides. A literal of a column's type is dumped; one of a type of Ecto's own
// keeps it, and is written with a cast.
func (l *level) tagged(kind string, e Tagged) (Expr, error) {
	value, err := l.expr(kind, e.Value)
	if err != nil {
		return nil, err
	}
	t, err := l.typeOf(kind, e.Type, !e.Literal)
	if err != nil {
		return nil, err
	}
	literal, ok := value.(Literal)
	if !e.Literal || !ok || (e.Type.Field == nil && e.Type.Wrap == "" && t.IsBase()) {
		database, err := t.Database(l.invoke)
		return Tagged{Value: value, Type: e.Type, Literal: e.Literal, Resolved: t, Database: database}, err
	}
	if t.Name == "out" {
		t = outOf(t)
	}
	dumped, ok, err := t.Dump(l.adapter, literal.Value, l.invoke)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, queryError(l.query, "value `%s` cannot be dumped to type %s. Or the value is incompatible or it must be "+
			"interpolated (using ^) so it may be cast accordingly in query", eval.Inspect(literal.Value), t)
	}
	if _, text := dumped.(eval.String); text {
		switch t.Underlying().Name {
		case "binary_id", "binary", "uuid":
			return nil, queryError(l.query, "cannot encode value `%s` of type `%s` within a query, please interpolate (using ^) instead in query",
				eval.Inspect(literal.Value), t)
		}
	}
	return Literal{Value: dumped}, nil
}

// outOf is the type of the elements of an array.
func outOf(t ectoschema.Type) ectoschema.Type {
	if t.Of != nil && t.Of.Name == "array" {
		return *t.Of.Of
	}
	return ectoschema.Type{}
}

// typeOf resolves a type that may be a column's.
func (l *level) typeOf(kind string, t TypeRef, virtual bool) (ectoschema.Type, error) {
	switch {
	case t.Field != nil:
		s, _, _, err := l.resolve(kind, t.Field.Of)
		if err != nil {
			return ectoschema.Type{}, err
		}
		return l.fieldType(kind, s, t.Field.Name, virtual)
	case t.Of != nil:
		of, err := l.typeOf(kind, *t.Of, virtual)
		return ectoschema.Type{Name: t.Wrap, Of: &of}, err
	}
	return t.Type, nil
}

// param casts and dumps an interpolated value.
func (l *level) param(kind string, p Param) (*Bound, error) {
	t, err := l.typeOf(kind, p.Type, false)
	if err != nil {
		return nil, err
	}
	list := t.Name == "in"
	if t.Name == "out" {
		t = outOf(t)
	}
	cast, ok, err := t.Cast(p.Value, l.invoke)
	if err != nil {
		return nil, err
	}
	if !ok || (list && cast == eval.Nil) {
		return nil, eval.NewRaised(p.Pos, "Ecto.Query.CastError", "value `%s` in `%s` cannot be cast to type %s in query",
			eval.Inspect(p.Value), kind, t)
	}
	if list && l.adapter != ectoschema.Postgres {
		return l.dumpEach(p, *t.Of, cast)
	}
	dumped, ok, err := t.Dump(l.adapter, cast, l.invoke)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, cannotDump(p, t)
	}
	return &Bound{Values: []eval.Value{dumped}, List: list}, nil
}

// dumpEach makes every element of a list a value of its own.
func (l *level) dumpEach(p Param, of ectoschema.Type, cast eval.Value) (*Bound, error) {
	b := &Bound{List: true}
	elements, _ := cast.(eval.List)
	for _, e := range elements {
		dumped, ok, err := of.Dump(l.adapter, e, l.invoke)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, cannotDump(p, of)
		}
		b.Values = append(b.Values, dumped)
	}
	return b, nil
}

func cannotDump(p Param, t ectoschema.Type) error {
	return eval.NewRaised(p.Pos, "Ecto.Query.CastError", "value `%s` cannot be dumped to type %s in query", eval.Inspect(p.Value), t)
}
