package migrate_test

import (
	"errors"
	"testing"

	"github.com/whimbrel-go/whimbrel/migrate"
)

// outside are the attributes of a migration that builds an index concurrently.
var outside = []string{"@disable_ddl_transaction", "@disable_migration_lock"}

func (w *world) indexes(which string) []string {
	w.t.Helper()
	rows, err := w.conn().Query(w.t.Context(), "SELECT c.relname::text FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid "+
		"WHERE i.indrelid = 'a'::regclass AND "+which+" ORDER BY 1")
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, row := range rows {
		names = append(names, row[0].(string))
	}
	return names
}

func (w *world) dropped() []string {
	var names []string
	for _, e := range w.events {
		if dropped, ok := e.(migrate.IndexDropped); ok && dropped.Err == nil {
			names = append(names, dropped.Name)
		}
	}
	return names
}

func TestInvalidIndexIsDropped(t *testing.T) {
	for name, statement := range map[string]string{
		"quoted": `CREATE UNIQUE INDEX CONCURRENTLY "a_Id" ON "public"."a" ("id")`,
		"plain":  "create unique index concurrently if not exists A_ID on only a (id)",
	} {
		t.Run(name, func(t *testing.T) {
			w := postgresWorld(t)
			w.add("1_a", "up: CREATE TABLE a (id int)", "up: INSERT INTO a VALUES (1), (1)")
			w.up(migrate.All())
			w.add("2_i", append(outside, "up: "+statement)...)
			e := w.fails(t.Context())
			contains(t, report(e), "could not create unique index", "23505")
			same(t, "indexes", w.indexes("true"), nil)
			if len(w.dropped()) != 1 {
				t.Errorf("told of %v", w.dropped())
			}
			// Once the rows are right it goes on.
			if err := w.conn().Exec(t.Context(), "DELETE FROM a WHERE ctid IN (SELECT ctid FROM a LIMIT 1)"); err != nil {
				t.Fatal(err)
			}
			same(t, "up", w.up(migrate.All()), []int64{2})
			if got := w.indexes("i.indisvalid"); len(got) != 1 {
				t.Errorf("indexes: %v", got)
			}
		})
	}
}

// invalidIndex leaves an invalid index behind, as a killed migrator does.
func (w *world) invalidIndex() {
	w.t.Helper()
	w.add("1_a", "up: CREATE TABLE a (id int)", "up: INSERT INTO a VALUES (1), (1)")
	w.up(migrate.All())
	conn := w.conn()
	if err := conn.Exec(w.t.Context(), "CREATE UNIQUE INDEX CONCURRENTLY i ON a (id)"); err == nil {
		w.t.Fatal("the index is unique")
	}
	if err := conn.Exec(w.t.Context(), "DELETE FROM a"); err != nil {
		w.t.Fatal(err)
	}
	same(w.t.(*testing.T), "invalid", w.indexes("NOT i.indisvalid"), []string{"i"})
}

func TestInvalidIndexIsReplaced(t *testing.T) {
	for name, statement := range map[string]string{
		"if not exists": "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON a (id)",
		"create":        "CREATE UNIQUE INDEX CONCURRENTLY i ON a (id)",
	} {
		t.Run(name, func(t *testing.T) {
			w := postgresWorld(t)
			w.invalidIndex()
			w.add("2_i", append(outside, "up: "+statement)...)
			same(t, "up", w.up(migrate.All()), []int64{2})
			same(t, "dropped", w.dropped(), []string{"public.i"})
			same(t, "valid", w.indexes("i.indisvalid"), []string{"i"})
		})
	}
}

// In a transaction an index that exists already is success for PostgreSQL, also
// if it is invalid; for the migrator it is not.
func TestInvalidIndexIsNoSuccess(t *testing.T) {
	for _, mode := range []migrate.TransactionMode{migrate.TransactionEach, migrate.TransactionAll} {
		w := postgresWorld(t)
		w.invalidIndex()
		w.config.Transaction = mode
		w.add("2_i", "up: CREATE INDEX IF NOT EXISTS i ON a (id)")
		e := w.fails(t.Context())
		var invalid *migrate.InvalidIndexError
		if !errors.As(e, &invalid) || e.Outcome != migrate.RolledBack {
			t.Errorf("got %+v", e)
		}
		contains(t, report(e), "the index public.i exists, but is INVALID", "DROP INDEX CONCURRENTLY public.i;")
		same(t, "versions", w.versions(), []int64{1})
		if err := w.conn().Exec(t.Context(), "DROP INDEX CONCURRENTLY i"); err != nil {
			t.Fatal(err)
		}
		same(t, "up", w.up(migrate.All()), []int64{2})
		same(t, "valid", w.indexes("i.indisvalid"), []string{"i"})
	}
}
