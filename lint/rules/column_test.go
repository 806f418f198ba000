package rules_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/lint"
)

const items = `
create table(:items) do
  add :name, :string, size: 40
  add :code, :char, size: 4
  add :count, :integer, null: false, default: 0
  add :price, :decimal, precision: 10, scale: 2
  add :note, :text
  add :seen_at, :utc_datetime_usec
  add :known_at, :timestamptz
end`

func TestColumnLossesInContext(t *testing.T) {
	before := []string{items}
	const noDefault = "alter table(:items) do\n  modify :count, :integer, null: false, default: nil\nend"
	review(t, []situation{
		{name: "dropped", before: before, migration: "alter table(:items) do\n  remove :name\nend", want: []string{"drop-column warning"}},
		{name: "of a table that nobody knows", migration: "ALTER TABLE things DROP name, DROP COLUMN IF EXISTS code;",
			want: []string{"drop-column warning", "drop-column warning"}},
		{name: "added by the migration", before: before, migration: "alter table(:items) do\n  add :draft, :string\nend\nalter table(:items) do\n  remove :draft\nend"},
		{name: "of a new table", migration: "create table(:a) do\n  add :draft, :string\nend\nalter table(:a) do\n  remove :draft\nend"},

		{name: "renamed", before: before, migration: "rename table(:items), :name, to: :title", want: []string{"rename-column error"}},
		{name: "renamed in SQL", migration: "ALTER TABLE things RENAME name TO title;", want: []string{"rename-column error"}},
		{name: "renamed by MySQL", server: lint.Server{Database: "mysql"}, migration: "ALTER TABLE things RENAME COLUMN name TO title;", want: []string{"rename-column error"}},
		{name: "renamed, and new", before: before, migration: "alter table(:items) do\n  add :draft, :string\nend\nrename table(:items), :draft, to: :sketch"},
		{name: "renamed in a new table", migration: "CREATE TABLE a (n int);\nALTER TABLE a RENAME n TO m;"},

		{name: "a required column without its default", before: before, migration: noDefault, want: []string{"drop-default warning"}},
		{name: "in SQL", before: before, migration: "ALTER TABLE items ALTER count DROP DEFAULT;", want: []string{"drop-default warning"}},
		{name: "one that allows NULL", before: append(before, "alter table(:items) do\n  modify :count, :integer, null: true\nend"),
			migration: "ALTER TABLE items ALTER count DROP DEFAULT;"},
		{name: "another default", before: before, migration: "ALTER TABLE items ALTER count SET DEFAULT 1;"},
		{name: "a default that nobody knows", migration: "ALTER TABLE items ALTER count DROP DEFAULT;"},
		{name: "of a new column", before: before, migration: "ALTER TABLE items ADD size int NOT NULL DEFAULT 0;\nALTER TABLE items ALTER size DROP DEFAULT;"},

		{name: "a default and NOT NULL go together", before: before, migration: "alter table(:items) do\n  modify :count, :integer, null: true, default: nil\nend",
			want: []string{"drop-not-null note"}},
		{name: "another default in the end", before: before, migration: "ALTER TABLE items ALTER count DROP DEFAULT;\nALTER TABLE items ALTER count SET DEFAULT 1;"},

		{name: "NULL", before: before, migration: "ALTER TABLE items ALTER count DROP NOT NULL;", want: []string{"drop-not-null note"}},
		{name: "NULL in a modify", before: before, migration: "alter table(:items) do\n  modify :count, :integer, null: true\nend", want: []string{"drop-not-null note"}},
		{name: "NULL where it is allowed already", before: before, migration: "alter table(:items) do\n  modify :name, :string, size: 40, null: true\nend"},
		{name: "NULL where nobody knows", migration: "ALTER TABLE items ALTER count DROP NOT NULL;", want: []string{"drop-not-null note"}},
	}, "drop-column", "rename-column", "drop-default", "drop-not-null")
}

