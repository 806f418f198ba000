package migrate_test

import (
	"context"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

func TestFailureInTheMiddle(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add("1_a", "up: CREATE TABLE a (id int)")
		w.add("2_b", "up: CREATE TABLE b (id int)", "up: CREATE TABLE c (id int)", "up: INSERT INTO nowhere VALUES (1)", "up: CREATE TABLE d (id int)")
		w.add("3_e", "up: CREATE TABLE e (id int)")
		e := w.fails(t.Context())

		if e.Version != 2 || e.Name != "b" || e.File != "migrations/2_b.test" || e.Direction != command.Up {
			t.Errorf("wrong migration: %+v", e)
		}
		if e.Statement == nil || e.SQL != "INSERT INTO nowhere VALUES (1)" || e.Number != 3 || e.Total != 4 {
			t.Errorf("wrong statement: %+v", e)
		}
		if pos := e.Statement.Pos().String(); pos != "migrations/2_b.test:3:1" {
			t.Errorf("wrong position: %s", pos)
		}
		if database.CodeOf(e) == "" || len(e.Applied) != 1 || len(e.NotRun) != 1 || e.Lost {
			t.Errorf("wrong error: %+v", e)
		}
		text := report(e)
		contains(t, text, "error: migrating 2_b: ", "nowhere", "migrations/2_b.test:3:1",
			"statement 3 of 4:\n    INSERT INTO nowhere VALUES (1)", "Applied before it in this run: 1_a.", "Not run: 3_e.")
		if w.dialect.Name() == "mysql" {
			same(t, "tables", w.tables(), []string{"a", "b", "c"})
			if e.Outcome != migrate.Partial || len(e.Executed) != 2 {
				t.Errorf("wrong outcome: %+v", e)
			}
			contains(t, text, "MySQL and MariaDB cannot roll back schema changes. 2 statements of 4 were executed and stay",
				"1. CREATE TABLE b (id int)\n    2. CREATE TABLE c (id int)", "it goes on at statement 3")
		} else {
			same(t, "tables", w.tables(), []string{"a"})
			if e.Outcome != migrate.RolledBack || len(e.Executed) != 0 {
				t.Errorf("wrong outcome: %+v", e)
			}
			contains(t, text, "rolled back; nothing of it remains", "correct the migration, then run migrate again")
		}
		same(t, "versions", w.versions(), []int64{1})
	})
}

func TestFailureOnTheWayDown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add("1_a", "up: CREATE TABLE a (id int)", "down: DROP TABLE nowhere")
		w.add("2_b", "up: CREATE TABLE b (id int)", "down: DROP TABLE b")
		w.up(migrate.All())
		applied, err := w.migrator().Down(t.Context(), migrate.All())
		if err == nil || len(applied) != 1 || applied[0].Version != 2 {
			t.Fatalf("got %v, %v", applied, err)
		}
		contains(t, err.Error(), "rolling back 1_a: ")
		same(t, "versions", w.versions(), []int64{1})
	})
}

// A migration that fails leaves a connection that can be used again.
func TestRunAgainAfterFailure(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add("1_a", "up: CREATE TABLE a (id int, id int)")
		m := w.migrator()
		if _, err := m.Up(t.Context(), migrate.All()); err == nil {
			t.Fatal("no error")
		}
		w.add("1_a", "up: CREATE TABLE a (id int)")
		same(t, "up", w.ran(m.Up(t.Context(), migrate.All())), []int64{1})
	})
}

var slow = map[string]string{
	"postgres": "SELECT pg_sleep(60)",
	"mysql":    "INSERT INTO a SELECT sleep(60)",
	"sqlite":   "INSERT INTO a WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000000000) SELECT count(*) FROM r",
}

func TestCancelled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add("1_a", "up: CREATE TABLE a (id int)")
		w.add("2_b", "up: CREATE TABLE b (id int)", "up: "+slow[w.dialect.Name()], "up: CREATE TABLE c (id int)")
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		started := time.Now()
		e := w.fails(ctx)
		if took := time.Since(started); took > 9*time.Second {
			t.Errorf("the statement was not cancelled on the server: %v", took)
		}
		if !e.Cancelled() || !migrate.IsCancelled(e) || e.Number != 2 || e.Lost {
			t.Errorf("got %+v (%v)", e, e.Err)
		}
		contains(t, report(e), "error: migrating 2_b: interrupted")
		want := []string{"a"}
		if w.dialect.Name() == "mysql" {
			want = append(want, "b")
			if e.Outcome != migrate.Partial || len(e.Executed) != 1 {
				t.Errorf("got %+v", e)
			}
		}
		same(t, "tables", w.tables(), want)
		same(t, "versions", w.versions(), []int64{1})
	})
}

func TestCancelledBetweenMigrations(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(3)
		ctx, cancel := context.WithCancel(t.Context())
		w.config.Observe = func(_ context.Context, e migrate.Event) {
			if _, ok := e.(migrate.Finished); ok {
				cancel()
			}
		}
		e := w.fails(ctx)
		if !e.Cancelled() || e.Outcome != migrate.NotStarted || e.Statement != nil || len(e.Applied) != 1 {
			t.Errorf("got %+v", e)
		}
		same(t, "versions", w.versions(), []int64{1})
	})
}

