package migrate_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
)

// counted is a connector that counts the sessions that it has opened, and
// those that are open.
type counted struct {
	database.Connector
	opened, open atomic.Int64
}

func (c *counted) Connect(ctx context.Context) (database.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c.opened.Add(1)
	c.open.Add(1)
	return &countedConn{Conn: conn, counter: c}, nil
}

type countedConn struct {
	database.Conn
	counter *counted
	closed  sync.Once
}

func (c *countedConn) Close(ctx context.Context) error {
	c.closed.Do(func() { c.counter.open.Add(-1) })
	return c.Conn.Close(ctx)
}

func sqliteWorld(t *testing.T) *world {
	return newWorld(t, dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)})
}

// tables is a set of migrations in Go that create a table each.
func tables(names ...string) *whimbrel.Set {
	set := &whimbrel.Set{}
	for _, name := range names {
		_, table, _ := strings.Cut(name, "_")
		set.Change(name, func(m *whimbrel.Migration) {
			m.CreateTable(table, func(c *whimbrel.Columns) { c.Add("name", whimbrel.String) })
		})
	}
	return set
}

const script = `defmodule Scripted do
  use Ecto.Migration

  def change do
    create table("scripted")
  end
end
`

// Migrations in Go, scripts and folders run together, ordered by version.
func TestAllSourcesTogether(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.config.Set = tables("3_three")
		w.config.Sets = []*whimbrel.Set{tables("1_one"), tables("6_six")}
		w.config.FS = fstest.MapFS{"priv/repo/2_scripted.exs": {Data: []byte(script)}}
		w.config.Formats = nil
		w.config.Folders = []source.Folder{{Name: "more", FS: fstest.MapFS{
			"5_other.exs": {Data: []byte(strings.ReplaceAll(strings.ReplaceAll(script, "Scripted", "Other"), "scripted", "other"))},
		}}}
		same(t, "up", w.up(migrate.All()), []int64{1, 2, 3, 5, 6})
		same(t, "tables", w.tables(), []string{"one", "other", "scripted", "six", "three"})
		status, err := w.migrator().Migrations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "files", []string{status[0].File, status[1].File, status[3].File},
			[]string{"library_test.go", "priv/repo/2_scripted.exs", "more/5_other.exs"})
		same(t, "down", w.down(migrate.All()), []int64{6, 5, 3, 2, 1})
		same(t, "tables", w.tables(), nil)
	})
}

func TestDuplicatesAcrossSources(t *testing.T) {
	w := sqliteWorld(t)
	w.config.Set = tables("2_go", "3_scripted")
	w.config.Formats = nil
	w.config.FS = fstest.MapFS{"2_scripted.exs": {Data: []byte(script)}}
	_, err := w.migrator().Up(t.Context(), migrate.All())
	if !migrate.IsInvalid(err) {
		t.Fatalf("got %v", err)
	}
	contains(t, err.Error(), "migration version 2 is duplicated", "migration name scripted is duplicated")
	same(t, "tables", w.tables(), nil)
}

func TestNamesAreChecked(t *testing.T) {
	w := sqliteWorld(t)
	w.config.Set = &whimbrel.Set{}
	w.config.Set.Change("no number", func(*whimbrel.Migration) {})
	_, err := w.migrator().Migrations(t.Context())
	if !migrate.IsInvalid(err) || !strings.Contains(err.Error(), "library_test.go:") {
		t.Errorf("got %v", err)
	}
}

// What is wrong with a migration in Go names the line in Go: before anything
// runs, and when the server refuses it.
func TestErrorsNameGoLines(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.config.Set = &whimbrel.Set{}
		w.config.Set.Change("1_a", func(m *whimbrel.Migration) {
			m.CreateTable("a", func(c *whimbrel.Columns) { c.Add("price", whimbrel.Decimal, whimbrel.Scale(2)) })
			m.Execute("nonsense")
		})
		_, err := w.migrator().Up(t.Context(), migrate.All())
		list := diag.All(err)
		if !migrate.IsInvalid(err) || len(list) != 1 || list[0].Pos.File != "library_test.go" || list[0].Pos.Line == 0 {
			t.Errorf("got %v", err)
		}

		w.config.Set = &whimbrel.Set{}
		w.config.Set.Change("1_a", func(m *whimbrel.Migration) {
			m.Execute("nonsense")
		})
		e := w.fails(t.Context())
		if pos := e.Statement.Pos(); pos.File != "library_test.go" || pos.Line == 0 || e.File != "library_test.go" {
			t.Errorf("got %v", pos)
		}
		contains(t, report(e), "library_test.go:", "nonsense")

		w.config.Set = &whimbrel.Set{}
		w.config.Set.Change("1_a", func(m *whimbrel.Migration) {
			m.Execute("CREATE TABLE a (id int)")
		})
		w.up(migrate.All())
		_, err = w.migrator().Down(t.Context(), migrate.All())
		if !migrate.IsIrreversible(err) || !migrate.IsInvalid(err) || diag.All(err)[0].Pos.Line == 0 {
			t.Errorf("got %v", err)
		}
	})
}

