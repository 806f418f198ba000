package sqlite

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// Versions refuses a table with a prefix. Times are ISO 8601 with a T between
// date and time (Ecto.Adapters.SQLite3.Codec.naive_datetime_encode/2).
func (s sqlite) Versions(table command.Object) (dialect.Versions, error) {
	return ddl.Versions(s, table, "2006-01-02T15:04:05")
}

// Lock: Ecto takes no lock on SQLite and relies on the file's. BEGIN IMMEDIATE
// takes the write lock at once, so that a second migrator waits (or fails with
// SQLITE_BUSY) before it reads instead of after.
func (sqlite) Lock(r dialect.LockRequest) (dialect.Lock, error) {
	switch r.Strategy {
	case dialect.LockDefault, dialect.LockAdvisory:
		return dialect.Lock{Begin: "BEGIN IMMEDIATE"}, nil
	case dialect.LockNone:
		return dialect.Lock{Begin: "BEGIN"}, nil
	}
	return dialect.Lock{}, ddl.UnknownLock(r.Strategy)
}
