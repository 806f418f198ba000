package rules_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/lint"
)

const usersAndPosts = `
create table(:users) do
  add :email, :string
end

create table(:posts) do
  add :title, :string
  add :price, :integer
  add :user_id, :bigint
end`

func TestForeignKeysInContext(t *testing.T) {
	const key = "alter table(:posts) do\n  modify :user_id, references(:users), from: :bigint\nend"
	const added = "alter table(:posts) do\n  add :author_id, references(:users)\nend"
	before := []string{usersAndPosts}
	review(t, []situation{
		{name: "unknown rows", before: before, migration: key, want: []string{"validating-foreign-key error"}},
		{name: "few rows", before: before, rows: "posts 100", migration: key, want: []string{"validating-foreign-key note"}},
		{name: "many rows", before: before, rows: "posts 5000000", migration: key, want: []string{"validating-foreign-key error"}},
		{name: "a table that nobody knows", migration: key, want: []string{"validating-foreign-key error"}},
		{name: "a new column of Ecto's", before: before, migration: added, want: []string{"validating-foreign-key error"}},
		{name: "a new column in one clause", before: before, migration: "ALTER TABLE posts ADD COLUMN author_id bigint REFERENCES users (id);"},
		{name: "a new column with a default", before: before,
			migration: "ALTER TABLE posts ADD COLUMN author_id bigint DEFAULT 1 REFERENCES users (id);",
			want:      []string{"validating-foreign-key error"}},
		{name: "not valid", before: before, rows: "posts 5000000",
			migration: "ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;"},
		{name: "not valid, to a large table", before: before, rows: "users 5000000",
			migration: "ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;",
			want:      []string{"foreign-key-to-busy-table note"}},
		{name: "a new table", before: before, migration: "create table(:comments) do\n  add :user_id, references(:users)\nend"},
		{name: "a new table, then its key", before: before, rows: "users 5000000",
			migration: "create table(:comments) do\n  add :user_id, :bigint\nend\nalter table(:comments) do\n  modify :user_id, references(:users), from: :bigint\nend",
			want:      []string{"foreign-key-to-busy-table note"}},
		{name: "a new table to a small one", before: before, rows: "users 500", migration: "create table(:comments) do\n  add :user_id, references(:users)\nend"},
		{name: "both new", migration: "create table(:a) do\nend\ncreate table(:b) do\n  add :a_id, references(:a)\nend"},
		{name: "another database", server: lint.Server{Database: "mysql"}, before: before, migration: key},
	}, "validating-foreign-key", "foreign-key-to-busy-table")
}

func TestChecksInContext(t *testing.T) {
	const check = `create constraint(:posts, :positive, check: "price > 0"`
	before := []string{usersAndPosts}
	notValid := append(before, check+", validate: false)")
	const validate = `execute "ALTER TABLE posts VALIDATE CONSTRAINT positive", ""`
	review(t, []situation{
		{name: "unknown rows", before: before, migration: check + ")", want: []string{"validating-check error"}},
		{name: "few rows", before: before, rows: "posts 9", migration: check + ")", want: []string{"validating-check note"}},
		{name: "not validated", before: before, migration: check + ", validate: false)"},
		{name: "SQL without a name", before: before, migration: "ALTER TABLE posts ADD CHECK (price > 0);", want: []string{"validating-check error"}},
		{name: "with a new column", before: before, migration: "ALTER TABLE posts ADD COLUMN size int CHECK (size > 0);", want: []string{"validating-check error"}},
		{name: "a new table", migration: "create table(:posts) do\n  add :price, :integer\nend\n" + check + ")"},
		{name: "validated later", before: notValid, migration: validate},
		{name: "validated behind its own addition", before: before, migration: check + ", validate: false)\n" + validate,
			want: []string{"validate-in-same-transaction error"}},
		{name: "validated behind another change", before: notValid, migration: "alter table(:posts) do\n  add :size, :integer\nend\n" + validate,
			want: []string{"work-under-lock error"}},
		{name: "validated behind a change of another table", before: notValid, migration: "alter table(:users) do\n  add :size, :integer\nend\n" + validate,
			want: []string{"work-under-lock error"}},
		{name: "few rows are validated", before: before, rows: "posts 9", migration: check + ", validate: false)\n" + validate,
			want: []string{"validate-in-same-transaction note"}},
		{name: "validated without a transaction", before: before,
			migration: "-- whimbrel: no transaction\nALTER TABLE posts ADD CONSTRAINT positive CHECK (price > 0) NOT VALID;\nALTER TABLE posts VALIDATE CONSTRAINT positive;"},
	}, "validating-check", "validate-in-same-transaction", "work-under-lock")
}

