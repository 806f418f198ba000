package query

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// joins collects the sources of a query's joins. The tables that an association
// has between its two ends get their numbers after all others.
type joins struct {
	*level
	between []*PlannedSource
}

// association plans a join with assoc(binding, name).
func (j *joins) association(join Join, position int) error {
	of := join.Assoc.Of
	if of.FromEnd {
		of.Index += len(j.query.Joins) + 1
	}
	if of.As != "" {
		of.Index = j.planned.Aliases[of.As]
	}
	if of.Index < 0 || of.Index >= len(j.planned.Sources) {
		return queryError(j.query, "could not find a source with index `%d`", of.Index)
	}
	owner, err := j.ownerSchema(j.planned.Sources[of.Index])
	if err != nil {
		return err
	}
	a, ok := owner.Association(join.Assoc.Name)
	if !ok {
		return queryError(j.query, "could not find association `%s` on schema %s in query", join.Assoc.Name, owner.Name())
	}
	path, err := AssociationJoins(a, j.invoke, join.Pos)
	if err != nil {
		return err
	}
	return j.rewritten(join, path, of.Index, position)
}

// rewritten adds the joins from the owner, which is source 0 of their
// conditions, to the associated rows, which are the last.
func (j *joins) rewritten(join Join, path []Join, owner, position int) error {
	first := len(j.query.Joins) + 1 + len(j.between)
	number := func(i int) int {
		switch i {
		case 0:
			return owner
		case len(path):
			return position
		}
		return first + i - 1
	}
	for i, step := range path {
		prefix := join.Prefix
		if t, ok := step.Source.(Table); ok && prefix == "" && t.Schema != nil {
			prefix = t.Schema.Prefix
		}
		s, err := j.source(step.Source, prefix, false, "join")
		if err != nil {
			return err
		}
		on := Rewrite(step.On, func(b Binding) Binding { return Binding{Index: number(b.Index)} })
		if i == len(path)-1 {
			on = And(on, join.On)
			j.planned.Sources = append(j.planned.Sources, s)
		} else {
			j.between = append(j.between, s)
		}
		j.planned.Joins = append(j.planned.Joins, PlannedJoin{Qualifier: join.Qualifier, Index: number(i + 1), On: on})
	}
	return nil
}

// ownerSchema returns the schema of the source whose association is joined.
func (l *level) ownerSchema(s *PlannedSource) (*ectoschema.Schema, error) {
	switch {
	case s.Schema != nil:
		return s.Schema, nil
	case s.Sub != nil:
		if source := s.Sub.Select.Source; source != nil && source.Schema != nil {
			return source.Schema, nil
		}
		return nil, queryError(l.query, "can only perform association joins on subqueries that return a source with schema in select in query")
	case s.Fragment != nil:
		return nil, queryError(l.query, "cannot perform association joins on fragment sources in query")
	case s.Values != nil:
		return nil, queryError(l.query, "cannot perform association joins on values lists in query")
	}
	return nil, queryError(l.query, "cannot perform association join on %s because it does not have a schema in query",
		eval.Inspect(eval.String(s.Table)))
}

// And joins two conditions; true adds nothing.
func And(left, right Expr) Expr {
	switch {
	case IsTrue(right):
		return left
	case IsTrue(left):
		return right
	}
	return Call{Name: "and", Args: []Expr{left, right}}
}

// AssociationJoins returns the joins from the owner of an association, source
// 0, to its rows. Each joins the source before it.
func AssociationJoins(a *ectoschema.Association, invoke ectoschema.Invoke, pos diag.Pos) ([]Join, error) {
	if a.Kind == ectoschema.HasThrough {
		return throughJoins(a, invoke, pos)
	}
	schema, table, err := a.RelatedSchema(invoke, pos)
	if err != nil {
		return nil, err
	}
	rows := Join{Source: Table{Name: table, Schema: schema}, Pos: pos}
	if a.Kind != ectoschema.ManyToMany {
		rows.On = conditions(equal(1, a.RelatedKey, 0, a.OwnerKey), a.Where, 1, pos)
		return []Join{rows}, nil
	}
	between, err := betweenTable(a, invoke, pos)
	if err != nil {
		return nil, err
	}
	rows.On = conditions(equal(1, a.Join.RelatedKey, 2, a.RelatedKey), a.Where, 2, pos)
	rows.On = conditions(rows.On, a.Join.Where, 1, pos)
	return []Join{{Source: between, On: equal(1, a.Join.OwnerKey, 0, a.OwnerKey), Pos: pos}, rows}, nil
}

// betweenTable is the table of a many_to_many.
func betweenTable(a *ectoschema.Association, invoke ectoschema.Invoke, pos diag.Pos) (Table, error) {
	if name, ok := a.Join.Table.(eval.String); ok {
		return Table{Name: string(name)}, nil
	}
	module, _ := a.Join.Table.(eval.Atom)
	schema, err := ectoschema.Named(module, invoke, pos)
	if err != nil {
		return Table{}, err
	}
	return Table{Name: schema.Source, Schema: schema}, nil
}

func equal(left int, leftKey string, right int, rightKey string) Expr {
	return Call{Name: "==", Args: []Expr{FieldOf(left, leftKey), FieldOf(right, rightKey)}}
}

// conditions adds where: of an association to a condition.
func conditions(on Expr, where []eval.Pair, index int, pos diag.Pos) Expr {
	for _, p := range where {
		on = And(on, condition(p, index, pos))
	}
	return on
}

// condition is field: value, field: nil, field: {:not, nil}, field: {:in, list}
// and field: {:fragment, sql}.
func condition(p eval.Pair, index int, pos diag.Pos) Expr {
	name, _ := eval.Text(p.Key)
	field, of := FieldOf(index, name), FieldType(Binding{Index: index}, name)
	if p.Value == eval.Nil {
		return Call{Name: "is_nil", Args: []Expr{field}}
	}
	if t, ok := p.Value.(eval.Tuple); ok && len(t) == 2 {
		switch t[0] {
		case eval.Atom("not"):
			return Call{Name: "not", Args: []Expr{Call{Name: "is_nil", Args: []Expr{field}}}}
		case eval.Atom("in"):
			return In{Left: field, Right: Param{Value: t[1], Type: Wrapped("in", of), Pos: pos}}
		case eval.Atom("fragment"):
			sql, _ := eval.Text(t[1])
			return fragmentOf(sql, field)
		}
	}
	return Call{Name: "==", Args: []Expr{field, Param{Value: p.Value, Type: of, Pos: pos}}}
}

// fragmentOf puts an expression where the question mark is in SQL.
func fragmentOf(sql string, e Expr) *Fragment {
	pieces := SplitFragment(sql)
	f := &Fragment{Parts: []FragmentPart{{SQL: pieces[0]}}}
	for _, piece := range pieces[1:] {
		f.Parts = append(f.Parts, FragmentPart{Expr: e}, FragmentPart{SQL: piece})
	}
	return f
}

// SplitFragment cuts SQL at its question marks; \\? is one that stays.
func SplitFragment(sql string) []string {
	var pieces []string
	var piece strings.Builder
	for i := 0; i < len(sql); i++ {
		switch {
		case sql[i] == '?':
			pieces = append(pieces, piece.String())
			piece.Reset()
		case sql[i] == '\\' && i+1 < len(sql) && sql[i+1] == '?':
			piece.WriteByte('?')
			i++
		default:
			piece.WriteByte(sql[i])
		}
	}
	return append(pieces, piece.String())
}