func TestTypesInContext(t *testing.T) {
	before := []string{items}
	set := func(column, sql string) string { return "ALTER TABLE items ALTER " + column + " TYPE " + sql + ";" }
	modify := func(column string) string { return "alter table(:items) do\n  modify :" + column + "\nend" }
	wider, narrow, both := []string{"change-type error"}, []string{"narrowing-type warning"}, []string{"change-type error", "narrowing-type warning"}
	review(t, []situation{
		{name: "a longer varchar", before: before, migration: set("name", "varchar(80)")},
		{name: "text", before: before, migration: set("name", "text")},
		{name: "a shorter varchar", before: before, migration: set("name", "varchar(20)"), want: both},
		{name: "text becomes short", before: before, migration: set("note", "varchar(200)"), want: both},
		{name: "a larger number", before: before, migration: set("count", "bigint"), want: wider},
		{name: "a larger number, few rows", before: before, rows: "items 50", migration: set("count", "bigint"), want: []string{"change-type note"}},
		{name: "a smaller number", before: before, migration: set("count", "smallint"), want: both},
		{name: "a smaller number, no rows", before: before, rows: "items 0", migration: set("count", "smallint"), want: []string{"change-type note"}},
		{name: "more digits", before: before, migration: set("price", "numeric(12, 2)")},
		{name: "fewer digits behind the point", before: before, migration: set("price", "numeric(10, 1)"), want: both},
		{name: "fewer digits before the point", before: before, migration: set("price", "numeric(10, 4)"), want: both},
		{name: "any digits", before: before, migration: set("price", "numeric")},
		{name: "money becomes a float", before: before, migration: set("price", "double precision"), want: both},
		{name: "text becomes a number", before: before, migration: set("note", "integer USING note::integer"), want: both},
		{name: "whole seconds", before: before, migration: set("seen_at", "timestamp(0)"), want: both},
		{name: "a day", before: before, migration: set("seen_at", "date"), want: both},
		{name: "without its zone", before: before, migration: set("known_at", "timestamp"), want: both},
		{name: "with a zone", before: before, migration: set("seen_at", "timestamptz"), want: wider},
		{name: "with a zone, in UTC", before: before, migration: "SET LOCAL timezone TO 'UTC';\n" + set("seen_at", "timestamptz")},
		{name: "a number becomes text", before: before, migration: set("count", "text"), want: wider},
		{name: "nobody knows the type", migration: set("name", "text"), want: wider},
		{name: "nobody knows the type, but from: says it", migration: "alter table(:things) do\n  modify :name, :text, from: :string\nend"},
		{name: "said again to forbid NULL", migration: "alter table(:things) do\n  modify :name, :string, null: false\nend"},
		{name: "whole seconds become fractions", migration: "alter table(:things) do\n  modify :at, :utc_datetime_usec, from: :utc_datetime\nend"},
		{name: "said again without reason", before: before, migration: modify("name, :string, size: 40, from: {:string, size: 40}")},
		{name: "said again beside NOT NULL", before: before, migration: modify("note, :text, null: false, from: :text")},
		{name: "said again under a check", before: append(before, "ALTER TABLE items ADD CHECK (note <> '');"), migration: modify("note, :text, null: false, from: :text"), want: wider},
		{name: "said again in a condition", before: append(before, "CREATE INDEX i ON items (name) WHERE note <> '';"), migration: modify("note, :text, null: false, from: :text"), want: wider},
		{name: "said again, indexed", before: append(before, "CREATE INDEX i ON items (note);"), migration: modify("note, :text, null: false, from: :text")},
		{name: "a new table", migration: "create table(:a) do\n  add :n, :integer\nend\nalter table(:a) do\n  modify :n, :smallint, from: :integer\nend"},
		{name: "a new column", before: before, migration: "ALTER TABLE items ADD n bigint;\nALTER TABLE items ALTER n TYPE int;"},
		{name: "MySQL", server: lint.Server{Database: "mysql"}, before: before, migration: "ALTER TABLE items MODIFY name varchar(20);", want: narrow},
		{name: "SQL Server", server: lint.Server{Database: "mssql"}, before: before, migration: "ALTER TABLE items ALTER COLUMN name nvarchar(20);", want: narrow},
		{name: "SQLite has no lengths", server: lint.Server{Database: "sqlite"}, before: before, migration: "alter table(:items) do\n  modify :name, :string, size: 20\nend"},
	}, "change-type", "narrowing-type")
}

