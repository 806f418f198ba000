package draft_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

func TestKinds(t *testing.T) {
	status := intent.CreateEnum{Table: name("users"), Column: name("mood"), Values: []string{"glad", "sad"}}
	tests := []draftTest{
		{
			name: "soft delete, polymorphic, generated, values",
			intents: []intent.Intent{intent.CreateTable{Table: name("notes"), SoftDelete: true, Columns: []intent.Column{
				{Name: name("notable"), Kind: intent.PolymorphicColumns},
				column("status", func(c *intent.Column) { c.Values, c.Only = []string{"new", "old"}, true }),
				column("price", func(c *intent.Column) { c.Type.Name = "float" }),
				column("stripe_user_id", func(*intent.Column) {}),
				column("inserted_at", func(*intent.Column) {}),
			}}},
			want: `
# create_notes
  def change do
    create table(:notes, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :notable_id, :binary_id, null: false
      add :notable_type, :string, null: false
      add :status, :string, null: false, default: "new"
      add :price, :decimal, null: false
      add :stripe_user_id, :string, null: false
      add :deleted_at, :utc_datetime_usec

      timestamps(type: :utc_datetime_usec)
    end

    create index(:notes, [:notable_type, :notable_id])
    create constraint(:notes, :status_must_be_valid, check: "status IN ('new', 'old')")
  end
`,
			note: "decimal",
		},
		{
			name: "what is said later about a new table",
			intents: []intent.Intent{
				intent.CreateTable{Table: name("tag"), Columns: columns("name")},
				intent.AddColumns{Tables: on("tags"), Columns: columns("description", "user")},
				intent.ChangeColumn{Table: name("tag"), Column: name("description"), Null: intent.Optional},
				intent.CreateIndex{Table: name("tags"), Columns: indexColumns("name"), Unique: true},
				intent.Associate{Child: name("tag"), Parent: name("order"), Unique: true},
			},
			want: `
# create_tags
  def change do
    create table(:tags, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :name, :string, null: false
      add :description, :text
      add :user_id, references(:users, type: :binary_id, on_delete: :delete_all), null: false
      add :order_id, references(:orders, type: :binary_id, on_delete: :delete_all), null: false

      timestamps(type: :utc_datetime_usec)
    end

    create unique_index(:tags, [:order_id])
    create unique_index(:tags, [:name])
    create index(:tags, [:user_id])
  end
`,
		},
		{
			name:    "an enum of the database in a table that exists",
			intents: []intent.Intent{status},
			want: `
# add_mood_to_users
  def up do
    execute "CREATE TYPE user_mood AS ENUM ('glad', 'sad')"

    alter table(:users) do
      add :mood, :user_mood
    end
  end

  def down do
    alter table(:users) do
      remove :mood
    end

    execute "DROP TYPE user_mood"
  end
`,
		},
		{
			name:    "timestamps of rows that exist",
			intents: []intent.Intent{intent.AddColumns{Tables: on("teams"), Columns: []intent.Column{{Kind: intent.TimestampColumns}}}},
			want: `
# add_timestamps_to_teams
  def change do
    alter table(:teams) do
      timestamps(type: :utc_datetime_usec, null: true)
    end
  end
`,
			note: "teams",
		},
		{
			name:    "if it does not exist",
			intents: []intent.Intent{intent.AddColumns{Tables: on("users"), Columns: columns("phone"), IfNotExists: true}},
			want: `
# add_phone_to_users
  def up do
    alter table(:users) do
      add_if_not_exists :phone, :string
    end
  end

  def down do
    alter table(:users) do
      remove_if_exists :phone
    end
  end
`,
		},
		{
			name: "more is said about the index of an added reference",
			intents: []intent.Intent{
				intent.AddColumns{Tables: on("users"), Columns: columns("order_id")},
				intent.CreateIndex{Table: name("users"), Columns: indexColumns("order_id"), Concurrently: true},
			},
			want: `
# add_order_id_to_users
  def change do
    alter table(:users) do
      add :order_id, references(:orders, type: :binary_id, on_delete: :nilify_all)
    end
  end
# create_users_order_id_index
  @disable_ddl_transaction true
  @disable_migration_lock true

  def change do
    create index(:users, [:order_id], concurrently: true)
  end
`,
		},
		{
			name:    "the configuration is not written out",
			unknown: true,
			options: draft.Options{Config: record.Config{
				PrimaryKey: record.PrimaryKey{Type: command.NewType("binary_id")}, DefaultPrefix: "app",
				Timestamps: record.Timestamps{Type: command.NewType("utc_datetime"), InsertedAt: record.TimestampColumn{Name: "created_at"}},
			}},
			intents: []intent.Intent{
				intent.CreateTable{Table: name("users"), Columns: columns("email", "created_at")},
				intent.CreateTable{Table: name("posts"), Columns: columns("user_id")},
			},
			want: `
# create_users_and_posts
  def change do
    create table(:users) do
      add :email, :string, null: false

      timestamps()
    end

    create table(:posts) do
      add :user_id, references(:users, on_delete: :delete_all), null: false

      timestamps()
    end

    create index(:posts, [:user_id])
  end
`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, test.run)
	}
}
