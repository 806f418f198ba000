package draft_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// known is what the tests know: two tables, as the guide writes them.
const known = `defmodule R.Known do
  use Ecto.Migration

  def change do
    create table(:users, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :email, :string, null: false
      add :name, :string
      add :legacy_id, :integer
      add :balance, :float

      timestamps(type: :utc_datetime_usec)
    end

    create unique_index(:users, [:email])

    create table(:orders, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :status, :string, null: false, default: "pending"
      add :amount, :integer, null: false
      add :tenant_id, :binary_id, null: false
      add :user_id, references(:users, type: :binary_id, on_delete: :delete_all), null: false

      timestamps(type: :utc_datetime_usec)
    end

    create index(:orders, [:user_id])
    create constraint(:orders, :amount_must_be_positive, check: "amount > 0")
  end
end
`

func load(t *testing.T, script string) *source.Migration {
	t.Helper()
	m, err := exs.Load("known.exs", []byte(script))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func knownSchema(t *testing.T) *schema.Schema {
	t.Helper()
	s, problems := schema.Replay([]*source.Migration{load(t, known)}, record.Config{})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return s
}

func name(text string) intent.Name  { return intent.Name{Text: text} }
func exact(text string) intent.Name { return intent.Name{Text: text, Exact: true} }
func on(tables ...string) intent.Tables {
	var t intent.Tables
	for _, table := range tables {
		t.Names = append(t.Names, name(table))
	}
	return t
}

func columns(names ...string) []intent.Column {
	list := make([]intent.Column, len(names))
	for i, n := range names {
		list[i].Name = name(n)
	}
	return list
}

func column(n string, change func(*intent.Column)) intent.Column {
	c := intent.Column{Name: name(n)}
	change(&c)
	return c
}

func str(text string) *intent.Value { return &intent.Value{Text: text} }

// scripts prints the files of a draft without what all of them have.
func scripts(t *testing.T, r *draft.Result) string {
	t.Helper()
	var b strings.Builder
	for _, f := range r.Files {
		text, err := f.Exs("R.Migrations." + generate.Camelize(f.Name))
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(text, "use Ecto.Migration\n\n")
		b.WriteString("# " + f.Name + "\n" + strings.TrimSuffix(body, "end\n"))
	}
	return b.String()
}

type draftTest struct {
	name    string
	intents []intent.Intent
	options draft.Options
	// unknown: nothing is known of the tables.
	unknown bool
	want    string
	// note occurs in a note.
	note string
}

func (test draftTest) run(t *testing.T) {
	o := test.options
	if !test.unknown {
		o.Schema = knownSchema(t)
	}
	r, err := draft.FromIntents(intent.Result{Intents: test.intents}, o)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.TrimPrefix(test.want, "\n"), scripts(t, r)); d != "" {
		t.Error(d)
	}
	var notes []string
	for _, n := range r.Notes {
		notes = append(notes, n.Text)
	}
	checkReversal(t, r, o.Schema)
	if all := strings.Join(notes, "\n"); !strings.Contains(all, test.note) {
		t.Errorf("no note has %q:\n%s", test.note, all)
	}
}

