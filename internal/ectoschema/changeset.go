package ectoschema

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// changesetModule is the module of changesets.
const changesetModule = "Ecto.Changeset"

// IsChangeset reports whether a struct is a changeset.
func IsChangeset(m *eval.Map) bool { return m.Struct() == eval.Module(changesetModule) }

// NewChangeset returns a changeset without changes.
func NewChangeset(data eval.Value) *eval.Map {
	pair := func(name string, v eval.Value) eval.Pair { return eval.Pair{Key: eval.Atom(name), Value: v} }
	return eval.NewStruct(eval.Module(changesetModule),
		pair("action", eval.Nil), pair("changes", eval.NewMap()), pair("constraints", eval.List{}), pair("data", data),
		pair("empty_values", eval.List{eval.String("")}), pair("errors", eval.List{}), pair("filters", eval.NewMap()),
		pair("params", eval.Nil), pair("prepare", eval.List{}), pair("repo", eval.Nil), pair("repo_opts", eval.List{}),
		pair("required", eval.List{}), pair("types", eval.NewMap()), pair("valid?", eval.True), pair("validations", eval.List{}))
}

// State is the state of a changeset's data: built, loaded or deleted.
func State(changeset *eval.Map) eval.Atom {
	data, _ := changeset.Get(eval.Atom("data"))
	m, ok := data.(*eval.Map)
	if !ok {
		return ""
	}
	return StateOf(m)
}

// StateOf is the state of a struct: built, loaded or deleted.
func StateOf(m *eval.Map) eval.Atom {
	meta, _ := m.Get(eval.Atom("__meta__"))
	fields, ok := meta.(*eval.Map)
	if !ok {
		return ""
	}
	state, _ := fields.Get(eval.Atom("state"))
	name, _ := state.(eval.Atom)
	return name
}

// Changesets returns the module Ecto.Changeset.
func Changesets() eval.NativeModule {
	natives := map[string]eval.Native{
		"change/1": change, "change/2": change,
		"cast/3": cast, "cast/4": cast,
		"put_change/3": putChange, "force_change/3": forceChange, "update_change/3": updateChange,
		"get_change/2": getChange, "get_change/3": getChange, "fetch_change/2": fetchChange,
		"get_field/2": getField, "get_field/3": getField, "changed?/2": isChanged,
		"delete_change/2": deleteChange, "apply_changes/1": applyChanges, "apply_action/2": applyAction, "apply_action!/2": applyAction,
		"add_error/3": addError, "add_error/4": addError,
		"validate_required/2": validateRequired, "validate_required/3": validateRequired,
		"validate_inclusion/3": validateInclusion, "validate_inclusion/4": validateInclusion,
		"validate_exclusion/3": validateExclusion, "validate_exclusion/4": validateExclusion,
		"validate_change/3": validateChange,
		"validate_length/3": validateLength, "validate_number/3": validateNumber,
		"validate_format/3": validateFormat, "validate_format/4": validateFormat,
	}
	for _, name := range []string{"cast_assoc", "put_assoc", "cast_embed", "put_embed", "optimistic_lock", "unsafe_validate_unique"} {
		for _, arity := range []string{"/2", "/3", "/4"} {
			natives[name+arity] = refuse
		}
	}
	for name, native := range map[string]eval.Native{
		"unique": uniqueConstraint, "foreign_key": foreignKeyConstraint, "check": checkConstraint,
		"exclusion": exclusionConstraint, "assoc": assocConstraint, "no_assoc": noAssocConstraint,
	} {
		natives[name+"_constraint/2"], natives[name+"_constraint/3"] = native, native
	}
	natives["merge/2"], natives["prepare_changes/2"], natives["traverse_errors/2"] = merge, prepareChanges, traverseErrors
	return eval.NativeModule{Functions: natives, Struct: NewChangeset(eval.Nil).Pairs()}
}

