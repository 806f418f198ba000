package migrate

import (
	"context"
	"sync"

	"github.com/whimbrel-go/whimbrel/database"
)

// sessions lends the sessions of a run with many tenants. One that was only
// asked for the versions is lent again, so that tenants with nothing to do cost
// a query and no connection. One that has done more is closed: a migration may
// have changed its search_path, role or settings, which the next tenant must
// not inherit.
type sessions struct {
	database.Connector
	mu   sync.Mutex
	idle []database.Conn
}

func (s *sessions) Connect(ctx context.Context) (database.Conn, error) {
	if conn := s.take(); conn != nil {
		return &borrowed{Conn: conn, owner: s}, nil
	}
	conn, err := s.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &borrowed{Conn: conn, owner: s}, nil
}

func (s *sessions) take() database.Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.idle) == 0 {
		return nil
	}
	last := len(s.idle) - 1
	conn := s.idle[last]
	s.idle = s.idle[:last]
	return conn
}

func (s *sessions) keep(conn database.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle = append(s.idle, conn)
}

func (s *sessions) close(ctx context.Context) {
	for conn := s.take(); conn != nil; conn = s.take() {
		closeConn(ctx, conn)
	}
}

// borrowed is a session that knows whether it was only asked.
type borrowed struct {
	database.Conn
	owner *sessions
	used  bool
}

// Unwrap returns the session itself.
func (b *borrowed) Unwrap() database.Conn { return b.Conn }

// Exec runs statements, after which the session is not what it was.
func (b *borrowed) Exec(ctx context.Context, statements ...string) error {
	b.used = true
	return b.Conn.Exec(ctx, statements...)
}

// OnNotice is set by runs that have something to run.
func (b *borrowed) OnNotice(f func(database.Notice)) {
	b.used = true
	b.Conn.OnNotice(f)
}

// Query asks. A session that could not answer may be broken.
func (b *borrowed) Query(ctx context.Context, query string, args ...any) ([][]any, error) {
	rows, err := b.Conn.Query(ctx, query, args...)
	b.used = b.used || err != nil
	return rows, err
}

// Close gives the session back, or ends it.
func (b *borrowed) Close(ctx context.Context) error {
	if b.used {
		return b.Conn.Close(ctx)
	}
	b.owner.keep(b.Conn)
	return nil
}