func TestRequiredColumnsInContext(t *testing.T) {
	before := []string{items}
	const modify = "alter table(:items) do\n  modify :name, :string, size: 40, null: false\nend"
	check := func(more string) string {
		return `create constraint(:items, :named, check: "name IS NOT NULL"` + more + ")"
	}
	const validate = `execute "ALTER TABLE items VALIDATE CONSTRAINT named", ""`
	const required = "alter table(:items) do\n  add :size, :integer, null: false"
	review(t, []situation{
		{name: "NULL is forbidden", before: before, migration: modify, want: []string{"set-not-null error"}},
		{name: "few rows", before: before, rows: "items 20", migration: modify, want: []string{"set-not-null note"}},
		{name: "behind a check", before: append(before, check("")), migration: modify},
		{name: "behind one that is not validated", before: append(before, check(", validate: false")), migration: modify, want: []string{"set-not-null error"}},
		{name: "behind one that was validated later", before: append(before, check(", validate: false"), validate), migration: modify},
		{name: "behind one of the same migration", before: append(before, check(", validate: false")), migration: validate + "\n" + modify},
		{name: "behind a check of something else", before: append(before, `create constraint(:items, :named, check: "code IS NOT NULL")`), migration: modify,
			want: []string{"set-not-null error"}},
		{name: "it is forbidden already", before: before, migration: "ALTER TABLE items ALTER count SET NOT NULL;"},
		{name: "a new table", migration: "CREATE TABLE a (n int);\nALTER TABLE a ALTER n SET NOT NULL;"},

		{name: "required", before: before, migration: required + "\nend", want: []string{"add-required-column error"}},
		{name: "timestamps", before: before, migration: "alter table(:items) do\n  timestamps()\nend", want: []string{"add-required-column error"}},
		{name: "required in a table with rows", before: before, rows: "items 3", migration: required + "\nend", want: []string{"add-required-column error"}},
		{name: "required in an empty table", before: before, rows: "items 0", migration: required + "\nend"},
		{name: "required behind TRUNCATE", before: before, migration: "TRUNCATE items;\nALTER TABLE items ADD size int NOT NULL;"},
		{name: "required, with a default", before: before, migration: required + ", default: 1\nend"},
		{name: "required, with NULL as the default", before: before, migration: required + ", default: nil\nend", want: []string{"add-required-column error"}},
		{name: "required, and it counts", before: before, migration: "ALTER TABLE items ADD number bigserial NOT NULL;"},
		{name: "required, and generated", before: before, migration: "ALTER TABLE items ADD upper text NOT NULL GENERATED ALWAYS AS (upper(name)) STORED;"},
		{name: "required in a new table", migration: "CREATE TABLE a (n int);\nALTER TABLE a ADD m int NOT NULL;"},
		{name: "SQL Server", server: lint.Server{Database: "mssql"}, before: before, migration: "ALTER TABLE items ADD size int NOT NULL;", want: []string{"add-required-column error"}},
		{name: "MySQL fills it in", server: lint.Server{Database: "mysql"}, before: before, migration: "ALTER TABLE items ADD size int NOT NULL;"},
	}, "set-not-null", "add-required-column")
}

