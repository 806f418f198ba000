package command

// Reference is a foreign key, as references/2 describes it.
type Reference struct {
	Table string
	// Prefix is the prefix option: nil inherits the table's prefix, a pointer
	// to "" asks for none.
	Prefix *string
	// Column is the referenced column; Ecto's default is "id".
	Column string
	Type   Type
	// Name is the constraint's name; "" means TABLE_COLUMN_fkey.
	Name     string
	OnDelete ReferenceAction
	OnUpdate ReferenceAction
	// SkipValidation is validate: false.
	SkipValidation bool
	// With adds columns to a composite foreign key.
	With []ColumnPair
	// Match is "full", "simple", "partial" or "".
	Match string
}

// ColumnPair pairs a column with the column that it references.
type ColumnPair struct{ Column, References string }

// ReferenceAction is the value of :on_delete or :on_update.
type ReferenceAction struct {
	Kind ActionKind
	// Columns is set for {:nilify, columns} and {:default, columns}.
	Columns []string
}

// ActionKind is what happens to a row whose referenced row goes or changes.
type ActionKind uint8

// The actions, by Ecto's names.
const (
	// Nothing is Ecto's default, :nothing.
	Nothing ActionKind = iota
	// CascadeAll is :delete_all of on_delete and :update_all of on_update.
	CascadeAll
	// NilifyAll is :nilify_all.
	NilifyAll
	// NilifyColumns is {:nilify, columns}; on_delete only.
	NilifyColumns
	// DefaultAll is :default_all; on_delete only.
	DefaultAll
	// DefaultColumns is {:default, columns}; on_delete only.
	DefaultColumns
	// RestrictAction is :restrict.
	RestrictAction
)

// ConstraintName returns the foreign key's name for a column of a table:
// the given one, or Ecto's default TABLE_COLUMN_fkey.
func (r *Reference) ConstraintName(table, column string) string {
	if r.Name != "" {
		return r.Name
	}
	return table + "_" + column + "_fkey"
}

// Pairs returns every column of the foreign key with the one it references,
// the given column first.
func (r *Reference) Pairs(column string) []ColumnPair {
	return append([]ColumnPair{{column, r.Column}}, r.With...)
}
