package command

import "github.com/whimbrel-go/whimbrel/diag"

// A Command is one change to the schema. The set is closed.
type Command interface {
	// Pos is the place in the source that asked for the command.
	Pos() diag.Pos
	// Describe names the command in Ecto's words, as its log does:
	// "create table weather", "drop index if exists posts_slug_index".
	Describe() string
	command()
}

// Position is embedded in every command and change.
type Position diag.Pos

// Pos returns the place in the source.
func (p Position) Pos() diag.Pos { return diag.Pos(p) }

// Existence says what a command does about an object that is already there
// (when creating) or not there (when dropping).
type Existence uint8

// The two ways to treat existence.
const (
	// Strict lets the database fail.
	Strict Existence = iota
	// Lenient adds IF NOT EXISTS when creating and IF EXISTS when dropping.
	Lenient
)

// DropMode says what happens to the objects that depend on a dropped one.
type DropMode uint8

// The drop modes; Ecto's :restrict is the default.
const (
	Restrict DropMode = iota
	Cascade
)

// Object is a table or index with the prefix it lives in: a schema in
// PostgreSQL and SQL Server, a database in MySQL. Prefix "" is the default.
type Object struct {
	Prefix string
	Name   string
}

// String returns prefix.name, unquoted, for messages.
func (o Object) String() string {
	if o.Prefix == "" {
		return o.Name
	}
	return o.Prefix + "." + o.Name
}
