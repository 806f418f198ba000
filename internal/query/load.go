package query

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Load makes of each row what the query selects. Before that, what is selected
// of the first source goes through preload, if it is given.
func (p *Planned) Load(rows [][]eval.Value, invoke ectoschema.Invoke, preload func(eval.List) (eval.List, error)) (eval.List, error) {
	loaders := make([]*loader, len(rows))
	for i, row := range rows {
		loaders[i] = &loader{adapter: p.Adapter, invoke: invoke, pos: p.Pos, row: row}
	}
	result := p.Select.Result
	if first, ok := result.(FromFirst); ok {
		result = first.Then
		var err error
		if loaders, err = p.loadFirst(loaders, first, preload); err != nil {
			return nil, err
		}
	}
	list := make(eval.List, 0, len(loaders))
	for _, l := range loaders {
		v, err := l.load(result)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// loadFirst loads the first source of each row.
func (p *Planned) loadFirst(loaders []*loader, first FromFirst, preload func(eval.List) (eval.List, error)) ([]*loader, error) {
	for _, l := range loaders {
		if err := l.fromFirst(first); err != nil {
			return nil, err
		}
	}
	if len(p.assocs) > 0 {
		var err error
		if loaders, err = p.mergeAssociated(loaders); err != nil {
			return nil, err
		}
	}
	if preload == nil || len(loaders) == 0 {
		return loaders, nil
	}
	froms := make(eval.List, len(loaders))
	for i, l := range loaders {
		froms[i] = l.from
	}
	froms, err := preload(froms)
	if err != nil {
		return nil, err
	}
	for i, l := range loaders {
		l.from = froms[i]
	}
	return loaders, nil
}

// loader loads one row, from left to right.
type loader struct {
	adapter ectoschema.Adapter
	invoke  ectoschema.Invoke
	pos     diag.Pos
	row     []eval.Value
	from    eval.Value
	// joined are the associated rows that joins have read.
	joined eval.List
}

func (l *loader) load(r Result) (eval.Value, error) {
	switch r := r.(type) {
	case Cell:
		return l.cell(r.Type)
	case Constantly:
		return r.Value, nil
	case FromResult:
		return l.from, nil
	case SourceResult:
		return l.source(r, true)
	case TupleResult:
		elems, err := l.loadAll(r.Elems)
		return eval.Tuple(elems), err
	case ListResult:
		elems, err := l.loadAll(r.Elems)
		return eval.List(elems), err
	case MapResult:
		return l.mapValue(r)
	case StructResult:
		return l.structValue(r)
	case MergeResult:
		return l.merge(r)
	}
	return nil, eval.NewRaised(l.pos, "ArgumentError", "a row cannot be loaded")
}

func (l *loader) loadAll(list []Result) ([]eval.Value, error) {
	values := make([]eval.Value, len(list))
	for i, r := range list {
		v, err := l.load(r)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// next takes the next column.
func (l *loader) next() eval.Value {
	if len(l.row) == 0 {
		return eval.Nil
	}
	v := l.row[0]
	l.row = l.row[1:]
	return v
}

func (l *loader) cell(t ectoschema.Type) (eval.Value, error) { return l.convert(t, l.next()) }

func (l *loader) convert(t ectoschema.Type, v eval.Value) (eval.Value, error) {
	try := t.Name == "try"
	if try {
		t = *t.Of
	}
	loaded, ok, err := t.Load(l.adapter, v, l.invoke)
	switch {
	case err != nil:
		return nil, err
	case ok:
		return loaded, nil
	case try:
		return v, nil
	}
	return nil, eval.NewRaised(l.pos, "ArgumentError", "cannot load `%s` as type %s", eval.Inspect(v), t)
}

// fromFirst loads the first source and what joins read of its associations.
func (l *loader) fromFirst(r FromFirst) error {
	first, err := l.source(r.Source, false)
	if err != nil {
		return err
	}
	l.from = first
	if l.from, err = l.load(r.First); err != nil {
		return err
	}
	for _, a := range r.Assocs {
		v, err := l.source(a, true)
		if err != nil {
			return err
		}
		l.joined = append(l.joined, v)
	}
	return nil
}

// source loads a struct or a map. A joined source whose columns are all NULL
// is nil.
func (l *loader) source(r SourceResult, nilIfEmpty bool) (eval.Value, error) {
	m := eval.NewMap()
	switch {
	case r.Schema != nil:
		m = r.Schema.Loaded(r.Table, r.Prefix)
	case r.New != nil:
		var err error
		if m, err = r.New(); err != nil {
			return nil, err
		}
	}
	empty := true
	for _, c := range r.Columns {
		raw := l.next()
		empty = empty && raw == eval.Nil
		v, err := l.convert(c.Type, raw)
		if err != nil {
			return nil, err
		}
		m = m.Put(eval.Atom(c.Name), v)
	}
	if empty && nilIfEmpty && r.Schema != nil {
		return eval.Nil, nil
	}
	return m, nil
}

func (l *loader) mapValue(r MapResult) (eval.Value, error) {
	m := eval.NewMap()
	if r.Update != nil {
		v, err := l.load(r.Update)
		if err != nil {
			return nil, err
		}
		base, ok := v.(*eval.Map)
		if !ok && v != eval.Nil {
			return nil, eval.NewRaised(l.pos, "BadMapError", "expected a map, got: %s", eval.Inspect(v))
		}
		if ok {
			m = base
		}
	}
	return l.fill(m, r)
}

func (l *loader) fill(m *eval.Map, r MapResult) (eval.Value, error) {
	for i := range r.Keys {
		both, err := l.loadAll([]Result{r.Keys[i], r.Values[i]})
		if err != nil {
			return nil, err
		}
		m = m.Put(both[0], both[1])
	}
	return m, nil
}

func (l *loader) structValue(r StructResult) (eval.Value, error) {
	if r.Map.Update != nil {
		return l.mapValue(r.Map)
	}
	m, err := r.New()
	if err != nil {
		return nil, err
	}
	return l.fill(m, r.Map)
}

func (l *loader) merge(r MergeResult) (eval.Value, error) {
	both, err := l.loadAll([]Result{r.Left, r.Right})
	if err != nil {
		return nil, err
	}
	left, ok := both[0].(*eval.Map)
	if !ok {
		return nil, eval.NewRaised(l.pos, "ArgumentError", "cannot merge because the left side is not a map, got: %s", eval.Inspect(both[0]))
	}
	right, ok := both[1].(*eval.Map)
	if !ok {
		if both[1] == eval.Nil {
			return left, nil
		}
		return nil, eval.NewRaised(l.pos, "ArgumentError", "cannot merge because the right side is not a map, got: %s", eval.Inspect(both[1]))
	}
	for _, p := range slices.Clone(right.Pairs()) {
		left = left.Put(p.Key, p.Value)
	}
	return left, nil
}
