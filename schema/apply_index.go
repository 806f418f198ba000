package schema

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
)

func (a *applier) createIndex(c command.CreateIndex, constraint bool) {
	t := a.table(c.Index.TableObject())
	if other, known := a.sameName(t, c.Index); known != nil {
		if c.Existence == command.Strict {
			a.duplicate(known.Origin, "table %s has an index %s already", other.Object, c.Index.Name)
		}
		return
	}
	for _, column := range slices.Concat(c.Index.Columns, c.Index.Include) {
		if column.Column != "" && t.Column(column.Column) == nil && !t.Partial {
			a.unknownColumn(t, column.Column, a.origin.Pos)
		}
	}
	index := Index{Index: c.Index, Origin: a.origin, Constraint: constraint}
	index.Concurrently = false
	index.Prefix, index.Table = t.Prefix, t.Name
	t.Indexes = append(t.Indexes, index)
}

// sameName finds an index that has the name already: among those of the table
// in MySQL and SQL Server, among all of the schema elsewhere.
func (a *applier) sameName(t *Table, index command.Index) (*Table, *Index) {
	if a.database == "mysql" || a.database == "mssql" {
		return t, t.Index(index.Name)
	}
	return a.Index(command.Object{Prefix: t.Prefix, Name: index.Name})
}

// indexed finds the table that has the index, for changing. The table that a
// command names is not needed where the name says it.
func (a *applier) indexed(index command.Index) *Table {
	if index.Table != "" {
		if i := a.tableIndex(index.TableObject()); i >= 0 && (a.tables[i].Index(index.Name) != nil || a.database == "mysql") {
			return a.edit(i)
		}
	}
	if t, known := a.Index(index.Object()); known != nil {
		return a.edit(a.tableIndex(t.Object))
	}
	return nil
}

func (a *applier) dropIndex(c command.DropIndex) {
	t := a.indexed(c.Index)
	if t == nil || t.Index(c.Index.Name) == nil {
		if c.Existence == command.Strict {
			a.unknownIndex(c.Index)
		}
		return
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, func(i Index) bool { return i.Name == c.Index.Name })
}

func (a *applier) renameIndex(c command.RenameIndex) {
	t := a.indexed(c.Index)
	if t == nil || t.Index(c.Index.Name) == nil {
		a.unknownIndex(c.Index)
		return
	}
	to := c.Index
	to.Name = c.To
	if other, known := a.sameName(t, to); known != nil {
		a.duplicate(known.Origin, "table %s has an index %s already", other.Object, c.To)
		return
	}
	t.Index(c.Index.Name).Name = c.To
}

func (a *applier) createConstraint(c command.CreateConstraint) {
	t := a.table(c.Constraint.TableObject())
	if known := t.Constraint(c.Constraint.Name); known != nil {
		a.duplicate(known.Origin, "table %s has a constraint %s already", t.Object, c.Constraint.Name)
		return
	}
	constraint := Constraint{Constraint: c.Constraint, Origin: a.origin}
	constraint.Prefix, constraint.Table = t.Prefix, t.Name
	t.Constraints = append(t.Constraints, constraint)
}

// dropConstraint drops a constraint of whatever kind, as the database does.
func (a *applier) dropConstraint(c command.DropConstraint) {
	t := a.table(c.Constraint.TableObject())
	name := c.Constraint.Name
	if t.removeConstraint(name) || a.dropForeignKey(t, name) {
		return
	}
	if index := t.Index(name); index != nil && index.Constraint {
		t.Indexes = slices.DeleteFunc(t.Indexes, func(i Index) bool { return i.Name == name })
		return
	}
	if pk := t.PrimaryKey; pk != nil && t.primaryIndex().Name == name {
		t.PrimaryKey = nil
		return
	}
	if c.Existence == command.Strict && !t.Partial {
		a.unknownConstraint(t, name)
	}
}

func (t *Table) removeConstraint(name string) bool {
	before := len(t.Constraints)
	t.Constraints = slices.DeleteFunc(t.Constraints, func(c Constraint) bool { return c.Name == name })
	return len(t.Constraints) < before
}
