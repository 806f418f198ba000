package postgres

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) foreignKey(t command.Table, column string, ref *command.Reference) {
	columns, references := ddl.Foreign(ref, column)
	w.SQL("CONSTRAINT ").Name(ref.ConstraintName(t.Name, column)).
		SQL(" FOREIGN KEY (").Names(columns).
		SQL(") REFERENCES ").Object(ddl.Referenced(ref, t.Object)).
		SQL("(").Names(references).SQL(")")
	w.match(ref.Match)
	w.onDelete(ref.OnDelete)
	w.onUpdate(ref.OnUpdate)
	w.If(ref.SkipValidation, " NOT VALID")
}

// dropForeignKey drops the key that a modified or removed column had. The
// change of the column follows in the same statement.
func (w writer) dropForeignKey(t command.Table, column string, ref *command.Reference, exists string) {
	w.SQL("DROP CONSTRAINT ", exists).Name(ref.ConstraintName(t.Name, column)).SQL(", ")
}

func (w writer) match(match string) {
	switch match {
	case "full":
		w.SQL(" MATCH FULL")
	case "simple":
		w.SQL(" MATCH SIMPLE")
	case "partial":
		w.SQL(" MATCH PARTIAL")
	}
}

func (w writer) onDelete(action command.ReferenceAction) {
	switch action.Kind {
	case command.Nothing:
	case command.CascadeAll:
		w.SQL(" ON DELETE CASCADE")
	case command.NilifyAll:
		w.SQL(" ON DELETE SET NULL")
	case command.NilifyColumns:
		w.SQL(" ON DELETE SET NULL (").Names(action.Columns).SQL(")")
	case command.DefaultAll:
		w.SQL(" ON DELETE SET DEFAULT")
	case command.DefaultColumns:
		w.SQL(" ON DELETE SET DEFAULT (").Names(action.Columns).SQL(")")
	case command.RestrictAction:
		w.SQL(" ON DELETE RESTRICT")
	}
}

func (w writer) onUpdate(action command.ReferenceAction) {
	switch action.Kind {
	case command.CascadeAll:
		w.SQL(" ON UPDATE CASCADE")
	case command.NilifyAll:
		w.SQL(" ON UPDATE SET NULL")
	case command.RestrictAction:
		w.SQL(" ON UPDATE RESTRICT")
	case command.Nothing, command.NilifyColumns, command.DefaultAll, command.DefaultColumns:
	}
}
