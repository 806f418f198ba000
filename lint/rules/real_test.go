package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

// What migrations of real projects showed.

func TestTableBuiltAnew(t *testing.T) {
	sqlite := lint.Server{Database: "sqlite"}
	before := []string{"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\nCREATE UNIQUE INDEX users_name_index ON users (name);"}
	review(t, []situation{
		{name: "copy, drop, rename", server: sqlite, before: before, migration: "CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n" +
			"INSERT INTO users_new SELECT id, name FROM users;\nDROP TABLE users;\nALTER TABLE users_new RENAME TO users;\n" +
			"CREATE UNIQUE INDEX users_name_index ON users (name);"},
		{name: "rename, copy, drop", server: sqlite, before: before, migration: "ALTER TABLE users RENAME TO _users_old;\n" +
			"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);\nINSERT INTO users SELECT id, name FROM _users_old;\nDROP TABLE _users_old;"},
		{name: "one step a migration: the drop", server: sqlite, before: append(before, "CREATE TABLE _users_tmp (id INTEGER PRIMARY KEY, name TEXT);"), migration: "DROP TABLE users;"},
		{name: "one step a migration: the rename", server: sqlite, before: append(before, "CREATE TABLE _users_tmp (id INTEGER PRIMARY KEY, name TEXT);", "DROP TABLE users;"),
			migration: "ALTER TABLE _users_tmp RENAME TO users;"},
		{name: "one step a migration: the index", server: sqlite, before: before, migration: "DROP INDEX users_name_index;",
			after: []string{"CREATE UNIQUE INDEX users_name_index ON users (name);"}},
		{name: "a copy that has served", before: []string{"create table(:users)", "create table(:users_backup)"}, migration: "drop table(:users_backup)"},
		{name: "not a copy of anything", before: []string{"create table(:old_invoices)"}, migration: "drop table(:old_invoices)", want: []string{"drop-table warning"}},
		{name: "anew without its rows", before: before[:1], migration: "DROP TABLE users;\nCREATE TABLE users (id bigint PRIMARY KEY);", want: []string{"drop-table warning"}},
		{name: "a name that does not come back", before: before[:1], migration: "ALTER TABLE users RENAME TO people;", want: []string{"rename-table error"}},
		{name: "one step a migration: the rows", server: sqlite, before: append(before, "CREATE TABLE _users_tmp (id INTEGER PRIMARY KEY, name TEXT);"),
			migration: "INSERT INTO _users_tmp SELECT id, name FROM users;"},
	}, "drop-table", "rename-table", "drop-constraint", "schema-and-data", "unbatched-backfill")
}

func TestHabits(t *testing.T) {
	lenient := "CREATE TABLE IF NOT EXISTS a (id bigint PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS b (id bigint PRIMARY KEY);"
	long := "organization_membership_invitations_organization_id_email_address"
	mysql := lint.Server{Database: "mysql"}
	review(t, []situation{
		{name: "IF NOT EXISTS everywhere is said once", migration: lenient, want: []string{"partial-lenient note"}},
		{name: "a long name of an index", migration: "CREATE INDEX " + long + " ON a (b);", want: []string{"identifier-too-long note"}},
		{name: "of a unique one, which messages name", migration: "CREATE UNIQUE INDEX " + long + " ON a (b);", want: []string{"identifier-too-long warning"}},
		{name: "the database gives the name", server: mysql,
			migration: "CREATE TABLE a (id bigint PRIMARY KEY, selfservice_verification_flow_identifier bigint, FOREIGN KEY (selfservice_verification_flow_identifier) REFERENCES bbbbbbbbbbbbbbbbbbbbbbbbb (id));"},
		{name: "NULL gets allowed", server: mysql, before: []string{"CREATE TABLE a (b text NOT NULL);"}, migration: "ALTER TABLE a MODIFY b text;", want: []string{"drop-not-null note"}},
		{name: "another type, and NULL by the way", server: mysql, before: []string{"CREATE TABLE a (b text NOT NULL);"}, migration: "ALTER TABLE a MODIFY b mediumtext;",
			want: []string{"modify-loses-attributes warning"}},
		{name: "SQLite compares as the key's type", server: lint.Server{Database: "sqlite"}, before: []string{"CREATE TABLE a (id TEXT PRIMARY KEY);"},
			migration: "CREATE TABLE b (a_id UUID REFERENCES a (id));"},
	}, "partial-lenient", "identifier-too-long", "modify-loses-attributes", "drop-not-null", "mismatched-reference-type")
}

func TestConstraintsOfTheMigration(t *testing.T) {
	before := []string{"CREATE TABLE users (id bigint PRIMARY KEY);"}
	review(t, []situation{
		{name: "a check that helps to forbid NULL, of a table that nobody knows", migration: "ALTER TABLE cars ADD CONSTRAINT cars_seq_is_set CHECK (seq IS NOT NULL) NOT VALID;\n" +
			"ALTER TABLE cars VALIDATE CONSTRAINT cars_seq_is_set;\nALTER TABLE cars ALTER COLUMN seq SET NOT NULL;\nALTER TABLE cars DROP CONSTRAINT cars_seq_is_set;"},
		{name: "a foreign key of an empty table", before: before, migration: "CREATE TABLE cars (user_id bigint);\n" +
			"ALTER TABLE cars ADD CONSTRAINT cars_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);"},
		{name: "and of one that was filled", before: before, migration: "CREATE TABLE cars AS SELECT id AS user_id FROM users;\n" +
			"ALTER TABLE cars ADD CONSTRAINT cars_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);", want: []string{"validating-foreign-key error"}},
	}, "drop-constraint", "drop-foreign-key", "set-not-null", "validating-foreign-key")
}

