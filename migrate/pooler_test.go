package migrate_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"runtime"
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
// longest. A session whose client leaves in the middle is replaced.
type pooler struct {
	t        *testing.T
	server   string
	listener net.Listener
	free     chan net.Conn
	running  sync.WaitGroup
	// ended is closed when nothing is to be waited for any more.
	ended chan struct{}
	mutex sync.Mutex
	conns []net.Conn
}

// poolerTime is how long a test may use a pooler. What waits longer waits for
// ever: the connections are broken then, so that the test fails and says where.
const poolerTime = time.Minute

// startPooler starts a pooler in front of a database and returns its URL.
func startPooler(t *testing.T, server string) string {
	t.Helper()
	p := &pooler{t: t, server: server, free: make(chan net.Conn, 2), ended: make(chan struct{})}
	var err error
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	guard := time.AfterFunc(poolerTime, func() {
		t.Errorf("the pooler is still in use after %v:\n%s", poolerTime, goroutines())
		p.end()
	})
	t.Cleanup(func() {
		if guard.Stop() {
			p.end()
		}
		p.running.Wait()
	})
	for range cap(p.free) {
		p.free <- p.connect()
	}
	p.running.Go(p.accept)
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = p.listener.Addr().String()
	u.RawQuery = "sslmode=disable"
	return u.String()
}

// goroutines says where every goroutine is.
func goroutines() []byte {
	all := make([]byte, 1<<20)
	return all[:runtime.Stack(all, true)]
}

// end breaks all connections.
func (p *pooler) end() {
	_ = p.listener.Close()
	p.mutex.Lock()
	defer p.mutex.Unlock()
	close(p.ended)
	for _, conn := range p.conns {
		_ = conn.Close()
	}
}

// keep remembers a connection that is to be broken at the end.
func (p *pooler) keep(conn net.Conn) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	select {
	case <-p.ended:
		_ = conn.Close()
	default:
		p.conns = append(p.conns, conn)
	}
}

// connect opens a session of the server; nil if that fails.
func (p *pooler) connect() net.Conn {
	ctx, cancel := context.WithTimeout(context.Background(), poolerTime)
	defer cancel()
	pg, err := pgconn.Connect(ctx, p.server)
	if err == nil {
		var session *pgconn.HijackedConn
		if session, err = pg.Hijack(); err == nil {
			p.keep(session.Conn)
			return session.Conn
		}
	}
	p.t.Errorf("the pooler cannot connect: %v", err)
	return nil
}

func (p *pooler) accept() {
	for number := uint32(1); ; number++ {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.keep(client)
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

// serve gives each transaction of a client a session.
func (p *pooler) serve(client net.Conn) {
	for {
		request, err := next(client)
		if err != nil || request[0] == 'X' {
			return
		}
		var session net.Conn
		select {
		case session = <-p.free:
		case <-p.ended:
			return
		}
		if session == nil {
			return // and connect has said why
		}
		err = transaction(client, session, request)
		if err != nil {
			_ = session.Close()
			session = p.reconnect()
		}
		p.free <- session // of which there are never more than there is room for
		if err != nil {
			return
		}
	}
}

// reconnect opens a session, unless the pooler has ended.
func (p *pooler) reconnect() net.Conn {
	select {
	case <-p.ended:
		return nil
	default:
		return p.connect()
	}
}

// transaction passes messages on until the session is not in a transaction.
func transaction(client, session net.Conn, request []byte) (err error) {
	for {
		if _, err := session.Write(request); err != nil {
			return err
		}
		if request[0] == 'S' || request[0] == 'Q' {
			idle, err := reply(client, session)
			if idle || err != nil {
				return err
			}
		}
		if request, err = next(client); err != nil {
			return err
		}
		if request[0] == 'X' {
			return io.EOF
		}
	}
}

// reply passes an answer on, and reports whether the session is idle then.
func reply(client, session net.Conn) (idle bool, err error) {
	for {
		answer, err := next(session)
		if err != nil {
			return false, err
		}
		if _, err := client.Write(answer); err != nil {
			return false, err
		}
		if answer[0] == 'Z' {
			return answer[5] == 'I', nil
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
	w.config.Limits.MigrationLock = 0
	same(t, "up", w.up(migrate.All()), []int64{1})
}

// A migration that takes no migration lock and runs outside of a transaction is
// guarded by the journal's, which a session cannot hold here: a transaction does.
func TestPoolerWithoutMigrationLock(t *testing.T) {
	w := postgresWorld(t)
	w.exec("CREATE TABLE counter (n int)")
	w.db = pgx.URL(startPooler(t, w.url))
	w.config.LockRetry.Interval = 10 * time.Millisecond
	w.add("1_bare", "@disable_ddl_transaction", "@disable_migration_lock", "up: SELECT pg_sleep(0.3)",
		"up: INSERT INTO counter VALUES (1)", "up: CREATE INDEX CONCURRENTLY i ON counter (n)")
	told := make(chan string, 20)
	w.config.Observe = func(_ context.Context, e migrate.Event) {
		if noticed, ok := e.(migrate.Noticed); ok {
			told <- noticed.Notice.Message
		}
	}
	ran := make(chan int, 2)
	for range cap(ran) {
		m := w.migrator()
		go func() {
			applied, err := m.Up(t.Context(), migrate.All())
			if err != nil {
				t.Error(err)
			}
			ran <- len(applied)
		}()
	}
	if total := <-ran + <-ran; total != 1 {
		t.Errorf("it was run %d times", total)
	}
	if len(told) == 0 {
		t.Error("nothing was said of the pooler")
	}
	rows, err := w.conn().Query(t.Context(), "SELECT count(*) FROM counter")
	if err != nil || rows[0][0] != int64(1) {
		t.Errorf("rows: %v, %v", rows, err)
	}
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

// Many migrators share few sessions. One that holds the table's lock needs
// another session to run a migration outside of a transaction: those who wait for
// the lock must not keep it from them.
func TestPoolerWithManyMigrators(t *testing.T) {
	w := postgresWorld(t)
	w.db = pgx.URL(startPooler(t, w.url))
	w.addTables(3)
	for _, name := range []string{"4_d", "6_f"} {
		w.add(name, "@disable_ddl_transaction", "up: CREATE TABLE t"+name+" (id int)", "up: SELECT pg_sleep(0.1)", "up: SELECT 1")
	}
	w.add("5_e", "up: CREATE TABLE t5 (id int)")
	once(t, many(t, w, 12, func(m *migrate.Migrator) ([]migrate.Applied, error) {
		return m.Up(t.Context(), migrate.All())
	}), 6)
}

// A client that leaves while it waits for a session, or in its transaction,
// does not take the session with it.
func TestPoolerKeepsItsSessions(t *testing.T) {
	w := postgresWorld(t)
	address := startPooler(t, w.url)
	connect := func() *pgconn.PgConn {
		conn, err := pgconn.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Conn().Close() })
		return conn
	}
	run := func(conn *pgconn.PgConn, sql string) {
		t.Helper()
		if err := conn.Exec(t.Context(), sql).Close(); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	first, second, third := connect(), connect(), connect()
	run(first, "BEGIN")
	run(second, "BEGIN")
	if _, err := third.Conn().Write(message('Q', []byte("SELECT pg_sleep(0.1)\x00")...)); err != nil {
		t.Fatal(err)
	}
	_ = third.Conn().Close()
	_ = second.Conn().Close()
	run(first, "COMMIT")
	fourth := connect()
	run(fourth, "BEGIN")
	run(first, "SELECT 1")
}
