package pgx

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// cancelPatience is how long a cancelled query may take to answer before
	// the connection is given up.
	cancelPatience = 10 * time.Second
	// cancelInterval is how often the server is asked until the query answers.
	// Once is not enough, as pgconn's own handler does it: a request that
	// overtakes the query finds nothing to cancel, and the query would run on.
	cancelInterval = 500 * time.Millisecond
	// cancelDelivery is how long a request that the server has received may
	// take to reach the session: the next query must not be hit by it.
	cancelDelivery = 100 * time.Millisecond
)

// canceller cancels a session's query on the server when its context ends. It
// is a ctxwatch.Handler.
type canceller struct {
	pg *pgconn.PgConn
	// answered ends the requests; done is closed when the last one is over.
	answered context.CancelFunc
	done     chan struct{}
}

// HandleCancel is called when the context has ended.
func (c *canceller) HandleCancel(context.Context) {
	deadline := time.Now().Add(cancelPatience)
	_ = c.pg.Conn().SetDeadline(deadline)
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	c.answered, c.done = cancel, make(chan struct{})
	go c.ask(ctx)
}

// ask sends requests until ctx ends.
func (c *canceller) ask(ctx context.Context) {
	defer close(c.done)
	again := time.NewTicker(cancelInterval)
	defer again.Stop()
	for {
		_ = c.pg.CancelRequest(ctx)
		sent := time.Now()
		select {
		case <-ctx.Done():
			time.Sleep(time.Until(sent.Add(cancelDelivery)))
			return
		case <-again.C:
		}
	}
}

// HandleUnwatchAfterCancel is called when the query has answered.
func (c *canceller) HandleUnwatchAfterCancel() {
	c.answered()
	<-c.done
	_ = c.pg.Conn().SetDeadline(time.Time{})
}
