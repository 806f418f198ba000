package postgres

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) CreateIndex(c command.CreateIndex) {
	i := c.Index
	w.SQL("CREATE ").If(i.Unique, "UNIQUE ").SQL("INDEX ").
		If(i.Concurrently, "CONCURRENTLY ").
		If(c.Existence == command.Lenient, "IF NOT EXISTS ").
		Name(i.Name).SQL(" ON ").If(i.Only, "ONLY ").Object(i.TableObject()).
		If(i.Using != "", " USING ", i.Using).SQL(" (")
	ddl.List(w.Writer, i.Columns, w.indexColumn)
	w.SQL(")")
	if len(i.Include) > 0 {
		w.SQL(" INCLUDE (")
		ddl.List(w.Writer, i.Include, w.indexColumn)
		w.SQL(")")
	}
	if i.NullsDistinct != nil {
		w.SQL(" NULLS ").If(!*i.NullsDistinct, "NOT ").SQL("DISTINCT")
	}
	w.If(i.Options != "", " WITH (", i.Options, ")").
		If(i.Where != "", " WHERE ", i.Where).End()
	if i.Comment != "" {
		w.SQL("COMMENT ON INDEX ").Object(i.Object()).SQL(" IS ", literal(i.Comment)).End()
	}
}

func (w writer) DropIndex(c command.DropIndex) {
	w.SQL("DROP INDEX ").If(c.Index.Concurrently, "CONCURRENTLY ").
		If(c.Existence == command.Lenient, "IF EXISTS ").Object(c.Index.Object())
	w.dropMode(c.Mode)
	w.End()
}

func (w writer) RenameIndex(c command.RenameIndex) {
	w.SQL("ALTER INDEX ").Object(c.Index.Object()).SQL(" RENAME TO ").Name(c.To).End()
}

func (w writer) indexColumn(c command.IndexColumn) {
	if c.Expr != "" {
		w.SQL(c.Expr)
	} else {
		w.Name(c.Column)
	}
	switch c.Direction {
	case command.Asc:
		w.SQL(" ASC")
	case command.AscNullsFirst:
		w.SQL(" ASC NULLS FIRST")
	case command.AscNullsLast:
		w.SQL(" ASC NULLS LAST")
	case command.Desc:
		w.SQL(" DESC")
	case command.DescNullsFirst:
		w.SQL(" DESC NULLS FIRST")
	case command.DescNullsLast:
		w.SQL(" DESC NULLS LAST")
	}
}
