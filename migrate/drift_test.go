package migrate_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// drift returns what Check says, as "VERSION drift".
func (w *world) drift() []string {
	w.t.Helper()
	list, err := w.migrator().Check(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	var drifted []string
	for _, s := range list {
		if s.Drift != "" {
			drifted = append(drifted, s.File+s.Name+" "+string(s.Drift))
		}
	}
	return drifted
}

// warned returns the warnings of all runs so far, and forgets them.
func (w *world) warned() string {
	var b strings.Builder
	for _, e := range w.events {
		if e, ok := e.(migrate.Warned); ok {
			diag.Write(&b, diag.List{e.Diagnostic}, nil)
		}
	}
	w.events = nil
	return b.String()
}

func TestDrift(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(3)
		w.up(migrate.All())
		same(t, "nothing", w.drift(), nil)

		w.add("2_t2", "up: CREATE TABLE t2 (id bigint)", "down: DROP TABLE t2")
		delete(w.files, "3_t3.test")
		w.add("4_t4", "up: CREATE TABLE t4 (id int)", "down: DROP TABLE t4")
		same(t, "drift", w.drift(), []string{"migrations/2_t2.testt2 edited", "t3 missing"})

		// With nothing to run nobody looks; with something to run there is a
		// warning, once.
		w.warned()
		same(t, "up", w.up(migrate.All()), []int64{4})
		contains(t, w.warned(), "1 migration was edited after it was applied: 2_t2", "migrations/2_t2.test",
			"whimbrel migrations --accept 2", "the source of 1 applied migration is missing: 3_t3")
		w.up(migrate.All())
		if text := w.warned(); text != "" {
			t.Errorf("with nothing to run: %s", text)
		}

		accepted, err := w.migrator().Accept(t.Context())
		if err != nil || len(accepted) != 2 {
			t.Fatalf("got %v, %v", accepted, err)
		}
		same(t, "accepted", w.drift(), []string{" unknown"})
	})
}

// Undone migrations are forgotten: what Mix applies then is unknown.
func TestDriftForgets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(1)
		w.up(migrate.All())
		w.down(migrate.All())
		w.add("1_t1", "up: CREATE TABLE t1 (id bigint)", "down: DROP TABLE t1")
		w.exec("INSERT INTO schema_migrations (version, inserted_at) VALUES (1, '2026-01-02 03:04:05')")
		same(t, "drift", w.drift(), nil)
	})
}

// Mix may undo what Whimbrel has applied, and apply it again after an edit; it
// tells nobody but the table of versions.
func TestDriftAfterMix(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(2)
		w.up(migrate.All())
		w.exec("DELETE FROM schema_migrations")
		w.exec("INSERT INTO schema_migrations (version, inserted_at) VALUES (1, '2026-01-02 04:00:00'), (2, '2026-01-02 04:00:00')")
		w.add("1_t1", "up: CREATE TABLE t1 (id bigint)", "down: DROP TABLE t1")
		delete(w.files, "2_t2.test")
		same(t, "drift", w.drift(), []string{" unknown"})
	})
}

// exec runs SQL beside all migrators.
func (w *world) exec(sql string) {
	w.t.Helper()
	if err := w.conn().Exec(w.t.Context(), sql); err != nil {
		w.t.Fatal(err)
	}
}

func TestStrictChecksums(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.config.StrictChecksums = true
		w.addTables(2)
		w.up(migrate.All())
		w.up(migrate.All()) // nothing was edited
		w.add("1_t1", "up: CREATE TABLE t1 (id bigint)", "down: DROP TABLE t1")
		refused := func() {
			t.Helper()
			_, err := w.migrator().Up(t.Context(), migrate.All())
			if !migrate.IsDrifted(err) || len(diag.All(err)) != 1 || diag.All(err)[0].Severity != diag.Error {
				t.Fatalf("got %v", err)
			}
		}
		refused() // also with nothing to run
		w.add("3_t3", "up: CREATE TABLE t3 (id int)", "down: DROP TABLE t3")
		refused()
		same(t, "versions", w.versions(), []int64{1, 2})
		if accepted, err := w.migrator().Accept(t.Context(), 1); err != nil || len(accepted) != 1 {
			t.Fatalf("got %v, %v", accepted, err)
		}
		same(t, "up", w.up(migrate.All()), []int64{3})
	})
}

// On the way down only what is to be undone matters.
func TestDriftOnTheWayDown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.config.StrictChecksums = true
		w.addTables(3)
		w.up(migrate.All())
		w.add("2_t2", "up: CREATE TABLE t2 (id int)", "down: DROP TABLE t2; ")
		same(t, "down", w.down(migrate.Step(1)), []int64{3})
		if _, err := w.migrator().Down(t.Context(), migrate.Step(1)); !migrate.IsDrifted(err) {
			t.Fatalf("got %v", err)
		}
		w.config.StrictChecksums = false
		w.warned()
		same(t, "down", w.down(migrate.Step(1)), []int64{2})
		contains(t, w.warned(), "may not fit what was applied")
	})
}