func TestKeysInContext(t *testing.T) {
	before := []string{usersAndPosts, "CREATE UNIQUE INDEX posts_title ON posts (title);"}
	review(t, []situation{
		{name: "unique", before: before, migration: "ALTER TABLE posts ADD UNIQUE (price);", want: []string{"unique-constraint error"}},
		{name: "unique, few rows", before: before, rows: "posts 9", migration: "ALTER TABLE posts ADD UNIQUE (price);", want: []string{"unique-constraint note"}},
		{name: "unique by an index", before: before, migration: "ALTER TABLE posts ADD CONSTRAINT posts_title UNIQUE USING INDEX posts_title;"},
		{name: "unique in a new table", migration: "CREATE TABLE a (b int UNIQUE);\nALTER TABLE a ADD UNIQUE (b);"},
		{name: "unique with a new column", before: before, migration: "ALTER TABLE posts ADD COLUMN slug text UNIQUE;", want: []string{"unique-constraint error"}},
		{name: "primary key", before: before, migration: "ALTER TABLE posts ADD PRIMARY KEY (title);", want: []string{"primary-key-constraint error"}},
		{name: "primary key by an index", before: before, migration: "ALTER TABLE posts ADD PRIMARY KEY USING INDEX posts_title;"},
		{name: "primary key of Ecto's modify", before: before, migration: "alter table(:posts) do\n  modify :title, :string, primary_key: true\nend",
			want: []string{"primary-key-constraint error"}},
		{name: "primary key on a new column", before: before, migration: "ALTER TABLE posts ADD COLUMN number bigserial PRIMARY KEY;"},
		{name: "exclusion", before: before, migration: `create constraint(:posts, :once, exclude: "gist (title WITH =)")`,
			want: []string{"exclusion-constraint error"}},
		{name: "exclusion, few rows", before: before, rows: "posts 9", migration: "ALTER TABLE posts ADD EXCLUDE USING gist (title WITH =);",
			want: []string{"exclusion-constraint note"}},
		{name: "exclusion in a new table", migration: "CREATE TABLE a (b int4range, EXCLUDE USING gist (b WITH &&));"},
		{name: "exclusion behind a new table", migration: "CREATE TABLE a (b int4range);\nALTER TABLE a ADD CONSTRAINT x EXCLUDE USING gist (b WITH &&);"},
	}, "unique-constraint", "primary-key-constraint", "exclusion-constraint")
}

