package rules_test

import (
	"fmt"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/lint"
)

// tables are migrations that create tables with a key and a column of a type.
func tables(n int, key, column string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("create table(:t%d, primary_key: false) do\n  add :id, :%s, primary_key: true\n  %s\nend\n", i, key, column)
	}
	return list
}

// table is a migration that creates a table with a UUID as its key.
func table(name, columns string) string {
	return "create table(:" + name + ", primary_key: false) do\n  add :id, :binary_id, primary_key: true\n" + columns + "\nend\n"
}

func tenantColumn(name string) func(*lint.Config) {
	return func(c *lint.Config) { c.TenantColumn = name }
}

func TestUUIDPrimaryKey(t *testing.T) {
	note := []string{"uuid-primary-key note"}
	wants := func(ids string) func(*lint.Config) { return func(c *lint.Config) { c.IDs = ids } }
	review(t, []situation{
		{name: "the guide", migration: "create table(:orders)", want: note},
		{name: "a convention of numbers", before: tables(5, "bigserial", ""), migration: "create table(:orders)"},
		{name: "a few tables are none", before: tables(3, "bigserial", ""), migration: "create table(:orders)", want: note},
		{name: "the odd one", before: tables(5, "bigserial", ""), migration: table("orders", ""), want: note},
		{name: "the whole project has numbers", migration: "create table(:orders)", after: tables(5, "bigserial", "")},
		{name: "configured", migration: "create table(:orders)", config: wants("bigserial")},
		{name: "configured, and the odd one", migration: table("orders", ""), config: wants("bigserial"), want: note},
		{name: "migration_primary_key", migration: "create table(:orders)", config: func(c *lint.Config) {
			c.Commands.PrimaryKey.Type = command.NewType("binary_id")
		}},
		{name: "rows in the order of the key", server: lint.Server{Database: "mysql"}, migration: "create table(:orders)"},
		{name: "a convention counts there too", server: lint.Server{Database: "mysql"}, before: tables(5, "bigserial", ""), migration: table("orders", ""), want: note},
		{name: "a key that people choose", migration: "CREATE TABLE countries (code char(2) PRIMARY KEY)"},
		{name: "identity in SQL", migration: "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)", want: note},
		{name: "a key that is a foreign key", before: []string{"create table(:users)"},
			migration: "CREATE TABLE profiles (user_id bigint PRIMARY KEY REFERENCES users (id))"},
		{name: "several columns", migration: "CREATE TABLE likes (user_id bigint, post_id bigint, PRIMARY KEY (user_id, post_id))"},
		{name: "dropped again later", migration: "create table(:orders)", after: []string{"drop table(:orders)"}},
		{name: "temporary", migration: "CREATE TEMPORARY TABLE orders (id bigint PRIMARY KEY)"},
		{name: "a number that people choose", before: tables(5, "binary_id", ""), migration: "create table(:blocks, primary_key: false) do\n  add :number, :bigint, primary_key: true\nend"},
	}, "uuid-primary-key")
}

func TestTimestampsType(t *testing.T) {
	note := []string{"timestamps-type note"}
	wants := func(kind string) func(*lint.Config) { return func(c *lint.Config) { c.Timestamps = kind } }
	review(t, []situation{
		{name: "Ecto's default", migration: table("orders", "timestamps()"), want: note},
		{name: "whole seconds", migration: table("orders", "timestamps(type: :utc_datetime)"), want: note},
		{name: "a convention", before: tables(5, "binary_id", "timestamps()"), migration: table("orders", "timestamps()")},
		{name: "the odd one", before: tables(5, "binary_id", "timestamps(type: :utc_datetime)"), migration: table("orders", "timestamps()"), want: note},
		{name: "the first that says more", before: tables(5, "binary_id", "timestamps()"), migration: table("orders", "timestamps(type: :utc_datetime)")},
		{name: "the whole project", migration: table("orders", "timestamps()"), after: tables(5, "binary_id", "timestamps()")},
		{name: "configured", migration: table("orders", "timestamps(type: :utc_datetime)"), config: wants("utc_datetime")},
		{name: "configured, and another", migration: table("orders", "timestamps(type: :utc_datetime_usec)"), config: wants("utc_datetime"), want: note},
		{name: "migration_timestamps", migration: table("orders", "timestamps()"), config: func(c *lint.Config) {
			c.Commands.Timestamps.Type = command.NewType("utc_datetime")
		}},
		{name: "added later", before: []string{table("orders", "")}, migration: "alter table(:orders) do\n  add :inserted_at, :naive_datetime\nend", want: note},
		{name: "another moment", migration: table("orders", "add :shipped_at, :naive_datetime")},
		{name: "timestamp of SQL has microseconds", migration: "CREATE TABLE orders (id uuid PRIMARY KEY, inserted_at timestamp NOT NULL)"},
		{name: "with a time zone", migration: "CREATE TABLE orders (id uuid PRIMARY KEY, inserted_at timestamptz NOT NULL)"},
		{name: "datetime of MySQL has whole seconds", server: lint.Server{Database: "mysql"}, want: note,
			migration: "CREATE TABLE orders (id bigint PRIMARY KEY, inserted_at datetime NOT NULL)"},
		{name: "a number", migration: "CREATE TABLE orders (id uuid PRIMARY KEY, inserted_at bigint NOT NULL)"},
	}, "timestamps-type")
}

