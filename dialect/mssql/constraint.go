package mssql

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

func (w writer) CreateConstraint(c command.CreateConstraint) {
	constraint := c.Constraint
	table := constraint.TableObject()
	switch {
	case constraint.Exclude != "":
		w.Fail(dialect.Unsupported("SQL Server has no exclusion constraints (%s of %s)", constraint.Name, table).
			WithHint("use check: with the opposite condition, a unique index, or a trigger (execute)"))
	case constraint.SkipValidation:
		w.Fail(dialect.Unsupported("Ecto's adapter for SQL Server cannot add a constraint without validating it (%s of %s)",
			constraint.Name, table).
			WithHint("remove validate: false, or write it yourself:\n"+
				"execute(\"ALTER TABLE %s WITH NOCHECK ADD CONSTRAINT %s CHECK (%s)\",\n"+
				"        \"ALTER TABLE %s DROP CONSTRAINT %s\")",
				table, constraint.Name, constraint.Check, table, constraint.Name))
	}
	w.SQL("ALTER TABLE ").Object(table).SQL(" ADD CONSTRAINT ").Name(constraint.Name).
		SQL(" CHECK (", constraint.Check, "); ").End()
}

// DropConstraint asks IF NOT EXISTS for drop_if_exists, as the adapter does:
// the condition is the wrong way round there, so that an existing constraint
// stays.
func (w writer) DropConstraint(c command.DropConstraint) {
	constraint := c.Constraint
	if c.Mode == command.Cascade {
		w.Fail(dialect.Unsupported("SQL Server cannot drop a constraint with mode: :cascade (%s of %s)",
			constraint.Name, constraint.TableObject()).
			WithHint("remove mode: :cascade: nothing depends on a check constraint"))
	}
	if c.Existence == command.Lenient {
		w.SQL("IF NOT EXISTS (SELECT * FROM [INFORMATION_SCHEMA].[CHECK_CONSTRAINTS] WHERE [CONSTRAINT_NAME] = N'",
			constraint.Name, "'").
			If(constraint.Prefix != "", " AND [CONSTRAINT_SCHEMA] = N'", constraint.Prefix, "'").SQL(") ")
	}
	w.SQL("ALTER TABLE ").Object(constraint.TableObject()).
		SQL(" DROP CONSTRAINT ").Name(constraint.Name).SQL("; ").End()
}
