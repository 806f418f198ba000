package rules_test

import (
	"context"
	"testing"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
	"github.com/whimbrel-go/whimbrel/source"
)

func TestTransactionsInContext(t *testing.T) {
	elixir := func(statements ...string) string {
		text := ""
		for _, s := range statements {
			text += "execute \"" + s + "\", \"\"\n"
		}
		return text
	}
	review(t, []situation{
		{name: "commit", migration: elixir("SELECT 1", "COMMIT"), want: []string{"transaction-in-migration error"}},
		{name: "rollback", migration: elixir("SELECT 1", "ROLLBACK"), want: []string{"transaction-in-migration error"}},
		{name: "a savepoint", migration: elixir("SAVEPOINT a", "SELECT 1", "ROLLBACK TO SAVEPOINT a", "RELEASE a")},
		{name: "a pair is one finding", migration: elixir("BEGIN", "SELECT 1", "COMMIT"), want: []string{"transaction-in-migration error"}},
		{name: "begin", migration: elixir("BEGIN"), want: []string{"transaction-in-migration warning"}},
		{name: "a file's own frame", migration: "BEGIN;\nSELECT 1;\nCOMMIT;"},
		{name: "outside, a pair", migration: "-- whimbrel: no transaction\nBEGIN;\nSELECT 1;\nCOMMIT;"},
		{name: "outside, open", migration: "-- whimbrel: no transaction\nBEGIN;\nSELECT 1;", want: []string{"transaction-in-migration error"}},
		{name: "SQL Server counts", server: server("mssql"), migration: elixir("BEGIN TRANSACTION", "SELECT 1", "COMMIT")},
		{name: "SQL Server, one too many", server: server("mssql"), migration: elixir("SELECT 1", "COMMIT"), want: []string{"transaction-in-migration error"}},
		{name: "SQLite refuses", server: server("sqlite"), migration: elixir("BEGIN"), want: []string{"transaction-in-migration error"}},
		{name: "MySQL, rows", server: server("mysql"), migration: "START TRANSACTION;\nUPDATE a SET b = 1 WHERE id = 1;\nCOMMIT;"},
		{name: "MySQL, schema", server: server("mysql"), migration: "START TRANSACTION;\nALTER TABLE a ADD COLUMN b int;\nCOMMIT;",
			want: []string{"transaction-in-migration warning"}},
	}, "transaction-in-migration")
}

func TestWorkUnderLockInContext(t *testing.T) {
	before := []string{accounts + "\ncreate constraint(:accounts, :counted, check: \"count > 0\", validate: false)"}
	const add, validate = "ALTER TABLE accounts ADD COLUMN x text;\n", "ALTER TABLE accounts VALIDATE CONSTRAINT counted;"
	review(t, []situation{
		{name: "behind a lock", before: before, migration: add + validate, want: []string{"work-under-lock error"}},
		{name: "few rows", before: before, rows: "accounts 100", migration: add + validate, want: []string{"work-under-lock note"}},
		{name: "before the lock", before: before, migration: validate + "\n" + add},
		{name: "alone", before: before, migration: validate},
		{name: "outside of a transaction", before: before, migration: "-- whimbrel: no transaction\n" + add + validate},
		{name: "behind a new table", before: before, migration: "CREATE TABLE b (id int);\nALTER TABLE b ADD COLUMN c int;\n" + validate},
		{name: "a constraint of the same migration", before: before,
			migration: "ALTER TABLE accounts ADD CONSTRAINT named CHECK (name <> '') NOT VALID;\nALTER TABLE accounts VALIDATE CONSTRAINT named;"},
		{name: "a query that fills a table", before: before, migration: add + "CREATE TABLE b AS SELECT * FROM accounts;", want: []string{"work-under-lock error"}},
		{name: "a view that is filled", before: before, migration: add + "CREATE MATERIALIZED VIEW b AS SELECT * FROM accounts;", want: []string{"work-under-lock error"}},
		{name: "a view that is not", before: before, migration: add + "CREATE MATERIALIZED VIEW b AS SELECT * FROM accounts WITH NO DATA;"},
		{name: "an index has its own rule", before: before, migration: add + "CREATE INDEX ON accounts (name);"},
	}, "work-under-lock")
}

