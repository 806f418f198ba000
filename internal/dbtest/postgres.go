package dbtest

import (
	"context"
	"database/sql"
	"testing"
)

// Postgres creates an empty PostgreSQL database for the test and returns its
// URL, postgres://user:password@127.0.0.1:port/name. The user is the server's
// superuser. The database is dropped at the end of the test, even if it is
// still connected to.
func Postgres(t testing.TB) string {
	t.Helper()
	s := postgres.get(t)
	name := uniqueName(t)
	if err := createPostgres(t.Context(), s.admin, name); err != nil {
		t.Fatalf("create a PostgreSQL database: %v", err)
	}
	t.Cleanup(func() {
		// The context of the test has ended by now.
		if _, err := s.admin.ExecContext(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the PostgreSQL database: %v", err)
		}
	})
	return s.database(name)
}

// createPostgres creates a database.
func createPostgres(ctx context.Context, admin *sql.DB, name string) error {
	var version int
	if err := admin.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return err
	}
	// template1 cannot be copied while anything is connected to it.
	statement := "CREATE DATABASE " + name + " TEMPLATE template0"
	if version >= 150000 {
		// The default since version 15 writes the whole template into the
		// log, which takes three times as long. The old way forces a
		// checkpoint instead, which costs nothing without fsync.
		statement += " STRATEGY file_copy"
	}
	_, err := admin.ExecContext(ctx, statement)
	return err
}
