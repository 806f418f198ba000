package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// placeholder is the n-th parameter in SQL.
func placeholder(w *world, n int) string {
	if w.dialect.Name() == "postgres" {
		return fmt.Sprintf("$%d", n)
	}
	return "?"
}

// codeWorld has a table, and a migration that runs code.
func codeWorld(w *world, up, down func(context.Context, whimbrel.DB) error, options ...whimbrel.Option) {
	w.config.Set = &whimbrel.Set{}
	w.config.Set.Change("1_people", func(m *whimbrel.Migration) {
		m.CreateTable("people", func(c *whimbrel.Columns) {
			c.Add("name", whimbrel.String)
			c.Add("initial", whimbrel.String)
		})
		m.Execute("INSERT INTO people (id, name) VALUES (1, 'Ada'), (2, 'Joe')", "")
	})
	w.config.Set.Change("2_initials", func(m *whimbrel.Migration) {
		m.CreateTable("before_it", nil)
		m.Run(up, down)
		m.CreateTable("after_it", nil)
	}, options...)
	w.up(migrate.To(1))
}

func initials(w *world, calls *int) func(context.Context, whimbrel.DB) error {
	return func(ctx context.Context, db whimbrel.DB) error {
		*calls++
		rows, err := db.Query(ctx, "SELECT id, name, initial FROM people WHERE name <> "+placeholder(w, 1)+" ORDER BY id", "Nobody")
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row[2] != nil {
				return fmt.Errorf("initial is %#v, want nil", row[2])
			}
			update := "UPDATE people SET initial = " + placeholder(w, 1) + " WHERE id = " + placeholder(w, 2)
			if err := db.Exec(ctx, update, row[1].(string)[:1], row[0].(int64)); err != nil {
				return err
			}
		}
		return db.Exec(ctx, "CREATE TABLE within_it (id int)")
	}
}

func column(w *world, query string) (values []string) {
	w.t.Helper()
	rows, err := w.conn().Query(w.t.Context(), query)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, row := range rows {
		values = append(values, fmt.Sprint(row[0]))
	}
	return values
}

func TestCodeRuns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ups, downs := 0, 0
		codeWorld(w, initials(w, &ups), func(ctx context.Context, db whimbrel.DB) error {
			downs++
			if err := db.Exec(ctx, "DROP TABLE within_it"); err != nil {
				return err
			}
			return db.Exec(ctx, "UPDATE people SET initial = NULL")
		})
		if plan, err := w.migrator().Plan(t.Context(), command.Up, migrate.All()); err != nil || len(plan[0].Statements) != 3 || ups != 0 {
			t.Errorf("got %+v, %v; run %d times", plan, err, ups)
		}
		w.events = nil
		same(t, "up", w.up(migrate.All()), []int64{2})
		same(t, "initials", column(w, "SELECT initial FROM people ORDER BY id"), []string{"A", "J"})
		same(t, "tables", w.tables(), []string{"after_it", "before_it", "people", "within_it"})
		ran := 0
		for _, e := range w.events {
			if e, ok := e.(migrate.Ran); ok && e.Statement.Code != nil {
				ran++
				contains(t, e.Statement.SQL, "-- run: function code_test.go:")
			}
		}
		same(t, "down", w.down(migrate.Step(1)), []int64{2})
		same(t, "initials", column(w, "SELECT initial FROM people ORDER BY id"), []string{"<nil>", "<nil>"})
		same(t, "tables", w.tables(), []string{"people"})
		same(t, "down, with an empty statement", w.down(migrate.All()), []int64{1})
		if ups != 1 || downs != 1 || ran != 1 {
			t.Errorf("run %d times up and %d times down, told %d times", ups, downs, ran)
		}
	})
}

var errCode = errors.New("out of luck")

func TestCodeFails(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		calls := 0
		f := initials(w, &calls)
		codeWorld(w, func(ctx context.Context, db whimbrel.DB) error {
			if err := f(ctx, db); err != nil {
				return err
			}
			return fmt.Errorf("calling elsewhere: %w", errors.Join(errCode, &net.OpError{Op: "dial", Err: errors.New("refused")}))
		}, nil)
		e := w.fails(t.Context())
		if !errors.Is(e, errCode) || e.Number != 2 || e.Total != 3 || e.Lost || calls != 1 {
			t.Errorf("got %+v; run %d times", e, calls)
		}
		contains(t, report(e), "code_test.go:", "statement 2 of 3:\n    -- run: function code_test.go:", "calling elsewhere: out of luck")
		if w.dialect.Name() == "mysql" {
			if !migrate.IsPartial(e) {
				t.Errorf("got %+v", e)
			}
			return
		}
		if e.Outcome != migrate.RolledBack || migrate.IsPartial(e) {
			t.Errorf("got %+v", e)
		}
		same(t, "tables", w.tables(), []string{"people"})
		same(t, "initials", column(w, "SELECT initial FROM people ORDER BY id"), []string{"<nil>", "<nil>"})
		same(t, "versions", w.versions(), []int64{1})
	})
}

