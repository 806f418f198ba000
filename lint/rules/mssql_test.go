package rules_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/lint"
)

var mssqlServer = lint.Server{Database: "mssql"}

const mssqlPosts = "CREATE TABLE users (id bigint IDENTITY(1,1) PRIMARY KEY);\nGO\n" +
	"CREATE TABLE posts (id bigint IDENTITY(1,1) PRIMARY KEY, title nvarchar(100) NOT NULL, price int, cost int CONSTRAINT d DEFAULT 0, user_id bigint, " +
	"long_text nvarchar(1000), body nvarchar(max));"

func TestIndexesOfSQLServer(t *testing.T) {
	before := []string{mssqlPosts}
	review(t, onServer(mssqlServer, []situation{
		{name: "an index", before: before, migration: "CREATE INDEX i ON posts (price);", want: []string{"offline-index error"}},
		{name: "an index, few rows", before: before, rows: "posts 9", migration: "CREATE INDEX i ON posts (price);", want: []string{"offline-index note"}},
		{name: "an index, online", before: before, migration: "CREATE INDEX i ON posts (price) WITH (ONLINE = ON);"},
		{name: "Ecto's, online", before: before, migration: "create index(:posts, [:price], options: \"ONLINE = ON\")"},
		{name: "an index of a new table", migration: "create table(:a) do\n  add :b, :integer\nend\ncreate index(:a, [:b])"},
		{name: "built again", before: before, migration: "ALTER INDEX i ON posts REBUILD;", want: []string{"offline-index error"}},
		{name: "unique", before: before, migration: "ALTER TABLE posts ADD CONSTRAINT u UNIQUE (price);", want: []string{"offline-primary-key error"}},
		{name: "unique, online", before: before, migration: "ALTER TABLE posts ADD CONSTRAINT u UNIQUE (price) WITH (ONLINE = ON);"},
		{name: "unique, few rows", before: before, rows: "posts 9", migration: "ALTER TABLE posts ADD CONSTRAINT u UNIQUE (price);", want: []string{"offline-primary-key note"}},
		{name: "unique, new", migration: "CREATE TABLE a (b int);\nALTER TABLE a ADD CONSTRAINT u UNIQUE (b);"},
		{name: "max", before: before, migration: "CREATE INDEX i ON posts (body) WITH (ONLINE = ON);", want: []string{"nvarchar-max-index error"}},
		{name: "too long", before: before, migration: "CREATE INDEX i ON posts (long_text) WITH (ONLINE = ON);", want: []string{"nvarchar-max-index warning"}},
		{name: "in a new table", migration: "CREATE TABLE a (b nvarchar(max), CONSTRAINT u UNIQUE (b));", want: []string{"nvarchar-max-index error"}},
		{name: "long enough", before: before, migration: "CREATE INDEX i ON posts (title) WITH (ONLINE = ON);"},
		{name: "unknown", migration: "CREATE INDEX i ON elsewhere (title) WITH (ONLINE = ON);"},
	}), "offline-index", "offline-primary-key", "nvarchar-max-index")
}

