package structure_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/internal/dbtest/server"
	"github.com/whimbrel-go/whimbrel/structure"
)

// open returns a database as a target, with the server's own client programs
// first in PATH.
func open(t *testing.T, db dbtest.Database) structure.Target {
	t.Helper()
	u, err := url.Parse(db.URL)
	if err != nil {
		t.Fatal(err)
	}
	var connector database.Connector
	switch db.Dialect {
	case "postgres":
		connector = pgx.URL(db.URL)
		findTool(t, server.Postgres, "pg_dump")
	case "mariadb":
		connector = sqldb.New(dbtest.Open(t, db.URL), sqldb.MySQL)
		findTool(t, server.MariaDB, "mariadb-dump", "mysqldump")
	default:
		connector = sqldb.New(dbtest.Open(t, db.URL), sqldb.SQLite)
	}
	conn, err := connector.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	password, _ := u.User.Password()
	port, _ := strconv.Atoi(u.Port())
	return structure.Target{Dialect: connector.Dialect(), Conn: conn, Server: structure.Server{
		Host: u.Hostname(), Port: port, User: u.User.Username(), Password: password,
		Name: strings.TrimPrefix(u.Path, "/"), Params: u.Query(),
	}}
}

func findTool(t *testing.T, kind server.Kind, names ...string) {
	t.Helper()
	path, err := server.Tool(kind, names...)
	if err != nil {
		t.Skipf("SKIPPED for want of a client: %v", err)
	}
	t.Setenv("PATH", filepath.Dir(path)+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func dump(t *testing.T, target structure.Target, prefixes ...string) string {
	t.Helper()
	text, err := structure.Dump(t.Context(), target, structure.Options{Prefixes: prefixes})
	if err != nil {
		t.Fatalf("dump: %v\n%v", err, explain(err))
	}
	return text
}

func explain(err error) any {
	if d, ok := err.(interface{ Diagnostic() *diag.Diagnostic }); ok {
		return *d.Diagnostic()
	}
	return nil
}

// TestDumpLoadDump fills a database with everything that a database may have,
// and loads its dump into another one.
func TestDumpLoadDump(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		for _, statement := range strings.Split(read(t, db.Dialect+".sql"), "\n\n") {
			dbtest.Exec(t, db.URL, statement)
		}
		first := open(t, db)
		text := dump(t, first)
		if again := dump(t, first); again != text {
			t.Errorf("the second dump differs:\n%s", cmp.Diff(text, again))
		}
		for _, noise := range []string{"whimbrel_journal", "DEFINER=", "restrict ", "Dumped by", "AUTO_INCREMENT=4", "SETVAL", "shadow_data"} {
			if strings.Contains(text, noise) {
				t.Errorf("%q is in the dump:\n%s", noise, text)
			}
		}
		if !strings.Contains(text, "20190417140000);\nINSERT INTO") {
			t.Errorf("the versions are not in order at the end:\n%s", text)
		}
		second := open(t, another(t, db))
		if err := structure.Load(t.Context(), second, "structure.sql", text); err != nil {
			t.Fatalf("load: %v\n%v\n%s", err, explain(err), text)
		}
		if diff := cmp.Diff(text, dump(t, second)); diff != "" {
			t.Error(diff)
		}
		// It is full now.
		err := structure.Load(t.Context(), second, "structure.sql", text)
		d, ok := err.(interface{ Diagnostic() *diag.Diagnostic })
		if !ok || d.Diagnostic().Pos.Line == 0 || d.Diagnostic().Hint == "" || !strings.Contains(err.Error(), "already exists") {
			t.Errorf("loaded twice: %v", err)
		}
		if diff := cmp.Diff(text, dump(t, second)); diff != "" {
			t.Errorf("a load that failed has changed something:\n%s", diff)
		}
	})
}

func another(t *testing.T, db dbtest.Database) dbtest.Database {
	t.Helper()
	fresh := map[string]func(testing.TB) string{"postgres": dbtest.Postgres, "mariadb": dbtest.MariaDB, "sqlite": dbtest.SQLite}
	return dbtest.Database{Dialect: db.Dialect, URL: fresh[db.Dialect](t)}
}

