package mysql

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// definition writes a column; its foreign key follows after link, with exists
// for a key that may be there already (MariaDB only).
func (w writer) definition(t command.Table, c command.Column, link, exists string) {
	o := c.Options
	w.Name(c.Name).SQL(" ")
	w.columnType(c)
	w.defaultClause(o.Default)
	w.If(o.Collation != "", ` COLLATE "`, o.Collation, `"`)
	switch o.Null {
	case command.NotNull:
		w.SQL(" NOT NULL")
	case command.Nullable:
		w.SQL(" NULL")
	case command.NullUnset:
	}
	w.If(o.Comment != "", " COMMENT ", literal(o.Comment)).
		If(o.After != "", " AFTER `", o.After, "`")
	if c.Reference != nil {
		w.SQL(link)
		w.foreignKey(t, c.Name, c.Reference, exists)
	}
}

func (w writer) change(t command.Table, change command.Change) {
	switch change := change.(type) {
	case command.Add:
		w.checkValidated(change.Column.Reference)
		exists := ""
		if change.Existence == command.Lenient {
			exists = "IF NOT EXISTS "
		}
		w.SQL("ADD ", exists)
		w.definition(t, change.Column, ", ADD ", exists)
	case command.Modify:
		w.checkValidated(change.Column.Reference)
		if change.From != nil && change.From.Reference != nil {
			w.dropForeignKey(t, change.Column.Name, change.From.Reference, "")
		}
		w.SQL("MODIFY ")
		w.definition(t, change.Column, ", ADD ", "")
	case command.Remove:
		w.remove(t, change)
	}
}

func (w writer) remove(t command.Table, r command.Remove) {
	var ref *command.Reference
	if r.Was != nil {
		ref = r.Was.Reference
	}
	exists := "IF EXISTS "
	if r.Existence == command.Strict {
		exists = ""
		w.checkValidated(ref)
	}
	if ref != nil {
		w.dropForeignKey(t, r.Name, ref, exists)
	}
	w.SQL("DROP ", exists).Name(r.Name)
}

// defaultClause is default_expr/1: lists have no form, maps are JSON in
// parentheses, which MySQL takes since 8.0.13.
func (w writer) defaultClause(v command.Value) {
	switch v := v.(type) {
	case nil:
	case command.Null:
		w.SQL(" DEFAULT NULL")
	case command.String:
		w.SQL(" DEFAULT ", literal(string(v)))
	case command.Bool, command.Integer, command.Float:
		w.SQL(" DEFAULT ", v.Inspect())
	case command.Fragment:
		w.SQL(" DEFAULT ", string(v))
	case command.Map:
		w.SQL(" DEFAULT ('").Value(ddl.JSONText(v, database, escape)).SQL("')")
	case command.List, command.Atom, command.Tuple:
		w.Fail(ddl.UnknownDefault(v, database))
	}
}

// checkValidated refuses validate: false, which the adapter accepts only when a
// table is created, where nothing needs to be validated.
func (w writer) checkValidated(ref *command.Reference) {
	if ref != nil && ref.SkipValidation {
		w.Fail(dialect.Unsupported("MySQL cannot add a foreign key without validating it (validate: false, to %s)", ref.Table).
			WithHint("remove validate: false; on a large table, add the column first and the foreign key in a migration of its own"))
	}
}