func TestVariablesInContext(t *testing.T) {
	review(t, []situation{
		{name: "left", migration: "SET search_path TO a;", want: []string{"session-variable-left warning"}},
		{name: "by a function", migration: "SELECT set_config('search_path', '', false);", want: []string{"session-variable-left warning"}},
		{name: "local", migration: "SET LOCAL search_path TO a;"},
		{name: "local by a function", migration: "SELECT set_config('search_path', '', true);"},
		{name: "set back", migration: "SET search_path TO a;\nSELECT 1;\nRESET search_path;"},
		{name: "set back to the usual", migration: "SET search_path TO a;\nSELECT 1;\nSET search_path TO \"$user\", public;"},
		{name: "all set back", migration: "SET role = a;\nSELECT 1;\nRESET ALL;"},
		{name: "a role", migration: "SET ROLE owner;", want: []string{"session-variable-left warning"}},
		{name: "none", migration: "SET ROLE owner;\nSELECT 1;\nSET ROLE NONE;"},
		{name: "twice is once", migration: "SET role = a;\nSET role = b;", want: []string{"session-variable-left warning"}},
		{name: "two", migration: "SET role = a;\nSET lock_timeout = '5s';", want: []string{"session-variable-left warning", "session-variable-left warning"}},
		{name: "the head of a dump", migration: "SET statement_timeout = 0;\nSET client_encoding = 'UTF8';\nSET check_function_bodies = false;\nSET default_tablespace = '';"},
		{name: "outside", migration: "-- whimbrel: no transaction\nSET lock_timeout = '5s';\nVACUUM;", want: []string{"session-variable-left warning"}},
		{name: "MySQL", server: server("mysql"), migration: "SET sql_mode = '';", want: []string{"session-variable-left warning"}},
		{name: "MySQL, kept and set back", server: server("mysql"), migration: "SET @old = @@sql_mode, sql_mode = '';\nSET sql_mode = @old;"},
		{name: "MySQL, of the server", server: server("mysql"), migration: "SET GLOBAL max_connections = 10;", want: []string{"session-variable-left warning"}},
	}, "session-variable-left")
	review(t, []situation{
		{name: "outside", migration: "-- whimbrel: no transaction\nSET LOCAL lock_timeout = '5s';\nVACUUM;", want: []string{"set-local-outside-transaction warning"}},
		{name: "within", migration: "SET LOCAL lock_timeout = '5s';"},
		{name: "in its own", migration: "-- whimbrel: no transaction\nBEGIN;\nSET LOCAL lock_timeout = '5s';\nCOMMIT;"},
		{name: "behind its own", migration: "-- whimbrel: no transaction\nBEGIN;\nSELECT 1;\nCOMMIT;\nSET LOCAL lock_timeout = '5s';",
			want: []string{"set-local-outside-transaction warning"}},
	}, "set-local-outside-transaction")
}

