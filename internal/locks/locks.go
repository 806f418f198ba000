package locks

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

// Server is a database with its version.
type Server struct {
	// Database is "postgres", "mysql", "sqlite" or "mssql"; MariaDB is mysql.
	Database string
	MariaDB  bool
	// Major and Minor are the version; 0 is unknown: the oldest one that is
	// still supported is meant then.
	Major, Minor int
}

// Blocks is what has to wait while a lock is held. Each value includes those
// before it.
type Blocks uint8

// What waits.
const (
	Nothing Blocks = iota
	// Schema: other changes of the schema.
	Schema
	// Writes of rows.
	Writes
	// Reads, and so everything.
	Reads
)

// Effect is what an operation does to one table.
type Effect struct {
	Table command.Object
	// Mode is the lock by the database's own name: "ACCESS EXCLUSIVE",
	// "LOCK=SHARED", "Sch-M".
	Mode   string
	Blocks Blocks
	// Algorithm is how MySQL and MariaDB do it: "INSTANT", "INPLACE", "COPY".
	Algorithm string
	// Scans: all rows are read meanwhile. Rewrites: the table is written anew.
	// Indexes: an index is built over all rows. If none is true, the lock is
	// held for an instant only, or until the end of the transaction.
	Scans, Rewrites, Indexes bool
	// Manual is where the manual says so: "ALTER TABLE, Notes".
	Manual string
	// Measured: the tests compare it with a real server.
	Measured bool
}

// Long reports whether the effect lasts the longer the larger the table is.
func (e Effect) Long() bool { return e.Scans || e.Rewrites || e.Indexes }

// Of returns what an operation does to each table that it locks. Before is the
// schema that it finds; it may know nothing, and then the worst is said.
func Of(op operation.Operation, before *schema.Schema, server Server) []Effect {
	return nil
}
