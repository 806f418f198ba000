package migrate_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// transactional are the databases that can roll back changes of the schema.
func transactional(t *testing.T, f func(t *testing.T, w *world)) {
	each(t, func(t *testing.T, w *world) {
		if w.dialect.Name() == "mysql" {
			t.Skip("MySQL commits at every change of the schema")
		}
		w.config.Transaction = migrate.TransactionAll
		f(t, w)
	})
}

func (w *world) userTables() []string {
	var names []string
	for _, name := range w.tables() {
		if !strings.HasPrefix(name, "whimbrel_") {
			names = append(names, name)
		}
	}
	return names
}

func TestTogether(t *testing.T) {
	transactional(t, func(t *testing.T, w *world) {
		w.addTables(3)
		w.add("4_d", "up: CREATE TABLE d (id int)", "up: INSERT INTO nowhere VALUES (1)", "down: DROP TABLE d")
		w.addTables(3)
		w.add("5_e", "up: CREATE TABLE e (id int)", "down: DROP TABLE e")
		e := w.fails(t.Context())
		if e.Version != 4 || e.Number != 2 || e.Outcome != migrate.RolledBack || len(e.Applied) > 0 || len(e.Undone) != 3 || len(e.NotRun) != 1 {
			t.Errorf("got %+v", e)
		}
		contains(t, report(e), "The whole run is one transaction, and was rolled back with it: 1_t1, 2_t2, 3_t3.", "Not run: 5_e.")
		same(t, "tables", w.userTables(), nil)
		same(t, "versions", w.versions(), nil)

		w.add("4_d", "up: CREATE TABLE d (id int)", "down: DROP TABLE d")
		w.events = nil
		same(t, "up", w.up(migrate.All()), []int64{1, 2, 3, 4, 5})
		same(t, "versions", w.versions(), []int64{1, 2, 3, 4, 5})
		var order []string
		for _, event := range w.events {
			switch event.(type) {
			case migrate.Started, migrate.Finished:
				order = append(order, strings.TrimPrefix(fmt.Sprintf("%T", event), "migrate."))
			}
		}
		same(t, "events", order, []string{"Started", "Started", "Started", "Started", "Started",
			"Finished", "Finished", "Finished", "Finished", "Finished"})
		same(t, "up again", w.up(migrate.All()), nil)
		same(t, "down", w.down(migrate.All()), []int64{5, 4, 3, 2, 1})
		same(t, "tables", w.userTables(), nil)
	})
}

func TestTogetherRefuses(t *testing.T) {
	w := postgresWorld(t)
	w.config.Transaction = migrate.TransactionAll
	w.addTables(1)
	w.add("2_b", "@disable_ddl_transaction", "up: VACUUM")
	w.add("3_c", "up: COMMIT")
	_, err := w.migrator().Up(t.Context(), migrate.All())
	list := diag.All(err)
	if len(list) != 2 || !migrate.IsInvalid(err) {
		t.Fatalf("got %v", err)
	}
	contains(t, list[0].Error()+list[0].Detail+list[0].Hint, "cannot run in one transaction", "@disable_ddl_transaction", "--to-exclusive 2")
	contains(t, list[1].Detail, "begins or ends transactions itself")
	same(t, "tables", w.userTables(), nil)
}

func TestTogetherAtOnce(t *testing.T) {
	transactional(t, func(t *testing.T, w *world) {
		w.addTables(10)
		once(t, many(t, w, 8, func(m *migrate.Migrator) ([]migrate.Applied, error) {
			return m.Up(t.Context(), migrate.All())
		}), 10)
	})
}

func TestTogetherRetries(t *testing.T) {
	w := postgresWorld(t)
	w.add("1_a", "up: CREATE TABLE a (id int)")
	w.up(migrate.All())
	w.config.Transaction = migrate.TransactionAll
	w.add("2_b", "up: CREATE TABLE b (id int)")
	w.add("3_c", "up: ALTER TABLE a ADD COLUMN b int")
	w.config.Limits = migrate.Limits{Lock: 50 * time.Millisecond, Retries: 3, RetryPause: time.Millisecond}
	release := lockTable(t, w, "a")
	w.config.Observe = func(_ context.Context, e migrate.Event) {
		if _, ok := e.(migrate.Retrying); ok {
			release()
		}
	}
	same(t, "up", w.up(migrate.All()), []int64{2, 3})
}

func TestTransactionNone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.config.Transaction = migrate.TransactionNone
		w.add("1_a", "begin: SELECT nothing", "up: CREATE TABLE a (id int)", "up: INSERT INTO nowhere VALUES (1)", "down: DROP TABLE a")
		e := w.fails(t.Context())
		if e.Outcome != migrate.Partial || len(e.Executed) != 1 {
			t.Errorf("got %+v", e)
		}
		same(t, "tables", w.userTables(), []string{"a"})
		w.add("1_a", "up: CREATE TABLE a (id int)", "up: INSERT INTO a VALUES (1)", "down: DROP TABLE a")
		same(t, "up", w.up(migrate.All()), []int64{1})
		same(t, "down", w.down(migrate.All()), []int64{1})
		same(t, "tables", w.userTables(), nil)
	})
}
