package dbtest

import (
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { Main(m) }

// dialectURL is the form of each dialect's URL.
var dialectURL = map[string]string{
	"postgres": "postgres://",
	"mariadb":  "mysql://",
	"sqlite":   "sqlite:///",
}

func TestEach(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	Each(t, func(t *testing.T, db Database) {
		seen[db.Dialect] = true
		if !strings.HasPrefix(db.URL, dialectURL[db.Dialect]) {
			t.Errorf("URL %q of %s", db.URL, db.Dialect)
		}
		// It is empty, and one Exec takes a script.
		Exec(t, db.URL, "CREATE TABLE a (id integer PRIMARY KEY); INSERT INTO a VALUES (1);")
		var count int
		if err := Open(t, db.URL).QueryRow("SELECT count(*) FROM a").Scan(&count); err != nil || count != 1 {
			t.Errorf("count %d, error %v", count, err)
		}
	})
	if !seen["sqlite"] {
		t.Error("SQLite needs no server, but it was left out")
	}
}

func TestServersNeedThePassword(t *testing.T) {
	t.Parallel()
	Each(t, func(t *testing.T, db Database) {
		if db.Dialect == "sqlite" {
			t.Skip("no password")
		}
		u, err := url.Parse(db.URL)
		if err != nil {
			t.Fatal(err)
		}
		if password, _ := u.User.Password(); len(password) < 20 {
			t.Errorf("the password is only %d bytes", len(password))
		}
		u.User = url.UserPassword(u.User.Username(), "wrong")
		if err := Open(t, u.String()).Ping(); err == nil {
			t.Error("logged in with a wrong password")
		}
		u.User = url.UserPassword("root", "")
		if err := Open(t, u.String()).Ping(); err == nil {
			t.Error("logged in as root without a password")
		}
	})
}

// TestDropped checks that a database is gone after its test, in spite of a
// connection with an open transaction.
func TestDropped(t *testing.T) {
	t.Parallel()
	for name, product := range map[string]struct {
		fresh  func(testing.TB) string
		shared *shared
		query  string
	}{
		"postgres": {Postgres, &postgres, "SELECT count(*) FROM pg_database WHERE datname = $1"},
		"mariadb":  {MariaDB, &mariadb, "SELECT count(*) FROM information_schema.schemata WHERE schema_name = ?"},
	} {
		t.Run(name, func(t *testing.T) {
			count := func(name string) (n int) {
				t.Helper()
				if err := product.shared.get(t).admin.QueryRow(product.query, name).Scan(&n); err != nil {
					t.Fatal(err)
				}
				return n
			}
			var database string
			var left *sql.Conn
			t.Run("inner", func(t *testing.T) {
				address := product.fresh(t)
				database = strings.TrimPrefix(parse(t, address).Path, "/")
				if n := count(database); n != 1 {
					t.Fatalf("%d databases %s", n, database)
				}
				Exec(t, address, "CREATE TABLE a (id integer)")
				// The outer test's, so that it is open during the cleanup.
				conn, err := openOutside(address)
				if err != nil {
					t.Fatal(err)
				}
				left = conn
				for _, statement := range []string{"BEGIN", "INSERT INTO a VALUES (1)"} {
					if _, err := conn.ExecContext(t.Context(), statement); err != nil {
						t.Fatal(err)
					}
				}
			})
			if left != nil {
				defer left.Close()
			}
			if n := count(database); n != 0 {
				t.Errorf("database %s is still there", database)
			}
		})
	}
}

func TestUniqueName(t *testing.T) {
	t.Run("A rather long name with ünusual / characters; -- and more", func(t *testing.T) {
		a, b := uniqueName(t), uniqueName(t)
		if a == b {
			t.Errorf("%s twice", a)
		}
		if len(a) > 63 || strings.Trim(a, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			t.Errorf("bad name %s", a)
		}
	})
}

func TestSQLitePath(t *testing.T) {
	t.Parallel()
	address := SQLite(t)
	path := sqlitePath(parse(t, address))
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("%s should not exist yet: %v", path, err)
	}
	Exec(t, address, "CREATE TABLE a (id)")
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