func TestDroppedConstraintsInContext(t *testing.T) {
	before := []string{usersAndPosts, `
ALTER TABLE posts ADD CONSTRAINT positive CHECK (price > 0);
ALTER TABLE posts ADD CONSTRAINT titled CHECK (title IS NOT NULL);
ALTER TABLE posts ADD CONSTRAINT once UNIQUE (title);
ALTER TABLE posts ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);
CREATE UNIQUE INDEX posts_price ON posts (price);
CREATE INDEX posts_plain ON posts (price);`}
	review(t, []situation{
		{name: "check", before: before, migration: "drop constraint(:posts, :positive)", want: []string{"drop-constraint note"}},
		{name: "check, replaced", before: before, migration: "ALTER TABLE posts DROP CONSTRAINT positive;\nALTER TABLE posts ADD CONSTRAINT positive CHECK (price >= 0);"},
		{name: "check, replaced under another name", before: before, migration: "ALTER TABLE posts DROP CONSTRAINT positive;\nALTER TABLE posts ADD CONSTRAINT not_negative CHECK (price >= 0);"},
		{name: "check that NOT NULL replaces", before: before, migration: "ALTER TABLE posts ALTER COLUMN title SET NOT NULL;\nALTER TABLE posts DROP CONSTRAINT titled;"},
		{name: "check, with its column", before: before, migration: "drop constraint(:posts, :positive)\nalter table(:posts) do\n  remove :price, :integer\nend"},
		{name: "unknown kind", migration: "ALTER TABLE elsewhere DROP CONSTRAINT some;", want: []string{"drop-constraint note"}},
		{name: "unique", before: before, migration: "ALTER TABLE posts DROP CONSTRAINT once;", want: []string{"drop-constraint warning"}},
		{name: "unique, replaced by an index", before: before, migration: "ALTER TABLE posts DROP CONSTRAINT once;\nCREATE UNIQUE INDEX posts_once ON posts (title);"},
		{name: "unique index", before: before, migration: "DROP INDEX posts_price;", want: []string{"drop-constraint warning"}},
		{name: "unique index, with another operator class", before: before,
			migration: `drop index(:posts, [:price], name: :posts_price)` + "\n" + `create unique_index(:posts, ["price int4_ops"])`},
		{name: "unique index, wider", before: before, migration: "drop index(:posts, [:price], name: :posts_price)\ncreate unique_index(:posts, [:price, :title])",
			want: []string{"drop-constraint warning"}},
		{name: "unique index, renamed on the way", before: before,
			migration: "DROP INDEX posts_price;\nALTER TABLE posts RENAME TO drafts;\nCREATE UNIQUE INDEX drafts_price ON drafts (price);"},
		{name: "unique index, with the column of its condition", before: append(before, "CREATE UNIQUE INDEX posts_live ON posts (price) WHERE title IS NULL;"),
			migration: "DROP INDEX posts_live;\nALTER TABLE posts DROP COLUMN title;"},
		{name: "plain index", before: before, migration: "DROP INDEX posts_plain;"},
		{name: "unique on SQLite", server: lint.Server{Database: "sqlite"}, before: []string{"create table(:a) do\n  add :b, :string\nend\ncreate unique_index(:a, [:b])"},
			migration: "drop unique_index(:a, [:b])", want: []string{"drop-constraint warning"}},
		{name: "foreign key", before: before, migration: "drop constraint(:posts, :posts_user_id_fkey)", want: []string{"drop-foreign-key note"}},
		{name: "foreign key that deletes", before: []string{"create table(:a) do\nend\ncreate table(:b) do\n  add :a_id, references(:a, on_delete: :delete_all)\nend"},
			migration: "drop constraint(:b, :b_a_id_fkey)", want: []string{"drop-foreign-key warning"}},
		{name: "foreign key, with its column", before: before, migration: "alter table(:posts) do\n  remove :user_id, references(:users)\nend"},
		{name: "foreign key, made anew", before: before,
			migration: "drop constraint(:posts, :posts_user_id_fkey)\nalter table(:posts) do\n  modify :user_id, references(:users)\nend"},
		{name: "foreign key, made anew to delete", before: before,
			migration: "drop constraint(:posts, :posts_user_id_fkey)\nalter table(:posts) do\n  modify :user_id, references(:users, on_delete: :delete_all)\nend"},
		{name: "foreign key, made anew and no longer deleting",
			before:    []string{"create table(:a) do\nend\ncreate table(:b) do\n  add :a_id, references(:a, on_delete: :delete_all)\nend"},
			migration: "drop constraint(:b, :b_a_id_fkey)\nalter table(:b) do\n  modify :a_id, references(:a)\nend",
			want:      []string{"drop-foreign-key warning"}},
		{name: "foreign key, renamed on the way", before: before,
			migration: "drop constraint(:posts, :posts_user_id_fkey)\nrename table(:posts), :user_id, to: :author_id\nalter table(:posts) do\n  modify :author_id, references(:users)\nend"},
		{name: "foreign key, with its table", before: before, migration: "drop constraint(:posts, :posts_user_id_fkey)\ndrop table(:posts)"},
	}, "drop-constraint", "drop-foreign-key")
}

