package mysql

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) CreateTable(c command.CreateTable) {
	w.SQL("CREATE TABLE ").If(c.Existence == command.Lenient, "IF NOT EXISTS ").Object(c.Table.Object)
	if len(c.Columns) > 0 {
		w.SQL(" (")
		ddl.List(w.Writer, c.Columns, func(a command.Add) { w.definition(c.Table, a.Column, ", ", "") })
		w.primaryKey(", ", ddl.PrimaryKeys(c.Columns))
		w.SQL(")")
	}
	engine := c.Table.Engine
	if engine == "" {
		engine = "InnoDB"
	}
	w.If(c.Table.Comment != "", " COMMENT = ", literal(c.Table.Comment)).
		SQL(" ENGINE = ", strings.ToUpper(engine)).
		If(c.Table.Options != "", " ", c.Table.Options).End()
}

func (w writer) DropTable(c command.DropTable) {
	w.SQL("DROP TABLE ").If(c.Existence == command.Lenient, "IF EXISTS ").
		Object(c.Table.Object).If(c.Mode == command.Cascade, " CASCADE").End()
}

func (w writer) AlterTable(c command.AlterTable) {
	w.SQL("ALTER TABLE ").Object(c.Table.Object).SQL(" ")
	ddl.List(w.Writer, c.Changes, func(change command.Change) { w.change(c.Table, change) })
	w.primaryKey(", ADD ", ddl.PrimaryKeys(c.Changes))
	w.End()
	if c.Table.Comment != "" {
		w.SQL("ALTER TABLE ").Object(c.Table.Object).
			SQL(" COMMENT ", literal(c.Table.Comment)).End()
	}
}

func (w writer) RenameTable(c command.RenameTable) {
	w.SQL("RENAME TABLE ").Object(c.From).SQL(" TO ").Object(c.To).End()
}

func (w writer) RenameColumn(c command.RenameColumn) {
	w.SQL("ALTER TABLE ").Object(c.Table).
		SQL(" RENAME COLUMN ").Name(c.From).SQL(" TO ").Name(c.To).End()
}

func (w writer) primaryKey(prefix string, columns []string) {
	if len(columns) > 0 {
		w.SQL(prefix, "PRIMARY KEY (").Names(columns).SQL(")")
	}
}
