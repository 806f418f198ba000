package query

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// numbering numbers the values of a planned query in Ecto's order, which is
// not always the order in which they stand in the text.
type numbering struct {
	// before is how many values stand before the first.
	before int
	params []eval.Value
}

func (n *numbering) query(p *Planned) {
	for _, c := range p.CTEs {
		if c.Query != nil {
			n.query(c.Query)
		} else {
			n.expr(c.Fragment)
		}
	}
	switch p.Operation {
	case UpdateAll:
		n.source(p.Sources[0])
		for _, u := range p.Updates {
			n.expr(u.Value)
		}
		n.joins(p)
		n.conditions(p.Wheres)
		n.selected(p)
	case DeleteAll:
		n.source(p.Sources[0])
		n.joins(p)
		n.conditions(p.Wheres)
		n.selected(p)
	default:
		n.all(p)
	}
}

func (n *numbering) all(p *Planned) {
	if p.Distinct != nil {
		n.orders(p.Distinct.Orders)
	}
	n.selected(p)
	n.source(p.Sources[0])
	n.joins(p)
	n.conditions(p.Wheres)
	n.exprs(p.GroupBys)
	n.conditions(p.Havings)
	for _, w := range p.Windows {
		n.window(w)
	}
	for _, c := range p.Combinations {
		n.query(c.Query)
	}
	n.orders(p.OrderBys)
	n.expr(p.Limit)
	n.expr(p.Offset)
}

func (n *numbering) selected(p *Planned) {
	if p.Select != nil {
		n.expr(p.Select.Expr)
	}
}

func (n *numbering) source(s *PlannedSource) {
	switch {
	case s.Sub != nil:
		n.query(s.Sub)
	case s.Fragment != nil:
		n.expr(s.Fragment)
	case s.Values != nil:
		for _, b := range s.Values.Bound {
			n.expr(b)
		}
	}
}

func (n *numbering) joins(p *Planned) {
	for _, j := range p.Joins {
		n.source(p.Sources[j.Index])
		n.expr(j.On)
	}
}

func (n *numbering) conditions(list []Condition) {
	for _, c := range list {
		n.expr(c.Expr)
	}
}

func (n *numbering) orders(list []Order) {
	for _, o := range list {
		n.expr(o.Expr)
	}
}

// window numbers the values of a window in the order in which its parts are
// written.
func (n *numbering) window(w Window) {
	n.exprs(w.PartitionBy)
	n.orders(w.OrderBy)
	n.expr(w.Frame)
}

func (n *numbering) exprs(list []Expr) {
	for _, e := range list {
		n.expr(e)
	}
}

func (n *numbering) expr(e Expr) {
	switch e := e.(type) {
	case *Bound:
		e.Index = n.before + len(n.params)
		n.params = append(n.params, e.Values...)
	case Tagged:
		n.expr(e.Value)
	case Call:
		n.exprs(e.Args)
	case In:
		n.exprs([]Expr{e.Left, e.Right})
	case *Fragment:
		for _, p := range e.Parts {
			n.expr(p.Expr)
		}
	case Interval:
		n.exprs([]Expr{e.Base, e.Count})
	case JSONPath:
		n.expr(e.Field)
		n.exprs(e.Path)
	case Filter:
		n.exprs([]Expr{e.Aggregate, e.Condition})
	case Over:
		n.expr(e.Aggregate)
		n.window(e.Window)
	case Nested:
		n.query(e.Planned)
	case List:
		n.exprs(e.Elems)
	case Tuple:
		n.exprs(e.Elems)
	default:
		n.selectOnly(e)
	}
}

func (n *numbering) selectOnly(e Expr) {
	switch e := e.(type) {
	case Named:
		n.expr(e.Expr)
	case MapExpr:
		n.mapExpr(e)
	case StructExpr:
		n.mapExpr(e.Map)
	case Merge:
		n.exprs([]Expr{e.Left, e.Right})
	}
}

func (n *numbering) mapExpr(m MapExpr) {
	n.expr(m.Update)
	for i := range m.Values {
		n.expr(m.Keys[i])
		n.expr(m.Values[i])
	}
}
