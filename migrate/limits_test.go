package migrate_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// servers are the databases on which a statement can wait for a lock.
func servers(t *testing.T, f func(t *testing.T, w *world)) {
	each(t, func(t *testing.T, w *world) {
		if w.dialect.Name() == "sqlite" {
			t.Skip("SQLite has no lock but that of the whole file")
		}
		f(t, w)
	})
}

// lockTable has another session use a table in an open transaction.
func lockTable(t *testing.T, w *world, table string) (release func()) {
	t.Helper()
	holder := w.conn()
	if err := holder.Exec(t.Context(), "BEGIN", "SELECT * FROM "+table); err != nil {
		t.Fatal(err)
	}
	return func() { _ = holder.Exec(context.Background(), "ROLLBACK") }
}

func TestLockRetries(t *testing.T) {
	servers(t, func(t *testing.T, w *world) {
		w.add("1_a", "up: CREATE TABLE a (id int)")
		w.up(migrate.All())
		w.add("2_b", "up: CREATE TABLE b (id int)", "up: ALTER TABLE a ADD COLUMN b int")
		w.config.Limits = migrate.Limits{Lock: 100 * time.Millisecond, Retries: 5, RetryPause: time.Millisecond}
		release := lockTable(t, w, "a")
		tries := 0
		w.config.Observe = func(_ context.Context, e migrate.Event) {
			if retrying, ok := e.(migrate.Retrying); ok {
				tries++
				if retrying.Try != tries || retrying.Retries != 5 || database.CodeOf(retrying.Err) == "" {
					t.Errorf("got %+v", retrying)
				}
				if tries == 2 {
					release()
				}
			}
		}
		same(t, "up", w.up(migrate.All()), []int64{2})
		if tries != 2 {
			t.Errorf("%d tries failed", tries)
		}
	})
}

func TestLockRetriesAreUsedUp(t *testing.T) {
	servers(t, func(t *testing.T, w *world) {
		w.add("1_a", "up: CREATE TABLE a (id int)")
		w.up(migrate.All())
		w.add("2_b", "up: ALTER TABLE a ADD COLUMN b int")
		w.config.Limits = migrate.Limits{Lock: 50 * time.Millisecond, Retries: 1, RetryPause: time.Millisecond}
		release := lockTable(t, w, "a")
		e := w.fails(t.Context())
		if migrate.IsPartial(e) || migrate.IsLocked(e) || len(e.Executed) > 0 {
			t.Errorf("got %+v", e)
		}
		contains(t, report(e), "ALTER TABLE a")
		release()
		w.config.Limits = migrate.Limits{}
		same(t, "up", w.up(migrate.All()), []int64{2})
	})
}

func TestStatementTimeout(t *testing.T) {
	servers(t, func(t *testing.T, w *world) {
		slow := "up: SELECT pg_sleep(20)"
		if w.dialect.Name() == "mysql" {
			slow = "up: SELECT SLEEP(20)"
		}
		w.add("1_a", slow)
		w.config.Limits.Statement = 100 * time.Millisecond
		if e := w.fails(t.Context()); e.Cancelled() || e.Number != 1 {
			t.Errorf("got %v", e)
		}
	})
}

// The session's own limits come back after the migration.
func TestLimitsAreTakenBack(t *testing.T) {
	w := newWorld(t, dbtest.Database{Dialect: "mariadb", URL: dbtest.MariaDB(t)})
	var asked [][]any
	query := "SELECT @@SESSION.lock_wait_timeout, @@SESSION.innodb_lock_wait_timeout, @@SESSION.max_statement_time"
	w.db = wrapped{w.db, func(conn database.Conn) (database.Conn, error) { return closing{conn, query, &asked}, nil }}
	want, err := w.conn().Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	w.add("1_a", "up: CREATE TABLE a AS "+query)
	w.config.Limits = migrate.Limits{Lock: 7 * time.Second, Statement: 8500 * time.Millisecond}
	w.up(migrate.All())
	rows, err := w.conn().Query(t.Context(), "SELECT * FROM a")
	if err != nil || rows[0][0] != int64(7) || rows[0][1] != int64(7) || toString(rows[0][2]) != "8.5" {
		t.Errorf("within the migration: %v, %v", rows, err)
	}
	if len(asked) == 0 {
		t.Fatal("no session was closed")
	}
	for i := range want[0] {
		if toString(asked[0][i]) != toString(want[0][i]) {
			t.Errorf("afterwards: %v, want %v", asked[0], want[0])
		}
	}
}

// closing asks a query when the session ends.
type closing struct {
	database.Conn
	query string
	asked *[][]any
}

func (c closing) Close(ctx context.Context) error {
	rows, err := c.Query(ctx, c.query)
	*c.asked = append(*c.asked, rows...)
	return errors.Join(err, c.Conn.Close(ctx))
}

func TestLimitsAreRefused(t *testing.T) {
	sqlite := newWorld(t, dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)})
	mariadb := newWorld(t, dbtest.Database{Dialect: "mariadb", URL: dbtest.MariaDB(t)})
	for name, c := range map[string]struct {
		w      *world
		mode   migrate.TransactionMode
		limits migrate.Limits
		want   string
	}{
		"mode":    {sqlite, "some", migrate.Limits{}, "there is no transaction mode"},
		"mysql":   {mariadb, migrate.TransactionAll, migrate.Limits{}, "cannot run all migrations in one transaction"},
		"retries": {sqlite, "", migrate.Limits{Retries: 3}, "nothing is tried again without a time limit"},
	} {
		c.w.config.Transaction, c.w.config.Limits = c.mode, c.limits
		if _, err := migrate.New(c.w.db, c.w.config); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	sqlite.config.Transaction, sqlite.config.Limits = "each", migrate.Limits{Lock: time.Second, Statement: time.Second}
	sqlite.addTables(1)
	sqlite.up(migrate.All())
	var warnings []string
	for _, e := range sqlite.events {
		if warned, ok := e.(migrate.Warned); ok {
			warnings = append(warnings, warned.Diagnostic.Summary)
		}
	}
	if text := strings.Join(warnings, "\n"); !strings.Contains(text, "lock_timeout has no effect") || !strings.Contains(text, "statement_timeout has no effect") {
		t.Errorf("warnings: %s", text)
	}
}

func toString(value any) string {
	switch v := value.(type) {
	case []byte:
		return string(v)
	case string:
		return v
	}
	return strings.TrimSpace(diag.Errorf("", diag.Pos{}, "%v", value).Summary)
}
