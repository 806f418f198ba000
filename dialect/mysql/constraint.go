package mysql

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// CreateConstraint writes validate: false as NOT ENFORCED, like the adapter:
// MySQL then never checks the constraint.
func (w writer) CreateConstraint(c command.CreateConstraint) {
	constraint := c.Constraint
	if constraint.Check == "" {
		w.Fail(dialect.Unsupported("MySQL has no exclusion constraints (%s of %s)",
			constraint.Name, constraint.TableObject()).
			WithHint("use a unique index where equality is enough, or check in a trigger (execute)"))
	}
	w.SQL("ALTER TABLE ").Object(constraint.TableObject()).
		SQL(" ADD CONSTRAINT ").Name(constraint.Name).
		SQL(" CHECK (", constraint.Check, ")").
		If(constraint.SkipValidation, " NOT ENFORCED").End()
}

func (w writer) DropConstraint(c command.DropConstraint) {
	table, name := c.Constraint.TableObject(), c.Constraint.Name
	switch {
	case c.Existence == command.Lenient:
		w.Fail(dialect.Unsupported("MySQL has no drop_if_exists for a constraint (%s of %s)", name, table).
			WithHint("use drop: migrations run once, in order, so it is known whether the constraint exists"))
	case c.Mode == command.Cascade:
		w.Fail(dialect.Unsupported("MySQL cannot drop a constraint with mode: :cascade (%s of %s)", name, table).
			WithHint("remove mode: :cascade: nothing depends on a check constraint"))
	}
	w.SQL("ALTER TABLE ").Object(table).SQL(" DROP CONSTRAINT ").Name(name).End()
}
