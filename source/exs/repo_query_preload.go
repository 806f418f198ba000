package exs

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
	"github.com/whimbrel-go/whimbrel/internal/query/build"
)

// preloader reads the associations of structs with queries of their own, in
// the order in which Ecto sends them.
type preloader struct {
	*session
	call    *eval.Call
	options []eval.Pair
}

// wanted is an association that is to be read.
type wanted struct {
	name string
	// given is the query or the function for its rows, or nil.
	given eval.Value
	below []wanted
}

// preload is preload/2,3.
func (s *session) preload(c *eval.Call) (eval.Value, error) {
	options, err := repoOptions(c, 2)
	if err != nil {
		return nil, err
	}
	p := &preloader{session: s, call: c, options: options}
	list, isList := c.Args[0].(eval.List)
	if !isList {
		if c.Args[0] == eval.Nil {
			return eval.Nil, nil
		}
		list = eval.List{c.Args[0]}
	}
	want, err := p.normalized(c.Args[1])
	if err != nil {
		return nil, err
	}
	if list, err = p.each(list, want, nil); err != nil || isList {
		return list, err
	}
	return list[0], nil
}

// preloadFor returns what reads the associations that a query preloads, or nil.
func (s *session) preloadFor(c *eval.Call, q *query.Query, options []eval.Pair) func(eval.List) (eval.List, error) {
	if len(q.Preloads) == 0 {
		return nil
	}
	return func(structs eval.List) (eval.List, error) {
		p := &preloader{session: s, call: c, options: options}
		want, err := p.normalized(eval.List(q.Preloads))
		if err != nil {
			return nil, err
		}
		return p.each(structs, want, q.Assocs)
	}
}

// checkPreloads holds, while there are no rows yet, that what a query preloads
// are associations with schemas that are known.
func (s *session) checkPreloads(c *eval.Call, q *query.Query) error {
	schema := q.Schema()
	if schema == nil || len(q.Preloads) == 0 {
		return nil
	}
	p := &preloader{session: s, call: c}
	want, err := p.normalized(eval.List(q.Preloads))
	if err != nil {
		return err
	}
	return p.check(schema, want)
}

func (p *preloader) check(schema *ectoschema.Schema, want []wanted) error {
	for _, w := range want {
		a, ok := schema.Association(w.name)
		if !ok {
			return p.unknown(schema, w)
		}
		if a.Kind == ectoschema.HasThrough {
			if _, err := query.AssociationJoins(a, p.call.Invoke, p.call.Pos); err != nil {
				return err
			}
			continue
		}
		related, _, err := a.RelatedSchema(p.call.Invoke, p.call.Pos)
		if err != nil {
			return err
		}
		if err := p.check(related, w.below); err != nil {
			return err
		}
	}
	return nil
}

