package whimbrel

import "github.com/whimbrel-go/whimbrel/command"

// ConstraintSpec describes a constraint; make one with [Check], [Exclude] or
// [Constraint]. Its methods return a changed copy.
type ConstraintSpec struct{ constraint command.Constraint }

// Check is a check constraint: Check("products", "price_is_positive", "price > 0").
func Check(table, name, condition string) ConstraintSpec {
	return ConstraintSpec{command.Constraint{Table: table, Name: name, Check: condition}}
}

// Exclude is an exclusion constraint; PostgreSQL only:
// Exclude("bookings", "no_overlap", "gist (room_id WITH =, during WITH &&)").
func Exclude(table, name, expression string) ConstraintSpec {
	return ConstraintSpec{command.Constraint{Table: table, Name: name, Exclude: expression}}
}

// Constraint names a constraint that is to be dropped.
func Constraint(table, name string) ConstraintSpec {
	return ConstraintSpec{command.Constraint{Table: table, Name: name}}
}

// Comment is stored with the constraint where the database can.
func (c ConstraintSpec) Comment(text string) ConstraintSpec { c.constraint.Comment = text; return c }

// Prefix is the schema or database of the table.
func (c ConstraintSpec) Prefix(name string) ConstraintSpec { c.constraint.Prefix = name; return c }

// Validate says whether the existing rows are checked when the constraint is
// made; the default is true.
func (c ConstraintSpec) Validate(now bool) ConstraintSpec {
	c.constraint.SkipValidation = !now
	return c
}
