package migrate_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// half is a migration that stops before its last statement, both ways.
func (w *world) half(middle ...string) {
	lines := append([]string{"@disable_ddl_transaction", "up: CREATE TABLE a (id int)", "up: CREATE TABLE b (id int, x int)"}, middle...)
	w.add("1_a", append(lines, "up: INSERT INTO nowhere VALUES (1)", "down: DROP TABLE b", "down: INSERT INTO nowhere VALUES (1)", "down: DROP TABLE a")...)
}

// upLines makes lines of statements, with the database's name for {db}.
func (w *world) upLines(statements []string) (lines []string) {
	name := w.url[strings.LastIndex(w.url, "/")+1:]
	for _, sql := range statements {
		lines = append(lines, "up: "+strings.ReplaceAll(sql, "{db}", name))
	}
	return lines
}

// undone runs again, which has to be refused because somebody has undone what
// was executed.
func (w *world) undone(down bool) *migrate.UnfinishedError {
	w.t.Helper()
	run := w.migrator().Up
	if down {
		run = w.migrator().Down
	}
	_, err := run(w.t.Context(), migrate.All())
	var unfinished *migrate.UnfinishedError
	if !errors.As(err, &unfinished) || !unfinished.Undone {
		w.t.Fatalf("got %v", err)
	}
	return unfinished
}

// What a person has dropped of a half-done migration must not be passed over.
func TestUndone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.half()
		w.fails(t.Context())
		dbtest.Exec(t, w.url, "DROP TABLE a")
		e := w.fails(t.Context())
		contains(t, report(e), "statement 1 was executed, and its work is gone: table a does not exist",
			"statement 1 of 3:\n    CREATE TABLE a (id int)", "1 statement of 3 was executed and stays", "1. CREATE TABLE b (id int, x int)",
			"whimbrel repair --not-applied 1 ", "whimbrel repair --again --version 1    send statement 1 again",
			"whimbrel repair --done --version 1 ")
		same(t, "tables", w.tables(), []string{"b"})

		list, err := w.migrator().Unfinished(t.Context())
		if err != nil || len(list) != 1 || list[0].State != migrate.UndoneSince || list[0].Number != 1 || list[0].Next != "" ||
			fmt.Sprint(list[0].Again) != "[1]" || list[0].Evidence != "table a does not exist" {
			t.Fatalf("got %+v, %v", list, err)
		}
		if err := w.migrator().Repair(t.Context(), 1, migrate.SettleAgain); err != nil {
			t.Fatal(err)
		}
		dbtest.Exec(t, w.url, "CREATE TABLE nowhere (n int)")
		same(t, "up", w.up(migrate.All()), []int64{1})
		same(t, "tables", w.tables(), []string{"a", "b", "nowhere"})
	})
}

// The other answers: the database is right, or the migration begins again.
func TestUndoneAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.half()
		w.fails(t.Context())
		dbtest.Exec(t, w.url, "DROP TABLE a")
		if err := w.migrator().Repair(t.Context(), 1, migrate.SettleDone); err != nil {
			t.Fatal(err)
		}
		if e := w.fails(t.Context()); migrate.IsUnfinished(e) || e.Number != 3 {
			t.Errorf("got %v", e)
		}
		if e := w.fails(t.Context()); migrate.IsUnfinished(e) { // and it is not asked twice
			t.Errorf("got %v", e)
		}
		dbtest.Exec(t, w.url, "DROP TABLE b")
		e := w.fails(t.Context())
		contains(t, report(e), "statement 2 was executed, and its work is gone: table b does not exist", "whimbrel repair --again --version 1 ")
		if err := w.migrator().Repair(t.Context(), 0, migrate.SettleNotApplied); err != nil {
			t.Fatal(err)
		}
		dbtest.Exec(t, w.url, "CREATE TABLE nowhere (n int)")
		same(t, "up", w.up(migrate.All()), []int64{1})
		same(t, "tables", w.tables(), []string{"a", "b", "nowhere"})
	})
}

// The same on the way down: what was dropped is there again.
func TestUndoneDown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.half()
		dbtest.Exec(t, w.url, "CREATE TABLE nowhere (n int)")
		w.up(migrate.All())
		dbtest.Exec(t, w.url, "DROP TABLE nowhere")
		down := func() error { _, err := w.migrator().Down(t.Context(), migrate.All()); return err }
		if err := down(); err == nil || migrate.IsUnfinished(err) {
			t.Fatalf("got %v", err)
		}
		dbtest.Exec(t, w.url, "CREATE TABLE b (id int, x int)")
		var e *migrate.Error
		if err := down(); !errors.As(err, &e) {
			t.Fatalf("got %v", err)
		}
		contains(t, report(e), "its work is gone: table b exists", "whimbrel repair --applied 1 ", "send statement 1 again")
		if err := w.migrator().Repair(t.Context(), 1, migrate.SettleAgain); err != nil {
			t.Fatal(err)
		}
		dbtest.Exec(t, w.url, "CREATE TABLE nowhere (n int)")
		same(t, "down", w.down(migrate.All()), []int64{1})
		same(t, "tables", w.tables(), []string{"nowhere"})
	})
}

