package migrate_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
)

func TestTargets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(6)
		same(t, "up step", w.up(migrate.Step(1)), []int64{1})
		same(t, "up to", w.up(migrate.To(3)), []int64{2, 3})
		same(t, "up to exclusive", w.up(migrate.ToExclusive(5)), []int64{4})
		same(t, "up to an applied version", w.up(migrate.To(2)), nil)
		same(t, "up no step", w.up(migrate.Step(0)), nil)
		same(t, "up beyond", w.up(migrate.To(99)), []int64{5, 6})
		same(t, "nothing", w.up(migrate.All()), nil)
		same(t, "tables", w.tables(), []string{"t1", "t2", "t3", "t4", "t5", "t6"})

		same(t, "down step", w.down(migrate.Step(2)), []int64{6, 5})
		same(t, "down to exclusive", w.down(migrate.ToExclusive(3)), []int64{4})
		same(t, "down to", w.down(migrate.To(3)), []int64{3})
		same(t, "versions", w.versions(), []int64{1, 2})
		same(t, "down all", w.down(migrate.All()), []int64{2, 1})
		same(t, "down nothing", w.down(migrate.All()), nil)
		same(t, "tables", w.tables(), nil)
	})
}

func TestMigrationsWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(3)
		status, err := w.migrator().Migrations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "status", status, []migrate.Status{
			{Version: 1, Name: "t1", File: "migrations/1_t1.test"},
			{Version: 2, Name: "t2", File: "migrations/2_t2.test"},
			{Version: 3, Name: "t3", File: "migrations/3_t3.test"},
		})
		if dump := dbtest.Dump(t, w.url); strings.Contains(dump, "schema_migrations") {
			t.Errorf("Migrations created a table:\n%s", dump)
		}

		w.up(migrate.To(2))
		delete(w.files, "1_t1.test")
		status, err = w.migrator().Migrations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "status", status, []migrate.Status{
			{Up: true, Version: 1},
			{Up: true, Version: 2, Name: "t2", File: "migrations/2_t2.test"},
			{Version: 3, Name: "t3", File: "migrations/3_t3.test"},
		})
	})
}

// What Ecto 3.13.5 creates, from the dumps of databases that it migrated.
var versionsTables = map[string]string{
	"postgres": `CREATE TABLE public.schema_migrations (
    version bigint NOT NULL,
    inserted_at timestamp(0) without time zone
);`,
	"mysql": "CREATE TABLE `schema_migrations` (\n" +
		"  `version` bigint(20) NOT NULL,\n" +
		"  `inserted_at` datetime DEFAULT NULL,\n" +
		"  PRIMARY KEY (`version`)\n)",
	"sqlite": `CREATE TABLE "schema_migrations" ("version" INTEGER PRIMARY KEY, "inserted_at" TEXT);`,
}

func TestVersionsTableIsEctos(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(1)
		w.up(migrate.All())
		contains(t, dbtest.Dump(t, w.url), versionsTables[w.dialect.Name()])

		want := "2026-01-02 03:04:05"
		query := "SELECT version, CAST(inserted_at AS char(19)) FROM schema_migrations"
		if w.dialect.Name() == "sqlite" {
			want = "2026-01-02T03:04:05"
		}
		rows, err := w.conn().Query(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "row", rows[0], []any{int64(1), want})
	})
}

func TestNothingPendingReadsNoFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(3)
		w.up(migrate.All())
		w.config.Folders = []source.Folder{{FS: unreadable{w.files}, Name: "migrations"}}
		same(t, "up", w.up(migrate.All()), nil)
	})
}

func TestEverythingIsPlannedFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(2)
		w.add("3_broken", "nonsense")
		w.add("4_broken", "", "rubbish")
		_, err := w.migrator().Up(t.Context(), migrate.All())
		list := diag.All(err)
		if len(list) != 3 {
			t.Fatalf("got %v, want all three diagnostics", err)
		}
		contains(t, err.Error(), "3_broken.test:1:1: no such word: nonsense", "4_broken.test:2:1: no such word: rubbish",
			"4_broken.test: migrations can't be executed, migration name broken is duplicated")
		same(t, "tables", w.tables(), nil)
	})
}

