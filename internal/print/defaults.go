package print

import (
	"reflect"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// OwnPrefix returns the prefix that has to be written for an object, or "" if
// it follows from the configuration.
func (m *Migration) OwnPrefix(prefix string) string {
	if m.Config.Prefix != "" || prefix == m.Config.DefaultPrefix {
		return ""
	}
	return prefix
}

func (m *Migration) recorder() *record.Recorder {
	return record.New(m.Config, command.Up, record.Forward, nil)
}

// Columns returns the columns of a table that have to be written, and whether
// the table asks for no primary key.
func (m *Migration) Columns(c command.CreateTable) (columns []command.Add, noKey bool) {
	key := m.recorder().PrimaryKey()
	switch {
	case key == nil:
		return c.Columns, false
	case len(c.Columns) > 0 && reflect.DeepEqual(tidy(c.Columns[0].Column), tidy(*key)):
		return c.Columns[1:], false
	}
	return c.Columns, true
}

// DefaultReference returns what references(table) means without options.
func (m *Migration) DefaultReference(table string) command.Reference {
	return m.recorder().Reference(table)
}

// A Line is one line of a block: a change, or timestamps.
type Line struct {
	Change     command.Change
	Timestamps *Timestamps
}

// Timestamps is what has to be written for a pair of timestamp columns; zero
// fields are the defaults.
type Timestamps struct {
	Type                  command.Type
	InsertedAt, UpdatedAt string
	Options               command.ColumnOptions
}

// Lines recognises timestamps() among the changes of a block.
func (m *Migration) Lines(changes []command.Change) []Line {
	var lines []Line
	for i := 0; i < len(changes); i++ {
		if i+1 < len(changes) {
			if t := m.timestamps(changes[i], changes[i+1]); t != nil {
				lines = append(lines, Line{Timestamps: t})
				i++
				continue
			}
		}
		lines = append(lines, Line{Change: changes[i]})
	}
	return lines
}

// timestamps returns what timestamps/1 is to be told so that it adds the two
// columns, or nil if they are not its work. At least one of the names must be
// the expected one.
func (m *Migration) timestamps(first, second command.Change) *Timestamps {
	inserted, ok1 := first.(command.Add)
	updated, ok2 := second.(command.Add)
	if !ok1 || !ok2 || inserted.Existence != command.Strict || updated.Existence != command.Strict ||
		inserted.Column.Reference != nil || updated.Column.Reference != nil {
		return nil
	}
	config := m.Config.Timestamps
	if config.InsertedAt.Disabled || config.UpdatedAt.Disabled {
		return nil
	}
	t := &Timestamps{
		InsertedAt: unlessDefault(inserted.Column.Name, config.InsertedAt.Name, "inserted_at"),
		UpdatedAt:  unlessDefault(updated.Column.Name, config.UpdatedAt.Name, "updated_at"),
	}
	if t.InsertedAt != "" && t.UpdatedAt != "" {
		return nil
	}
	t.Options = residue(inserted.Column.Options, config.Options)
	if !equalType(inserted.Column.Type, defaultTimestamp(config)) {
		t.Type = inserted.Column.Type
	}
	// Whether this is right is not argued about but tried.
	want := []command.Column{inserted.Column, updated.Column}
	if !reflect.DeepEqual(record.TimestampColumns(t.over(config)), want) {
		return nil
	}
	return t
}

// over merges what is written over the configuration, as timestamps/1 does.
func (t *Timestamps) over(config record.Timestamps) record.Timestamps {
	merged := config
	if !t.Type.IsZero() {
		merged.Type = t.Type
	}
	if t.InsertedAt != "" {
		merged.InsertedAt = record.TimestampColumn{Name: t.InsertedAt}
	}
	if t.UpdatedAt != "" {
		merged.UpdatedAt = record.TimestampColumn{Name: t.UpdatedAt}
	}
	written, all := reflect.ValueOf(t.Options), reflect.ValueOf(&merged.Options).Elem()
	for i := range written.NumField() {
		if !written.Field(i).IsZero() {
			all.Field(i).Set(written.Field(i))
		}
	}
	return merged
}

// residue returns the options that differ from those of the configuration, and
// from NOT NULL, which timestamps/1 adds itself.
func residue(options, base command.ColumnOptions) command.ColumnOptions {
	if base.Null == command.NullUnset {
		base.Null = command.NotNull
	}
	left, defaults := reflect.ValueOf(&options).Elem(), reflect.ValueOf(base)
	for i := range left.NumField() {
		if reflect.DeepEqual(left.Field(i).Interface(), defaults.Field(i).Interface()) {
			left.Field(i).SetZero()
		}
	}
	return options
}

func unlessDefault(name, configured, fallback string) string {
	if configured != "" {
		fallback = configured
	}
	if name == fallback {
		return ""
	}
	return name
}

func defaultTimestamp(config record.Timestamps) command.Type {
	if config.Type.IsZero() {
		return command.NewType("naive_datetime")
	}
	return config.Type
}

func equalType(a, b command.Type) bool { return reflect.DeepEqual(a, b) }