// A database that Ecto has migrated has no journal, and gets none before it is
// needed; what Ecto has applied is never edited.
func TestDriftOfEcto(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(2)
		m := w.migrator()
		if _, err := m.Baseline(t.Context(), migrate.All(), migrate.BaselineSafe); err != nil {
			t.Fatal(err)
		}
		w.exec("DROP TABLE whimbrel_journal")
		w.exec("CREATE TABLE t2 (id int)")
		w.add("1_t1", "up: something else")
		same(t, "drift", w.drift(), nil)
		w.up(migrate.All())
		same(t, "down", w.down(migrate.Step(1)), []int64{2})
		same(t, "up", w.up(migrate.All()), []int64{2})
		same(t, "drift", w.drift(), nil)
		w.add("2_t2", "up: something else")
		same(t, "drift", w.drift(), []string{"migrations/2_t2.testt2 edited"})
	})
}

// A squashed migration has the version of one that was applied.
func TestDriftOfSquashed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(3)
		w.up(migrate.All())
		delete(w.files, "1_t1.test")
		delete(w.files, "2_t2.test")
		w.add("2_squashed", "up: CREATE TABLE t1 (id int)", "up: CREATE TABLE t2 (id int)")
		w.config.StrictChecksums = true
		same(t, "drift", w.drift(), nil)
		same(t, "up", w.up(migrate.All()), nil)
	})
}

func TestAcceptRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(2)
		w.up(migrate.Step(1))
		_, err := w.migrator().Accept(t.Context(), 2, 9)
		contains(t, err.Error(), "migration 2 is not applied", "there is no migration 9")
		if !migrate.IsInvalid(err) {
			t.Errorf("got %v", err)
		}
	})
}

// The kinds of sources: comments and layout do not count, and in Go nothing but
// the SQL does.
func TestDriftOfSources(t *testing.T) {
	script := "defmodule M do\n  use Ecto.Migration\n  def change do\n    create table(:a)\n  end\nend"
	tests := []struct {
		name          string
		before, after fstest.MapFS
		set, next     *whimbrel.Set
		want          []string
	}{
		{name: "script, comment", before: file("1_a.exs", script), after: file("1_a.exs", "# A.\n"+script)},
		{name: "script", before: file("1_a.exs", script), after: file("1_a.exs", strings.Replace(script, ":a)", ":b)", 1)),
			want: []string{"1_a.exsa edited"}},
		{name: "SQL, comment", before: file("1_a.sql", "CREATE TABLE a (id int);"), after: file("1_a.sql", "CREATE TABLE a (\n  id int -- key\n)")},
		{name: "SQL", before: file("1_a.sql", "CREATE TABLE a (id int);"), after: file("1_a.sql", "CREATE TABLE a (id bigint);"),
			want: []string{"1_a.sqla edited"}},
		{name: "Go, code", set: goSet(func(m *whimbrel.Migration) { m.CreateTable("a", nil) }),
			next: goSet(func(m *whimbrel.Migration) {
				for _, name := range []string{"a"} {
					m.CreateTable(name, nil)
				}
			})},
		{name: "Go", set: goSet(func(m *whimbrel.Migration) { m.CreateTable("a", nil) }),
			next: goSet(func(m *whimbrel.Migration) { m.CreateTable("b", nil) }), want: []string{"a edited"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := sqliteWorld(t)
			w.config.Formats = append(sqlfile.Formats(w.dialect), exs.Format())
			use := func(files fstest.MapFS, set *whimbrel.Set) {
				w.config.Folders, w.config.Set = []source.Folder{{FS: files}}, set
				if files == nil {
					w.config.Folders = nil
				}
			}
			use(test.before, test.set)
			same(t, "up", w.up(migrate.All()), []int64{1})
			// What the configuration says is no edit.
			w.config.Commands.Timestamps.Type = command.NewType("utc_datetime")
			w.config.Commands.PrimaryKey.Type = command.NewType("binary_id")
			use(test.after, test.next)
			same(t, "drift", withoutFile(w.drift()), test.want)
		})
	}
}

// withoutFile leaves out where Go code is, which is the name of this file.
func withoutFile(list []string) []string {
	for i, text := range list {
		if _, rest, ok := strings.Cut(text, "drift_test.go"); ok {
			list[i] = rest
		}
	}
	return slices.Clip(list)
}

func file(name, text string) fstest.MapFS { return fstest.MapFS{name: {Data: []byte(text)}} }

func goSet(change func(*whimbrel.Migration)) *whimbrel.Set {
	set := &whimbrel.Set{}
	set.Change("1_a", change)
	return set
}

// The versions may be in another database: the journal is beside them.
func TestDriftBesideTheVersions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := sqliteWorld(t)
		w.config.VersionsDB = other.db
		if w.dialect.Name() != "sqlite" {
			t.Skip("one dialect is for both")
		}
		w.addTables(2)
		w.up(migrate.All())
		w.add("1_t1", "up: CREATE TABLE t1 (id bigint)", "down: DROP TABLE t1")
		same(t, "drift", w.drift(), []string{"migrations/1_t1.testt1 edited"})
		rows, err := other.conn().Query(t.Context(), "SELECT version FROM whimbrel_journal")
		if err != nil || len(rows) != 2 {
			t.Errorf("got %v, %v", rows, err)
		}
		same(t, "tables", w.tables(), []string{"t1", "t2"})
		w.down(migrate.Step(1))
		same(t, "drift", w.drift(), []string{"migrations/1_t1.testt1 edited"})
	})
}
