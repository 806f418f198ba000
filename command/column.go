package command

import "github.com/whimbrel-go/whimbrel/diag"

// A Change is one line of an alter block. The set is closed.
type Change interface {
	// ColumnName is the column that the change is about.
	ColumnName() string
	// Pos is the change's place in the source.
	Pos() diag.Pos
	change()
}

// Column is a column as add/3 and modify/3 describe it.
type Column struct {
	Name string
	// Type is the column's type. If Reference is set, it is the type of the
	// referenced key and Reference.Type says the same.
	Type      Type
	Reference *Reference
	Options   ColumnOptions
}

// ColumnOptions are the options of add/3 and modify/3. The zero value says
// nothing about anything.
type ColumnOptions struct {
	// PrimaryKey makes the column (part of) the primary key.
	PrimaryKey bool
	// Null allows or forbids NULL.
	Null Nullability
	// Default is the default value; nil is none, [Null] is an explicit NULL.
	Default Value
	// Size is the size of the type as printed: "255", or "max" on SQL Server.
	Size string
	// Precision and Scale belong to numeric and time types.
	Precision, Scale *int
	// After positions the column after another. MySQL only.
	After string
	// Comment is stored with the column where the database can.
	Comment string
	// Collation names the collation.
	Collation string
	// Generated is the SQL after GENERATED (PostgreSQL) or AS (MySQL, SQL
	// Server). Ecto accepts only a [String]; other values are invalid.
	Generated Value
	// StartValue and Increment belong to identity columns. PostgreSQL only.
	StartValue, Increment *int
	// Fields restricts an interval: "YEAR TO MONTH". PostgreSQL only.
	Fields string
	// Collate is the collating sequence. SQLite only.
	Collate string
	// Check is a named check on the column. SQLite only.
	Check *ColumnCheck
}

// ColumnCheck is the SQLite adapter's check: %{name: ..., expr: ...}.
type ColumnCheck struct{ Name, Expr string }

// Nullability says whether a column accepts NULL.
type Nullability uint8

// The three answers of the :null option.
const (
	NullUnset Nullability = iota
	Nullable
	NotNull
)

// Add is add/3 in create and alter blocks; with [Lenient] existence it is
// add_if_not_exists/3.
type Add struct {
	Position
	Column    Column
	Existence Existence
}

// Modify is modify/3.
type Modify struct {
	Position
	Column Column
	// From is the column before the change; nil makes it irreversible.
	From *From
}

// From is the :from option of modify/3: what the column was.
type From struct {
	Type      Type
	Reference *Reference
	// Options is nil for from: type and set for from: {type, opts}. The former
	// keeps the modify's own options when reversed.
	Options *ColumnOptions
}

// Remove is remove/1, remove/3 and, with [Lenient] existence, the two forms of
// remove_if_exists.
type Remove struct {
	Position
	Name string
	// Was is the column's type and options, which make the removal reversible;
	// nil for remove/1.
	Was       *Column
	Existence Existence
}

// ColumnName returns the column's name.
func (a Add) ColumnName() string { return a.Column.Name }

// ColumnName returns the column's name.
func (m Modify) ColumnName() string { return m.Column.Name }

// ColumnName returns the column's name.
func (r Remove) ColumnName() string { return r.Name }

func (Add) change()    {}
func (Modify) change() {}
func (Remove) change() {}
