package mssql

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// Lock is lock_for_migrations/3 of Ecto.Adapters.Tds: a named lock of the
// transaction, which waits without end. Ecto knows no other strategy here, so
// that LockAdvisory is the same lock. With a timeout sp_getapplock returns a
// negative number, and no error, which is made one here.
func (mssql) Lock(r dialect.LockRequest) (dialect.Lock, error) {
	lock := dialect.Lock{Begin: "BEGIN TRANSACTION"}
	switch r.Strategy {
	case dialect.LockNone:
		return lock, nil
	case dialect.LockDefault, dialect.LockAdvisory:
		arguments := "@Resource = 'ecto_" + escape(r.Repo) + "', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = "
		lock.InTransaction = "exec sp_getapplock " + arguments + "-1"
		if ms := ddl.Milliseconds(r.Timeout); ms > 0 {
			lock.InTransaction = "DECLARE @got int; exec @got = sp_getapplock " + arguments + strconv.FormatInt(ms, 10) +
				"; IF @got < 0 THROW 51222, 'the lock was not free in time', 1"
		}
		return lock, nil
	}
	return dialect.Lock{}, ddl.UnknownLock(r.Strategy)
}

// Limits: LOCK_TIMEOUT belongs to the session, and there is no time limit of
// statements.
func (mssql) Limits(t dialect.Timeouts) dialect.Limits {
	limits := ddl.NoLimits(dialect.Timeouts{Statement: t.Statement})
	if ms := ddl.Milliseconds(t.Lock); ms > 0 {
		limits.InTransaction = []string{"SET LOCK_TIMEOUT " + strconv.FormatInt(ms, 10)}
	}
	return limits
}

// Sessions: SQL Server was not at hand to ask.
func (mssql) Sessions() dialect.Sessions { return dialect.Sessions{} }
