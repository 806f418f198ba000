package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
)

// conn is one session of a pool.
type conn struct {
	db   *sql.DB
	one  *sql.Conn
	kind Kind
	// session is the server's number for the session, asked for before the
	// first statement that may have to be cancelled.
	session atomic.Int64
	// queries counts the queries.
	queries int
	// used: more was done than a first SELECT, or it went wrong, so that the
	// session may not be what it was.
	used bool
	// compound is known once it was asked for.
	compound compound
}

// Connect takes a session out of the pool; see [New] for what becomes of it.
func Connect(ctx context.Context, db *sql.DB, kind Kind) (database.Conn, error) {
	switch kind {
	case Postgres, MySQL, SQLite, MSSQL:
	default:
		return nil, fmt.Errorf("there is no kind of database %q; it is postgres, mysql, sqlite or mssql", kind)
	}
	one, err := db.Conn(ctx)
	for waited := time.Duration(0); kind == SQLite && isBusy(err) && waited < openTimeout; waited += openPause {
		// Another session is switching the file to its journal mode, for which
		// SQLite does not keep the busy timeout.
		select {
		case <-ctx.Done():
			return nil, kind.describe(ctx.Err(), 0, "")
		case <-time.After(openPause):
		}
		one, err = db.Conn(ctx)
	}
	if err != nil {
		return nil, kind.describe(err, 0, "")
	}
	return &conn{db: db, one: one, kind: kind}, nil
}

// openTimeout is how long opening a busy SQLite file is tried again, and
// openPause how long in between.
const (
	openTimeout = 10 * time.Second
	openPause   = 10 * time.Millisecond
)

// isBusy recognises SQLITE_BUSY (5) and its extended codes.
func isBusy(err error) bool {
	var sqlite interface{ Code() int }
	return errors.As(err, &sqlite) && sqlite.Code()&0xff == 5
}

// OnNotice does nothing: database/sql has no way to pass messages on.
func (*conn) OnNotice(func(database.Notice)) {}

// SessionID is known once a statement was sent that can be cancelled.
func (c *conn) SessionID() int64 { return c.session.Load() }

// Close ends the session, and does not merely hand it back to the pool: locks
// and transactions that may be left must not live on there. Only a session
// that has done no more than look at the versions goes back.
func (c *conn) Close(ctx context.Context) error {
	if !c.used {
		return c.one.Close()
	}
	if c.inMemory(ctx) {
		// It fails if there is no transaction, as there should be none.
		_, _ = c.one.ExecContext(ctx, "ROLLBACK")
		return c.one.Close()
	}
	err := c.one.Raw(func(any) error { return driver.ErrBadConn })
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}

// inMemory reports whether the database would end with the session: SQLite
// names no file then.
func (c *conn) inMemory(ctx context.Context) bool {
	if c.kind != SQLite {
		return false
	}
	var file string
	err := c.one.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&file)
	return err == nil && file == ""
}

// Exec runs the statements one by one.
func (c *conn) Exec(ctx context.Context, statements ...string) error {
	c.used = true
	for i, text := range statements {
		if err := c.exec(ctx, text); err != nil {
			return c.kind.describe(err, i, text)
		}
	}
	return nil
}

func (c *conn) exec(ctx context.Context, text string) error {
	return c.cancellably(ctx, func(ctx context.Context) error {
		_, err := c.one.ExecContext(ctx, text)
		return err
	})
}
