package exs

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// add is add and add_if_not_exists.
func (s *session) add(c *eval.Call) (eval.Value, error) {
	column, _, err := s.column(c)
	if err != nil {
		return nil, err
	}
	change := command.Add{Position: command.Position(c.Pos), Column: column, Existence: existence(c.Name)}
	return eval.OK, s.recorder.Change(change, change.Describe())
}

// modify is modify/2 and modify/3.
func (s *session) modify(c *eval.Call) (eval.Value, error) {
	column, from, err := s.column(c)
	if err != nil {
		return nil, err
	}
	change := command.Modify{Position: command.Position(c.Pos), Column: column, From: from}
	return eval.OK, s.recorder.Change(change, change.Describe())
}

// remove is remove/1, remove/2, remove/3 and the forms of remove_if_exists.
func (s *session) remove(c *eval.Call) (eval.Value, error) {
	name, err := columnName(c)
	if err != nil {
		return nil, err
	}
	change := command.Remove{Position: command.Position(c.Pos), Name: name, Existence: existence(c.Name)}
	if len(c.Args) > 1 {
		column, _, err := s.column(c)
		if err != nil {
			return nil, err
		}
		change.Was = &column
	}
	return eval.OK, s.recorder.Change(change, change.Describe())
}

// column reads (name, type, opts), and the :from among the options.
func (s *session) column(c *eval.Call) (command.Column, *command.From, error) {
	column := command.Column{}
	var err error
	if column.Name, err = columnName(c); err != nil {
		return column, nil, err
	}
	if column.Type, column.Reference, err = typeOrReference(c.Args[1], c.Pos); err != nil {
		return column, nil, err
	}
	opts, err := options(c, 2)
	if err != nil {
		return column, nil, err
	}
	set, err := s.columnOptions(columnOptionCall{name: c.Name, pos: c.Pos}, opts)
	if err != nil {
		return column, nil, err
	}
	column.Options = set.options
	return column, set.from, nil
}

func columnName(c *eval.Call) (string, error) {
	name, ok := c.Args[0].(eval.Atom)
	if !ok {
		d := diag.Errorf(diag.Invalid, c.Pos, "a column's name must be an atom, got: %s", eval.Inspect(c.Args[0]))
		if text, ok := c.Args[0].(eval.String); ok {
			d = d.WithHint("write %s", command.Atom(text).Inspect())
		}
		return "", d
	}
	return string(name), nil
}

// typeOrReference reads a type, or references(...), whose type is the key's.
func typeOrReference(v eval.Value, pos diag.Pos) (command.Type, *command.Reference, error) {
	if m, ok := isStruct(v, referenceModule); ok {
		ref, err := referenceCommand(m, pos)
		return ref.Type, &ref, err
	}
	t, err := columnType(v, pos)
	return t, nil, err
}

// from reads the three shapes of :from: a type, {type, opts}, a reference.
func (s *session) from(c columnOptionCall, v eval.Value) (*command.From, error) {
	if v == eval.Nil {
		return nil, nil
	}
	from := &command.From{}
	if t, ok := v.(eval.Tuple); ok && len(t) == 2 {
		if _, isList := t[1].(eval.List); isList {
			opts, ok := eval.Keyword(t[1])
			if !ok {
				return nil, diag.Errorf(diag.Invalid, c.pos, "the options in from: {type, options} must be key: value pairs, got: %s", eval.Inspect(t[1]))
			}
			set, err := s.columnOptions(columnOptionCall{name: "from", pos: c.pos}, opts)
			if err != nil {
				return nil, err
			}
			from.Options, v = &set.options, t[0]
		}
	}
	var err error
	if from.Type, from.Reference, err = typeOrReference(v, c.pos); err != nil {
		// Ecto looks at :from only when it rolls back.
		s.recorder.Warn(diag.Warningf(c.pos, "from: %s is not a type, so that the migration cannot be rolled back", eval.Inspect(v)).
			WithHint("from: :string, or from: {:string, null: false}"))
		return nil, nil
	}
	return from, nil
}

// timestamps is timestamps/0 and timestamps/1.
func (s *session) timestamps(c *eval.Call) (eval.Value, error) {
	opts, err := options(c, 0)
	if err != nil {
		return nil, err
	}
	t := s.recorder.Config().Timestamps
	for _, o := range opts {
		switch o.Key {
		case eval.Atom("type"):
			if t.Type, err = columnType(o.Value, c.Pos); err != nil {
				return nil, err
			}
		case eval.Atom("inserted_at"):
			t.InsertedAt, err = timestampColumn(o, c.Pos)
		case eval.Atom("updated_at"):
			t.UpdatedAt, err = timestampColumn(o, c.Pos)
		}
		if err != nil {
			return nil, err
		}
	}
	set, err := s.columnOptions(columnOptionCall{
		name: "timestamps", pos: c.Pos, base: t.Options, also: []string{"type", "inserted_at", "updated_at"},
	}, opts)
	if err != nil {
		return nil, err
	}
	t.Options = set.options
	t.NullGiven = t.NullGiven || count(opts, "null") > 0
	for _, column := range record.TimestampColumns(t) {
		change := command.Add{Position: command.Position(c.Pos), Column: column}
		if err := s.recorder.Change(change, "timestamps()"); err != nil {
			return nil, err
		}
	}
	return eval.OK, nil
}

func timestampColumn(o eval.Pair, pos diag.Pos) (record.TimestampColumn, error) {
	switch v := o.Value.(type) {
	case eval.Atom:
		if v == eval.False {
			return record.TimestampColumn{Disabled: true}, nil
		}
		return record.TimestampColumn{Name: string(v)}, nil
	default:
		return record.TimestampColumn{}, diag.Errorf(diag.Invalid, pos,
			"the option %s of timestamps must be a column's name or false, got: %s", eval.Inspect(o.Key), eval.Inspect(v))
	}
}
