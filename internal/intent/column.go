package intent

// Column is a column as the person described it.
type Column struct {
	Span
	Name Name
	// Described is what stood in the place of the name before it was told: "phone
	// number called phone". It is not used.
	Described string
	// Type is told, or zero: then the name decides.
	Type TypeName
	// Null is told ("required", "optional"), or Untold.
	Null Nullability
	// Default is told, or nil.
	Default *Value
	// NoDefault is "without a default".
	NoDefault bool
	// Unique and Indexed ask for an index of the column alone.
	Unique, Indexed bool
	// PrimaryKey is "as primary key".
	PrimaryKey bool
	Comment    string
	// Values are those of "status (pending, paid)" and "enum: a, b". Only says
	// that the person wants them enforced ("one of", "must be"); Native that it
	// is to be a type of the database.
	Values       []string
	Only, Native bool
	// Reference is set for "user_id references users", "author: references".
	Reference *Reference
	// Generated is SQL for a generated column ("full_name generated as …").
	Generated string
	// After is the column to stand behind (MySQL).
	After Name
	// Kind marks what is more than one column.
	Kind ColumnKind
}

// ColumnKind says that a Column stands for something else.
type ColumnKind uint8

// The kinds.
const (
	PlainColumn ColumnKind = iota
	// TimestampColumns is "timestamps": inserted_at and updated_at.
	TimestampColumns
	// SoftDeleteColumn is "soft delete": deleted_at.
	SoftDeleteColumn
	// PolymorphicColumns is "commentable polymorphic": commentable_id and
	// commentable_type.
	PolymorphicColumns
)

// Reference is the foreign key of a column.
type Reference struct {
	Span
	// Table is told, or empty: then the column's name decides.
	Table Name
	// Column is the referenced column, if told.
	Column             Name
	OnDelete, OnUpdate Action
}

// TypeName is a type as the person told it, in Ecto's or the database's name.
type TypeName struct {
	Span
	// Name is Ecto's name: "string", "binary_id", "utc_datetime_usec", or the
	// database's own ("citext"); "" if only a size or a precision is told.
	Name string
	// Array makes it {:array, name}.
	Array            bool
	Size             int
	Precision, Scale *int
}

// Given reports whether anything is told.
func (t TypeName) Given() bool { return t.Name != "" || t.Size != 0 || t.Precision != nil }

// Nullability is what the person said about NULL.
type Nullability uint8

// What can be said.
const (
	NullUntold Nullability = iota
	Optional
	Required
)

// Action is what happens to a child when its parent goes or changes.
type Action uint8

// The actions, in Ecto's words.
const (
	ActionUntold Action = iota
	DeleteAll
	NilifyAll
	DefaultAll
	Restrict
	Nothing
)

// Value is a literal or an expression.
type Value struct {
	Span
	// Kind says which of the fields counts.
	Kind ValueKind
	// Text is the string, the number's digits, or the SQL of an expression.
	Text string
	// Bare is set if a string was written without quotes: it may be meant as
	// the name of a column.
	Bare bool
}

// ValueKind is the kind of a value.
type ValueKind uint8

// The kinds of values.
const (
	StringValue ValueKind = iota
	NumberValue
	TrueValue
	FalseValue
	NullValue
	// ExprValue is SQL that the person wrote ("lower(email)") or meant ("now").
	ExprValue
	// ColumnValue is another column: "copy name to title".
	ColumnValue
	// EmptyMap and EmptyList are {} and [].
	EmptyMap
	EmptyList
)

// Condition is an expression that the person wrote, in SQL, parsed and written
// again with every literal quoted.
type Condition struct {
	Span
	SQL string
	// Columns are the columns it names, in order, each once.
	Columns []string
	// Slug is the condition in a few words, for the name of a constraint:
	// "amount_must_be_positive", "ends_at_must_be_after_starts_at".
	Slug string
	// Table is what stood before the point of its columns ("orders.amount > 0"),
	// or empty; the SQL has the columns only.
	Table string
	// Bare are the strings in it that were written without quotes: "status =
	// pending". Such a word may be meant as the name of a column.
	Bare []string
	// Verbs are columns that were made of verbs: ends_at of "ends after it
	// starts". The table may call them otherwise (ends_on);
	// condition.Rename puts that right.
	Verbs []string
}
