package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

// run runs a command line in the working directory and returns everything that
// it printed.
func run(env map[string]string, args ...string) (output string, code int) {
	var b bytes.Buffer
	code = Main(args, IO{In: strings.NewReader(""), Out: &b, Err: &b, LookupEnv: func(name string) (string, bool) {
		value, ok := env[name]
		return value, ok
	}})
	return b.String(), code
}

// TestPasswordIsNotPrinted makes everything fail that knows the password.
func TestPasswordIsNotPrinted(t *testing.T) {
	t.Chdir(t.TempDir())
	folder := filepath.Join("priv", "repo", "migrations")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	migration := "defmodule R.A do\n  use Ecto.Migration\n  def change, do: create table(\"a\")\nend\n"
	if err := os.WriteFile(filepath.Join(folder, "1_a.exs"), []byte(migration), 0o644); err != nil {
		t.Fatal(err)
	}
	const secret = "s3cr3t"
	urls := []string{
		"postgres://me:" + secret + "@127.0.0.1:1/app", "mysql://me:" + secret + "@127.0.0.1:1/app",
		"sqlserver://me:" + secret + "@127.0.0.1:1?database=app",
		"postgres://me:" + secret + "%@127.0.0.1/app", "postgres://me:" + secret + "#@127.0.0.1/app",
		"postgres://me:" + secret + "@127.0.0.1:99999/app", "ecto://me:" + secret + "@127.0.0.1/app",
		"oracle://me:" + secret + "@127.0.0.1/app", "postgres://me:" + secret + "@127.0.0.1:1",
		"postgres://me:" + secret + "@127.0.0.1:1/app?sslmode=nonsense", "mysql://me:" + secret + "@127.0.0.1:1/app?tls=nonsense",
	}
	commands := [][]string{
		{"migrate"}, {"rollback", "--log-migrator-sql"}, {"migrations", "--format", "json"}, {"create"}, {"drop", "--force"}, {"drop"},
		{"migrate", "--log-level", "debug"}, {"dump"}, {"load"}, {"wait", "--timeout", "10ms"},
	}
	files := map[string]string{
		"[repo]\nurl = \"%\"": "", "[repo]\nurl = \"%\"\nurll = 1": "", "[repo]\nurl = \"${DB}\"": "DB=%",
		"[repo]\nurl = \"%\" nonsense": "", "[repo]\nadapter = \"sqlite\"\nurl = \"%\"": "", "[repo]": "DATABASE_URL='%",
	}
	check := func(output string, code int, args ...string) {
		t.Helper()
		if strings.Contains(output, secret) {
			t.Errorf("%v: the password is printed:\n%s", args, output)
		}
		if code == exitDone {
			t.Errorf("%v: succeeded:\n%s", args, output)
		}
	}
	for _, url := range urls {
		for _, command := range commands {
			output, code := run(nil, append(command, "--url", url)...)
			check(output, code, append(command, url)...)
			output, code = run(map[string]string{"DATABASE_URL": url}, command...)
			check(output, code, append(command, url)...)
		}
		for toml, dotenv := range files {
			write(t, config.FileName, strings.ReplaceAll(toml, "%", url))
			write(t, ".env", strings.ReplaceAll(dotenv, "%", url))
			output, code := run(nil, "migrate")
			check(output, code, "migrate", toml, url)
		}
		for _, name := range []string{config.FileName, ".env"} {
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(t, config.FileName, "[repo]\nadapter = \"postgres\"\ndatabase = \"app\"\npassword = [\""+secret+"\"]\n")
	output, code := run(nil, "migrate")
	check(output, code, "password of the wrong type")
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestWrongPassword enters real servers with a wrong password.
func TestWrongPassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		if db.Dialect == "sqlite" {
			t.Skip("SQLite has no passwords")
		}
		d, err := config.ParseURL(db.URL, "", "/", "/")
		if err != nil {
			t.Fatal(err)
		}
		d.User, d.Password = "nobody_"+d.Dialect, "wr0ng&secret"
		t.Chdir(t.TempDir())
		output, code := run(nil, "create", "--url", d.URL())
		if code != exitFailed || strings.Contains(output, "wr0ng") {
			t.Errorf("code %d:\n%s", code, output)
		}
		if !strings.Contains(output, "does not let nobody_"+d.Dialect+" in") {
			t.Errorf("the reason is not told:\n%s", output)
		}
	})
}

