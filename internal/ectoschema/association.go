package ectoschema

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// The kinds of associations, as Ecto's modules for them are called.
const (
	BelongsTo  = "BelongsTo"
	Has        = "Has"
	HasThrough = "HasThrough"
	ManyToMany = "ManyToMany"
)

// Association is what belongs_to, has_one, has_many and many_to_many define.
type Association struct {
	Kind  string
	Field string
	// Many says that there may be any number of rows.
	Many bool
	// Owner is the module of the schema that has the association, Related that
	// of the rows. Table is their table if it is not that of the schema.
	Owner, Related eval.Atom
	Table          string
	// OwnerKey is the owner's field and RelatedKey that of the rows.
	OwnerKey, RelatedKey string
	// Where has conditions that the rows satisfy.
	Where []eval.Pair
	// Through are the associations that a HasThrough follows.
	Through []string
	// Join is the table between, or its schema, of a ManyToMany.
	Join Between
	// Defaults are fields of rows that are built, PreloadOrder is how preload
	// orders them.
	Defaults, PreloadOrder eval.Value
	// OnDelete is nothing, nilify_all or delete_all.
	OnDelete string
}

// Between is the table of a many_to_many. OwnerKey and RelatedKey are its
// columns.
type Between struct {
	Table                eval.Value
	OwnerKey, RelatedKey string
	Where                []eval.Pair
	Defaults             eval.Value
}

// Association returns an association by its name.
func (s *Schema) Association(name string) (*Association, bool) {
	for _, a := range s.Associations {
		if a.Field == name {
			return a, true
		}
	}
	return nil, false
}

// schemaReflection is the question of __schema__/1 that is answered with the
// schema itself.
const schemaReflection eval.Atom = "whimbrel"

// Named returns the schema of a module, by calling it.
func Named(module eval.Atom, invoke Invoke, pos diag.Pos) (*Schema, error) {
	v, err := invoke(module, "__schema__", schemaReflection)
	if err != nil {
		return nil, err
	}
	if host, ok := v.(*eval.Host); ok {
		if s, ok := host.Value.(*Schema); ok {
			return s, nil
		}
	}
	return nil, eval.NewRaised(pos, "ArgumentError", "%s is not a schema", eval.Inspect(module))
}

// RelatedSchema returns the schema of the rows of an association, and their
// table.
func (a *Association) RelatedSchema(invoke Invoke, pos diag.Pos) (*Schema, string, error) {
	s, err := Named(a.Related, invoke, pos)
	if err != nil {
		return nil, "", err
	}
	if a.Table != "" {
		return s, a.Table, nil
	}
	return s, s.Source, nil
}

// defining is a belongs_to, has_one, has_many or many_to_many that is read.
type defining struct {
	*draft
	call    *eval.Call
	options []eval.Pair
	done    *Association
}

// defineAssociation reads the name and the options of an association, and the
// schema that it is with.
func defineAssociation(c *eval.Call, kind string, many bool) (*defining, error) {
	d, err := drafting(c)
	if err != nil {
		return nil, err
	}
	name, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	a := &Association{Kind: kind, Field: string(name), Many: many, Owner: d.schema.Module, OnDelete: "nothing"}
	r := &defining{draft: d, call: c, done: a}
	if r.options, err = c.Keyword(2); err != nil {
		return nil, err
	}
	if through, isThrough := eval.Keyword(c.Args[1]); isThrough && len(c.Args) == 2 {
		r.options = through
	} else if err := r.related(c.Args[1]); err != nil {
		return nil, err
	}
	a.Where, _ = eval.Keyword(r.option("where", eval.List{}))
	a.Defaults, a.PreloadOrder = r.option("defaults", eval.List{}), r.option("preload_order", eval.List{})
	if v, ok := r.option("on_delete", eval.Nil).(eval.Atom); ok && v != eval.Nil {
		a.OnDelete = string(v)
	}
	return r, nil
}

// related reads Schema and {"table", Schema}.
func (r *defining) related(v eval.Value) error {
	if t, ok := v.(eval.Tuple); ok && len(t) == 2 {
		r.done.Table, _ = eval.Text(t[0])
		v = t[1]
	}
	module, ok := v.(eval.Atom)
	if _, isModule := eval.ModuleName(v); !ok || !isModule {
		return r.call.Raise("ArgumentError", "association :%s queryable must be a schema or a {source, schema}. got: %s",
			r.done.Field, eval.Inspect(v))
	}
	r.done.Related = module
	return nil
}

func (r *defining) option(name string, otherwise eval.Value) eval.Value {
	if v, ok := eval.Option(r.options, name); ok {
		return v
	}
	return otherwise
}

// name returns an option that is an atom, or what it is otherwise.
func (r *defining) name(option, otherwise string) string {
	if v, ok := eval.Option(r.options, option); ok {
		if name, ok := eval.Text(v); ok && v != eval.Nil {
			return name
		}
	}
	return otherwise
}

// key is the field that refers to a row of a module: user_id of App.User.
func (r *defining) key(module eval.Atom, field string) (string, error) {
	path, err := r.call.Invoke(eval.Module("Module"), "split", module)
	if err != nil {
		return "", err
	}
	parts, _ := path.(eval.List)
	if len(parts) == 0 {
		return field, nil
	}
	v, err := r.call.Invoke(eval.Module("Macro"), "underscore", parts[len(parts)-1])
	if err != nil {
		return "", err
	}
	text, _ := eval.Text(v)
	return text + "_" + field, nil
}

