package mssql

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// Versions writes times with a T, which SQL Server reads alike whatever the
// language and the date format of the session (manual, "datetime": ISO 8601).
func (m mssql) Versions(table command.Object) (dialect.Versions, error) {
	return ddl.Versions(m, table, "2006-01-02T15:04:05")
}

// Lock is lock_for_migrations/3 of Ecto.Adapters.Tds: a named lock of the
// transaction, which waits without end. Ecto knows no other strategy here, so
// that LockAdvisory is the same lock.
func (mssql) Lock(r dialect.LockRequest) (dialect.Lock, error) {
	lock := dialect.Lock{Begin: "BEGIN TRANSACTION"}
	switch r.Strategy {
	case dialect.LockNone:
		return lock, nil
	case dialect.LockDefault, dialect.LockAdvisory:
		lock.InTransaction = "exec sp_getapplock @Resource = 'ecto_" + escape(r.Repo) +
			"', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = -1"
		return lock, nil
	}
	return dialect.Lock{}, ddl.UnknownLock(r.Strategy)
}
