package mysql

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) foreignKey(t command.Table, column string, ref *command.Reference, exists string) {
	if ref.Match != "" {
		w.Fail(dialect.Unsupported("Ecto's adapter for MySQL does not know the option match of references(%s)", ref.Table).
			WithDetail("MySQL parses MATCH and then ignores ON DELETE and ON UPDATE.").
			WithHint("remove match: %s; MySQL always behaves like :simple", command.Atom(ref.Match).Inspect()))
	}
	columns, references := ddl.Foreign(ref, column)
	w.SQL("CONSTRAINT ").Name(ref.ConstraintName(t.Name, column)).
		SQL(" FOREIGN KEY ", exists, "(").Names(columns).
		SQL(") REFERENCES ").Object(ddl.Referenced(ref, t.Object)).
		SQL("(").Names(references).SQL(")")
	w.onDelete(ref)
	w.onUpdate(ref.OnUpdate)
}

// dropForeignKey drops the key that a modified or removed column had. The
// change of the column follows in the same statement.
func (w writer) dropForeignKey(t command.Table, column string, ref *command.Reference, exists string) {
	w.SQL("DROP FOREIGN KEY ", exists).Name(ref.ConstraintName(t.Name, column)).SQL(", ")
}

func (w writer) onDelete(ref *command.Reference) {
	refuse := func(action string) {
		w.Fail(dialect.Unsupported("MySQL cannot do on_delete: %s in references(%s)", action, ref.Table).
			WithHint("use :nothing, :restrict, :delete_all or :nilify_all, or do the rest in a trigger (execute)"))
	}
	columns := ":" + strings.Join(ref.OnDelete.Columns, ", :")
	switch ref.OnDelete.Kind {
	case command.Nothing:
	case command.CascadeAll:
		w.SQL(" ON DELETE CASCADE")
	case command.NilifyAll:
		w.SQL(" ON DELETE SET NULL")
	case command.RestrictAction:
		w.SQL(" ON DELETE RESTRICT")
	case command.NilifyColumns:
		refuse("{:nilify, [" + columns + "]}")
	case command.DefaultAll:
		refuse(":default_all")
	case command.DefaultColumns:
		refuse("{:default, [" + columns + "]}")
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
