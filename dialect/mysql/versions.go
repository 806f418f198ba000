package mysql

import (
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (m mysql) Versions(table command.Object) (dialect.Versions, error) {
	return ddl.Versions(m, table, time.DateTime)
}

// forever is a year in seconds. Ecto waits with -1, which MySQL takes for ever,
// but MariaDB answers with NULL and takes no lock at all.
const forever = "31536000"

// Lock is lock_for_migrations/3 of Ecto.Adapters.MyXQL: a named lock of the
// session. There is no Begin: MySQL commits at every change of the schema, so
// that Ecto opens no transaction either. Ecto knows no other strategy here, so
// that LockAdvisory is the same lock.
func (mysql) Lock(r dialect.LockRequest) (dialect.Lock, error) {
	switch r.Strategy {
	case dialect.LockNone:
		return dialect.Lock{}, nil
	case dialect.LockDefault, dialect.LockAdvisory:
		name := literal("ecto_" + r.Repo)
		return dialect.Lock{
			Acquire: "SELECT GET_LOCK(" + name + ", " + forever + ")",
			Release: "SELECT RELEASE_LOCK(" + name + ")",
		}, nil
	}
	return dialect.Lock{}, ddl.UnknownLock(r.Strategy)
}
