package migrate_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// pooler is what PgBouncer is in transaction mode: many clients share two
// sessions of the server, and each transaction gets the one that has been free
// longest.
type pooler struct {
	t        *testing.T
	listener net.Listener
	free     chan net.Conn
	running  sync.WaitGroup
	mutex    sync.Mutex
	clients  []net.Conn
}

// startPooler starts a pooler in front of a database and returns its URL.
func startPooler(t *testing.T, server string) string {
	t.Helper()
	p := &pooler{t: t, free: make(chan net.Conn, 2)}
	var sessions []net.Conn
	for range cap(p.free) {
		pg, err := pgconn.Connect(t.Context(), server)
		if err != nil {
			t.Fatal(err)
		}
		session, err := pg.Hijack()
		if err != nil {
			t.Fatal(err)
		}
		sessions = append(sessions, session.Conn)
		p.free <- session.Conn
	}
	var err error
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	p.running.Go(p.accept)
	t.Cleanup(func() {
		_ = p.listener.Close()
		p.mutex.Lock()
		for _, conn := range append(p.clients, sessions...) {
			_ = conn.Close()
		}
		p.mutex.Unlock()
		p.running.Wait()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = p.listener.Addr().String()
	u.RawQuery = "sslmode=disable"
	return u.String()
}

func (p *pooler) accept() {
	for number := uint32(1); ; number++ {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.mutex.Lock()
		p.clients = append(p.clients, client)
		p.mutex.Unlock()
		p.running.Go(func() {
			defer func() { _ = client.Close() }()
			if err := greet(client, number); err == nil {
				p.serve(client)
			}
		})
	}
}

// greet lets anybody in, as session 1, 2, ...
func greet(client net.Conn, number uint32) error {
	var head [4]byte
	if _, err := io.ReadFull(client, head[:]); err != nil {
		return err
	}
	if _, err := io.CopyN(io.Discard, client, int64(binary.BigEndian.Uint32(head[:]))-4); err != nil {
		return err
	}
	answer := message('R', 0, 0, 0, 0)
	answer = append(answer, message('S', []byte("client_encoding\x00UTF8\x00")...)...)
	answer = append(answer, message('S', []byte("standard_conforming_strings\x00on\x00")...)...)
	answer = append(answer, message('K', binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, number), 7)...)...)
	_, err := client.Write(append(answer, message('Z', 'I')...))
	return err
}

func message(kind byte, body ...byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(body)+4)), body...)
}

// next reads one message.
func next(conn net.Conn) ([]byte, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil, err
	}
	all := append(head, make([]byte, binary.BigEndian.Uint32(head[1:])-4)...)
	_, err := io.ReadFull(conn, all[5:])
	return all, err
}

// serve passes messages on, and gives the session back whenever it is not in a
// transaction.
func (p *pooler) serve(client net.Conn) {
	var session net.Conn
	for {
		request, err := next(client)
		if err != nil || request[0] == 'X' {
			if session != nil {
				_ = session.Close() // in the middle of a transaction
			}
			return
		}
		if session == nil {
			session = <-p.free
		}
		if _, err := session.Write(request); err != nil {
			return
		}
		if request[0] != 'S' && request[0] != 'Q' {
			continue
		}
		for answer := []byte{0}; answer[0] != 'Z'; {
			if answer, err = next(session); err != nil {
				return
			}
			if _, err := client.Write(answer); err != nil {
				return
			}
			if answer[0] == 'Z' && answer[5] == 'I' {
				p.free <- session
				session = nil
			}
		}
	}
}

// Behind a pooler the advisory lock is held by a transaction: by Ecto's number,
// and it does not stay behind.
func TestPooler(t *testing.T) {
	w := postgresWorld(t)
	direct := w.db
	w.db = pgx.URL(startPooler(t, w.url))
	w.config.Lock = dialect.LockAdvisory
	w.config.LockRetry.Interval = 10 * time.Millisecond
	w.addTables(3)
	w.add("4_d", "@disable_ddl_transaction", "up: CREATE TABLE t4 (id int)", "up: CREATE INDEX CONCURRENTLY i ON t4 (id)")
	same(t, "up", w.up(migrate.All()), []int64{1, 2, 3, 4})
	var notices []string
	for _, e := range w.events {
		if noticed, ok := e.(migrate.Noticed); ok {
			notices = append(notices, noticed.Notice.Message)
		}
	}
	if len(notices) != 1 || !strings.Contains(notices[0], "pooler") {
		t.Errorf("notices: %q", notices)
	}
	w.db = direct
	rows, err := w.conn().Query(t.Context(), "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "+
		"(SELECT oid FROM pg_database WHERE datname = current_database())")
	if err != nil || rows[0][0] != int64(0) {
		t.Errorf("advisory locks that stayed: %v, %v", rows, err)
	}
}

// A migrator behind the pooler and one that is connected to the server exclude
// each other.
func TestPoolerExcludes(t *testing.T) {
	w := postgresWorld(t)
	w.config.Lock = dialect.LockAdvisory
	w.config.LockRetry.Interval = 10 * time.Millisecond
	w.addTables(1)
	_, release := takeMigrationLock(t, w)
	w.db = pgx.URL(startPooler(t, w.url))
	w.config.Limits.MigrationLock = 50 * time.Millisecond
	if e := w.fails(t.Context()); !migrate.IsLocked(e) {
		t.Errorf("got %v", e)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	same(t, "up", w.up(migrate.All()), []int64{1})
}

// What takes the table's lock works through a pooler as it is.
func TestPoolerWithTableLock(t *testing.T) {
	w := postgresWorld(t)
	w.db = pgx.URL(startPooler(t, w.url))
	w.addTables(3)
	w.add("4_d", "@disable_ddl_transaction", "up: CREATE TABLE t4 (id int)")
	same(t, "up", w.up(migrate.All()), []int64{1, 2, 3, 4})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.migrator().Up(ctx, migrate.All()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
