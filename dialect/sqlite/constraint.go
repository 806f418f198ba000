package sqlite

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// CreateConstraint is refused: SQLite's ALTER TABLE has no ADD CONSTRAINT.
func (w writer) CreateConstraint(c command.CreateConstraint) {
	constraint := c.Constraint
	d := dialect.Unsupported("SQLite cannot add the constraint %s to a table that exists (%s)",
		constraint.Name, constraint.TableObject())
	if constraint.Exclude != "" {
		w.Fail(d.WithHint("SQLite has no exclusion constraints: use a unique index, or check in a trigger (execute)"))
		return
	}
	w.Fail(d.WithHint("declare the check where the column is created:\n"+
		"add :column, :integer, check: %%{name: %q, expr: %q}", constraint.Name, constraint.Check))
}

// DropConstraint is refused: SQLite's ALTER TABLE has no DROP CONSTRAINT.
func (w writer) DropConstraint(c command.DropConstraint) {
	w.Fail(dialect.Unsupported("SQLite cannot drop the constraint %s of %s",
		c.Constraint.Name, c.Constraint.TableObject()).
		WithDetail("SQLite's ALTER TABLE has no DROP CONSTRAINT.").
		WithHint("create the table anew without the constraint, copy the rows, drop the old table, rename the new one"))
}
