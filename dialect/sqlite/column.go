package sqlite

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// definition writes a column. A primary key of several columns stands at the
// end of the table instead.
func (w writer) definition(t command.Table, c command.Column, inlineKey bool) {
	o := c.Options
	w.Name(c.Name).SQL(" ").Value(columnType(c.Type, o))
	w.defaultClause(o.Default)
	switch o.Null {
	case command.NotNull:
		w.SQL(" NOT NULL")
	case command.Nullable:
		w.SQL(" NULL")
	case command.NullUnset:
	}
	w.If(o.Collate != "", " COLLATE ", strings.ToUpper(o.Collate))
	if o.Check != nil {
		w.SQL(" CONSTRAINT ", o.Check.Name, " CHECK (", o.Check.Expr, ")")
	}
	if o.PrimaryKey && inlineKey {
		w.SQL(" PRIMARY KEY").If(isSerial(c.Type), " AUTOINCREMENT")
	}
	if c.Reference != nil {
		w.foreignKey(t, c.Name, c.Reference)
	}
}

func (w writer) change(t command.Table, change command.Change) {
	switch change := change.(type) {
	case command.Add:
		if change.Existence == command.Lenient {
			w.Fail(cannotTest("add_if_not_exists", change.Column.Name))
		}
		w.SQL("ADD COLUMN ")
		w.definition(t, addable(change.Column), true)
	case command.Modify:
		w.Fail(cannotModify(t, change))
	case command.Remove:
		if change.Existence == command.Lenient {
			w.Fail(cannotTest("remove_if_exists", change.Name))
		}
		w.SQL("DROP COLUMN ").Name(change.Name)
	}
}

// addable lifts NOT NULL (and NULL) from a datetime that is added to a table:
// SQLite demands a constant default then, and there is no sensible one
// (column_change/2 of the adapter).
func addable(c command.Column) command.Column {
	if c.Reference == nil && (c.Type.Name == "utc_datetime" || c.Type.Name == "naive_datetime") {
		c.Options.Null = command.NullUnset
	}
	return c
}

func cannotTest(function, column string) error {
	plain := "add"
	if function == "remove_if_exists" {
		plain = "remove"
	}
	return dialect.Unsupported("SQLite has no %s for a column (%s)", function, column).
		WithDetail("SQLite's ALTER TABLE has no IF EXISTS and no IF NOT EXISTS.").
		WithHint("use %s: migrations run once, in order, so the column's state is known", plain)
}

func cannotModify(t command.Table, m command.Modify) error {
	column := m.Column.Name
	definition := m.Column.Type.Inspect()
	if ref := m.Column.Reference; ref != nil {
		definition = "references(" + command.String(ref.Table).Inspect() + ")"
	}
	return dialect.Unsupported("SQLite cannot modify a column: %s of %s", column, t.Object).
		WithDetail("SQLite's ALTER TABLE adds, renames and drops columns, and nothing else.").
		WithHint(replaceColumn, t.Name, column, definition)
}

// replaceColumn does what modify would do: table, column, definition.
const replaceColumn = `put a new column in the place of the old one:
alter table(%[1]q) do
  add :%[2]s_new, %[3]s   # with the options of the modify
end
execute "UPDATE %[1]s SET %[2]s_new = %[2]s", ""
alter table(%[1]q) do
  remove :%[2]s
end
rename table(%[1]q), :%[2]s_new, to: :%[2]s`

func (w writer) defaultClause(v command.Value) {
	switch v := v.(type) {
	case nil:
	case command.Null:
		w.SQL(" DEFAULT NULL")
	case command.String:
		w.SQL(" DEFAULT '", escape(string(v)), "'")
	case command.Bool, command.Integer, command.Float:
		w.SQL(" DEFAULT ", v.Inspect())
	case command.Fragment:
		w.SQL(" DEFAULT ", string(v))
	case command.List, command.Map:
		w.SQL(" DEFAULT ('").Value(ddl.JSONText(v, database, escape)).SQL("')")
	case command.Atom, command.Tuple:
		w.Fail(ddl.UnknownDefault(v, database))
	}
}
