package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
)

// Kind names the database behind a *sql.DB, by the names of the dialects.
type Kind string

// The kinds.
const (
	MySQL  Kind = "mysql"
	SQLite Kind = "sqlite"
	MSSQL  Kind = "mssql"
)

// killPatience is how long a statement may take to answer once it was
// cancelled on the server, before its connection is given up.
const killPatience = 10 * time.Second

// conn is one session of a pool.
type conn struct {
	db   *sql.DB
	one  *sql.Conn
	kind Kind
	// session is MySQL's CONNECTION_ID, asked for before the first Exec.
	session int64
	notice  func(database.Notice)
}

// Connect takes a session out of the pool. Closing it ends
// the session and leaves the pool open.
func Connect(ctx context.Context, db *sql.DB, kind Kind) (database.Conn, error) {
	switch kind {
	case MySQL, SQLite, MSSQL:
	default:
		return nil, fmt.Errorf("there is no kind of database %q; it is mysql, sqlite or mssql", kind)
	}
	one, err := db.Conn(ctx)
	if err != nil {
		return nil, kind.describe(err, 0, "")
	}
	return &conn{db: db, one: one, kind: kind}, nil
}

func (c *conn) OnNotice(f func(database.Notice)) { c.notice = f }

// Close ends the session, and does not merely hand it back to the pool: locks
// and transactions that may be left must not live on there.
func (c *conn) Close(context.Context) error {
	err := c.one.Raw(func(any) error { return driver.ErrBadConn })
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}

// Exec runs the statements one by one.
func (c *conn) Exec(ctx context.Context, statements ...string) error {
	for i, text := range statements {
		if err := c.exec(ctx, text); err != nil {
			return c.kind.describe(err, i, text)
		}
	}
	return nil
}

// exec runs one statement. MySQL's driver answers a cancelled context by
// closing the connection, and the server goes on with the statement, of which
// nobody then knows the end. So the statement is cancelled on the server, from
// a second session, and its answer is waited for.
func (c *conn) exec(ctx context.Context, text string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.kind != MySQL || ctx.Done() == nil {
		_, err := c.one.ExecContext(ctx, text)
		return err
	}
	if err := c.findSession(ctx); err != nil {
		return err
	}
	patient, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	killed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(killed)
		c.kill(patient, giveUp)
	})
	_, err := c.one.ExecContext(patient, text)
	if stop() {
		return err
	}
	giveUp()
	<-killed
	if err != nil {
		return errors.Join(ctx.Err(), err)
	}
	return nil
}

// kill asks the server to end the session's statement, and gives the
// connection up if it does not answer in time.
func (c *conn) kill(ctx context.Context, giveUp context.CancelFunc) {
	deadline, cancel := context.WithTimeout(ctx, killPatience)
	defer cancel()
	_, _ = c.db.ExecContext(deadline, "KILL QUERY "+strconv.FormatInt(c.session, 10))
	<-deadline.Done()
	giveUp()
}

func (c *conn) findSession(ctx context.Context) error {
	if c.session != 0 {
		return nil
	}
	return c.one.QueryRowContext(ctx, "SELECT CONNECTION_ID()").Scan(&c.session)
}