// The server ends the session in the middle of a migration.
func TestConnectionLost(t *testing.T) {
	w := postgresWorld(t)
	w.add("1_a", "up: CREATE TABLE a (id int)", "up: SELECT pg_terminate_backend(pg_backend_pid())", "up: CREATE TABLE b (id int)")
	e := w.fails(t.Context())
	if database.CodeOf(e) != "57P01" || e.Outcome != migrate.RolledBack {
		t.Errorf("got %+v", e)
	}
	same(t, "tables", w.tables(), nil)
}

// cut fails like a connection that breaks.
type cut struct {
	database.Conn
	when func(statements []string) bool
}

func (c cut) Exec(ctx context.Context, statements ...string) error {
	if c.when(statements) {
		return &database.Error{Message: "unexpected EOF", SQL: statements[0]}
	}
	return c.Conn.Exec(ctx, statements...)
}

// wrapped is a connector whose sessions go through a function.
type wrapped struct {
	database.Connector
	wrap func(database.Conn) (database.Conn, error)
}

func (w wrapped) Connect(ctx context.Context) (database.Conn, error) {
	conn, err := w.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return w.wrap(conn)
}

func TestInDoubt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add("1_a", "up: CREATE TABLE a (id int)", "down: DROP TABLE a")
		db := wrapped{w.db, func(conn database.Conn) (database.Conn, error) {
			return cut{conn, func(statements []string) bool {
				return statements[len(statements)-1] == "COMMIT"
			}}, nil
		}}
		m, err := migrate.New(db, w.config)
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.Up(t.Context(), migrate.All())
		e, ok := err.(*migrate.Error)
		if !ok || !e.Lost {
			t.Fatalf("got %#v", err)
		}
		if w.dialect.Name() == "mysql" {
			contains(t, report(e), "Its 1 statement was executed and stays, but the version could not be recorded as applied.",
				"run migrate again: it knows that the statements were executed, and records the version")
			return
		}
		if e.Outcome != migrate.RolledBack {
			t.Errorf("got %+v", e)
		}
		contains(t, report(e), "was rolled back; nothing of it remains", "the connection broke")
		same(t, "versions", w.versions(), nil)
	})
}

// A COMMIT that was executed, but whose answer was lost: the run connects again,
// finds the version, and goes on.
func TestCommittedInDoubt(t *testing.T) {
	for name, db := range map[string]dbtest.Database{
		"postgres": {Dialect: "postgres", URL: dbtest.Postgres(t)}, "sqlite": {Dialect: "sqlite", URL: dbtest.SQLite(t)},
		throughSQL: {Dialect: throughSQL, URL: dbtest.Postgres(t)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, db)
			w.addTables(3)
			left := 1
			m, err := migrate.New(wrapped{w.db, func(conn database.Conn) (database.Conn, error) { return lostAnswer{conn, &left}, nil }}, w.config)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "up", w.ran(m.Up(t.Context(), migrate.All())), []int64{1, 2, 3})
			same(t, "versions", w.versions(), []int64{1, 2, 3})
			left = 1
			same(t, "down", w.ran(m.Down(t.Context(), migrate.Step(2))), []int64{3, 2})
			same(t, "tables", w.tables(), []string{"t1"})

			w.config.Transaction = migrate.TransactionAll
			if m, err = migrate.New(wrapped{w.db, func(conn database.Conn) (database.Conn, error) { return lostAnswer{conn, &left}, nil }}, w.config); err != nil {
				t.Fatal(err)
			}
			left = 1
			same(t, "up", w.ran(m.Up(t.Context(), migrate.All())), []int64{2, 3})
			same(t, "versions", w.versions(), []int64{1, 2, 3})
		})
	}
}

// lostAnswer loses the answer of the first COMMIT.
type lostAnswer struct {
	database.Conn
	left *int
}

func (c lostAnswer) Exec(ctx context.Context, statements ...string) error {
	err := c.Conn.Exec(ctx, statements...)
	last := len(statements) - 1
	if err == nil && statements[last] == "COMMIT" && *c.left > 0 {
		*c.left--
		return &database.Error{Message: "unexpected EOF", Index: last, SQL: "COMMIT"}
	}
	return err
}

func TestMissingPrefix(t *testing.T) {
	w := postgresWorld(t)
	w.config.Commands.Prefix = "tenant"
	w.addTables(1)
	_, err := w.migrator().Up(t.Context(), migrate.All())
	e, ok := err.(*migrate.StoreError)
	if !ok {
		t.Fatalf("got %#v", err)
	}
	contains(t, e.Diagnostic().Hint, `create the prefix "tenant" first`)

	dbtest.Exec(t, w.url, "CREATE SCHEMA tenant")
	same(t, "up", w.up(migrate.All()), []int64{1})
	contains(t, dbtest.Dump(t, w.url), "CREATE TABLE tenant.schema_migrations")
	same(t, "down", w.down(migrate.All()), []int64{1})
}
