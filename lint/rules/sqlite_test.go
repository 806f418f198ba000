package rules_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/lint"
)

var sqliteServer = lint.Server{Database: "sqlite"}

const sqlitePosts = "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, slug TEXT UNIQUE, price INTEGER, cost INTEGER, total INTEGER, CHECK (total > cost));\n" +
	"CREATE INDEX posts_price ON posts (price);"

func TestRebuildsOfSQLite(t *testing.T) {
	before := []string{sqlitePosts}
	const modify = "alter table(:posts) do\n  modify :title, :string, null: false\nend"
	review(t, onServer(sqliteServer, []situation{
		{name: "modify", before: before, migration: modify, want: []string{"table-rebuild warning"}},
		{name: "modify, few rows", before: before, rows: "posts 9", migration: modify, want: []string{"table-rebuild note"}},
		{name: "modify, many rows", before: before, rows: "posts 9000000", migration: modify, want: []string{"table-rebuild error"}},
		{name: "modify, new", migration: "create table(:a) do\n  add :b, :string\nend\nalter table(:a) do\n  modify :b, :text\nend"},
		{name: "several changes are one", before: before, migration: "alter table(:posts) do\n  modify :title, :text, null: false\n  remove :price\n  add :x, :string\nend",
			want: []string{"table-rebuild warning"}},
		{name: "a constraint", before: before, migration: "create constraint(:posts, :c, check: \"price > 0\")", want: []string{"table-rebuild warning"}},
		{name: "remove of an indexed column", before: before, migration: "alter table(:posts) do\n  remove :price\nend", want: []string{"table-rebuild warning"}},
		{name: "a default that is no constant", before: before, migration: "alter table(:posts) do\n  add :x, :utc_datetime, default: fragment(\"CURRENT_TIMESTAMP\")\nend",
			want: []string{"table-rebuild warning"}},
		{name: "add", before: before, migration: "alter table(:posts) do\n  add :x, :string\nend"},
		{name: "remove", before: before, migration: "alter table(:posts) do\n  remove :title\nend", want: []string{"drop-column-rewrites note"}},
		{name: "SQL drops", before: before, rows: "posts 9000000", migration: "ALTER TABLE posts DROP COLUMN title;", want: []string{"drop-column-rewrites error"}},
		{name: "SQL drops, no rows", before: before, rows: "posts 0", migration: "ALTER TABLE posts DROP COLUMN title;"},
		{name: "SQL drops from a new table", migration: "CREATE TABLE a (b TEXT, c TEXT);\nALTER TABLE a DROP COLUMN b;"},
		{name: "SQL drops what is indexed", before: before, migration: "ALTER TABLE posts DROP COLUMN price;", want: []string{"drop-column-refused error"}},
		{name: "SQL drops what is unique", before: before, migration: "ALTER TABLE posts DROP COLUMN slug;", want: []string{"drop-column-refused error"}},
		{name: "SQL drops the key", before: before, migration: "ALTER TABLE posts DROP COLUMN id;", want: []string{"drop-column-refused error"}},
		{name: "SQL drops what is checked with another", before: before, migration: "ALTER TABLE posts DROP COLUMN total;", want: []string{"drop-column-refused error"}},
		{name: "SQL drops behind the index", before: before, migration: "DROP INDEX posts_price;\nALTER TABLE posts DROP COLUMN price;", want: []string{"drop-column-rewrites note"}},
		{name: "an unknown table", migration: "ALTER TABLE elsewhere DROP COLUMN price;", want: []string{"drop-column-rewrites note"}},
	}), "table-rebuild", "drop-column-rewrites", "drop-column-refused")
}