func TestMissingTimestamps(t *testing.T) {
	columns := "add :a, :string\nadd :b, :string\nadd :c, :string"
	review(t, []situation{
		{name: "none", migration: table("orders", columns), want: []string{"missing-timestamps note"}},
		{name: "timestamps", migration: table("orders", columns+"\ntimestamps()")},
		{name: "added in the same migration", migration: table("orders", columns) + "\nalter table(:orders) do\n  timestamps()\nend"},
		{name: "added later", migration: table("orders", columns), after: []string{"alter table(:orders) do\n  timestamps()\nend"}},
		{name: "when it happened", migration: table("orders", columns+"\nadd :occurred_at, :utc_datetime")},
		{name: "when it ends says nothing", migration: table("orders", columns+"\nadd :expires_at, :utc_datetime"), want: []string{"missing-timestamps note"}},
		{name: "a short list", migration: "create table(:countries) do\n  add :code, :string\n  add :name, :string\nend"},
		{name: "a project without", before: tables(5, "binary_id", columns), migration: table("orders", columns)},
	}, "missing-timestamps")
}

func TestRequiredColumnNullable(t *testing.T) {
	note := []string{"required-column-nullable note"}
	teams := []string{table("teams", "")}
	belongs := "add :team_id, references(:teams, type: :binary_id, on_delete: :delete_all)"
	review(t, []situation{
		{name: "a name", migration: table("items", "add :name, :string"), want: note},
		{name: "several are one finding", migration: table("items", "add :name, :string\nadd :status, :string"), want: note},
		{name: "on purpose", migration: table("items", "add :name, :string, null: true")},
		{name: "a default", migration: table("items", "add :status, :string, default: \"new\"")},
		{name: "not a name that says so", migration: table("items", "add :phone, :string")},
		{name: "a column more of a table with rows", before: []string{table("items", "")}, migration: "alter table(:items) do\n  add :name, :string\nend"},
		{name: "forbidden in the same migration", migration: table("items", "add :name, :string") + "\nalter table(:items) do\n  modify :name, :string, null: false, from: {:string, null: true}\nend"},
		{name: "forbidden later", migration: table("items", "add :name, :string"), after: []string{"alter table(:items) do\n  modify :name, :string, null: false, from: {:string, null: true}\nend"}},
		{name: "deleted with its parent", before: teams, migration: table("members", belongs), want: note},
		{name: "survives its parent", before: teams, migration: table("members", "add :team_id, references(:teams, type: :binary_id, on_delete: :nilify_all)")},
		{name: "a tree's root", migration: table("teams", belongs)},
		{name: "the tenant", migration: table("items", "add :account_id, :binary_id"), config: tenantColumn("account_id"), want: note},
		{name: "a check says more", migration: "CREATE TABLE items (id uuid PRIMARY KEY, name text, label text, CHECK (name IS NOT NULL OR label IS NOT NULL))"},
	}, "required-column-nullable")
}

