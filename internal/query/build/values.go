package build

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// values builds values(rows, types).
func (b *builder) values(n *syntax.Call) (*query.Values, error) {
	both := make([]eval.Value, 2)
	for i, arg := range n.Args {
		v, err := b.value(arg)
		if err != nil {
			return nil, err
		}
		both[i] = v
	}
	rows, ok := both[0].(eval.List)
	if !ok || len(rows) == 0 {
		return nil, eval.NewRaised(n.Pos(), "ArgumentError", "must provide a non-empty list to values/2")
	}
	names, err := valueNames(rows, n)
	if err != nil {
		return nil, err
	}
	done := &query.Values{}
	for _, name := range names {
		t, err := b.valueColumn(both[1], name, n)
		if err != nil {
			return nil, err
		}
		done.Types = append(done.Types, query.ValuesType{Name: name, Type: t})
	}
	for _, row := range rows {
		pairs, _ := fieldsOf(row)
		var cells []query.Param
		for _, t := range done.Types {
			value, _ := eval.Option(pairs, t.Name)
			cells = append(cells, query.Param{Value: value, Type: query.Plain(t.Type), Pos: n.Pos()})
		}
		done.Rows = append(done.Rows, cells)
	}
	return done, nil
}

// fieldsOf reads a map or a keyword list.
func fieldsOf(v eval.Value) ([]eval.Pair, bool) {
	if m, ok := v.(*eval.Map); ok {
		return m.Pairs(), true
	}
	return eval.Keyword(v)
}

// valueNames are the names of the columns, which every row has.
func valueNames(rows eval.List, n *syntax.Call) ([]string, error) {
	var names []string
	for i, row := range rows {
		pairs, ok := fieldsOf(row)
		if !ok {
			return nil, eval.NewRaised(n.Pos(), "ArgumentError", "each row of a values list must be a map or a keyword list")
		}
		var own []string
		for _, p := range pairs {
			if key, ok := p.Key.(eval.Atom); ok {
				own = append(own, string(key))
			}
		}
		slices.Sort(own)
		if i > 0 && !slices.Equal(names, own) {
			return nil, eval.NewRaised(n.Pos(), "ArgumentError", "each member of a values list must have the same fields")
		}
		names = own
	}
	return names, nil
}

// valueColumn is the type of a column: of a map of types, or of a schema.
func (b *builder) valueColumn(types eval.Value, name string, n *syntax.Call) (ectoschema.Type, error) {
	schema, err := SchemaOf(b, types)
	if err != nil {
		return ectoschema.Type{}, err
	}
	if schema != nil {
		if f, ok := schema.Field(name); ok {
			return f.Type, nil
		}
	}
	pairs, _ := fieldsOf(types)
	v, ok := eval.Option(pairs, name)
	if !ok {
		return ectoschema.Type{}, eval.NewRaised(n.Pos(), "ArgumentError", "values/2 must declare the type for every field. "+
			"The type was not given for field `%s`", name)
	}
	return ectoschema.TypeFrom(v, nil, n.Pos())
}