func TestAddedColumnsOfSQLite(t *testing.T) {
	before, refused := []string{sqlitePosts}, []string{"add-column-refused error"}
	review(t, onServer(sqliteServer, []situation{
		{name: "the time", before: before, migration: "ALTER TABLE posts ADD x TEXT DEFAULT CURRENT_TIMESTAMP;", want: refused},
		{name: "an expression", before: before, migration: "ALTER TABLE posts ADD x INTEGER DEFAULT (1 + 2);", want: refused},
		{name: "a constant", before: before, migration: "ALTER TABLE posts ADD x INTEGER NOT NULL DEFAULT 3;"},
		{name: "NOT NULL", before: before, migration: "ALTER TABLE posts ADD x INTEGER NOT NULL;", want: refused},
		{name: "NOT NULL by Ecto", before: before, migration: "alter table(:posts) do\n  add :x, :string, null: false\nend", want: refused},
		{name: "timestamps", before: before, migration: "alter table(:posts) do\n  timestamps()\nend", want: refused},
		{name: "NOT NULL, no rows", before: before, rows: "posts 0", migration: "ALTER TABLE posts ADD x INTEGER NOT NULL;"},
		{name: "NOT NULL, new", migration: "CREATE TABLE a (b TEXT);\nALTER TABLE a ADD x INTEGER NOT NULL;"},
		{name: "unique", before: before, rows: "posts 0", migration: "ALTER TABLE posts ADD x TEXT UNIQUE;", want: refused},
		{name: "stored", before: before, migration: "ALTER TABLE posts ADD x INTEGER AS (price + 1) STORED;", want: refused},
		{name: "virtual", before: before, migration: "ALTER TABLE posts ADD x INTEGER AS (price + 1);"},
		{name: "a default that Ecto builds the table for", before: before, migration: "alter table(:posts) do\n  add :x, :utc_datetime, default: fragment(\"CURRENT_TIMESTAMP\")\nend"},
	}), "add-column-refused")
}

func TestTypesOfSQLite(t *testing.T) {
	review(t, onServer(sqliteServer, []situation{
		{name: "string", migration: "CREATE TABLE a (b string);", want: []string{"type-affinity warning"}},
		{name: "a number with a point", migration: "CREATE TABLE a (b \"FLOATING POINT\");", want: []string{"type-affinity warning"}},
		{name: "point", migration: "CREATE TABLE a (b POINT);", want: []string{"type-affinity warning"}},
		{name: "added", migration: "ALTER TABLE a ADD COLUMN b STRING DEFAULT '1';", want: []string{"type-affinity warning"}},
		{name: "what is meant", migration: "CREATE TABLE a (b varchar(20), c bigint, d datetime, e double precision, f unsigned big int, g boolean);"},
		{name: "Ecto's", migration: "create table(:a) do\n  add :b, :string\nend"},
		{name: "bigint", migration: "CREATE TABLE a (id bigint PRIMARY KEY);", want: []string{"key-not-rowid warning"}},
		{name: "int", migration: "CREATE TABLE a (b text, id INT, PRIMARY KEY (id));", want: []string{"key-not-rowid warning"}},
		{name: "integer", migration: "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT);"},
		{name: "text", migration: "CREATE TABLE a (id TEXT PRIMARY KEY);"},
		{name: "without rowid", migration: "CREATE TABLE a (id INT PRIMARY KEY) WITHOUT ROWID;"},
		{name: "Ecto's key", migration: "create table(:a) do\nend"},
		{name: "foreign keys", migration: "PRAGMA foreign_keys = OFF;", want: []string{"foreign-keys-off warning"}},
		{name: "foreign keys, said once", migration: "PRAGMA foreign_keys = OFF;\nDROP TABLE a;\nPRAGMA foreign_keys = ON;", want: []string{"foreign-keys-off warning"}},
		{name: "foreign keys, no transaction", migration: "-- whimbrel: no transaction\nPRAGMA foreign_keys = OFF;\nPRAGMA foreign_keys = ON;"},
		{name: "foreign keys, left off", migration: "-- whimbrel: no transaction\nPRAGMA foreign_keys = OFF;", want: []string{"foreign-keys-off warning"}},
		{name: "deferred", migration: "PRAGMA defer_foreign_keys = ON;"},
	}), "type-affinity", "key-not-rowid", "foreign-keys-off")
}
