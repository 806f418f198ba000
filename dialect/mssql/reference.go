package mssql

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (w writer) foreignKey(t command.Table, column string, ref *command.Reference) {
	if ref.Match != "" {
		w.Fail(dialect.Unsupported("SQL Server does not know the option match of references(%s)", ref.Table).
			WithHint("remove match: %s; SQL Server always behaves like :simple", command.Atom(ref.Match).Inspect()))
	}
	columns, references := ddl.Foreign(ref, column)
	w.SQL(" CONSTRAINT ").Name(ref.ConstraintName(t.Name, column)).
		SQL(" FOREIGN KEY (").Names(columns).
		SQL(") REFERENCES ").Object(ddl.Referenced(ref, t.Object)).
		SQL("(").Names(references).SQL(")")
	w.onDelete(ref)
	w.onUpdate(ref.OnUpdate)
}

func (w writer) addForeignKey(t command.Table, c command.Column) {
	w.alter(t).SQL("ADD")
	w.foreignKey(t, c.Name, c.Reference)
	w.SQL("; ")
}

// onDelete writes nothing for :restrict, which SQL Server has no word for: NO
// ACTION is its default.
func (w writer) onDelete(ref *command.Reference) {
	refuse := func(action string) {
		columns := strings.Join(ref.OnDelete.Columns, ", :")
		w.Fail(dialect.Unsupported("SQL Server cannot do on_delete: {%s, [:%s]} in references(%s)", action, columns, ref.Table).
			WithHint("use :nothing, :delete_all, :nilify_all or :default_all, or do the rest in a trigger (execute)"))
	}
	switch ref.OnDelete.Kind {
	case command.Nothing:
		w.SQL(" ON DELETE NO ACTION")
	case command.CascadeAll:
		w.SQL(" ON DELETE CASCADE")
	case command.NilifyAll:
		w.SQL(" ON DELETE SET NULL")
	case command.DefaultAll:
		w.SQL(" ON DELETE SET DEFAULT")
	case command.NilifyColumns:
		refuse(":nilify")
	case command.DefaultColumns:
		refuse(":default")
	case command.RestrictAction:
	}
}

func (w writer) onUpdate(action command.ReferenceAction) {
	switch action.Kind {
	case command.Nothing:
		w.SQL(" ON UPDATE NO ACTION")
	case command.CascadeAll:
		w.SQL(" ON UPDATE CASCADE")
	case command.NilifyAll:
		w.SQL(" ON UPDATE SET NULL")
	case command.RestrictAction, command.NilifyColumns, command.DefaultAll, command.DefaultColumns:
	}
}

// checkValidated refuses validate: false, which the adapter accepts only when a
// table is created, where nothing needs to be validated.
func (w writer) checkValidated(ref *command.Reference) {
	if ref != nil && ref.SkipValidation {
		w.Fail(dialect.Unsupported("Ecto's adapter for SQL Server cannot add a foreign key without validating it (validate: false, to %s)", ref.Table).
			WithHint("remove validate: false, or write it yourself:\n" +
				`execute("ALTER TABLE ... WITH NOCHECK ADD CONSTRAINT ... FOREIGN KEY ...", "...")`))
	}
}
