package rules_test

import (
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/lint"
)

const ordersOfUsers = `
create table(:users) do
  add :email, :string
end

create table(:orders) do
  add :user_id, references(:users)
end`

func TestTableLossesInContext(t *testing.T) {
	before := []string{ordersOfUsers}
	review(t, []situation{
		{name: "a known table", before: before, migration: "drop table(:users)", want: []string{"drop-table warning"}},
		{name: "an unknown one", migration: "drop_if_exists table(:users)", want: []string{"drop-table warning"}},
		{name: "one that the migration made", migration: "create table(:draft) do\nend\ndrop table(:draft)"},
		{name: "in SQL, several", before: before, migration: "DROP TABLE orders, users;", want: []string{"drop-table warning", "drop-table warning"}},
		{name: "with what depends on it", before: before, migration: "drop table(:users), mode: :cascade", want: []string{"drop-cascade warning"}},
		{name: "the same without the other rule", before: before, migration: "drop table(:users), mode: :cascade",
			config: func(c *lint.Config) { c.Severities = map[string]lint.Severity{"drop-cascade": lint.Off} },
			want:   []string{"drop-table warning"}},
		{name: "MySQL ignores CASCADE", server: lint.Server{Database: "mysql"}, migration: "DROP TABLE users CASCADE;", want: []string{"drop-table warning"}},
		{name: "a column with what depends on it", before: before, migration: "ALTER TABLE users DROP COLUMN email CASCADE;", want: []string{"drop-cascade warning"}},
		{name: "a constraint", before: before, migration: "ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE;", want: []string{"drop-cascade warning"}},
		{name: "an index of a new table", migration: "CREATE TABLE a (id bigint);\nCREATE INDEX a_id ON a (id);\nDROP TABLE a CASCADE;"},
	}, "drop-table", "drop-cascade")
}

func TestRenamedTablesInContext(t *testing.T) {
	before := []string{ordersOfUsers}
	review(t, []situation{
		{name: "a rename", before: before, migration: "rename table(:users), to: table(:people)", want: []string{"rename-table error"}},
		{name: "an unknown table", migration: "ALTER TABLE users RENAME TO people;", want: []string{"rename-table error"}},
		{name: "a new table", migration: "create table(:users) do\nend\nrename table(:users), to: table(:people)"},
		{name: "a view in its place", before: before, migration: "ALTER TABLE users RENAME TO people;\nCREATE OR REPLACE VIEW users AS SELECT * FROM people;"},
		{name: "another table in its place", before: append(before, "create table(:users_new) do\nend"),
			migration: "rename table(:users), to: table(:users_old)\nrename table(:users_new), to: table(:users)"},
		{name: "to another schema", before: before, migration: "ALTER TABLE users SET SCHEMA archive;", want: []string{"rename-table error"}},
		{name: "SQL Server has its own rule", server: lint.Server{Database: "mssql"}, migration: "EXEC sp_rename 'users', 'people';"},
	}, "rename-table")
}

func TestSchemasInContext(t *testing.T) {
	review(t, []situation{
		{name: "with everything", migration: "DROP SCHEMA reporting CASCADE;", want: []string{"drop-schema error"}},
		{name: "an empty one", migration: "DROP SCHEMA reporting;", want: []string{"drop-schema note"}},
		{name: "a new one", migration: "CREATE SCHEMA draft;\nDROP SCHEMA draft CASCADE;"},
		{name: "if it is there", migration: "DROP SCHEMA IF EXISTS reporting CASCADE;", want: []string{"drop-schema error"}},
		{name: "a rename", migration: "ALTER SCHEMA reporting RENAME TO reports;", want: []string{"rename-schema error"}},
		{name: "a rename of a new one", migration: "CREATE SCHEMA draft;\nALTER SCHEMA draft RENAME TO reports;"},
		{name: "a rename in quotes", migration: `ALTER SCHEMA "Reporting" RENAME TO reports;`, want: []string{"rename-schema error"}},
		{name: "a new owner", migration: "ALTER SCHEMA reporting OWNER TO app;"},
		{name: "a database", migration: "DROP DATABASE IF EXISTS archive;", want: []string{"drop-database error"}},
		{name: "MySQL's schema is a database", server: lint.Server{Database: "mysql"}, migration: "DROP SCHEMA archive;", want: []string{"drop-database error"}},
		{name: "SQL Server's", server: lint.Server{Database: "mssql"}, migration: "DROP DATABASE archive;", want: []string{"drop-database error"}},
		{name: "another database's way", migration: "CREATE DATABASE archive;"},
	}, "drop-schema", "rename-schema", "drop-database")
}

