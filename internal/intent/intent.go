package intent

// An Intent is one thing to be done. The set is closed.
type Intent interface {
	// At is the part of the text that asks for it.
	At() Span
	intent()
}

// Span is a part of the text: bytes From to To. It is embedded in everything
// that came from words.
type Span struct{ From, To int }

// At returns the span itself.
func (s Span) At() Span { return s }

// Name is the name of a table, column, index, constraint, type or extension.
type Name struct {
	Span
	// Text is the name in under_scores, lower case unless quoted.
	Text string
	// Exact is set if the person quoted the name or told it ("called", "named"):
	// it is used as it stands, and never made singular or plural.
	Exact bool
}

// Given reports whether there is a name.
func (n Name) Given() bool { return n.Text != "" }

// CreateTable asks for a new table. What else is said about it in the same
// sentence (indexes, checks, references) comes as intents of their own, after
// it, for the same table.
type CreateTable struct {
	Span
	Table   Name
	Columns []Column
	// Tenant is "for tenants", "multi-tenant", "tenant scoped": the table gets
	// the tenant column.
	Tenant bool
	// SoftDelete is "with soft delete".
	SoftDelete bool
	// NoTimestamps is "without timestamps".
	NoTimestamps bool
	// NoPrimaryKey is "without a primary key" or "without an id".
	NoPrimaryKey bool
	// ID is the type of the primary key, if told ("with bigserial ids").
	ID TypeName
	// Comment is the table's comment.
	Comment string
	// IfNotExists is "if it does not exist".
	IfNotExists bool
}

// JoinTable asks for a table between two others.
type JoinTable struct {
	Span
	// Table is the name, if told.
	Table       Name
	Left, Right Name
	Columns     []Column
	Tenant      bool
	// NoTimestamps and NoPrimaryKey are as in CreateTable.
	NoTimestamps, NoPrimaryKey bool
	OnDelete                   Action
}

// DropTable asks to drop tables.
type DropTable struct {
	Span
	Tables   []Name
	IfExists bool
	Cascade  bool
}

// RenameTable asks for another name of a table.
type RenameTable struct {
	Span
	From, To Name
}

// Tables says which tables are meant.
type Tables struct {
	Span
	Names []Name
	// All is "all tables", "every table"; Except are the ones that are not
	// meant.
	All    bool
	Except []Name
}

// AddColumns asks for columns in existing tables. No table at all means that
// the person did not say which.
type AddColumns struct {
	Span
	Tables  Tables
	Columns []Column
	// IfNotExists is "if it does not exist".
	IfNotExists bool
}

// RemoveColumns asks to remove columns. Types that the person told are kept.
type RemoveColumns struct {
	Span
	Tables   Tables
	Columns  []Column
	IfExists bool
}

// RenameColumn asks for another name of a column. Table may be missing.
type RenameColumn struct {
	Span
	Table    Name
	From, To Name
}

// ChangeColumn asks to change what is not nil or zero; the rest stays.
type ChangeColumn struct {
	Span
	Table  Name
	Column Name
	// To and From are types, if told. To may have only a size or a precision:
	// "longer title: 500".
	To, From TypeName
	// Null is required (NotNull) or optional (Nullable).
	Null Nullability
	// Default is the new default; DropDefault takes the old one away.
	Default     *Value
	DropDefault bool
	// Was is the old default, if told: "from 'idle' to 'parked'".
	Was     *Value
	Comment string
}

// Associate asks for a foreign key from a child to a parent: "posts belong to
// users" (child posts), "users have many posts" (the same). It is part of a
// CreateTable if the child is created in the same text, and changes an existing
// table otherwise.
type Associate struct {
	Span
	Child, Parent Name
	// Column is told ("as author", "through author_id"), or empty: then it is
	// made of the parent's name.
	Column Name
	// Null is optional or required, if told.
	Null Nullability
	// OnDelete and OnUpdate are told, or Untold.
	OnDelete, OnUpdate Action
	// Unique is "has one".
	Unique bool
	// Type is the key's type, if told.
	Type TypeName
	// References is the referenced column, if told; empty means the primary key.
	References Name
	// Existing is "add a foreign key on posts.user_id": the column is there.
	Existing bool
	// NotValid is "without validating".
	NotValid bool
	// Again is said of a foreign key that is there: "when a user is deleted,
	// delete their posts". Only what happens to the child changes.
	Again bool
}

