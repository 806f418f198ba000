package mssql

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) CreateTable(c command.CreateTable) {
	w.ifTable(c.Existence, "IF NOT EXISTS", c.Table.Object)
	w.SQL("CREATE TABLE ").Object(c.Table.Object)
	if len(c.Columns) > 0 {
		w.SQL(" (")
		ddl.List(w.Writer, c.Columns, func(a command.Add) { w.definition(c.Table, a.Column) })
		w.primaryKey(",", c.Table.Object, ddl.PrimaryKeys(c.Columns))
		w.SQL(")")
	}
	w.If(c.Table.Options != "", " ", c.Table.Options).SQL("; ").End()
}

func (w writer) DropTable(c command.DropTable) {
	if c.Mode == command.Cascade {
		w.Fail(dialect.Unsupported("SQL Server cannot drop a table with mode: :cascade (%s)", c.Table.Object).
			WithHint("remove mode: :cascade, and drop the foreign keys that point to the table first"))
	}
	w.ifTable(c.Existence, "IF EXISTS", c.Table.Object)
	w.SQL("DROP TABLE ").Object(c.Table.Object).SQL("; ").End()
}

// AlterTable writes one text of a statement for every change, and one for the
// primary key. An empty block is an empty text.
func (w writer) AlterTable(c command.AlterTable) {
	w.checked(c.Table.Prefix)
	w.checked(c.Table.Name)
	for _, change := range c.Changes {
		w.change(c.Table, change)
	}
	if keys := ddl.PrimaryKeys(c.Changes); len(keys) > 0 {
		w.alter(c.Table).SQL("ADD")
		w.primaryKey("", c.Table.Object, keys)
	}
	w.End()
}

// RenameTable writes the prefix of the new name too, which SQL Server takes as
// part of the name (sp_rename).
func (w writer) RenameTable(c command.RenameTable) {
	w.SQL("EXEC sp_rename '")
	w.plain(c.From)
	w.SQL("', '")
	w.plain(c.To)
	w.SQL("'").End()
}

func (w writer) RenameColumn(c command.RenameColumn) {
	w.checked(c.To)
	w.SQL("EXEC sp_rename '")
	w.plain(c.Table)
	w.SQL(".", c.From, "', '", c.To, "', 'COLUMN'").End()
}

func (w writer) alter(t command.Table) *ddl.Writer {
	return w.SQL("ALTER TABLE ").Object(t.Object).SQL(" ")
}

func (w writer) primaryKey(prefix string, table command.Object, columns []string) {
	if len(columns) == 0 {
		return
	}
	name := table.Name
	if table.Prefix != "" {
		name = table.Prefix + "_" + table.Name
	}
	w.SQL(prefix, " CONSTRAINT [", name, "_pkey] PRIMARY KEY CLUSTERED (").Names(columns).SQL(")")
}

// plain writes a name within a string literal, as sp_rename and OBJECT_ID take
// it. Like the adapter it checks only names without a prefix.
func (w writer) plain(o command.Object) {
	if o.Prefix == "" {
		w.checked(o.Name)
	}
	w.SQL(o.String())
}

// checked refuses a name with brackets.
func (w writer) checked(name string) {
	if _, err := quote(name); err != nil {
		w.Fail(err)
	}
}

func (w writer) ifTable(e command.Existence, condition string, table command.Object) {
	if e == command.Strict {
		return
	}
	w.SQL(condition, " (SELECT * FROM [INFORMATION_SCHEMA].[TABLES] WHERE [TABLE_NAME] = '", table.Name, "'").
		If(table.Prefix != "", " AND [TABLE_SCHEMA] = '", table.Prefix, "'").SQL(") ")
}
