package dialecttest

import (
	"database/sql"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

var dialects = map[string]dialect.Dialect{
	"postgres": postgres.New(), "mariadb": mysql.New(), "sqlite": sqlite.New(),
}

// TestServers runs the exercise: every statement that is not marked as broken
// must succeed, and every broken one must fail.
func TestServers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, database dbtest.Database) {
		d := dialects[database.Dialect]
		db := dbtest.Open(t, database.URL)
		if database.Dialect == "mariadb" { // The schema is a database of its own, which nobody else drops.
			defer dbtest.Exec(t, database.URL, "DROP DATABASE IF EXISTS "+schema)
		}
		ran := map[string]bool{"": true}
		for _, step := range Exercise() {
			statements, err := d.Statements(step.Command)
			if err != nil || !ran[step.After] {
				continue
			}
			err = run(t, db, statements)
			ran[step.Name] = err == nil
			reason, broken := step.Broken[d.Name()]
			switch {
			case broken && err == nil:
				t.Errorf("%s: succeeds, though marked as broken (%s)\n%q", step.Name, reason, statements)
			case !broken && err != nil:
				t.Errorf("%s: %v\n%q", step.Name, err, statements)
			}
		}
	})
}

// TestVersions runs the life of the table of versions.
func TestVersions(t *testing.T) {
	const first, second = 20190417140000, 20190418140000
	at := time.Date(2019, 4, 17, 14, 5, 6, 0, time.UTC)
	dbtest.Each(t, func(t *testing.T, database dbtest.Database) {
		d := dialects[database.Dialect]
		db := dbtest.Open(t, database.URL)
		v, err := d.Versions(command.Object{Name: "schema_migrations"})
		if err != nil {
			t.Fatal(err)
		}
		err = run(t, db, []string{v.Create, v.Create, v.Insert(second, at), v.Insert(first, at), v.Delete(second)})
		if err != nil {
			t.Fatal(err)
		}
		var version int64
		if err := db.QueryRowContext(t.Context(), v.Select).Scan(&version); err != nil || version != first {
			t.Errorf("got version %d, %v, want %d", version, err, first)
		}
		if err := run(t, db, []string{v.Insert(first, at)}); err == nil {
			t.Error("a version can be inserted twice")
		}
	})
}

// TestLock takes every lock on one session, finds that a second session cannot
// have it, and releases it.
func TestLock(t *testing.T) {
	const versions = "schema_migrations"
	for _, c := range []struct {
		fresh    func(testing.TB) string
		dialect  dialect.Dialect
		strategy dialect.LockStrategy
		// impatient makes the second session fail instead of waiting.
		impatient string
		// taken asks whether the lock is taken; "" tries to take it.
		taken string
	}{
		{dbtest.Postgres, postgres.New(), dialect.LockDefault, "SET lock_timeout = '50ms'", ""},
		{dbtest.Postgres, postgres.New(), dialect.LockAdvisory, "",
			"SELECT NOT pg_try_advisory_lock(41811489)"},
		{dbtest.MariaDB, mysql.New(), dialect.LockDefault, "",
			"SELECT NOT IS_FREE_LOCK('ecto_MyApp.Repo')"},
		{dbtest.SQLite, sqlite.New(), dialect.LockDefault, "PRAGMA busy_timeout = 0", ""},
	} {
		t.Run(c.dialect.Name()+" "+string(c.strategy), func(t *testing.T) {
			table := command.Object{Name: versions}
			lock, err := c.dialect.Lock(dialect.LockRequest{Strategy: c.strategy, Versions: table, Repo: "MyApp.Repo"})
			if err != nil {
				t.Fatal(err)
			}
			v, err := c.dialect.Versions(table)
			if err != nil {
				t.Fatal(err)
			}
			db := dbtest.Open(t, c.fresh(t))
			first, second := session(t, db), session(t, db)
			must(t, first, v.Create, lock.Begin, lock.InTransaction)
			if lock.Acquire != "" && !ask(t, first, lock.Acquire) {
				t.Errorf("%s: not true", lock.Acquire)
			}
			must(t, second, c.impatient)
			if c.taken != "" {
				if !ask(t, second, c.taken) {
					t.Errorf("%s: not true", c.taken)
				}
			} else if tryLock(t, second, lock) == nil {
				t.Error("a second session takes the lock")
			}
			must(t, first, rollback(lock))
			if lock.Release != "" && !ask(t, first, lock.Release) {
				t.Errorf("%s: not true", lock.Release)
			}
			if c.taken == "" {
				if err := tryLock(t, second, lock); err != nil {
					t.Errorf("the lock is not released: %v", err)
				}
			}
		})
	}
}

func session(t *testing.T, db *sql.DB) *sql.Conn {
	t.Helper()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	return conn
}

func rollback(lock dialect.Lock) string {
	if lock.Begin == "" {
		return ""
	}
	return "ROLLBACK"
}

// tryLock takes the lock in a transaction and gives up the transaction.
func tryLock(t *testing.T, session *sql.Conn, lock dialect.Lock) error {
	t.Helper()
	if _, err := session.ExecContext(t.Context(), lock.Begin); err != nil {
		return err
	}
	defer must(t, session, "ROLLBACK")
	if lock.InTransaction == "" {
		return nil
	}
	_, err := session.ExecContext(t.Context(), lock.InTransaction)
	return err
}

func must(t *testing.T, session *sql.Conn, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if text == "" {
			continue
		}
		if _, err := session.ExecContext(t.Context(), text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func ask(t *testing.T, session *sql.Conn, query string) (yes bool) {
	t.Helper()
	if err := session.QueryRowContext(t.Context(), query).Scan(&yes); err != nil {
		t.Errorf("%s: %v", query, err)
	}
	return yes
}

func run(t *testing.T, db *sql.DB, statements []string) error {
	t.Helper()
	for _, text := range statements {
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			return err
		}
	}
	return nil
}
