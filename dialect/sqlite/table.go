package sqlite

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) CreateTable(c command.CreateTable) {
	keys := ddl.PrimaryKeys(c.Columns)
	w.SQL("CREATE TABLE ").If(c.Existence == command.Lenient, "IF NOT EXISTS ")
	w.table(c.Table.Object)
	w.SQL(" (")
	ddl.List(w.Writer, c.Columns, func(a command.Add) {
		w.definition(c.Table, a.Column, len(keys) <= 1)
	})
	if len(keys) > 1 {
		w.SQL(", PRIMARY KEY (").Names(keys).SQL(")")
	}
	for _, add := range c.Columns {
		w.compositeForeignKey(c.Table, add.Column)
	}
	w.SQL(")").If(c.Table.Options != "", " ", c.Table.Options).End()
}

// DropTable ignores the mode: SQLite has none.
func (w writer) DropTable(c command.DropTable) {
	w.SQL("DROP TABLE ").If(c.Existence == command.Lenient, "IF EXISTS ")
	w.table(c.Table.Object)
	w.End()
}

func (w writer) AlterTable(c command.AlterTable) {
	for _, change := range c.Changes {
		w.SQL("ALTER TABLE ")
		w.table(c.Table.Object)
		w.SQL(" ")
		w.change(c.Table, change)
		w.End()
	}
}

// RenameTable drops the prefix of the new name, like the adapter.
func (w writer) RenameTable(c command.RenameTable) {
	w.SQL("ALTER TABLE ")
	w.table(c.From)
	w.SQL(" RENAME TO ").Name(c.To.Name).End()
}

func (w writer) RenameColumn(c command.RenameColumn) {
	w.SQL("ALTER TABLE ")
	w.table(c.Table)
	w.SQL(" RENAME COLUMN ").Name(c.From).SQL(" TO ").Name(c.To).End()
}
