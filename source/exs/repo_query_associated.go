package exs

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
	"github.com/whimbrel-go/whimbrel/internal/query/build"
)

// associated is one association of a list of structs while it is read.
type associated struct {
	*preloader
	association *ectoschema.Association
	want        wanted
	prefix      string
	// ids are the owners' keys whose rows are read.
	ids eval.List
	// rows are the associated rows, and keys the owners' keys of each. As with
	// Ecto those of one owner stand from the last to the first.
	rows eval.List
	keys []string
}

// collect takes the keys of the owners, and the rows that are there already.
func (r *associated) collect(structs eval.List, schema *ectoschema.Schema) error {
	force, _ := eval.Option(r.options, "force")
	seen := map[string]bool{}
	for _, v := range structs {
		if v == eval.Nil {
			continue
		}
		m, ok := v.(*eval.Map)
		if !ok || m.Struct() != schema.Module {
			return r.call.Raise("ArgumentError", "expected a homogeneous list containing the same struct, got: %s and %s", schema.Name(), eval.Inspect(v))
		}
		id, _ := m.Get(eval.Atom(r.association.OwnerKey))
		value, _ := m.Get(eval.Atom(r.association.Field))
		key := eval.Inspect(id)
		switch {
		case ectoschema.IsLoaded(value) && (force == nil || !eval.Truthy(force)):
			r.keep(key, value, seen)
		case id != nil && id != eval.Nil:
			r.ids = append(r.ids, id)
		}
	}
	r.ids = fromLast(r.ids)
	return nil
}

// fromLast returns each id once, in Ecto's order: from the last to the first.
func fromLast(ids eval.List) eval.List {
	var done eval.List
	seen := map[string]bool{}
	for _, id := range slices.Backward(ids) {
		if key := eval.Inspect(id); !seen[key] {
			seen[key] = true
			done = append(done, id)
		}
	}
	return done
}

// keep takes rows that were read before.
func (r *associated) keep(key string, value eval.Value, seen map[string]bool) {
	list, isList := value.(eval.List)
	if !isList {
		list = eval.List{value}
	}
	if seen[key] && isList {
		return
	}
	seen[key] = true
	for _, row := range slices.Backward(list) {
		r.rows, r.keys = append(r.rows, row), append(r.keys, key)
	}
}

// fetch reads the rows of the owners.
func (r *associated) fetch() error {
	if len(r.ids) == 0 {
		return nil
	}
	if f, ok := r.want.given.(*eval.Fun); ok {
		return r.called(f)
	}
	base, _ := build.Of(r.want.given)
	q, err := r.query(base)
	if err != nil {
		return err
	}
	found, ok, err := r.session.rows(r.call, q, r.queryOptions())
	if err != nil {
		return err
	}
	if !ok {
		return r.needsDatabase(r.call, "query "+r.asked)
	}
	for _, row := range slices.Backward(found) {
		pair := row.(eval.Tuple)
		r.rows, r.keys = append(r.rows, pair[1]), append(r.keys, eval.Inspect(pair[0]))
	}
	return nil
}

// queryOptions are the options without those that preload alone has.
func (r *associated) queryOptions() []eval.Pair {
	return slices.DeleteFunc(slices.Clone(r.options), func(p eval.Pair) bool {
		return p.Key == eval.Value(eval.Atom("force")) || p.Key == eval.Value(eval.Atom("prefix"))
	})
}

// query selects the key of the owner beside each row; of several rows, those of
// one owner stand together.
func (r *associated) query(base *query.Query) (*query.Query, error) {
	q, err := query.AssociatedRows(r.association, base, r.ids, r.call.Invoke, r.call.Pos)
	if err != nil {
		return nil, err
	}
	if q, err = query.EnsureSelect(q); err != nil {
		return nil, err
	}
	key, err := query.KeyOf(r.association, q, r.call.Invoke, r.call.Pos)
	if err != nil {
		return nil, err
	}
	q = q.Clone()
	q.Prefix = r.prefix
	q.Select = &query.Select{Expr: query.Tuple{Elems: []query.Expr{key, q.Select.Expr}}, Take: q.Select.Take}
	if !r.association.Many {
		return q, nil
	}
	if len(q.Combinations) > 0 {
		return nil, r.call.Raise("ArgumentError", "`%s` queries must be wrapped inside of a subquery when preloading a `has_many` or `many_to_many` "+
			"association. You must also ensure that all members of the `%[1]s` query select the parent's foreign key", q.Combinations[0].Kind)
	}
	order, err := r.order()
	q.OrderBys = slices.Concat([]query.Order{{Direction: "asc", Expr: key}}, order, q.OrderBys)
	return q, err
}

