package mysql

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) CreateIndex(c command.CreateIndex) {
	i := c.Index
	w.checkIndex(c)
	w.SQL("CREATE").If(i.Unique, " UNIQUE").SQL(" INDEX ").Name(i.Name).
		SQL(" ON ").Object(i.TableObject()).SQL(" (")
	ddl.List(w.Writer, i.Columns, w.indexColumn)
	w.SQL(")").If(i.Using != "", " USING ", i.Using).
		If(i.Concurrently, " LOCK=NONE").End()
}

func (w writer) checkIndex(c command.CreateIndex) {
	name := c.Index.Object()
	switch {
	case c.Existence == command.Lenient:
		w.Fail(dialect.Unsupported("MySQL has no create_if_not_exists for an index (%s)", name).
			WithHint("use create: migrations run once, in order, so it is known whether the index exists"))
	case c.Index.Where != "":
		w.Fail(dialect.Unsupported("MySQL has no partial indexes: where: of the index %s", name).
			WithHint("remove where:, or index a generated column that is NULL where the condition does not hold"))
	case c.Index.NullsDistinct != nil && !*c.Index.NullsDistinct:
		w.Fail(dialect.Unsupported("MySQL cannot treat nulls as equal: nulls_distinct: false of the index %s", name).
			WithHint("remove nulls_distinct: false, and make the columns null: false or index COALESCE(column, '')"))
	}
}

func (w writer) DropIndex(c command.DropIndex) {
	name := c.Index.Object()
	switch {
	case c.Existence == command.Lenient:
		w.Fail(dialect.Unsupported("MySQL has no drop_if_exists for an index (%s)", name).
			WithHint("use drop: migrations run once, in order, so it is known whether the index exists"))
	case c.Mode == command.Cascade:
		w.Fail(dialect.Unsupported("MySQL cannot drop an index with mode: :cascade (%s)", name).
			WithHint("remove mode: :cascade, and drop the foreign keys that need the index first"))
	}
	w.SQL("DROP INDEX ").Name(c.Index.Name).SQL(" ON ").Object(c.Index.TableObject()).
		If(c.Index.Concurrently, " LOCK=NONE").End()
}

// RenameIndex leaves out the prefix of the table, like the adapter.
func (w writer) RenameIndex(c command.RenameIndex) {
	w.SQL("ALTER TABLE ").Name(c.Index.Table).
		SQL(" RENAME INDEX ").Name(c.Index.Name).SQL(" TO ").Name(c.To).End()
}

func (w writer) indexColumn(c command.IndexColumn) { ddl.IndexColumn(w.Writer, c, database) }