// changesetArgument returns argument 0, a changeset.
func changesetArgument(c *eval.Call) (*eval.Map, error) {
	m, err := c.Map(0)
	if err != nil {
		return nil, err
	}
	if !IsChangeset(m) {
		return nil, c.WrongArgument(0, "a changeset")
	}
	return m, nil
}

// part returns a field of a changeset that is a map.
func part(m *eval.Map, name string) *eval.Map {
	v, _ := m.Get(eval.Atom(name))
	p, ok := v.(*eval.Map)
	if !ok {
		return eval.NewMap()
	}
	return p
}

// change is change/1,2: a changeset of a struct or another changeset.
func change(c *eval.Call) (eval.Value, error) {
	m, err := c.Map(0)
	if err != nil {
		return nil, err
	}
	changeset := m
	if !IsChangeset(m) {
		changeset = NewChangeset(m)
	}
	if len(c.Args) == 1 {
		return changeset, nil
	}
	pairs, ok := eval.Keyword(c.Args[1])
	if given, isMap := c.Args[1].(*eval.Map); isMap {
		pairs, ok = given.Pairs(), true
	}
	if !ok {
		return nil, c.WrongArgument(1, "a map or a keyword list")
	}
	for _, p := range pairs {
		if changeset, err = put(c, changeset, p.Key, p.Value); err != nil {
			return nil, err
		}
	}
	return changeset, nil
}

// put puts a change, unless the data has that value already.
func put(c *eval.Call, changeset *eval.Map, key, v eval.Value) (*eval.Map, error) {
	data, changes := part(changeset, "data"), part(changeset, "changes")
	old, ok := data.Get(key)
	if !ok {
		return nil, c.Raise("ArgumentError", "unknown field `%s` in %s", eval.Inspect(key), eval.Inspect(data))
	}
	if eval.Equal(old, v) {
		changes = changes.Delete(key)
	} else {
		changes = changes.Put(key, v)
	}
	return changeset.Put(eval.Atom("changes"), changes), nil
}

// cast is cast/3,4: the permitted fields of params, by their types.
func cast(c *eval.Call) (eval.Value, error) {
	m, err := c.Map(0)
	if err != nil {
		return nil, err
	}
	changeset := m
	if !IsChangeset(m) {
		changeset = NewChangeset(m)
	}
	params, err := c.Map(1)
	if err != nil {
		return nil, err
	}
	permitted, err := c.Elements(2)
	if err != nil {
		return nil, err
	}
	schema, err := schemaOfData(c, part(changeset, "data"))
	if err != nil {
		return nil, err
	}
	for _, field := range permitted {
		name, _ := eval.Text(field)
		v, given := params.Get(eval.Atom(name))
		if !given {
			v, given = params.Get(eval.String(name))
		}
		if !given {
			continue
		}
		if changeset, err = castField(c, schema, changeset, name, v); err != nil {
			return nil, err
		}
	}
	return changeset, nil
}

func castField(c *eval.Call, schema *Schema, changeset *eval.Map, name string, v eval.Value) (*eval.Map, error) {
	f, ok := schema.Field(name)
	if !ok {
		if f, ok = schema.VirtualField(name); !ok {
			return nil, c.Raise("ArgumentError", "unknown field `:%s` given to cast. Either the field does not exist or it is a :through association", name)
		}
	}
	if v == eval.String("") {
		v = f.Default
	}
	converted, ok, err := f.Type.Cast(v, c.Invoke)
	if err != nil {
		return nil, err
	}
	if !ok {
		return withError(changeset, eval.Atom(name), "is invalid",
			eval.Tuple{eval.Atom("type"), f.Type.Value()}, eval.Tuple{eval.Atom("validation"), eval.Atom("cast")}), nil
	}
	return put(c, changeset, eval.Atom(name), converted)
}

// schemaOfData returns the schema of a changeset's data.
func schemaOfData(c *eval.Call, data *eval.Map) (*Schema, error) {
	if name, ok := eval.ModuleName(data.Struct()); ok {
		def, err := c.ModuleDef(name)
		if err != nil {
			return nil, err
		}
		if def != nil {
			if schema, ok := Of(def); ok {
				return schema, nil
			}
		}
	}
	return nil, c.WrongArgument(0, "a struct of a schema")
}

