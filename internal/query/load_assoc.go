package query

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// preloaded adds the columns of the associations that joins read.
func (c *collector) preloaded(assocs []Assoc) ([]SourceResult, []SelectField, error) {
	var results []SourceResult
	var fields []SelectField
	for _, a := range assocs {
		source, own, err := c.take(a.Of, nil)
		if err != nil {
			return nil, nil, err
		}
		inner, innerFields, err := c.preloaded(a.Assocs)
		if err != nil {
			return nil, nil, err
		}
		results = append(append(results, source), inner...)
		fields = append(append(fields, own...), innerFields...)
	}
	return results, fields, nil
}

// checkAssocs holds that what joins read are associations of their owners.
func (l *level) checkAssocs(of int, assocs []Assoc) error {
	if len(assocs) == 0 {
		return nil
	}
	if of >= len(l.planned.Sources) {
		return queryError(l.query, "invalid query has specified more bindings than bindings available in `preload` in query")
	}
	owner, err := l.ownerSchema(l.planned.Sources[of])
	if err != nil {
		return err
	}
	for _, a := range assocs {
		if _, ok := owner.Association(a.Name); !ok {
			return queryError(l.query, "field `%s.%s` in preload is not an association in query", owner.Name(), a.Name)
		}
		if err := l.checkAssocs(a.Of, a.Assocs); err != nil {
			return err
		}
	}
	return nil
}

// merging collects the rows of a source that joins have read: each once for
// each row to which it belongs.
type merging struct {
	pos    diag.Pos
	schema *ectoschema.Schema
	field  string
	many   bool
	seen   map[string]bool
	// rows has the rows of each parent, by the parent's key.
	rows map[string][]keyed
	subs []*merging
}

// keyed is a row and its primary key.
type keyed struct {
	key string
	row *eval.Map
}

// newMerging describes how the associated rows of a source are collected.
func (p *Planned) newMerging(of int, assocs []Assoc) *merging {
	source := p.Sources[of]
	m := &merging{pos: p.Pos, schema: source.Schema, seen: map[string]bool{}, rows: map[string][]keyed{}}
	if source.Sub != nil {
		m.schema = source.Sub.Select.Source.Schema
	}
	for _, a := range assocs {
		sub := p.newMerging(a.Of, a.Assocs)
		if association, ok := m.schema.Association(a.Name); ok {
			sub.field, sub.many = a.Name, association.Many
		}
		m.subs = append(m.subs, sub)
	}
	return m
}

// mergeAssociated gives the rows of the first source their associated rows,
// and keeps each row once.
func (p *Planned) mergeAssociated(loaders []*loader) ([]*loader, error) {
	root := p.newMerging(0, p.assocs)
	var kept []*loader
	var keys []string
	for _, l := range loaders {
		key, fresh, err := root.add(l)
		if err != nil {
			return nil, err
		}
		if fresh {
			kept, keys = append(kept, l), append(keys, key)
		}
	}
	for i, l := range kept {
		if m, ok := l.from.(*eval.Map); ok {
			l.from = root.filled(keyed{keys[i], m})
		}
	}
	return kept, nil
}

// add takes the row of the first source, and reports whether it is a new one.
func (m *merging) add(l *loader) (string, bool, error) {
	key, err := m.key(l.from)
	if err != nil {
		return "", false, err
	}
	rest := eval.Inspect(eval.List(l.row))
	joined := l.joined
	for _, sub := range m.subs {
		if joined, err = sub.child(joined, key); err != nil {
			return "", false, err
		}
	}
	fresh := key != "" && !m.seen[key+rest]
	m.seen[key+rest] = true
	return key, fresh, nil
}

// child takes the next of the rows that joins have read, and those below it.
func (m *merging) child(joined eval.List, parent string) (eval.List, error) {
	row := joined[0]
	key, err := m.key(row)
	if err != nil {
		return nil, err
	}
	joined = joined[1:]
	for _, sub := range m.subs {
		if joined, err = sub.child(joined, key); err != nil {
			return nil, err
		}
	}
	if fields, ok := row.(*eval.Map); ok && parent != "" && !m.seen[parent+key] {
		m.seen[parent+key] = true
		m.rows[parent] = append(m.rows[parent], keyed{key, fields})
	}
	return joined, nil
}

// key is the primary key of a row as text; that of no row is "".
func (m *merging) key(row eval.Value) (string, error) {
	fields, ok := row.(*eval.Map)
	if !ok {
		return "", nil
	}
	names := m.schema.PrimaryKey()
	if len(names) == 0 {
		return "", eval.NewRaised(m.pos, "Ecto.NoPrimaryKeyFieldError", "schema `%s` has no primary key", m.schema.Name())
	}
	var key eval.Tuple
	for _, name := range names {
		v, _ := fields.Get(eval.Atom(name))
		if v == nil || v == eval.Nil {
			return "", eval.NewRaised(m.pos, "Ecto.NoPrimaryKeyValueError", "struct `%s` is missing primary key value", eval.Inspect(row))
		}
		key = append(key, v)
	}
	return eval.Inspect(key), nil
}

// filled is a row with its associated rows.
func (m *merging) filled(k keyed) *eval.Map {
	row := k.row
	for _, sub := range m.subs {
		list := eval.List{}
		for _, child := range sub.rows[k.key] {
			list = append(list, sub.filled(child))
		}
		var v eval.Value = list
		if !sub.many {
			v = eval.Nil
			if len(list) > 0 {
				v = list[0]
			}
		}
		row = row.Put(eval.Atom(sub.field), v)
	}
	return row
}
