package migrate_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// dying is a connector whose sessions break, all at once, at the n-th statement
// that is sent: before the server executes it, or after.
type dying struct {
	database.Connector
	after bool
	left  *int
}

func (d dying) Connect(ctx context.Context) (database.Conn, error) {
	if *d.left < 0 {
		return nil, errCut
	}
	conn, err := d.Connector.Connect(ctx)
	return &dyingConn{conn, d}, err
}

type dyingConn struct {
	database.Conn
	d dying
}

var errCut = &database.Error{Message: "unexpected EOF"}

func (c *dyingConn) Exec(ctx context.Context, statements ...string) error {
	for i, text := range statements {
		*c.d.left--
		switch {
		case *c.d.left < 0 && c.d.after && *c.d.left == -1:
			_ = c.Conn.Exec(ctx, text)
			fallthrough
		case *c.d.left < 0:
			return &database.Error{Message: "unexpected EOF", Index: i, SQL: text}
		}
		if err := c.Conn.Exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func (c *dyingConn) Query(ctx context.Context, query string, args ...any) ([][]any, error) {
	if *c.d.left < 0 {
		return nil, errCut
	}
	return c.Conn.Query(ctx, query, args...)
}

// addMixture writes migrations of every kind of statement that can be told
// apart after a crash. The number in counter says how often each row was
// changed.
func (w *world) addMixture() {
	none := "@disable_ddl_transaction"
	w.add("1_counter", none, "up: CREATE TABLE counter (n int)", "up: INSERT INTO counter VALUES (0)",
		"up: UPDATE counter SET n = n + 1", "down: DROP TABLE counter")
	w.add("2_tables", none, "up: CREATE TABLE a (id int)", "up: ALTER TABLE a ADD COLUMN b int", "up: UPDATE counter SET n = n + 10",
		"up: CREATE INDEX a_b ON a (b)", "up: ALTER TABLE a RENAME TO c", "down: DROP TABLE c")
	w.add("3_one", none, "up: CREATE TABLE d (id int)", "down: DROP TABLE d")
	w.add("4_backfill", none, "up: UPDATE counter SET n = n + 100", "down: UPDATE counter SET n = n - 100")
	w.add("5_view", none, "up: CREATE VIEW v AS SELECT n FROM counter", "up: DROP TABLE d", "down: CREATE TABLE d (id int)", "down: DROP VIEW v")
	w.add("6_none", none, "up: ", "down: ")
}

func (w *world) counter() (n int64) {
	w.t.Helper()
	rows, err := w.conn().Query(w.t.Context(), "SELECT n FROM counter")
	if err != nil || len(rows) != 1 {
		w.t.Fatalf("counter: %v, %v", rows, err)
	}
	return rows[0][0].(int64)
}

// journal returns what is in the journal: "1.0 up applied".
func (w *world) journal() (entries []string) {
	w.t.Helper()
	j, err := w.dialect.Journal(versionsTable)
	if err != nil {
		w.t.Fatal(err)
	}
	rows, err := w.conn().Query(w.t.Context(), j.Select)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range rows {
		entries = append(entries, fmt.Sprintf("%v.%v %v %v", r[0], r[1], r[2], r[3]))
	}
	return entries
}

var allApplied = []string{"1.0 up applied", "2.0 up applied", "3.0 up applied", "4.0 up applied", "5.0 up applied", "6.0 up applied"}

// strides are how many statements TestResume passes over from one break to the
// next, unless WHIMBREL_TEST_LONG is set.
var strides = map[string]int{"postgres": 7, "mariadb": 3, "sqlite": 1}

// TestResume breaks the connection at every statement of a run, before or after
// the server executes it, and runs again.
func TestResume(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) string{
		"postgres": dbtest.Postgres, "mariadb": dbtest.MariaDB, "sqlite": dbtest.SQLite,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			undisturbed := freshWorld(t, name, fresh)
			undisturbed.up(migrate.All())
			want := dbtest.Dump(t, undisturbed.url)
			same(t, "journal", undisturbed.journal(), allApplied)
			breaks, stride := 0, strides[name]
			if os.Getenv("WHIMBREL_TEST_LONG") != "" {
				stride = 1
			}
			for broken := true; broken; breaks += stride {
				for _, after := range []bool{false, true} {
					t.Run(fmt.Sprintf("%d %v", breaks, after), func(t *testing.T) {
						broken = resume(freshWorld(t, name, fresh), breaks, after, want)
					})
				}
			}
			if breaks < 20 {
				t.Errorf("only %d breaks", breaks)
			}
		})
	}
}

