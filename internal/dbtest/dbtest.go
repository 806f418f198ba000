package dbtest

import (
	"database/sql"
	"net/url"
	"testing"

	_ "modernc.org/sqlite" // the "sqlite" driver

	"github.com/whimbrel-go/whimbrel/internal/dbtest/server"
)

// Database is a fresh, empty database.
type Database struct {
	// Dialect is "postgres", "mariadb" or "sqlite".
	Dialect string
	// URL is the address, as the functions named like the dialects return it.
	URL string
}

// Each runs f as a subtest, named like the dialect, on a fresh database of
// each product. Subtests of products that are not installed are skipped.
func Each(t *testing.T, f func(t *testing.T, db Database)) {
	t.Helper()
	for _, product := range []struct {
		dialect string
		fresh   func(testing.TB) string
	}{
		{"postgres", Postgres},
		{"mariadb", MariaDB},
		{"sqlite", SQLite},
	} {
		t.Run(product.dialect, func(t *testing.T) {
			t.Helper()
			f(t, Database{Dialect: product.dialect, URL: product.fresh(t)})
		})
	}
}

// Open opens a database by its URL and closes it at the end of the test. One
// Exec may carry several statements.
func Open(t testing.TB, rawURL string) *sql.DB {
	t.Helper()
	u, err := url.Parse(rawURL)
	if err != nil {
		t.Fatal(err)
	}
	var db *sql.DB
	if u.Scheme == "sqlite" {
		db, err = sql.Open("sqlite", sqlitePath(u))
	} else {
		db, err = server.Open(rawURL)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return db
}

// Exec runs a script in a database.
func Exec(t testing.TB, rawURL, script string) {
	t.Helper()
	if _, err := Open(t, rawURL).ExecContext(t.Context(), script); err != nil {
		t.Fatalf("run a script: %v\n%s", err, script)
	}
}
