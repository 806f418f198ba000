package postgres

import "github.com/whimbrel-go/whimbrel/command"

func (w writer) CreateConstraint(c command.CreateConstraint) {
	constraint := c.Constraint
	w.SQL("ALTER TABLE ").Object(constraint.TableObject()).
		SQL(" ADD CONSTRAINT ").Name(constraint.Name)
	if constraint.Check != "" {
		w.SQL(" CHECK (", constraint.Check, ")")
	} else {
		w.SQL(" EXCLUDE USING ", constraint.Exclude)
	}
	w.If(constraint.SkipValidation, " NOT VALID").End()
	if constraint.Comment != "" {
		w.SQL("COMMENT ON CONSTRAINT ").Name(constraint.Name).
			SQL(" ON ").Object(constraint.TableObject()).
			SQL(" IS ", literal(constraint.Comment)).End()
	}
}

func (w writer) DropConstraint(c command.DropConstraint) {
	w.SQL("ALTER TABLE ").Object(c.Constraint.TableObject()).SQL(" DROP CONSTRAINT ").
		If(c.Existence == command.Lenient, "IF EXISTS ").Name(c.Constraint.Name)
	w.dropMode(c.Mode)
	w.End()
}
