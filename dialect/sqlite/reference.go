package sqlite

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// compositePair reports a reference of two columns, which the adapter writes at
// the end of the table. It writes any other number at the column, where only
// the first column counts.
func compositePair(ref *command.Reference) bool { return ref != nil && len(ref.With) == 1 }

func (w writer) foreignKey(t command.Table, column string, ref *command.Reference) {
	if compositePair(ref) {
		return
	}
	w.SQL(" CONSTRAINT ").Name(ref.ConstraintName(t.Name, column)).SQL(" REFERENCES ")
	w.target(t, ref, []string{ref.Column})
}

func (w writer) compositeForeignKey(t command.Table, c command.Column) {
	if !compositePair(c.Reference) {
		return
	}
	columns, references := ddl.Foreign(c.Reference, c.Name)
	w.SQL(", FOREIGN KEY (").Names(columns).SQL(") REFERENCES ")
	w.target(t, c.Reference, references)
}

func (w writer) target(t command.Table, ref *command.Reference, columns []string) {
	w.table(ddl.Referenced(ref, t.Object))
	w.SQL("(").Names(columns).SQL(")")
	w.onDelete(ref.OnDelete)
	w.onUpdate(ref.OnUpdate)
}

// onDelete leaves out {:nilify, columns} and {:default, columns}, like the
// adapter.
func (w writer) onDelete(action command.ReferenceAction) {
	switch action.Kind {
	case command.CascadeAll:
		w.SQL(" ON DELETE CASCADE")
	case command.NilifyAll:
		w.SQL(" ON DELETE SET NULL")
	case command.DefaultAll:
		w.SQL(" ON DELETE SET DEFAULT")
	case command.RestrictAction:
		w.SQL(" ON DELETE RESTRICT")
	case command.Nothing, command.NilifyColumns, command.DefaultColumns:
	}
}

func (w writer) onUpdate(action command.ReferenceAction) {
	switch action.Kind {
	case command.CascadeAll:
		w.SQL(" ON UPDATE CASCADE")
	case command.NilifyAll:
		w.SQL(" ON UPDATE SET NULL")
	case command.DefaultAll:
		w.SQL(" ON UPDATE SET DEFAULT")
	case command.RestrictAction:
		w.SQL(" ON UPDATE RESTRICT")
	case command.Nothing, command.NilifyColumns, command.DefaultColumns:
	}
}
