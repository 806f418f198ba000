package draft_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

func indexColumns(names ...string) []intent.IndexColumn {
	list := make([]intent.IndexColumn, len(names))
	for i, n := range names {
		list[i].Name = name(n)
	}
	return list
}

func condition(sql, slug string, columns ...string) intent.Condition {
	return intent.Condition{SQL: sql, Slug: slug, Columns: columns}
}

func TestIndexesAndConstraints(t *testing.T) {
	partial := condition("status != 'completed'", "", "status")
	tests := []draftTest{
		{
			name: "per tenant where the table has tenants",
			intents: []intent.Intent{
				intent.CreateIndex{Table: name("orders"), Columns: indexColumns("status"), Unique: true},
				intent.CreateIndex{Table: name("orders"), Columns: indexColumns("amount"), Unique: true, Globally: true},
			},
			want: `
# create_orders_tenant_id_status_index_and_orders_amount_index
  def change do
    create unique_index(:orders, [:tenant_id, :status])
    create unique_index(:orders, [:amount])
  end
`,
		},
		{
			name: "the guide's partial index",
			intents: []intent.Intent{intent.CreateIndex{
				Table: name("orders"), Columns: indexColumns("status"), Where: &partial, Name: exact("orders_active_status_idx"), Globally: true,
			}},
			want: `
# create_orders_status_index
  def change do
    create index(:orders, [:status],
             where: "status != 'completed'",
             name: :orders_active_status_idx
           )
  end
`,
		},
		{
			name:    "plural, and the id of a reference",
			intents: []intent.Intent{intent.DropIndex{Table: name("order"), Columns: []intent.Name{name("users")}}},
			want: `
# drop_orders_user_id_index
  def change do
    drop index(:orders, [:user_id])
  end
`,
		},
		{
			name:    "a constraint that is known",
			intents: []intent.Intent{intent.DropConstraint{Table: name("orders"), Columns: []intent.Name{name("amount")}, Kind: intent.CheckKind}},
			want: `
# remove_amount_must_be_positive_from_orders
  def up do
    drop constraint(:orders, :amount_must_be_positive)
  end

  def down do
    create constraint(:orders, :amount_must_be_positive, check: "amount > 0")
  end
`,
		},
		{
			name:    "a foreign key that is known",
			intents: []intent.Intent{intent.DropConstraint{Table: name("orders"), Columns: []intent.Name{name("user_id")}, Kind: intent.ForeignKey}},
			want: `
# remove_orders_user_id_fkey_from_orders
  def up do
    drop constraint(:orders, :orders_user_id_fkey)
  end

  def down do
    alter table(:orders) do
      modify :user_id, references(:users, type: :binary_id, on_delete: :delete_all)
    end
  end
`,
		},
		{
			name:    "the guide's exclusion",
			unknown: true,
			intents: []intent.Intent{intent.AddExclusion{
				Table: name("reservations"), Same: []intent.Name{name("room_id")}, Start: name("starts_at"), End: name("ends_at"), Of: name("booking"),
			}},
			want: `
# add_no_overlapping_bookings_to_reservations
  def change do
    execute "CREATE EXTENSION IF NOT EXISTS btree_gist", ""

    create constraint(:reservations, :no_overlapping_bookings,
             exclude: "gist (room_id WITH =, tstzrange(starts_at, ends_at) WITH &&)"
           )
  end
`,
		},
		{
			name: "extensions",
			intents: []intent.Intent{
				intent.Extensions{Names: []intent.Name{name("citext"), name("uuid-ossp")}},
			},
			want: `
# enable_citext_and_uuid_ossp
  def change do
    execute "CREATE EXTENSION IF NOT EXISTS citext", "DROP EXTENSION IF EXISTS citext"

    execute ~s|CREATE EXTENSION IF NOT EXISTS "uuid-ossp"|,
            ~s|DROP EXTENSION IF EXISTS "uuid-ossp"|
  end
`,
		},
		{
			name:    "a value of an enum",
			intents: []intent.Intent{intent.AddEnumValue{Type: name("order_status"), Values: []string{"returned"}}},
			want: `
# add_returned_to_order_status
  @disable_ddl_transaction true

  def up do
    execute "ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'returned'"
  end

  def down do
    # PostgreSQL cannot remove values from an enum
    :ok
  end
`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, test.run)
	}
}

func TestData(t *testing.T) {
	missing := condition("role IS NULL", "", "role")
	role := intent.Backfill{Table: name("user"), Sets: []intent.Set{{Column: name("role"), Value: *str("member")}}, Where: &missing}
	batched := role
	batched.Batch = -1
	tests := []draftTest{
		{
			name: "schema, data, schema",
			intents: []intent.Intent{
				intent.AddColumns{Tables: on("users"), Columns: columns("role")}, role,
				intent.ChangeColumn{Table: name("users"), Column: name("role"), Null: intent.Required},
			},
			want: `
# add_role_to_users
  def change do
    alter table(:users) do
      add :role, :string
    end
  end
# backfill_user_roles
  # Don't use schema modules: they may change after this migration runs
  def up do
    execute """
    UPDATE users SET role = 'member' WHERE role IS NULL
    """
  end

  def down do
    # Data migrations may not be reversible
    :ok
  end
# alter_users_modify_role
  def change do
    alter table(:users) do
      modify :role, :string, null: false, from: {:string, null: true}
    end
  end
`,
		},
		{
			name:    "in batches",
			unknown: true,
			intents: []intent.Intent{batched},
			want: `
# backfill_user_roles
  # Don't use schema modules: they may change after this migration runs
  def up do
    execute """
    UPDATE users SET role = 'member'
    WHERE id IN (
      SELECT id FROM users WHERE role IS NULL LIMIT 10000
    )
    """

    # For very large tables, use a Task or Oban job instead
  end

  def down do
    # Data migrations may not be reversible
    :ok
  end
`,
			note: "10000",
		},
		{
			name:    "names that SQL needs in quotes, and values that could end a string",
			unknown: true,
			options: draft.Options{Dialect: "mysql"},
			intents: []intent.Intent{intent.Backfill{Table: exact("order"), Sets: []intent.Set{{Column: name("group"), Value: *str(`it's \`)}}}},
			want: "\n" + `# backfill_order_groups
  # Don't use schema modules: they may change after this migration runs
  def up do
    execute ~S"""
    UPDATE ` + "`order` SET `group`" + ` = 'it''s \\'
    """
  end

  def down do
    # Data migrations may not be reversible
    :ok
  end
`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, test.run)
	}
}
