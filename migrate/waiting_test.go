package migrate_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// takeMigrationLock has another session hold the migration lock, and returns
// how it lets go.
func takeMigrationLock(t *testing.T, w *world) (holder database.Conn, release func() error) {
	t.Helper()
	lock, err := w.dialect.Lock(dialect.LockRequest{Strategy: w.config.Lock, Versions: versionsTable, Repo: w.config.Repo})
	if err != nil {
		t.Fatal(err)
	}
	holder = w.conn()
	texts := []string{"SELECT 1", lock.Begin, lock.InTransaction} // with the second one the session gets its number
	if lock.Acquire != "" {
		texts = []string{"SELECT 1", lock.Acquire}
	}
	for _, sql := range texts {
		if sql == "" {
			continue
		}
		if _, err := holder.Query(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return holder, func() error {
		if lock.Release != "" {
			_, err := holder.Query(context.Background(), lock.Release)
			return err
		}
		return holder.Exec(context.Background(), "ROLLBACK")
	}
}

// waits runs up until it says that it waits, has the others let go, and
// returns what it has said.
func waits(t *testing.T, w *world, release func() error) migrate.Waiting {
	t.Helper()
	said := make(chan migrate.Waiting, 10)
	w.config.Observe = func(_ context.Context, e migrate.Event) {
		if waiting, ok := e.(migrate.Waiting); ok && len(said) < cap(said) {
			said <- waiting
		}
	}
	m := w.migrator()
	done := make(chan error, 1)
	go func() {
		_, err := m.Up(t.Context(), migrate.All())
		done <- err
	}()
	var waiting migrate.Waiting
	select {
	case waiting = <-said:
	case err := <-done:
		t.Fatalf("it did not wait: %v", err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	return waiting
}

// wantHolder checks that the holder is named, and how to end it.
func wantHolder(t *testing.T, waiting migrate.Waiting, holder database.Conn, end string) {
	t.Helper()
	id := database.SessionID(holder)
	for _, h := range waiting.Holders {
		if h.Session == id {
			contains(t, waiting.String(), end)
			return
		}
	}
	t.Errorf("session %d is not named in %q", id, waiting)
}

func TestSaysWhoHoldsTheMigrationLock(t *testing.T) {
	for _, c := range []struct {
		name, attribute string
		lock            dialect.LockStrategy
	}{
		{"lock", "", dialect.LockDefault},
		{"lock outside", "@disable_ddl_transaction", dialect.LockDefault},
		{"advisory lock", "", dialect.LockAdvisory},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				w.config.Lock, w.config.LockRetry.Interval = c.lock, 10*time.Millisecond
				w.addTables(1)
				w.up(migrate.All())
				w.add("2_b", c.attribute, "up: CREATE TABLE b (id int)")
				if w.dialect.Name() != "postgres" && c.name != "lock" {
					t.Skip("it is the same lock, or there is none")
				}
				holder, release := takeMigrationLock(t, w)
				waiting := waits(t, w, release)
				switch w.dialect.Name() {
				case "postgres":
					contains(t, waiting.String(), "another migrator holds the migration lock")
					wantHolder(t, waiting, holder, "SELECT pg_terminate_backend(")
				case "mysql":
					contains(t, waiting.String(), "another migrator holds the migration lock")
					wantHolder(t, waiting, holder, "KILL ")
				default:
					contains(t, waiting.String(), "SQLite does not say whose it is")
				}
				same(t, "versions", w.versions(), []int64{1, 2})
			})
		})
	}
}

// A statement that waits for the lock of a table says who has it.
func TestSaysWhoIsInTheWayOfAStatement(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if w.dialect.Name() == "sqlite" {
			t.Skip("no statement waits in a transaction")
		}
		w.add("1_a", "up: CREATE TABLE a (id int)")
		w.up(migrate.All())
		w.add("2_b", "up: ALTER TABLE a ADD COLUMN b int")
		holder := w.conn()
		if err := holder.Exec(t.Context(), "BEGIN", "SELECT * FROM a"); err != nil {
			t.Fatal(err)
		}
		waiting := waits(t, w, func() error { return holder.Exec(context.Background(), "COMMIT") })
		contains(t, waiting.Reason, "a statement of the migration waits for the lock of a")
		wantHolder(t, waiting, holder, "if it should not be there, end it")
	})
}

// A slow statement is not a lock.
func TestSlowStatementDoesNotWait(t *testing.T) {
	w := postgresWorld(t)
	w.add("1_a", "up: SELECT pg_sleep(1.3)")
	w.up(migrate.All())
	if waited(w) {
		t.Error("it says that it waits")
	}
}

