package pgx_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func connect(t *testing.T, text string) database.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return conn
}

func one(t *testing.T, conn database.Conn, query string, args ...any) any {
	t.Helper()
	rows, err := conn.Query(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return rows[0][0]
}

func failure(t *testing.T, err error) *database.Error {
	t.Helper()
	var e *database.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v (%T), want a *database.Error", err, err)
	}
	return e
}

func TestExecNamesTheFailingStatement(t *testing.T) {
	conn := connect(t, dbtest.Postgres(t))
	e := failure(t, conn.Exec(t.Context(), "BEGIN", "", "SELECT generate_series(1, 1000)", "SELECT 1 FROM nowhere", "COMMIT"))
	if e.Index != 3 || e.SQL != "SELECT 1 FROM nowhere" || e.Code != "42P01" || e.Position != 15 ||
		e.Message != `relation "nowhere" does not exist` {
		t.Errorf("got %+v", e)
	}
	if err := conn.Exec(t.Context(), "ROLLBACK"); err != nil {
		t.Error(err)
	}
	// A statement that fails after its first rows.
	e = failure(t, conn.Exec(t.Context(), "SELECT 1", "SELECT 1 / (3 - n) FROM generate_series(1, 5) n", "SELECT 2"))
	if e.Index != 1 || e.Code != "22012" {
		t.Errorf("got %+v", e)
	}
	// The commit of the implicit transaction fails, after all statements.
	if err := conn.Exec(t.Context(), "CREATE TABLE a (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)"); err != nil {
		t.Fatal(err)
	}
	e = failure(t, conn.Exec(t.Context(), "INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (1)"))
	if e.Index != 1 || e.Code != "23505" {
		t.Errorf("got %+v", e)
	}
	if err := conn.Exec(t.Context()); err != nil {
		t.Error(err)
	}
}

