package postgres

import (
	"github.com/whimbrel-go/whimbrel/command"
)

// definition writes a column as it stands in CREATE TABLE and after ADD
// COLUMN; its foreign key follows after link.
func (w writer) definition(t command.Table, c command.Column, link string) {
	w.Name(c.Name).SQL(" ")
	w.columnType(c)
	w.defaultClause(c)
	switch c.Options.Null {
	case command.NotNull:
		w.SQL(" NOT NULL")
	case command.Nullable:
		w.SQL(" NULL")
	case command.NullUnset:
	}
	w.collation(c)
	if c.Reference != nil {
		w.SQL(link)
		w.foreignKey(t, c.Name, c.Reference)
	}
}

func (w writer) change(t command.Table, change command.Change) {
	switch change := change.(type) {
	case command.Add:
		w.SQL("ADD COLUMN ").If(change.Existence == command.Lenient, "IF NOT EXISTS ")
		w.definition(t, change.Column, ", ADD ")
	case command.Modify:
		w.modify(t, change)
	case command.Remove:
		w.remove(t, change)
	}
}

// modify writes each part of the change as an action of its own. The collation
// comes last, after a default too, as in Ecto.
func (w writer) modify(t command.Table, m command.Modify) {
	c := m.Column
	if m.From != nil && m.From.Reference != nil {
		w.dropForeignKey(t, c.Name, m.From.Reference, "")
	}
	w.SQL("ALTER COLUMN ").Name(c.Name).SQL(" TYPE ")
	w.columnType(c)
	if c.Reference != nil {
		w.SQL(", ADD ")
		w.foreignKey(t, c.Name, c.Reference)
	}
	switch c.Options.Null {
	case command.NotNull:
		w.SQL(", ALTER COLUMN ").Name(c.Name).SQL(" SET NOT NULL")
	case command.Nullable:
		w.SQL(", ALTER COLUMN ").Name(c.Name).SQL(" DROP NOT NULL")
	case command.NullUnset:
	}
	if c.Options.Default != nil {
		w.SQL(", ALTER COLUMN ").Name(c.Name).SQL(" SET")
		w.defaultClause(c)
	}
	w.collation(c)
}

func (w writer) remove(t command.Table, r command.Remove) {
	exists := ""
	if r.Existence == command.Lenient {
		exists = "IF EXISTS "
	}
	if r.Was != nil && r.Was.Reference != nil {
		w.dropForeignKey(t, r.Name, r.Was.Reference, exists)
	}
	w.SQL("DROP COLUMN ", exists).Name(r.Name)
}

func (w writer) collation(c command.Column) {
	w.If(c.Options.Collation != "", ` COLLATE "`, c.Options.Collation, `"`)
}
