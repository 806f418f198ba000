package schema_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
)

const people = `create table(:people) do
  add :name, :string, null: false
  add :age, :integer
end
create unique_index(:people, [:name])`

const pets = `create table(:pets) do
  add :owner_id, references(:people, on_delete: :delete_all), null: false
  add :kind, :string, default: "cat"
end
create index(:pets, [:owner_id, :kind], where: "kind <> 'dog'")
create constraint(:pets, :kind_is_known, check: "kind IN ('cat', 'dog')")`

// shape writes a table down in a few words.
func shape(t *schema.Table) string {
	if t == nil {
		return "nothing"
	}
	var words []string
	for _, c := range t.Columns {
		d, _ := t.Definition(c.Name)
		word := d.Name + ":" + strings.TrimPrefix(d.Type.Inspect(), ":")
		if d.Reference != nil {
			word += "->" + d.Reference.Table + "." + d.Reference.Column
		}
		words = append(words, word)
	}
	if t.PrimaryKey != nil {
		words = append(words, "pk("+strings.Join(t.PrimaryKey.Columns, ",")+")")
	}
	for _, i := range t.Indexes {
		words = append(words, i.Name+"("+i.Where+")")
	}
	for _, c := range t.Constraints {
		words = append(words, c.Name+"("+c.Check+")")
	}
	return strings.Join(words, " ")
}

