package query

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// selection is what a subquery selects, taken apart: columns by name.
type selection struct {
	source *SourceResult
	names  []string
	exprs  []Expr
}

// put adds a column; one of the same name is replaced and moves to the end.
func (s *selection) put(name string, e Expr) {
	if i := slices.Index(s.names, name); i >= 0 {
		s.names, s.exprs = slices.Delete(s.names, i, i+1), slices.Delete(s.exprs, i, i+1)
	}
	s.names, s.exprs = append(s.names, name), append(s.exprs, e)
}

// asSource makes the columns of a subquery: what reads it needs their names.
// A subquery within an expression may select any one thing; source says that
// this is none. Named says that the columns are given their names in the SQL.
func (l *level) asSource(source, namedColumns bool) error {
	selected, ok, err := l.selection(l.planned.Select.Expr)
	if err != nil {
		return err
	}
	if !ok {
		if source {
			return queryError(l.query, "subquery/cte must select a source (t), a field (t.field) or a map in query")
		}
		selected = &selection{names: []string{"result"}, exprs: []Expr{l.planned.Select.Expr}}
	}
	m := MapExpr{Values: selected.exprs}
	for _, name := range selected.names {
		m.Keys = append(m.Keys, Literal{Value: eval.Atom(name)})
	}
	l.planned.Select = &PlannedSelect{Expr: m, Source: selected.source}
	return l.nameColumns(selected, namedColumns)
}

func (l *level) nameColumns(selected *selection, namedColumns bool) error {
	c := &collector{level: l, keep: true}
	for i, e := range selected.exprs {
		before := len(c.fields)
		result, err := c.result(e)
		if err != nil {
			return err
		}
		if len(c.fields) != before+1 {
			return queryError(l.query, "atoms, structs, maps, lists, tuples and sources are not allowed as map values in subquery in query")
		}
		name := selected.names[i]
		field := &c.fields[before]
		if field.As != "" {
			name = field.As
		} else if namedColumns {
			field.As = name
		}
		t := ectoschema.Type{}
		if cell, ok := result.(Cell); ok {
			t = cell.Type
		}
		l.planned.Select.Columns = append(l.planned.Select.Columns, Column{Name: name, Type: t})
	}
	l.planned.Select.Fields = c.fields
	return nil
}

// selection takes a select apart. It reports whether it is a source, a field,
// a map or what is merged of these.
func (l *level) selection(e Expr) (*selection, bool, error) {
	switch e := e.(type) {
	case Whole:
		s, err := l.wholeSelection(e, nil)
		return s, err == nil, err
	case Field:
		return &selection{names: []string{l.fieldName(e)}, exprs: []Expr{e}}, true, nil
	case StructExpr:
		s, err := l.mapSelection(e.Map)
		if err != nil {
			return nil, false, err
		}
		s.source = &SourceResult{New: e.New}
		return s, true, nil
	case MapExpr:
		s, err := l.mapSelection(e)
		return s, err == nil, err
	case Merge:
		left, ok, err := l.selection(e.Left)
		if !ok || err != nil {
			return nil, false, err
		}
		right, ok, err := l.selection(e.Right)
		if !ok || err != nil {
			return nil, false, err
		}
		for i, name := range right.names {
			left.put(name, right.exprs[i])
		}
		if left.source == nil {
			left.source = right.source
		}
		return left, true, nil
	}
	return nil, false, nil
}

// fieldName is the schema's name of a planned column.
func (l *level) fieldName(f Field) string {
	if s := l.planned.Sources[f.Of.Index]; f.Parent == nil && s.Schema != nil {
		for _, field := range s.Schema.Stored() {
			if field.Source == f.Name {
				return field.Name
			}
		}
	}
	return f.Name
}

func (l *level) wholeSelection(w Whole, drop []Expr) (*selection, error) {
	c := &collector{level: l}
	source, fields, err := c.take(w.Of.Index, drop)
	if err != nil {
		return nil, err
	}
	if source.Cell {
		return nil, queryError(l.query, "queries that do not have a schema need to explicitly pass a :select clause in query")
	}
	s := &selection{}
	if source.Schema != nil || source.New != nil {
		s.source = &SourceResult{Schema: source.Schema, New: source.New, Table: source.Table, Prefix: source.Prefix}
	}
	for i, f := range fields {
		s.names, s.exprs = append(s.names, source.Columns[i].Name), append(s.exprs, f.Expr)
	}
	return s, nil
}

func (l *level) mapSelection(m MapExpr) (*selection, error) {
	s := &selection{}
	if w, ok := m.Update.(Whole); ok {
		var err error
		if s, err = l.wholeSelection(w, m.Keys); err != nil {
			return nil, err
		}
	}
	for i, key := range m.Keys {
		literal, ok := key.(Literal)
		name, isAtom := literal.Value.(eval.Atom)
		if !ok || !isAtom {
			return nil, queryError(l.query, "only atom keys are allowed when selecting a map in subquery in query")
		}
		s.names, s.exprs = append(s.names, string(name)), append(s.exprs, m.Values[i])
	}
	return s, nil
}

// sourceResult is how a row of the subquery is loaded by the query around it.
func (s *PlannedSelect) sourceResult() *SourceResult {
	if s.Source == nil {
		return &SourceResult{}
	}
	copied := *s.Source
	return &copied
}