func TestOnDeleteUnset(t *testing.T) {
	note, users := []string{"on-delete-unset note"}, []string{table("users", "")}
	add := func(reference string) string { return table("orders", "  add :user_id, "+reference) }
	review(t, []situation{
		{name: "unset", before: users, migration: add("references(:users, type: :binary_id)"), want: note},
		{name: "unset, and bare", before: users, migration: add("references(\"users\")"), want: note},
		{name: "nothing, on purpose", before: users, migration: add("references(:users, type: :binary_id, on_delete: :nothing)")},
		{name: "on another line", before: users, migration: add("references(:users,\n    type: :binary_id,\n    on_delete: :nothing\n  )")},
		{name: "only of columns", before: users, migration: add("references(:users, with: [team_id: :team_id], type: :binary_id)"), want: note},
		{name: "in an attribute", before: users, migration: "@options [type: :binary_id, on_delete: :nothing]\n\n" + add("references(:users, @options)")},
		{name: "in a variable", before: users, migration: "def change do\n  options = [on_delete: :nothing]\n" + add("references(:users, options)") + "end"},
		{name: "in a function", before: users, migration: "def change do\n" + add("user()") + "end\n\ndefp user, do: references(:users, on_delete: :nothing)"},
		{name: "SQL", before: users, migration: "CREATE TABLE orders (user_id uuid REFERENCES users (id))", want: note},
		{name: "SQL, on purpose", before: users, migration: "CREATE TABLE orders (user_id uuid REFERENCES users (id) ON DELETE NO ACTION)"},
		{name: "migration_foreign_key", before: users, migration: add("references(:users)"), config: func(c *lint.Config) {
			c.Commands.ForeignKey.OnDelete.Kind = command.CascadeAll
		}},
	}, "on-delete-unset")
}

func TestForeignKeyWithoutIndex(t *testing.T) {
	warning, users := []string{"foreign-key-without-index warning"}, []string{table("users", "")}
	orders := table("orders", "  add :status, :string\n  add :user_id, references(:users, type: :binary_id)")
	add := "alter table(:orders) do\n  add :user_id, references(:users, type: :binary_id)\nend"
	known := []string{table("users", ""), table("orders", "")}
	review(t, []situation{
		{name: "none", before: users, migration: orders, want: warning},
		{name: "an index", before: users, migration: orders + "create index(:orders, [:user_id])"},
		{name: "first of several", before: users, migration: orders + "create index(:orders, [:user_id, :status])"},
		{name: "second of several", before: users, migration: orders + "create index(:orders, [:status, :user_id])", want: warning},
		{name: "of some rows", before: users, migration: orders + "create index(:orders, [:user_id], where: \"status = 'open'\")", want: warning},
		{name: "of the rows that have one", before: users, migration: orders + "create index(:orders, [:user_id], where: \"user_id IS NOT NULL\")"},
		{name: "in a later migration", before: users, migration: orders, after: []string{"create index(:orders, [:user_id])"}},
		{name: "the column goes later", before: users, migration: orders, after: []string{"alter table(:orders) do\n  remove :user_id\nend"}},
		{name: "InnoDB makes one", server: lint.Server{Database: "mysql"}, before: users, migration: orders},
		{name: "a column more", before: known, migration: add, want: warning},
		{name: "a column more of a small table", before: known, rows: "orders 200", migration: add, want: []string{"foreign-key-without-index note"}},
		{name: "a key that is made anew", before: append(known, add), migration: "drop constraint(:orders, :orders_user_id_fkey)\n\n" +
			"alter table(:orders) do\n  modify :user_id, references(:users, type: :binary_id, on_delete: :delete_all)\nend"},
		{name: "a table that nobody knows", before: users, migration: "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id)"},
		{name: "a column more of such a table", before: users, migration: add, want: warning},
		{name: "SQL", before: known, migration: "ALTER TABLE orders ADD COLUMN user_id uuid REFERENCES users (id)", want: warning},
		{name: "the key itself", before: users, migration: "CREATE TABLE profiles (user_id uuid PRIMARY KEY REFERENCES users (id))"},
		{name: "the tenant has a rule of its own", before: users, migration: orders, config: tenantColumn("user_id")},
	}, "foreign-key-without-index")
}