func TestLocksInContext(t *testing.T) {
	before := []string{usersAndPosts}
	const both = "alter table(:users) do\n  add :a, :string\nend\nalter table(:posts) do\n  add :a, :string\nend"
	review(t, []situation{
		{name: "two tables", before: before, migration: both, want: []string{"several-locks warning"}},
		{name: "two small tables", before: before, rows: "users 9, posts 9", migration: both, want: []string{"several-locks note"}},
		{name: "one table twice", before: before, migration: "rename table(:posts), :title, to: :name\nalter table(:posts) do\n  add :a, :string\nend"},
		{name: "one that is renamed", before: before, migration: "rename table(:posts), to: table(:drafts)\nalter table(:drafts) do\n  add :a, :string\nend"},
		{name: "a new one and an old one", before: before, migration: "create table(:c) do\nend\nalter table(:posts) do\n  add :a, :string\nend"},
		{name: "new ones that reference old ones", before: before,
			migration: "create table(:c) do\n  add :user_id, references(:users)\n  add :post_id, references(:posts)\nend"},
		{name: "a foreign key has two", before: before, migration: "alter table(:posts) do\n  modify :user_id, references(:users, validate: false)\nend"},
		{name: "dropped ones", before: before, migration: "drop table(:posts)\ndrop table(:users)"},
		{name: "without a transaction", before: before, migration: "@disable_ddl_transaction true\n\n" + both},
		{name: "MySQL commits", server: lint.Server{Database: "mysql"}, before: before, migration: both},
	}, "several-locks")
}

func TestTimeLimitsInContext(t *testing.T) {
	before := []string{usersAndPosts}
	const add = "ALTER TABLE posts ADD COLUMN a int;"
	const build = "CREATE INDEX posts_title ON posts (title);"
	lock, statement := []string{"missing-lock-timeout note"}, []string{"missing-statement-timeout note"}
	review(t, []situation{
		{name: "none", before: before, migration: add, want: lock},
		{name: "once for a migration", before: before, migration: add + add + add, want: lock},
		{name: "for the session", before: before, migration: "SET lock_timeout = '5s';" + add},
		{name: "of 0", before: before, migration: "SET lock_timeout = 0;" + add, want: lock},
		{name: "too late", before: before, migration: add + "SET lock_timeout = '5s';", want: lock},
		{name: "of statements alone", before: before, migration: "SET LOCAL statement_timeout = '5min';" + add, want: lock},
		{name: "a new table", migration: "CREATE TABLE a (b int);CREATE INDEX ON a (b);"},
		{name: "a new table with a reference", before: before, migration: "create table(:c) do\n  add :user_id, references(:users)\nend", want: lock},
		{name: "rows alone", before: before, migration: "UPDATE posts SET price = 1;"},
		{name: "concurrently", before: before, migration: "-- whimbrel: no transaction\nCREATE INDEX CONCURRENTLY posts_title ON posts (title);"},
		{name: "neither for long work", before: before, migration: build, want: lock},
		{name: "of locks alone", before: before, migration: "SET LOCAL lock_timeout = '5s';" + build, want: statement},
		{name: "of locks alone, and no long work", before: before, migration: "SET LOCAL lock_timeout = '5s';" + add},
		{name: "both set", before: before, migration: "SET LOCAL lock_timeout = '5s';SET LOCAL statement_timeout = 60000;" + build},
	}, "missing-lock-timeout", "missing-statement-timeout")
}
