package migrate_test

import (
	"context"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

func bareOnSQLite(t *testing.T) *world {
	w := newWorld(t, dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)})
	w.exec("CREATE TABLE counter (n int)")
	w.add("1_bare", "@disable_ddl_transaction",
		"up: WITH RECURSIVE s(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM s WHERE i < 100000) SELECT max(i) FROM s",
		"up: INSERT INTO counter VALUES (1)", "up: CREATE TABLE a (id int)", "down: DROP TABLE a")
	return w
}

// Outside of a transaction SQLite has no lock of its own; each migration is run
// once all the same.
func TestBareOnSQLiteAtOnce(t *testing.T) {
	w := bareOnSQLite(t)
	w.config.Observe = nil
	ran := make(chan int, 4)
	for range cap(ran) {
		m := w.migrator()
		go func() {
			applied, err := m.Up(t.Context(), migrate.All())
			if err != nil {
				t.Error(err)
			}
			ran <- len(applied)
		}()
	}
	total := 0
	for range cap(ran) {
		total += <-ran
	}
	if total != 1 {
		t.Errorf("it was run %d times", total)
	}
	same(t, "rows", column(w, "SELECT count(*) FROM counter"), []string{"1"})
	same(t, "tables", w.tables(), []string{"a", "counter"})
}

// A pool of one connection has none for the lock: the run says so.
func TestBareOnSQLiteWithOneConnection(t *testing.T) {
	w := bareOnSQLite(t)
	_ = w.conn().Close(context.Background())
	w.pool.SetMaxOpenConns(1)
	same(t, "up", w.up(migrate.All()), []int64{1})
	said := false
	for _, e := range w.events {
		noticed, ok := e.(migrate.Noticed)
		said = said || ok && strings.Contains(noticed.Notice.Message, "nothing keeps other migrators")
	}
	if !said {
		t.Error("nothing was said of the lock")
	}
}
