package mssql

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) CreateIndex(c command.CreateIndex) {
	i := c.Index
	w.checkIndex(i)
	w.ifIndex(c.Existence, "IF NOT EXISTS", i)
	w.SQL("CREATE").If(i.Unique, " UNIQUE").SQL(" INDEX ").Name(i.Name).
		SQL(" ON ").Object(i.TableObject()).SQL(" (")
	ddl.List(w.Writer, i.Columns, w.indexColumn)
	w.SQL(")")
	if len(i.Include) > 0 {
		w.SQL(" INCLUDE (")
		ddl.List(w.Writer, i.Include, w.indexColumn)
		w.SQL(")")
	}
	w.If(i.Where != "", " WHERE (", i.Where, ")")
	if i.Concurrently || i.Options != "" {
		w.SQL(" WITH(").If(i.Concurrently, "ONLINE=ON").
			If(i.Concurrently && i.Options != "", ",").SQL(i.Options, ")")
	}
	w.SQL(";").End()
}

func (w writer) checkIndex(i command.Index) {
	switch {
	case i.Using != "":
		w.Fail(dialect.Unsupported("SQL Server has no index types: using: of the index %s", i.Object()).
			WithHint("remove using:, or write the statement yourself: execute(\"CREATE COLUMNSTORE INDEX ...\", \"DROP INDEX ...\")"))
	case i.NullsDistinct != nil && *i.NullsDistinct:
		w.Fail(dialect.Unsupported("SQL Server treats nulls as equal: nulls_distinct: true of the index %s", i.Object()).
			WithHint("remove nulls_distinct: true and leave the nulls out of the index: where: \"column IS NOT NULL\""))
	}
}

// DropIndex writes LOCK=NONE for a concurrent index, like the adapter; SQL
// Server does not know these words.
func (w writer) DropIndex(c command.DropIndex) {
	i := c.Index
	if c.Mode == command.Cascade {
		w.Fail(dialect.Unsupported("SQL Server cannot drop an index with mode: :cascade (%s)", i.Object()).
			WithHint("remove mode: :cascade, and drop the foreign keys that need the index first"))
	}
	w.ifIndex(c.Existence, "IF EXISTS", i)
	w.SQL("DROP INDEX ").Name(i.Name).SQL(" ON ").Object(i.TableObject()).
		If(i.Concurrently, " LOCK=NONE").SQL("; ").End()
}

// RenameIndex leaves out the prefix of the table, like the adapter.
func (w writer) RenameIndex(c command.RenameIndex) {
	w.SQL("sp_rename N'", c.Index.Table, ".", c.Index.Name, "', N'", c.To, "', N'INDEX'").End()
}

func (w writer) ifIndex(e command.Existence, condition string, i command.Index) {
	if e == command.Strict {
		return
	}
	w.SQL(condition, " (SELECT name FROM sys.indexes WHERE name = N'", i.Name, "' AND object_id = OBJECT_ID(N'")
	w.plain(i.TableObject())
	w.SQL("')) ")
}

func (w writer) indexColumn(c command.IndexColumn) { ddl.IndexColumn(w.Writer, c, database) }
