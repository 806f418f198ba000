package whimbrel

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// Columns are the columns of a table that is created.
type Columns struct{ m *Migration }

// Add adds a column, add/3.
func (c *Columns) Add(name string, kind ColumnType, options ...ColumnOption) {
	c.m.add(here(1), name, kind, options, command.Strict)
}

// Timestamps adds the columns inserted_at and updated_at, timestamps/1: of type
// [NaiveDatetime] and NOT NULL, unless the repository or the options say
// otherwise.
func (c *Columns) Timestamps(options ...TimestampOption) {
	c.m.timestamps(here(1), options)
}

// Changes are the changes to a table that is altered.
type Changes struct{ m *Migration }

// Add adds a column, add/3.
func (c *Changes) Add(name string, kind ColumnType, options ...ColumnOption) {
	c.m.add(here(1), name, kind, options, command.Strict)
}

// AddIfNotExists adds a column if there is none of that name. It cannot be
// reversed.
func (c *Changes) AddIfNotExists(name string, kind ColumnType, options ...ColumnOption) {
	c.m.add(here(1), name, kind, options, command.Lenient)
}

// Timestamps adds the columns inserted_at and updated_at, timestamps/1.
func (c *Changes) Timestamps(options ...TimestampOption) {
	c.m.timestamps(here(1), options)
}

// Modify changes a column's type and options, modify/3. It can be reversed if
// [From] says what the column was.
func (c *Changes) Modify(name string, kind ColumnType, options ...ModifyOption) {
	pos := here(1)
	m := &modification{owner: c.m}
	for _, o := range options {
		o.modifyOption(m)
	}
	column := command.Column{Name: name, Options: m.options}
	column.Type, column.Reference = kind.column(c.m)
	change := command.Modify{Position: command.Position(pos), Column: column, From: m.from}
	c.m.change(change, change.Describe())
}

// Remove removes a column, remove/1 and remove/3. It can be reversed if [Was]
// says what the column was.
func (c *Changes) Remove(name string, options ...RemoveOption) {
	c.m.remove(here(1), name, options, command.Strict)
}

// RemoveIfExists removes a column if there is one of that name. It cannot be
// reversed. [Was] with a reference removes its constraint too.
func (c *Changes) RemoveIfExists(name string, options ...RemoveOption) {
	c.m.remove(here(1), name, options, command.Lenient)
}

// modification is what the options of a modify say.
type modification struct {
	owner   *Migration
	options command.ColumnOptions
	from    *command.From
}

type modifyOption func(*modification)

func (o modifyOption) modifyOption(m *modification) { o(m) }

// From says what type the column was, from: type. The options of the modify
// hold for the way back too; [FromColumn] gives the way back its own.
func From(kind ColumnType) ModifyOption {
	return modifyOption(func(m *modification) {
		m.from = &command.From{}
		m.from.Type, m.from.Reference = kind.column(m.owner)
	})
}

// FromColumn says what the column was, from: {type, options}.
func FromColumn(kind ColumnType, options ...ColumnOption) ModifyOption {
	return modifyOption(func(m *modification) {
		old := columnOptions(options)
		m.from = &command.From{Options: &old}
		m.from.Type, m.from.Reference = kind.column(m.owner)
	})
}

// RemoveOption is an option of [Changes.Remove].
type RemoveOption interface {
	removeOption(m *Migration, name string) *command.Column
}

type removeOption func(*Migration, string) *command.Column

func (o removeOption) removeOption(m *Migration, name string) *command.Column { return o(m, name) }

// Was says what the removed column was, so that the removal can be reversed.
func Was(kind ColumnType, options ...ColumnOption) RemoveOption {
	return removeOption(func(m *Migration, name string) *command.Column {
		column := &command.Column{Name: name, Options: columnOptions(options)}
		column.Type, column.Reference = kind.column(m)
		return column
	})
}

// timestamps is what the options of Timestamps say.
type timestamps struct{ record.Timestamps }

type timestampOption func(*timestamps)

func (o timestampOption) timestampOption(t *timestamps) { o(t) }

// TimestampType is the type of both columns.
func TimestampType(t DataType) TimestampOption {
	return timestampOption(func(ts *timestamps) { ts.Type = t.command() })
}

// InsertedAt names the first column; NoInsertedAt leaves it out.
func InsertedAt(name string) TimestampOption {
	return timestampOption(func(ts *timestamps) { ts.InsertedAt = record.TimestampColumn{Name: name} })
}

// UpdatedAt names the second column; NoUpdatedAt leaves it out.
func UpdatedAt(name string) TimestampOption {
	return timestampOption(func(ts *timestamps) { ts.UpdatedAt = record.TimestampColumn{Name: name} })
}

// NoInsertedAt leaves out the column inserted_at.
func NoInsertedAt() TimestampOption {
	return timestampOption(func(ts *timestamps) { ts.InsertedAt = record.TimestampColumn{Disabled: true} })
}

// NoUpdatedAt leaves out the column updated_at.
func NoUpdatedAt() TimestampOption {
	return timestampOption(func(ts *timestamps) { ts.UpdatedAt = record.TimestampColumn{Disabled: true} })
}

func (m *Migration) add(pos diag.Pos, name string, kind ColumnType, options []ColumnOption, e command.Existence) {
	column := command.Column{Name: name, Options: columnOptions(options)}
	column.Type, column.Reference = kind.column(m)
	change := command.Add{Position: command.Position(pos), Column: column, Existence: e}
	m.change(change, change.Describe())
}

func (m *Migration) remove(pos diag.Pos, name string, options []RemoveOption, e command.Existence) {
	change := command.Remove{Position: command.Position(pos), Name: name, Existence: e}
	for _, o := range options {
		change.Was = o.removeOption(m, name)
	}
	m.change(change, change.Describe())
}

func (m *Migration) timestamps(pos diag.Pos, options []TimestampOption) {
	t := timestamps{m.recorder.Config().Timestamps}
	for _, o := range options {
		o.timestampOption(&t)
	}
	for _, column := range record.TimestampColumns(t.Timestamps) {
		m.change(command.Add{Position: command.Position(pos), Column: column}, "Timestamps()")
	}
}

func (m *Migration) change(c command.Change, describe string) {
	m.note(m.recorder.Change(c, describe))
}