func TestTenants(t *testing.T) {
	items := table("items", "  add :status, :string\n  add :tenant_id, :binary_id, null: false")
	unindexed, notFirst := []string{"tenant-id-unindexed warning"}, []string{"tenant-id-not-first note"}
	review(t, []situation{
		{name: "none", migration: items, want: unindexed},
		{name: "the column alone", migration: items + "create index(:items, [:tenant_id])"},
		{name: "first of several", migration: items + "create unique_index(:items, [:tenant_id, :status])"},
		{name: "later", migration: items, after: []string{"create index(:items, [:tenant_id, :status])"}},
		{name: "added to a table with rows", before: []string{table("items", "")}, migration: "alter table(:items) do\n  add :tenant_id, :binary_id\nend", want: unindexed},
		{name: "another column", migration: items, config: tenantColumn("account_id")},
		{name: "a foreign key on MySQL", server: lint.Server{Database: "mysql"}, before: []string{table("tenants", "")},
			migration: table("items", "  add :tenant_id, references(:tenants, type: :binary_id)")},
		{name: "that of another system", migration: table("directories", "  add :tenant_id, :string")},
		{name: "a project that has tenants", before: []string{items + "create index(:items, [:tenant_id])"}, migration: table("directories", "  add :tenant_id, :string"), want: unindexed},
		{name: "in the key", migration: "CREATE TABLE items (tenant_id uuid, id uuid, PRIMARY KEY (tenant_id, id))"},
		{name: "second", before: []string{items + "create index(:items, [:tenant_id])"}, migration: "create index(:items, [:status, :tenant_id])", want: notFirst},
		{name: "second in SQL", before: []string{items}, migration: "CREATE INDEX ON items (status, tenant_id)", want: notFirst},
		{name: "behind an expression", before: []string{items}, migration: "create index(:items, [\"lower(status)\", :tenant_id])", want: notFirst},
		{name: "without it", before: []string{items}, migration: "create index(:items, [:status, :id])"},
		{name: "GIN has no order", before: []string{items}, migration: "CREATE INDEX ON items USING gin (status, tenant_id)"},
		{name: "a foreign key's only index", before: []string{table("users", ""), items},
			migration: "alter table(:items) do\n  add :user_id, references(:users, type: :binary_id)\nend\n\ncreate index(:items, [:user_id, :tenant_id])"},
	}, "tenant-id-unindexed", "tenant-id-not-first")
}

func TestUniqueByName(t *testing.T) {
	note := []string{"unique-by-name note"}
	review(t, []situation{
		{name: "a user's email", migration: table("users", "  add :email, :citext"), want: note},
		{name: "unique", migration: table("users", "  add :email, :citext") + "create unique_index(:users, [:email])"},
		{name: "unique whatever the case", migration: table("users", "  add :email, :string") + "create unique_index(:users, [\"lower(email)\"])"},
		{name: "unique by tenant", migration: table("users", "  add :email, :string\n  add :tenant_id, :binary_id") + "create unique_index(:users, [:tenant_id, :email])"},
		{name: "an index that is not", migration: table("users", "  add :email, :string") + "create index(:users, [:email])", want: note},
		{name: "later", migration: table("users", "  add :email, :string"), after: []string{"create unique_index(:users, [:email])"}},
		{name: "whom an order is sent to", migration: table("orders", "  add :email, :string")},
		{name: "a slug", migration: table("posts", "  add :slug, :string"), want: note},
		{name: "the slug of a version", migration: table("post_versions", "  add :slug, :string")},
		{name: "the code of a country", migration: table("countries", "  add :code, :string"), want: note},
		{name: "the code of a user's error", before: []string{table("users", "")}, migration: table("failures", "  add :code, :string\n  add :user_id, references(:users, type: :binary_id)")},
		{name: "a code that is a number", migration: table("answers", "  add :code, :integer")},
		{name: "a session's token", migration: table("user_tokens", "  add :token, :binary"), want: note},
		{name: "a token of somebody else", migration: table("integrations", "  add :token, :string")},
		{name: "the key", migration: "CREATE TABLE countries (code text PRIMARY KEY)"},
		{name: "UNIQUE in SQL", migration: "CREATE TABLE users (id uuid PRIMARY KEY, username text UNIQUE)"},
	}, "unique-by-name")
}

