package schema

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// Origin is where an object comes from. It is zero for what was read from a
// database.
type Origin struct {
	// Pos is the place of the command that made it.
	Pos diag.Pos
	// Migration is the version of the migration; see [Schema.Begin].
	Migration int64
}

// Table is a table as far as it is known.
type Table struct {
	command.Object
	Origin
	Comment string
	// Engine and Options are those of create table.
	Engine, Options string
	// Columns are in the order of the table.
	Columns []Column
	// PrimaryKey is nil if there is none, or none is known.
	PrimaryKey  *PrimaryKey
	ForeignKeys []ForeignKey
	Indexes     []Index
	// Constraints are check and exclusion constraints.
	Constraints []Constraint
	// PartitionOf is the table that it is a partition of, or the zero object.
	// Bound says which rows it has: "FOR VALUES IN (1)", "DEFAULT".
	PartitionOf command.Object
	Bound       string
	// Partial: no command created the table, commands only mention it. What is
	// known of it is true, but there is more.
	Partial bool
	// Rows is how many rows the database estimates; -1 is unknown.
	Rows int64

	edition *edition
}

// Column is a column. Whether it references another table, and whether it is
// part of the primary key, is said by the table: [Table.Definition] has it all
// together.
type Column struct {
	Name string
	Origin
	// Type is Ecto's name of the type, or the database's own. It is zero for a
	// column of a partial table that was only mentioned. A foreign key without a
	// type of its own has that of the key, without its sequence: bigint where
	// the key is bigserial.
	Type command.Type
	// Options are those of add/3, without PrimaryKey and without After.
	Options command.ColumnOptions
}

// PrimaryKey is a primary key.
type PrimaryKey struct {
	Origin
	// Name is the constraint's name; "" is the database's default.
	Name    string
	Columns []string
}

// ForeignKey is a foreign key, with the columns in order.
type ForeignKey struct {
	Origin
	// Name is the constraint's name, always given.
	Name    string
	Columns []string
	// To is the referenced table; References are its columns.
	To         command.Object
	References []string
	// Type is the type that references/2 was given: that of the referenced key,
	// "bigserial" for one. It is zero if nobody told.
	Type               command.Type
	OnDelete, OnUpdate command.ReferenceAction
	// Match is "full", "partial" or "".
	Match string
	// NotValidated: rows from before the key were not looked at.
	NotValidated bool
}

// Index is an index. Concurrently is always false: it is a way to build an
// index, not part of it.
type Index struct {
	command.Index
	Origin
	// Constraint: the index belongs to a UNIQUE constraint of the same name, as
	// only SQL makes it.
	Constraint bool
}

// Constraint is a check or exclusion constraint. SkipValidation says that it is
// not validated.
type Constraint struct {
	command.Constraint
	Origin
}

// Enum is an enum type of PostgreSQL.
type Enum struct {
	command.Object
	Origin
	Values []string
}

// Extension is an extension of PostgreSQL.
type Extension struct {
	Name string
	Origin
}

// Gap is something that may have changed the schema, and is not understood.
type Gap struct {
	Origin
	// What are the first words of it: "DO $$", "function fn".
	What string
	// Reason says why it is a gap.
	Reason string
}

// Column returns the column, or nil.
func (t *Table) Column(name string) *Column {
	if i := t.columnIndex(name); i >= 0 {
		return &t.Columns[i]
	}
	return nil
}

func (t *Table) columnIndex(name string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
}

// ColumnNames returns the names of the columns, in order.
func (t *Table) ColumnNames() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// NearestColumn returns the name of the column that was probably meant, or "".
func (t *Table) NearestColumn(name string) string { return diag.Nearest(name, t.ColumnNames()) }

// Index returns the index of that name, or nil.
func (t *Table) Index(name string) *Index {
	for i := range t.Indexes {
		if t.Indexes[i].Name == name {
			return &t.Indexes[i]
		}
	}
	return nil
}

// Constraint returns the check or exclusion constraint of that name, or nil.
func (t *Table) Constraint(name string) *Constraint {
	for i := range t.Constraints {
		if t.Constraints[i].Name == name {
			return &t.Constraints[i]
		}
	}
	return nil
}

// ForeignKey returns the foreign key of that name, or nil.
func (t *Table) ForeignKey(name string) *ForeignKey {
	for i := range t.ForeignKeys {
		if t.ForeignKeys[i].Name == name {
			return &t.ForeignKeys[i]
		}
	}
	return nil
}

// ForeignKeysOn returns the foreign keys that the column is part of.
func (t *Table) ForeignKeysOn(column string) []*ForeignKey {
	var found []*ForeignKey
	for i := range t.ForeignKeys {
		if slices.Contains(t.ForeignKeys[i].Columns, column) {
			found = append(found, &t.ForeignKeys[i])
		}
	}
	return found
}

// IndexesOn returns the indexes that the column is part of: as a column, as an
// included one, in an expression, or in the condition.
func (t *Table) IndexesOn(column string) []*Index {
	var found []*Index
	for i := range t.Indexes {
		if indexUses(t.Indexes[i].Index, column) {
			found = append(found, &t.Indexes[i])
		}
	}
	return found
}

// ConstraintsOn returns the check and exclusion constraints that name the
// column.
func (t *Table) ConstraintsOn(column string) []*Constraint {
	var found []*Constraint
	for i := range t.Constraints {
		if c := t.Constraints[i]; mentions(c.Check, column) || mentions(c.Exclude, column) {
			found = append(found, &t.Constraints[i])
		}
	}
	return found
}

// CoveringIndex returns an index that finds rows by these columns, in whatever
// order they are: its first columns are these, and it has all rows. The primary
// key counts as one. The result is nil if there is none.
func (t *Table) CoveringIndex(columns ...string) *Index {
	if pk := t.PrimaryKey; pk != nil && startsWith(pk.Columns, columns) {
		return t.primaryIndex()
	}
	for i := range t.Indexes {
		index := &t.Indexes[i]
		ordered := index.Using == "" || index.Using == "btree"
		if ordered && index.Where == "" && startsWith(plainColumns(index.Columns), columns) {
			return index
		}
	}
	return nil
}

// primaryIndex returns the primary key as the index that it is.
func (t *Table) primaryIndex() *Index {
	name := t.PrimaryKey.Name
	if name == "" {
		name = t.Name + "_pkey"
	}
	index := Index{Origin: t.PrimaryKey.Origin, Constraint: true}
	index.Index = command.Index{Prefix: t.Prefix, Table: t.Name, Name: name, Unique: true}
	for _, c := range t.PrimaryKey.Columns {
		index.Columns = append(index.Columns, command.IndexColumn{Column: c})
	}
	return &index
}

// startsWith reports whether the first columns of an index are these, in any
// order.
func startsWith(index, columns []string) bool {
	if len(columns) == 0 || len(index) < len(columns) {
		return false
	}
	first := index[:len(columns)]
	return !slices.ContainsFunc(columns, func(c string) bool { return !slices.Contains(first, c) })
}

// plainColumns returns the columns up to the first expression.
func plainColumns(columns []command.IndexColumn) []string {
	var names []string
	for _, c := range columns {
		if c.Column == "" {
			break
		}
		names = append(names, c.Column)
	}
	return names
}

// indexUses reports whether the index is gone when the column is.
func indexUses(index command.Index, column string) bool {
	in := func(c command.IndexColumn) bool { return c.Column == column || mentions(c.Expr, column) }
	return slices.ContainsFunc(index.Columns, in) || slices.ContainsFunc(index.Include, in) || mentions(index.Where, column)
}
