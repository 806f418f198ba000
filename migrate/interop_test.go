package migrate_test

import (
	"fmt"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// ectoCreates is what ecto_sql 3.13 sends for its table of versions.
var ectoCreates = map[string]string{
	"postgres": `CREATE TABLE IF NOT EXISTS "schema_migrations" ("version" bigint, "inserted_at" timestamp(0), PRIMARY KEY ("version"))`,
	"mysql":    "CREATE TABLE IF NOT EXISTS `schema_migrations` (`version` bigint, `inserted_at` datetime, PRIMARY KEY (`version`)) ENGINE = INNODB",
	"sqlite":   `CREATE TABLE IF NOT EXISTS "schema_migrations" ("version" INTEGER PRIMARY KEY, "inserted_at" TEXT)`,
}

// ectoInserts writes a row as Ecto does at the clock of the tests.
func (w *world) ectoInserts(version string) {
	at := "2026-01-02 03:04:05"
	if w.dialect.Name() == "sqlite" {
		at = "2026-01-02T03:04:05"
	}
	w.exec("INSERT INTO schema_migrations (version, inserted_at) VALUES (" + version + ", '" + at + "')")
}

// A database that Ecto has migrated is continued, taken over by Ecto again, and
// continued once more; in the end its table of versions is the same as that of
// a database that only one of them has migrated.
func TestTurnsWithEcto(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.moreServers = true
		w.addTables(4)

		// Ecto runs the first one.
		w.exec(ectoCreates[w.dialect.Name()])
		w.exec("CREATE TABLE t1 (id int)")
		w.ectoInserts("1")
		same(t, "up", w.up(migrate.To(3)), []int64{2, 3})
		// Ecto rolls the third one back and runs it again, and the fourth.
		w.exec("DROP TABLE t3")
		w.exec("DELETE FROM schema_migrations WHERE version = 3")
		for _, version := range []string{"3", "4"} {
			w.exec("CREATE TABLE t" + version + " (id int)")
			w.ectoInserts(version)
		}
		same(t, "up", w.up(migrate.All()), nil)
		same(t, "down", w.down(migrate.Step(2)), []int64{4, 3})
		same(t, "up", w.up(migrate.All()), []int64{3, 4})

		fresh := map[string]func(testing.TB) string{
			"postgres": dbtest.Postgres, "mysql": dbtest.MariaDB, "sqlite": dbtest.SQLite,
		}[w.dialect.Name()]
		alone := newWorld(t, dbtest.Database{Dialect: w.dialect.Name(), URL: fresh(t)})
		alone.moreServers = true
		alone.addTables(4)
		alone.up(migrate.All())
		same(t, "rows", w.rows(), alone.rows())
		for _, world := range []*world{w, alone} {
			world.exec("DROP TABLE whimbrel_journal")
		}
		if a, b := dbtest.Dump(t, w.url), dbtest.Dump(t, alone.url); a != b {
			t.Errorf("in turns:\n%s\nalone:\n%s", a, b)
		}
	})
}

// migration_cast_version_column is for tables whose versions are text, which
// another framework has left.
func TestVersionsAsText(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.exec("CREATE TABLE schema_migrations (version varchar(255) NOT NULL PRIMARY KEY, inserted_at timestamp NULL)")
		w.ectoInserts("'1'")
		w.addTables(3)
		w.exec("CREATE TABLE t1 (id int)")
		same(t, "up", w.up(migrate.All()), []int64{2, 3})
		same(t, "versions", w.versions(), []int64{1, 2, 3})
		w.add("3_t3", "up: CREATE TABLE t3 (id bigint)", "down: DROP TABLE t3")
		same(t, "drift", w.drift(), []string{"migrations/3_t3.testt3 edited"})
		if _, err := w.migrator().Accept(t.Context(), 3); err != nil {
			t.Fatal(err)
		}
		same(t, "drift", w.drift(), nil)
		same(t, "down", w.down(migrate.Step(2)), []int64{3, 2})
		same(t, "tables", w.tables(), []string{"t1"})
		same(t, "versions", w.versions(), []int64{1})

		// Without a transaction, broken and gone on with, in both directions.
		w.add("10_bare", "@disable_ddl_transaction", "up: CREATE TABLE bare (id int)", "up: INSERT INTO nowhere VALUES (1)",
			"down: DROP TABLE bare")
		w.fails(t.Context())
		if err := w.migrator().Repair(t.Context(), 10, migrate.SettleApplied); err != nil {
			t.Fatal(err)
		}
		same(t, "settled", w.versions(), []int64{1, 2, 3, 10})
		same(t, "down", w.down(migrate.All()), []int64{10, 3, 2, 1})

		baseline, err := w.migrator().Baseline(t.Context(), migrate.To(3), migrate.BaselineSafe)
		if err != nil || len(baseline) != 3 {
			t.Fatalf("baseline: %v, %v", baseline, err)
		}
		same(t, "drift", w.drift(), nil)
		list, err := w.migrator().Migrations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, s := range list {
			states = append(states, fmt.Sprintf("%d %v", s.Version, s.Up))
		}
		same(t, "states", states, []string{"1 true", "2 true", "3 true", "10 false"})
	})
}

// Both at once, in a rollback: one of them does it, and the other one sees so.
func TestVersionsAsTextAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.config.Observe = nil
		w.exec("CREATE TABLE schema_migrations (version varchar(255) NOT NULL PRIMARY KEY, inserted_at timestamp NULL)")
		w.addTables(3)
		for _, up := range []bool{true, false} {
			ran := make(chan int, 4)
			for range cap(ran) {
				m := w.migrator()
				run := m.Down
				if up {
					run = m.Up
				}
				go func() {
					applied, err := run(t.Context(), migrate.All())
					if err != nil {
						t.Errorf("up %v: %v", up, err)
					}
					ran <- len(applied)
				}()
			}
			total := 0
			for range cap(ran) {
				total += <-ran
			}
			if total != 3 {
				t.Errorf("up %v: %d migrations were run", up, total)
			}
		}
		same(t, "versions", w.versions(), nil)
	})
}

// With a prefix both tables are inside of it.
func TestJournalInPrefix(t *testing.T) {
	w := postgresWorld(t)
	w.exec("CREATE SCHEMA tenant")
	w.config.Commands.Prefix = "tenant"
	w.add("1_a", "up: CREATE TABLE tenant.a (id int)", "down: DROP TABLE tenant.a")
	w.up(migrate.All())
	same(t, "public", w.tables(), nil)
	rows, err := w.conn().Query(t.Context(), "SELECT tablename::text FROM pg_tables WHERE schemaname = 'tenant' ORDER BY 1")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, row := range rows {
		names = append(names, row[0].(string))
	}
	same(t, "tenant", names, []string{"a", "schema_migrations", "whimbrel_journal"})
	w.add("1_a", "up: CREATE TABLE tenant.a (id bigint)")
	same(t, "drift", w.drift(), []string{"migrations/1_a.testa edited"})
	w.add("2_b", "up: CREATE TABLE tenant.b (id int)")
	w.up(migrate.All())
	contains(t, w.warned(), "whimbrel migrations --accept 1 --prefix tenant")
}
