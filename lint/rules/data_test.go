package rules_test

import (
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

const accounts = `
create table(:accounts) do
  add :email, :string
  add :name, :string
  add :full_name, :string
  add :count, :integer
end

create unique_index(:accounts, [:email])`

// servers are the databases by the names that these tests give them.
func server(name string) lint.Server { return lint.Server{Database: name} }

func TestWritesInContext(t *testing.T) {
	before := []string{accounts}
	const all = "UPDATE accounts SET name = 'x';"
	review(t, []situation{
		{name: "unknown rows", before: before, migration: all, want: []string{"unbatched-backfill warning"}},
		{name: "few rows", before: before, rows: "accounts 100", migration: all, want: []string{"unbatched-backfill note"}},
		{name: "many rows", before: before, rows: "accounts 4000000", migration: all, want: []string{"unbatched-backfill error"}},
		{name: "a table that nobody knows", migration: all, want: []string{"unbatched-backfill warning"}},
		{name: "a new table", migration: "CREATE TABLE accounts (id bigint PRIMARY KEY, name text);\n" + all},
		{name: "a range of keys", before: before, migration: "UPDATE accounts SET name = 'x' WHERE id BETWEEN 1 AND 500;"},
		{name: "a unique column", before: before, migration: "UPDATE accounts SET name = 'x' WHERE email = 'a@b.c';"},
		{name: "a unique column or another", before: before, migration: "UPDATE accounts SET name = 'x' WHERE email = 'a@b.c' OR name = 'y';",
			want: []string{"unbatched-backfill warning"}},
		{name: "another column", before: before, migration: "UPDATE accounts SET name = 'x' WHERE name = 'y';", want: []string{"unbatched-backfill warning"}},
		{name: "one that is unique to another row", before: before, migration: "UPDATE accounts SET name = 'x' WHERE email = name;",
			want: []string{"unbatched-backfill warning"}},
		{name: "a query of the repository", before: before, migration: "def up do\n  repo().query!(\"UPDATE accounts SET name = $1\", [\"x\"])\nend\n\ndef down, do: :ok",
			want: []string{"unbatched-backfill warning"}},
		{name: "within WITH", before: before, migration: "WITH old AS (SELECT id FROM accounts) UPDATE accounts SET name = 'x' FROM old WHERE old.id = accounts.id;",
			want: []string{"unbatched-backfill warning"}},
		{name: "delete some", before: before, migration: "DELETE FROM accounts WHERE name IS NULL;", want: []string{"unbatched-backfill warning"}},
		{name: "values", before: before, migration: "INSERT INTO accounts (name) VALUES ('a');"},
		{name: "a copy", before: before, migration: "INSERT INTO people (name) SELECT name FROM accounts;", want: []string{"unbatched-backfill note"}},
		{name: "a copy of many", before: before, rows: "accounts 4000000", migration: "INSERT INTO people (name) SELECT name FROM accounts;", want: []string{"unbatched-backfill warning"}},
		{name: "two of one table", before: before, migration: all + "\nUPDATE accounts SET count = 1;", want: []string{"unbatched-backfill warning"}},
		{name: "two of two tables", before: before, migration: all + "\nUPDATE people SET name = 'x';", want: []string{"unbatched-backfill warning", "unbatched-backfill warning"}},
		{name: "a copy of few", before: before, rows: "accounts 100", migration: "INSERT INTO people (name) SELECT name FROM accounts;", want: []string{"unbatched-backfill note"}},
		{name: "a query without a table", before: before, migration: "INSERT INTO accounts (name) SELECT 'x' FROM generate_series(1, 3);"},
		{name: "a lookup", before: before, migration: "INSERT INTO accounts (name) SELECT 'x' WHERE NOT EXISTS (SELECT 1 FROM accounts);"},
		{name: "MySQL", server: server("mysql"), before: before, migration: all, want: []string{"unbatched-backfill warning"}},
		{name: "SQL Server", server: server("mssql"), before: before, migration: "UPDATE TOP (1000) accounts SET name = 'x';"},
	}, "unbatched-backfill")
	review(t, []situation{
		{name: "unknown rows", before: before, migration: "DELETE FROM accounts;", want: []string{"delete-without-where warning"}},
		{name: "few rows", before: before, rows: "accounts 3", migration: "DELETE FROM accounts;", want: []string{"delete-without-where warning"}},
		{name: "many rows", before: before, rows: "accounts 4000000", migration: "DELETE FROM accounts;", want: []string{"delete-without-where error"}},
		{name: "no rows", before: before, rows: "accounts 0", migration: "DELETE FROM accounts;"},
		{name: "a new table", migration: "CREATE TABLE accounts (id bigint);\nDELETE FROM accounts;"},
		{name: "with a condition", before: before, migration: "DELETE FROM accounts WHERE name = 'x';"},
		{name: "truncate", before: before, migration: "TRUNCATE accounts;", want: []string{"truncate warning"}},
		{name: "truncate no rows", before: before, rows: "accounts 0", migration: "TRUNCATE accounts;"},
		{name: "truncate two", before: before, migration: "TRUNCATE accounts, people;", want: []string{"truncate warning", "truncate warning"}},
		{name: "truncate on MySQL", server: server("mysql"), before: before, migration: "TRUNCATE accounts;", want: []string{"truncate warning"}},
		{name: "cascade", before: before, migration: "TRUNCATE accounts CASCADE;", want: []string{"truncate-cascade error"}},
		{name: "cascade on a new table", migration: "CREATE TABLE accounts (id bigint PRIMARY KEY);\nTRUNCATE accounts CASCADE;"},
		{name: "cascade from a new table that is referenced", migration: "CREATE TABLE accounts (id bigint PRIMARY KEY);\n" +
			"CREATE TABLE posts (account_id bigint REFERENCES accounts (id));\nTRUNCATE accounts CASCADE;", want: []string{"truncate-cascade error"}},
	}, "delete-without-where", "truncate", "truncate-cascade")
}

func TestValuesInContext(t *testing.T) {
	before := []string{accounts}
	const insert = "INSERT INTO accounts (id, name) VALUES (1, 'a');"
	review(t, []situation{
		{name: "keys", before: before, migration: insert, want: []string{"sequence-behind warning"}},
		{name: "setval", before: before, migration: insert + "\nSELECT setval('accounts_id_seq', 10);"},
		{name: "setval before", before: before, migration: "SELECT setval('accounts_id_seq', 10);\n" + insert, want: []string{"sequence-behind warning"}},
		{name: "restart", before: before, migration: insert + "\nALTER SEQUENCE accounts_id_seq RESTART WITH 10;"},
		{name: "a copy", before: before, migration: "INSERT INTO accounts (id, name) SELECT id, name FROM people;", want: []string{"sequence-behind warning"}},
		{name: "no keys", before: before, migration: "INSERT INTO accounts (name) VALUES ('a');"},
		{name: "the default", before: before, migration: "INSERT INTO accounts (id, name) VALUES (DEFAULT, 'a');"},
		{name: "a new table", migration: "CREATE TABLE accounts (id serial PRIMARY KEY, name text);\n" + insert, want: []string{"sequence-behind warning"}},
		{name: "keys of their own", migration: "CREATE TABLE accounts (id uuid PRIMARY KEY, name text);\nINSERT INTO accounts (id, name) VALUES ('6f1c', 'a');"},
		{name: "twice", before: before, migration: insert + "\n" + strings.Replace(insert, "1", "2", 1), want: []string{"sequence-behind warning"}},
		{name: "a table that nobody knows", migration: insert},
	}, "sequence-behind")
	review(t, []situation{
		{name: "a pair", before: before, migration: "ALTER TABLE accounts DROP COLUMN name, ADD COLUMN nick_name varchar(255);", want: []string{"drop-and-add warning"}},
		{name: "two statements", before: before, migration: "ALTER TABLE accounts ADD COLUMN nick_name varchar(255);\nALTER TABLE accounts DROP COLUMN name;",
			want: []string{"drop-and-add warning"}},
		{name: "another type", before: before, migration: "ALTER TABLE accounts DROP COLUMN name, ADD COLUMN nick_name text;"},
		{name: "copied", before: before, migration: "ALTER TABLE accounts ADD COLUMN nick_name varchar(255);\nUPDATE accounts SET nick_name = name;\nALTER TABLE accounts DROP COLUMN name;"},
		{name: "two of a kind", before: before, migration: "ALTER TABLE accounts DROP COLUMN name, DROP COLUMN full_name, ADD COLUMN nick_name varchar(255);"},
		{name: "nothing alike", before: before, migration: "ALTER TABLE accounts DROP COLUMN name, ADD COLUMN title varchar(255);"},
		{name: "a slip", before: before, migration: "ALTER TABLE accounts DROP COLUMN count, ADD COLUMN counts integer;", want: []string{"drop-and-add warning"}},
		{name: "the same name", before: before, migration: "ALTER TABLE accounts DROP COLUMN name;\nALTER TABLE accounts ADD COLUMN name varchar(255);"},
		{name: "a table that nobody knows", migration: "ALTER TABLE accounts DROP COLUMN name, ADD COLUMN nick_name varchar(255);"},
	}, "drop-and-add")
}

// TestBatches looks at which statements are done in batches.
func TestBatches(t *testing.T) {
	for _, test := range []struct{ name, database, sql, want string }{
		{"all", "postgres", "UPDATE accounts SET name = 'x'", "WHERE id BETWEEN batch_from AND batch_to;"},
		{"some", "postgres", "UPDATE accounts SET name = 'x' WHERE name IS NULL OR name = ''", "WHERE (name IS NULL OR name = '') AND id BETWEEN batch_from AND batch_to"},
		{"an alias", "postgres", `UPDATE "accounts" AS a SET name = 'x' WHERE a.name IS NULL`, "WHERE (a.name IS NULL) AND a.id BETWEEN batch_from AND"},
		{"another table", "postgres", "UPDATE accounts SET name = p.name FROM people p WHERE p.id = accounts.id", "(p.id = accounts.id) AND accounts.id BETWEEN batch_from AND"},
		{"dollars", "postgres", "UPDATE accounts SET name = $$x$$", "DO $batches$"},
		{"delete", "postgres", "DELETE FROM accounts WHERE name IS NULL;", "DELETE FROM accounts\n      WHERE (name IS NULL) AND id BETWEEN batch_from AND batch_to"},
		{"of itself", "postgres", "UPDATE accounts SET count = count + 1", ""},
		{"returning", "postgres", "UPDATE accounts SET name = 'x' RETURNING id", ""},
		{"the key", "postgres", "UPDATE accounts SET id = id + 1", ""},
		{"WITH", "postgres", "WITH p AS (SELECT 1) UPDATE accounts SET name = 'x'", ""},
		{"needed later", "postgres", "UPDATE accounts SET name = 'x';\nALTER TABLE accounts ALTER COLUMN name SET NOT NULL", ""},
		{"a procedure", "mysql", "UPDATE accounts SET name = 'x'", "CREATE PROCEDURE in_batches_accounts()"},
		{"a join", "mysql", "UPDATE accounts a JOIN people p ON p.id = a.id SET a.name = 'x'", ""},
		{"a loop", "mssql", "UPDATE accounts SET name = 'x'", "DECLARE @batch_from bigint"},
		{"nothing helps", "sqlite", "UPDATE accounts SET name = 'x'", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := situation{server: server(test.database), before: []string{accounts}, migration: test.sql + ";"}
			found := s.findings(t, []*lint.Rule{lint.Find(rules.All(), "unbatched-backfill")})
			if len(found) != 1 {
				t.Fatalf("%d findings, want 1", len(found))
			}
			text := ""
			if fix := found[0].Fix; fix != nil {
				for _, c := range fix.Then[0].Change {
					text += string(c.(command.Execute).Up.(command.SQL)) + "\n"
				}
			}
			if test.want == "" && text != "" || !strings.Contains(text, test.want) {
				t.Errorf("got %q, want %q", text, test.want)
			}
		})
	}
}
