package query

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

func (l *level) planFrom() error {
	from := l.query.From
	s, err := l.source(from.Source, from.Prefix, from.PrefixGiven, "from")
	if err != nil {
		return err
	}
	l.planned.Sources = []*PlannedSource{s}
	return nil
}

func (l *level) planJoins() error {
	joined := &joins{level: l}
	for i, j := range l.query.Joins {
		if err := joined.add(j, i+1); err != nil {
			return err
		}
	}
	l.planned.Sources = append(l.planned.Sources, joined.between...)
	// The conditions may speak of any source.
	for i := range l.planned.Joins {
		on, err := l.expr("join", l.planned.Joins[i].On)
		if err != nil {
			return err
		}
		l.planned.Joins[i].On = on
	}
	return nil
}

// add plans a join, whose source has a position.
func (j *joins) add(join Join, position int) error {
	if join.Assoc != nil {
		return j.association(join, position)
	}
	on := join.On
	if q, ok := join.Source.(*Query); ok {
		var err error
		if join, on, err = j.queryJoin(join, q, position); err != nil {
			return err
		}
	}
	prefix := join.Prefix
	if t, ok := join.Source.(Table); ok && prefix == "" && t.Schema != nil {
		prefix = t.Schema.Prefix
	}
	s, err := j.source(join.Source, prefix, false, "join")
	if err != nil {
		return err
	}
	j.planned.Sources = append(j.planned.Sources, s)
	j.planned.Joins = append(j.planned.Joins, PlannedJoin{Qualifier: join.Qualifier, Index: position, On: on, Hints: join.Hints})
	return nil
}

// queryJoin joins the source of an interpolated query, whose conditions become
// those of the join.
func (l *level) queryJoin(j Join, q *Query, index int) (Join, Expr, error) {
	if len(q.OrderBys)+len(q.GroupBys)+len(q.Joins)+len(q.Havings) > 0 || q.HasPreloads() ||
		q.Limit != nil || q.Offset != nil || q.Distinct != nil || q.Lock != nil {
		return j, nil, queryError(l.query, "invalid query was interpolated in a join.\n"+
			"If you want to pass a query to a join, you must either:\n\n"+
			"  1. Make sure the query only has `where` conditions (which will be converted to ON clauses)\n"+
			"  2. Or wrap the query in a subquery by calling subquery(query)\n in query")
	}
	on := Expr(Literal{Value: eval.True})
	for i, w := range q.Wheres {
		e := Rewrite(w.Expr, func(b Binding) Binding {
			if b.As == "" && b.Index == 0 {
				b.Index = index
			}
			return b
		})
		switch {
		case i == 0:
			on = e
		case w.Or:
			on = Call{Name: "or", Args: []Expr{on, e}}
		default:
			on = Call{Name: "and", Args: []Expr{on, e}}
		}
	}
	on = And(on, j.On)
	if j.Prefix == "" {
		j.Prefix = q.From.Prefix
	}
	if j.Prefix == "" {
		j.Prefix = q.Prefix
	}
	j.Source = q.From.Source
	return j, on, nil
}

// source plans a source; prefix is its own.
func (l *level) source(s Source, prefix string, given bool, kind string) (*PlannedSource, error) {
	switch s := s.(type) {
	case Table:
		if prefix == "" && !l.ctes[s.Name] && !given {
			prefix = l.query.Prefix
		}
		return &PlannedSource{Table: s.Name, Schema: s.Schema, Prefix: prefix}, nil
	case *Subquery:
		inner, err := l.subquery(kind, s, prefix, true)
		return &PlannedSource{Sub: inner}, err
	case *Fragment:
		f, err := l.fragment(kind, s)
		return &PlannedSource{Fragment: f}, err
	case *Values:
		v, err := l.values(kind, s)
		return &PlannedSource{Values: v}, err
	}
	return nil, queryError(l.query, "the query reads from something that is no source in query")
}

func (l *level) values(kind string, v *Values) (*PlannedValues, error) {
	done := &PlannedValues{Types: v.Types, Rows: len(v.Rows)}
	for _, row := range v.Rows {
		for _, cell := range row {
			b, err := l.param(kind, cell)
			if err != nil {
				return nil, err
			}
			done.Bound = append(done.Bound, b)
		}
	}
	return done, nil
}

