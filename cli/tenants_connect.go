package cli

import (
	"context"
	"sync/atomic"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// opener is the connector of a command with several tenants: the connection
// that the command has opened first, and after it one for each who asks. Other
// than a [lender]'s, a connection that was closed is not given out again.
type opener struct {
	app      *app
	database config.Database
	conn     atomic.Pointer[heldConn]
}

// heldConn is a connection that an atomic.Pointer can hold.
type heldConn struct{ database.Conn }

// opener connects to the database of a repository, whose tenants they are.
func (a *app) opener(ctx context.Context, s *tenantSession, r *config.Repo) (*opener, error) {
	d, err := r.Database()
	if err != nil {
		return nil, err
	}
	// SQLite has no tenants, which migrate.NewTenants says; no file is made.
	d = existing(d)
	conn, err := a.connect(ctx, d)
	if err != nil {
		return nil, err
	}
	o := &opener{app: a, database: d}
	o.conn.Store(&heldConn{conn})
	s.openers = append(s.openers, o)
	return o, nil
}

func (o *opener) Dialect() dialect.Dialect { return dialectFor(o.database.Dialect) }

func (o *opener) Connect(ctx context.Context) (database.Conn, error) {
	if held := o.conn.Swap(nil); held != nil {
		return held.Conn, nil
	}
	// Not app.connect, which is for the goroutine of the command only.
	conn, err := open(ctx, o.database)
	if err != nil && ctx.Err() == nil {
		return nil, o.app.connectError(o.database, err)
	}
	return conn, err
}

// close ends the first connection if nobody has had it.
func (o *opener) close(ctx context.Context) {
	held := o.conn.Swap(nil)
	if held == nil {
		return
	}
	done, cancel := context.WithTimeout(context.WithoutCancel(ctx), closePatience)
	defer cancel()
	_ = held.Close(done)
}
