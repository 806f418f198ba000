package ectoschema

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// declaring is a constraint that is added to a changeset.
type declaring struct {
	call      *eval.Call
	changeset *eval.Map
	options   []eval.Pair
}

// declare reads what all constraints have.
func declare(c *eval.Call) (*declaring, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	options, err := c.Keyword(2)
	return &declaring{call: c, changeset: m, options: options}, err
}

// source is the table of the changeset's data.
func (d *declaring) source() (string, error) {
	meta, _ := part(d.changeset, "data").Get(eval.Atom("__meta__"))
	if fields, ok := meta.(*eval.Map); ok {
		v, _ := fields.Get(eval.Atom("source"))
		if name, ok := v.(eval.String); ok {
			return string(name), nil
		}
	}
	return "", d.call.Raise("ArgumentError", "cannot add constraint to changeset because it does not have a source, got: %s",
		eval.Inspect(part(d.changeset, "data")))
}

// name is the option name:, or the table, the columns and what ends the name.
func (d *declaring) name(fields []eval.Value, end string) (eval.Value, error) {
	if v, ok := eval.Option(d.options, "name"); ok && v != eval.Nil {
		if atom, ok := v.(eval.Atom); ok {
			return eval.String(atom), nil
		}
		return v, nil
	}
	source, err := d.source()
	if err != nil {
		return nil, err
	}
	schema, err := schemaOfData(d.call, part(d.changeset, "data"))
	if err != nil {
		return nil, err
	}
	parts := []string{source}
	for _, f := range fields {
		name, _ := eval.Text(f)
		if field, ok := schema.Field(name); ok {
			name = field.Source
		}
		parts = append(parts, name)
	}
	return eval.String(strings.Join(append(parts, end), "_")), nil
}

// add adds the constraint: kind is what the database checks, as what an error
// is called.
func (d *declaring) add(kind, as eval.Atom, name, field eval.Value, says string) (eval.Value, error) {
	message, err := message(d.call, 2, says)
	if err != nil {
		return nil, err
	}
	match, ok := eval.Option(d.options, "match")
	if !ok {
		match = eval.Atom("exact")
	}
	pair := func(name string, v eval.Value) eval.Pair { return eval.Pair{Key: eval.Atom(name), Value: v} }
	done := eval.NewMap(pair("type", kind), pair("constraint", name), pair("match", match), pair("field", field),
		pair("error_message", eval.String(message)), pair("error_type", as))
	return d.changeset.Put(eval.Atom("constraints"), append(eval.List{done}, listPart(d.changeset, "constraints")...)), nil
}

// listPart returns a field of a changeset that is a list.
func listPart(m *eval.Map, name string) eval.List {
	v, _ := m.Get(eval.Atom(name))
	list, _ := v.(eval.List)
	return list
}

// uniqueConstraint is unique_constraint/2,3.
func uniqueConstraint(c *eval.Call) (eval.Value, error) {
	d, err := declare(c)
	if err != nil {
		return nil, err
	}
	fields, ok := c.Args[1].(eval.List)
	if !ok {
		fields = eval.List{c.Args[1]}
	}
	if len(fields) == 0 {
		return nil, c.WrongArgument(1, "a field or a list of fields")
	}
	name, err := d.name(fields, "index")
	if err != nil {
		return nil, err
	}
	field, ok := eval.Option(d.options, "error_key")
	if !ok {
		field = fields[0]
	}
	return d.add("unique", "unique", name, field, "has already been taken")
}

// foreignKeyConstraint is foreign_key_constraint/2,3.
func foreignKeyConstraint(c *eval.Call) (eval.Value, error) {
	return ofField(c, "foreign_key", "foreign", "fkey", "does not exist")
}

// exclusionConstraint is exclusion_constraint/2,3.
func exclusionConstraint(c *eval.Call) (eval.Value, error) {
	return ofField(c, "exclusion", "exclusion", "exclusion", "violates an exclusion constraint")
}

func ofField(c *eval.Call, kind, as eval.Atom, end, says string) (eval.Value, error) {
	d, err := declare(c)
	if err != nil {
		return nil, err
	}
	name, err := d.name(c.Args[1:2], end)
	if err != nil {
		return nil, err
	}
	return d.add(kind, as, name, c.Args[1], says)
}

// checkConstraint is check_constraint/2,3.
func checkConstraint(c *eval.Call) (eval.Value, error) {
	d, err := declare(c)
	if err != nil {
		return nil, err
	}
	if v, ok := eval.Option(d.options, "name"); !ok || v == eval.Nil {
		return nil, c.Raise("ArgumentError", "must supply the name of the constraint")
	}
	name, err := d.name(nil, "")
	if err != nil {
		return nil, err
	}
	return d.add("check", "check", name, c.Args[1], "is invalid")
}

