package migrate_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// fifty is how many migrators a deployment may start at once.
const fifty = 50

// TestFiftyMigrators: each has its own connection, and two of them where the
// lock is held beside the migration.
func TestFiftyMigrators(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(4)
		if w.dialect.Name() != "sqlite" {
			w.add("5_t5", "@disable_ddl_transaction", "up: CREATE TABLE t5 (id int)")
		} else {
			w.addTables(5)
		}
		once(t, many(t, w, fifty, func(m *migrate.Migrator) ([]migrate.Applied, error) {
			return m.Up(t.Context(), migrate.All())
		}), 5)
		same(t, "versions", w.versions(), []int64{1, 2, 3, 4, 5})
	})
}

// many runs n migrators at once, each with its own connection, and returns how
// often each version was run.
func many(t *testing.T, w *world, n int, run func(*migrate.Migrator) ([]migrate.Applied, error)) map[int64]int {
	t.Helper()
	w.config.Observe = nil
	migrators := make([]*migrate.Migrator, n)
	for i := range migrators {
		migrators[i] = w.migrator()
	}
	times := map[int64]int{}
	var mutex sync.Mutex
	var group sync.WaitGroup
	for _, m := range migrators {
		group.Go(func() {
			applied, err := run(m)
			if err != nil {
				t.Errorf("a migrator failed: %v", err)
			}
			mutex.Lock()
			defer mutex.Unlock()
			for _, a := range applied {
				times[a.Version]++
			}
		})
	}
	group.Wait()
	return times
}

func once(t *testing.T, times map[int64]int, versions int64) {
	t.Helper()
	for v := int64(1); v <= versions; v++ {
		if times[v] != 1 {
			t.Errorf("version %d was run %d times", v, times[v])
		}
	}
}

func TestConcurrentMigrators(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(15)
		// SQLite has no lock but the transaction's.
		if w.dialect.Name() == "sqlite" {
			w.addTables(16)
		} else {
			w.add("16_plain", "@disable_ddl_transaction", "up: CREATE TABLE t16 (id int)", "down: DROP TABLE t16")
		}
		once(t, many(t, w, 10, func(m *migrate.Migrator) ([]migrate.Applied, error) {
			return m.Up(t.Context(), migrate.All())
		}), 16)
		if got := w.versions(); len(got) != 16 {
			t.Errorf("recorded: %v", got)
		}
		once(t, many(t, w, 10, func(m *migrate.Migrator) ([]migrate.Applied, error) {
			return m.Down(t.Context(), migrate.All())
		}), 16)
		same(t, "tables", w.tables(), nil)
	})
}

func TestConcurrentMigratorsWithAdvisoryLock(t *testing.T) {
	w := postgresWorld(t)
	w.config.Lock = dialect.LockAdvisory
	w.config.LockRetry = migrate.LockRetry{Interval: 5 * time.Millisecond}
	w.addTables(10)
	once(t, many(t, w, 5, func(m *migrate.Migrator) ([]migrate.Applied, error) {
		return m.Up(t.Context(), migrate.All())
	}), 10)
}

// Without any lock the row of the version, which is written first, still
// keeps two migrators apart.
func TestConcurrentMigratorsWithoutLock(t *testing.T) {
	w := postgresWorld(t)
	w.config.Lock = dialect.LockNone
	w.addTables(10)
	once(t, many(t, w, 5, func(m *migrate.Migrator) ([]migrate.Applied, error) {
		return m.Up(t.Context(), migrate.All())
	}), 10)
}

func TestAdvisoryLockGivesUp(t *testing.T) {
	w := postgresWorld(t)
	w.config.Lock = dialect.LockAdvisory
	w.config.LockRetry = migrate.LockRetry{Interval: time.Millisecond, MaxTries: 3}
	lock, err := w.dialect.Lock(dialect.LockRequest{Strategy: dialect.LockAdvisory, Repo: w.config.Repo})
	if err != nil {
		t.Fatal(err)
	}
	holder := w.conn()
	if _, err := holder.Query(t.Context(), lock.Acquire); err != nil {
		t.Fatal(err)
	}
	w.addTables(1)
	e := w.fails(t.Context())
	if !migrate.IsLocked(e) || e.Outcome != migrate.NotStarted {
		t.Errorf("got %+v", e)
	}
	contains(t, report(e), "tried 3 times", "wait until the other migrator is done")
	if !waited(w) {
		t.Error("nothing said that the migrator waits")
	}
	if _, err := holder.Query(t.Context(), lock.Release); err != nil {
		t.Fatal(err)
	}
	same(t, "up", w.up(migrate.All()), []int64{1})
	// The lock was given back.
	if rows, err := holder.Query(t.Context(), lock.Acquire); err != nil || rows[0][0] != true {
		t.Errorf("the lock is still held: %v %v", rows, err)
	}
}

