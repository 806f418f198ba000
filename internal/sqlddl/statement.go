package sqlddl

import "github.com/whimbrel-go/whimbrel/command"

// A Statement is what a statement of SQL does to the schema. The set is
// closed.
type Statement interface{ statement() }

type (
	// Command is a statement that Ecto has a command for.
	Command struct {
		command.Command
		// Cascade: a dropped column takes along what depends on it.
		Cascade bool
		// Kind is "FOREIGN KEY" or "CHECK" where MySQL drops a constraint as one.
		Kind string
		// Charset is MySQL's CHARACTER SET of the column, where one is named.
		Charset string
	}
	// CreateTable creates a table; Then is what else its text says, which does
	// not count if the table is there already.
	CreateTable struct {
		command.CreateTable
		Then []Part
		// PrimaryKey are the columns of the primary key, however it is said.
		PrimaryKey []string
		// AsQuery: its rows, and its columns, come from a query.
		AsQuery   bool
		Temporary bool
	}
	// PrimaryKey adds a primary key. Name is "" unless it was given. UsingIndex is
	// the index that becomes the key, and there are no columns then.
	PrimaryKey struct {
		Table      command.Object
		Name       string
		Columns    []string
		UsingIndex string
	}
	// DropPrimaryKey is MySQL's DROP PRIMARY KEY.
	DropPrimaryKey struct{ Table command.Object }
	// ForeignKey adds a foreign key. References is nil for the primary key.
	ForeignKey struct {
		Table              command.Object
		Name               string
		Columns            []string
		To                 command.Object
		References         []string
		OnDelete, OnUpdate command.ReferenceAction
		// OnDeleteGiven: ON DELETE is written.
		OnDeleteGiven bool
		Match         string
		NotValidated  bool
		// Inline: the clause of the column says REFERENCES itself, and no default,
		// be it NULL: PostgreSQL knows that there is nothing to look at then.
		Inline bool
	}
	// Unique adds a unique constraint, which is an index. UsingIndex is the index
	// that becomes the constraint, and there are no columns then.
	Unique struct {
		Index      command.Index
		UsingIndex string
	}
	// AlterColumn changes what is given of a column.
	AlterColumn struct {
		Table  command.Object
		Column string
		// Type is zero if the type stays; Options has its size then.
		Type        command.Type
		Options     command.ColumnOptions
		DropDefault bool
		// Using is the expression that makes the new values.
		Using string
	}
	// RenameConstraint gives a constraint of whatever kind another name.
	RenameConstraint struct {
		Table    command.Object
		From, To string
	}
	// Validate validates a constraint.
	Validate struct {
		Table command.Object
		Name  string
	}
	// Comment is COMMENT ON: a table if neither Column nor Constraint is given,
	// or an index.
	Comment struct {
		Table              command.Object
		Column, Constraint string
		Index              bool
		Text               string
	}
	// Extension creates or drops an extension.
	Extension struct {
		Name    string
		Drop    bool
		Lenient bool
		Cascade bool
	}
	// CreateEnum creates an enum type.
	CreateEnum struct {
		Type   command.Object
		Values []string
	}
	// DropType drops a type of whatever kind.
	DropType struct {
		Type    command.Object
		Lenient bool
		Cascade bool
	}
	// RenameType gives a type another name.
	RenameType struct{ From, To command.Object }
	// AddValue adds a value to an enum type, behind all others or beside Next.
	AddValue struct {
		Type    command.Object
		Value   string
		Next    string
		Before  bool
		Lenient bool
	}
	// RenameValue gives a value of an enum type another name.
	RenameValue struct {
		Type     command.Object
		From, To string
	}
	// Unknown may change the schema, and was not understood. Table is the table
	// that it is about, if that much is known, and Creates says that it is new.
	Unknown struct {
		Words, Reason string
		Table         command.Object
		Creates       bool
		// Harmless: it changes no table for all that is known.
		Harmless bool
	}
)

func (Command) statement()          {}
func (CreateTable) statement()      {}
func (PrimaryKey) statement()       {}
func (DropPrimaryKey) statement()   {}
func (ForeignKey) statement()       {}
func (Unique) statement()           {}
func (AlterColumn) statement()      {}
func (RenameConstraint) statement() {}
func (Validate) statement()         {}
func (Comment) statement()          {}
func (Extension) statement()        {}
func (CreateEnum) statement()       {}
func (DropType) statement()         {}
func (RenameType) statement()       {}
func (AddValue) statement()         {}
func (RenameValue) statement()      {}
func (Unknown) statement()          {}
