package locks

import (
	"slices"

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
	// UTC: the time zone of PostgreSQL's session is known to be UTC, so that a
	// timestamp becomes one with time zone without a new value.
	UTC bool
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
	// Table is the zero object if it is not known which one: that of an index
	// that nobody has heard of, or all tables.
	Table command.Object
	// Mode is the lock by the database's own name: "ACCESS EXCLUSIVE",
	// "LOCK=SHARED", "Sch-M".
	Mode   string
	Blocks Blocks
	// Algorithm is how MySQL and MariaDB do it: "INSTANT", "INPLACE", "COPY".
	Algorithm string
	// Scans: all rows are read to look for something. Rewrites: the table is
	// written anew. Indexes: an index is built over all rows. If none is true,
	// the lock is held for an instant only, or until the end of the transaction.
	// A table that is written anew or indexed is read as well; Scans is for what
	// comes on top of it.
	Scans, Rewrites, Indexes bool
	// Manual is where the manual says so: "ALTER TABLE, Notes".
	Manual string
	// Measured: the tests compare it with a real server.
	Measured bool
}

// Long reports whether the effect lasts the longer the larger the table is.
func (e Effect) Long() bool { return e.Scans || e.Rewrites || e.Indexes }

// Of returns what an operation does to each table that it locks, the table
// that it is about first. Tables that it creates are not among them, since
// nobody else can see them yet. Before is the schema that it finds; of what
// that does not know, the worst is said, but no table is given constraints and
// indexes that nobody has heard of.
//
// The weak locks on other tables that the rows of a foreign key take when they
// are written (ROW SHARE) are left out.
func Of(op operation.Operation, before *schema.Schema, server Server) []Effect {
	if before == nil {
		before = schema.New(schema.ForDatabase(server.Database))
	}
	switch server.Database {
	case "postgres":
		p := postgres{before, server}
		return p.onPartitions(op, p.effects(op))
	case "mysql":
		return mysql{before, server}.effects(op)
	case "sqlite":
		return sqlite{}.effects(op)
	case "mssql":
		return mssql{before}.effects(op)
	}
	return nil
}

// Statement returns what the operations of one statement do together, without
// what they do to tables that the statement creates. A statement of MySQL may
// ask for a worse way than the best there is.
func Statement(ops []operation.Located, before *schema.Schema, server Server) []Effect {
	var created []command.Object
	var effects []Effect
	for _, op := range ops {
		if create, ok := op.Operation.(operation.CreateTable); ok {
			created = append(created, create.Table)
		}
		for _, e := range Of(op.Operation, before, server) {
			if slices.Contains(created, e.Table) {
				continue
			}
			if server.Database == "mysql" {
				e = asked(e, op.Algorithm, op.Lock)
			}
			effects = append(effects, e)
		}
	}
	return Merge(effects)
}

// known returns the table if all of it is known, or nil.
func known(before *schema.Schema, o command.Object) *schema.Table {
	if t := before.Table(o); t != nil && !t.Partial {
		return t
	}
	return nil
}

// Merge makes one of the effects on the same table: the strongest lock, and all
// that is done under it. It is for the operations of one statement.
func Merge(effects []Effect) []Effect {
	var merged []Effect
next:
	for _, e := range effects {
		for i := range merged {
			m := &merged[i]
			if m.Table != e.Table {
				continue
			}
			if strength(e) > strength(*m) {
				m.Mode, m.Algorithm, m.Manual = e.Mode, e.Algorithm, e.Manual
			}
			m.Blocks = max(m.Blocks, e.Blocks)
			m.Scans, m.Rewrites, m.Indexes = m.Scans || e.Scans, m.Rewrites || e.Rewrites, m.Indexes || e.Indexes
			m.Measured = m.Measured && e.Measured
			continue next
		}
		merged = append(merged, e)
	}
	return merged
}

// strength orders locks: by what waits for them, then PostgreSQL's by the rank
// of the mode and MySQL's by the algorithm.
func strength(e Effect) int {
	rank := max(slices.Index(postgresModes[:], e.Mode), slices.Index(algorithms[:], e.Algorithm))
	return int(e.Blocks)*len(postgresModes) + rank
}
