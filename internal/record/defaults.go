package record

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// Prefix returns the prefix of a table, index or constraint that asks for its
// own ("" for none): the migrator's prefix wins over nothing, and the default
// prefix is used where neither is given (Ecto.Migration.__prefix__/1). Two
// different prefixes are a mistake.
func (r *Recorder) Prefix(own string, pos diag.Pos) (string, error) {
	switch run := r.config.Prefix; {
	case own == "" && run != "":
		return run, nil
	case own == "":
		return r.config.DefaultPrefix, nil
	case run == "" || run == own:
		return own, nil
	default:
		return "", diag.Errorf(diag.Invalid, pos,
			"the :prefix option `%s` does not match the migrator prefix `%s`", own, run).
			WithHint("run without --prefix, or remove the :prefix option from the migration")
	}
}

// PrimaryKey returns the column that create/2 adds to a table whose
// :primary_key option is true, or nil if the repository wants none.
func (r *Recorder) PrimaryKey() *command.Column {
	if r.config.PrimaryKey.Disabled {
		return nil
	}
	column := r.config.PrimaryKey.Column()
	return &column
}

// Reference returns references(table) with the repository's defaults.
func (r *Recorder) Reference(table string) command.Reference {
	fk := r.config.ForeignKey
	ref := command.Reference{
		Table: table, Column: "id", Type: command.NewType("bigserial"),
		Name: fk.Name, OnDelete: fk.OnDelete, OnUpdate: fk.OnUpdate, SkipValidation: fk.SkipValidation,
	}
	if pk := r.config.PrimaryKey; !pk.Disabled && !pk.Type.IsZero() {
		ref.Type = pk.Type
	}
	if !fk.Type.IsZero() {
		ref.Type = fk.Type
	}
	if fk.Column != "" {
		ref.Column = fk.Column
	}
	return ref
}

// TimestampColumns returns the columns of timestamps/1 for options that the
// caller has merged over the repository's (see [Config.Timestamps]).
func TimestampColumns(t Timestamps) []command.Column {
	kind := t.Type
	if kind.IsZero() {
		kind = command.NewType("naive_datetime")
	}
	options := t.Options
	if options.Null == command.NullUnset && !t.NullGiven {
		options.Null = command.NotNull
	}
	var columns []command.Column
	add := func(c TimestampColumn, name string) {
		if c.Disabled {
			return
		}
		if c.Name != "" {
			name = c.Name
		}
		columns = append(columns, command.Column{Name: name, Type: kind, Options: options})
	}
	add(t.InsertedAt, "inserted_at")
	add(t.UpdatedAt, "updated_at")
	return columns
}