func TestCreate(t *testing.T) {
	tests := []draftTest{
		{
			name:    "the guide's first",
			intents: []intent.Intent{intent.CreateTable{Table: name("account"), Columns: columns("email", "name")}},
			want: `
# create_accounts
  def change do
    create table(:accounts, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :email, :string, null: false
      add :name, :string, null: false

      timestamps(type: :utc_datetime_usec)
    end
  end
`,
		},
		{
			name: "the guide's template",
			intents: []intent.Intent{
				intent.CreateTable{Table: exact("members"), Tenant: true, Columns: []intent.Column{
					column("email", func(c *intent.Column) { c.Unique = true }),
					column("role", func(*intent.Column) {}),
					column("metadata", func(c *intent.Column) { c.Type.Name = "map" }),
					column("confirmed_at", func(*intent.Column) {}),
				}},
				intent.Associate{Child: name("members"), Parent: name("user"), Null: intent.Optional},
				intent.AddCheck{Table: name("member"), Condition: intent.Condition{SQL: "email <> ''", Columns: []string{"email"}, Slug: "email_must_not_be_empty"}},
			},
			want: `
# create_members
  def change do
    create table(:members, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :email, :string, null: false
      add :role, :string, null: false, default: "member"
      add :metadata, :map, default: %{}
      add :confirmed_at, :utc_datetime_usec
      add :tenant_id, :binary_id, null: false
      add :user_id, references(:users, type: :binary_id, on_delete: :nilify_all)

      timestamps(type: :utc_datetime_usec)
    end

    create unique_index(:members, [:tenant_id, :email])
    create index(:members, [:tenant_id])
    create index(:members, [:user_id])
    create constraint(:members, :email_must_not_be_empty, check: "email <> ''")
  end
`,
		},
		{
			name: "parents first, and a table in itself",
			intents: []intent.Intent{
				intent.CreateTable{Table: name("task"), Columns: columns("title", "parent_id", "project_id")},
				intent.CreateTable{Table: name("project"), Columns: columns("name")},
			},
			want: `
# create_projects_and_tasks
  def change do
    create table(:projects, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :name, :string, null: false

      timestamps(type: :utc_datetime_usec)
    end

    create table(:tasks, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :title, :string, null: false
      add :parent_id, references(:tasks, type: :binary_id, on_delete: :nothing)

      add :project_id, references(:projects, type: :binary_id, on_delete: :delete_all),
        null: false

      timestamps(type: :utc_datetime_usec)
    end

    create index(:tasks, [:parent_id])
    create index(:tasks, [:project_id])
  end
`,
		},
		{
			name: "tables that reference each other",
			intents: []intent.Intent{
				intent.CreateTable{Table: name("team"), Columns: []intent.Column{column("owner", func(c *intent.Column) {
					c.Reference = &intent.Reference{Table: name("player")}
				})}},
				intent.CreateTable{Table: name("player"), Columns: columns("team_id")},
			},
			want: `
# create_players_and_teams
  def change do
    create table(:players, primary_key: false) do
      add :id, :binary_id, primary_key: true

      timestamps(type: :utc_datetime_usec)
    end

    create table(:teams, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :owner_id, references(:players, type: :binary_id, on_delete: :delete_all), null: false

      timestamps(type: :utc_datetime_usec)
    end

    create index(:teams, [:owner_id])

    alter table(:players) do
      add :team_id, references(:teams, type: :binary_id, on_delete: :delete_all), null: false
    end

    create index(:players, [:team_id])
  end
`,
		},
		{
			name:    "a join table",
			intents: []intent.Intent{intent.JoinTable{Left: name("user"), Right: name("orders")}},
			want: `
# create_users_orders
  def change do
    create table(:users_orders, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :user_id, references(:users, type: :binary_id, on_delete: :delete_all), null: false
      add :order_id, references(:orders, type: :binary_id, on_delete: :delete_all), null: false

      timestamps(type: :utc_datetime_usec)
    end

    create unique_index(:users_orders, [:user_id, :order_id])
    create index(:users_orders, [:user_id])
    create index(:users_orders, [:order_id])
  end
`,
		},
		{
			name: "a native enum",
			intents: []intent.Intent{intent.CreateTable{Table: name("tickets"), Columns: []intent.Column{
				column("status", func(c *intent.Column) { c.Native, c.Values = true, []string{"open", "it's done"} }),
			}}},
			want: `
# create_tickets
  def up do
    execute "CREATE TYPE ticket_status AS ENUM ('open', 'it''s done')"

    create table(:tickets, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :status, :ticket_status, null: false, default: "open"

      timestamps(type: :utc_datetime_usec)
    end
  end

  def down do
    drop table(:tickets)

    execute "DROP TYPE ticket_status"
  end
`,
			note: "ADD VALUE",
		},
		{
			name:    "bigserial keys",
			options: draft.Options{Style: draft.Style{ID: "bigserial"}},
			intents: []intent.Intent{
				intent.CreateTable{Table: name("hits"), Columns: columns("path", "visitor_id")},
				intent.CreateTable{Table: name("clicks"), Columns: columns("hit_id", "user_id")},
			},
			want: `
# create_hits_and_clicks
  def change do
    create table(:hits) do
      add :path, :string, null: false
      add :visitor_id, :bigint, null: false

      timestamps(type: :utc_datetime_usec)
    end

    create index(:hits, [:visitor_id])

    create table(:clicks) do
      add :hit_id, references(:hits, on_delete: :delete_all), null: false
      add :user_id, references(:users, type: :binary_id, on_delete: :delete_all), null: false

      timestamps(type: :utc_datetime_usec)
    end

    create index(:clicks, [:hit_id])
    create index(:clicks, [:user_id])
  end
`,
			note: "visitor_id",
		},
	}
	for _, test := range tests {
		t.Run(test.name, test.run)
	}
}
