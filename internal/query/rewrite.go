package query

// Rewrite returns an expression in which every binding was replaced by what
// binding returns for it, those of the types of its values included.
func Rewrite(e Expr, binding func(Binding) Binding) Expr {
	r := rewriter{binding: binding}
	return r.expr(e)
}

type rewriter struct {
	binding func(Binding) Binding
	// seen is shown every expression, if it is set.
	seen func(Expr)
}

func (r rewriter) all(list []Expr) []Expr {
	if list == nil {
		return nil
	}
	done := make([]Expr, len(list))
	for i, e := range list {
		done[i] = r.expr(e)
	}
	return done
}

func (r rewriter) expr(e Expr) Expr {
	if r.seen != nil {
		r.seen(e)
	}
	switch e := e.(type) {
	case Param:
		e.Type = r.typeRef(e.Type)
		return e
	case Field:
		e.Of = r.binding(e.Of)
		return e
	case Whole:
		return Whole{Of: r.binding(e.Of)}
	case Tagged:
		e.Value, e.Type = r.expr(e.Value), r.typeRef(e.Type)
		return e
	case Call:
		e.Args = r.all(e.Args)
		return e
	case In:
		return In{Left: r.expr(e.Left), Right: r.expr(e.Right)}
	case *Fragment:
		return r.fragment(e)
	case Interval:
		e.Base, e.Count = r.expr(e.Base), r.expr(e.Count)
		return e
	case JSONPath:
		return JSONPath{Field: r.expr(e.Field), Path: r.all(e.Path)}
	case Filter:
		return Filter{Aggregate: r.expr(e.Aggregate), Condition: r.expr(e.Condition)}
	case Over:
		e.Aggregate, e.Window = r.expr(e.Aggregate), r.window(e.Window)
		return e
	case List:
		return List{Elems: r.all(e.Elems)}
	case Tuple:
		return Tuple{Elems: r.all(e.Elems)}
	}
	return r.selected(e)
}

// selected rewrites what only stands in a select.
func (r rewriter) selected(e Expr) Expr {
	switch e := e.(type) {
	case Named:
		return Named{Expr: r.expr(e.Expr), Name: e.Name}
	case MapExpr:
		return r.mapExpr(e)
	case StructExpr:
		e.Map = r.mapExpr(e.Map)
		return e
	case Merge:
		return Merge{Left: r.expr(e.Left), Right: r.expr(e.Right)}
	}
	return e
}

func (r rewriter) mapExpr(m MapExpr) MapExpr {
	if m.Update != nil {
		m.Update = r.expr(m.Update)
	}
	m.Keys, m.Values = r.all(m.Keys), r.all(m.Values)
	return m
}

func (r rewriter) fragment(f *Fragment) *Fragment {
	done := &Fragment{Keyword: f.Keyword, Parts: make([]FragmentPart, len(f.Parts))}
	for i, p := range f.Parts {
		if p.Expr != nil {
			p.Expr = r.expr(p.Expr)
		}
		done.Parts[i] = p
	}
	return done
}

func (r rewriter) orders(list []Order) []Order {
	done := make([]Order, len(list))
	for i, o := range list {
		done[i] = Order{Direction: o.Direction, Expr: r.expr(o.Expr)}
	}
	return done
}

func (r rewriter) window(w Window) Window {
	w.PartitionBy, w.OrderBy = r.all(w.PartitionBy), r.orders(w.OrderBy)
	if w.Frame != nil {
		w.Frame = r.expr(w.Frame)
	}
	return w
}

func (r rewriter) typeRef(t TypeRef) TypeRef {
	if t.Of != nil {
		of := r.typeRef(*t.Of)
		t.Of = &of
	}
	if t.Field != nil {
		t.Field = &Field{Of: r.binding(t.Field.Of), Name: t.Field.Name}
	}
	return t
}

// visit shows every expression within e to a function.
func visit(e Expr, show func(Expr)) {
	if e == nil {
		return
	}
	r := rewriter{binding: func(b Binding) Binding { return b }, seen: show}
	r.expr(e)
}
