package drafttest

import (
	"context"
	"sync"
	"testing"

	"github.com/whimbrel-go/whimbrel/database"
)

// kept is a connector that uses its sessions again: to open one takes longer
// than what most cases do in it.
type kept struct {
	database.Connector
	mu   sync.Mutex
	idle []database.Conn
}

// keep closes the sessions at the end of the test.
func keep(t *testing.T, c database.Connector) database.Connector {
	k := &kept{Connector: c}
	t.Cleanup(func() {
		for _, conn := range k.idle {
			if err := conn.Close(context.Background()); err != nil {
				t.Errorf("close a session: %v", err)
			}
		}
	})
	return k
}

func (k *kept) Connect(ctx context.Context) (database.Conn, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if n := len(k.idle); n > 0 {
		conn := k.idle[n-1]
		k.idle = k.idle[:n-1]
		return &lent{Conn: conn, from: k}, nil
	}
	conn, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &lent{Conn: conn, from: k}, nil
}

// lent is a session that goes back when it is closed.
type lent struct {
	database.Conn
	from *kept
}

// Close keeps the session without what was set on it.
func (l *lent) Close(ctx context.Context) error {
	l.OnNotice(nil)
	if err := l.Exec(ctx, "ROLLBACK"); err != nil {
		return err
	}
	l.from.mu.Lock()
	defer l.from.mu.Unlock()
	l.from.idle = append(l.from.idle, l.Conn)
	return nil
}