// associationOf returns the association that argument 1 names.
func (d *declaring) associationOf() (*Association, error) {
	schema, err := schemaOfData(d.call, part(d.changeset, "data"))
	if err != nil {
		return nil, err
	}
	name, _ := eval.Text(d.call.Args[1])
	a, ok := schema.Association(name)
	if !ok {
		return nil, d.call.Raise("ArgumentError", "cannot add constraint to changeset because association `%s` does not exist", name)
	}
	return a, nil
}

// assocConstraint is assoc_constraint/2,3.
func assocConstraint(c *eval.Call) (eval.Value, error) {
	d, err := declare(c)
	if err != nil {
		return nil, err
	}
	a, err := d.associationOf()
	if err != nil {
		return nil, err
	}
	if a.Kind != BelongsTo {
		return nil, c.Raise("ArgumentError", "assoc_constraint can only be added to belongs to associations, got: :%s", a.Field)
	}
	source, err := d.source()
	if err != nil {
		return nil, err
	}
	name, ok := eval.Option(d.options, "name")
	if !ok {
		name = eval.String(source + "_" + a.OwnerKey + "_fkey")
	}
	return d.add("foreign_key", "assoc", asText(name), c.Args[1], "does not exist")
}

// noAssocConstraint is no_assoc_constraint/2,3.
func noAssocConstraint(c *eval.Call) (eval.Value, error) {
	d, err := declare(c)
	if err != nil {
		return nil, err
	}
	a, err := d.associationOf()
	if err != nil {
		return nil, err
	}
	if a.Kind != Has {
		return nil, c.Raise("ArgumentError", "no_assoc_constraint can only be added to has one/many associations, got: :%s", a.Field)
	}
	related, _, err := a.RelatedSchema(c.Invoke, c.Pos)
	if err != nil {
		return nil, err
	}
	name, ok := eval.Option(d.options, "name")
	if !ok {
		name = eval.String(related.Source + "_" + a.RelatedKey + "_fkey")
	}
	says := "is still associated with this entry"
	if a.Many {
		says = "are still associated with this entry"
	}
	return d.add("foreign_key", "no_assoc", asText(name), c.Args[1], says)
}

// asText makes a string of an atom.
func asText(v eval.Value) eval.Value {
	if atom, ok := v.(eval.Atom); ok && v != eval.Nil {
		return eval.String(atom)
	}
	return v
}

// Violation is a constraint that the database has found violated.
type Violation struct {
	Kind eval.Atom
	// Name is the constraint's name, or nil.
	Name eval.Value
}

// WithViolation adds the error for a violation to a changeset, if the changeset
// declares the constraint.
func WithViolation(changeset *eval.Map, v Violation, invoke Invoke) (*eval.Map, bool, error) {
	for _, e := range listPart(changeset, "constraints") {
		declared, ok := e.(*eval.Map)
		if !ok {
			continue
		}
		matches, err := v.matches(declared, invoke)
		if err != nil {
			return nil, false, err
		}
		if !matches {
			continue
		}
		get := func(name string) eval.Value { v, _ := declared.Get(eval.Atom(name)); return v }
		says, _ := eval.Text(get("error_message"))
		return withError(changeset, get("field"), says, eval.Tuple{eval.Atom("constraint"), get("error_type")},
			eval.Tuple{eval.Atom("constraint_name"), v.Name}), true, nil
	}
	return changeset, false, nil
}

func (v Violation) matches(declared *eval.Map, invoke Invoke) (bool, error) {
	kind, _ := declared.Get(eval.Atom("type"))
	want, _ := declared.Get(eval.Atom("constraint"))
	match, _ := declared.Get(eval.Atom("match"))
	if kind != v.Kind {
		return false, nil
	}
	name, ok := v.Name.(eval.String)
	if !ok {
		return eval.Equal(want, v.Name), nil
	}
	if regex, ok := want.(*eval.Map); ok {
		found, err := invoke(eval.Module("Regex"), "match?", regex, name)
		return found == eval.True, err
	}
	text, _ := want.(eval.String)
	switch match {
	case eval.Atom("suffix"):
		return strings.HasSuffix(string(name), string(text)), nil
	case eval.Atom("prefix"):
		return strings.HasPrefix(string(name), string(text)), nil
	}
	return name == text, nil
}
