package sqlite

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

func cannotAddConstraint(c command.CreateConstraint) error {
	constraint := c.Constraint
	d := dialect.Unsupported("SQLite cannot add the constraint %s to a table that exists (%s)",
		constraint.Name, constraint.TableObject())
	if constraint.Exclude != "" {
		return d.WithHint("SQLite has no exclusion constraints: use a unique index, or check in a trigger (execute)")
	}
	return d.WithHint("declare the check where the column is created:\n"+
		"add :column, :integer, check: %%{name: %q, expr: %q}", constraint.Name, constraint.Check)
}

func cannotDropConstraint(c command.DropConstraint) error {
	return dialect.Unsupported("SQLite cannot drop the constraint %s of %s",
		c.Constraint.Name, c.Constraint.TableObject()).
		WithDetail("SQLite's ALTER TABLE has no DROP CONSTRAINT.").
		WithHint("create the table anew without the constraint, copy the rows, drop the old table, rename the new one")
}
