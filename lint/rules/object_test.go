package rules_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/lint"
)

const states = `
execute "CREATE TYPE state AS ENUM ('draft', 'published')", "DROP TYPE state"
execute "CREATE TYPE priority AS ENUM ('low', 'high')", "DROP TYPE priority"

create table(:articles) do
  add :state, :state
  add :title, :string
end`

func TestEnumTypesInContext(t *testing.T) {
	before := []string{states}
	const add = "ALTER TYPE state ADD VALUE 'archived';\n"
	const used = "UPDATE articles SET state = 'archived' WHERE id = 1;"
	refused := []string{"enum-value-in-transaction error"}
	review(t, []situation{
		{name: "used", before: before, migration: add + used, want: refused},
		{name: "used twice is one finding", before: before, migration: add + used + "\n" + used, want: refused},
		{name: "a default", before: before, migration: add + "ALTER TABLE articles ALTER COLUMN state SET DEFAULT 'archived';", want: refused},
		{name: "a default of Ecto's", before: before, want: refused,
			migration: "execute \"ALTER TYPE state ADD VALUE 'archived'\", \"\"\n\nalter table(:articles) do\n  modify :state, :state, default: \"archived\"\nend"},
		{name: "a condition", before: before, migration: add + "CREATE INDEX i ON articles (id) WHERE state = 'archived';", want: refused},
		{name: "not used", before: before, migration: add + "UPDATE articles SET state = 'draft' WHERE id = 1;"},
		{name: "a table without the type", before: before, migration: add + "CREATE TABLE logs (what text DEFAULT 'archived');\nINSERT INTO logs VALUES ('archived');"},
		{name: "in a body", before: before, migration: add + "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT 'archived' $$;"},
		{name: "outside of a transaction", before: before, migration: "-- whimbrel: no transaction\n" + add + used},
		{name: "a new type", migration: "CREATE TYPE state AS ENUM ('draft');\n" + add + "CREATE TABLE articles (state state DEFAULT 'archived');"},
		{name: "an old server", server: lint.Server{Database: "postgres", Major: 11}, before: before, migration: add, want: refused},
		{name: "a server of today", server: lint.Server{Database: "postgres", Major: 16}, before: before, migration: add},
	}, "enum-value-in-transaction")
	review(t, []situation{
		{name: "alphabetical", before: []string{"CREATE TYPE fruit AS ENUM ('apple', 'date', 'fig');"}, migration: "ALTER TYPE fruit ADD VALUE 'banana';", want: []string{"enum-value-order note"}},
		{name: "still alphabetical", before: []string{"CREATE TYPE fruit AS ENUM ('apple', 'date', 'fig');"}, migration: "ALTER TYPE fruit ADD VALUE 'grape';"},
		{name: "an order by name", before: before, migration: "ALTER TYPE priority ADD VALUE 'medium';", want: []string{"enum-value-order note"}},
		{name: "with a place", before: before, migration: "ALTER TYPE priority ADD VALUE 'medium' BEFORE 'high';"},
		{name: "no order", before: before, migration: add},
		{name: "a type that nobody knows", migration: "ALTER TYPE priority ADD VALUE 'medium';"},
		{name: "renamed", before: before, migration: "ALTER TYPE state RENAME VALUE 'draft' TO 'new';", want: []string{"enum-rename error"}},
		{name: "renamed, unknown", migration: "ALTER TYPE state RENAME VALUE 'draft' TO 'new';", want: []string{"enum-rename error"}},
		{name: "renamed, new", migration: "CREATE TYPE state AS ENUM ('draft');\nALTER TYPE state RENAME VALUE 'draft' TO 'new';"},
		{name: "without a value", before: before, migration: "ALTER TYPE state RENAME TO old;\nCREATE TYPE state AS ENUM ('published');", want: []string{"drop-enum-value warning"}},
		{name: "with another value", before: before, migration: "ALTER TYPE state RENAME TO old;\nCREATE TYPE state AS ENUM ('draft', 'published', 'gone');"},
		{name: "another type", before: before, migration: "CREATE TYPE other AS ENUM ('published');"},
	}, "enum-value-order", "enum-rename", "drop-enum-value")
}

func TestDatabaseTypesInContext(t *testing.T) {
	before := []string{states}
	review(t, []situation{
		{name: "renamed", before: before, migration: "ALTER TYPE state RENAME TO article_state;", want: []string{"rename-type warning"}},
		{name: "to make place", before: before, migration: "ALTER TYPE state RENAME TO old;\nCREATE TYPE state AS ENUM ('published');"},
		{name: "to take the place", before: before, migration: "CREATE TYPE new AS ENUM ('published');\nALTER TABLE articles ALTER COLUMN state TYPE new USING 'published';\n" +
			"DROP TYPE state;\nALTER TYPE new RENAME TO state;"},
		{name: "new", migration: "CREATE TYPE a AS ENUM ('x');\nALTER TYPE a RENAME TO b;"},
		{name: "dropped and used", before: before, migration: "DROP TYPE state;", want: []string{"drop-type error"}},
		{name: "dropped with columns", before: before, migration: "DROP TYPE state CASCADE;", want: []string{"drop-type error"}},
		{name: "dropped and not used", before: before, migration: "DROP TYPE priority;"},
		{name: "dropped behind its column", before: before, migration: "ALTER TABLE articles DROP COLUMN state;\nDROP TYPE state;"},
		{name: "dropped, unknown", migration: "DROP TYPE state;"},
	}, "rename-type", "drop-type")
}

func TestExtensionsAndViewsInContext(t *testing.T) {
	citext := []string{"CREATE EXTENSION citext;\nCREATE TABLE users (email citext);"}
	review(t, []situation{
		{name: "needed", before: citext, migration: "DROP EXTENSION citext;", want: []string{"drop-extension error"}},
		{name: "cascade", migration: "DROP EXTENSION hstore CASCADE;", want: []string{"drop-extension error"}},
		{name: "nobody knows", migration: "DROP EXTENSION hstore;", want: []string{"drop-extension warning"}},
		{name: "made anew", before: citext, migration: "DROP EXTENSION citext;\nCREATE EXTENSION citext WITH SCHEMA public;"},
		{name: "made anew, but what needs it is lost", before: citext, migration: "DROP EXTENSION citext CASCADE;\nCREATE EXTENSION citext;", want: []string{"drop-extension error"}},
		{name: "behind its columns", before: citext, migration: "ALTER TABLE users DROP COLUMN email;\nDROP EXTENSION citext;", want: []string{"drop-extension warning"}},
		{name: "created", migration: "CREATE EXTENSION hstore;"},
		{name: "a view", migration: "DROP VIEW a;", want: []string{"drop-view warning"}},
		{name: "a materialized view", migration: "DROP MATERIALIZED VIEW a;", want: []string{"drop-view warning"}},
		{name: "a view that is made anew", migration: "DROP VIEW a;\nCREATE VIEW a AS SELECT 1;"},
		{name: "a view that becomes a table", migration: "DROP VIEW a;\nCREATE TABLE a (id int);"},
		{name: "a new view", migration: "CREATE VIEW a AS SELECT 1;\nDROP VIEW a;"},
		{name: "MySQL", server: server("mysql"), migration: "DROP VIEW IF EXISTS a;", want: []string{"drop-view warning"}},
		{name: "a function", migration: "DROP FUNCTION f();"},
	}, "drop-extension", "drop-view")
}
