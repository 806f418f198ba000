package postgres

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) CreateTable(c command.CreateTable) {
	w.SQL("CREATE TABLE ").If(c.Existence == command.Lenient, "IF NOT EXISTS ").
		Object(c.Table.Object).SQL(" (")
	ddl.List(w.Writer, c.Columns, func(a command.Add) { w.definition(c.Table, a.Column, ", ") })
	w.primaryKey(", ", ddl.PrimaryKeys(c.Columns))
	w.SQL(")").If(c.Table.Options != "", " ", c.Table.Options).End()
	w.commentOnTable(c.Table)
	for _, add := range c.Columns {
		w.commentOnColumn(c.Table, add.Column)
	}
}

func (w writer) DropTable(c command.DropTable) {
	w.SQL("DROP TABLE ").If(c.Existence == command.Lenient, "IF EXISTS ").Object(c.Table.Object)
	w.dropMode(c.Mode)
	w.End()
}

func (w writer) AlterTable(c command.AlterTable) {
	w.SQL("ALTER TABLE ").Object(c.Table.Object).SQL(" ")
	ddl.List(w.Writer, c.Changes, func(change command.Change) { w.change(c.Table, change) })
	w.primaryKey(", ADD ", ddl.PrimaryKeys(c.Changes))
	w.End()
	w.commentOnTable(c.Table)
	for _, change := range c.Changes {
		if column, ok := ddl.Described(change); ok {
			w.commentOnColumn(c.Table, column)
		}
	}
}

func (w writer) RenameTable(c command.RenameTable) {
	w.SQL("ALTER TABLE ").Object(c.From).SQL(" RENAME TO ").Name(c.To.Name).End()
}

func (w writer) RenameColumn(c command.RenameColumn) {
	w.SQL("ALTER TABLE ").Object(c.Table).
		SQL(" RENAME ").Name(c.From).SQL(" TO ").Name(c.To).End()
}

func (w writer) primaryKey(prefix string, columns []string) {
	if len(columns) > 0 {
		w.SQL(prefix, "PRIMARY KEY (").Names(columns).SQL(")")
	}
}

func (w writer) commentOnTable(t command.Table) {
	if t.Comment != "" {
		w.SQL("COMMENT ON TABLE ").Object(t.Object).SQL(" IS ", literal(t.Comment)).End()
	}
}

func (w writer) commentOnColumn(t command.Table, c command.Column) {
	if c.Options.Comment != "" {
		w.SQL("COMMENT ON COLUMN ").Object(t.Object).SQL(".").Name(c.Name).
			SQL(" IS ", literal(c.Options.Comment)).End()
	}
}
