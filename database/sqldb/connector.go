package sqldb

import (
	"context"
	"database/sql"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
)

// Kind names the database behind a *sql.DB, by the names of the dialects.
type Kind string

// The kinds.
const (
	Postgres Kind = "postgres"
	MySQL    Kind = "mysql" // MariaDB too
	SQLite   Kind = "sqlite"
	MSSQL    Kind = "mssql"
)

// connector takes sessions out of a pool.
type connector struct {
	db   *sql.DB
	kind Kind
}

// New returns a connector for the database behind a *sql.DB, whatever its
// driver is. Its sessions are connections of the pool; those that a migration
// has run on are closed afterwards, so that nothing that it has set comes back
// to the pool. The pool itself stays open.
//
// A run takes one connection, or two where a lock has to be held beside a
// migration without a transaction (PostgreSQL) or a statement has to be
// cancelled (PostgreSQL, MySQL): a pool that is limited to one connection
// would wait for itself then.
//
// A database in memory, as SQLite has it, lives in its connection; that one
// is given back to the pool instead.
func New(db *sql.DB, kind Kind) database.Connector { return connector{db, kind} }

func (c connector) Connect(ctx context.Context) (database.Conn, error) {
	return Connect(ctx, c.db, c.kind)
}

func (c connector) Dialect() dialect.Dialect {
	switch c.kind {
	case Postgres:
		return postgres.New()
	case MySQL:
		return mysql.New()
	case SQLite:
		return sqlite.New()
	case MSSQL:
		return mssql.New()
	}
	return nil // there is no such kind, which Connect says
}
