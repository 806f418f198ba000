package crashtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// folder writes migrations of all kinds for a database: those that only have
// statements, live ones, and on SQLite those that build tables anew. Each UPDATE
// adds another power of ten to users.age, so that the rows tell what was run
// twice.
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
	list := []string{
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
	list = append(list, lives(database)...)
	if database == "sqlite" {
		list = append(list, rebuilds()...)
	}
	return list
}

// liveVersion is the version of the first live migration.
const liveVersion = 20260101000021

// lives are migrations that ask the database what to do next. Where nothing is
// rolled back they can be run again after they have ended in the middle, as a
// person is told to write them.
func lives(database string) []string {
	pause := ""
	if database == "sqlite" { // so that the program is killed within
		pause = "Process.sleep(20)\n"
	}
	return []string{
		"  def up do\n%{rows: rows} = repo().query!(\"SELECT email FROM users WHERE role = 'member' ORDER BY id\")\n" +
			"for [email] <- rows do\n" + pause + "repo().query!(\"UPDATE users SET role = 'live #{email}' WHERE email = '#{email}'\")\nend\nend",
		change("execute(fn ->\nfor [email] <- repo().query!(\"SELECT email FROM users ORDER BY id\").rows do\n" + pause +
			"if repo().query!(\"SELECT 1 FROM tags WHERE label = 'live #{email}'\").num_rows == 0 do\n" +
			"repo().query!(\"INSERT INTO tags (label, inserted_at, updated_at) VALUES ('live #{email}', '2026-01-01 00:00:00', '2026-01-01 00:00:00')\")\n" +
			"end\nend\nend, fn -> :ok end)"),
	}
}

func execute(sql string) string { return "execute \"" + sql + "\", \"\"" }

// rebuilds are migrations that SQLite can only do by building a table anew: the
// tables have rows, indexes, triggers and foreign keys from others.
func rebuilds() []string {
	return []string{
		change("alter table(:tags) do\n add :code, :integer\n end\n create unique_index(:tags, [:code])\n" +
			execute("INSERT INTO tags (label, code, inserted_at, updated_at) VALUES ('x', 1, '', ''), ('y', 2, '', '')") +
			"\n create table(:notes) do\n add :tag_code, references(:tags, column: :code, type: :integer)\n" +
			" add :user_id, references(:users)\n end\n" +
			execute("INSERT INTO notes (tag_code, user_id) VALUES (1, 1), (2, 3)")),
		change("alter table(:users) do\n modify :age, :bigint, null: false, default: 7, from: {:integer, default: 0}\n end\n" +
			execute("UPDATE users SET age = age + 1000000")),
		change("create constraint(:users, :grown, check: \"age >= 0\")"),
		change("alter table(:tags) do\n remove :code, :integer\n end\n" + execute("UPDATE users SET age = age + 10000000")),
		outside("create constraint(:notes, :known, check: \"user_id > 0\")\n" + execute("UPDATE users SET age = age + 100000000")),
		change("drop constraint(:users, :grown)\n alter table(:users) do\n modify :role, :string, null: false, from: :string\n end"),
	}
}