func TestConcurrent(t *testing.T) {
	users := []string{table("users", "  add :email, :string\n  add :name, :string")}
	outside := "@disable_ddl_transaction true\n@disable_migration_lock true\n\n"
	index := "create index(:users, [:email], concurrently: true)\n"
	settings := func(lock command.Value) func(*lint.Config) {
		return func(c *lint.Config) {
			c.Commands.Settings = []command.Pair{{Key: command.Atom("migration_lock"), Value: lock}}
		}
	}
	review(t, []situation{
		{name: "in a transaction", before: users, migration: index, want: []string{"concurrent-in-transaction error"}},
		{name: "in a transaction with others is one finding", before: users, migration: "alter table(:users) do\n  add :phone, :string\nend\n" + index,
			want: []string{"concurrent-in-transaction error"}},
		{name: "of a new table", migration: users[0] + index, want: []string{"concurrent-in-transaction error"}},
		{name: "dropped", before: append(users, "create index(:users, [:email])"), migration: "drop index(:users, [:email], concurrently: true)",
			want: []string{"concurrent-in-transaction error"}},
		{name: "reindexed", before: users, migration: "REINDEX TABLE CONCURRENTLY users;", want: []string{"concurrent-in-transaction error"}},
		{name: "not concurrent", before: users, migration: "create index(:users, [:email])"},
		{name: "with both attributes", before: users, migration: outside + index},
		{name: "under the lock", before: users, migration: "@disable_ddl_transaction true\n\n" + index, want: []string{"concurrent-under-lock error"}},
		{name: "under another lock", before: users, migration: "@disable_ddl_transaction true\n\n" + index, config: settings(command.Atom("pg_advisory_lock"))},
		{name: "without any lock", before: users, migration: "@disable_ddl_transaction true\n\n" + index, config: settings(command.Bool(false))},
		{name: "two of them", before: users, migration: outside + index + "create index(:users, [:name], concurrently: true)"},
		{name: "with a setting", before: users, migration: outside + "execute \"SET lock_timeout TO '5s'\", \"\"\n" + index},
		{name: "with another change", before: users, migration: outside + index + "alter table(:users) do\n  add :phone, :string\nend",
			want: []string{"concurrent-index-alone warning"}},
		{name: "with rows that change", before: users, migration: outside + "execute \"DELETE FROM users WHERE email IS NULL\", \"\"\n" + index,
			want: []string{"concurrent-index-alone warning"}},
		{name: "with the constraint that takes it over", before: users, migration: "-- whimbrel: no transaction\n" +
			"CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);\nALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;"},
		{name: "another database", server: lint.Server{Database: "mysql"}, before: users, migration: index},
		{name: "several without attributes are one finding", before: users, migration: index + "create index(:users, [:name], concurrently: true)",
			want: []string{"concurrent-in-transaction error"}},
		{name: "several under the lock, too", before: users, migration: "@disable_ddl_transaction true\n\n" + index + "create index(:users, [:name], concurrently: true)",
			want: []string{"concurrent-under-lock error"}},
	}, "concurrent-in-transaction", "concurrent-under-lock", "concurrent-index-alone")
}

func TestSchemaAndData(t *testing.T) {
	warning := []string{"schema-and-data warning"}
	users := []string{table("users", "  add :role, :string")}
	add := "alter table(:users) do\n  add :phone, :string\nend\n"
	update := "execute \"UPDATE users SET role = 'member'\", \"\"\n"
	review(t, []situation{
		{name: "both", before: users, migration: update + add, want: warning},
		{name: "rows only", before: users, migration: update},
		{name: "schema only", before: users, migration: add},
		{name: "rows of a new table", migration: users[0] + update},
		{name: "rows that are listed", before: users, migration: add + "execute \"INSERT INTO users (id) VALUES ('a')\", \"\""},
		{name: "a query of the repository", before: users, migration: "def up do\n  repo().query!(\"DELETE FROM users\")\n  flush()\n" + add + "end\n\ndef down, do: :ok", want: warning},
		{name: "without transactions", server: lint.Server{Database: "mysql"}, before: users, migration: add + update, want: warning},
		{name: "a trigger that is switched off", before: users, migration: "ALTER TABLE users DISABLE TRIGGER USER;\nUPDATE users SET role = 'a';\nALTER TABLE users ENABLE TRIGGER USER;"},
		{name: "a setting", before: users, migration: "execute \"SET lock_timeout TO '5s'\", \"\"\n" + update},
	}, "schema-and-data")
	review(t, []situation{
		{name: "many rows at once are said once", before: users, migration: update + add, want: []string{"schema-and-data warning"}},
		{name: "and so are those under a lock", before: users, migration: add + update, want: []string{"schema-and-data warning"}},
		{name: "one row", before: users, migration: add + "execute \"UPDATE users SET role = 'a' WHERE id = 1\", \"\"", want: warning},
	}, "schema-and-data", "unbatched-backfill")
}

