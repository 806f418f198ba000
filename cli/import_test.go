package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

// imports are databases as the tools leave them, and what is to come of them.
var imports = []struct {
	tool, setup string
	// table is the tool's table after the import.
	table string
	want  string
}{
	{"goose", `CREATE TABLE goose_db_version (id int, version_id bigint, is_applied boolean, tstamp timestamp NULL);
		INSERT INTO goose_db_version VALUES (1, 0, true, '2020-01-01 00:00:00'), (2, 1, true, '2020-01-02 03:04:05'), (3, 2, true, '2020-01-03 00:00:00'),
			(4, 2, false, '2020-01-04 00:00:00'), (5, 3, false, '2020-01-04 00:00:00'), (6, 3, true, '2020-01-05 00:00:00');`,
		"goose_db_version", "1 3"},
	{"golang-migrate", `CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
		INSERT INTO schema_migrations VALUES (2, false);`, "schema_migrations_golang_migrate", "1 2"},
	{"dbmate", `CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);
		INSERT INTO schema_migrations VALUES ('3'), ('1'), ('20151129054053');`, "schema_migrations_dbmate", "1 3 20151129054053"},
	{"tern", `CREATE TABLE schema_version (version int NOT NULL); INSERT INTO schema_version VALUES (2);`, "schema_version", "1 2"},
	{"sql-migrate", `CREATE TABLE gorp_migrations (id varchar(255) NOT NULL PRIMARY KEY, applied_at timestamp NULL);
		INSERT INTO gorp_migrations VALUES ('1_a.sql', '2020-01-02 03:04:05'), ('3_c.sql', NULL);`, "gorp_migrations", "1 3"},
}

// importFolder makes an empty working directory with three migrations.
func importFolder(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range []string{"1_a", "2_b", "3_c"} {
		writeBelow(t, "priv/repo/migrations/"+name+".up.sql", "CREATE TABLE "+name[2:]+" (id int);\n")
		writeBelow(t, "priv/repo/migrations/"+name+".down.sql", "DROP TABLE "+name[2:]+";\n")
	}
}

func writeBelow(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, path, text)
}

// query returns the rows of a query, a line each.
func query(t *testing.T, db dbtest.Database, text string) string {
	t.Helper()
	rows, err := dbtest.Open(t, db.URL).QueryContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var list []string
	for rows.Next() {
		var value any
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		switch v := value.(type) {
		case []byte:
			value = string(v)
		case time.Time:
			value = v.UTC().Format(time.DateTime)
		}
		list = append(list, fmt.Sprint(value))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(list, " ")
}

// must runs a command that is to succeed and to print certain texts.
func must(t *testing.T, db dbtest.Database, want []string, args ...string) {
	t.Helper()
	output, code := run(nil, append(args, "--url", db.URL)...)
	if code != exitDone {
		t.Fatalf("%v: code %d\n%s", args, code, output)
	}
	contains(t, output, want...)
}

// mustFail runs a command that is to fail.
func mustFail(t *testing.T, db dbtest.Database, want []string, args ...string) {
	t.Helper()
	output, code := run(nil, append(args, "--url", db.URL)...)
	if code == exitDone {
		t.Fatalf("%v succeeded\n%s", args, output)
	}
	contains(t, output, want...)
}

func contains(t *testing.T, output string, want ...string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(output, text) {
			t.Errorf("no %q in\n%s", text, output)
		}
	}
}

