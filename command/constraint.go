package command

// Constraint is what constraint/3 returns: a check or an exclusion constraint.
type Constraint struct {
	Prefix string
	Table  string
	Name   string
	// Check and Exclude are SQL; exactly one is needed to create.
	Check, Exclude string
	Comment        string
	// SkipValidation is validate: false.
	SkipValidation bool
}

// TableObject returns the constrained table with its prefix.
func (c Constraint) TableObject() Object { return Object{c.Prefix, c.Table} }

// CreateConstraint is create/1 with a constraint.
type CreateConstraint struct {
	Position
	Constraint Constraint
}

// DropConstraint is drop/2 and drop_if_exists/2 with a constraint.
type DropConstraint struct {
	Position
	Constraint Constraint
	Existence  Existence
	Mode       DropMode
}

func (CreateConstraint) command() {}
func (DropConstraint) command()   {}