func TestStorageInContext(t *testing.T) {
	before := []string{ordersOfUsers}
	const attach = "ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES IN (2026);"
	review(t, []situation{
		{name: "unlogged", before: before, migration: "ALTER TABLE users SET UNLOGGED;", want: []string{"set-storage error"}},
		{name: "a small table", before: before, rows: "users 20", migration: "ALTER TABLE users SET LOGGED;", want: []string{"set-storage note"}},
		{name: "a tablespace", before: before, migration: "ALTER TABLE users SET TABLESPACE fast;", want: []string{"set-storage error"}},
		{name: "a new table", migration: "CREATE TABLE a (id bigint);\nALTER TABLE a SET UNLOGGED;"},
		{name: "a partition with rows", rows: "events_2026 5000000", migration: attach, want: []string{"attach-partition error"}},
		{name: "an empty partition", rows: "events_2026 0", migration: attach},
		{name: "a new partition", migration: "CREATE TABLE events_2026 (year int);\n" + attach},
		{name: "an unknown partition", migration: attach, want: []string{"attach-partition warning"}},
		{name: "detached", migration: "ALTER TABLE events DETACH PARTITION events_2026;", want: []string{"detach-partition warning"}},
		{name: "detached from a new table", migration: "CREATE TABLE events (year int) PARTITION BY LIST (year);\nALTER TABLE events DETACH PARTITION events_2026;"},
		{name: "detached by PostgreSQL 13", server: lint.Server{Database: "postgres", Major: 13}, migration: "ALTER TABLE events DETACH PARTITION events_2026;",
			want: []string{"detach-partition warning"}},
		{name: "detached concurrently", migration: "-- whimbrel: no transaction\nALTER TABLE events DETACH PARTITION events_2026 CONCURRENTLY;"},
	}, "set-storage", "attach-partition", "detach-partition")
}

func TestShapesInContext(t *testing.T) {
	before := []string{ordersOfUsers}
	review(t, []situation{
		{name: "no key", migration: "create table(:a, primary_key: false) do\n  add :n, :integer\nend", want: []string{"missing-primary-key warning"}},
		{name: "a key later in the migration", migration: "CREATE TABLE a (n int NOT NULL);\nALTER TABLE a ADD PRIMARY KEY (n);"},
		{name: "a join table with a unique index",
			migration: "create table(:a, primary_key: false) do\n  add :user_id, references(:users)\n  add :team_id, references(:teams)\nend\ncreate unique_index(:a, [:user_id, :team_id])",
			want:      []string{"missing-primary-key note"}},
		{name: "a table with a unique column", migration: "CREATE TABLE a (n int UNIQUE);", want: []string{"missing-primary-key note"}},
		{name: "a join table without one",
			migration: "create table(:a, primary_key: false) do\n  add :user_id, references(:users)\n  add :team_id, references(:teams)\nend",
			want:      []string{"missing-primary-key warning"}},
		{name: "a join table with a key",
			migration: "create table(:a, primary_key: false) do\n  add :user_id, references(:users), primary_key: true\n  add :team_id, references(:teams), primary_key: true\nend"},
		{name: "a temporary table", migration: "CREATE TEMPORARY TABLE a (n int);"},
		{name: "a partition", migration: "CREATE TABLE a_1 PARTITION OF a FOR VALUES IN (1);"},
		{name: "one that goes again", migration: "CREATE TABLE a (n int);\nDROP TABLE a;"},
		{name: "from a query", migration: "CREATE TABLE a AS SELECT 1 AS n;"},
		{name: "SQLite", server: lint.Server{Database: "sqlite"}, migration: "CREATE TABLE a (n INTEGER);", want: []string{"missing-primary-key warning"}},

		{name: "nothing known", migration: "create_if_not_exists table(:users) do\n  add :email, :string\nend", want: []string{"partial-lenient note"}},
		{name: "the same table", before: before, migration: "create_if_not_exists table(:users) do\n  add :email, :string\nend", want: []string{"partial-lenient note"}},
		{name: "a table with less", before: before, migration: "create_if_not_exists table(:users) do\n  add :age, :integer\nend", want: []string{"partial-lenient warning"}},
		{name: "the same column", before: before, migration: "alter table(:users) do\n  add_if_not_exists :email, :string\nend", want: []string{"partial-lenient note"}},
		{name: "another type", before: before, migration: "alter table(:users) do\n  add_if_not_exists :email, :integer\nend", want: []string{"partial-lenient warning"}},
		{name: "a column that is not there", before: before, migration: "ALTER TABLE users ADD COLUMN IF NOT EXISTS age int;"},
		{name: "another index", before: append(before, "create index(:users, [:email], name: :users_lookup)"),
			migration: "CREATE INDEX IF NOT EXISTS users_lookup ON users (id, email);", want: []string{"partial-lenient warning"}},
		{name: "the same index", before: append(before, "create index(:users, [:email], name: :users_lookup)"),
			migration: "CREATE INDEX IF NOT EXISTS users_lookup ON users (email);"},
		{name: "outside of a transaction", migration: "-- whimbrel: no transaction\nCREATE TABLE IF NOT EXISTS a (id bigint PRIMARY KEY);"},
		{name: "MySQL has no transaction for it", server: lint.Server{Database: "mysql"}, migration: "CREATE TABLE IF NOT EXISTS a (id bigint PRIMARY KEY);"},
	}, "missing-primary-key", "partial-lenient")
}

