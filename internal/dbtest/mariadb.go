package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
)

// MariaDB creates an empty MariaDB database for the test and returns its URL,
// mysql://user:password@127.0.0.1:port/name. The user may do everything. The
// database is dropped at the end of the test, even if it is still connected
// to.
func MariaDB(t testing.TB) string {
	t.Helper()
	s := mariadb.get(t)
	name := uniqueName(t)
	if _, err := s.admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatalf("create a MariaDB database: %v", err)
	}
	t.Cleanup(func() {
		// The context of the test has ended by now.
		if err := dropMariaDB(context.Background(), s.admin, name); err != nil {
			t.Errorf("drop the MariaDB database: %v", err)
		}
	})
	return s.database(name)
}

// dropMariaDB disconnects everybody from a database and drops it. An open
// transaction would block the drop until lock_wait_timeout, a day.
func dropMariaDB(ctx context.Context, admin *sql.DB, name string) error {
	rows, err := admin.QueryContext(ctx, "SELECT id FROM information_schema.processlist WHERE db = ?", name)
	if err != nil {
		return err
	}
	defer rows.Close()
	var connections []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		connections = append(connections, id)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, id := range connections {
		// It fails if the connection has ended in the meantime.
		_, _ = admin.ExecContext(ctx, fmt.Sprintf("KILL %d", id))
	}
	_, err = admin.ExecContext(ctx, "SET STATEMENT lock_wait_timeout = 10 FOR DROP DATABASE IF EXISTS "+name)
	return err
}
