package sqlite

import (
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// Lock: Ecto takes no lock on SQLite and relies on the file's. BEGIN IMMEDIATE
// takes the write lock at once, so that a second migrator waits (or fails with
// SQLITE_BUSY) before it reads instead of after. Its timeout is the migrator's.
func (sqlite) Lock(r dialect.LockRequest) (dialect.Lock, error) {
	switch r.Strategy {
	case dialect.LockDefault, dialect.LockAdvisory:
		return dialect.Lock{Begin: "BEGIN IMMEDIATE"}, nil
	case dialect.LockNone:
		return dialect.Lock{Begin: "BEGIN"}, nil
	}
	return dialect.Lock{}, ddl.UnknownLock(r.Strategy)
}

// Limits: the transaction has the only lock that there is, and no statement
// has a time limit.
func (sqlite) Limits(t dialect.Timeouts) dialect.Limits {
	return ddl.NoLimits(t)
}

// Sessions: SQLite does not know who has locked its file.
func (sqlite) Sessions() dialect.Sessions { return dialect.Sessions{} }
