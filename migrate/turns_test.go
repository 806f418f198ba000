package migrate_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// What a killed run leaves in the journal must not be taken for what is in the
// database when Mix has been at work since then.

// addBare writes migrations without a transaction: some of one statement and
// some of several.
func (w *world) addBare() {
	none := "@disable_ddl_transaction"
	w.add("1_a", none, "up: CREATE TABLE a (id int)", "up: CREATE TABLE a2 (id int)", "down: DROP TABLE a2", "down: DROP TABLE a")
	w.add("2_b", none, "up: CREATE TABLE b (id int)", "down: DROP TABLE b")
	w.add("3_c", none, "up: CREATE TABLE c (id int)", "up: INSERT INTO c VALUES (1)", "down: DELETE FROM c", "down: DROP TABLE c")
}

// byMix is what Mix runs for these migrations in a direction.
var byMix = map[bool]map[int64][]string{
	true: {
		1: {"CREATE TABLE a (id int)", "CREATE TABLE a2 (id int)"}, 2: {"CREATE TABLE b (id int)"},
		3: {"CREATE TABLE c (id int)", "INSERT INTO c VALUES (1)"},
	},
	false: {1: {"DROP TABLE a2", "DROP TABLE a"}, 2: {"DROP TABLE b"}, 3: {"DROP TABLE c"}},
}

// mixTurns has Mix run or roll back a version.
func (w *world) mixTurns(version int64, up bool) {
	w.t.Helper()
	for _, sql := range byMix[up][version] {
		w.exec(sql)
	}
	if up {
		w.ectoInserts(fmt.Sprint(version))
		return
	}
	w.exec(fmt.Sprintf("DELETE FROM schema_migrations WHERE version = %d", version))
}

// eachBreak runs f with a world in which a run, up or down, broke at each of
// its statements.
func eachBreak(t *testing.T, down bool, f func(t *testing.T, w *world)) {
	for name, fresh := range map[string]func(testing.TB) string{
		"postgres": dbtest.Postgres, "mariadb": dbtest.MariaDB, "sqlite": dbtest.SQLite,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stride := strides[name]
			if os.Getenv("WHIMBREL_TEST_LONG") != "" {
				stride = 1
			}
			for breaks, broken := 0, true; broken; breaks += stride {
				t.Run(fmt.Sprint(breaks), func(t *testing.T) {
					w := &world{t: t, url: fresh(t)}
					w.setUp(dbtest.Database{Dialect: name, URL: w.url})
					w.addBare()
					if down {
						w.up(migrate.All())
					}
					broken = w.breakAt(breaks, false, migrate.All(), down)
					f(t, w)
				})
			}
		})
	}
}

// Mix rolls back what is recorded; then everything is to be run again, and
// nothing to be skipped.
func TestMixRollsBackAfterBreak(t *testing.T) {
	eachBreak(t, false, func(t *testing.T, w *world) {
		recorded := w.versions()
		for _, version := range slices.Backward(recorded) {
			w.mixTurns(version, false)
		}
		w.up(migrate.All())
		w.finishedBare()
	})
}

// Mix rolls back what is recorded and runs it again; then nothing of it is to
// be run, and to be rolled back all of it.
func TestMixRunsAgainAfterBreak(t *testing.T) {
	eachBreak(t, false, func(t *testing.T, w *world) {
		recorded := w.versions()
		for _, version := range slices.Backward(recorded) {
			w.mixTurns(version, false)
		}
		for _, version := range recorded {
			w.mixTurns(version, true)
		}
		w.up(migrate.All())
		w.finishedBare()
		same(t, "down", w.down(migrate.All()), []int64{3, 2, 1})
		same(t, "tables", w.tables(), nil)
	})
}

// Mix runs again what a broken rollback has taken out.
func TestMixRunsAgainAfterBrokenRollback(t *testing.T) {
	eachBreak(t, true, func(t *testing.T, w *world) {
		recorded := w.versions()
		for version := int64(1); version <= 3; version++ {
			if !slices.Contains(recorded, version) {
				w.mixTurns(version, true)
			}
		}
		same(t, "down", w.down(migrate.All()), []int64{3, 2, 1})
		same(t, "tables", w.tables(), nil)
		w.up(migrate.All())
		w.finishedBare()
	})
}

func (w *world) finishedBare() {
	w.t.Helper()
	same(w.t, "versions", w.versions(), []int64{1, 2, 3})
	same(w.t, "tables", w.tables(), []string{"a", "a2", "b", "c"})
	rows, err := w.conn().Query(w.t.Context(), "SELECT count(*) FROM c")
	if err != nil || rows[0][0] != int64(1) {
		w.t.Errorf("rows: %v, %v", rows, err)
	}
	unfinished, err := w.migrator().Unfinished(w.t.Context())
	if err != nil || len(unfinished) > 0 {
		w.t.Errorf("unfinished: %v, %v", unfinished, err)
	}
}