// CreateIndex asks for an index.
type CreateIndex struct {
	Span
	Table   Name
	Columns []IndexColumn
	Unique  bool
	// Where is the condition of a partial index.
	Where *Condition
	// Using is told ("gin", "hash", "btree"); empty otherwise.
	Using string
	// Include are the columns of a covering index.
	Include []Name
	// Name is told, or empty.
	Name Name
	// Concurrently is "concurrently", "without locking", "online".
	Concurrently bool
	// PerTenant is "per tenant"; Globally is "across tenants".
	PerTenant, Globally bool
	// NullsNotDistinct is "nulls not distinct".
	NullsNotDistinct bool
	IfNotExists      bool
	// ForeignKeys is "index every foreign key": then there are no columns, and
	// perhaps no table.
	ForeignKeys bool
}

// IndexColumn is a column or an expression of an index.
type IndexColumn struct {
	Name
	// Expr is SQL such as "lower(email)" instead of a name.
	Expr string
	// Direction is asc, desc, desc_nulls_last, ... or "".
	Direction string
}

// DropIndex asks to drop an index, by its columns or by its name. Unique is
// set for "email need not be unique any more".
type DropIndex struct {
	Span
	Table        Name
	Columns      []Name
	Name         Name
	Unique       bool
	Concurrently bool
	IfExists     bool
}

// RenameIndex asks for another name of an index.
type RenameIndex struct {
	Span
	Table    Name
	From, To Name
}

// AddCheck asks for a check constraint.
type AddCheck struct {
	Span
	Table     Name
	Condition Condition
	Name      Name
	NotValid  bool
	Comment   string
}

// AddExclusion asks that ranges do not overlap.
type AddExclusion struct {
	Span
	Table Name
	// Same are the columns that must be equal for two rows to be in conflict.
	Same []Name
	// Start and End bound the range; Range is a column of a range type instead.
	Start, End, Range Name
	// Of is what must not overlap, as the person calls it: "bookings".
	Of   Name
	Name Name
}

// DropConstraint asks to drop a constraint, by name or by what it is about.
type DropConstraint struct {
	Span
	Table Name
	Name  Name
	// Columns and Kind describe it if there is no name.
	Columns []Name
	Kind    ConstraintKind
	// IfExists is "if it exists".
	IfExists bool
}

// ConstraintKind says which constraint is meant.
type ConstraintKind string

// The kinds of constraints; "" is any.
const (
	AnyConstraint ConstraintKind = ""
	CheckKind     ConstraintKind = "check"
	ForeignKey    ConstraintKind = "foreign key"
	ExclusionKind ConstraintKind = "exclusion"
)

// Extensions asks to enable, or to drop, extensions.
type Extensions struct {
	Span
	Names []Name
	Drop  bool
}

// CreateEnum asks for a type of the database with these values, and, if there
// is a column, for that column.
type CreateEnum struct {
	Span
	// Type is the type's name, if told.
	Type   Name
	Values []string
	Table  Name
	Column Name
	// Null and Default are the column's.
	Null    Nullability
	Default *Value
}

// AddEnumValue asks for more values of such a type.
type AddEnumValue struct {
	Span
	Type          Name
	Values        []string
	Before, After string
}

// DropEnum asks to drop such a type.
type DropEnum struct {
	Span
	Type Name
}

// Backfill asks to change the rows of a table.
type Backfill struct {
	Span
	Table Name
	Sets  []Set
	// Where is the condition, or nil: all rows.
	Where *Condition
	// Batch is the number of rows at a time: 0 is all at once, -1 is "in
	// batches" without a number.
	Batch int
}

// Set is one assignment: column = value or expression.
type Set struct {
	Column Name
	Value  Value
}

// DeleteRows asks to delete the rows of a table that match.
type DeleteRows struct {
	Span
	Table Name
	Where *Condition
}

func (CreateTable) intent()    {}
func (JoinTable) intent()      {}
func (DropTable) intent()      {}
func (RenameTable) intent()    {}
func (AddColumns) intent()     {}
func (RemoveColumns) intent()  {}
func (RenameColumn) intent()   {}
func (ChangeColumn) intent()   {}
func (Associate) intent()      {}
func (CreateIndex) intent()    {}
func (DropIndex) intent()      {}
func (RenameIndex) intent()    {}
func (AddCheck) intent()       {}
func (AddExclusion) intent()   {}
func (DropConstraint) intent() {}
func (Extensions) intent()     {}
func (CreateEnum) intent()     {}
func (AddEnumValue) intent()   {}
func (DropEnum) intent()       {}
func (Backfill) intent()       {}
func (DeleteRows) intent()     {}
