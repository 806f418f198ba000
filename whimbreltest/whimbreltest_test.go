package whimbreltest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/whimbreltest"
)

func good(set *whimbrel.Set) *whimbrel.Set {
	set.Change("1_create_people", func(m *whimbrel.Migration) {
		m.CreateTable("people", func(t *whimbrel.Columns) {
			t.Add("name", whimbrel.String, whimbrel.Null(false), whimbrel.Default("nobody"))
			t.Add("born", whimbrel.Date)
			t.Timestamps()
		})
		m.Create(whimbrel.UniqueIndex("people", "name"))
	})
	set.Change("2_create_pets", func(m *whimbrel.Migration) {
		m.CreateTable("pets", func(t *whimbrel.Columns) {
			t.Add("owner_id", whimbrel.References("people", whimbrel.OnDelete(whimbrel.DeleteAll)))
		})
	})
	set.Change("3_drop_born", func(m *whimbrel.Migration) {
		m.AlterTable("people", func(t *whimbrel.Changes) { t.Remove("born", whimbrel.Was(whimbrel.Date)) })
	})
	return set
}

func TestReversible(t *testing.T) {
	each(t, func(t *testing.T, db database.Connector) {
		whimbreltest.AssertReversible(t, db, migrate.Config{Set: good(&whimbrel.Set{})})
		schema := whimbreltest.Schema(t, db)
		contains(t, schema, "table people", "column people: ", "name", "index people: ", "people_name_index", "constraint pets: ", "REFERENCES people")
		if strings.Contains(schema, "born") || strings.Contains(schema, "schema_migrations") && strings.Contains(schema, "sqlite_sequence") {
			t.Errorf("got:\n%s", schema)
		}
	})
}

func TestSQLite(t *testing.T) {
	whimbreltest.AssertReversible(t, whimbreltest.SQLite(t), migrate.Config{Set: good(&whimbrel.Set{})})
}

// Each is a mistake that the assertion must find.
func TestNotReversible(t *testing.T) {
	each(t, func(t *testing.T, db database.Connector) {
		set := good(&whimbrel.Set{})
		set.UpDown("4_left_behind", func(m *whimbrel.Migration) {
			m.AlterTable("people", func(t *whimbrel.Changes) { t.Add("size", whimbrel.Integer) })
			m.Create(whimbrel.Index("people", "updated_at"))
		}, func(m *whimbrel.Migration) {
			m.Drop(whimbrel.Index("people", "updated_at"))
			m.Drop(whimbrel.UniqueIndex("people", "name"))
			m.AlterTable("people", func(t *whimbrel.Changes) { t.Remove("size") })
		})
		set.Change("5_irreversible", func(m *whimbrel.Migration) { m.Execute("CREATE TABLE five (id int)") })
		set.Change("6_known", func(m *whimbrel.Migration) { m.Execute("CREATE TABLE six (id int)") })
		set.Change("7_fine", func(m *whimbrel.Migration) { m.Execute("CREATE TABLE seven (id int)", "DROP TABLE seven") })
		config := migrate.Config{Set: set}
		said := record(t, func(t testing.TB) { whimbreltest.AssertReversible(t, db, config, whimbreltest.Except(6)) })
		contains(t, said,
			"4_left_behind (whimbreltest_test.go) does not bring back the schema on the way down (-before it, +after up and down):\n  - index people: ",
			"people_name_index",
			"4_left_behind (whimbreltest_test.go) leads to another schema when it runs again",
			"5_irreversible (whimbreltest_test.go) cannot be undone:\n", "whimbreltest_test.go:")
		if strings.Contains(said, "six") || strings.Contains(said, "7_fine") || strings.Contains(said, "updated_at") {
			t.Errorf("said:\n%s", said)
		}
	})
}

func TestBrokenMigrations(t *testing.T) {
	each(t, func(t *testing.T, db database.Connector) {
		for name, c := range map[string]struct {
			up, down string
			want     string
		}{
			"up":    {"nonsense", "", "1_broken (whimbreltest_test.go) does not run:\nerror: migrating 1_broken"},
			"down":  {"CREATE TABLE a (id int)", "nonsense", "1_broken (whimbreltest_test.go) fails on the way down:\nerror: rolling back 1_broken"},
			"again": {"CREATE TABLE b (id int)", "", "1_broken (whimbreltest_test.go) does not run a second time, after it was undone"},
		} {
			t.Run(name, func(t *testing.T) {
				set := &whimbrel.Set{}
				set.Change("1_broken", func(m *whimbrel.Migration) { m.Execute(c.up, c.down) })
				config := migrate.Config{Set: set, VersionsTable: "versions_" + name}
				contains(t, record(t, func(t testing.TB) { whimbreltest.AssertReversible(t, db, config) }), c.want)
			})
		}
	})
}

func TestSchemaHasChecksAndViews(t *testing.T) {
	each(t, func(t *testing.T, db database.Connector) {
		conn, err := db.Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = conn.Exec(t.Context(), "CREATE TABLE a (n int CHECK (n > (1 + 2)), note varchar(20) DEFAULT 'check (it)')", "CREATE VIEW v AS SELECT n FROM a")
		if err := conn.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		schema := whimbreltest.Schema(t, db)
		contains(t, schema, "view v: ", "check", "1 + 2")
		if db.Dialect().Name() == "sqlite" && strings.Count(schema, "check a: (n > (1 + 2))") != 1 {
			t.Errorf("got:\n%s", schema)
		}
	})
}

const golden = `-- up 1_a
CREATE TABLE "a" ("id" bigserial, PRIMARY KEY ("id"));

-- down 1_a
DROP TABLE "a";

-- up 2_b
DROP TABLE "a";

-- down 2_b: it cannot be undone

`

func TestPlan(t *testing.T) {
	set := &whimbrel.Set{}
	set.Change("1_a", func(m *whimbrel.Migration) { m.CreateTable("a", nil) })
	set.Change("2_b", func(m *whimbrel.Migration) { m.DropTable("a") })
	config := migrate.Config{Set: set}
	file := filepath.Join(t.TempDir(), "testdata", "plan.sql")
	assert := func(t testing.TB) { whimbreltest.AssertPlan(t, postgres.New(), config, file) }
	contains(t, record(t, assert), "plan.sql yet; to write it, run the test with WHIMBREL_UPDATE=1")
	t.Setenv("WHIMBREL_UPDATE", "1")
	assert(t)
	t.Setenv("WHIMBREL_UPDATE", "")
	assert(t)
	if text, err := os.ReadFile(file); err != nil || string(text) != golden {
		t.Errorf("got %v:\n%s", err, text)
	}
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(strings.Replace(golden, "bigserial", "serial", 1), "\n", "\r\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	contains(t, record(t, assert), `  - CREATE TABLE "a" ("id" serial, PRIMARY KEY ("id"));`+"\n"+
		`  + CREATE TABLE "a" ("id" bigserial, PRIMARY KEY ("id"));`+"\n")

	set.Change("3_c", func(m *whimbrel.Migration) { m.Execute("a", "b", "c") })
	contains(t, record(t, assert), "the migrations cannot be planned:\nerror: ")
}