func TestAddedColumnsInContext(t *testing.T) {
	before := []string{items}
	add := func(sql string) string { return "ALTER TABLE items ADD " + sql + ";" }
	review(t, []situation{
		{name: "random", before: before, migration: add("token uuid DEFAULT gen_random_uuid()"), want: []string{"volatile-default error"}},
		{name: "random, few rows", before: before, rows: "items 20", migration: add("token uuid DEFAULT gen_random_uuid()"), want: []string{"volatile-default note"}},
		{name: "a function that nobody knows", before: before, migration: add("token text DEFAULT new_token()"), want: []string{"volatile-default error"}},
		{name: "now", before: before, migration: add("made_at timestamptz NOT NULL DEFAULT now()")},
		{name: "a constant", before: before, migration: add("size int NOT NULL DEFAULT 0")},
		{name: "a constant in parentheses", before: before, migration: add("tags text[] DEFAULT ('{}'::text[])")},
		{name: "random in a new table", migration: "create table(:a) do\n  add :token, :uuid, default: fragment(\"gen_random_uuid()\")\nend"},
		{name: "random for new rows only", before: before, migration: "alter table(:items) do\n  modify :note, :text, default: fragment(\"random()::text\")\nend"},

		{name: "stored", before: before, migration: add("upper text GENERATED ALWAYS AS (upper(name)) STORED"), want: []string{"generated-column error"}},
		{name: "virtual", server: lint.Server{Database: "postgres", Major: 18}, before: before, migration: add("upper text GENERATED ALWAYS AS (upper(name)) VIRTUAL")},
		{name: "stored in a new table", migration: "CREATE TABLE a (n int);\nALTER TABLE a ADD m int GENERATED ALWAYS AS (n * 2) STORED;"},
		{name: "stored, many rows", before: before, rows: "items 5000000", migration: add("upper text GENERATED ALWAYS AS (upper(name)) STORED"), want: []string{"generated-column error"}},

		{name: "serial", before: before, migration: add("number serial"), want: []string{"auto-increment-column error"}},
		{name: "an identity", before: before, migration: add("number bigint GENERATED BY DEFAULT AS IDENTITY"), want: []string{"auto-increment-column error"}},
		{name: "an int that is an identity", before: before, migration: add("number int GENERATED ALWAYS AS IDENTITY"), want: []string{"auto-increment-column error"}},
		{name: "a reference has the type without the sequence", before: before, migration: "alter table(:items) do\n  add :user_id, references(:users, type: :bigserial)\nend"},
		{name: "serial in a new table", migration: "CREATE TABLE a (n int);\nALTER TABLE a ADD m serial;"},
	}, "volatile-default", "generated-column", "auto-increment-column")
}

func TestKindsInContext(t *testing.T) {
	zoneless := "create table(:old) do\n  add :a, :utc_datetime\n  add :b, :naive_datetime\n  add :c, :utc_datetime_usec\nend"
	one := func(kind string) string { return "create table(:a) do\n  add :x, " + kind + "\nend" }
	sql := func(kind string) string { return "CREATE TABLE a (x " + kind + ");" }
	review(t, []situation{
		{name: "json", migration: sql("json"), want: []string{"json-column warning"}},
		{name: "an array of json", migration: one("{:array, :json}"), want: []string{"json-column warning"}},
		{name: "a map", migration: one(":map")},
		{name: "another type becomes json", migration: "ALTER TABLE a ALTER x TYPE json USING x::json;", want: []string{"json-column warning"}},
		{name: "jsonb", migration: sql("jsonb")},
		{name: "MySQL's json", server: lint.Server{Database: "mysql"}, migration: sql("json")},

		{name: "char", migration: sql("char(2)"), want: []string{"char-type note"}},
		{name: "character", migration: sql("character(2)"), want: []string{"char-type note"}},
		{name: "the type in quotes", migration: sql(`"char"`)},
		{name: "varchar", migration: sql("character varying(2)")},
		{name: "char of one", migration: one(":char"), want: []string{"char-type note"}},
		{name: "char in the database's words", migration: one(`:"char(3)"`), want: []string{"char-type note"}},

		{name: "timestamp", migration: sql("timestamp"), want: []string{"timestamp-without-zone note"}},
		{name: "timestamp with digits", migration: one(`:"timestamp(3)"`), want: []string{"timestamp-without-zone note"}},
		{name: "timestamptz", migration: sql("timestamp with time zone")},
		{name: "Ecto's", migration: one(":utc_datetime")},
		{name: "Ecto's timestamps", migration: "create table(:a) do\n  timestamps()\nend"},
		{name: "what the project has", before: []string{zoneless}, migration: sql("timestamp")},
	}, "json-column", "char-type", "timestamp-without-zone")
}