func TestPrefixes(t *testing.T) {
	target := open(t, dbtest.Database{Dialect: "postgres", URL: dbtest.Postgres(t)})
	for _, sql := range []string{
		`CREATE SCHEMA app`, `CREATE SCHEMA "Other"`, `CREATE TABLE app.x (id int)`, `CREATE TABLE "Other".y (id int)`, `CREATE TABLE z (id int)`,
		`CREATE TABLE app.schema_migrations (version bigint)`, `INSERT INTO app.schema_migrations VALUES (2), (1)`,
		`CREATE TABLE "Other".schema_migrations (version bigint)`, `INSERT INTO "Other".schema_migrations VALUES (3)`,
	} {
		if err := target.Conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		prefixes       []string
		tables, absent string
		versions       string
	}{
		{nil, "app.x public.z \"Other\".y", "", `INSERT INTO "Other"."schema_migrations" (version) VALUES (3);
INSERT INTO app."schema_migrations" (version) VALUES (1);
INSERT INTO app."schema_migrations" (version) VALUES (2);
`},
		{[]string{"Other", "public"}, "public.z \"Other\".y", "app.x", `INSERT INTO "Other"."schema_migrations" (version) VALUES (3);
`},
	}
	for _, test := range tests {
		text := dump(t, target, test.prefixes...)
		for _, name := range strings.Fields(test.tables) {
			if !strings.Contains(text, "CREATE TABLE "+name+" (") {
				t.Errorf("%v: there is no %s", test.prefixes, name)
			}
		}
		if test.absent != "" && strings.Contains(text, test.absent) {
			t.Errorf("%v: there is a table %s", test.prefixes, test.absent)
		}
		if !strings.HasSuffix(text, "complete\n--\n\n"+test.versions) {
			t.Errorf("%v: versions are missing or too many:\n%s", test.prefixes, text)
		}
		other := open(t, dbtest.Database{Dialect: "postgres", URL: dbtest.Postgres(t)})
		if err := structure.Load(t.Context(), other, "s.sql", text); err != nil {
			t.Errorf("%v: %v %v", test.prefixes, err, explain(err))
		}
		if diff := cmp.Diff(text, dump(t, other, test.prefixes...)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestEctoDump loads what Mix has dumped.
func TestEctoDump(t *testing.T) {
	texts := map[string]string{
		"postgres": "\\restrict abc\n\nSET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n" +
			"CREATE TABLE public.schema_migrations (version bigint PRIMARY KEY, inserted_at timestamp(0));\n\\unrestrict abc\n" +
			"INSERT INTO public.\"schema_migrations\" (version) VALUES (7);\n",
		"mariadb": "DROP TABLE IF EXISTS `schema_migrations`;\nCREATE TABLE `schema_migrations` (version bigint PRIMARY KEY, inserted_at datetime);\n" +
			"INSERT INTO `schema_migrations` (version) VALUES (7);\n",
		"sqlite": "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE sqlite_sequence(name,seq);\n" +
			"CREATE TABLE IF NOT EXISTS \"schema_migrations\" (\"version\" INTEGER PRIMARY KEY, \"inserted_at\" TEXT);\n" +
			"INSERT INTO schema_migrations VALUES(7,'2026-01-01T00:00:00');\nCOMMIT;\n",
	}
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		target := open(t, db)
		if err := structure.Load(t.Context(), target, "s.sql", texts[db.Dialect]); err != nil {
			t.Fatal(err, explain(err))
		}
		if text := dump(t, target); !strings.HasSuffix(text, "(version) VALUES (7);\n") {
			t.Error(text)
		}
	})
}

func TestMissingTool(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		if db.Dialect == "sqlite" {
			t.Skip("SQLite needs no program")
		}
		target := open(t, db)
		t.Setenv("PATH", t.TempDir())
		for _, err := range []error{func() error { _, err := structure.Dump(t.Context(), target, structure.Options{}); return err }(),
			structure.Load(t.Context(), target, "s.sql", "")} {
			var missing *structure.MissingTool
			if !errors.As(err, &missing) || !strings.Contains(missing.Diagnostic().Hint, "apt-get install") {
				t.Errorf("got %v", err)
			}
		}
	})
}

// TestPasswordInNoArgument replaces the client programs by one that writes its
// arguments down.
func TestPasswordInNoArgument(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		if db.Dialect == "sqlite" {
			t.Skip("SQLite needs no program")
		}
		target := open(t, db)
		target.Server.Password = "s3cr3t"
		bin := t.TempDir()
		for _, name := range []string{"pg_dump", "psql", "mariadb-dump", "mariadb"} {
			script := "#!/bin/sh\necho \"$0 $*\" >>" + bin + "/arguments\n"
			if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("PATH", bin)
		if _, err := structure.Dump(t.Context(), target, structure.Options{}); err != nil {
			t.Fatal(err)
		}
		if err := structure.Load(t.Context(), target, "s.sql", ""); err != nil {
			t.Fatal(err)
		}
		arguments, err := os.ReadFile(bin + "/arguments")
		if err != nil || strings.Count(string(arguments), "\n") != 2 || strings.Contains(string(arguments), "s3cr3t") {
			t.Errorf("%v\n%s", err, arguments)
		}
		for _, word := range strings.Fields(string(arguments)) {
			if path, ok := strings.CutPrefix(word, "--defaults-file="); ok {
				if _, err := os.Stat(path); !os.IsNotExist(err) {
					t.Errorf("%s is left behind: %v", path, err)
				}
			}
		}
	})
}

func TestMain(m *testing.M) { dbtest.Main(m) }
