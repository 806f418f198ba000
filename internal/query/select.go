package query

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// planSelect resolves what is selected; collect and asSource make columns of
// it.
func (l *level) planSelect() error {
	if l.query.Select == nil {
		return nil
	}
	for _, t := range l.query.Select.Take {
		if t.Nested {
			return refusedNestedTake(l.query.Pos)
		}
	}
	e, err := l.expr("select", l.query.Select.Expr)
	l.planned.Select = &PlannedSelect{Expr: e}
	return err
}

// collector makes columns of a select, and remembers how a row becomes a value
// again. What is selected of the first source stands first, whatever else is
// selected before it.
type collector struct {
	*level
	// keep makes columns of literals, too.
	keep   bool
	fields []SelectField
	from   *fromResult
}

// fromResult is what is made of the first source.
type fromResult struct {
	source SourceResult
	// result is the source, or what was merged into it.
	result Result
	fields []SelectField
}

// collect makes the columns of the outermost query and of combinations.
func (l *level) collect(keep bool) error {
	if l.planned.Select == nil {
		return nil
	}
	c := &collector{level: l, keep: keep}
	result, err := c.result(l.planned.Select.Expr)
	if err != nil {
		return err
	}
	l.planned.Select.Fields = c.fields
	l.planned.Select.Result = result
	if c.from == nil {
		if l.query.HasPreloads() {
			return queryError(l.query, "the binding used in `from` must be selected in `select` when using `preload` in query")
		}
		return nil
	}
	if err := l.checkAssocs(0, l.query.Assocs); err != nil {
		return err
	}
	assocs, fields, err := c.preloaded(l.query.Assocs)
	if err != nil {
		return err
	}
	l.planned.Select.Fields = slices.Concat(c.from.fields, fields, c.fields)
	l.planned.Select.Result = FromFirst{Source: c.from.source, First: c.from.result, Assocs: assocs, Then: result}
	return nil
}

func (c *collector) add(e Expr, t ectoschema.Type) (Result, error) {
	c.fields = append(c.fields, SelectField{Expr: e})
	return Cell{Type: t}, nil
}

// result adds the columns of an expression.
func (c *collector) result(e Expr) (Result, error) {
	switch e := e.(type) {
	case Merge:
		return c.merge(e)
	case Whole:
		return c.whole(e, nil)
	case Tuple:
		elems, err := c.results(e.Elems)
		return TupleResult{Elems: elems}, err
	case List:
		elems, err := c.results(e.Elems)
		return ListResult{Elems: elems}, err
	case MapExpr:
		return c.mapResult(e)
	case StructExpr:
		m, err := c.mapResult(e.Map)
		return StructResult{Module: e.Module, New: e.New, Map: m}, err
	case Literal:
		return c.literal(e)
	case Named:
		t, err := c.typed(e.Expr)
		c.fields = append(c.fields, SelectField{As: e.Name, Expr: e.Expr})
		return Cell{Type: t}, err
	}
	t, err := c.typed(e)
	if err != nil {
		return nil, err
	}
	return c.add(e, t)
}

func (c *collector) results(list []Expr) ([]Result, error) {
	done := make([]Result, len(list))
	for i, e := range list {
		r, err := c.result(e)
		if err != nil {
			return nil, err
		}
		done[i] = r
	}
	return done, nil
}

func (c *collector) merge(m Merge) (Result, error) {
	left, err := c.result(m.Left)
	if err != nil {
		return nil, err
	}
	if _, ok := left.(FromResult); !ok {
		right, err := c.result(m.Right)
		return MergeResult{Left: left, Right: right}, err
	}
	// What is merged into the first source stands with it.
	inner := &collector{level: c.level, keep: c.keep, from: c.from}
	right, err := inner.result(m.Right)
	if err != nil {
		return nil, err
	}
	c.from = &fromResult{
		source: c.from.source,
		result: MergeResult{Left: c.from.result, Right: right},
		fields: append(slices.Clone(c.from.fields), inner.fields...),
	}
	return left, nil
}