func TestDuplicates(t *testing.T) {
	w := newWorld(t, dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)})
	w.add("1_a", "up: CREATE TABLE a (id int)")
	w.up(migrate.All())
	// A duplicate of what has run is no business of this run, as in Ecto.
	w.add("2_b", "up: CREATE TABLE b (id int)")
	w.add("2_c", "up: CREATE TABLE c (id int)")
	w.add("3_b", "up: CREATE TABLE d (id int)")
	_, err := w.migrator().Up(t.Context(), migrate.All())
	contains(t, err.Error(), "migration version 2 is duplicated", "migration name b is duplicated")
	same(t, "versions", w.versions(), []int64{1})
}

func TestVersionOrder(t *testing.T) {
	w := newWorld(t, dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)})
	w.add("1_a", "up: CREATE TABLE a (id int)")
	w.add("5_e", "up: CREATE TABLE e (id int)")
	w.up(migrate.All())
	w.add("3_c", "up: CREATE TABLE c (id int)")
	w.add("7_g", "up: CREATE TABLE g (id int)")

	w.config.StrictVersionOrder = true
	_, err := w.migrator().Up(t.Context(), migrate.All())
	if list := diag.All(err); len(list) != 1 || diag.KindOf(err) != diag.Invalid {
		t.Fatalf("got %v, want one invalid", err)
	}
	contains(t, err.Error(), "3_c.test: migration 3 is older than 5")
	same(t, "versions", w.versions(), []int64{1, 5})

	w.config.StrictVersionOrder = false
	w.events = nil
	same(t, "up", w.up(migrate.All()), []int64{3, 7})
	var warnings []string
	for _, e := range w.events {
		if warned, ok := e.(migrate.Warned); ok {
			warnings = append(warnings, warned.Diagnostic.Summary)
		}
	}
	same(t, "warnings", warnings, []string{"migration 3 runs although the newer 5 has already run"})
}

func TestCustomVersionsTable(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.config.VersionsTable = "my versions"
		w.addTables(1)
		w.up(migrate.All())
		same(t, "versions", w.versions(), []int64{1})
		same(t, "tables", w.tables(), []string{"my versions", "t1"})
		w.down(migrate.All())
		same(t, "versions", w.versions(), nil)
	})
}

// A squashed history deletes the rows of what it replaces: as with Ecto, its
// own row comes after that.
func TestMigrationDeletesVersions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(2)
		w.add("3_squash", "up: DELETE FROM schema_migrations")
		w.up(migrate.All())
		same(t, "versions", w.versions(), []int64{3})
	})
}

func TestVersionsElsewhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.moreServers = true
		kind := w.dialect.Name()
		fresh := map[string]func(testing.TB) string{
			"postgres": dbtest.Postgres, "mysql": dbtest.MariaDB, "sqlite": dbtest.SQLite,
		}[kind]
		other := newWorld(t, dbtest.Database{Dialect: kind, URL: fresh(t)})
		other.moreServers = true
		w.config.VersionsDB = other.db
		w.addTables(2)
		w.add("3_plain", "@disable_ddl_transaction", "up: CREATE TABLE t3 (id int)", "down: DROP TABLE t3")
		same(t, "up", w.up(migrate.All()), []int64{1, 2, 3})
		same(t, "here", w.tables(), []string{"t1", "t2", "t3"})
		if strings.Contains(dbtest.Dump(t, w.url), "schema_migrations") {
			t.Error("the table of versions is in the migrated database")
		}
		same(t, "there", other.tables(), nil)
		same(t, "versions", w.versions(), []int64{1, 2, 3})
		same(t, "down", w.down(migrate.Step(2)), []int64{3, 2})
		same(t, "versions", w.versions(), []int64{1})
	})
}

func TestNewRefuses(t *testing.T) {
	w := newWorld(t, dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)})
	if _, err := migrate.New(nil, w.config); err == nil {
		t.Error("no database: no error")
	}
	if _, err := migrate.New(w.db, migrate.Config{}); err == nil {
		t.Error("no migrations: no error")
	}
	if _, err := migrate.New(sqldb.New(nil, "oracle"), w.config); err == nil {
		t.Error("no dialect: no error")
	}
	w.config.Lock = "spell"
	_, err := migrate.New(w.db, w.config)
	var d *diag.Diagnostic
	if !errors.As(err, &d) {
		t.Errorf("unknown lock: got %v", err)
	}
}