// normalized reads :name, [:name, name: more, name: query, name: {query, more}].
func (p *preloader) normalized(v eval.Value) ([]wanted, error) {
	switch v := v.(type) {
	case eval.Atom:
		return []wanted{{name: string(v)}}, nil
	case eval.List:
		var all []wanted
		for _, e := range v {
			more, err := p.normalized(e)
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
		return all, nil
	case eval.Tuple:
		if len(v) == 2 {
			if name, ok := v[0].(eval.Atom); ok {
				return p.pair(string(name), v[1])
			}
		}
	}
	return nil, p.call.Raise("ArgumentError", "invalid preload `%s`. "+
		"preload expects an atom, a (nested) keyword or a (nested) list of atoms", eval.Inspect(v))
}

func (p *preloader) pair(name string, v eval.Value) ([]wanted, error) {
	if isGiven(v) {
		return []wanted{{name: name, given: v}}, nil
	}
	w := wanted{name: name}
	if t, ok := v.(eval.Tuple); ok && len(t) == 2 && isGiven(t[0]) {
		w.given, v = t[0], t[1]
	}
	below, err := p.normalized(v)
	w.below = below
	return []wanted{w}, err
}

// isGiven reports whether a value is a query, or a function that returns rows.
func isGiven(v eval.Value) bool {
	_, isQuery := build.Of(v)
	f, isFun := v.(*eval.Fun)
	return isQuery || isFun && (f.Arity == 1 || f.Arity == 2)
}

// expansion is what is wanted of the structs of one schema.
type expansion struct {
	schema   *ectoschema.Schema
	assocs   map[string]wanted
	throughs []*ectoschema.Association
	// joined are the associations that joins have read.
	joined []query.Assoc
}

// each reads the associations of a list of structs, nil among them.
func (p *preloader) each(structs eval.List, want []wanted, joined []query.Assoc) (eval.List, error) {
	sample := slices.IndexFunc(structs, func(v eval.Value) bool { return v != eval.Nil })
	if len(want) == 0 || sample < 0 {
		return structs, nil
	}
	schema, _, prefix, err := schemaOf(p.call, structs[sample])
	if err != nil {
		return nil, err
	}
	if _, ok := eval.Option(p.options, "prefix"); ok {
		prefix = prefixOption(p.options)
	}
	x := &expansion{schema: schema, assocs: map[string]wanted{}, joined: joined}
	if err := p.expand(x, want); err != nil {
		return nil, err
	}
	structs = slices.Clone(structs)
	if err := p.fetchAll(structs, x, prefix); err != nil {
		return nil, err
	}
	for _, a := range x.throughs {
		if err := p.loadThrough(structs, a); err != nil {
			return nil, err
		}
	}
	return structs, nil
}

// expand tells associations from those through others, for which the others
// are read.
func (p *preloader) expand(x *expansion, want []wanted) error {
	for _, w := range want {
		a, ok := x.schema.Association(w.name)
		if !ok {
			return p.unknown(x.schema, w)
		}
		if a.Kind != ectoschema.HasThrough {
			merged, err := p.merged(x.assocs[w.name], w)
			if err != nil {
				return err
			}
			x.assocs[w.name] = merged
			continue
		}
		if joinedBelow(x.joined, w.name) != nil && len(w.below) == 0 {
			continue
		}
		steps := w
		for i, name := range slices.Backward(a.Through) {
			if i == len(a.Through)-1 {
				steps = wanted{name: name, given: w.given, below: w.below}
			} else {
				steps = wanted{name: name, below: []wanted{steps}}
			}
		}
		x.throughs = append(x.throughs, a)
		if err := p.expand(x, []wanted{steps}); err != nil {
			return err
		}
	}
	return nil
}

func (p *preloader) unknown(schema *ectoschema.Schema, w wanted) error {
	if f, ok := schema.Field(w.name); ok && f.Type.IsEmbedded() && len(w.below) > 0 {
		return diag.Errorf(diag.Refused, p.call.Pos, "the preload of associations of the embedded %s is not something that Whimbrel runs in a migration", w.name).
			WithHint("read the associated rows with a query of their own")
	}
	return p.call.Raise("ArgumentError", "schema %s does not have association or embed :%s", schema.Name(), w.name)
}

// merged is an association that is wanted twice.
func (p *preloader) merged(old, w wanted) (wanted, error) {
	if old.given != nil && w.given != nil {
		return w, p.call.Raise("ArgumentError", "cannot preload `%s` as it has been supplied more than once with different queries: %s and %s",
			w.name, eval.Inspect(old.given), eval.Inspect(w.given))
	}
	if w.given == nil {
		w.given = old.given
	}
	w.below = slices.Concat(old.below, w.below)
	return w, nil
}

// joinedBelow returns what a join has read of an association, or nil.
func joinedBelow(joined []query.Assoc, name string) *query.Assoc {
	for i := range joined {
		if joined[i].Name == name {
			return &joined[i]
		}
	}
	return nil
}

// fetchAll reads the associations from the last to the first, as Ecto does, and
// only then those of their rows.
func (p *preloader) fetchAll(structs eval.List, x *expansion, prefix string) error {
	var names []string
	for name := range x.assocs {
		names = append(names, name)
	}
	slices.Sort(names)
	slices.Reverse(names)
	var all []*associated
	for _, name := range names {
		a, _ := x.schema.Association(name)
		r := &associated{preloader: p, association: a, want: x.assocs[name], prefix: prefix}
		if err := r.collect(structs, x.schema); err != nil {
			return err
		}
		if err := r.fetch(); err != nil {
			return err
		}
		all = append(all, r)
	}
	for _, r := range all {
		var below []query.Assoc
		if joined := joinedBelow(x.joined, r.association.Field); joined != nil {
			below = joined.Assocs
		}
		rows, err := p.each(r.rows, r.want.below, below)
		if err != nil {
			return err
		}
		r.rows = rows
		r.load(structs)
	}
	return nil
}

// loadThrough follows the associations that were read for one through them.
func (p *preloader) loadThrough(structs eval.List, a *ectoschema.Association) error {
	for i, v := range structs {
		m, ok := v.(*eval.Map)
		if !ok {
			continue
		}
		owner, err := ectoschema.Named(a.Owner, p.call.Invoke, p.call.Pos)
		if err != nil {
			return err
		}
		rows, _, err := p.through(eval.List{v}, owner, a.Through)
		if err != nil {
			return err
		}
		var loaded eval.Value = rows
		if !a.Many {
			loaded = eval.Nil
			if len(rows) > 0 {
				loaded = rows[0]
			}
		}
		structs[i] = m.Put(eval.Atom(a.Field), loaded)
	}
	return nil
}

// through follows associations from rows to rows, each of which is kept once.
func (p *preloader) through(rows eval.List, owner *ectoschema.Schema, path []string) (eval.List, *ectoschema.Schema, error) {
	for _, name := range path {
		a, ok := owner.Association(name)
		if !ok {
			return nil, nil, p.call.Raise("ArgumentError", "schema %s does not have association :%s", owner.Name(), name)
		}
		var err error
		if a.Kind == ectoschema.HasThrough {
			if rows, owner, err = p.through(rows, owner, a.Through); err != nil {
				return nil, nil, err
			}
			continue
		}
		if owner, err = ectoschema.Named(a.Related, p.call.Invoke, p.call.Pos); err != nil {
			return nil, nil, err
		}
		rows = children(rows, name, owner.PrimaryKey())
	}
	return rows, owner, nil
}

// children are the rows of an association of all rows, each once.
func children(rows eval.List, name string, keys []string) eval.List {
	found, seen := eval.List{}, map[string]bool{}
	for _, row := range rows {
		v, _ := row.(*eval.Map).Get(eval.Atom(name))
		list, isList := v.(eval.List)
		if !isList && v != nil && v != eval.Nil {
			list = eval.List{v}
		}
		for _, child := range list {
			var key strings.Builder
			for _, k := range keys {
				part, _ := child.(*eval.Map).Get(eval.Atom(k))
				key.WriteString(eval.Inspect(part) + " ")
			}
			if !seen[key.String()] {
				seen[key.String()] = true
				found = append(found, child)
			}
		}
	}
	return found
}