// What a finding says, and where it stands.
func TestSaid(t *testing.T) {
	for _, c := range []struct{ rule, before, migration, want string }{
		{"irreversible", "create table(:cars) do\n  add :name, :string, size: 40, null: false\nend", "alter table(:cars) do\n  modify :name, :text\nend",
			"cannot be rolled back: modify does not say what cars.name was before|modify :name, :text, from: {:string, size: 40, null: false}"},
		{"irreversible", "create table(:cars) do\n  add :name, :string\nend", "alter table(:cars) do\n  remove :name\nend",
			"cannot be rolled back: remove does not say what cars.name was|say the type: remove :name, :string"},
		{"irreversible", "create table(:cars)", "execute \"\"\"\nUPDATE cars\n   SET name = 'a'\n WHERE name IS NULL AND something_else IS NOT NULL\n\"\"\"",
			"cannot be rolled back: execute of UPDATE cars SET name = 'a' WHERE name IS …|"},
		{"unique-index-on-duplicates", "create table(:cars) do\n  add :name, :string\nend", "create unique_index(:cars, [\"(lower(name))\"], name: :cars_name)",
			"fails if two rows of cars have the same lower(name)|look before the release: SELECT lower(name), count(*) FROM cars GROUP BY lower(name) HAVING count(*) > 1"},
		{"index-not-concurrent", "create table(:cars) do\n  add :name, :string\nend", "create index(:cars, [:name], where: \"name IS NOT NULL\")",
			"takes SHARE on cars while all rows are read for an index of some: writes wait|"},
		{"validating-foreign-key", "create table(:cars)\ncreate table(:users)", "alter table(:cars) do\n  add :user_id, references(:users)\nend",
			"takes ACCESS EXCLUSIVE on cars while all rows are checked: reads and writes wait|"},
		{"validating-foreign-key", "CREATE TABLE users (id bigint PRIMARY KEY);", "CREATE TABLE cars AS SELECT id AS user_id FROM users;\nALTER TABLE cars ADD FOREIGN KEY (user_id) REFERENCES users (id);",
			"takes SHARE ROW EXCLUSIVE on users while the rows of cars are checked: writes wait|"},
		{"unbatched-backfill", "create table(:cars)", "alter table(:cars) do\n  add :name, :string\nend\n\nexecute \"UPDATE cars SET name = 'a' WHERE name IS NULL\", \"\"",
			"updates the rows of cars that meet a condition in one statement: who writes to one of them waits until the migration ends, and the old versions swell the table|"},
		{"change-type", "CREATE TABLE cars (built timestamp);", "ALTER TABLE cars ALTER COLUMN built TYPE timestamptz;",
			"changes cars.built from timestamp to timestamptz: takes ACCESS EXCLUSIVE on cars while all rows are written anew: reads and writes wait|"},
		{"on-delete-unset", "CREATE TABLE users (id bigint PRIMARY KEY);", "CREATE TABLE cars (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));",
			"|choose ON DELETE CASCADE if the row cannot exist without it, SET NULL if it can, RESTRICT or NO ACTION if the delete is to be refused"},
		{"reserved-word", "", "create table(:cars) do\n  add :desc, :string\nend", "|choose another name: description for desc"},
		{"mismatched-reference-type", "create table(:users)", "create table(:cars) do\n  add :user_id, references(:users, type: :id)\nend",
			"cars.user_id is integer, and users.id, which it references, is bigint: rows with a key above 2147483647 cannot be referenced|give it the type of the key: references(:users, type: :bigint)"},
	} {
		s := situation{migration: c.migration}
		if c.before != "" {
			s.before = []string{c.before}
		}
		found := s.findings(t, []*lint.Rule{lint.Find(rules.All(), c.rule)})
		if len(found) != 1 {
			t.Errorf("%s: %d findings of %s", c.rule, len(found), c.migration)
			continue
		}
		message, advice, _ := strings.Cut(c.want, "|")
		if message != "" && found[0].Message != message {
			t.Errorf("%s: got  %s\nwant %s", c.rule, found[0].Message, message)
		}
		if advice != "" && found[0].Advice != advice {
			t.Errorf("%s: got  %s\nwant %s", c.rule, found[0].Advice, advice)
		}
	}
}

// A finding about a column stands at the column, also where SQL makes the whole
// table.
func TestPlaceOfColumn(t *testing.T) {
	s := situation{migration: "-- note, order\nCREATE TABLE \"cars\" (\n  \"id\" bigint PRIMARY KEY,\n\tprice numeric(10, 2) CHECK (order_id > 0), \"order\" int NOT NULL, -- the order\n  details json,\n  built timestamp\n);"}
	want := map[string]string{"reserved-word": "4:45-4:65", "json-column": "5:3-5:15", "timestamp-without-zone": "6:3-6:18"}
	for rule, place := range want {
		found := s.findings(t, []*lint.Rule{lint.Find(rules.All(), rule)})
		if len(found) != 1 {
			t.Fatalf("%s: %d findings", rule, len(found))
		}
		if got := fmt.Sprintf("%d:%d-%d:%d", found[0].Pos.Line, found[0].Pos.Column, found[0].End.Line, found[0].End.Column); got != place {
			t.Errorf("%s: got %s, want %s", rule, got, place)
		}
	}
}