// primaryKeyName is the field to which associations refer by default.
func (r *defining) primaryKeyName() string {
	if keys := r.schema.PrimaryKey(); len(keys) > 0 {
		return keys[0]
	}
	return "id"
}

// add adds the association to the schema, and its field to the struct.
func (r *defining) add() {
	r.schema.Associations = append(r.schema.Associations, r.done)
	cardinality := eval.Atom("one")
	if r.done.Many {
		cardinality = "many"
	}
	r.put(r.done.Field, eval.NewStruct(eval.Module(notLoaded),
		eval.Pair{Key: eval.Atom("__field__"), Value: eval.Atom(r.done.Field)},
		eval.Pair{Key: eval.Atom("__owner__"), Value: r.schema.Module},
		eval.Pair{Key: eval.Atom("__cardinality__"), Value: cardinality}))
}

// notLoaded is the struct that an association is before it is read.
const notLoaded = "Ecto.Association.NotLoaded"

// IsLoaded is Ecto.assoc_loaded?/1.
func IsLoaded(v eval.Value) bool {
	m, ok := v.(*eval.Map)
	return !ok || m.Struct() != eval.Module(notLoaded)
}

// belongsTo is belongs_to/2,3: a column, and the association.
func belongsTo(c *eval.Call) (eval.Value, error) {
	r, err := defineAssociation(c, BelongsTo, false)
	if err != nil {
		return nil, err
	}
	a := r.done
	a.OwnerKey, a.RelatedKey = r.name("foreign_key", a.Field+"_id"), r.name("references", "id")
	r.add()
	if r.option("define_field", eval.True) == eval.False {
		return eval.OK, nil
	}
	kind, ok := eval.Option(r.options, "type")
	if !ok {
		kind, _ = r.module.Attribute("foreign_key_type")
	}
	return eval.OK, r.draft.add(eval.Atom(a.OwnerKey), kind, r.options, c.Pos)
}

// has is has_one/2,3 and has_many/2,3.
func has(c *eval.Call) (eval.Value, error) {
	r, err := defineAssociation(c, Has, c.Name[:len("has_one")] != "has_one")
	if err != nil {
		return nil, err
	}
	a := r.done
	if through, ok := eval.Option(r.options, "through"); ok {
		return eval.OK, r.through(through)
	}
	a.OwnerKey = r.name("references", r.primaryKeyName())
	key, err := r.key(r.schema.Module, a.OwnerKey)
	if err != nil {
		return nil, err
	}
	a.RelatedKey = r.name("foreign_key", key)
	r.add()
	return eval.OK, nil
}

// through is has_many(name, through: [...]).
func (r *defining) through(v eval.Value) error {
	list, _ := v.(eval.List)
	for _, e := range list {
		name, _ := eval.Text(e)
		r.done.Through = append(r.done.Through, name)
	}
	if len(r.done.Through) < 2 {
		return r.call.Raise("ArgumentError", ":through expects a list with at least two entries: "+
			"the association in the current module and one step through, got: %s", eval.Inspect(v))
	}
	first, ok := r.schema.Association(r.done.Through[0])
	if !ok {
		return r.call.Raise("ArgumentError", "schema does not have the association %s used by association :%s, "+
			"please ensure the association exists and is defined before the :through one", eval.Inspect(list[0]), r.done.Field)
	}
	r.done.Kind, r.done.OwnerKey = HasThrough, first.OwnerKey
	r.add()
	return nil
}

// manyToMany is many_to_many/3.
func manyToMany(c *eval.Call) (eval.Value, error) {
	r, err := defineAssociation(c, ManyToMany, true)
	if err != nil {
		return nil, err
	}
	a := r.done
	a.Join.Table = r.option("join_through", eval.Nil)
	if a.Join.Table == eval.Nil {
		return nil, c.Raise("ArgumentError", "many_to_many :%s associations require the :join_through option to be given", a.Field)
	}
	a.Join.Where, _ = eval.Keyword(r.option("join_where", eval.List{}))
	a.Join.Defaults = r.option("join_defaults", eval.List{})
	a.OwnerKey, a.RelatedKey = "id", "id"
	if a.Join.OwnerKey, err = r.key(r.schema.Module, "id"); err != nil {
		return nil, err
	}
	if a.Join.RelatedKey, err = r.key(a.Related, "id"); err != nil {
		return nil, err
	}
	if v, ok := eval.Option(r.options, "join_keys"); ok {
		keys, isKeyword := eval.Keyword(v)
		if !isKeyword || len(keys) != 2 {
			return nil, c.Raise("ArgumentError", "many_to_many :%s expect :join_keys to be a keyword list with two entries", a.Field)
		}
		a.Join.OwnerKey, _ = eval.Text(keys[0].Key)
		a.OwnerKey, _ = eval.Text(keys[0].Value)
		a.Join.RelatedKey, _ = eval.Text(keys[1].Key)
		a.RelatedKey, _ = eval.Text(keys[1].Value)
	}
	r.add()
	return eval.OK, nil
}

// OwnerKeyType is the type of the owner's key.
func (a *Association) OwnerKeyType(invoke Invoke, pos diag.Pos) (Type, error) {
	owner, err := Named(a.Owner, invoke, pos)
	if err != nil {
		return Type{}, err
	}
	f, _ := owner.Field(a.OwnerKey)
	return f.Type, nil
}
