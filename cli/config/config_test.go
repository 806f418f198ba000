package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// load reads a configuration from files in a folder of its own.
func load(t *testing.T, files, env map[string]string, o Options) (*Config, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o.Dir = dir
	o.LookupEnv = func(name string) (string, bool) { value, ok := env[name]; return value, ok }
	return Load(o)
}

// repo reads the first repository of a file.
func repo(t *testing.T, text string) (*Repo, error) {
	t.Helper()
	c, err := load(t, map[string]string{FileName: text}, nil, Options{})
	if err != nil {
		return nil, err
	}
	repos, err := c.Repos(nil)
	if err != nil {
		return nil, err
	}
	return repos[0], nil
}

func TestMigrationKeys(t *testing.T) {
	seven := 7
	tests := []struct {
		name, text string
		want       migrate.Commands
	}{
		{"nothing", "[repo]", migrate.Commands{}},
		{"no primary key", "[repo]\nmigration_primary_key = false",
			migrate.Commands{PrimaryKey: record.PrimaryKey{Disabled: true}}},
		{"primary key", "[repo]\nmigration_primary_key = { name = \"uuid\", type = \":binary_id\", autogenerate = true, size = 7 }",
			migrate.Commands{PrimaryKey: record.PrimaryKey{
				Name: "uuid", Type: command.NewType("binary_id"), Options: command.ColumnOptions{Size: "7"}}}},
		{"fragment", "[repo.migration_primary_key]\ntype = \"uuid\"\ndefault = { fragment = \"gen_random_uuid()\" }",
			migrate.Commands{PrimaryKey: record.PrimaryKey{
				Type:    command.NewType("uuid"),
				Options: command.ColumnOptions{Default: command.Fragment("gen_random_uuid()")}}}},
		{"identity", "[repo]\nmigration_primary_key = { type = \"identity\", start_value = 7, increment = 7 }",
			migrate.Commands{PrimaryKey: record.PrimaryKey{
				Type: command.NewType("identity"), Options: command.ColumnOptions{StartValue: &seven, Increment: &seven}}}},
		{"foreign key", "[repo]\nmigration_foreign_key = { column = \"uuid\", type = \"binary_id\", on_delete = \"delete_all\" }",
			migrate.Commands{ForeignKey: record.ForeignKey{
				Column: "uuid", Type: command.NewType("binary_id"), OnDelete: command.ReferenceAction{Kind: command.CascadeAll}}}},
		{"timestamps", "[repo]\nmigration_timestamps = { type = \"utc_datetime\", inserted_at = \"created_at\", updated_at = false, null = true }",
			migrate.Commands{Timestamps: record.Timestamps{
				Type: command.NewType("utc_datetime"), InsertedAt: record.TimestampColumn{Name: "created_at"},
				UpdatedAt: record.TimestampColumn{Disabled: true}, Options: command.ColumnOptions{Null: command.Nullable}, NullGiven: true}}},
		{"default prefix", "[repo]\nmigration_default_prefix = \"app\"", migrate.Commands{DefaultPrefix: "app"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := repo(t, test.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, r.Commands, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLock(t *testing.T) {
	tests := map[string]dialect.LockStrategy{
		"": dialect.LockDefault, "migration_lock = true": dialect.LockDefault, "migration_lock = \"table_lock\"": dialect.LockDefault,
		"migration_lock = false": dialect.LockNone, "migration_lock = \":pg_advisory_lock\"": dialect.LockAdvisory,
	}
	for text, want := range tests {
		r, err := repo(t, "[repo]\n"+text)
		if err != nil || r.Lock != want {
			t.Errorf("%s: got %q, %v", text, r.Lock, err)
		}
	}
	r, err := repo(t, "[repo]\nmigration_advisory_lock_retry_interval_ms = 100\nmigration_advisory_lock_max_tries = 3")
	if err != nil {
		t.Fatal(err)
	}
	if want := (migrate.LockRetry{Interval: 100 * time.Millisecond, MaxTries: 3}); r.LockRetry != want {
		t.Errorf("got %v", r.LockRetry)
	}
}

func TestLimits(t *testing.T) {
	r, err := repo(t, `[repo]
migration_lock_timeout = "1m"
lock_timeout = "5s"
statement_timeout = "1500ms"
lock_retries = 3
transaction = "all"`)
	if err != nil {
		t.Fatal(err)
	}
	want := migrate.Limits{MigrationLock: time.Minute, Lock: 5 * time.Second, Statement: 1500 * time.Millisecond, Retries: 3}
	if r.Limits != want || r.Transaction != migrate.TransactionAll {
		t.Errorf("got %+v, %q", r.Limits, r.Transaction)
	}
}

func TestFolders(t *testing.T) {
	tests := map[string][]string{
		"":                                  {"priv/repo/migrations"},
		"module = \"MyApp.CustomRepo\"":     {"priv/custom_repo/migrations"},
		"priv = \"db\"":                     {"db/migrations"},
		"migrations_paths = \"a\"":          {"a"},
		"migrations_paths = [\"a\", \"b\"]": {"a", "b"},
	}
	for text, want := range tests {
		r, err := repo(t, "[repo]\n"+text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range r.Folders {
			got = append(got, filepath.ToSlash(f.Shown))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestPrecedence(t *testing.T) {
	files := map[string]string{
		FileName: "[repo]\nurl = \"${NAME:-file}.db\"\n[repos.other]\nurl = \"other.db\"",
		".env":   "DATABASE_URL=dotenv.db\nWHIMBREL_OTHER_URL=dotenv_other.db",
	}
	without := map[string]string{FileName: files[FileName]}
	tests := []struct {
		name               string
		files, env         map[string]string
		flag, repo         string
		wantPath, wantFrom string
	}{
		{"default", nil, nil, "", "repo", "whimbrel.db", "the default"},
		{"file", without, nil, "", "repo", "file.db", "whimbrel.toml:2:1"},
		{"variable", without, map[string]string{"NAME": "named"}, "", "repo", "named.db", "whimbrel.toml:2:1"},
		{".env", files, nil, "", "repo", "dotenv.db", "DATABASE_URL"},
		{"environment", files, map[string]string{"DATABASE_URL": "env.db"}, "", "repo", "env.db", "DATABASE_URL"},
		{"flag", files, map[string]string{"DATABASE_URL": "env.db"}, "flag.db", "repo", "flag.db", "--url"},
		{"not for others", without, map[string]string{"DATABASE_URL": "env.db"}, "", "other", "other.db", "whimbrel.toml:4:1"},
		{"own variable", files, nil, "", "other", "dotenv_other.db", "WHIMBREL_OTHER_URL"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := load(t, test.files, test.env, Options{URL: test.flag})
			if err != nil {
				t.Fatal(err)
			}
			repos, err := c.Repos([]string{test.repo})
			if err != nil {
				t.Fatal(err)
			}
			d, err := repos[0].Database()
			if err != nil || d.Shown != test.wantPath || d.Origin != test.wantFrom {
				t.Errorf("got %s from %s, %v", d.Shown, d.Origin, err)
			}
		})
	}
}

func TestKeysOfConnection(t *testing.T) {
	r, err := repo(t, `[repo]
adapter = "Ecto.Adapters.MyXQL"
hostname = "db"
port = "3307"
username = "me"
password = "p@ss"
database = "app"
ssl = true
charset = "utf8mb3"`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Database()
	if err != nil {
		t.Fatal(err)
	}
	want := Database{
		Dialect: MySQL, Host: "db", Port: 3307, User: "me", Password: "p@ss", Name: "app",
		Params: map[string][]string{"tls": {"true"}}, Storage: Storage{Charset: "utf8mb3"}, Origin: FileName,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "[repo]\nurl = \"a.db\"\nmigration_sorce = \"x\"", "whimbrel.toml:3:1: unknown key migration_sorce"},
		{"unknown key of a table", "[repo]\nmigration_timestamps = { tpye = \"x\" }", "whimbrel.toml:2:26: unknown key tpye"},
		{"unknown table", "[repo]\n[rpeo]", "whimbrel.toml:2:1: unknown key rpeo"},
		{"wrong type", "[repo]\n\n  priv = 1", "whimbrel.toml:3:3: priv must be a string, but is a whole number"},
		{"not a table", "repo = 1", "whimbrel.toml:1:1: repo must be a table"},
		{"variable", "[repo]\npriv = \"${NOPE}\"", "whimbrel.toml:2:1: priv: the environment variable NOPE is not set"},
		{"open variable", "[repo]\npriv = \"${NOPE\"", "whimbrel.toml:2:1: priv: ${ without a closing }"},
		{"choice", "[repo]\nmigration_lock = \"advisory\"", "whimbrel.toml:2:1: migration_lock cannot be \"advisory\""},
		{"migration_repo", "[repo]\nmigration_repo = \"x\"", "whimbrel.toml:2:1: migration_repo: there is no repository x"},
		{"duration", "[repo]\nlock_timeout = \"5\"", "whimbrel.toml:2:1: lock_timeout must be a time such as"},
		{"transaction", "[repo]\ntransaction = \"both\"", "whimbrel.toml:2:1: transaction cannot be \"both\""},
		{"number", "[repo]\npool_size = -1", "whimbrel.toml:2:1: pool_size must be a whole number from 0 up, but is a whole number"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := repo(t, test.text)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestConnectionErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unset", "[repo]\nurl = \"${NOPE}\"", "whimbrel.toml:2:1: url: the environment variable NOPE is not set"},
		{"contradiction", "[repo]\nadapter = \"postgres\"\nurl = \"mysql://h/d\"", "whimbrel.toml:3:1: the url and the adapter name different databases"},
		{"adapter", "[repo]\nadapter = \"postgrse\"", "whimbrel.toml:2:1: unknown database \"postgrse\""},
		{"no adapter", "[repo]\nhostname = \"h\"", "whimbrel.toml:2:1: the adapter is missing"},
		{"no database", "[repo]\nadapter = \"postgres\"", "whimbrel.toml:2:1: the name of the database is missing"},
		{"url", "[repo]\nurl = \"postgres://u:s%cret@h/d\"", "whimbrel.toml:2:1: the database URL cannot be understood"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := repo(t, test.text)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = r.Database(); err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestExpand(t *testing.T) {
	env := func(name string) (string, bool) {
		value, ok := map[string]string{"A": "1", "EMPTY": ""}[name]
		return value, ok
	}
	tests := map[string]string{
		"plain $A": "plain $A", "${A}${A}": "11", "${B:-x}": "x", "${EMPTY:-x}": "x", "${EMPTY}": "", "$${A}": "${A}",
		"a${A:-}b": "a1b",
	}
	for text, want := range tests {
		if got, err := expand(text, env); err != nil || got != want {
			t.Errorf("%s: got %q, %v", text, got, err)
		}
	}
}
