package draft_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

func number(n int) *int { return &n }

func TestAlter(t *testing.T) {
	tests := []draftTest{
		{
			name: "adds to one table in a row are one alter",
			intents: []intent.Intent{
				intent.AddColumns{Tables: on("users"), Columns: columns("phone")},
				intent.AddColumns{Tables: on("user"), Columns: []intent.Column{column("slug", func(c *intent.Column) { c.Unique = true })}},
			},
			want: `
# alter_users_add_phone_slug
  def change do
    alter table(:users) do
      add :phone, :string
      add :slug, :string
    end

    create unique_index(:users, [:slug])
  end
`,
		},
		{
			name:    "a default makes it required",
			intents: []intent.Intent{intent.AddColumns{Tables: on("users"), Columns: []intent.Column{column("plan", func(c *intent.Column) { c.Default = str("free") })}}},
			want: `
# add_plan_to_users
  def change do
    alter table(:users) do
      add :plan, :string, null: false, default: "free"
    end
  end
`,
		},
		{
			name:    "an index of an added column is a file of its own online",
			options: draft.Options{Online: true},
			intents: []intent.Intent{
				intent.AddColumns{Tables: on("users"), Columns: columns("order_id")},
				intent.AddColumns{Tables: on("orders"), Columns: columns("name")},
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
# add_name_to_orders
  def change do
    alter table(:orders) do
      add :name, :string
    end
  end
`,
		},
		{
			name:    "all tables that lack it",
			intents: []intent.Intent{intent.AddColumns{Tables: intent.Tables{All: true}, Columns: columns("tenant_id")}},
			want: `
# add_tenant_id_to_all_tables
  def change do
    alter table(:users) do
      add :tenant_id, :binary_id
    end

    create index(:users, [:tenant_id])
  end
`,
		},
		{
			name:    "removing brings back what it was, and its index",
			intents: []intent.Intent{intent.RemoveColumns{Tables: on("orders"), Columns: columns("user_id", "status")}},
			want: `
# alter_orders_remove_user_id_status
  def change do
    drop index(:orders, [:user_id])

    alter table(:orders) do
      remove :user_id, references(:users, type: :binary_id, on_delete: :delete_all), null: false
      remove :status, :string, null: false, default: "pending"
    end
  end
`,
		},
		{
			name:    "removing a checked column",
			intents: []intent.Intent{intent.RemoveColumns{Tables: on("orders"), Columns: columns("amount")}},
			want: `
# remove_amount_from_orders
  def up do
    drop constraint(:orders, :amount_must_be_positive)

    alter table(:orders) do
      remove :amount, :integer, null: false
    end
  end

  def down do
    alter table(:orders) do
      add :amount, :integer, null: false
    end

    create constraint(:orders, :amount_must_be_positive, check: "amount > 0")
  end
`,
		},
		{
			name:    "removing what nobody knows",
			unknown: true,
			intents: []intent.Intent{intent.RemoveColumns{Tables: on("users"), Columns: columns("fax")}},
			want: `
# remove_fax_from_users
  def change do
    alter table(:users) do
      remove :fax
    end
  end
`,
			note: "rolled back",
		},
		{
			name: "changes of one column are one line",
			intents: []intent.Intent{
				intent.ChangeColumn{Table: name("users"), Column: name("name"), To: intent.TypeName{Name: "citext"}},
				intent.ChangeColumn{Table: name("users"), Column: name("name"), Null: intent.Required},
			},
			want: `
# alter_users_modify_name
  def change do
    alter table(:users) do
      modify :name, :citext, null: false, from: {:string, null: true}
    end
  end
`,
			note: "NULL",
		},
		{
			name: "the way back is exact",
			intents: []intent.Intent{
				intent.ChangeColumn{Table: name("users"), Column: name("balance"), To: intent.TypeName{Name: "decimal", Precision: number(10), Scale: number(2)}},
				intent.ChangeColumn{Table: name("users"), Column: name("name"), To: intent.TypeName{Name: "text"}},
				intent.ChangeColumn{Table: name("orders"), Column: name("status"), DropDefault: true},
				intent.ChangeColumn{Table: name("orders"), Column: name("user_id"), Null: intent.Optional},
			},
			want: `
# alter_users_modify_balance_name_and_alter_orders_modify_status_user_id
  def change do
    alter table(:users) do
      modify :balance, :decimal, precision: 10, scale: 2, from: {:float, []}
      modify :name, :text, from: :string
    end

    alter table(:orders) do
      modify :status, :string, default: nil, from: {:string, default: "pending"}
      modify :user_id, :binary_id, null: true, from: {:binary_id, null: false}
    end
  end
`,
		},
		{
			name:    "MySQL is told the whole column",
			options: draft.Options{Dialect: "mysql"},
			intents: []intent.Intent{intent.ChangeColumn{Table: name("orders"), Column: name("status"), To: intent.TypeName{Name: "string", Size: 40}}},
			want: `
# alter_orders_modify_status
  def change do
    alter table(:orders) do
      modify :status, :string,
        size: 40,
        null: false,
        default: "pending",
        from: {:string, null: false, default: "pending"}
    end
  end
`,
		},
		{
			name:    "dropping a table that is known",
			intents: []intent.Intent{intent.DropTable{Tables: []intent.Name{name("orders")}}},
			want: `
# drop_orders
  def up do
    drop table(:orders)
  end

  def down do
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
`,
		},
		{
			name: "renames",
			intents: []intent.Intent{
				intent.RenameColumn{Table: name("orders"), From: name("status"), To: name("state")},
				intent.RenameTable{From: name("orders"), To: name("purchase")},
			},
			want: `
# rename_status_to_state_on_orders_and_orders_to_purchases
  def change do
    rename table(:orders), :status, to: :state
    rename table(:orders), to: table(:purchases)
  end
`,
			note: "keep their names",
		},
		{
			name:    "a foreign key on a column that is there",
			unknown: true,
			intents: []intent.Intent{intent.Associate{Child: name("posts"), Parent: name("users"), Column: name("user_id"), Existing: true, OnDelete: intent.DeleteAll}},
			want: `
# alter_posts_modify_user_id
  def change do
    alter table(:posts) do
      modify :user_id, references(:users, type: :binary_id, on_delete: :delete_all),
        from: :binary_id
    end
  end
`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, test.run)
	}
}