// subquery plans a query within this one. As a source it must select named
// columns.
func (l *level) subquery(kind string, s *Subquery, prefix string, source bool) (*Planned, error) {
	q := s.Query
	if q.HasPreloads() {
		return nil, eval.NewRaised(q.Pos, "Ecto.SubQueryError", "the following exception happened when compiling a subquery.\n\n"+
			"    ** (Ecto.QueryError) cannot preload associations in subquery")
	}
	for _, p := range []string{prefix, s.Prefix} {
		if p != "" {
			q = q.Clone()
			q.Prefix = p
			break
		}
	}
	q = withPrefix(q, l.query.Prefix)
	q, err := EnsureSelect(q)
	if err != nil {
		return nil, err
	}
	inner, err := l.planner.query(q, All, l.planned, l.ctes)
	if err != nil {
		return nil, err
	}
	return inner.planned, inner.asSource(source, kind != "where")
}

// column returns the name of the column that a field of the source is.
func (s *PlannedSource) column(field string) string {
	if s.Schema != nil && s.Sub == nil {
		if f, ok := s.Schema.Field(field); ok {
			return f.Source
		}
	}
	return field
}

// fieldType returns the type of a field of a source.
func (l *level) fieldType(kind string, s *PlannedSource, field string, virtual bool) (ectoschema.Type, error) {
	switch {
	case s.Sub != nil:
		if c, ok := column(s.Sub.Select.Columns, field); ok {
			return c.Type, nil
		}
		return ectoschema.Type{}, queryError(l.query, "field `%s` does not exist in subquery in query", field)
	case s.Values != nil:
		for _, t := range s.Values.Types {
			if t.Name == field {
				return t.Type, nil
			}
		}
		return ectoschema.Type{}, queryError(l.query, "field `%s` in `%s` does not exist in values list in query", field, kind)
	case s.Schema == nil:
		return ectoschema.Type{}, nil
	}
	if f, ok := s.Schema.Field(field); ok {
		return f.Type, nil
	}
	if f, ok := s.Schema.VirtualField(field); ok {
		if virtual {
			return f.Type, nil
		}
		return ectoschema.Type{}, queryError(l.query, "field `%s` in `%s` is a virtual field in schema %s in query", field, kind, s.Schema.Name())
	}
	if _, ok := s.Schema.Association(field); ok {
		return ectoschema.Type{}, queryError(l.query, "field `%s` in `%s` is an association in schema %s in query", field, kind, s.Schema.Name())
	}
	return ectoschema.Type{}, queryError(l.query, "field `%s` in `%s` does not exist in schema %s in query", field, kind, s.Schema.Name())
}

// resolve finds the source that a binding refers to, and the query that has
// it: this one or, with parent_as, one around it.
func (l *level) resolve(kind string, b Binding) (*PlannedSource, Binding, *Planned, error) {
	if b.As == "" {
		if b.FromEnd {
			b = Binding{Index: len(l.query.Joins) + 1 + b.Index}
		}
		if b.Index < 0 || b.Index >= len(l.planned.Sources) {
			return nil, b, nil, queryError(l.query, "invalid query has specified more bindings than bindings available in `%s` in query", kind)
		}
		return l.planned.Sources[b.Index], b, nil, nil
	}
	if !b.Parent {
		index, ok := l.planned.Aliases[b.As]
		if !ok || index >= len(l.planned.Sources) {
			return nil, b, nil, queryError(l.query, "could not find named binding `as(:%s)` in query", b.As)
		}
		return l.planned.Sources[index], Binding{Index: index}, nil, nil
	}
	for around := l.planned.Parent; around != nil; around = around.Parent {
		if index, ok := around.Aliases[b.As]; ok && index < len(around.Sources) {
			return around.Sources[index], Binding{Index: index}, around, nil
		}
	}
	return nil, b, nil, queryError(l.query, "could not find named binding `parent_as(:%s)` in query", b.As)
}

func refusedNestedTake(pos diag.Pos) error {
	return diag.Errorf(diag.Refused, pos, "a select that lists fields of associations is not something that Whimbrel runs in a migration").
		WithDetail("Nothing was run: everything that cannot run is refused before the first migration starts.").
		WithHint("preload the association with a query that selects: preload: [comments: ^from(c in Comment, select: [:id, :post_id])]")
}
