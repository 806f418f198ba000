package schema

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// Apply replays one command. What is wrong with it is a diagnostic, and as much
// of it as makes sense is applied all the same. A table that is not known is a
// warning while the history may be incomplete: from then on the table is
// there, and Partial.
//
// SQL is read as far as it is common; what may change the schema beyond that
// becomes a [Gap], and so does a function.
func (s *Schema) Apply(c command.Command) diag.List {
	a := &applier{Schema: s, origin: Origin{c.Pos(), s.version}}
	a.command(c)
	return a.problems
}

// applier applies one command.
type applier struct {
	*Schema
	origin   Origin
	problems diag.List
}

func (a *applier) command(c command.Command) {
	switch c := c.(type) {
	case command.CreateTable:
		a.createTable(c)
	case command.DropTable:
		a.dropTable(c)
	case command.AlterTable:
		a.alterTable(c)
	case command.RenameTable:
		a.renameTable(c)
	case command.RenameColumn:
		a.renameColumn(c)
	case command.CreateIndex:
		a.createIndex(c, false)
	case command.DropIndex:
		a.dropIndex(c)
	case command.RenameIndex:
		a.renameIndex(c)
	case command.CreateConstraint:
		a.createConstraint(c)
	case command.DropConstraint:
		a.dropConstraint(c)
	case command.Execute:
		a.execute(c)
	}
}

// at is the origin of a part that has a position of its own.
func (a *applier) at(pos diag.Pos) Origin {
	if !pos.IsValid() {
		return a.origin
	}
	return Origin{pos, a.version}
}

// edit returns a table that may be changed in place.
func (s *Schema) edit(i int) *Table {
	if s.tables[i].edition != s.edition {
		t := *s.tables[i]
		t.Columns, t.ForeignKeys = slices.Clone(t.Columns), slices.Clone(t.ForeignKeys)
		t.Indexes, t.Constraints = slices.Clone(t.Indexes), slices.Clone(t.Constraints)
		t.edition = s.edition
		s.tables[i] = &t
	}
	return s.tables[i]
}

// table returns the table for changing. One that nobody knows becomes partial.
func (a *applier) table(o command.Object) *Table {
	if i := a.tableIndex(o); i >= 0 {
		return a.edit(i)
	}
	a.unknownTable(o)
	return a.addTable(o, true)
}

func (a *applier) addTable(o command.Object, partial bool) *Table {
	t := &Table{Object: o, Origin: a.origin, Partial: partial, Rows: -1, edition: a.edition}
	a.tables = append(a.tables, t)
	return t
}

// createTable reports whether the table is new.
func (a *applier) createTable(c command.CreateTable) bool {
	if i := a.tableIndex(c.Table.Object); i >= 0 {
		known := a.tables[i]
		switch {
		case c.Existence == command.Lenient:
			return false
		case !known.Partial:
			a.duplicate(known.Origin, "table %s exists already", c.Table.Object)
			return false
		}
		a.tables = slices.Delete(a.tables, i, i+1) // it was mentioned too early
	}
	t := a.addTable(c.Table.Object, false)
	t.Comment, t.Engine, t.Options = c.Table.Comment, c.Table.Engine, c.Table.Options
	var keys []string
	for _, add := range c.Columns {
		a.addColumn(t, add)
		if add.Column.Options.PrimaryKey {
			keys = append(keys, add.Column.Name)
		}
	}
	for i := range t.ForeignKeys {
		t.ForeignKeys[i].NotValidated = false // there are no rows to look at
	}
	a.addPrimaryKey(t, "", keys)
	return true
}

func (a *applier) addPrimaryKey(t *Table, name string, columns []string) {
	if len(columns) == 0 {
		return
	}
	if t.PrimaryKey != nil {
		a.duplicate(t.PrimaryKey.Origin, "table %s has a primary key already", t.Object)
		return
	}
	if name == t.Name+"_pkey" {
		name = ""
	}
	t.PrimaryKey = &PrimaryKey{Origin: a.origin, Name: name, Columns: columns}
}

func (a *applier) dropTable(c command.DropTable) {
	i := a.tableIndex(c.Table.Object)
	if i < 0 {
		if c.Existence == command.Strict {
			a.unknownTable(c.Table.Object)
		}
		return
	}
	for _, r := range a.ReferencesTo(c.Table.Object) {
		if a.same(r.Table.Object, c.Table.Object) {
			continue
		}
		if c.Mode != command.Cascade && a.database != "sqlite" {
			a.stillReferenced("table "+c.Table.String(), r)
		}
		a.dropForeignKey(a.edit(a.tableIndex(r.Table.Object)), r.Key.Name)
	}
	partitions := a.Partitions(c.Table.Object)
	a.tables = slices.Delete(a.tables, i, i+1)
	for _, t := range partitions {
		a.dropTable(command.DropTable{Table: command.Table{Object: t.Object}, Existence: command.Lenient, Mode: c.Mode})
	}
}

func (a *applier) renameTable(c command.RenameTable) {
	if i := a.tableIndex(c.To); i >= 0 {
		if !a.tables[i].Partial {
			a.duplicate(a.tables[i].Origin, "table %s exists already", c.To)
			return
		}
		a.tables = slices.Delete(a.tables, i, i+1) // it was mentioned too early
	}
	referrers := a.ReferencesTo(c.From)
	for _, partition := range a.Partitions(c.From) {
		a.edit(a.tableIndex(partition.Object)).PartitionOf = c.To
	}
	t := a.table(c.From)
	for _, r := range referrers {
		key := a.edit(a.tableIndex(r.Table.Object)).ForeignKey(r.Key.Name)
		key.To = c.To
	}
	t.Object = c.To
	for i := range t.Indexes {
		t.Indexes[i].Prefix, t.Indexes[i].Table = c.To.Prefix, c.To.Name
	}
	for i := range t.Constraints {
		t.Constraints[i].Prefix, t.Constraints[i].Table = c.To.Prefix, c.To.Name
	}
}
