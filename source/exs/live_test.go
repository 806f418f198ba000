package exs

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// planned returns the statements of a migration's way up, "live: " before the
// known ones of a live part.
func planned(t *testing.T, body string, config record.Config, d dialect.Dialect) ([]string, error) {
	t.Helper()
	m, err := Load("m.exs", []byte("defmodule M do\n  use Ecto.Migration\n"+body+"\nend\n"))
	if err != nil {
		return nil, err
	}
	p, err := plan.Build(m, command.Up, config, d)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, s := range p.Statements() {
		if s.Live == nil {
			texts = append(texts, s.Text())
			continue
		}
		for _, known := range s.Live.Known {
			texts = append(texts, "live: "+known.Text())
		}
		texts = append(texts, s.SQL)
	}
	return texts, nil
}

// What a query is while a migration is planned.
func TestQueriesPlanned(t *testing.T) {
	config := record.Config{Repo: "MyApp.Repo", PrimaryKey: record.PrimaryKey{Type: command.NewType("binary_id")}, Settings: []command.Pair{{Key: command.Atom("database"), Value: command.String("app_dev")}}}
	tests := []struct {
		name, body string
		want       []string
	}{
		{"a statement", `repo().query!("DELETE FROM a")`, []string{"DELETE FROM a"}},
		{"with parameters", `repo().query!("DELETE FROM a WHERE b = $1 AND c = $2", [1, "x'y"])`,
			[]string{"DELETE FROM a WHERE b = $1 AND c = $2\n-- with [1, \"x'y\"]"}},
		{"by its module", `MyApp.Repo.query!("SELECT 1")`, []string{"SELECT 1"}},
		{"another repository", "alias Other.ReadRepo\n ReadRepo.query!(\"SELECT 1\")", []string{"SELECT 1"}},
		{"the adapter's", `Ecto.Adapters.SQL.query!(MyApp.Repo, "SELECT $1", [nil])`, []string{"SELECT $1\n-- with [nil]"}},
		{"iodata", `repo().query!(["SELECT", [?\s, "1"]])`, []string{"SELECT 1"}},
		{"before the queue", "execute(\"b\")\nrepo().query!(\"a\")", []string{"a", "b"}},
		{"in a transaction", `repo().transaction(fn -> repo().query!("a") end)`, []string{"a"}},
		{"checkout", `repo().checkout(fn -> repo().query!("a") end)`, []string{"a"}},
		{"its result is looked into", "execute(\"b\")\n%{rows: rows} = repo().query!(\"a\")\nfor [x] <- rows, do: execute(x)",
			[]string{"live: a", "live: b", `-- run: up/0, with the answer of query "a"`}},
		{"only a function looks", "execute(\"a\")\nexecute(fn -> {:ok, %{num_rows: 1}} = repo().query(\"SELECT 1\") end)\nexecute(\"c\")",
			[]string{"a", "live: SELECT 1", `-- run: a function given to execute, with the answer of query "SELECT 1"`, "c"}},
		{"whether it fails", "try do\n repo().query!(\"a\")\nrescue\n _ -> execute(\"b\")\nend", []string{`-- run: up/0, with the answer of query "a"`}},
		{"a condition", `if repo().query!("a"), do: execute("b")`, []string{"live: a", `-- run: up/0, with the answer of query "a"`}},
		{"a table", `unless Ecto.Adapters.SQL.table_exists?(repo(), "t"), do: execute("b")`, []string{
			"live: SELECT true FROM information_schema.tables WHERE table_name = $1 AND table_schema = current_schema() LIMIT 1\n-- with [\"t\"]",
			`-- run: up/0, with the answer of query "SELECT true FROM information_schema.tables WHERE table_name = $1 AND table_schema = current_schema() LIMIT 1", ["t"]`}},
		{"the configuration", `execute("#{repo().config()[:database]} #{inspect(repo().config()[:nothing])}")`, []string{"app_dev nil"}},
		{"what shapes commands", `execute(inspect(repo().config()[:migration_primary_key][:type]))`, []string{":binary_id"}},
		{"the adapter", `execute(inspect(repo().__adapter__()))`, []string{"Ecto.Adapters.Postgres"}},
		{"in_transaction?", `execute(inspect(repo().in_transaction?()))`, []string{"true"}},
		{"the repository", `execute(inspect(repo()))`, []string{"MyApp.Repo"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := planned(t, "def up do\n"+test.body+"\nend", config, postgres.New())
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Without a transaction around the migration one of its own is real, and waits
// for the database.
func TestTransactionPlanned(t *testing.T) {
	const body = `def up, do: repo().transaction(fn -> execute("a") end)`
	for name, test := range map[string]struct {
		d    dialect.Dialect
		head string
		want string
	}{
		"mysql":    {mysql.New(), "", "-- run: up/0, with the answer of repo().transaction, which is a transaction of its own here"},
		"sqlite":   {sqlite.New(), "", "a"},
		"disabled": {postgres.New(), "@disable_ddl_transaction true\n", "-- run: up/0, with the answer of repo().transaction, which is a transaction of its own here"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := planned(t, test.head+body, record.Config{}, test.d)
			if err != nil || strings.Join(got, "\n") != test.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// A function that is missing is named before anything runs, also behind a query
// whose answer decides whether it is called.
func TestLiveMissing(t *testing.T) {
	_, err := planned(t, `def up do
    %{rows: rows} = repo().query!("SELECT 1")
    for [x] <- rows, do: helper(x)
  end
  defp helper(x), do: Nowhere.To.be_found(x)`, record.Config{}, postgres.New())
	if diag.KindOf(err) != diag.Refused || !strings.Contains(err.Error(), "Nowhere.To.be_found/1") {
		t.Errorf("got %v", err)
	}
}
