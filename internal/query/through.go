package query

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// hop is a table on the way of a through association.
type hop struct {
	table Table
	// in joins it to the table before it, out to the one after it.
	in, out string
	where   []eval.Pair
}

// walk follows associations and notes the tables on the way.
type walk struct {
	invoke ectoschema.Invoke
	pos    diag.Pos
	schema *ectoschema.Schema
	hops   []hop
}

// hops are the tables from the owner of a through association to its rows,
// both among them. One at which a row is both entered and left by the same
// column is passed over.
func hops(a *ectoschema.Association, invoke ectoschema.Invoke, pos diag.Pos) ([]hop, error) {
	owner, err := ectoschema.Named(a.Owner, invoke, pos)
	if err != nil {
		return nil, err
	}
	w := &walk{invoke: invoke, pos: pos, schema: owner, hops: []hop{{table: Table{Name: owner.Source, Schema: owner}}}}
	if err := w.follow(a.Through); err != nil {
		return nil, err
	}
	return w.hops, nil
}

func (w *walk) follow(names []string) error {
	for _, name := range names {
		a, ok := w.schema.Association(name)
		if !ok {
			return eval.NewRaised(w.pos, "ArgumentError", "schema %s does not have association :%s", w.schema.Name(), name)
		}
		if a.Kind == ectoschema.HasThrough {
			if err := w.follow(a.Through); err != nil {
				return err
			}
			continue
		}
		if err := w.step(a); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) step(a *ectoschema.Association) error {
	w.hops[len(w.hops)-1].out = a.OwnerKey
	if a.Kind == ectoschema.ManyToMany {
		between, err := betweenTable(a, w.invoke, w.pos)
		if err != nil {
			return err
		}
		w.hops = append(w.hops, hop{table: between, in: a.Join.OwnerKey, out: a.Join.RelatedKey, where: a.Join.Where})
	}
	schema, err := ectoschema.Named(a.Related, w.invoke, w.pos)
	if err != nil {
		return err
	}
	w.schema = schema
	w.hops = append(w.hops, hop{table: Table{Name: schema.Source, Schema: schema}, in: a.RelatedKey, where: a.Where})
	return nil
}

// passed leaves out the tables that need no join; the first always stays.
func passed(list []hop) []hop {
	return slices.DeleteFunc(list, func(h hop) bool { return h.in == h.out && len(h.where) == 0 })
}

// throughJoins joins the rows of a through association to its owner.
func throughJoins(a *ectoschema.Association, invoke ectoschema.Invoke, pos diag.Pos) ([]Join, error) {
	all, err := hops(a, invoke, pos)
	if err != nil {
		return nil, err
	}
	all = passed(all)
	var joins []Join
	for i, h := range all[1:] {
		on := conditions(equal(i, all[i].out, i+1, h.in), h.where, i+1, pos)
		joins = append(joins, Join{Source: h.table, On: on, Pos: pos})
	}
	return joins, nil
}

// throughRows is the query for the rows of a through association whose owners
// have one of the values.
func throughRows(a *ectoschema.Association, values eval.List, invoke ectoschema.Invoke, pos diag.Pos) (*Query, error) {
	all, err := hops(a, invoke, pos)
	if err != nil {
		return nil, err
	}
	all = passed(all)[1:]
	slices.Reverse(all)
	q := FromTable(all[0].table.Name, all[0].table.Schema, pos).Clone()
	for i, h := range all[1:] {
		on := conditions(equal(i, all[i].in, i+1, h.out), h.where, i+1, pos)
		q.Joins = append(q.Joins, Join{Qualifier: "inner", Source: h.table, On: on, Pos: pos})
	}
	last := len(all) - 1
	q.Wheres = []Condition{{Expr: conditions(oneOf(last, all[last].in, values, pos), all[0].where, 0, pos)}}
	q.Distinct = &Distinct{All: true}
	return q, nil
}

// oneOf compares a column with one value or with several.
func oneOf(index int, name string, values eval.List, pos diag.Pos) Expr {
	field, of := FieldOf(index, name), FieldType(Binding{Index: index}, name)
	if len(values) == 1 {
		return Call{Name: "==", Args: []Expr{field, Param{Value: values[0], Type: of, Pos: pos}}}
	}
	return In{Left: field, Right: Param{Value: values, Type: Wrapped("in", of), Pos: pos}}
}

// AssociatedRows is the query for the rows of an association whose owners have
// one of the values in their key; base is the query that a script gives for
// them, or nil.
func AssociatedRows(a *ectoschema.Association, base *Query, values eval.List, invoke ectoschema.Invoke, pos diag.Pos) (*Query, error) {
	if a.Kind == ectoschema.HasThrough {
		return throughRows(a, values, invoke, pos)
	}
	if base == nil {
		schema, table, err := a.RelatedSchema(invoke, pos)
		if err != nil {
			return nil, err
		}
		base = FromTable(table, schema, pos)
	}
	q := base.Clone()
	if a.Kind != ectoschema.ManyToMany {
		q.Wheres = append(q.Wheres, Condition{Expr: oneOf(0, a.RelatedKey, values, pos)})
		return alsoWhere(q, a.Where, pos), nil
	}
	between, err := betweenTable(a, invoke, pos)
	if err != nil {
		return nil, err
	}
	t, err := a.OwnerKeyType(invoke, pos)
	if err != nil {
		return nil, err
	}
	index := q.Bindings()
	on := equal(0, a.RelatedKey, index, a.Join.RelatedKey)
	q.Joins = append(q.Joins, Join{Qualifier: "inner", Source: between, On: conditions(on, a.Join.Where, index, pos), Pos: pos})
	q.Wheres = append(q.Wheres, Condition{Expr: In{Left: FieldOf(index, a.Join.OwnerKey),
		Right: Param{Value: values, Type: Wrapped("in", Plain(t)), Pos: pos}}})
	return alsoWhere(q, a.Where, pos), nil
}

// alsoWhere adds the conditions of an association to the query's last.
func alsoWhere(q *Query, where []eval.Pair, pos diag.Pos) *Query {
	last := len(q.Wheres) - 1
	q.Wheres[last].Expr = conditions(q.Wheres[last].Expr, where, 0, pos)
	return q
}

// KeyOf is the column that says to which owner a row of AssociatedRows belongs.
func KeyOf(a *ectoschema.Association, q *Query, invoke ectoschema.Invoke, pos diag.Pos) (Expr, error) {
	if a.Kind != ectoschema.ManyToMany {
		return FieldOf(0, a.RelatedKey), nil
	}
	t, err := a.OwnerKeyType(invoke, pos)
	field := FieldOf(q.Bindings()-1, a.Join.OwnerKey)
	return Tagged{Value: field, Type: Plain(t)}, err
}