// These refuse to run inside a transaction block.
func TestExecAlone(t *testing.T) {
	conn := connect(t, dbtest.Postgres(t))
	name := fmt.Sprintf("alone_%d", time.Now().UnixNano())
	for _, sql := range []string{
		"", "-- a comment", "CREATE TABLE a (id int)", "CREATE TYPE mood AS ENUM ('sad')", "ALTER TYPE mood ADD VALUE 'ok'",
		"CREATE INDEX CONCURRENTLY i ON a (id)", "REINDEX INDEX CONCURRENTLY i", "DROP INDEX CONCURRENTLY i",
		"VACUUM a", "CREATE DATABASE " + name, "DROP DATABASE " + name,
	} {
		if err := conn.Exec(t.Context(), sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

func TestExecSeveralCommandsInOne(t *testing.T) {
	conn := connect(t, dbtest.Postgres(t))
	for _, before := range [][]string{nil, {"SELECT 1"}} {
		e := failure(t, conn.Exec(t.Context(), append(before, "SELECT 1; SELECT 2")...))
		if e.Message != "cannot insert multiple commands into a prepared statement" || e.Index != len(before) ||
			!strings.HasPrefix(e.Hint, "one statement per execute") {
			t.Errorf("got %+v", e)
		}
	}
	if err := conn.Exec(t.Context(), "SELECT 1; "); err != nil {
		t.Errorf("one statement with a semicolon: %v", err)
	}
}

func TestExecALot(t *testing.T) {
	conn := connect(t, dbtest.Postgres(t))
	statements := make([]string, 500)
	for i := range statements {
		statements[i] = "SELECT repeat('x', 20000) -- " + strings.Repeat("y", 20000)
	}
	if err := conn.Exec(t.Context(), statements...); err != nil {
		t.Fatal(err)
	}
}

func TestCancel(t *testing.T) {
	text := dbtest.Postgres(t)
	conn := connect(t, text)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	e := failure(t, conn.Exec(ctx, "BEGIN", "SELECT pg_sleep(60)"))
	if e.Code != "57014" || e.Index != 1 || !errors.Is(e, context.DeadlineExceeded) {
		t.Errorf("got %+v", e)
	}
	if err := conn.Exec(t.Context(), "ROLLBACK"); err != nil {
		t.Errorf("the session is gone: %v", err)
	}
	if n := one(t, conn, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND state = 'active'"); n != int64(0) {
		t.Errorf("the query still runs on the server")
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if err := conn.Exec(done, "SELECT 1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestNotices(t *testing.T) {
	conn := connect(t, dbtest.Postgres(t))
	var got []database.Notice
	conn.OnNotice(func(n database.Notice) { got = append(got, n) })
	if err := conn.Exec(t.Context(), "DROP TABLE IF EXISTS nowhere", "DO $$ BEGIN RAISE WARNING 'careful'; END $$"); err != nil {
		t.Fatal(err)
	}
	want := []database.Notice{
		{Severity: "NOTICE", Message: `table "nowhere" does not exist, skipping`},
		{Severity: "WARNING", Message: "careful"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestQuery(t *testing.T) {
	conn := connect(t, dbtest.Postgres(t))
	rows, err := conn.Query(t.Context(), `SELECT 1::int2, 2::int4, 3::int8, 1.5::float8, true, 'text', '\x00ff'::bytea, NULL,
		'2026-01-02 03:04:05.6'::timestamp, '2026-01-02'::date, '{a,b}'::text[], 1.20::numeric, 'infinity'::timestamp`)
	if err != nil {
		t.Fatal(err)
	}
	want := []any{
		int64(1), int64(2), int64(3), 1.5, true, "text", "\x00\xff", nil, "2026-01-02 03:04:05.6 +0000 UTC",
		"2026-01-02 00:00:00 +0000 UTC", "{a,b}", "1.20", "infinity",
	}
	for i, value := range rows[0] {
		switch v := value.(type) {
		case []byte:
			value = string(v)
		case time.Time:
			value = v.String()
		}
		if value != want[i] {
			t.Errorf("column %d: got %#v, want %#v", i, value, want[i])
		}
	}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for query, arg := range map[string]any{
		"SELECT $1::text = 'a''b'": "a'b", "SELECT $1::int8 = 5": int64(5), "SELECT $1::int4 = 6": 6, "SELECT $1::bool": true,
		"SELECT $1::bytea = '\\x00'": []byte{0}, "SELECT $1::text IS NULL": nil, "SELECT $1::float8 = 0.1": 0.1,
		"SELECT $1::timestamp = '2026-01-02 03:04:05'": now,
	} {
		if one(t, conn, query, arg) != true {
			t.Errorf("%s with %v", query, arg)
		}
	}
	if _, err := conn.Query(t.Context(), "SELECT $1", struct{}{}); err == nil {
		t.Error("an argument of a strange type: no error")
	}
	if e := failure(t, func() error { _, err := conn.Query(t.Context(), "SELECT nothing"); return err }()); e.Code != "42703" {
		t.Errorf("got %+v", e)
	}
}

func TestConnectionStrings(t *testing.T) {
	text := dbtest.Postgres(t)
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	keyValue := fmt.Sprintf("host=%s port=%s user=%s password='%s' dbname=%s", u.Hostname(), u.Port(), u.User.Username(),
		password, strings.TrimPrefix(u.Path, "/"))
	query := url.Values{"user": {u.User.Username()}, "password": {password}, "host": {u.Hostname()}, "port": {u.Port()}}
	for name, text := range map[string]string{
		"url": text, "key=value": keyValue,
		"ecto":       strings.Replace(text, "postgres:", "ecto:", 1) + "?pool_size=10&ssl=false",
		"parameters": "postgresql://" + u.Path + "?" + query.Encode(),
	} {
		t.Run(name, func(t *testing.T) {
			conn := connect(t, text)
			if got := one(t, conn, "SELECT current_setting('application_name')"); got != "whimbrel" {
				t.Errorf("application_name is %v", got)
			}
		})
	}
	t.Run("environment", func(t *testing.T) {
		t.Setenv("PGHOST", u.Hostname())
		t.Setenv("PGPORT", u.Port())
		t.Setenv("PGUSER", u.User.Username())
		t.Setenv("PGPASSWORD", password)
		t.Setenv("PGDATABASE", strings.TrimPrefix(u.Path, "/"))
		t.Setenv("PGAPPNAME", "mine")
		if got := one(t, connect(t, ""), "SELECT current_setting('application_name')"); got != "mine" {
			t.Errorf("application_name is %v", got)
		}
	})
}

func TestUnixSocket(t *testing.T) {
	text := dbtest.Postgres(t)
	u, _ := url.Parse(text)
	dirs := one(t, connect(t, text), "SELECT current_setting('unix_socket_directories')").(string)
	dir, _, _ := strings.Cut(dirs, ",")
	if dir == "" {
		t.Skip("the server has no unix socket")
	}
	query := url.Values{"host": {dir}, "port": {u.Port()}}
	u.Host, u.RawQuery = "", query.Encode()
	if got := one(t, connect(t, u.String()), "SELECT inet_server_addr() IS NULL"); got != true {
		t.Error("not connected through the socket")
	}
}

func TestPasswordIsNeverShown(t *testing.T) {
	u, err := url.Parse(dbtest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	const secret = "s3cr3tWORD"
	with := func(change func(*url.URL)) string {
		c := *u
		c.User = url.UserPassword(u.User.Username(), secret)
		change(&c)
		return c.String()
	}
	for name, text := range map[string]string{
		"wrong password":      with(func(*url.URL) {}),
		"refused":             with(func(u *url.URL) { u.Host = "127.0.0.1:1" }),
		"unknown host":        with(func(u *url.URL) { u.Host = "nowhere.invalid:5432" }),
		"missing database":    with(func(u *url.URL) { u.Path = "/nowhere" }),
		"in the query":        "postgres://127.0.0.1:1/a?user=u&password=" + secret,
		"bad mode":            with(func(u *url.URL) { u.RawQuery = "sslmode=" + secret }),
		"key=value":           "host=127.0.0.1 port=1 user=u password=" + secret,
		"key=value, quoted":   "host=127.0.0.1 port=1 user=u password='" + secret + "' dbname=x",
		"key=value, broken":   "host=127.0.0.1 port=1 user=u password='" + secret,
		"key=value, bad port": "host=127.0.0.1 port=" + secret + " user=u password=" + secret,
		"slash in password":   "postgres://u:" + secret + "/x@127.0.0.1/a",
		"colon in password":   "postgres://u:x:" + secret + "@127.0.0.1:1/a",
		"at in password":      "postgres://u:x@" + secret + "@127.0.0.1:1/a",
		"percent in password": "postgres://u:%zz" + secret + "@127.0.0.1:1/a",
		"bracket in password": "postgres://u:[" + secret + "@127.0.0.1:1/a",
		"hash in password":    "postgres://u:x#" + secret + "@127.0.0.1:1/a",
		"question mark":       "postgres://u:x?" + secret + "@127.0.0.1:1/a",
		"space":               "postgres://u:x " + secret + "@127.0.0.1:1/a",
		"control character":   "postgres://u:x\n" + secret + "@127.0.0.1:1/a",
		"wrong scheme":        "oracle://u:" + secret + "@127.0.0.1:1/a",
		"no scheme":           "u:" + secret + "@127.0.0.1:1/a",
		"only the password":   secret,
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			conn, err := pgx.Connect(ctx, text)
			if err == nil {
				_ = conn.Close(ctx)
				t.Skip("the server asks for no password")
			}
			e := failure(t, err)
			for ; err != nil; err = errors.Unwrap(err) {
				if shown := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(shown, secret) {
					t.Errorf("the password is in %s", shown)
				}
			}
			if e.Hint == "" || strings.Contains(e.Hint, secret) {
				t.Errorf("bad hint in %#v", e)
			}
			t.Logf("%v\n%s", e, e.Hint)
		})
	}
}

func TestConnectIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := pgx.Connect(ctx, dbtest.Postgres(t))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