func TestColumnsOfSQLServer(t *testing.T) {
	before := []string{mssqlPosts}
	review(t, onServer(mssqlServer, []situation{
		{name: "a constant", before: before, migration: "ALTER TABLE posts ADD x int NOT NULL DEFAULT 1;", want: []string{"not-null-add warning"}},
		{name: "the time", before: before, migration: "ALTER TABLE posts ADD x datetime2 NOT NULL DEFAULT GETUTCDATE();", want: []string{"not-null-add warning"}},
		{name: "a value for each row", before: before, migration: "ALTER TABLE posts ADD x uniqueidentifier NOT NULL DEFAULT NEWID();", want: []string{"not-null-add error"}},
		{name: "nullable", before: before, migration: "ALTER TABLE posts ADD x int DEFAULT 1;"},
		{name: "few rows", before: before, rows: "posts 9", migration: "ALTER TABLE posts ADD x int NOT NULL DEFAULT 1;", want: []string{"not-null-add note"}},
		{name: "new", migration: "CREATE TABLE a (b int);\nALTER TABLE a ADD x int NOT NULL DEFAULT 1;"},
		{name: "persisted", before: before, migration: "ALTER TABLE posts ADD x AS (price * 2) PERSISTED;", want: []string{"computed-persisted-add error"}},
		{name: "computed", before: before, migration: "ALTER TABLE posts ADD x AS (price * 2);"},
		{name: "persisted, few rows", before: before, rows: "posts 9", migration: "ALTER TABLE posts ADD x AS (price * 2) PERSISTED;", want: []string{"computed-persisted-add note"}},
		{name: "persisted, new", migration: "CREATE TABLE a (b int, c AS (b * 2) PERSISTED);"},
		{name: "a type", before: before, migration: "ALTER TABLE posts ALTER COLUMN price bigint;", want: []string{"alter-column-size error"}},
		{name: "a longer text", before: before, migration: "ALTER TABLE posts ALTER COLUMN title nvarchar(200) NOT NULL;"},
		{name: "NOT NULL", before: before, migration: "ALTER TABLE posts ALTER COLUMN price int NOT NULL;", want: []string{"alter-column-size error"}},
		{name: "a type and NOT NULL", before: before, migration: "ALTER TABLE posts ALTER COLUMN price bigint NOT NULL;", want: []string{"alter-column-size error"}},
		{name: "a type, few rows", before: before, rows: "posts 9", migration: "ALTER TABLE posts ALTER COLUMN price bigint;", want: []string{"alter-column-size note"}},
		{name: "NULL is lost", before: before, migration: "ALTER TABLE posts ALTER COLUMN title nvarchar(200);", want: []string{"alter-column-loses-null warning"}},
		{name: "NULL is lost by Ecto", before: before, migration: "alter table(:posts) do\n  modify :title, :string, size: 200\nend", want: []string{"alter-column-loses-null warning"}},
		{name: "NULL is allowed", before: before, migration: "ALTER TABLE posts ALTER COLUMN title nvarchar(200) NULL;"},
		{name: "NULL of an unknown column", migration: "ALTER TABLE elsewhere ALTER COLUMN title nvarchar(200);", want: []string{"alter-column-size error"}},
		{name: "a default", before: before, migration: "ALTER TABLE posts DROP COLUMN cost;", want: []string{"drop-column-refused error"}},
		{name: "a default that is dropped", before: before, migration: "ALTER TABLE posts DROP CONSTRAINT d;\nALTER TABLE posts DROP COLUMN cost;"},
		{name: "without a default", before: before, migration: "ALTER TABLE posts DROP COLUMN price;"},
	}), "not-null-add", "computed-persisted-add", "alter-column-size", "alter-column-loses-null", "drop-column-refused")
}

func TestTypesOfSQLServer(t *testing.T) {
	review(t, onServer(mssqlServer, []situation{
		{name: "text", migration: "CREATE TABLE a (b text, c image);", want: []string{"text-ntext-image warning", "text-ntext-image warning"}},
		{name: "Ecto's text", migration: "create table(:a) do\n  add :b, :text\nend", want: []string{"text-ntext-image warning"}},
		{name: "max", migration: "create table(:a) do\n  add :b, :string, size: :max\nend"},
		{name: "to ntext", migration: "ALTER TABLE a ALTER COLUMN b ntext NULL;", want: []string{"text-ntext-image warning"}},
		{name: "money", migration: "CREATE TABLE a (b money, c smallmoney);", want: []string{"money-type note", "money-type note"}},
		{name: "money of Ecto's", migration: "create table(:a) do\n  add :b, :money\nend", want: []string{"money-type note"}},
		{name: "decimal", migration: "CREATE TABLE a (b decimal(19, 4));"},
		{name: "money is a name", migration: "CREATE TABLE a (money decimal(19, 4));"},
		{name: "no length", migration: "CREATE TABLE a (b varchar, c nvarchar NOT NULL);", want: []string{"unspecified-length warning", "unspecified-length warning"}},
		{name: "a length", migration: "CREATE TABLE a (b varchar(20), c nvarchar(max), d varbinary(max));"},
		{name: "Ecto's", migration: "create table(:a) do\n  add :b, :string\n  add :c, :binary\nend"},
		{name: "decimal of Ecto's", migration: "create table(:a) do\n  add :b, :decimal\nend", want: []string{"unspecified-length warning"}},
	}), "text-ntext-image", "money-type", "unspecified-length")
}

