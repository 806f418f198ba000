package exs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// application is the sources of an application: its repository with functions
// of its own, modules that a macro defines, and a schema of which not all is
// there.
var application = map[string]string{
	"lib/repo.ex": `
defmodule App.Repo do
  use Ecto.Repo, otp_app: :app, adapter: Ecto.Adapters.Postgres
  def touch(table), do: __MODULE__.query!("UPDATE " <> table <> " SET a = 1")
  def wipe(table), do: query!("DELETE FROM " <> table)
end`,
	"lib/store.ex": `
defmodule App.Store do
  use Ecto.Repo, otp_app: :app, adapter: Ecto.Adapters.Postgres
end`,
	"lib/id.ex": `
defmodule App.Id do
  defmacro __using__(prefix: prefix) do
    quote do
      defmodule Id do
        def prefix, do: unquote(prefix)
      end
    end
  end
end`,
	"lib/post.ex": `
defmodule App.Post do
  use App.Id, prefix: "p_"
end`,
	"lib/user.ex": `
defmodule App.User do
  use Ecto.Schema
  use Nowhere.Schema
  schema "users" do
    field :name, :string
  end
  def table, do: "users"
end`,
}

func TestApplicationSources(t *testing.T) {
	root := t.TempDir()
	for name, text := range application {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	format := Project{Root: root, Paths: []string{"lib"}}.Format()
	for code, want := range map[string]string{
		`App.Repo.touch("posts")`:              "UPDATE posts SET a = 1",
		`App.Repo.wipe("posts")`:               "DELETE FROM posts",
		`App.Repo.query!("SELECT 1")`:          "SELECT 1",
		`App.Store.query!("SELECT 2")`:         "SELECT 2",
		`execute App.Post.Id.prefix()`:         "p_",
		`execute App.User.table()`:             "users",
		`repo().insert!(%App.User{name: "a"})`: "App.User.__struct__/1 is not there: not all of module App.User can run",
		`repo().delete_all(App.User)`:          "the schema of App.User is not there: not all of module App.User can run",
		`execute App.Post.Other.prefix()`:      "App.Post.Other",
	} {
		m, err := format.Load("1_a.exs", []byte("defmodule M do\n  use Ecto.Migration\n  def up do\n    "+code+"\n  end\nend"))
		var p *plan.Plan
		if err == nil {
			p, err = plan.Build(m, command.Up, record.Config{}, postgres.New())
		}
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			for _, s := range p.Statements() {
				got += s.SQL
			}
		}
		if !strings.Contains(got, want) || err == nil && got != want {
			t.Errorf("%s: got %s, want %s", code, got, want)
		}
	}
}
