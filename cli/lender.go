package cli

import (
	"context"
	"sync/atomic"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// lender is the connector of a command: it lends the one connection that the
// command has opened, again and again, and opens another one only while that
// is in use.
type lender struct {
	app      *app
	database config.Database
	conn     database.Conn
	lent     atomic.Bool
}

func (l *lender) Dialect() dialect.Dialect { return dialectFor(l.database.Dialect) }

func (l *lender) Connect(ctx context.Context) (database.Conn, error) {
	if l.lent.CompareAndSwap(false, true) {
		return loan{l.conn, l}, nil
	}
	// Not app.connect, which is for the goroutine of the command only.
	conn, err := open(ctx, l.database)
	if err != nil && ctx.Err() == nil {
		return nil, l.app.connectError(l.database, err)
	}
	return conn, err
}

// loan is the connection while it is lent; closing it gives it back.
type loan struct {
	database.Conn
	lender *lender
}

func (l loan) Unwrap() database.Conn { return l.Conn }

func (l loan) Close(context.Context) error {
	l.lender.lent.Store(false)
	return nil
}

// loggedConn tells of all SQL that goes through it.
type loggedConn struct {
	database.Conn
	log func(statements ...string)
}

func (c loggedConn) Unwrap() database.Conn { return c.Conn }

func (c loggedConn) Exec(ctx context.Context, statements ...string) error {
	c.log(statements...)
	return c.Conn.Exec(ctx, statements...)
}

func (c loggedConn) ExecAtomic(ctx context.Context, statements ...string) (bool, error) {
	sent, err := database.ExecAtomic(ctx, c.Conn, statements...)
	if sent {
		c.log(statements...)
	}
	return sent, err
}

func (c loggedConn) Query(ctx context.Context, query string, args ...any) ([][]any, error) {
	c.log(query)
	return c.Conn.Query(ctx, query, args...)
}