// order is preload_order: of the association.
func (r *associated) order() ([]query.Order, error) {
	v := r.association.PreloadOrder
	if t, ok := v.(eval.Tuple); ok && len(t) == 3 {
		module, _ := t[0].(eval.Atom)
		name, _ := eval.Text(t[1])
		args, _ := t[2].(eval.List)
		var err error
		if v, err = r.call.Invoke(module, name, args...); err != nil {
			return nil, err
		}
	}
	list, _ := v.(eval.List)
	var orders []query.Order
	for _, e := range list {
		direction := "asc"
		if pair, ok := e.(eval.Tuple); ok && len(pair) == 2 {
			direction, _ = eval.Text(pair[0])
			e = pair[1]
		}
		name, ok := e.(eval.Atom)
		if !ok {
			return nil, r.call.Raise("ArgumentError", "`:preload_order` must resolve to a keyword list or a list of atoms/fields, got: `%s`", eval.Inspect(v))
		}
		orders = append(orders, query.Order{Direction: direction, Expr: query.FieldOf(0, string(name))})
	}
	return orders, nil
}

// called takes the rows of a function, sorted by their owners' keys.
func (r *associated) called(f *eval.Fun) error {
	args := []eval.Value{r.ids}
	if f.Arity == 2 {
		args = append(args, eval.Nil)
	}
	v, err := f.Call(args)
	if err != nil {
		return err
	}
	list, ok := v.(eval.List)
	if !ok {
		return r.call.Raise("ArgumentError", "the function given to preload :%s must return a list, got: %s", r.association.Field, eval.Inspect(v))
	}
	pairs := make([]eval.Tuple, len(list))
	for i, row := range list {
		pair, isPair := row.(eval.Tuple)
		if m, ok := row.(*eval.Map); ok && r.association.Kind != ectoschema.ManyToMany {
			key, _ := m.Get(eval.Atom(r.association.RelatedKey))
			pair, isPair = eval.Tuple{key, row}, key != nil
		}
		if !isPair || len(pair) != 2 {
			return r.call.Raise("RuntimeError", "invalid custom preload for `%s` on `%s`.\n\nExpected a tuple with ID and struct, got: %s",
				r.association.Field, eval.Inspect(r.association.Owner), eval.Inspect(row))
		}
		pairs[i] = pair
	}
	slices.SortStableFunc(pairs, func(a, b eval.Tuple) int { return eval.Compare(a[0], b[0]) })
	for _, pair := range slices.Backward(pairs) {
		r.rows, r.keys = append(r.rows, pair[1]), append(r.keys, eval.Inspect(pair[0]))
	}
	return nil
}

// load puts the rows into their owners.
func (r *associated) load(structs eval.List) {
	many, one := map[string]eval.List{}, map[string]eval.Value{}
	for i, row := range r.rows {
		key := r.keys[i]
		one[key] = row
		many[key] = append(many[key], row)
	}
	for i, v := range structs {
		m, ok := v.(*eval.Map)
		if !ok {
			continue
		}
		id, _ := m.Get(eval.Atom(r.association.OwnerKey))
		var loaded eval.Value = eval.Nil
		if r.association.Many {
			rows := append(eval.List{}, many[eval.Inspect(id)]...)
			slices.Reverse(rows)
			loaded = rows
		} else if row, ok := one[eval.Inspect(id)]; ok {
			loaded = row
		}
		structs[i] = m.Put(eval.Atom(r.association.Field), loaded)
	}
}
