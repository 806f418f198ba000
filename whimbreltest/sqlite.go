package whimbreltest

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
)

// SQLite returns a connector for a fresh SQLite database in the temporary
// folder of the test. The test has to link a driver: modernc.org/sqlite,
// github.com/mattn/go-sqlite3, or another one that calls itself "sqlite" or
// "sqlite3".
func SQLite(t testing.TB) database.Connector {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	name, dsn := "sqlite", sqldb.SQLiteDSN(path, nil)
	if !slices.Contains(sql.Drivers(), name) {
		name, dsn = "sqlite3", "file:"+filepath.ToSlash(path)+"?_foreign_keys=on"
	}
	if !slices.Contains(sql.Drivers(), name) {
		t.Fatal(`no driver for SQLite is linked; write: import _ "modernc.org/sqlite"`)
	}
	db, err := sql.Open(name, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return sqldb.New(db, sqldb.SQLite)
}