func TestKeyTypesInContext(t *testing.T) {
	key := func(kind string) string {
		return "create table(:a, primary_key: false) do\n  add :id, " + kind + ", primary_key: true\nend"
	}
	const bigKey, uuidKey = "CREATE TABLE users (id bigserial PRIMARY KEY);", "CREATE TABLE users (id uuid PRIMARY KEY);"
	refer := func(kind string) string { return "CREATE TABLE a (user_id " + kind + " REFERENCES users (id));" }
	review(t, []situation{
		{name: "serial", migration: key(":serial"), want: []string{"int-primary-key warning"}},
		{name: "an identity", migration: "CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);", want: []string{"int-primary-key warning"}},
		{name: "an int that does not count", migration: key(":integer")},
		{name: "Ecto's default", migration: "create table(:a) do\nend"},
		{name: "the key's options", migration: "create table(:a, primary_key: [type: :serial]) do\nend", want: []string{"int-primary-key warning"}},
		{name: "MySQL", server: lint.Server{Database: "mysql"}, migration: "CREATE TABLE a (id int AUTO_INCREMENT PRIMARY KEY);", want: []string{"int-primary-key warning"}},
		{name: "MySQL, bigint", server: lint.Server{Database: "mysql"}, migration: "CREATE TABLE a (id bigint AUTO_INCREMENT PRIMARY KEY);"},
		{name: "SQL Server", server: lint.Server{Database: "mssql"}, migration: "CREATE TABLE a (id int IDENTITY PRIMARY KEY);", want: []string{"int-primary-key warning"}},
		{name: "SQLite has only one", server: lint.Server{Database: "sqlite"}, migration: "CREATE TABLE a (id INTEGER PRIMARY KEY);"},

		{name: "an int for a bigint", before: []string{bigKey}, migration: refer("int"), want: []string{"mismatched-reference-type warning"}},
		{name: "a bigint for a UUID", before: []string{uuidKey}, migration: refer("bigint"), want: []string{"mismatched-reference-type error"}},
		{name: "a bigint for a bigint", before: []string{bigKey}, migration: refer("bigint")},
		{name: "a bigint for an int", before: []string{"CREATE TABLE users (id serial PRIMARY KEY);"}, migration: refer("bigint")},
		{name: "the same on SQL Server", server: lint.Server{Database: "mssql"}, before: []string{"CREATE TABLE users (id int PRIMARY KEY);"},
			migration: "CREATE TABLE a (id int PRIMARY KEY, user_id bigint REFERENCES users (id));", want: []string{"mismatched-reference-type error"}},
		{name: "SQLite has only one whole number", server: lint.Server{Database: "sqlite"}, before: []string{"create table(:users) do\nend"},
			migration: "create table(:a) do\n  add :user_id, references(:users, type: :integer)\nend"},
		{name: "a table that nobody knows", migration: refer("int")},
		{name: "a table that code may have changed", before: []string{bigKey, "DO $$ BEGIN EXECUTE 'ALTER TABLE users ALTER id TYPE uuid'; END $$;"}, migration: refer("uuid")},
		{name: "no column is named", before: []string{uuidKey}, migration: "CREATE TABLE a (user_id bigint REFERENCES users);", want: []string{"mismatched-reference-type error"}},
		{name: "later in the migration", before: []string{bigKey},
			migration: "create table(:a) do\n  add :user_id, :integer\nend\nalter table(:a) do\n  modify :user_id, references(:users, type: :integer), from: :integer\nend",
			want:      []string{"mismatched-reference-type warning"}},
	}, "int-primary-key", "mismatched-reference-type")
}