// whole selects a source without the dropped fields.
func (c *collector) whole(w Whole, drop []Expr) (Result, error) {
	if w.Of.Index == 0 && c.from != nil {
		return FromResult{}, nil
	}
	source, fields, err := c.take(w.Of.Index, drop)
	if err != nil {
		return nil, err
	}
	if w.Of.Index == 0 {
		c.from = &fromResult{source: source, result: FromResult{}, fields: fields}
		return FromResult{}, nil
	}
	c.fields = append(c.fields, fields...)
	return source, nil
}

// literal keeps nil, numbers and the like out of the SQL where it can.
func (c *collector) literal(l Literal) (Result, error) {
	name := ""
	switch v := l.Value.(type) {
	case eval.String:
		name = "binary"
	case eval.Int:
		name = "integer"
	case eval.Float:
		name = "float"
	case eval.Atom:
		switch v {
		case eval.True, eval.False:
			name = "boolean"
		case eval.Nil:
			name = "any"
		}
	}
	if !c.keep || name == "" {
		return Constantly(l), nil
	}
	return c.add(l, ectoschema.Type{Name: name})
}

func (c *collector) mapResult(m MapExpr) (MapResult, error) {
	var done MapResult
	var err error
	if m.Update != nil {
		if w, ok := m.Update.(Whole); ok {
			done.Update, err = c.whole(w, m.Keys)
		} else {
			done.Update, err = c.result(m.Update)
		}
		if err != nil {
			return done, err
		}
	}
	for i := range m.Keys {
		key, err := c.result(m.Keys[i])
		if err != nil {
			return done, err
		}
		value, err := c.result(m.Values[i])
		if err != nil {
			return done, err
		}
		done.Keys, done.Values = append(done.Keys, key), append(done.Values, value)
	}
	return done, nil
}

// take returns the columns of a whole source, or those that the select takes
// of it.
func (c *collector) take(index int, drop []Expr) (SourceResult, []SelectField, error) {
	source := c.planned.Sources[index]
	taken, given := c.query.Select.Take[index]
	if given && len(taken.Fields) == 0 {
		return SourceResult{}, nil, queryError(c.query, "at least one field must be selected for binding `%d`, got an empty list in query", index)
	}
	if given && taken.Kind == "struct" && source.Schema == nil && source.Sub == nil {
		return SourceResult{}, nil, queryError(c.query, "struct/2 in select expects a source with a schema in query")
	}
	done := SourceResult{}
	names := taken.Fields
	switch {
	case source.Sub != nil:
		done = *source.Sub.Select.sourceResult()
		if !given {
			names = columnNames(source.Sub.Select.Columns)
		} else {
			done.Schema, done.New = nil, nil
		}
	case source.Values != nil:
		for _, t := range source.Values.Types {
			names = append(names, t.Name)
		}
	case source.Schema != nil:
		if taken.Kind != "map" {
			done.Schema, done.Table, done.Prefix = source.Schema, source.Table, source.Prefix
		}
		if !given {
			names = source.Schema.QueryFields()
		}
	case !given:
		return SourceResult{Columns: []Column{{Type: ectoschema.Type{Name: "map"}}}, Cell: true},
			[]SelectField{{Expr: Whole{Of: Binding{Index: index}}}}, nil
	}
	return c.takeFields(index, done, names, drop)
}

func (c *collector) takeFields(index int, done SourceResult, names []string, drop []Expr) (SourceResult, []SelectField, error) {
	source := c.planned.Sources[index]
	done.Columns = nil
	var fields []SelectField
	for _, name := range names {
		if slices.ContainsFunc(drop, func(e Expr) bool { return e == Literal{Value: eval.Atom(name)} }) {
			continue
		}
		t, err := c.fieldType("select", source, name, false)
		if err != nil {
			t = ectoschema.Type{}
		}
		done.Columns = append(done.Columns, Column{Name: name, Type: t})
		fields = append(fields, SelectField{Expr: Field{Of: Binding{Index: index}, Name: source.column(name), Type: t}})
	}
	return done, fields, nil
}

func columnNames(list []Column) []string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = c.Name
	}
	return names
}
