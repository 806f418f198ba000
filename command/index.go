package command

import "strings"

// Index is what index/3 returns, with name and prefix resolved.
type Index struct {
	// Prefix is the prefix of the table and the index.
	Prefix  string
	Table   string
	Name    string
	Columns []IndexColumn
	Unique  bool
	// Concurrently builds or drops without blocking writes.
	Concurrently bool
	// Using is the index type, as is.
	Using string
	// Include lists the columns of a covering index.
	Include []IndexColumn
	// Only does not recurse into partitions. PostgreSQL only.
	Only bool
	// NullsDistinct is nil when not given.
	NullsDistinct *bool
	// Where is the condition of a partial index.
	Where   string
	Comment string
	// Options is the WITH clause of PostgreSQL and SQL Server.
	Options string
}

// IndexColumn is a column (an atom in Ecto, quoted) or an expression (a string
// in Ecto, passed as is), with an optional direction.
type IndexColumn struct {
	Column    string
	Expr      string
	Direction IndexDirection
}

// IndexDirection is asc, desc_nulls_last, ...; "" is the database's default.
type IndexDirection string

// The directions that Ecto knows.
const (
	Asc            IndexDirection = "asc"
	AscNullsFirst  IndexDirection = "asc_nulls_first"
	AscNullsLast   IndexDirection = "asc_nulls_last"
	Desc           IndexDirection = "desc"
	DescNullsFirst IndexDirection = "desc_nulls_first"
	DescNullsLast  IndexDirection = "desc_nulls_last"
)

// Valid reports whether d is one of the directions.
func (d IndexDirection) Valid() bool {
	switch d {
	case "", Asc, AscNullsFirst, AscNullsLast, Desc, DescNullsFirst, DescNullsLast:
		return true
	}
	return false
}

// Object returns the index with its prefix.
func (i Index) Object() Object { return Object{i.Prefix, i.Name} }

// TableObject returns the indexed table with its prefix.
func (i Index) TableObject() Object { return Object{i.Prefix, i.Table} }

// CreateIndex is create/1 and create_if_not_exists/1 with an index.
type CreateIndex struct {
	Position
	Index     Index
	Existence Existence
}

// DropIndex is drop/2 and drop_if_exists/2 with an index.
type DropIndex struct {
	Position
	Index     Index
	Existence Existence
	Mode      DropMode
}

// RenameIndex is rename/2 with an index: Index.Name becomes To.
type RenameIndex struct {
	Position
	Index Index
	To    string
}

func (CreateIndex) command() {}
func (DropIndex) command()   {}
func (RenameIndex) command() {}

// DefaultIndexName returns the name that Ecto gives an index without one:
// the table, the columns and "index", joined by underscores; within a part
// every character that is not a word character becomes an underscore and
// trailing underscores go (Ecto.Migration.index/3).
func DefaultIndexName(table string, columns []IndexColumn) string {
	parts := make([]string, 0, len(columns)+2)
	parts = append(parts, nameFor(table))
	for _, c := range columns {
		if c.Expr != "" {
			parts = append(parts, nameFor(c.Expr))
		} else {
			parts = append(parts, nameFor(c.Column))
		}
	}
	return strings.Join(append(parts, "index"), "_")
}

// nameFor works on bytes, as Ecto's pattern without the unicode flag does: of a
// character outside ASCII those bytes stay that are letters in Latin-1. What
// comes out may not be UTF-8; Ecto cannot make a name of that, and [Validate]
// refuses it.
func nameFor(text string) string {
	name := []byte(text)
	for i, b := range name {
		if !isWordByte(b) {
			name[i] = '_'
		}
	}
	return strings.TrimRight(string(name), "_")
}

func isWordByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' ||
		b == 0xAA || b == 0xB5 || b == 0xBA || b >= 0xC0 && b != 0xD7 && b != 0xF7
}
