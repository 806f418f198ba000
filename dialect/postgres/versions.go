package postgres

import (
	"strconv"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (p postgres) Versions(table command.Object) (dialect.Versions, error) {
	return ddl.Versions(p, table, time.DateTime)
}

// Lock is lock_for_migrations/3 of Ecto.Adapters.Postgres. The table lock
// conflicts with itself and with schema changes, not with reading or writing.
// The advisory lock's number is the one that Ecto computes from the prefix and
// the repository's name.
func (postgres) Lock(r dialect.LockRequest) (dialect.Lock, error) {
	lock := dialect.Lock{Begin: "BEGIN"}
	switch r.Strategy {
	case dialect.LockNone:
	case dialect.LockAdvisory:
		key := strconv.FormatUint(uint64(advisoryKey(r.Versions.Prefix, r.Repo)), 10)
		lock.Acquire = "SELECT pg_try_advisory_lock(" + key + ")"
		lock.Release = "SELECT pg_advisory_unlock(" + key + ")"
	case dialect.LockDefault:
		w := newWriter()
		w.SQL("LOCK TABLE ").Object(r.Versions).SQL(" IN SHARE UPDATE EXCLUSIVE MODE").End()
		statements, err := w.Statements()
		if err != nil {
			return dialect.Lock{}, err
		}
		lock.InTransaction = statements[0]
	default:
		return dialect.Lock{}, ddl.UnknownLock(r.Strategy)
	}
	return lock, nil
}