func TestNamesInContext(t *testing.T) {
	long := strings.Repeat("long_name_", 6) // 60 characters
	mysql, mssql := lint.Server{Database: "mysql"}, lint.Server{Database: "mssql"}
	review(t, []situation{
		{name: "63 bytes fit", migration: "create table(:a) do\n  add :" + long + "abc, :integer\nend"},
		{name: "64 do not", migration: "create table(:a) do\n  add :" + long + "abcd, :integer\nend", want: []string{"identifier-too-long warning"}},
		{name: "bytes count", migration: "CREATE TABLE a (" + long + "éé int);", want: []string{"identifier-too-long warning"}},
		{name: "MySQL counts characters", server: mysql, migration: "CREATE TABLE a (" + long + "éééé int);"},
		{name: "MySQL refuses 65", server: mysql, migration: "CREATE TABLE a (" + long + "abcde int);", want: []string{"identifier-too-long error"}},
		{name: "SQL Server allows 128", server: mssql, migration: "CREATE TABLE a (" + long + "abcde int);"},
		{name: "a foreign key's name", migration: "create table(:" + long + ") do\n  add :user_id, references(:users)\nend", want: []string{"identifier-too-long warning"}},
		{name: "a constraint in SQL", migration: "ALTER TABLE a ADD CONSTRAINT " + long + "abcd CHECK (n > 0);", want: []string{"identifier-too-long warning"}},

		{name: "cut, it is an index of another migration", before: []string{"create index(:users, [:email], name: :" + long + "abc)"},
			migration: "create index(:users, [:age], name: :" + long + "abcd)", want: []string{"identifier-collision error"}},
		{name: "cut, it is a table", before: []string{"create table(:" + long + "abc) do\nend"},
			migration: "create index(:users, [:age], name: :" + long + "abcd)", want: []string{"identifier-collision error"}},
		{name: "two long columns of one table", migration: "CREATE TABLE a (" + long + "abcd int, " + long + "abce int);",
			want: []string{"identifier-too-long warning", "identifier-collision error"}},
		{name: "constraints of two tables", before: []string{"create constraint(:a, :" + long + "abce, check: \"n > 0\")"},
			migration: "create constraint(:b, :" + long + "abcd, check: \"n > 0\")", want: []string{"identifier-too-long warning"}},
	}, "identifier-too-long", "identifier-collision")
}

func TestReservedWordsInContext(t *testing.T) {
	review(t, []situation{
		{name: "a column", migration: "create table(:a) do\n  add :order, :integer\nend", want: []string{"reserved-word note"}},
		{name: "a table in quotes", migration: `CREATE TABLE "Group" (id bigint);`, want: []string{"reserved-word note"}},
		{name: "no word of PostgreSQL", migration: "create table(:a) do\n  add :key, :string\nend"},
		{name: "a word of MySQL", server: lint.Server{Database: "mysql"}, migration: "create table(:a) do\n  add :key, :string\nend", want: []string{"reserved-word note"}},
		{name: "a rename", migration: "rename table(:users), :mail, to: :user", want: []string{"reserved-word note"}},
		{name: "the end of a list", migration: "create table(:a) do\n  add :collate, :string\nend", want: []string{"reserved-word note"}},
		{name: "SQL Server", server: lint.Server{Database: "mssql"}, migration: "create table(:a) do\n  add :percent, :integer\nend", want: []string{"reserved-word note"}},
	}, "reserved-word")
}