// TestImport imports, undoes, imports again and goes on; the schema after the
// undo is that from before.
func TestImport(t *testing.T) {
	for _, test := range imports {
		t.Run(test.tool, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				importFolder(t)
				dbtest.Exec(t, db.URL, test.setup)
				for _, version := range strings.Fields(test.want) {
					if len(version) == 1 { // what the tool's migrations have made
						dbtest.Exec(t, db.URL, "CREATE TABLE "+string('a'+version[0]-'1')+" (id int)")
					}
				}
				dump := func() string {
					// SQLite quotes the names of tables that were renamed.
					return strings.ReplaceAll(dbtest.Dump(t, db.URL), "TABLE \"schema_migrations\"", "TABLE schema_migrations")
				}
				before := dump()

				mustFail(t, db, []string{"nobody is here to be asked", "--from " + test.tool + " --yes"}, "import", "--from", test.tool)
				if diff := cmp.Diff(before, dump()); diff != "" {
					t.Fatal(diff)
				}
				must(t, db, []string{"Migration ID", "To take it back"}, "import", "--from", test.tool, "--yes")
				if got := query(t, db, "SELECT version FROM schema_migrations ORDER BY version"); got != test.want {
					t.Errorf("got %s", got)
				}
				query(t, db, "SELECT 1 FROM "+test.table)
				mustFail(t, db, []string{"an import from " + test.tool + " has been made already"}, "import", "--from", test.tool, "--yes")

				must(t, db, nil, "import", "--undo", "--yes")
				if diff := cmp.Diff(before, dump()); diff != "" {
					t.Errorf("the undo has left something:\n%s", diff)
				}
				mustFail(t, db, []string{"no import to take back"}, "import", "--undo", "--yes")

				must(t, db, nil, "import", "--from", test.tool, "--yes")
				must(t, db, []string{"1 migration applied"}, "migrate")
				must(t, db, []string{"3 migrations rolled back"}, "rollback", "--all")
			})
		})
	}
}

// TestImportFirst: without an import nothing runs, and with files of somebody
// else's the table does not matter.
func TestImportFirst(t *testing.T) {
	for _, test := range imports {
		t.Run(test.tool, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				importFolder(t)
				dbtest.Exec(t, db.URL, test.setup)
				before := dbtest.Dump(t, db.URL)
				for _, verb := range []string{"migrate", "rollback"} {
					mustFail(t, db, []string{"whimbrel import --from " + test.tool, "Nothing was run"}, verb)
				}
				if diff := cmp.Diff(before, dbtest.Dump(t, db.URL)); diff != "" {
					t.Error(diff)
				}
				if strings.Contains(test.setup, "schema_migrations") || test.tool == "tern" {
					return
				}
				writeBelow(t, "other/77_a.sql", "CREATE TABLE x (id int)")
				must(t, db, []string{"1 migration applied"}, "migrate", "--migrations-path", "other")
			})
		})
	}
}

// TestImportTimes: the times of the tools are kept.
func TestImportTimes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		importFolder(t)
		dbtest.Exec(t, db.URL, imports[0].setup)
		must(t, db, []string{"1               a", "3               c", "2 versions to be written to schema_migrations, which is new", "Pending after that: 1 migration"},
			"import", "--from", "goose", "--yes")
		got := strings.ReplaceAll(query(t, db, "SELECT inserted_at FROM schema_migrations WHERE version = 1"), "T", " ")
		if got != "2020-01-02 03:04:05" {
			t.Errorf("got %s", got)
		}
	})
}

// TestImportIsExact: rows that were there before stay through import and undo.
func TestImportIsExact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		importFolder(t)
		must(t, db, nil, "migrate", "--to", "1")
		dbtest.Exec(t, db.URL, imports[0].setup)
		must(t, db, []string{"1 version to be written to schema_migrations, which exists"}, "import", "--from", "goose", "--yes")
		if got := query(t, db, "SELECT version FROM schema_migrations ORDER BY version"); got != "1 3" {
			t.Errorf("got %s", got)
		}
		must(t, db, nil, "import", "--undo", "--yes")
		if got := query(t, db, "SELECT version FROM schema_migrations ORDER BY version"); got != "1" {
			t.Errorf("got %s", got)
		}
	})
}