// resume breaks a run, up and then down, and runs again each time. It reports
// whether the way up was broken.
func resume(w *world, breaks int, after bool, want string) (broken bool) {
	w.t.Helper()
	broken = w.breakAt(breaks, after, migrate.All(), false)
	w.up(migrate.All())
	w.finishedAll(111)
	w.breakAt(breaks, after, migrate.Step(4), true)
	w.down(migrate.ToExclusive(2))
	same(w.t, "versions", w.versions(), []int64{1, 2})
	if n := w.counter(); n != 11 {
		w.t.Errorf("down: the rows were changed to %d", n)
	}
	w.up(migrate.All())
	w.finishedAll(111)
	if got := dbtest.Dump(w.t, w.url); got != want {
		w.t.Errorf("%s\nwant\n%s", got, want)
	}
	return broken
}

// finishedAll checks that nothing is left of the breaks.
func (w *world) finishedAll(counter int64) {
	w.t.Helper()
	if n := w.counter(); n != counter {
		w.t.Errorf("the rows were changed to %d", n)
	}
	unfinished, err := w.migrator().Unfinished(w.t.Context())
	if err != nil || len(unfinished) > 0 {
		w.t.Errorf("unfinished: %v, %v", unfinished, err)
	}
	same(w.t, "journal", w.journal(), allApplied)
}

func freshWorld(t *testing.T, name string, fresh func(testing.TB) string) *world {
	t.Helper()
	w := &world{t: t, url: fresh(t)}
	w.setUp(dbtest.Database{Dialect: name, URL: w.url})
	w.addMixture()
	return w
}

// breakAt runs with a connection that breaks, and reports whether it did.
func (w *world) breakAt(n int, after bool, target migrate.Target, down bool) bool {
	w.t.Helper()
	left := n
	m, err := migrate.New(dying{w.db, after, &left}, w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	run := m.Up
	if down {
		run = m.Down
	}
	_, err = run(w.t.Context(), target)
	return err != nil || left < 0
}

// What the catalogue does not show is for a person to decide.
func TestUndecided(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		grant := map[string]string{
			"postgres": "GRANT SELECT ON b TO PUBLIC", "mysql": "ANALYZE TABLE b", "sqlite": "ANALYZE b",
		}[w.dialect.Name()]
		w.add("1_a", "@disable_ddl_transaction", "up: CREATE TABLE b (id int)", "up: "+grant, "up: CREATE TABLE c (id int)")
		for n := 0; ; n++ {
			if n > 9 {
				t.Fatal("it was never underway")
			}
			w.breakAt(n, false, migrate.All(), false)
			_, err := w.migrator().Up(t.Context(), migrate.All())
			if err == nil {
				w.reset()
				continue
			}
			if !migrate.IsUnfinished(err) {
				t.Fatal(err)
			}
			text := report(err.(*migrate.Error))
			contains(t, text, "statement 2 was underway when an earlier run ended", "statement 2 of 3:\n    "+grant,
				"1. CREATE TABLE b (id int)", "whimbrel repair --done --version 1", "whimbrel repair --again --version 1")
			return
		}
	})
}

// reset drops everything that TestUndecided creates.
func (w *world) reset() {
	w.t.Helper()
	dbtest.Exec(w.t, w.url, "DROP TABLE b")
	dbtest.Exec(w.t, w.url, "DROP TABLE c")
	dbtest.Exec(w.t, w.url, "DROP TABLE whimbrel_journal")
	dbtest.Exec(w.t, w.url, "DELETE FROM schema_migrations")
}

// A statement that the server refuses is where the next run goes on, once the
// migration is corrected; what was executed must stay as it was.
func TestGoOnAfterFailure(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := []string{"@disable_ddl_transaction", "up: CREATE TABLE a (id int)", "up: CREATE TABLE b (id int)"}
		w.add("1_a", append(first, "up: INSERT INTO nowhere VALUES (1)", "up: CREATE TABLE c (id int)")...)
		w.add("2_d", "up: CREATE TABLE d (id int)")
		e := w.fails(t.Context())
		if e.Outcome != migrate.Partial || len(e.Executed) != 2 || e.Number != 3 {
			t.Errorf("got %+v", e)
		}
		same(t, "journal", w.journal(), []string{"1.0 up running", "1.1 up done", "1.2 up done", "1.3 up failed"})

		w.add("1_a", "@disable_ddl_transaction", "up: CREATE TABLE a (id int)", "up: CREATE TABLE b (id int, x int)", "up: INSERT INTO b VALUES (1, 2)")
		e = w.fails(t.Context())
		contains(t, report(e), "statement 2 was edited after it was sent", "CREATE TABLE b (id int)", "whimbrel repair --done --version 1")

		w.add("1_a", append(first, "up: INSERT INTO b VALUES (1)", "up: CREATE TABLE c (id int)")...)
		w.events = nil
		same(t, "up", w.up(migrate.All()), []int64{1, 2})
		same(t, "tables", w.tables(), []string{"a", "b", "c", "d"})
		var resumed []migrate.Resumed
		for _, event := range w.events {
			if r, ok := event.(migrate.Resumed); ok {
				resumed = append(resumed, r)
			}
		}
		if len(resumed) != 1 || resumed[0].Next != 3 || resumed[0].Total != 4 {
			t.Errorf("got %+v", resumed)
		}
	})
}

