package draft

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// removeColumns removes columns from tables.
func (d *drafter) removeColumns(in intent.RemoveColumns) {
	if in.Tables.All {
		d.removeFromAll(in)
		return
	}
	names := in.Tables.Names
	if len(names) == 0 {
		table, ok := d.tableWith(in.Span, namesOf(in.Columns)...)
		if !ok {
			return
		}
		names = []intent.Name{table}
	}
	for _, n := range names {
		if t, ok := d.existing(n); ok {
			d.removeFrom(t, in, "")
		}
	}
}

// removeFromAll removes columns from every table that has them.
func (d *drafter) removeFromAll(in intent.RemoveColumns) {
	tables, ok := d.everyTable(in.Tables)
	if !ok {
		return
	}
	before := len(d.steps)
	for _, t := range tables {
		one := in
		one.Columns = slices.DeleteFunc(slices.Clone(in.Columns), func(c intent.Column) bool {
			return t.known.Column(c.Name.Text) == nil
		})
		if len(one.Columns) > 0 {
			d.removeFrom(t, one, "all_tables")
		}
	}
	if len(d.steps) == before && len(d.problems) == 0 {
		d.fail(in.Span, "no table has %s", joinNames(namesOf(in.Columns)))
	}
}

// removeFrom takes the step of removing columns from one table.
func (d *drafter) removeFrom(t target, in intent.RemoveColumns, tables string) {
	s := step{at: in.Span, title: title{verb: "remove", table: t.name()}}
	if tables != "" {
		s.title.table = tables
	}
	alter := command.AlterTable{Table: command.Table{Object: t.object}}
	for _, c := range removed(in.Columns) {
		name, ok := d.column(t, c.Name)
		if !ok && !in.IfExists {
			return
		}
		if d.addedHere(t, name) {
			d.fail(c.Name.Span, "the text both adds and removes %s of %s", name, t.name()).Hint = "say only what is to be there in the end"
			return
		}
		alter.Changes = append(alter.Changes, d.remove(t, name, c, in.IfExists, &s))
		s.title.columns = append(s.title.columns, name)
	}
	s.alter = &alter
	undoRemoved(t, &s)
	d.do(s)
}

// addedHere reports whether the text itself adds a column to a table.
func (d *drafter) addedHere(t target, name string) bool {
	return slices.ContainsFunc(d.steps, func(s step) bool {
		return s.alter != nil && s.alter.Table.Object == t.object && slices.ContainsFunc(s.alter.Changes, func(c command.Change) bool {
			add, ok := c.(command.Add)
			return ok && add.Column.Name == name
		})
	})
}

// removed are the columns that the text means.
func removed(columns []intent.Column) []intent.Column {
	var list []intent.Column
	for _, c := range columns {
		names := []string{c.Name.Text}
		switch c.Kind {
		case intent.TimestampColumns:
			names = []string{"inserted_at", "updated_at"}
		case intent.SoftDeleteColumn:
			names = []string{"deleted_at"}
		case intent.PolymorphicColumns:
			base := trimID(c.Name.Text)
			names = []string{base + "_id", base + "_type"}
		}
		for _, name := range names {
			one := c
			one.Name.Text = name
			list = append(list, one)
		}
	}
	return list
}

func trimID(name string) string { return strings.TrimSuffix(name, "_id") }

// remove makes the removal of a column, with its type if anything says it: then
// a rollback brings the column back. What stands on the column is dropped
// first, as the rollback would not bring it back otherwise.
func (d *drafter) remove(t target, name string, c intent.Column, lenient bool, s *step) command.Change {
	r := command.Remove{Name: name}
	if lenient {
		r.Existence = command.Lenient
		s.oneWay = true
		return r
	}
	was, known := t.definition(name)
	switch {
	case known:
		r.Was = &was
		d.dropFirst(t, name, s)
	case c.Type.Given() || c.Reference != nil:
		removed := d.toldColumn(t, name, c)
		r.Was = &removed
	default:
		s.oneWay = true
		d.warn("removing %s from %s cannot be rolled back: its type is not known; say it to make it reversible: remove %s (string)",
			name, t.name(), name)
	}
	return r
}

// toldColumn is a column as the text describes it.
func (d *drafter) toldColumn(t target, name string, c intent.Column) command.Column {
	ignored := &reasons{}
	if l, ok := d.linkOf(place{target: t}, c, ignored); ok && c.Reference != nil {
		return d.foreignKey(place{target: t}, l, ignored)
	}
	kind := d.typeOf(c, ignored)
	column := command.Column{Name: name, Type: kind.Type, Options: kind.Options}
	if c.Null == intent.Required {
		column.Options.Null = command.NotNull
	}
	return column
}

// dropFirst drops the indexes and constraints of a column.
func (d *drafter) dropFirst(t target, name string, s *step) {
	for _, i := range t.known.IndexesOn(name) {
		drop := command.DropIndex{Index: i.Index}
		if !slices.ContainsFunc(s.before, func(c command.Command) bool { return c.Describe() == drop.Describe() }) {
			s.before = append(s.before, drop)
			s.reasons.add(i.Name, "dropped by itself, so that a rollback creates it again")
		}
	}
	for _, c := range t.known.ConstraintsOn(name) {
		drop := command.DropConstraint{Constraint: command.Constraint{Prefix: c.Prefix, Table: c.Table, Name: c.Name}}
		if !slices.ContainsFunc(s.before, func(c command.Command) bool { return c.Describe() == drop.Describe() }) {
			s.before = append(s.before, drop)
			s.reasons.add(c.Name, "dropped by itself, so that a rollback creates it again")
		}
	}
	for _, r := range d.model.ReferencesTo(t.object) {
		if slices.Contains(r.Key.References, name) {
			d.warn("%s references %s.%s: the database refuses to remove it", r.Table.Name, t.name(), name)
		}
	}
}

// undoRemoved writes the way down if a constraint was dropped, which Ecto
// cannot reverse.
func undoRemoved(t target, s *step) {
	if !slices.ContainsFunc(s.before, func(c command.Command) bool { _, ok := c.(command.DropConstraint); return ok }) || s.oneWay {
		return
	}
	for _, c := range slices.Backward(s.up()) {
		if drop, ok := c.(command.DropConstraint); ok {
			s.down = append(s.down, command.CreateConstraint{Constraint: t.known.Constraint(drop.Constraint.Name).Constraint})
		} else if back, err := command.Reverse(c); err == nil {
			s.down = append(s.down, back)
		}
	}
}

// dropTables drops tables. What is known of them makes the way back.
func (d *drafter) dropTables(in intent.DropTable) {
	for _, n := range in.Tables {
		t, ok := d.existing(n)
		if !ok {
			return
		}
		d.dropTable(t, in)
	}
}

func (d *drafter) dropTable(t target, in intent.DropTable) {
	s := step{at: in.Span, title: title{verb: "drop", what: t.name()}}
	drop := command.DropTable{Table: command.Table{Object: t.object}}
	if in.IfExists {
		drop.Existence = command.Lenient
	}
	if in.Cascade {
		drop.Mode = command.Cascade
	}
	for _, r := range d.model.ReferencesTo(t.object) {
		if r.Table.Object != t.object {
			d.warn("%s references %s: drop its foreign key or the table first", r.Table.Name, t.name())
		}
	}
	s.after = []command.Command{drop}
	if t.known != nil && !t.known.Partial {
		s.down = t.known.Create()
	} else {
		s.oneWay = true
		d.warn("dropping %s cannot be rolled back: its columns are not known", t.name())
	}
	d.warn("dropping %s loses its rows", t.name())
	d.do(s)
}