func TestCodeInContext(t *testing.T) {
	review(t, []situation{
		{name: "a block", migration: "DO $$ BEGIN PERFORM 1; END $$;", want: []string{"raw-sql note"}},
		{name: "a call", server: server("mssql"), migration: "EXEC move_rows;", want: []string{"raw-sql note"}},
		{name: "rows", migration: "INSERT INTO a VALUES (1);"},
		{name: "rights", migration: "GRANT SELECT ON a TO b;"},
		{name: "a function", migration: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"},
		{name: "a query with an answer", migration: "def up do\n  %{rows: rows} = repo().query!(\"SELECT 1\")\n  for _ <- rows, do: execute(\"SELECT 2\")\nend\n\ndef down, do: :ok",
			want: []string{"opaque-code note"}},
		{name: "a query without", migration: "def up do\n  repo().query!(\"SELECT 1\")\nend\n\ndef down, do: :ok"},
		{name: "nothing", migration: "def change, do: :ok", want: []string{"empty-migration note"}},
		{name: "a message", migration: "def change do\n  IO.puts(\"done by hand\")\nend"},
		{name: "SQL that nobody executes", migration: "def change do\n  [\"DROP INDEX a\", \"DROP INDEX b\"]\nend", want: []string{"empty-migration warning"}},
		{name: "SQL in a comment", migration: "def change do\n  # execute \"DROP INDEX a\"\nend", want: []string{"empty-migration note"}},
		{name: "for another database", migration: "def change do\n  if repo().__adapter__() == Ecto.Adapters.MyXQL, do: execute(\"DROP INDEX a\")\nend", want: []string{"empty-migration note"}},
		{name: "nothing in SQL", migration: "-- by hand", want: []string{"empty-migration note"}},
	}, "raw-sql", "opaque-code", "empty-migration")
}

func TestSecretsInContext(t *testing.T) {
	secret := []string{"secret-in-migration error"}
	review(t, []situation{
		{name: "a role", migration: "CREATE ROLE a LOGIN PASSWORD 'hunter2';", want: secret},
		{name: "encrypted", migration: "ALTER USER a WITH ENCRYPTED PASSWORD 'md5abc';", want: secret},
		{name: "in a block", migration: "DO $$ BEGIN CREATE ROLE a PASSWORD 'hunter2'; END $$;", want: secret},
		{name: "by EXECUTE", migration: "DO $$ BEGIN EXECUTE 'CREATE ROLE a PASSWORD ''hunter2'''; END $$;", want: secret},
		{name: "an address", migration: "CREATE SUBSCRIPTION s CONNECTION 'host=a password=hunter2 dbname=b' PUBLICATION p;", want: secret},
		{name: "of a server", migration: "CREATE USER MAPPING FOR a SERVER b OPTIONS (user 'c', password 'hunter2');", want: secret},
		{name: "MySQL", server: server("mysql"), migration: "CREATE USER 'a'@'%' IDENTIFIED BY 'hunter2';", want: secret},
		{name: "MySQL with a plugin", server: server("mysql"), migration: "ALTER USER 'a'@'%' IDENTIFIED WITH mysql_native_password BY 'hunter2';", want: secret},
		{name: "SQL Server", server: server("mssql"), migration: "CREATE LOGIN a WITH PASSWORD = N'hunter2';", want: secret},
		{name: "from the environment", migration: "execute \"CREATE ROLE a PASSWORD '#{String.reverse(\"2retnuh\")}'\", \"\""},
		{name: "none", migration: "CREATE ROLE a LOGIN PASSWORD NULL;"},
		{name: "a column", migration: "UPDATE users SET password = 'x' WHERE id = 1;"},
		{name: "a role without", migration: "CREATE ROLE a LOGIN;"},
	}, "secret-in-migration")
	review(t, []situation{
		{name: "all", migration: "GRANT ALL ON a TO PUBLIC;", want: []string{"grant-to-public warning"}},
		{name: "one of two", migration: "GRANT SELECT ON TABLE a TO b, PUBLIC;", want: []string{"grant-to-public warning"}},
		{name: "usage", migration: "GRANT USAGE ON SCHEMA a TO PUBLIC;"},
		{name: "the schema of that name", migration: "GRANT CREATE ON SCHEMA public TO app;"},
		{name: "taken away", migration: "REVOKE ALL ON a FROM PUBLIC;"},
	}, "grant-to-public")
}

func TestCodeInGo(t *testing.T) {
	var set whimbrel.Set
	set.Change("1_code", func(m *whimbrel.Migration) {
		m.Run(func(context.Context, whimbrel.DB) error { return nil }, nil)
	})
	migrations, err := set.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	report, err := lint.Run(t.Context(), []lint.Entry{{File: source.Loaded(migrations[0]), Review: true}}, lint.Config{
		Rules: []*lint.Rule{lint.Find(rules.All(), "opaque-code"), lint.Find(rules.All(), "empty-migration")}, Dialect: linttest.Dialect("postgres"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != 1 || report.Findings[0].Rule.ID != "opaque-code" {
		t.Errorf("got %v, want one finding of opaque-code", report.Findings)
	}
}
