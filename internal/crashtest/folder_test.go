package crashtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// folder writes twenty migrations of all kinds for a database. Each UPDATE adds
// another power of ten to users.age, so that the rows tell what was run twice.
func folder(t *testing.T, database string) string {
	t.Helper()
	dir := t.TempDir()
	for i, m := range migrations(database) {
		text := fmt.Sprintf("defmodule M%d do\n  use Ecto.Migration\n%s\nend\n", i+1, m)
		name := fmt.Sprintf("202601010000%02d_m%d.exs", i+1, i+1)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func change(body string) string { return "  def change do\n" + body + "\n  end" }

// outside is a migration without a transaction and lock of its own.
func outside(body string) string {
	return "  @disable_ddl_transaction true\n  @disable_migration_lock true\n" + change(body)
}

func migrations(database string) []string {
	concurrently, procedure := "", "CREATE TRIGGER late AFTER INSERT ON tags BEGIN SELECT 1; END"
	alone := change
	switch database {
	case "postgres":
		concurrently, alone = ", concurrently: true", outside
		procedure = "CREATE FUNCTION late() RETURNS int LANGUAGE sql AS 'SELECT 1'"
	case "mariadb":
		procedure = "CREATE PROCEDURE late() SELECT 1"
	}
	execute := func(sql string) string { return "execute \"" + sql + "\", \"\"" }
	return []string{
		change("create table(:users) do\n add :email, :string\n add :age, :integer, default: 0\n end\n create unique_index(:users, [:email])"),
		change("create table(:posts) do\n add :title, :text\n add :user_id, references(:users)\n end"),
		change(execute("INSERT INTO users (email) VALUES ('a'), ('b'), ('c')")),
		change("alter table(:users) do\n add :role, :string, default: \"member\"\n add :name, :string\n end"),
		change(execute("UPDATE users SET age = age + 1")),
		change("rename table(:posts), to: table(:articles)"),
		change("rename table(:users), :name, to: :full_name"),
		change("create index(:users, [:role])"),
		change("drop index(:users, [:role])"),
		change("alter table(:users) do\n remove :full_name, :string\n end"),
		change("create table(:tags) do\n add :label, :string, null: false\n timestamps()\n end"),
		alone("create index(:articles, [:user_id]" + concurrently + ")"),
		change(execute("CREATE VIEW adults AS SELECT email FROM users WHERE age > 17")),
		change("create table(:a) do\n add :n, :integer\n end\n" + execute("UPDATE users SET age = age + 10") +
			"\n alter table(:a) do\n add :m, :integer\n end\n" + execute("UPDATE users SET age = age + 100") + "\n create index(:a, [:m])"),
		alone("create index(:tags, [:label]" + concurrently + ")\n" + execute("UPDATE users SET age = age + 1000") +
			"\n create unique_index(:a, [:n]" + concurrently + ")"),
		change(execute("ALTER TABLE tags ADD COLUMN colour varchar(20)")),
		alone(execute("UPDATE users SET age = age + 10000") + "\n" + execute("CREATE TABLE raw (n int)") + "\n" +
			execute("CREATE INDEX raw_n ON raw (n)")),
		change("create_if_not_exists table(:maybe)\n drop table(:a)"),
		alone(execute(procedure)),
		change(execute("DROP VIEW adults") + "\n" + execute("UPDATE users SET age = age + 100000")),
	}
}