func TestApply(t *testing.T) {
	tests := []struct {
		name, lines string
		table       string
		want        string
	}{
		{"nothing else", ``, "pets",
			"id:bigserial owner_id:bigserial->people.id kind:string pk(id) pets_owner_id_kind_index(kind <> 'dog') kind_is_known(kind IN ('cat', 'dog'))"},
		{"rename a column", `rename table(:pets), :kind, to: :sort`, "pets",
			"id:bigserial owner_id:bigserial->people.id sort:string pk(id) pets_owner_id_kind_index(sort <> 'dog') kind_is_known(sort IN ('cat', 'dog'))"},
		{"rename a key", `rename table(:people), :id, to: :number`, "pets",
			"id:bigserial owner_id:bigserial->people.number kind:string pk(id) pets_owner_id_kind_index(kind <> 'dog') kind_is_known(kind IN ('cat', 'dog'))"},
		{"rename a table", `rename table(:people), to: table(:humans)`, "pets",
			"id:bigserial owner_id:bigserial->humans.id kind:string pk(id) pets_owner_id_kind_index(kind <> 'dog') kind_is_known(kind IN ('cat', 'dog'))"},
		{"the renamed table", `rename table(:people), to: table(:humans)`, "humans",
			"id:bigserial name:string age:integer pk(id) people_name_index()"},
		{"what a column takes along", `alter table(:pets), do: remove(:kind, :string)`, "pets",
			"id:bigserial owner_id:bigserial->people.id pk(id)"},
		{"a foreign key goes", `drop constraint(:pets, "pets_owner_id_fkey")`, "pets",
			"id:bigserial owner_id:bigint kind:string pk(id) pets_owner_id_kind_index(kind <> 'dog') kind_is_known(kind IN ('cat', 'dog'))"},
		{"indexes", "drop index(:pets, [:owner_id, :kind])\nrename index(:people, [:name]), to: \"by_name\"", "people",
			"id:bigserial name:string age:integer pk(id) by_name()"},
		{"lenient forms", "create_if_not_exists table(:people) do\nend\ndrop_if_exists table(:nobody)\ndrop_if_exists index(:people, [:age])\n" +
			"create_if_not_exists index(:people, [:name])\ndrop_if_exists constraint(:people, :x)\n" +
			"alter table(:people) do\nadd_if_not_exists :name, :text\nremove_if_exists :size\nend", "people",
			"id:bigserial name:string age:integer pk(id) people_name_index()"},
		{"drop a table", "drop table(:people), mode: :cascade", "pets",
			"id:bigserial owner_id:bigint kind:string pk(id) pets_owner_id_kind_index(kind <> 'dog') kind_is_known(kind IN ('cat', 'dog'))"},
		{"the dropped table", "drop table(:people), mode: :cascade", "people", "nothing"},
		{"SQL", `execute "ALTER TABLE people ADD COLUMN size numeric(4, 1) DEFAULT 1.5; CREATE INDEX by_size ON public.people (size)"`, "people",
			"id:bigserial name:string age:integer size:decimal pk(id) people_name_index() by_size()"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := known(t, people, pets, test.lines)
			if d := cmp.Diff(test.want, shape(s.Table(object(test.table)))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestModify(t *testing.T) {
	lines := `alter table(:people) do
	  modify :name, :text, default: "x", comment: "c", from: :string
	  modify :age, :bigint, null: false, from: {:integer, null: true}
	end
	alter table(:people), do: modify(:name, :string, size: 20, default: nil)`
	for database, want := range map[string]command.ColumnOptions{
		"":      {Null: command.NotNull, Size: "20", Comment: "c"},
		"mysql": {Size: "20"},
	} {
		s, problems := replay(t, []schema.Option{schema.ForDatabase(database)}, people, lines)
		if len(problems) > 0 {
			t.Error(problems)
		}
		if d := cmp.Diff(want, s.Table(object("people")).Column("name").Options); d != "" {
			t.Errorf("%q: %s", database, d)
		}
	}
}

func TestProblems(t *testing.T) {
	tests := []struct {
		name, lines   string
		severity      diag.Severity
		summary, hint string
	}{
		{"a table twice", people, diag.Error, "table people exists already", ""},
		{"a column twice", "alter table(:people), do: add(:age, :integer)", diag.Error, "table people has a column age already", ""},
		{"an index twice", "create index(:people, [:name])", diag.Error, "table people has an index people_name_index already", ""},
		{"a constraint twice", `create constraint(:pets, :kind_is_known, check: "true")`, diag.Error, "table pets has a constraint kind_is_known already", ""},
		{"a column that is taken", "rename table(:people), :name, to: :age", diag.Error, "table people has a column age already", ""},
		{"a table that is taken", "rename table(:people), to: table(:pets)", diag.Error, "table pets exists already", ""},
		{"an unknown table", "alter table(:persons), do: add(:x, :text)", diag.Warning, "table persons is not known", ""},
		{"a slip", "alter table(:poeple), do: add(:x, :text)", diag.Warning, "table poeple is not known", "did you mean people?"},
		{"an unknown column", "alter table(:people), do: remove(:aeg)", diag.Error, "table people has no column aeg", "did you mean age?"},
		{"modify", "alter table(:people), do: modify(:nmae, :text)", diag.Error, "table people has no column nmae", "did you mean name?"},
		{"rename", "rename table(:people), :size, to: :width", diag.Error, "table people has no column size", ""},
		{"a column of an index", "create index(:people, [:agee])", diag.Error, "table people has no column agee", "did you mean age?"},
		{"drop an index", "drop index(:people, [:names])", diag.Error, "table people has no index people_names_index", "did you mean people_name_index?"},
		{"drop a constraint", "drop constraint(:pets, :kind_is_knwon)", diag.Error, "table pets has no constraint kind_is_knwon", "did you mean kind_is_known?"},
		{"drop a table", "drop table(:nobody)", diag.Warning, "table nobody is not known", ""},
		{"drop what is referenced", "drop table(:people)", diag.Warning, "table people is referenced by table pets (pets_owner_id_fkey)", "drop the foreign key first"},
		{"remove what is referenced", "alter table(:people), do: remove(:id)", diag.Warning, "column id of table people is referenced by table pets (pets_owner_id_fkey)", ""},
		{"an unknown parent", "alter table(:pets), do: add(:vet_id, references(:vets))", diag.Warning, "table vets, which pets_vet_id_fkey references, is not known", ""},
		{"an unknown key", "alter table(:pets), do: add(:friend_id, references(:people, column: :nmae, type: :string))", diag.Error, "table people has no column nmae", "did you mean name?"},
		{"another type", "alter table(:pets), do: add(:friend_id, references(:people, type: :binary_id))", diag.Error,
			"pets.friend_id has the type :binary_id, but people.id, which it references, has :bigserial", "references(:people, type: :bigint)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, problems := replay(t, nil, people, pets, test.lines)
			if len(problems) == 0 {
				t.Fatal("nothing is wrong")
			}
			p := problems[0]
			if p.Summary != test.summary || p.Severity != test.severity || test.hint != "" && p.Hint != test.hint || !p.Pos.IsValid() {
				t.Errorf("got %s: %v, %q", p.Severity, p, p.Hint)
			}
		})
	}
}

// A table that only later commands mention is warned of once, and takes
// whatever they do.
func TestPartial(t *testing.T) {
	s, problems := replay(t, nil, `alter table(:old), do: add(:a, :text)
	alter table(:old), do: modify(:b, :integer, null: false)
	rename table(:old), :c, to: :d
	alter table(:old), do: remove(:e)
	create index(:old, [:f])
	drop index(:old, [:g])
	drop constraint(:old, :h)
	rename table(:old), to: table(:new)
	create table(:child), do: add(:new_id, references(:new))`)
	if len(problems) != 1 || problems[0].Summary != "table old is not known" {
		t.Errorf("got %v", problems)
	}
	table := s.Table(object("new"))
	if got := shape(table); !table.Partial || got != `a:text b:integer d:"" old_f_index()` {
		t.Errorf("got %q", got)
	}
}

func TestGaps(t *testing.T) {
	failing := &source.Migration{Version: 7, Name: "broken", File: "7_broken.exs", Up: func(*record.Recorder) error {
		return errors.New("cannot be recorded")
	}}
	list := []*source.Migration{change(t, people), failing, change(t, `
	  execute "SELECT 1"
	  execute "INSERT INTO people VALUES ('DROP TABLE people')"
	  execute "CREATE VIEW v AS SELECT 1"
	  execute "GRANT ALL ON people TO public"
	  execute fn -> repo().query!("ALTER TABLE people ADD COLUMN size int") end
	  execute "DO $$ BEGIN DROP TABLE people; END $$"
	  execute "CREATE TABLE copy AS SELECT 1"
	  execute "ALTER TABLE people FROBNICATE"
	  alter table(:people), do: remove(:nothing)`)}
	s, problems := schema.Replay(list, record.Config{})
	var got []string
	for _, g := range s.Gaps() {
		got = append(got, g.What)
	}
	want := []string{"migration broken", "DO '…'", "CREATE TABLE copy AS SELECT", "ALTER TABLE people FROBNICATE"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(problems) != 1 || problems[0].Severity != diag.Warning {
		t.Errorf("a gap may have made the column: %v", problems)
	}
	if c := s.Table(object("copy")); c == nil || !c.Partial || s.Table(object("people")).Column("size") == nil {
		t.Errorf("got %v", shape(c))
	}
	s.Apply(command.Execute{Up: &command.Code{Name: "function"}})
	s.Apply(command.Execute{Up: command.Keywords{}})
	if len(s.Gaps()) != 6 {
		t.Errorf("got %v", s.Gaps())
	}
}

func TestClone(t *testing.T) {
	s := known(t, people)
	before := s.Clone()
	s.Apply(command.RenameColumn{Table: object("people"), From: "name", To: "title"})
	s.Apply(command.DropIndex{Index: command.Index{Name: "people_name_index", Table: "people"}})
	other := before.Clone()
	other.Apply(command.DropTable{Table: command.Table{Object: object("people")}})
	if got := shape(before.Table(object("people"))); got != "id:bigserial name:string age:integer pk(id) people_name_index()" {
		t.Errorf("got %s", got)
	}
	if got := shape(s.Table(object("people"))); got != "id:bigserial title:string age:integer pk(id)" {
		t.Errorf("got %s", got)
	}
	if len(other.Tables()) != 0 {
		t.Error("the table is still there")
	}
}

func TestLookup(t *testing.T) {
	s := known(t, people, pets, `create index(:pets, [:kind])`)
	table := s.Table(command.Object{Prefix: "public", Name: "pets"})
	if table == nil || s.Table(command.Object{Prefix: "other", Name: "pets"}) != nil {
		t.Fatal("the prefix does not count")
	}
	if got := len(table.IndexesOn("kind")); got != 2 {
		t.Errorf("%d indexes on kind", got)
	}
	if got := table.ConstraintsOn("kind"); len(got) != 1 || got[0].Name != "kind_is_known" {
		t.Errorf("got %v", got)
	}
	if i := table.CoveringIndex("kind"); i == nil || i.Name != "pets_kind_index" {
		t.Errorf("got %v", i)
	}
	if i := table.CoveringIndex("owner_id"); i != nil {
		t.Errorf("a partial index covers: %v", i)
	}
	if i := table.CoveringIndex("id"); i == nil || i.Name != "pets_pkey" {
		t.Errorf("got %v", i)
	}
	if r := s.ReferencesTo(object("people")); len(r) != 1 || r[0].Table != table || r[0].Key.Name != "pets_owner_id_fkey" {
		t.Errorf("got %v", r)
	}
	if len(table.ForeignKeysOn("owner_id")) != 1 || s.NearestTable("pet") != "pets" || table.NearestColumn("kin") != "kind" {
		t.Error("not found")
	}
	if owner, index := s.Index(object("people_name_index")); owner == nil || owner.Name != "people" || !index.Unique {
		t.Error("no index")
	}
}

func TestTypes(t *testing.T) {
	s := known(t, `execute "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\""
	execute "CREATE TYPE mood AS ENUM ('sad', 'ok')"
	execute "CREATE TABLE people (id int, mood mood DEFAULT 'ok')"
	execute "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy' AFTER 'sad'"
	execute "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"
	execute "ALTER TYPE public.mood RENAME TO temper"`)
	e := s.Enum(object("temper"))
	if e == nil || strings.Join(e.Values, " ") != "blue happy ok" || !s.HasExtension("uuid-ossp") {
		t.Fatalf("got %v %v", e, s.Extensions())
	}
	if c := s.Table(object("people")).Column("mood"); c.Type.Name != "temper" || c.Options.Default != command.String("ok") {
		t.Errorf("got %v", c)
	}
	s.Apply(command.Execute{Up: command.SQL(`DROP TYPE temper; DROP EXTENSION "uuid-ossp"`)})
	if len(s.Enums())+len(s.Extensions()) != 0 {
		t.Error("still there")
	}
}

func TestOrigin(t *testing.T) {
	m := load(t, "7_people.exs", `defmodule P do
  use Ecto.Migration
  def change do
    create table(:people) do
      add :name, :text
    end
    create index(:people, [:name])
    create constraint(:people, :named, check: "name <> ''")
    execute "CREATE TABLE pets (id int)"
  end
end`)
	m.Version = 7
	s, problems := schema.Replay([]*source.Migration{m}, record.Config{})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	table := s.Table(object("people"))
	for what, got := range map[string]struct {
		origin schema.Origin
		line   int
	}{
		"table": {table.Origin, 4}, "column": {table.Column("name").Origin, 5}, "index": {table.Indexes[0].Origin, 7},
		"constraint": {table.Constraints[0].Origin, 8}, "SQL": {s.Table(object("pets")).Columns[0].Origin, 9},
	} {
		if got.origin.Pos.Line != got.line || got.origin.Migration != 7 {
			t.Errorf("%s: %v", what, got.origin)
		}
	}
}

// TestApplySQL: what SQL does beyond the commands that Ecto has.
func TestApplySQL(t *testing.T) {
	for _, test := range []struct{ database, sql, table, want string }{
		{"postgres", `CREATE TABLE a (b int NOT NULL); CREATE UNIQUE INDEX i ON a (b);
			ALTER TABLE a ADD CONSTRAINT u UNIQUE USING INDEX i`, "a", "b:integer u()"},
		{"postgres", `CREATE TABLE a (b int NOT NULL); CREATE UNIQUE INDEX i ON a (b);
			ALTER TABLE a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX i`, "a", "b:integer pk(b)"},
		{"mssql", `CREATE TABLE a (b int)
			ALTER TABLE a ADD c int; IF COL_LENGTH('a', 'd') IS NULL ALTER TABLE a ADD d bit
			EXEC sp_rename 'a.b', 'e', 'COLUMN'`, "a", "e:integer c:integer d:boolean"},
	} {
		s := schema.New(schema.ForDatabase(test.database))
		problems := s.Apply(command.Execute{Up: command.SQL(test.sql)})
		if got := shape(s.Table(command.Object{Name: test.table})); got != test.want || len(problems) > 0 || len(s.Gaps()) > 0 {
			t.Errorf("%s: got %s, want %s; %v %v", test.sql, got, test.want, problems, s.Gaps())
		}
	}
}