// A statement of the code that the server refuses is told like any other.
func TestCodeFailsInSQL(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		codeWorld(w, func(ctx context.Context, db whimbrel.DB) error { return db.Exec(ctx, "INSERT INTO nowhere VALUES (1)") }, nil)
		e := w.fails(t.Context())
		if database.CodeOf(e) == "" {
			t.Errorf("got %v", e)
		}
		contains(t, e.Error(), "nowhere")
		if _, err := w.migrator().Plan(t.Context(), command.Down, migrate.All()); err != nil {
			t.Errorf("planning failed: %v", err)
		}
	})
}

func TestCodeWithoutTransaction(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		calls := 0
		codeWorld(w, initials(w, &calls), nil, whimbrel.DisableDDLTransaction())
		same(t, "up", w.up(migrate.All()), []int64{2})
		if _, err := w.migrator().Down(t.Context(), migrate.Only(2)); !migrate.IsIrreversible(err) {
			t.Errorf("got %v", err)
		}
	})
}

func TestCodeOnOneSideOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		calls := 0
		codeWorld(w, nil, func(context.Context, whimbrel.DB) error { calls++; return nil })
		same(t, "up", w.up(migrate.All()), []int64{2})
		same(t, "down", w.down(migrate.Only(2)), []int64{2})
		if calls != 1 {
			t.Errorf("called %d times", calls)
		}
	})
}

// Code that lets an error pass does not make a failed transaction pass.
func TestCodeLetsAnErrorPass(t *testing.T) {
	w := postgresWorld(t)
	other := postgresWorld(t)
	codeWorld(w, func(ctx context.Context, db whimbrel.DB) error {
		_ = db.Exec(ctx, "INSERT INTO nowhere VALUES (1)")
		return nil
	}, nil)
	for _, versions := range []database.Connector{nil, other.db} {
		w.config.VersionsDB = versions
		_, err := w.migrator().Up(t.Context(), migrate.Only(2))
		var e *migrate.Error
		if !errors.As(err, &e) || database.CodeOf(e) != "25P02" || e.Number != 2 || e.Outcome != migrate.RolledBack {
			t.Errorf("got %v", err)
		}
	}
	same(t, "elsewhere", other.versions(), nil)
}

// While another connection writes, the code's statements are tried again, and
// never the code.
func TestCodeWaitsForSQLite(t *testing.T) {
	w := sqliteWorld(t)
	calls := 0
	var writer database.Conn
	codeWorld(w, func(ctx context.Context, db whimbrel.DB) error {
		calls++
		if err := writer.Exec(ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		time.AfterFunc(2500*time.Millisecond, func() { _ = writer.Exec(context.Background(), "COMMIT") })
		return db.Exec(ctx, "UPDATE people SET initial = 'X'")
	}, nil, whimbrel.DisableDDLTransaction())
	writer = w.conn()
	same(t, "up", w.up(migrate.All()), []int64{2})
	if calls != 1 || !waited(w) {
		t.Errorf("run %d times, waited: %v", calls, waited(w))
	}
}

// Code that panics leaves neither its changes nor a lock behind.
func TestCodePanics(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		db := &counted{Connector: w.db}
		w.db = db
		codeWorld(w, func(context.Context, whimbrel.DB) error { panic("oh dear") }, nil)
		m := w.migrator()
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			_, _ = m.Up(t.Context(), migrate.All())
		}()
		if db.open.Load() != 0 {
			t.Error("a session is left open")
		}
		if w.dialect.Name() != "mysql" {
			same(t, "tables", w.tables(), []string{"people"})
		}
		w.config.Set = nil
		w.addTables(3)
		same(t, "up", w.up(migrate.Only(3)), []int64{3})
	})
}

// Cancelling stops a statement of the code on the server.
func TestCodeCancelled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		codeWorld(w, func(ctx context.Context, db whimbrel.DB) error {
			if err := db.Exec(ctx, "CREATE TABLE a (id int)"); err != nil {
				return err
			}
			return db.Exec(ctx, slow[w.dialect.Name()])
		}, nil)
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		started := time.Now()
		e := w.fails(ctx)
		if took := time.Since(started); took > 9*time.Second || !migrate.IsCancelled(e) {
			t.Errorf("got %+v after %v", e, took)
		}
		if w.dialect.Name() != "mysql" {
			same(t, "tables", w.tables(), []string{"people"})
		}
		same(t, "versions", w.versions(), []int64{1})
	})
}