// withError adds an error, and the changeset is valid no more.
func withError(changeset *eval.Map, field eval.Value, message string, about ...eval.Value) *eval.Map {
	old, _ := changeset.Get(eval.Atom("errors"))
	list, _ := old.(eval.List)
	details := eval.List(about)
	if about == nil {
		details = eval.List{}
	}
	entry := eval.Tuple{field, eval.Tuple{eval.String(message), details}}
	return changeset.Put(eval.Atom("errors"), append(eval.List{entry}, list...)).Put(eval.Atom("valid?"), eval.False)
}

func putChange(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	return put(c, m, c.Args[1], c.Args[2])
}

func forceChange(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	return m.Put(eval.Atom("changes"), part(m, "changes").Put(c.Args[1], c.Args[2])), nil
}

func updateChange(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	f, err := c.Fun(2, 1)
	if err != nil {
		return nil, err
	}
	v, ok := part(m, "changes").Get(c.Args[1])
	if !ok {
		return m, nil
	}
	if v, err = f.Call([]eval.Value{v}); err != nil {
		return nil, err
	}
	return put(c, m, c.Args[1], v)
}

// fallback returns the default of get_change and get_field.
func fallback(c *eval.Call) eval.Value {
	if len(c.Args) > 2 {
		return c.Args[2]
	}
	return eval.Nil
}

func getChange(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	if v, ok := part(m, "changes").Get(c.Args[1]); ok {
		return v, nil
	}
	return fallback(c), nil
}

func fetchChange(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	if v, ok := part(m, "changes").Get(c.Args[1]); ok {
		return eval.Tuple{eval.OK, v}, nil
	}
	return eval.Atom("error"), nil
}

func getField(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"changes", "data"} {
		if v, ok := part(m, name).Get(c.Args[1]); ok {
			return v, nil
		}
	}
	return fallback(c), nil
}

func isChanged(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	_, ok := part(m, "changes").Get(c.Args[1])
	return eval.Boolean(ok), nil
}

func deleteChange(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	return m.Put(eval.Atom("changes"), part(m, "changes").Delete(c.Args[1])), nil
}

func applyChanges(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	return applied(m), nil
}

func applied(changeset *eval.Map) *eval.Map {
	data := part(changeset, "data")
	for _, p := range slices.Clone(part(changeset, "changes").Pairs()) {
		data = data.Put(p.Key, p.Value)
	}
	return data
}

// applyAction is apply_action/2 and apply_action!/2.
func applyAction(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	valid, _ := m.Get(eval.Atom("valid?"))
	bang := c.Name == "apply_action!/2"
	switch {
	case valid == eval.True && bang:
		return applied(m), nil
	case valid == eval.True:
		return eval.Tuple{eval.OK, applied(m)}, nil
	case bang:
		errors, _ := m.Get(eval.Atom("errors"))
		return nil, c.Raise("Ecto.InvalidChangesetError", "could not perform %s because changeset is invalid.\n\nErrors\n\n    %s",
			eval.Inspect(c.Args[1]), eval.Inspect(errors))
	}
	return eval.Tuple{eval.Atom("error"), m.Put(eval.Atom("action"), c.Args[1])}, nil
}

func addError(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	message, err := c.Text(2)
	if err != nil {
		return nil, err
	}
	var details eval.List
	if len(c.Args) > 3 {
		if details, err = c.List(3); err != nil {
			return nil, err
		}
	}
	return withError(m, c.Args[1], message, details...), nil
}

// refuse refuses what concerns other rows than one.
func refuse(c *eval.Call) (eval.Value, error) {
	return nil, diag.Errorf(diag.Refused, c.Pos, "Ecto.Changeset.%s is not something that Whimbrel runs in a migration", c.Name).
		WithDetail("Nothing was run: everything that cannot run is refused before the first migration starts.").
		WithHint("insert and update the rows of each table by themselves")
}