// TestImportAfterInterruption: MySQL and MariaDB cannot roll back an import
// that was interrupted; the next one starts anew.
func TestImportAfterInterruption(t *testing.T) {
	const journal = "CREATE TABLE schema_migrations_import (tool varchar(40) NOT NULL, renamed varchar(255), made int NOT NULL, version bigint);"
	leftovers := map[string]string{
		"before the rows":   journal + "CREATE TABLE schema_migrations_new (version bigint);",
		"before the rename": journal + "CREATE TABLE schema_migrations_new (version bigint); INSERT INTO schema_migrations_import VALUES ('dbmate', 'schema_migrations_dbmate', 1, NULL);",
	}
	for name, leftover := range leftovers {
		t.Run(name, func(t *testing.T) {
			importFolder(t)
			db := dbtest.Database{Dialect: "mariadb", URL: dbtest.MariaDB(t)}
			dbtest.Exec(t, db.URL, imports[2].setup)
			before := dbtest.Dump(t, db.URL)
			dbtest.Exec(t, db.URL, leftover)
			mustFail(t, db, []string{"no import to take back"}, "import", "--undo", "--yes")
			must(t, db, nil, "import", "--from", "dbmate", "--yes")
			must(t, db, nil, "import", "--undo", "--yes")
			if diff := cmp.Diff(before, dbtest.Dump(t, db.URL)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestImportedTableIsEctos: the table that replaces another tool's is the one
// that Ecto makes, with the name of its index.
func TestImportedTableIsEctos(t *testing.T) {
	db := dbtest.Database{Dialect: "postgres", URL: dbtest.Postgres(t)}
	const shape = "SELECT pg_get_constraintdef(oid) || ' ' || conname FROM pg_constraint WHERE conrelid = 'schema_migrations'::regclass ORDER BY 1"
	importFolder(t)
	dbtest.Exec(t, db.URL, imports[1].setup)
	must(t, db, nil, "import", "--from", "golang-migrate", "--yes")
	imported := query(t, db, shape)
	fresh := dbtest.Database{Dialect: "postgres", URL: dbtest.Postgres(t)}
	must(t, fresh, nil, "migrate")
	if made := query(t, fresh, shape); made != imported {
		t.Errorf("got %s, want %s", imported, made)
	}
}

func TestImportEcto(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		importFolder(t)
		must(t, db, nil, "migrate", "--to", "2")
		must(t, db, []string{"Nothing to write"}, "import", "--from", "ecto")
		write(t, "whimbrel.toml", "[repo]\nmigration_source = \"versions\"\n")
		must(t, db, []string{"2 versions written to versions"}, "import", "--from", "ecto", "--yes")
		must(t, db, []string{"2 applied, 1 pending"}, "migrations")
	})
}

func TestImportRefusals(t *testing.T) {
	const dirty = `CREATE TABLE schema_migrations (version bigint, dirty boolean); INSERT INTO schema_migrations VALUES (2, true);`
	tests := []struct {
		name, setup string
		args, want  []string
	}{
		{"dirty", dirty, []string{"--from", "golang-migrate"}, []string{"dirty at version 2", "migrate force"}},
		{"unknown version", strings.Replace(dirty, "2, true", "9, false", 1), []string{"--from", "golang-migrate"}, []string{"version 9, and there is no such file"}},
		{"wrong tool", dirty, []string{"--from", "dbmate"}, []string{"is not one of dbmate", "--from golang-migrate"}},
		{"no table", dirty, []string{"--from", "goose"}, []string{"there is no table goose_db_version", "--from golang-migrate"}},
		{"backup taken", strings.Replace(dirty, "true", "false", 1) + "CREATE TABLE schema_migrations_golang_migrate (a int);", []string{"--from", "golang-migrate"},
			[]string{"there is a table schema_migrations_golang_migrate already"}},
		{"not Ecto's", dirty + imports[0].setup, []string{"--from", "goose"}, []string{"the table schema_migrations is not Ecto's"}},
		{"name without number", "CREATE TABLE gorp_migrations (id varchar(99), applied_at timestamp NULL); INSERT INTO gorp_migrations (id) VALUES ('first.sql');",
			[]string{"--from", "sql-migrate"}, []string{"first.sql, which does not begin with a number"}},
		{"no tool", "", nil, []string{"import needs the name of the tool"}},
		{"unknown tool", "", []string{"--from", "gose"}, []string{"did you mean goose?"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			importFolder(t)
			db := dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)}
			if test.setup != "" {
				dbtest.Exec(t, db.URL, test.setup)
			}
			mustFail(t, db, test.want, append([]string{"import", "--yes"}, test.args...)...)
		})
	}
}

// TestImportUndoRefusals: after Whimbrel has gone on, the tool's table is no
// longer true.
func TestImportUndoRefusals(t *testing.T) {
	importFolder(t)
	db := dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)}
	dbtest.Exec(t, db.URL, imports[1].setup+"CREATE TABLE b (id int);")
	must(t, db, []string{"renamed to schema_migrations_golang_migrate: Ecto's has the same name"}, "import", "--from", "golang-migrate", "--yes")
	must(t, db, nil, "migrate")
	mustFail(t, db, []string{"Whimbrel has run 1 migration since", "rollback --step 1"}, "import", "--undo", "--yes")
	must(t, db, nil, "rollback", "--step", "2")
	mustFail(t, db, []string{"2 was rolled back since"}, "import", "--undo", "--yes")
}