// Only the net effect counts, and nothing where a statement may have done
// anything.
func TestUndoneNetEffect(t *testing.T) {
	drop := func(what string) []string { return []string{what} }
	for _, c := range []struct {
		name   string
		middle []string
		// undo is done by hand; number is the statement that is found out, or 0.
		undo   []string
		number int
		again  string
	}{
		{"nothing", nil, nil, 0, ""},
		{"dropped later", []string{"DROP TABLE a"}, nil, 0, ""},
		{"dropped later by another name", []string{"ALTER TABLE a RENAME TO c", "DROP TABLE c"}, nil, 0, ""},
		{"dropped if it exists", []string{"DROP TABLE IF EXISTS a"}, drop("DROP TABLE b"), 0, ""},
		{"renamed", []string{"ALTER TABLE a RENAME TO c"}, nil, 0, ""},
		{"renamed and dropped", []string{"ALTER TABLE a RENAME TO c"}, drop("DROP TABLE c"), 1, "[1 3]"},
		{"renamed back", []string{"ALTER TABLE a RENAME TO c"}, drop("ALTER TABLE c RENAME TO a"), 3, "[3]"},
		{"a column", []string{"ALTER TABLE a ADD COLUMN n int"}, drop("ALTER TABLE a DROP COLUMN n"), 3, "[3]"},
		{"a column with its table", []string{"ALTER TABLE a ADD COLUMN n int"}, drop("DROP TABLE a"), 1, "[1 3]"},
		{"a column of a renamed table", []string{"ALTER TABLE a ADD COLUMN n int", "ALTER TABLE a RENAME TO c"},
			drop("ALTER TABLE c DROP COLUMN n"), 3, "[]"},
		{"a dropped column", []string{"ALTER TABLE b DROP COLUMN x"}, drop("ALTER TABLE b ADD COLUMN x int"), 3, "[3]"},
		{"an index", []string{"CREATE INDEX i ON a (id)"}, drop("DROP INDEX i ON a"), 3, "[3]"},
		{"an index with its column", []string{"CREATE INDEX i ON b (x)", "ALTER TABLE b DROP COLUMN x"}, nil, 0, ""},
		{"a constraint", []string{"ALTER TABLE a ADD CONSTRAINT k CHECK (id > 0)"}, drop("ALTER TABLE a DROP CONSTRAINT k"), 3, "[3]"},
		{"a constraint without a name", []string{"ALTER TABLE a ADD PRIMARY KEY (id)", "ALTER TABLE b ADD CONSTRAINT FOREIGN KEY (x) REFERENCES a (id)"}, nil, 0, ""},
		{"a primary key's name", []string{"ALTER TABLE a ADD CONSTRAINT k PRIMARY KEY (id)"}, nil, 0, ""},
		{"several actions", []string{"ALTER TABLE a ADD COLUMN n decimal(3,1), RENAME TO c"}, nil, 0, ""},
		{"another database", []string{"USE `{db}`"}, drop("DROP TABLE a"), 0, ""},
		{"what cannot be looked up", []string{"ANALYZE TABLE a"}, drop("DROP TABLE a"), 0, ""},
		{"rows", []string{"INSERT INTO a VALUES (1)"}, drop("DROP TABLE a"), 1, "[1]"},
		{"a prefix", []string{"DROP TABLE `{db}`.a"}, nil, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, dbtest.Database{Dialect: "mariadb", URL: dbtest.MariaDB(t)})
			w.half(w.upLines(c.middle)...)
			if e := w.fails(t.Context()); e.Number != 3+len(c.middle) {
				t.Fatal(report(e))
			}
			for _, sql := range c.undo {
				dbtest.Exec(t, w.url, sql)
			}
			if c.number == 0 {
				if e := w.fails(t.Context()); migrate.IsUnfinished(e) {
					t.Error(report(e))
				}
				return
			}
			if e := w.undone(false); e.Number != c.number || fmt.Sprint(e.Again) != c.again {
				t.Errorf("got statement %d, again %v: %s", e.Number, e.Again, e.Evidence)
			}
		})
	}
}

// A statement that was underway counts by what the catalogue says of it.
func TestUndoneUnderway(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for n := 0; ; n++ {
			if n > 9 {
				t.Fatal("it was never underway")
			}
			w.add("1_a", "@disable_ddl_transaction", "up: CREATE TABLE a (id int)", "up: DROP TABLE a", "up: CREATE TABLE c (id int)")
			w.breakAt(n, true, migrate.All(), false)
			same(t, "up", w.up(migrate.All()), []int64{1})
			same(t, "tables", w.tables(), []string{"c"})
			if slices.ContainsFunc(w.events, func(e migrate.Event) bool { _, ok := e.(migrate.Examined); return ok }) && n > 5 {
				return
			}
			dbtest.Exec(t, w.url, "DROP TABLE c")
			dbtest.Exec(t, w.url, "DROP TABLE whimbrel_journal")
			dbtest.Exec(t, w.url, "DELETE FROM schema_migrations")
		}
	})
}