// A migration of which nothing was executed leaves no trace.
func TestNothingExecuted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add("1_a", "@disable_ddl_transaction", "up: INSERT INTO nowhere VALUES (1)", "up: CREATE TABLE c (id int)")
		w.add("2_b", "@disable_ddl_transaction", "up: CREATE TABLE b (id int)")
		w.fails(t.Context())
		same(t, "journal", w.journal(), nil)
	})
}

// Statements with which a migration manages transactions are undone together.
func TestResumeOwnTransaction(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add("1_a", "@disable_ddl_transaction", "up: CREATE TABLE a (id int)", "up: BEGIN", "up: INSERT INTO a VALUES (1)",
			"up: INSERT INTO nowhere VALUES (1)", "up: COMMIT")
		w.fails(t.Context())
		same(t, "journal", w.journal(), []string{"1.0 up running", "1.1 up done", "1.2 up failed"})
		w.add("1_a", "@disable_ddl_transaction", "up: CREATE TABLE a (id int)", "up: BEGIN", "up: INSERT INTO a VALUES (1)", "up: COMMIT")
		w.up(migrate.All())
		rows, err := w.conn().Query(t.Context(), "SELECT count(*) FROM a")
		if err != nil || rows[0][0] != int64(1) {
			t.Errorf("got %v, %v", rows, err)
		}
	})
}

// LOCK TABLES keeps the journal's table away until UNLOCK TABLES.
func TestLockedTables(t *testing.T) {
	w := newWorld(t, dbtest.Database{Dialect: "mariadb", URL: dbtest.MariaDB(t)})
	lines := []string{"up: CREATE TABLE a (id int)", "up: LOCK TABLES a WRITE", "up: INSERT INTO a VALUES (1)"}
	w.add("1_a", append(lines, "up: INSERT INTO a VALUES ('x')", "up: UNLOCK TABLES")...)
	if e := w.fails(t.Context()); e.Number != 4 || len(e.Executed) != 3 {
		t.Errorf("got %+v", e)
	}
	same(t, "journal", w.journal(), []string{"1.0 up running", "1.1 up done", "1.2 up done", "1.3 up done"})
	w.add("1_a", append(lines, "up: INSERT INTO a VALUES (2)", "up: UNLOCK TABLES", "up: INSERT INTO a VALUES (3)")...)
	w.up(migrate.All())
	rows, err := w.conn().Query(t.Context(), "SELECT sum(id) FROM a")
	if err != nil || fmt.Sprint(rows[0][0]) != "6" {
		t.Errorf("got %v, %v", rows, err)
	}
}

// MariaDB keeps an index that a foreign key needs until the foreign key goes.
func TestNeededIndex(t *testing.T) {
	w := newWorld(t, dbtest.Database{Dialect: "mariadb", URL: dbtest.MariaDB(t)})
	create := []string{"up: CREATE TABLE p (id int PRIMARY KEY)", "up: CREATE TABLE c (p_id int, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
		"up: CREATE INDEX c_p_id ON c (p_id)"}
	w.add("1_a", append(create, "down: DROP INDEX c_p_id ON c", "down: DROP TABLE c", "down: DROP TABLE p")...)
	w.up(migrate.All())
	same(t, "down", w.down(migrate.All()), []int64{1})
	same(t, "tables", w.tables(), nil)
	same(t, "journal", w.journal(), nil)
	var postponed []string
	for _, event := range w.events {
		if p, ok := event.(migrate.Postponed); ok {
			postponed = append(postponed, p.Statement.SQL)
		}
	}
	same(t, "postponed", postponed, []string{"DROP INDEX c_p_id ON c"})

	t.Run("the index stays needed", func(t *testing.T) {
		w.add("1_a", append(create, "down: DROP INDEX c_p_id ON c", "down: ALTER TABLE c ADD COLUMN x int")...)
		w.up(migrate.All())
		_, err := w.migrator().Down(t.Context(), migrate.All())
		if database.CodeOf(err) != "1553" || !strings.Contains(err.Error(), "foreign key") {
			t.Fatalf("got %v", err)
		}
		same(t, "versions", w.versions(), []int64{1})
		dbtest.Exec(t, w.url, "ALTER TABLE c DROP FOREIGN KEY fk")
		same(t, "down", w.down(migrate.All()), []int64{1})
		same(t, "journal", w.journal(), nil)
	})
}
