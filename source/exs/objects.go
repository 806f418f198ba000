package exs

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// The modules of Ecto's structs. A script sees tables, indexes, references and
// constraints as structs, as in Elixir; they become commands when they are
// created, altered or dropped.
const (
	tableModule      = "Ecto.Migration.Table"
	indexModule      = "Ecto.Migration.Index"
	referenceModule  = "Ecto.Migration.Reference"
	constraintModule = "Ecto.Migration.Constraint"
)

// field is a field of a struct with its default.
type field struct {
	name     eval.Atom
	fallback eval.Value
}

var tableFields = []field{
	{"name", eval.Nil}, {"prefix", eval.Nil}, {"comment", eval.Nil},
	{"primary_key", eval.True}, {"engine", eval.Nil}, {"options", eval.Nil},
}

var indexFields = []field{
	{"table", eval.Nil}, {"prefix", eval.Nil}, {"name", eval.Nil}, {"columns", eval.List{}},
	{"unique", eval.False}, {"concurrently", eval.False}, {"using", eval.Nil}, {"include", eval.List{}},
	{"only", eval.False}, {"nulls_distinct", eval.Nil}, {"where", eval.Nil}, {"comment", eval.Nil}, {"options", eval.Nil},
}

var constraintFields = []field{
	{"name", eval.Nil}, {"table", eval.Nil}, {"check", eval.Nil}, {"exclude", eval.Nil},
	{"prefix", eval.Nil}, {"comment", eval.Nil}, {"validate", eval.True},
}

// build returns a struct with the options set. An option that is not a field is
// ignored with a warning, as Ecto did without one up to 3.11; later versions
// raise a KeyError, which old migrations of living applications would not
// survive.
func (s *session) build(c *eval.Call, module string, fields []field, options []eval.Pair, set ...eval.Pair) *eval.Map {
	m := eval.NewStruct(eval.Module(module))
	names := make([]string, len(fields))
	for i, f := range fields {
		m = m.Put(f.name, f.fallback)
		names[i] = string(f.name)
	}
	for _, p := range set {
		m = m.Put(p.Key, p.Value)
	}
	for _, o := range options {
		if _, ok := m.Get(o.Key); !ok || o.Key == eval.Atom("__struct__") {
			s.recorder.Warn(ignoredOption(c.Name, c.Pos, string(o.Key.(eval.Atom)), names))
			continue
		}
		m = m.Put(o.Key, o.Value)
	}
	return m
}

// options returns the keyword list of an optional last argument.
func options(c *eval.Call, i int) ([]eval.Pair, error) {
	if i >= len(c.Args) {
		return nil, nil
	}
	pairs, ok := eval.Keyword(c.Args[i])
	if !ok {
		return nil, diag.Errorf(diag.Invalid, c.Pos, "the options of %s must be key: value pairs, got: %s", c.Name, eval.Inspect(c.Args[i]))
	}
	return pairs, nil
}

// tableName reads a table's name, an atom or a string.
func tableName(c *eval.Call) (eval.Value, error) {
	switch v := c.Args[0].(type) {
	case eval.String:
		return v, nil
	case eval.Atom:
		return eval.String(v), nil
	}
	return nil, diag.Errorf(diag.Invalid, c.Pos, "the table of %s must be an atom or a string, got: %s", c.Name, eval.Inspect(c.Args[0]))
}

func (s *session) newTable(c *eval.Call) (eval.Value, error) {
	name, err := tableName(c)
	if err != nil {
		return nil, err
	}
	opts, err := options(c, 1)
	if err != nil {
		return nil, err
	}
	return s.build(c, tableModule, tableFields, opts, eval.Pair{Key: eval.Atom("name"), Value: name}), nil
}

func (s *session) newUniqueIndex(c *eval.Call) (eval.Value, error) {
	opts, err := options(c, 2)
	if err != nil {
		return nil, err
	}
	return s.makeIndex(c, append([]eval.Pair{{Key: eval.Atom("unique"), Value: eval.True}}, opts...))
}

func (s *session) newIndex(c *eval.Call) (eval.Value, error) {
	opts, err := options(c, 2)
	if err != nil {
		return nil, err
	}
	return s.makeIndex(c, opts)
}

func (s *session) makeIndex(c *eval.Call, opts []eval.Pair) (eval.Value, error) {
	name, err := tableName(c)
	if err != nil {
		return nil, err
	}
	columns, ok := c.Args[1].(eval.List)
	if !ok {
		column, isAtom := c.Args[1].(eval.Atom)
		if !isAtom {
			return nil, diag.Errorf(diag.Invalid, c.Pos, "the columns of %s must be a list, got: %s", c.Name, eval.Inspect(c.Args[1])).
				WithHint("index(%s, [%s])", eval.Inspect(c.Args[0]), eval.Inspect(c.Args[1]))
		}
		columns = eval.List{column}
	}
	if count(opts, "where") > 1 {
		return nil, diag.Errorf(diag.Invalid, c.Pos, "only one `where` is supported when declaring a partial index").
			WithHint("write a single condition with AND between its parts")
	}
	m := s.build(c, indexModule, indexFields, opts,
		eval.Pair{Key: eval.Atom("table"), Value: name}, eval.Pair{Key: eval.Atom("columns"), Value: columns})
	// Ecto checks this when the index is made, and not when it is created.
	checked, err := indexCommand(m, c.Pos)
	if err != nil {
		return nil, err
	}
	if checked.Name == "" {
		checked.Name = command.DefaultIndexName(checked.Table, checked.Columns)
		m = m.Put(eval.Atom("name"), eval.Atom(checked.Name))
	}
	return m, command.Validate(command.CreateIndex{Position: command.Position(c.Pos), Index: checked}).Err()
}

func count(opts []eval.Pair, name eval.Atom) int {
	n := 0
	for _, o := range opts {
		if o.Key == name {
			n++
		}
	}
	return n
}

func (s *session) newConstraint(c *eval.Call) (eval.Value, error) {
	name, err := tableName(c)
	if err != nil {
		return nil, err
	}
	opts, err := options(c, 2)
	if err != nil {
		return nil, err
	}
	return s.build(c, constraintModule, constraintFields, opts,
		eval.Pair{Key: eval.Atom("table"), Value: name}, eval.Pair{Key: eval.Atom("name"), Value: c.Args[1]}), nil
}

func fragment(c *eval.Call) (eval.Value, error) {
	if _, ok := c.Args[0].(eval.String); !ok {
		return nil, diag.Errorf(diag.Invalid, c.Pos, "fragment/1 needs SQL in a string, got: %s", eval.Inspect(c.Args[0]))
	}
	return eval.Tuple{eval.Atom("fragment"), c.Args[0]}, nil
}
