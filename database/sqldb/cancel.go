package sqldb

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// killPatience is how long a statement may take to answer once it was
// cancelled on the server, before its connection is given up.
const killPatience = 10 * time.Second

// killInterval is how often the server is asked until the statement answers.
// Once is not enough: a cancellation that overtakes the statement finds nothing
// to cancel, and the statement would run on.
const killInterval = 500 * time.Millisecond

// killers are the databases whose drivers answer a cancelled context by
// closing the connection, with how a session learns its number and how another
// session cancels its statement. SQLite's driver interrupts the statement, and
// SQL Server's cancels it on the server.
var killers = map[Kind]struct{ number, kill string }{
	Postgres: {"SELECT pg_backend_pid()", "SELECT pg_cancel_backend(%d)"},
	MySQL:    {"SELECT CONNECTION_ID()", "KILL QUERY %d"},
}

// cancellably runs f, which sends one statement. Where the driver would give
// the connection up, and the server would go on with the statement, of which
// nobody then knows the end, the statement is cancelled on the server, from a
// second session, and its answer is waited for.
func (c *conn) cancellably(ctx context.Context, f func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	killer, ok := killers[c.kind]
	if !ok || ctx.Done() == nil {
		return f(ctx)
	}
	if c.session.Load() == 0 {
		var number int64
		if err := c.one.QueryRowContext(ctx, killer.number).Scan(&number); err != nil {
			return err
		}
		c.session.Store(number)
	}
	patient, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	killed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(killed)
		c.kill(patient, giveUp, fmt.Sprintf(killer.kill, c.session.Load()))
	})
	err := f(patient)
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

// kill asks the server to end the session's statement until ctx ends, which
// it does when the statement has answered, and gives the connection up if that
// takes too long. A question that is underway is waited for, so that it cannot
// end the session's next statement.
func (c *conn) kill(ctx context.Context, giveUp context.CancelFunc, sql string) {
	deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), killPatience)
	defer cancel()
	again := time.NewTicker(killInterval)
	defer again.Stop()
	for {
		_, _ = c.db.ExecContext(deadline, sql)
		select {
		case <-ctx.Done():
			return
		case <-deadline.Done():
			giveUp()
			return
		case <-again.C:
		}
	}
}