func TestMySQLConfig(t *testing.T) {
	d, err := config.ParseURL("mysql://me:p%40s%2Fs%3A%3F@db:3307/app?charset=utf8mb4&timeout=3s", "", "/", "/")
	if err != nil {
		t.Fatal(err)
	}
	c, err := mysqlConfig(d)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{c.User, c.Passwd, c.Net, c.Addr, c.DBName, c.ParseTime, c.MultiStatements, c.Timeout.String()}
	if diff := cmp.Diff([]any{"me", "p@s/s:?", "tcp", "db:3307", "app", true, false, "3s"}, got); diff != "" {
		t.Error(diff)
	}
	d.Socket = "/run/mysqld/mysqld.sock"
	if c, err = mysqlConfig(d); err != nil || c.Net != "unix" || c.Addr != d.Socket {
		t.Errorf("got %s %s, %v", c.Net, c.Addr, err)
	}
}

func TestStorageSQL(t *testing.T) {
	tests := []struct {
		database     config.Database
		create, drop string
	}{
		{config.Database{Dialect: config.Postgres, Name: "app"},
			`CREATE DATABASE "app" ENCODING 'UTF8'`, `DROP DATABASE "app"`},
		{config.Database{Dialect: config.Postgres, Name: "app", Storage: config.Storage{
			Encoding: "unspecified", Template: "template0", Collate: "C", Ctype: "C", ForceDrop: true}},
			`CREATE DATABASE "app" TEMPLATE=template0 LC_CTYPE='C' LC_COLLATE='C'`, `DROP DATABASE "app" WITH (FORCE)`},
		{config.Database{Dialect: config.MySQL, Name: "app", Storage: config.Storage{Collation: "utf8mb4_bin"}},
			"CREATE DATABASE `app` DEFAULT CHARACTER SET = utf8mb4 DEFAULT COLLATE = utf8mb4_bin", "DROP DATABASE `app`"},
		{config.Database{Dialect: config.MSSQL, Name: "app"}, "CREATE DATABASE [app]", "DROP DATABASE [app]"},
	}
	for _, test := range tests {
		if got, err := createSQL(test.database); err != nil || got != test.create {
			t.Errorf("got %s, %v", got, err)
		}
		if got, err := dropSQL(test.database); err != nil || got != test.drop {
			t.Errorf("got %s, %v", got, err)
		}
	}
}

func TestWithCaret(t *testing.T) {
	tests := []struct {
		text     string
		position int
		want     string
	}{
		{"SELECT x", 8, "SELECT x\n       ^"},
		{"SELECT x", 9, "SELECT x\n        ^"},
		{"SELECT\n\tä, x", 12, "SELECT\n\tä, x\n\t   ^"},
		{"a", 5, "a"},
	}
	for _, test := range tests {
		if got := withCaret(test.text, test.position); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}

func TestTerminated(t *testing.T) {
	tests := map[string]string{
		"SELECT 1": "SELECT 1;", "SELECT 1;\n": "SELECT 1;", "SELECT 1 -- one": "SELECT 1 -- one\n;",
	}
	for sql, want := range tests {
		if got := terminated(sql); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	procedure := "CREATE PROCEDURE p() BEGIN SELECT 1; END"
	if got := scripted(procedure, config.MySQL); got != "DELIMITER //\n"+procedure+"\n//\nDELIMITER ;" {
		t.Errorf("got %q", got)
	}
}

// failing is an output that cannot be written.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestOutputFails(t *testing.T) {
	var stderr bytes.Buffer
	code := Main([]string{"version"}, IO{Out: failing{}, Err: &stderr})
	if code != exitFailed || !strings.Contains(stderr.String(), "no space left") {
		t.Errorf("code %d: %s", code, stderr.String())
	}
}
