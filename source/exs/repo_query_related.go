package exs

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
	"github.com/whimbrel-go/whimbrel/internal/query/build"
)

// refuseAssociations refuses changes of other rows than this one.
func (r *row) refuseAssociations() error {
	for _, a := range r.schema.Associations {
		if _, changed := r.changes().Get(eval.Atom(a.Field)); changed {
			return refusedRows(r.call, a.Field)
		}
		rows, ok := r.data.Get(eval.Atom(a.Field))
		if r.action != "insert" || !ok || !isRows(rows) {
			continue
		}
		if opaque, found := findOpaque(rows); found {
			return &eval.NeedsDatabase{Pos: r.call.Pos, What: opaque.What}
		}
		owner, isStruct := rows.(*eval.Map)
		if a.Kind != ectoschema.BelongsTo || !isStruct || ectoschema.StateOf(owner) != "loaded" {
			return refusedRows(r.call, a.Field)
		}
		// A row that is there already only gives its key.
		key, _ := owner.Get(eval.Atom(a.RelatedKey))
		r.changeset = r.changeset.Put(eval.Atom("changes"), r.changes().Put(eval.Atom(a.OwnerKey), key))
	}
	return nil
}

// isRows reports whether the field of an association has rows in it.
func isRows(v eval.Value) bool {
	list, isList := v.(eval.List)
	return v != eval.Nil && ectoschema.IsLoaded(v) && (!isList || len(list) > 0)
}

func refusedRows(c *eval.Call, field string) error {
	return diag.Errorf(diag.Refused, c.Pos, "%s with rows of the association :%s is not something that Whimbrel runs in a migration", c.Name, field).
		WithHint("insert and update the rows of each table by themselves")
}

// embedded gives embedded structs the keys and times that they get of their own.
func (r *row) embedded(v eval.Value) (eval.Value, error) {
	if list, ok := v.(eval.List); ok {
		done := make(eval.List, len(list))
		for i, e := range list {
			var err error
			if done[i], err = r.embedded(e); err != nil {
				return nil, err
			}
		}
		return done, nil
	}
	m, ok := v.(*eval.Map)
	if !ok || m.Struct() == "" || ectoschema.IsChangeset(m) {
		return v, nil
	}
	schema, err := ectoschema.Named(m.Struct(), r.call.Invoke, r.call.Pos)
	if err != nil {
		return nil, err
	}
	for _, f := range schema.Stored() {
		old, _ := m.Get(eval.Atom(f.Name))
		switch {
		case f.Type.IsEmbedded():
			old, err = r.embedded(old)
		case old == eval.Nil && f.Autogenerate != "" && f.Autogenerate != "id":
			old, err = r.generated(f)
		}
		if err != nil {
			return nil, err
		}
		m = m.Put(eval.Atom(f.Name), old)
	}
	return m, nil
}

// deleteAssociated deletes or unlinks the rows of associations with on_delete:.
func (r *row) deleteAssociated() error {
	for _, a := range r.schema.Associations {
		if a.OnDelete != "delete_all" && a.OnDelete != "nilify_all" {
			continue
		}
		id, _ := r.data.Get(eval.Atom(a.OwnerKey))
		if id == nil || id == eval.Nil {
			continue
		}
		q, err := r.associatedRows(a, id)
		if err != nil {
			return err
		}
		op := query.DeleteAll
		if a.OnDelete == "nilify_all" {
			op = query.UpdateAll
			nilify := eval.List{eval.Tuple{eval.Atom("set"), eval.List{eval.Tuple{eval.Atom(a.RelatedKey), eval.Nil}}}}
			if q.Updates, err = build.Updates(nilify, r.call.Pos); err != nil {
				return err
			}
		}
		if _, _, err := r.session.send(r.call, q, op, r.options); err != nil {
			return err
		}
	}
	return nil
}

// associatedRows is the query for what goes with a row that is deleted: the
// rows of an association, and of a many_to_many those between.
func (r *row) associatedRows(a *ectoschema.Association, id eval.Value) (*query.Query, error) {
	if a.Kind == ectoschema.ManyToMany {
		q, err := build.Queryable(r.call, a.Join.Table, r.call.Pos)
		if err != nil {
			return nil, err
		}
		owner, _ := r.schema.Field(a.OwnerKey)
		t := query.Plain(owner.Type)
		value := query.Tagged{Value: query.Param{Value: id, Type: t, Pos: r.call.Pos}, Type: t}
		q = q.Clone()
		q.Wheres = []query.Condition{{Expr: query.Call{Name: "==", Args: []query.Expr{query.FieldOf(0, a.Join.OwnerKey), value}}}}
		return q, nil
	}
	plain := *a
	plain.Where = nil
	q, err := query.AssociatedRows(&plain, nil, eval.List{id}, r.call.Invoke, r.call.Pos)
	if err == nil {
		q.Prefix = r.prefix
	}
	return q, err
}