func TestTablesOfSQLServer(t *testing.T) {
	before := []string{mssqlPosts}
	const check, nocheck = "ALTER TABLE posts ADD CONSTRAINT c CHECK (price > 0);", "ALTER TABLE posts WITH NOCHECK ADD CONSTRAINT c CHECK (price > 0);"
	const validate = "ALTER TABLE posts WITH CHECK CHECK CONSTRAINT c;"
	review(t, onServer(mssqlServer, []situation{
		{name: "a check", before: before, migration: check, want: []string{"check-scan warning"}},
		{name: "a check, many rows", before: before, rows: "posts 9000000", migration: check, want: []string{"check-scan error"}},
		{name: "a foreign key", before: before, migration: "ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id);", want: []string{"check-scan warning"}},
		{name: "a check, new", migration: "CREATE TABLE a (b int);\nALTER TABLE a ADD CONSTRAINT c CHECK (b > 0);"},
		{name: "unchecked", before: before, migration: nocheck, want: []string{"nocheck-untrusted warning"}},
		{name: "unchecked, then checked", before: before, migration: nocheck + "\n" + validate},
		{name: "checked in a later migration", before: before, migration: nocheck, after: []string{validate}},
		{name: "unchecked foreign key", before: before, migration: "ALTER TABLE posts WITH NOCHECK ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id);",
			want: []string{"nocheck-untrusted warning"}},
		{name: "a default without a name", before: before, migration: "ALTER TABLE posts ADD x int DEFAULT 1;", want: []string{"unnamed-constraint note"}},
		{name: "a default with a name", before: before, migration: "ALTER TABLE posts ADD x int CONSTRAINT dx DEFAULT 1;"},
		{name: "Ecto's default", before: before, migration: "alter table(:posts) do\n  add :x, :integer, default: 1\nend"},
		{name: "a default of a column that is there", before: before, migration: "ALTER TABLE posts ADD DEFAULT 1 FOR price;", want: []string{"unnamed-constraint note"}},
		{name: "numbers, left on", before: before, migration: "SET IDENTITY_INSERT posts ON;", want: []string{"identity-insert-left-on error"}},
		{name: "numbers", before: before, migration: "SET IDENTITY_INSERT posts ON;\nSET IDENTITY_INSERT posts OFF;"},
		{name: "numbers of another", before: before, migration: "SET IDENTITY_INSERT posts ON;\nSET IDENTITY_INSERT users OFF;", want: []string{"identity-insert-left-on error"}},
		{name: "numbers, off only", before: before, migration: "SET IDENTITY_INSERT posts OFF;"},
	}), "check-scan", "nocheck-untrusted", "unnamed-constraint", "identity-insert-left-on")
}

func TestNamesAndLocksOfSQLServer(t *testing.T) {
	before := []string{mssqlPosts}
	const add = "ALTER TABLE posts ADD x int;"
	review(t, onServer(mssqlServer, []situation{
		{name: "a table", before: before, migration: "rename table(:posts), to: table(:articles)", want: []string{"rename-breaks-modules error"}},
		{name: "a column", before: before, migration: "EXEC sp_rename 'posts.title', 'label', 'COLUMN';", want: []string{"rename-breaks-modules error"}},
		{name: "a new column", before: before, migration: "SET LOCK_TIMEOUT 5000;\n" + add + "\nGO\nEXEC sp_rename 'posts.x', 'y', 'COLUMN';"},
		{name: "a new table", migration: "create table(:a) do\nend\nrename table(:a), to: table(:b)"},
		{name: "an index", before: before, migration: "EXEC sp_rename 'posts.i', 'j', 'INDEX';", want: []string{"schema-lock note"}},
		{name: "a lock", before: before, migration: add, want: []string{"schema-lock note"}},
		{name: "a lock with a limit", before: before, migration: "SET LOCK_TIMEOUT 5000;\n" + add},
		{name: "a limit for all", before: before, migration: add, config: func(c *lint.Config) { c.LockTimeout = 5e9 }},
		{name: "a limit of none", before: before, migration: "SET LOCK_TIMEOUT -1;\n" + add, want: []string{"schema-lock note"}},
		{name: "a new table is not locked", migration: "CREATE TABLE a (b int);\nALTER TABLE a ADD c int;"},
	}), "rename-breaks-modules", "schema-lock")
}