// held reports whether f still waits after a while, and lets it go on.
func held(t *testing.T, release func() error, f func() error) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		t.Fatalf("did not wait: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// A migrator waits for Ecto's lock, with and without a transaction.
func TestWaitsForTheTableLock(t *testing.T) {
	for name, attribute := range map[string]string{"transaction": "", "no transaction": "@disable_ddl_transaction"} {
		t.Run(name, func(t *testing.T) {
			w := postgresWorld(t)
			w.addTables(1)
			w.up(migrate.All())
			w.add("2_b", attribute, "up: CREATE TABLE b (id int)")
			ecto := w.conn()
			if err := ecto.Exec(t.Context(), "BEGIN", `LOCK TABLE "schema_migrations" IN SHARE UPDATE EXCLUSIVE MODE`); err != nil {
				t.Fatal(err)
			}
			m := w.migrator()
			held(t, func() error { return ecto.Exec(t.Context(), "COMMIT") }, func() error {
				_, err := m.Up(t.Context(), migrate.All())
				return err
			})
			same(t, "versions", w.versions(), []int64{1, 2})
		})
	}
}

func TestDisableMigrationLock(t *testing.T) {
	w := postgresWorld(t)
	w.addTables(1)
	w.up(migrate.All())
	w.add("2_b", "@disable_migration_lock", "up: CREATE TABLE b (id int)")
	ecto := w.conn()
	if err := ecto.Exec(t.Context(), "BEGIN", `LOCK TABLE "schema_migrations" IN SHARE UPDATE EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	same(t, "up", w.up(migrate.All()), []int64{2})
}

func TestSecondConnection(t *testing.T) {
	w := postgresWorld(t)
	w.add("1_a", "@disable_ddl_transaction", "up: CREATE TABLE a (id int)")
	sessions := 0
	db := wrapped{w.db, func(conn database.Conn) (database.Conn, error) {
		if sessions++; sessions == 2 {
			return nil, errors.Join(errors.New("no more connections"), conn.Close(t.Context()))
		}
		return conn, nil
	}}
	m, err := migrate.New(db, w.config)
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Up(t.Context(), migrate.All())
	contains(t, err.Error(), "taking the migration lock: no more connections")
	same(t, "up", w.up(migrate.All()), []int64{1})
}

func TestConcurrentIndex(t *testing.T) {
	w := postgresWorld(t)
	w.add("1_a", "up: CREATE TABLE a (id int)")
	w.add("2_i", "up: CREATE INDEX CONCURRENTLY i ON a (id)")
	w.add("3_j", "@disable_ddl_transaction", "up: create /* a */ unique index\n concurrently j ON a (id)")
	w.files["3_j.test"].Data = []byte("@disable_ddl_transaction\nup: create /* a */ unique index concurrently j ON a (id)")
	_, err := w.migrator().Up(t.Context(), migrate.All())
	list := diag.All(err)
	if len(list) != 2 {
		t.Fatalf("got %v", err)
	}
	contains(t, list[0].Error()+list[0].Hint, "migrations/2_i.test:1:1: CREATE INDEX CONCURRENTLY cannot run",
		"@disable_ddl_transaction true\n@disable_migration_lock true")
	contains(t, list[1].Hint, "Migration\":\n@disable_migration_lock true")
	same(t, "tables", w.tables(), nil)

	w.add("2_i", "@disable_ddl_transaction", "@disable_migration_lock", "up: CREATE INDEX CONCURRENTLY i ON a (id)", "up: VACUUM a")
	delete(w.files, "3_j.test")
	same(t, "up", w.up(migrate.All()), []int64{1, 2})

	w.config.Lock = dialect.LockAdvisory
	w.add("3_j", "@disable_ddl_transaction", "up: CREATE INDEX CONCURRENTLY j ON a (id)")
	same(t, "up", w.up(migrate.All()), []int64{3})
}

func TestAfterBeginAndBeforeCommit(t *testing.T) {
	w := postgresWorld(t)
	w.add("1_log", "up: CREATE TABLE log (tx text, what text)")
	w.add("2_a", "begin: INSERT INTO log SELECT txid_current(), 'begin'", "up: INSERT INTO log SELECT txid_current(), 'body'",
		"commit: INSERT INTO log SELECT txid_current(), 'commit'")
	w.add("3_b", "@disable_ddl_transaction", "begin: SELECT 1/0", "up: SELECT 1", "commit: SELECT 1/0")
	w.up(migrate.All())
	rows, err := w.conn().Query(t.Context(), "SELECT count(DISTINCT tx), string_agg(what, ' ') FROM log")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "log", rows[0], []any{int64(1), "begin body commit"})
}

// A migration that ends its transaction itself is sent statement by statement,
// and recorded at its end, as Ecto does.
func TestMigrationThatCommits(t *testing.T) {
	w := postgresWorld(t)
	w.add("1_a", "up: CREATE TABLE a (id int)", "up: COMMIT", "up: VACUUM a", "up: BEGIN", "up: SELECT 1/0")
	e := w.fails(t.Context())
	if e.Number != 5 {
		t.Errorf("got %+v", e)
	}
	same(t, "versions", w.versions(), nil)
}

func TestEmptyAndSeveralStatements(t *testing.T) {
	w := postgresWorld(t)
	w.add("1_a", "up: ", "up: CREATE TABLE a (id int)", "up: ")
	w.up(migrate.All())
	w.add("2_b", "@disable_ddl_transaction", "up: ")
	w.up(migrate.All())
	w.add("3_c", "up: CREATE TABLE b (id int)", "up: CREATE TABLE c (id int); CREATE TABLE d (id int)")
	e := w.fails(t.Context())
	contains(t, report(e), "cannot insert multiple commands into a prepared statement", "statement 2 of 2", "one statement per execute")
	same(t, "tables", w.tables(), []string{"a"})
}

func TestNotices(t *testing.T) {
	w := postgresWorld(t)
	w.add("1_a", "up: DO $$ BEGIN RAISE WARNING 'look here'; END $$")
	w.up(migrate.All())
	var notices []database.Notice
	for _, e := range w.events {
		if noticed, ok := e.(migrate.Noticed); ok {
			notices = append(notices, noticed.Notice)
		}
	}
	same(t, "notices", notices, []database.Notice{{Severity: "WARNING", Message: "look here"}})
}

func waited(w *world) bool {
	for _, event := range w.events {
		if _, ok := event.(migrate.Waiting); ok {
			return true
		}
	}
	return false
}

func TestCancelledWhileWaiting(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(1)
		w.up(migrate.All())
		w.add("2_b", "up: CREATE TABLE b (id int)")
		lock, err := w.dialect.Lock(dialect.LockRequest{Versions: versionsTable, Repo: w.config.Repo})
		if err != nil {
			t.Fatal(err)
		}
		holder := w.conn()
		for _, sql := range []string{lock.Begin, lock.InTransaction, lock.Acquire} {
			if sql == "" {
				continue
			}
			if _, err := holder.Query(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		e := w.fails(ctx)
		if !e.Cancelled() || e.Lost || e.Outcome == migrate.Partial || e.Outcome == migrate.InDoubt {
			t.Errorf("got %+v (%v)", e, e.Err)
		}
		// In a batch the wait is not seen; SQLite's busy timeout is longer.
		if w.dialect.Name() == "mysql" && !waited(w) {
			t.Error("nothing said that the migrator waits")
		}
		if err := holder.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(t, "up", w.up(migrate.All()), []int64{2})
	})
}

// A pool of one connection has no second one for the lock: the migrator says
// so, and ends when it is told to.
func TestPoolOfOne(t *testing.T) {
	w := newWorld(t, dbtest.Database{Dialect: throughSQL, URL: dbtest.Postgres(t)})
	w.pool.SetMaxOpenConns(1)
	w.addTables(2)
	same(t, "up", w.up(migrate.All()), []int64{1, 2})
	w.add("3_c", "@disable_ddl_transaction", "up: CREATE TABLE c (id int)")
	ctx, cancel := context.WithTimeout(t.Context(), 1300*time.Millisecond)
	defer cancel()
	if e := w.fails(ctx); !e.Cancelled() || !waited(w) {
		t.Errorf("got %v, waited %v", e, waited(w))
	}
	w.pool.SetMaxOpenConns(2)
	same(t, "up", w.up(migrate.All()), []int64{3})
}

// The sessions of a pgx pool are not taken out of it.
func TestPgxPool(t *testing.T) {
	w := postgresWorld(t)
	config, err := pgxpool.ParseConfig(w.url)
	if err != nil {
		t.Fatal(err)
	}
	config.MaxConns = 1
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	busy, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Release()
	w.db = pgx.Pool(pool)
	w.addTables(2)
	w.add("3_c", "@disable_ddl_transaction", "up: CREATE TABLE c (id int)", "down: DROP TABLE c")
	same(t, "up", w.up(migrate.All()), []int64{1, 2, 3})
	same(t, "down", w.down(migrate.All()), []int64{3, 2, 1})
}