// An empty file system is hardly ever meant.
func TestNoFiles(t *testing.T) {
	w := sqliteWorld(t)
	w.config.Folders, w.config.Formats = nil, nil
	w.config.FS = fstest.MapFS{"1_a.sql": {}}
	same(t, "up", w.up(migrate.All()), nil)
	if len(w.events) != 1 {
		t.Fatalf("got %v", w.events)
	}
	contains(t, w.events[0].(migrate.Warned).Diagnostic.Summary, "there are no migrations in Config.FS: no file is named NUMBER_NAME.exs")

	w.config.FS = os.DirFS(filepath.Join(t.TempDir(), "missing"))
	_, err := w.migrator().Up(t.Context(), migrate.All())
	if diag.KindOf(err) != diag.IO || strings.Contains(diag.All(err)[0].Hint, "--") {
		t.Errorf("got %v", err)
	}
}

func TestOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(3)
		same(t, "up", w.up(migrate.Only(2)), []int64{2})
		same(t, "already up", w.up(migrate.Only(2)), nil)
		same(t, "up all", w.up(migrate.All()), []int64{1, 3})
		same(t, "down", w.down(migrate.Only(1)), []int64{1})
		same(t, "already down", w.down(migrate.Only(1)), nil)
		same(t, "versions", w.versions(), []int64{2, 3})
		if _, err := w.migrator().Up(t.Context(), migrate.Only(9)); !migrate.IsInvalid(err) {
			t.Errorf("got %v", err)
		}
	})
}

func TestPlan(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(3)
		w.up(migrate.Step(1))
		plan, err := w.migrator().Plan(t.Context(), command.Up, migrate.All())
		if err != nil {
			t.Fatal(err)
		}
		if len(plan) != 2 || plan[0].Version != 2 || plan[0].File != "migrations/2_t2.test" || plan[0].Direction != command.Up ||
			plan[0].InTransaction != (w.dialect.Name() != "mysql") {
			t.Errorf("got %+v", plan)
		}
		same(t, "statements", []string{plan[0].Statements[0].SQL, plan[1].Statements[0].SQL},
			[]string{"CREATE TABLE t2 (id int)", "CREATE TABLE t3 (id int)"})
		plan, err = w.migrator().Plan(t.Context(), command.Down, migrate.All())
		if err != nil || len(plan) != 1 || plan[0].Statements[0].SQL != "DROP TABLE t1" {
			t.Errorf("got %+v, %v", plan, err)
		}
		same(t, "tables", w.tables(), []string{"t1"})

		w.add("2_t2", "nonsense")
		if _, err := w.migrator().Plan(t.Context(), command.Up, migrate.All()); !migrate.IsInvalid(err) {
			t.Errorf("got %v", err)
		}
	})
}

// Nothing is opened before it is needed, and everything is closed.
func TestSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		db := &counted{Connector: w.db}
		w.db = db
		w.addTables(2)
		expect := func(what string, opened int64) {
			t.Helper()
			if got := db.opened.Swap(0); got != opened {
				t.Errorf("%s opened %d sessions, want %d", what, got, opened)
			}
			if open := db.open.Load(); open != 0 {
				t.Errorf("%s left %d sessions open", what, open)
			}
		}
		m := w.migrator()
		expect("New", 0)
		w.ran(m.Up(t.Context(), migrate.Step(1)))
		expect("Up", 1)
		if _, err := m.Migrations(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := m.Plan(t.Context(), command.Up, migrate.All()); err != nil {
			t.Error(err)
		}
		expect("looking twice", 2)
		w.add("2_t2", "@disable_ddl_transaction", "up: nonsense")
		w.fails(t.Context())
		second := map[string]int64{"postgres": 1, "sqlite": 1}[w.dialect.Name()] // for the lock
		expect("a failure", 1+second)
		w.add("2_t2", "rubbish")
		if _, err := m.Up(t.Context(), migrate.All()); err == nil {
			t.Error("no error")
		}
		expect("a refusal", 1)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := m.Up(ctx, migrate.All()); err == nil {
			t.Error("no error")
		}
		if open := db.open.Load(); open != 0 {
			t.Errorf("a cancelled run left %d sessions open", open)
		}
	})
}

// One migrator may be used by many at once.
func TestOneMigratorManyRuns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(8)
		w.config.Observe = nil
		m := w.migrator()
		var group sync.WaitGroup
		var ran atomic.Int64
		for range 5 {
			group.Go(func() {
				applied, err := m.Up(t.Context(), migrate.All())
				if err != nil {
					t.Error(err)
				}
				ran.Add(int64(len(applied)))
				if _, err := m.Migrations(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if ran.Load() != 8 {
			t.Errorf("%d migrations were run", ran.Load())
		}
	})
}

// A folder that cannot be read, a database that cannot be reached.
func TestPlainFailures(t *testing.T) {
	w := sqliteWorld(t)
	w.addTables(1)
	w.db = wrapped{w.db, func(conn database.Conn) (database.Conn, error) {
		_ = conn.Close(t.Context())
		return nil, &database.Error{Message: "no entry"}
	}}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for name, f := range map[string]func(*migrate.Migrator) error{
		"Up":               func(m *migrate.Migrator) error { _, err := m.Up(ctx, migrate.All()); return err },
		"Migrations":       func(m *migrate.Migrator) error { _, err := m.Migrations(ctx); return err },
		"MigratedVersions": func(m *migrate.Migrator) error { _, err := m.MigratedVersions(ctx); return err },
		"Plan":             func(m *migrate.Migrator) error { _, err := m.Plan(ctx, command.Up, migrate.All()); return err },
	} {
		if err := f(w.migrator()); err == nil || err.Error() != "no entry" || migrate.IsInvalid(err) || migrate.IsPartial(err) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
