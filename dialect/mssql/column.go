package mssql

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

func (w writer) definition(t command.Table, c command.Column) {
	w.column(t, c)
	if c.Reference != nil {
		w.SQL(",")
		w.foreignKey(t, c.Name, c.Reference)
	}
}

// column writes a column without its foreign key.
func (w writer) column(t command.Table, c command.Column) {
	w.Name(c.Name).SQL(" ")
	w.columnType(c)
	w.null(c)
	w.defaultConstraint(t, c)
	w.collation(c)
}

func (w writer) null(c command.Column) {
	switch c.Options.Null {
	case command.NotNull:
		w.SQL(" NOT NULL")
	case command.Nullable:
		w.SQL(" NULL")
	case command.NullUnset:
	}
}

func (w writer) collation(c command.Column) {
	w.If(c.Options.Collation != "", " COLLATE ", c.Options.Collation)
}

func (w writer) change(t command.Table, change command.Change) {
	switch change := change.(type) {
	case command.Add:
		w.add(t, change)
	case command.Modify:
		w.modify(t, change)
	case command.Remove:
		w.remove(t, change)
	}
}

func (w writer) add(t command.Table, a command.Add) {
	c := a.Column
	w.checkValidated(c.Reference)
	if a.Existence == command.Lenient {
		if c.Reference != nil {
			w.Fail(dialect.Unsupported("Ecto's adapter for SQL Server cannot add_if_not_exists a reference (%s of %s)",
				c.Name, t.Object).
				WithHint("use add: migrations run once, in order, so it is known whether the column exists"))
		}
		w.ifColumn("IF NOT EXISTS", t, c.Name, " AND ")
	}
	w.alter(t).SQL("ADD ")
	w.column(t, c)
	w.SQL("; ")
	if c.Reference != nil {
		w.addForeignKey(t, c)
	}
}

// modify drops the default first if there is to be another, because a default
// is a constraint of its own. With a reference the new default stands in ALTER
// COLUMN as well as after it, as in the adapter.
func (w writer) modify(t command.Table, m command.Modify) {
	c := m.Column
	w.checkValidated(c.Reference)
	if m.From != nil && m.From.Reference != nil {
		w.alter(t).SQL("DROP CONSTRAINT ").
			Name(m.From.Reference.ConstraintName(t.Name, c.Name)).SQL("; ")
	}
	if c.Options.Default != nil {
		w.dropDefault(t, c)
	}
	w.alter(t).SQL("ALTER COLUMN ")
	if c.Reference != nil {
		w.column(t, c)
		w.SQL("; ")
		w.addForeignKey(t, c)
	} else {
		w.Name(c.Name).SQL(" ")
		w.columnType(c)
		w.null(c)
		w.collation(c)
		w.SQL("; ")
	}
	if hasDefault(c) {
		w.alter(t).SQL("ADD")
		w.defaultConstraint(t, c)
		w.SQL(" FOR ").Name(c.Name).SQL("; ")
	}
}

// remove leaves out the semicolon where the column's type is given, like the
// adapter; the constraints of the column must be dropped before.
func (w writer) remove(t command.Table, r command.Remove) {
	if r.Existence == command.Lenient {
		w.ifColumn("IF EXISTS", t, r.Name, "  AND ")
	} else if r.Was != nil {
		w.checkValidated(r.Was.Reference)
	}
	w.alter(t).SQL("DROP COLUMN ").Name(r.Name).
		If(r.Existence == command.Lenient || r.Was == nil, "; ")
}

func (w writer) ifColumn(condition string, t command.Table, column, and string) {
	w.SQL(condition, " (SELECT 1 FROM [sys].[columns] WHERE [name] = N'", column, "'", and,
		"[object_id] = OBJECT_ID(N'", t.Object.String(), "')) ")
}