func TestHolderText(t *testing.T) {
	for _, c := range []struct {
		holder migrate.Holder
		want   string
	}{
		{migrate.Holder{}, "a prepared transaction; SELECT * FROM pg_prepared_xacts shows it"},
		{migrate.Holder{Session: 7}, "session 7"},
		{migrate.Holder{Session: 7, Application: "psql", User: "app@10.0.0.3", For: 90 * time.Second, State: "idle in transaction",
			Query: "SELECT\n  1"}, "session 7 (psql, user app@10.0.0.3, idle in transaction, for 1m30s): SELECT 1"},
		{migrate.Holder{Session: 7, Query: strings.Repeat("ä", 300)}, "session 7: " + strings.Repeat("ä", 200) + "…"},
	} {
		if got := c.holder.String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestLockTimeout(t *testing.T) {
	for _, c := range []struct {
		name, attribute string
		lock            dialect.LockStrategy
		mode            migrate.TransactionMode
	}{
		{"lock", "", dialect.LockDefault, migrate.TransactionEach},
		{"lock outside", "@disable_ddl_transaction", dialect.LockDefault, migrate.TransactionEach},
		{"advisory lock", "", dialect.LockAdvisory, migrate.TransactionEach},
		{"together", "", dialect.LockDefault, migrate.TransactionAll},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				if w.dialect.Name() == "sqlite" && c.attribute != "" || w.dialect.Name() == "mysql" && c.mode != "" {
					t.Skip("there is no such thing")
				}
				w.config.Lock = c.lock
				w.config.Limits = migrate.Limits{MigrationLock: 150 * time.Millisecond, Lock: time.Minute, Retries: 3}
				w.config.Transaction = c.mode
				w.addTables(1)
				w.up(migrate.All())
				w.add("2_b", c.attribute, "up: CREATE TABLE b (id int)")
				_, release := takeMigrationLock(t, w)
				e := w.fails(t.Context())
				if !migrate.IsLocked(e) || e.Outcome != migrate.NotStarted || e.Lost {
					t.Errorf("got %+v: %v", e, e.Err)
				}
				contains(t, report(e), "another migrator holds the migration lock; waited for 150ms", "not started", "run migrate again")
				if end := map[string]string{"postgres": "pg_terminate_backend(", "mysql": "KILL ", "sqlite": "SQLite does not say"}[w.dialect.Name()]; !strings.Contains(report(e), end) {
					t.Errorf("no %q in %s", end, report(e))
				}
				if err := release(); err != nil {
					t.Fatal(err)
				}
				same(t, "versions", w.versions(), []int64{1})
				same(t, "up", w.up(migrate.All()), []int64{2})
			})
		})
	}
}

// The first run of all creates the table of versions, which waits as well.
func TestLockTimeoutOfTheFirstRun(t *testing.T) {
	w := newWorld(t, dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)})
	w.config.Limits.MigrationLock = 150 * time.Millisecond
	w.addTables(1)
	_, release := takeMigrationLock(t, w)
	if _, err := w.migrator().Up(t.Context(), migrate.All()); !migrate.IsLocked(err) {
		t.Errorf("got %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	same(t, "up", w.up(migrate.All()), []int64{1})
}

// With nothing to do no lock is asked for: the lock of another migrator is in
// nobody's way.
func TestAtTargetTakesNoLock(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(3)
		w.up(migrate.All())
		w.config.Limits.MigrationLock = time.Millisecond
		var sent []string
		w.db = wrapped{w.db, func(conn database.Conn) (database.Conn, error) { return spy{conn, &sent}, nil }}
		holder, release := takeMigrationLock(t, w)
		sent = nil
		same(t, "up", w.up(migrate.All()), nil)
		if len(sent) != 1 || !strings.HasPrefix(sent[0], "SELECT ") || strings.Contains(strings.ToUpper(sent[0]), "LOCK") {
			t.Errorf("sent %q", sent)
		}
		if err := errors.Join(release(), holder.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
	})
}

// spy writes down what is sent.
type spy struct {
	database.Conn
	sent *[]string
}

func (s spy) Unwrap() database.Conn { return s.Conn }

func (s spy) Exec(ctx context.Context, statements ...string) error {
	*s.sent = append(*s.sent, statements...)
	return s.Conn.Exec(ctx, statements...)
}

func (s spy) Query(ctx context.Context, query string, args ...any) ([][]any, error) {
	*s.sent = append(*s.sent, query)
	return s.Conn.Query(ctx, query, args...)
}