func TestApplicationSchema(t *testing.T) {
	warning := []string{"application-schema warning"}
	script := func(body string) string {
		return "import Ecto.Query\nalias MyApp.Accounts.User\n\ndef up do\n" + body + "\nend\n\ndef down, do: :ok\n"
	}
	whole := func(body string) string {
		return "defmodule Sample do\n  use Ecto.Migration\n" + script(body) + "end\n"
	}
	review(t, []situation{
		{name: "from", migration: whole("repo().update_all(from(u in User, where: is_nil(u.role)), set: [role: \"a\"])"), want: warning},
		{name: "the full name", migration: whole("repo().update_all(MyApp.Accounts.User, set: [role: \"a\"])"), want: warning},
		{name: "a pipe", migration: whole("User |> where([u], is_nil(u.role)) |> repo().update_all(set: [role: \"a\"])"), want: warning},
		{name: "a struct", migration: whole("repo().insert!(%User{role: \"a\"})"), want: warning},
		{name: "twice is one finding", migration: whole("repo().delete_all(User)\nrepo().delete_all(User)"), want: warning},
		{name: "a table", migration: whole("repo().update_all(from(u in \"users\", where: is_nil(u.role)), set: [role: \"a\"])")},
		{name: "a schema of its own", migration: "defmodule Sample do\n  use Ecto.Migration\n  import Ecto.Query\n\n  defmodule User do\n    use Ecto.Schema\n" +
			"    schema \"users\" do\n      field :role, :string\n    end\n  end\n\n  def up, do: repo().update_all(from(u in User), set: [role: \"a\"])\n  def down, do: :ok\nend\n"},
		{name: "no query at all", migration: "create table(:users)"},
	}, "application-schema")
}

func TestFloatMoney(t *testing.T) {
	warning := []string{"float-money warning"}
	review(t, []situation{
		{name: "a price", migration: table("orders", "  add :price, :float"), want: warning},
		{name: "a column more", before: []string{table("orders", "")}, migration: "alter table(:orders) do\n  add :total_amount, :float\nend", want: warning},
		{name: "a price per night", migration: table("rooms", "  add :price_per_night, :float"), want: warning},
		{name: "decimal", migration: table("orders", "  add :price, :decimal")},
		{name: "cents", migration: table("orders", "  add :price, :integer")},
		{name: "a rate may be a factor", migration: table("orders", "  add :tax_rate, :float")},
		{name: "an amount of water", migration: table("plants", "  add :water_amount, :float")},
		{name: "real of SQL", migration: "CREATE TABLE orders (fee real)", want: warning},
		{name: "double of MySQL", server: lint.Server{Database: "mysql"}, migration: "CREATE TABLE orders (fee double)", want: warning},
		{name: "numeric of SQLite", server: lint.Server{Database: "sqlite"}, migration: "CREATE TABLE orders (fee numeric)"},
	}, "float-money")
}

func TestNativeEnum(t *testing.T) {
	note := []string{"native-enum note"}
	create := func(name string) string { return "CREATE TYPE " + name + " AS ENUM ('a', 'b');" }
	review(t, []situation{
		{name: "a type", migration: create("status"), want: note},
		{name: "a project that has decided", before: []string{create("a"), create("b"), create("c")}, migration: create("status")},
		{name: "and decides later", migration: create("status"), after: []string{create("a"), create("b"), create("c"), create("d")}},
		{name: "a column of MySQL", server: lint.Server{Database: "mysql"}, migration: "CREATE TABLE t (status ENUM('a', 'b'))", want: note},
		{name: "a column of a script", server: lint.Server{Database: "mysql"}, migration: table("t", "  add :status, :\"ENUM('a', 'b')\""), want: note},
		{name: "a string", migration: table("t", "  add :status, :string")},
		{name: "in place of another", before: []string{create("status")}, migration: "ALTER TYPE status RENAME TO old_status;\nCREATE TYPE status AS ENUM ('a');"},
	}, "native-enum")
}

