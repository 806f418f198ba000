package build

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// ecto are the functions of the module Ecto.
func ecto() map[string]eval.Native {
	return map[string]eval.Native{
		"assoc/2": assoc, "assoc/3": assoc, "build_assoc/2": buildAssoc, "build_assoc/3": buildAssoc,
		"assoc_loaded?/1": assocLoaded, "primary_key/1": primaryKey, "primary_key!/1": primaryKey,
		"get_meta/2": getMeta, "put_meta/2": putMeta, "reset_fields/2": resetFields,
	}
}

// structArgument returns argument i, a struct of a schema.
func structArgument(c *eval.Call, v eval.Value) (*eval.Map, *ectoschema.Schema, error) {
	if err := eval.LookInto(v, c.Pos); err != nil {
		return nil, nil, err
	}
	m, ok := v.(*eval.Map)
	if ok {
		schema, err := SchemaOf(c, m.Struct())
		if schema != nil || err != nil {
			return m, schema, err
		}
	}
	return nil, nil, c.Raise("ArgumentError", "expected a struct of a schema, got: %s", eval.Inspect(v))
}

func association(c *eval.Call, schema *ectoschema.Schema, name eval.Value) (*ectoschema.Association, error) {
	text, _ := eval.Text(name)
	a, ok := schema.Association(text)
	if !ok {
		return nil, c.Raise("ArgumentError", "schema %s does not have association %s", schema.Name(), eval.Inspect(name))
	}
	return a, nil
}

// assoc is assoc/2,3: the query for the associated rows.
func assoc(c *eval.Call) (eval.Value, error) {
	structs, isList := c.Args[0].(eval.List)
	if !isList {
		structs = eval.List{c.Args[0]}
	}
	path, isPath := c.Args[1].(eval.List)
	if !isPath {
		path = eval.List{c.Args[1]}
	}
	switch {
	case len(path) == 0:
		return nil, c.WrongArgument(1, "the name of an association")
	case len(structs) == 0:
		return nil, c.Raise("ArgumentError", "cannot retrieve association %s for empty list", eval.Inspect(path[0]))
	case structs[0] == eval.Nil:
		return nil, c.Raise("ArgumentError", "cannot retrieve association %s for nil", eval.Inspect(path[0]))
	}
	sample, schema, err := structArgument(c, structs[0])
	if err != nil {
		return nil, err
	}
	a, err := association(c, schema, path[0])
	if err != nil {
		return nil, err
	}
	values, err := ownerKeys(c, structs, schema, a.OwnerKey)
	if err != nil {
		return nil, err
	}
	if len(path) > 1 {
		a = &ectoschema.Association{Kind: ectoschema.HasThrough, Owner: schema.Module, OwnerKey: a.OwnerKey}
		for _, name := range path {
			text, _ := eval.Text(name)
			a.Through = append(a.Through, text)
		}
	}
	q, err := query.AssociatedRows(a, nil, values, c.Invoke, c.Pos)
	if err != nil {
		return nil, err
	}
	q.Prefix, err = assocPrefix(c, sample)
	return Value(q), err
}

func ownerKeys(c *eval.Call, structs eval.List, schema *ectoschema.Schema, key string) (eval.List, error) {
	values := eval.List{}
	for _, v := range structs {
		m, own, err := structArgument(c, v)
		if err != nil {
			return nil, err
		}
		if own != schema {
			return nil, c.Raise("ArgumentError", "expected a homogeneous list containing the same struct, got: %s and %s", schema.Name(), own.Name())
		}
		id, _ := m.Get(eval.Atom(key))
		if id != nil && id != eval.Nil && !slices.ContainsFunc(values, func(v eval.Value) bool { return eval.Equal(v, id) }) {
			values = append(values, id)
		}
	}
	return values, nil
}

// assocPrefix is the option prefix: or that of the struct.
func assocPrefix(c *eval.Call, sample *eval.Map) (string, error) {
	options, err := c.Keyword(2)
	if err != nil {
		return "", err
	}
	v, ok := eval.Option(options, "prefix")
	if !ok {
		v, _ = metaOf(sample).Get(eval.Atom("prefix"))
	}
	if v == nil || v == eval.Nil {
		return "", nil
	}
	text, _ := eval.Text(v)
	return text, nil
}

// metaOf is the field __meta__ of a struct; that of an embedded one is empty.
func metaOf(m *eval.Map) *eval.Map {
	v, _ := m.Get(eval.Atom("__meta__"))
	meta, ok := v.(*eval.Map)
	if !ok {
		return eval.NewMap()
	}
	return meta
}

