package sqlite

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) CreateIndex(c command.CreateIndex) {
	i := c.Index
	w.checkIndex(i)
	w.SQL("CREATE ").If(i.Unique, "UNIQUE ").SQL("INDEX ").
		If(c.Existence == command.Lenient, "IF NOT EXISTS ").Name(i.Name).SQL(" ON ")
	w.table(i.TableObject())
	w.SQL(" (")
	ddl.List(w.Writer, i.Columns, func(column command.IndexColumn) { w.indexColumn(i, column) })
	w.SQL(")").If(i.Where != "", " WHERE ", i.Where).End()
}

func (w writer) DropIndex(c command.DropIndex) {
	w.checkIndex(c.Index)
	w.SQL("DROP INDEX ").If(c.Existence == command.Lenient, "IF EXISTS ")
	w.table(c.Index.Object())
	w.End()
}

// RenameIndex builds the index anew: SQLite cannot rename one.
func (w writer) RenameIndex(c command.RenameIndex) {
	w.DropIndex(command.DropIndex{Index: c.Index})
	renamed := c.Index
	renamed.Name = c.To
	w.CreateIndex(command.CreateIndex{Index: renamed})
}

// checkIndex refuses the options that the adapter refuses, on creating as well
// as on dropping.
func (w writer) checkIndex(i command.Index) {
	refuse := func(option, hint string) {
		w.Fail(dialect.Unsupported("SQLite does not know the index option %s (index %s)", option, i.Name).
			WithHint("%s", hint))
	}
	switch {
	case i.Concurrently:
		refuse("concurrently", "remove concurrently: true: SQLite locks the whole database while it builds an index")
	case i.Only:
		refuse("only", "remove only: true: SQLite has no partitioned tables")
	case len(i.Include) > 0:
		refuse("include", "remove include:, and add the columns to the end of the index if it should cover them")
	case i.Using != "":
		refuse("using", "remove using:, every SQLite index is a B-tree")
	case i.NullsDistinct != nil:
		refuse("nulls_distinct", "remove nulls_distinct:, nulls are always distinct in SQLite;\n"+
			"to forbid a second NULL, add a partial unique index: where: \"column IS NULL\"")
	}
}

func (w writer) indexColumn(i command.Index, c command.IndexColumn) {
	if c.Direction != "" {
		name := c.Column + c.Expr
		w.Fail(dialect.Unsupported("Ecto's adapter for SQLite has no index directions (%s: %s of index %s)",
			c.Direction, name, i.Name).
			WithHint("write the column with its direction as an expression: index(%q, [\"%s DESC\"])", i.Table, name))
	}
	if c.Expr != "" {
		w.SQL(c.Expr)
		return
	}
	w.Name(c.Column)
}