func TestGIN(t *testing.T) {
	json, array := []string{"json-without-gin note"}, []string{"array-without-gin note"}
	review(t, []situation{
		{name: "a document that is searched", migration: table("t", "  add :attributes, :map"), want: json},
		{name: "a document that is read with its row", migration: table("t", "  add :metadata, :map")},
		{name: "whose namesake is searched", before: []string{table("a", "  add :metadata, :map") + "create index(:a, [:metadata], using: :gin)"},
			migration: table("t", "  add :metadata, :map"), want: json},
		{name: "an index", migration: table("t", "  add :attributes, :map") + "create index(:t, [:attributes], using: :gin)"},
		{name: "an index of something inside", migration: table("t", "  add :attributes, :map") + "create index(:t, [\"(attributes->>'a')\"], name: :a)"},
		{name: "later", migration: table("t", "  add :attributes, :map"), after: []string{"create index(:t, [:attributes], using: :gin)"}},
		{name: "tags", migration: table("t", "  add :tags, {:array, :string}"), want: array},
		{name: "tags of a table with rows", before: []string{table("t", "")}, migration: "alter table(:t) do\n  add :tags, {:array, :string}\nend", want: array},
		{name: "an array that is read with its row", migration: table("t", "  add :scopes, {:array, :string}")},
		{name: "tags with an index", migration: table("t", "  add :tags, {:array, :string}") + "create index(:t, [:tags], using: \"GIN\")"},
		{name: "another database", server: lint.Server{Database: "sqlite"}, migration: table("t", "  add :tags, {:array, :string}")},
		{name: "SQL", migration: "CREATE TABLE t (tags text[])", want: array},
	}, "json-without-gin", "array-without-gin")
}

func TestBTreeOnJSON(t *testing.T) {
	failing, useless := []string{"btree-on-json error"}, []string{"btree-on-json warning"}
	jsonb, json := []string{table("t", "  add :data, :map")}, []string{table("t", "  add :data, :json")}
	review(t, []situation{
		{name: "jsonb", before: jsonb, migration: "create index(:t, [:data])", want: useless},
		{name: "json", before: json, migration: "create index(:t, [:data])", want: failing},
		{name: "json with GIN", before: json, migration: "create index(:t, [:data], using: :gin)", want: failing},
		{name: "jsonb with GIN", before: jsonb, migration: "create index(:t, [:data], using: :gin)"},
		{name: "an expression", before: jsonb, migration: "create index(:t, [\"(data->>'a')\"], name: :a)"},
		{name: "one of several", before: jsonb, migration: "CREATE INDEX ON t (id, data)", want: useless},
		{name: "MySQL", server: lint.Server{Database: "mysql"}, before: jsonb, migration: "create index(:t, [:data])", want: failing},
		{name: "a column that nobody knows", migration: "create index(:t, [:data])"},
	}, "btree-on-json")
}

func TestIrreversible(t *testing.T) {
	warning, note := []string{"irreversible warning"}, []string{"irreversible note"}
	users := []string{table("users", "  add :name, :string\n  add :age, :integer")}
	review(t, []situation{
		{name: "execute", migration: "execute \"CREATE EXTENSION citext\"", want: warning},
		{name: "execute with nothing to undo", migration: "execute \"CREATE EXTENSION citext\", \"\""},
		{name: "two removed columns are one finding", before: users, migration: "alter table(:users) do\n  remove :name\n  remove :age\nend", want: warning},
		{name: "removed with its type", before: users, migration: "alter table(:users) do\n  remove :name, :string\nend"},
		{name: "modified", before: users, migration: "alter table(:users) do\n  modify :name, :text\nend", want: warning},
		{name: "dropped", before: users, migration: "drop table(:users)", want: warning},
		{name: "up without down", before: users, migration: "def up do\n  drop table(:users)\nend", want: warning},
		{name: "a down that says why", before: users, migration: "def up do\n  drop table(:users)\nend\n\ndef down, do: raise(\"the names are gone\")"},
		{name: "rows stay changed", before: users, migration: "def up do\n  execute \"UPDATE users SET name = 'a'\"\nend\n\ndef down, do: :ok"},
		{name: "a down that forgets", migration: "def up do\n  create table(:users)\nend\n\ndef down, do: :ok", want: note},
		{name: "direction() knows", before: users, migration: "def change do\n  if direction() == :up, do: execute(\"UPDATE users SET name = 'a'\")\nend"},
		{name: "SQL without a way back", before: users, migration: "ALTER TABLE users DROP COLUMN name;", want: note},
		{name: "SQL with one", before: users, migration: "-- whimbrel: up\nALTER TABLE users DROP COLUMN name;\n-- whimbrel: down\nALTER TABLE users ADD COLUMN name text;"},
	}, "irreversible")
}
