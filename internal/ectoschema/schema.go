package ectoschema

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Schema is what schema or embedded_schema defines.
type Schema struct {
	// Module is the schema's module.
	Module eval.Atom
	// Source is the table, "" for an embedded schema.
	Source string
	// Prefix is @schema_prefix.
	Prefix string
	// Fields are in the order of their definition, virtual ones among them.
	Fields []Field
	// Associations are in the order of their definition.
	Associations []*Association
	// New returns the schema's struct with its defaults.
	New func() *eval.Map
}

// Field is a field of a schema.
type Field struct {
	Name string
	// Source is the column's name.
	Source  string
	Type    Type
	Default eval.Value
	// PrimaryKey and Virtual are the field's options.
	PrimaryKey, Virtual bool
	// Autogenerate says that the field gets a value of its own when a row is
	// inserted: "id" the database's, "uuid" a new one, "now" the time.
	Autogenerate string
	// AutoUpdate says that it gets one on every update, too.
	AutoUpdate bool
	// ReadAfterWrites is the option.
	ReadAfterWrites bool
	// SkipInQuery is load_in_query: false.
	SkipInQuery bool
	// Writable is always, insert or never; "" is always.
	Writable string
}

// Field returns a field that the database has.
func (s *Schema) Field(name string) (Field, bool) {
	for _, f := range s.Fields {
		if f.Name == name && !f.Virtual {
			return f, true
		}
	}
	return Field{}, false
}

// VirtualField returns a field that the database does not have.
func (s *Schema) VirtualField(name string) (Field, bool) {
	for _, f := range s.Fields {
		if f.Name == name && f.Virtual {
			return f, true
		}
	}
	return Field{}, false
}

// QueryFields are the fields that a query of the whole schema selects.
func (s *Schema) QueryFields() []string {
	var names []string
	for _, f := range s.Fields {
		if !f.Virtual && !f.SkipInQuery {
			names = append(names, f.Name)
		}
	}
	return names
}

// Stored are the fields that the database has, in order.
func (s *Schema) Stored() []Field {
	var fields []Field
	for _, f := range s.Fields {
		if !f.Virtual {
			fields = append(fields, f)
		}
	}
	return fields
}

// PrimaryKey returns the names of the primary key's fields.
func (s *Schema) PrimaryKey() []string {
	var names []string
	for _, f := range s.Fields {
		if f.PrimaryKey {
			names = append(names, f.Name)
		}
	}
	return names
}

// Name is the schema's module as Elixir shows it.
func (s *Schema) Name() string { return eval.Inspect(s.Module) }

// Loaded returns the schema's struct as it comes out of a table.
func (s *Schema) Loaded(table, prefix string) *eval.Map { return s.withMeta("loaded", table, prefix) }

// Metadata is the module of the field __meta__.
const Metadata = "Ecto.Schema.Metadata"

// withMeta returns a new struct with what __meta__ says.
func (s *Schema) withMeta(state eval.Atom, table, prefix string) *eval.Map {
	m := s.New()
	if s.Source == "" {
		return m
	}
	return m.Put(eval.Atom("__meta__"), s.Meta(state, table, prefix))
}

// Meta is the value of the field __meta__.
func (s *Schema) Meta(state eval.Atom, table, prefix string) *eval.Map {
	var shown eval.Value = eval.Nil
	if prefix != "" {
		shown = eval.String(prefix)
	}
	return eval.NewStruct(eval.Module(Metadata),
		eval.Pair{Key: eval.Atom("state"), Value: state},
		eval.Pair{Key: eval.Atom("source"), Value: eval.String(table)},
		eval.Pair{Key: eval.Atom("prefix"), Value: shown},
		eval.Pair{Key: eval.Atom("schema"), Value: s.Module},
		eval.Pair{Key: eval.Atom("context"), Value: eval.Nil})
}

// attribute is the attribute of a module in which its schema is.
const attribute = "ecto_schema"

// Of returns the schema that a module of a script defines.
func Of(m *eval.ModuleDef) (*Schema, bool) {
	v, ok := m.Attribute(attribute)
	if !ok {
		return nil, false
	}
	host, ok := v.(*eval.Host)
	if !ok {
		return nil, false
	}
	s, ok := host.Value.(*Schema)
	return s, ok
}

// Define makes the schema that of a module.
func (s *Schema) Define(m *eval.ModuleDef) {
	m.SetAttribute(attribute, &eval.Host{Value: s, Text: "schema"})
}
