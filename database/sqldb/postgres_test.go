package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

func openSession(t *testing.T, c database.Connector) database.Conn {
	t.Helper()
	conn, err := c.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func TestPostgres(t *testing.T) {
	conn := openSession(t, sqldb.New(open(t, "pgx", dbtest.Postgres(t)), sqldb.Postgres))
	err := conn.Exec(t.Context(), "CREATE TABLE a (id int PRIMARY KEY, b bytea)", "INSERT INTO a VALUES (1, '\\x00ff')", "INSERT INTO a VALUES (1)")
	e := failure(t, err)
	if e.Index != 2 || e.Code != "23505" || e.Message != `duplicate key value violates unique constraint "a_pkey"` ||
		e.Detail != "Key (id)=(1) already exists." || e.Hint != "" {
		t.Errorf("got %+v", e)
	}
	e = failure(t, conn.Exec(t.Context(), "SELECT idd FROM a"))
	if e.Position != 8 || e.Hint == "" {
		t.Errorf("got %+v", e)
	}
	rows, err := conn.Query(t.Context(), "SELECT id, b, 'x'::text, 1.5::float8, true, NULL, 1::bigint FROM a WHERE id = $1", 1)
	if err != nil {
		t.Fatal(err)
	}
	row := rows[0]
	if b, ok := row[1].([]byte); !ok || string(b) != "\x00\xff" {
		t.Errorf("bytes: got %#v", row[1])
	}
	if row[0] != int64(1) || row[2] != "x" || row[3] != 1.5 || row[4] != true || row[5] != nil || row[6] != int64(1) {
		t.Errorf("got %#v", row)
	}
}

func TestPostgresCancel(t *testing.T) {
	conn := openSession(t, sqldb.New(open(t, "pgx", dbtest.Postgres(t)), sqldb.Postgres))
	if err := conn.Exec(t.Context(), "BEGIN", "CREATE TABLE a (id int)"); err != nil {
		t.Fatal(err)
	}
	for _, send := range []func(context.Context) error{
		func(ctx context.Context) error { return conn.Exec(ctx, "SELECT pg_sleep(60)") },
		func(ctx context.Context) error { _, err := conn.Query(ctx, "SELECT pg_sleep(60)"); return err },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		e := failure(t, send(ctx))
		cancel()
		if !errors.Is(e, context.DeadlineExceeded) || e.Code != "57014" {
			t.Errorf("got %+v", e)
		}
		if err := conn.Exec(t.Context(), "ROLLBACK", "BEGIN"); err != nil {
			t.Errorf("the session cannot be used any more: %v", err)
		}
	}
}

// What has only looked goes back to the pool; what may have changed the
// session does not.
func TestClose(t *testing.T) {
	db := open(t, "pgx", dbtest.Postgres(t))
	db.SetMaxOpenConns(1)
	pid := func() (pid int) {
		t.Helper()
		if err := db.QueryRowContext(t.Context(), "SELECT pg_backend_pid()").Scan(&pid); err != nil {
			t.Fatal(err)
		}
		return pid
	}
	first := pid()
	for name, c := range map[string]struct {
		use  func(database.Conn) error
		back bool
	}{
		"one SELECT": {func(conn database.Conn) error { _, err := conn.Query(t.Context(), "SELECT 1"); return err }, true},
		"nothing":    {func(database.Conn) error { return nil }, true},
		"a setting":  {func(conn database.Conn) error { return conn.Exec(t.Context(), "SET work_mem = '7MB'") }, false},
		"a transaction": {func(conn database.Conn) error {
			_, err := conn.Query(t.Context(), "BEGIN")
			return err
		}, false},
		"two queries": {func(conn database.Conn) error {
			_, err1 := conn.Query(t.Context(), "SELECT 1")
			_, err2 := conn.Query(t.Context(), "SELECT set_config('work_mem', '8MB', false)")
			return errors.Join(err1, err2)
		}, false},
	} {
		conn, err := sqldb.New(db, sqldb.Postgres).Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(c.use(conn), conn.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
		if now := pid(); (now == first) != c.back {
			t.Errorf("%s: back in the pool: %v", name, now == first)
		} else {
			first = now
		}
	}
}

// A database in memory survives its migration.
func TestMemory(t *testing.T) {
	for _, dsn := range []string{":memory:", "file:shared?mode=memory&cache=shared", sqldb.SQLiteDSN(":memory:", nil)} {
		db := open(t, "sqlite", dsn)
		db.SetMaxOpenConns(1)
		conn, err := sqldb.New(db, sqldb.SQLite).Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.Exec(t.Context(), "CREATE TABLE a (id int)", "BEGIN", "CREATE TABLE b (id int)"); err != nil {
			t.Fatal(err)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		var tables int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil || tables != 1 {
			t.Errorf("%s: %d tables, %v", dsn, tables, err)
		}
	}
}

func TestDialects(t *testing.T) {
	for _, kind := range []sqldb.Kind{sqldb.Postgres, sqldb.MySQL, sqldb.SQLite, sqldb.MSSQL} {
		if d := sqldb.New(nil, kind).Dialect(); d.Name() != string(kind) {
			t.Errorf("%s has the dialect %s", kind, d.Name())
		}
	}
	if sqldb.New(nil, "oracle").Dialect() != nil {
		t.Error("a strange kind has a dialect")
	}
}

// No password is in an error, whatever a driver says about a data source name
// that it cannot read.
func TestPasswordsAreHidden(t *testing.T) {
	const secret = "s3cr3t"
	for driver, dsn := range map[string]string{
		"pgx":    "postgres://user:" + secret + "@[bad:1/name",
		"sqlite": "file:" + filepath.Join(t.TempDir(), "none", "a.db") + "?password=" + secret,
	} {
		db, err := sql.Open(driver, dsn)
		if err != nil {
			continue // the caller's business
		}
		t.Cleanup(func() { _ = db.Close() })
		kind := sqldb.SQLite
		if driver == "pgx" {
			kind = sqldb.Postgres
		}
		if _, err := sqldb.New(db, kind).Connect(t.Context()); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: got %v", driver, err)
		}
	}
}
