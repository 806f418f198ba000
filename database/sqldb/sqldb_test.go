package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	_ "modernc.org/sqlite" // the "sqlite" driver

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func openMySQL(t *testing.T, rawURL string) *sql.DB {
	t.Helper()
	u, err := url.Parse(rawURL)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	config := mysql.NewConfig()
	config.User, config.Passwd, config.Net, config.Addr = u.User.Username(), password, "tcp", u.Host
	config.DBName = strings.TrimPrefix(u.Path, "/")
	return open(t, "mysql", config.FormatDSN())
}

func open(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func connect(t *testing.T, db *sql.DB, kind sqldb.Kind) database.Conn {
	t.Helper()
	conn, err := sqldb.Connect(t.Context(), db, kind)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// each runs a test on MariaDB and SQLite.
func each(t *testing.T, f func(t *testing.T, kind sqldb.Kind, conn database.Conn)) {
	t.Run("mysql", func(t *testing.T) {
		f(t, sqldb.MySQL, connect(t, openMySQL(t, dbtest.MariaDB(t)), sqldb.MySQL))
	})
	t.Run("sqlite", func(t *testing.T) {
		dsn := sqldb.SQLiteDSN(filepath.Join(t.TempDir(), "a.db"), nil)
		f(t, sqldb.SQLite, connect(t, open(t, "sqlite", dsn), sqldb.SQLite))
	})
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
	want := map[sqldb.Kind]struct{ code, message string }{
		sqldb.MySQL:  {"1146", "doesn't exist"},
		sqldb.SQLite: {"1", "no such table: nowhere"},
	}
	each(t, func(t *testing.T, kind sqldb.Kind, conn database.Conn) {
		err := conn.Exec(t.Context(), "CREATE TABLE a (id int PRIMARY KEY)", "INSERT INTO a VALUES (1)", "INSERT INTO nowhere VALUES (1)", "DROP TABLE a")
		e := failure(t, err)
		if e.Index != 2 || e.SQL != "INSERT INTO nowhere VALUES (1)" || e.Code != want[kind].code || e.Hint != "" ||
			!strings.HasSuffix(e.Message, want[kind].message) || strings.HasPrefix(e.Message, "Error") {
			t.Errorf("got %+v", e)
		}
		rows, err := conn.Query(t.Context(), "SELECT count(*) FROM a")
		if err != nil || rows[0][0] != int64(1) {
			t.Errorf("got %v, %v", rows, err)
		}
	})
}

func TestQuery(t *testing.T) {
	queries := map[sqldb.Kind]string{
		sqldb.MySQL:  "SELECT 1, CAST(2 AS unsigned), 'text', x'00ff', NULL, 1.5e0, 1.20, version FROM v",
		sqldb.SQLite: "SELECT 1, 2, 'text', x'00ff', NULL, 1.5, '1.20', version FROM v",
	}
	each(t, func(t *testing.T, kind sqldb.Kind, conn database.Conn) {
		if err := conn.Exec(t.Context(), "CREATE TABLE v (version bigint)", "INSERT INTO v VALUES (20260102030405)"); err != nil {
			t.Fatal(err)
		}
		rows, err := conn.Query(t.Context(), queries[kind])
		if err != nil {
			t.Fatal(err)
		}
		row := rows[0]
		if b, ok := row[3].([]byte); !ok || string(b) != "\x00\xff" {
			t.Errorf("bytes: got %#v", row[3])
		}
		row[3] = nil
		if want := []any{int64(1), int64(2), "text", nil, nil, 1.5, "1.20", int64(20260102030405)}; !slices.Equal(row, want) {
			t.Errorf("got %#v", row)
		}
		rows, err = conn.Query(t.Context(), "SELECT version FROM v WHERE version = ?", int64(20260102030405))
		if err != nil || len(rows) != 1 || rows[0][0] != int64(20260102030405) {
			t.Errorf("with an argument: %v %v", rows, err)
		}
		if _, err = conn.Query(t.Context(), "SELECT nothing FROM v"); failure(t, err).Code == "" {
			t.Errorf("got %v", err)
		}
	})
}

func TestCancel(t *testing.T) {
	slow := map[sqldb.Kind]string{
		sqldb.MySQL:  "INSERT INTO a SELECT sleep(60)",
		sqldb.SQLite: "INSERT INTO a WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000000000) SELECT n FROM r",
	}
	each(t, func(t *testing.T, kind sqldb.Kind, conn database.Conn) {
		if err := conn.Exec(t.Context(), "CREATE TABLE a (id int)"); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		e := failure(t, conn.Exec(ctx, slow[kind], "DROP TABLE a"))
		if !errors.Is(e, context.DeadlineExceeded) || e.Index != 0 || e.Code == "" {
			t.Errorf("got %+v", e)
		}
		rows, err := conn.Query(t.Context(), "SELECT count(*) FROM a")
		if err != nil || rows[0][0] != int64(0) {
			t.Errorf("the session cannot be used any more: %v %v", rows, err)
		}
		if kind == sqldb.MySQL {
			rows, err := conn.Query(t.Context(), "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'INSERT INTO a%'")
			if err != nil || rows[0][0] != int64(0) {
				t.Errorf("the statement still runs on the server: %v %v", rows, err)
			}
		}
		done, cancel := context.WithCancel(t.Context())
		cancel()
		if err := conn.Exec(done, "DROP TABLE a"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestSQLitePragmas(t *testing.T) {
	pragmas := func(t *testing.T, parameters url.Values) map[string]any {
		path := filepath.Join(t.TempDir(), "a b?c#d%.db")
		conn := connect(t, open(t, "sqlite", sqldb.SQLiteDSN(path, parameters)), sqldb.SQLite)
		if err := conn.Exec(t.Context(), "CREATE TABLE a (id int)"); err != nil {
			t.Fatal(err)
		}
		if found, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "a b*.db")); !slices.Equal(found, []string{path}) {
			t.Errorf("the file is not %s: %v", path, found)
		}
		got := map[string]any{}
		for _, name := range []string{"foreign_keys", "journal_mode", "synchronous", "busy_timeout", "cache_size", "auto_vacuum", "wal_autocheckpoint"} {
			rows, err := conn.Query(t.Context(), "PRAGMA "+name)
			if err != nil {
				t.Fatal(err)
			}
			got[name] = rows[0][0]
		}
		return got
	}
	check := func(t *testing.T, got, want map[string]any) {
		for name, value := range want {
			if got[name] != value {
				t.Errorf("%s is %v, want %v", name, got[name], value)
			}
		}
	}
	t.Run("defaults", func(t *testing.T) {
		check(t, pragmas(t, nil), map[string]any{
			"foreign_keys": int64(1), "journal_mode": "wal", "synchronous": int64(1), "busy_timeout": int64(2000),
			"cache_size": int64(-64000), "auto_vacuum": int64(0),
		})
	})
	t.Run("given", func(t *testing.T) {
		parameters := url.Values{
			"foreign_keys": {"off"}, "journal_mode": {"delete"}, "synchronous": {"full"}, "busy_timeout": {"7"},
			"cache_size": {"100"}, "auto_vacuum": {"full"}, "wal_auto_check_point": {"5"}, "_txlock": {"immediate"},
		}
		check(t, pragmas(t, parameters), map[string]any{
			"foreign_keys": int64(0), "journal_mode": "delete", "synchronous": int64(2), "busy_timeout": int64(7),
			"cache_size": int64(100), "auto_vacuum": int64(1), "wal_autocheckpoint": int64(5),
		})
	})
}

func TestConnectFails(t *testing.T) {
	if _, err := sqldb.Connect(t.Context(), nil, "oracle"); err == nil {
		t.Error("a strange kind: no error")
	}
	db := open(t, "sqlite", sqldb.SQLiteDSN(filepath.Join(t.TempDir(), "missing", "a.db"), nil))
	_, err := sqldb.Connect(t.Context(), db, sqldb.SQLite)
	if e := failure(t, err); e.Code != "14" {
		t.Errorf("got %+v", e)
	}

	const secret = "s3cr3tWORD"
	config := mysql.NewConfig()
	config.User, config.Passwd, config.Net, config.Addr = "u", secret, "tcp", "127.0.0.1:1"
	_, err = sqldb.Connect(t.Context(), open(t, "mysql", config.FormatDSN()), sqldb.MySQL)
	if e := failure(t, err); strings.Contains(e.Error(), secret) {
		t.Errorf("the password is in %v", e)
	}
}

// A transaction is one statement where the server has such statements, and
// after an error nothing of it remains.
func TestExecAtomic(t *testing.T) {
	each(t, func(t *testing.T, kind sqldb.Kind, conn database.Conn) {
		if err := conn.Exec(t.Context(), "CREATE TABLE a (id int PRIMARY KEY)"); err != nil {
			t.Fatal(err)
		}
		sent, err := database.ExecAtomic(t.Context(), conn, "INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (2)")
		if err != nil || sent != (kind == sqldb.MySQL) {
			t.Fatalf("sent: %v, error: %v", sent, err)
		}
		if !sent {
			return
		}
		_, err = database.ExecAtomic(t.Context(), conn, "INSERT INTO a VALUES (3)", "INSERT INTO a VALUES (1)")
		if e := failure(t, err); e.Code != "1062" {
			t.Errorf("got %+v", e)
		}
		if err := conn.Exec(t.Context(), "ROLLBACK"); err != nil {
			t.Fatal(err)
		}
		rows, err := conn.Query(t.Context(), "SELECT id FROM a ORDER BY id")
		if err != nil || len(rows) != 2 {
			t.Errorf("got %v, %v", rows, err)
		}
	})
}
