package dialecttest

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

var dialects = map[string]dialect.Dialect{
	"postgres": postgres.New(), "mariadb": mysql.New(), "sqlite": sqlite.New(),
}

var kinds = map[string]sqldb.Kind{"postgres": sqldb.Postgres, "mariadb": sqldb.MySQL, "sqlite": sqldb.SQLite}

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

// TestJournal runs the life of the journal.
func TestJournal(t *testing.T) {
	at := time.Date(2019, 4, 17, 14, 5, 6, 0, time.UTC)
	nasty := "it's \\ \"a\" `b` [c] 'd' \\' 🐦 ä;\n--"
	dbtest.Each(t, func(t *testing.T, database dbtest.Database) {
		d := dialects[database.Dialect]
		db := dbtest.Open(t, database.URL)
		j, err := d.Journal(command.Object{Name: "schema_migrations"})
		if err != nil {
			t.Fatal(err)
		}
		entry := func(version int64, position int, state dialect.JournalState) dialect.JournalEntry {
			return dialect.JournalEntry{Version: version, Position: position, Direction: command.Up, State: state,
				Hash: "1:abc", Detail: nasty, At: at}
		}
		v, err := d.Versions(command.Object{Name: "schema_migrations"})
		if err != nil {
			t.Fatal(err)
		}
		err = run(t, db, []string{
			v.Create, v.Insert(1, at.Add(time.Hour)), j.Create, j.Create,
			j.Put(entry(1, 0, dialect.JournalPlanned), entry(1, 1, dialect.JournalRunning), entry(2, 0, dialect.JournalPlanned),
				entry(3, 0, dialect.JournalRunning), entry(3, 1, dialect.JournalDone), entry(3, 2, dialect.JournalRunning)),
			j.Put(entry(1, 1, dialect.JournalDone), entry(1, 2, dialect.JournalRunning)),
			j.Finish(1), j.ForgetStatements(1), j.Forget(2, 7), j.Fail(3),
		})
		if err != nil {
			t.Fatal(err)
		}
		conn, err := sqldb.Connect(t.Context(), db, kinds[database.Dialect])
		if err != nil {
			t.Fatal(err)
		}
		rows, err := conn.Query(t.Context(), j.Select)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range rows {
			got = append(got, fmt.Sprintln(row[0], row[1], row[2], row[3], row[4], hour(row[6])))
			if row[5] != nasty {
				t.Errorf("the detail is %q, want %q", row[5], nasty)
			}
		}
		want := []string{"1 0 up applied 1:abc 15\n", "3 0 up running 1:abc 14\n", "3 1 up done 1:abc 14\n", "3 2 up failed 1:abc 14\n"}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if j.Acquire == "" {
			return
		}
		first, second := session(t, db), session(t, db)
		if !ask(t, first, j.Acquire) || ask(t, second, j.Acquire) || !ask(t, first, j.Release) || !ask(t, second, j.Acquire) {
			t.Error("the journal's lock does not exclude")
		}
	})
}

// hour reads the hour of a time in any form.
func hour(value any) string {
	text := fmt.Sprint(value)
	if at, ok := value.(time.Time); ok {
		text = at.Format(time.DateTime)
	}
	return text[11:13]
}

// TestJournalTable: each table of versions has a journal of its own.
func TestJournalTable(t *testing.T) {
	long := strings.Repeat("x", 60)
	for _, c := range []struct{ source, want string }{
		{"schema_migrations", "p.whimbrel_journal"},
		{"other", "p.whimbrel_journal_other"},
		{long, "p.whimbrel_journal_42f2d97335669f86"},
	} {
		if got := dialect.JournalTable(command.Object{Prefix: "p", Name: c.source}).String(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.source, got, c.want)
		}
	}
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