// buildAssoc is build_assoc/2,3: a struct that belongs to another.
func buildAssoc(c *eval.Call) (eval.Value, error) {
	owner, schema, err := structArgument(c, c.Args[0])
	if err != nil {
		return nil, err
	}
	a, err := association(c, schema, c.Args[1])
	if err != nil {
		return nil, err
	}
	if a.Kind == ectoschema.HasThrough {
		return nil, c.Raise("ArgumentError", "cannot build through association `:%s` for %s. Instead build the intermediate steps explicitly.",
			a.Field, schema.Name())
	}
	related, table, err := a.RelatedSchema(c.Invoke, c.Pos)
	if err != nil {
		return nil, err
	}
	m := related.New()
	if table != related.Source {
		m = m.Put(eval.Atom("__meta__"), related.Meta("built", table, related.Prefix))
	}
	if m, err = withFields(c, m, a.Defaults); err != nil {
		return nil, err
	}
	if len(c.Args) > 2 {
		if m, err = withFields(c, m, c.Args[2]); err != nil {
			return nil, err
		}
	}
	if a.Kind == ectoschema.Has {
		id, _ := owner.Get(eval.Atom(a.OwnerKey))
		m = m.Put(eval.Atom(a.RelatedKey), id)
	}
	return m, nil
}

// withFields puts fields that a struct has into it.
func withFields(c *eval.Call, m *eval.Map, v eval.Value) (*eval.Map, error) {
	pairs, ok := fieldsOf(v)
	if !ok {
		return nil, c.Raise("ArgumentError", "expected a map or a keyword list of fields, got: %s", eval.Inspect(v))
	}
	for _, p := range slices.Clone(pairs) {
		_, has := m.Get(p.Key)
		if has && p.Key != eval.Value(eval.Atom("__meta__")) && p.Key != eval.Value(eval.Atom("__struct__")) {
			m = m.Put(p.Key, p.Value)
		}
	}
	return m, nil
}

func assocLoaded(c *eval.Call) (eval.Value, error) {
	return eval.Boolean(ectoschema.IsLoaded(c.Args[0])), nil
}

// primaryKey is primary_key/1 and primary_key!/1.
func primaryKey(c *eval.Call) (eval.Value, error) {
	m, schema, err := structArgument(c, c.Args[0])
	if err != nil {
		return nil, err
	}
	list := eval.List{}
	for _, name := range schema.PrimaryKey() {
		v, _ := m.Get(eval.Atom(name))
		list = append(list, eval.Tuple{eval.Atom(name), v})
	}
	if len(list) == 0 && c.Name == "primary_key!/1" {
		return nil, c.Raise("Ecto.NoPrimaryKeyFieldError", "schema `%s` has no primary key", schema.Name())
	}
	return list, nil
}

// getMeta is get_meta/2.
func getMeta(c *eval.Call) (eval.Value, error) {
	m, err := c.Map(0)
	if err != nil {
		return nil, err
	}
	v, ok := metaOf(m).Get(c.Args[1])
	if !ok {
		return nil, c.WrongArgument(1, ":state, :source, :prefix or :context")
	}
	return v, nil
}

// putMeta is put_meta/2.
func putMeta(c *eval.Call) (eval.Value, error) {
	m, err := c.Map(0)
	if err != nil {
		return nil, err
	}
	options, err := c.Keyword(1)
	if err != nil {
		return nil, err
	}
	meta := metaOf(m)
	for _, o := range options {
		if _, ok := meta.Get(o.Key); !ok {
			return nil, c.Raise("ArgumentError", "unknown meta key %s", eval.Inspect(o.Key))
		}
		if o.Key == eval.Value(eval.Atom("state")) && o.Value != eval.Atom("built") && o.Value != eval.Atom("loaded") && o.Value != eval.Atom("deleted") {
			return nil, c.Raise("ArgumentError", "invalid state %s", eval.Inspect(o.Value))
		}
		meta = meta.Put(o.Key, o.Value)
	}
	return m.Put(eval.Atom("__meta__"), meta), nil
}

// resetFields is reset_fields/2.
func resetFields(c *eval.Call) (eval.Value, error) {
	m, schema, err := structArgument(c, c.Args[0])
	if err != nil {
		return nil, err
	}
	names, err := c.List(1)
	if err != nil {
		return nil, err
	}
	fresh := schema.New()
	for _, name := range names {
		if v, ok := fresh.Get(name); ok {
			m = m.Put(name, v)
		}
	}
	return m, nil
}
