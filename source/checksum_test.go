package source_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

const script = `defmodule Repo.Migrations.AddUsers do
  use Ecto.Migration

  def change do
    create table(:users) do
      add :email, :string, null: false, size: 1000
      add :bio, :text, default: "a #{1 + 1} b"
    end

    create unique_index(:users, [:email])
  end
end
`

// Layout and comments are free; everything else is not.
func TestChecksumOfScript(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		same bool
	}{
		"itself": {script, true},
		"comments and blanks": {`# old
defmodule Repo.Migrations.AddUsers do
	use Ecto.Migration # why not
  def change do
    create table(:users) do
      add(:email, :string,
        null: false,
        # long addresses
        size: 1_000
      )

      add :bio, :text, default: "a #{ 1 + 1 } b"
    end;create(unique_index(:users, [ :email, ]))
  end
end`, true},
		"line feeds of Windows": {windows(script), true},
		"a keyword":             {replaced(script, "null: false", "null: true"), false},
		"a name":                {replaced(script, ":email, :string", ":mail, :string"), false},
		"blanks in a string":    {replaced(script, `"a #`, `"a  #`), false},
		"an atom for a string":  {replaced(script, "table(:users)", `table("users")`), false},
		"a line less":           {replaced(script, "    create unique_index(:users, [:email])\n", ""), false},
		"a line commented out":  {replaced(script, "    create unique", "    # create unique"), false},
		"no script":             {script + "end", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := checksum(t, exs.Format(), "1_add_users.exs", c.text)
			if (got == checksum(t, exs.Format(), "1_add_users.exs", script)) != c.same {
				t.Errorf("the same checksum: %v, want %v", !c.same, c.same)
			}
		})
	}
}

const sql = `-- whimbrel: up
CREATE TABLE users (id int, note text DEFAULT 'a b');
CREATE INDEX ON users (id);
-- whimbrel: down
DROP TABLE users;
`

func TestChecksumOfSQL(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		same bool
	}{
		"itself": {sql, true},
		"comments and blanks": {`-- A table.
-- whimbrel:   up
CREATE TABLE users (
  id   int, -- the key
  note text DEFAULT 'a b'
) ;

/* and an index */ CREATE INDEX ON users(id);;
-- whimbrel: down
DROP TABLE users`, true},
		"line feeds of Windows":     {windows(sql), true},
		"blanks in a string":        {replaced(sql, "'a b'", "'a  b'"), false},
		"a name":                    {replaced(sql, "note", "notes"), false},
		"words that were one":       {replaced(sql, "users;", "us ers;"), false},
		"a statement that was two":  {replaced(sql, "b');", "b')"), false},
		"another section":           {replaced(sql, "CREATE INDEX ON users (id);\n-- whimbrel: down\n", "-- whimbrel: down\nCREATE INDEX ON users (id);\n"), false},
		"an annotation":             {"-- whimbrel: no transaction\n" + sql, false},
		"a statement commented out": {replaced(sql, "CREATE INDEX", "-- CREATE INDEX"), false},
		"no SQL":                    {sql + "'", false},
	} {
		t.Run(name, func(t *testing.T) {
			format := sqlFormat(postgres.New())
			got := checksum(t, format, "1_add_users.sql", c.text)
			if (got == checksum(t, format, "1_add_users.sql", sql)) != c.same {
				t.Errorf("the same checksum: %v, want %v", !c.same, c.same)
			}
		})
	}
}

// What MySQL executes in a comment is no comment, and DELIMITER is no SQL.
func TestChecksumOfMySQL(t *testing.T) {
	of := func(text string) string { return checksum(t, sqlFormat(mysql.New()), "1_a.sql", text) }
	if of("SELECT 1 /*!50000 , 2 */;") == of("SELECT 1;") {
		t.Error("an executable comment does not count")
	}
	if of("DELIMITER //\nSELECT 1//\n") != of("SELECT 1; # one\n") {
		t.Error("the delimiter counts")
	}
	if of("-- whimbrel: begin statement\nSELECT 1\n-- whimbrel: end statement\n") ==
		of("-- whimbrel: begin statement\nSELECT 2\n-- whimbrel: end statement\n") {
		t.Error("a verbatim statement does not count")
	}
}

// Databases have these: a checksum never changes.
func TestChecksumStays(t *testing.T) {
	for name, c := range map[string]struct {
		formats []source.Format
		files   map[string]string
		want    string
	}{
		"a script":       {[]source.Format{exs.Format()}, map[string]string{"1_a.exs": script}, "1:7f15aea73501225b2f63afb30ed961b9330727df3aa0c2837a190b924c3b0b48"},
		"SQL":            {sqlfile.Formats(postgres.New()), map[string]string{"1_a.sql": sql}, "1:e870de45a25b30018feef97b5418388cab148b7ab05348254bcdd4e3305a0d48"},
		"one of a pair":  {sqlfile.Formats(postgres.New()), map[string]string{"1_a.up.sql": "SELECT 1;"}, "1:10d2e1823bf4d753c5282b0c2aaebeac82598da5bcfea931fdc50bdc0c16dd8e"},
		"both of a pair": {sqlfile.Formats(postgres.New()), map[string]string{"1_a.up.sql": "SELECT 1;", "1_a.down.sql": "SELECT 2;"}, "1:3652619ba481727128a52bf19e73a5076185c22077f49fddc99b239a35f5cd6f"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := fstest.MapFS{}
			for file, text := range c.files {
				folder[file] = &fstest.MapFile{Data: []byte(text)}
			}
			files, _, err := source.Find([]source.Folder{{FS: folder}}, c.formats)
			if err != nil || len(files) != 1 {
				t.Fatalf("got %v, %v", files, err)
			}
			m, err := files[0].Load()
			if err != nil || m.Checksum != c.want {
				t.Errorf("loading: got %s, %v", m.Checksum, err)
			}
			if sum, err := files[0].Checksum(); err != nil || sum != c.want {
				t.Errorf("reading: got %s, %v", sum, err)
			}
		})
	}
}

// A pair has one checksum, and so has a file without a way of cutting it.
func TestChecksumOfFiles(t *testing.T) {
	pair := func(up, down string) string {
		t.Helper()
		folder := fstest.MapFS{"1_a.up.sql": {Data: []byte(up)}, "1_a.down.sql": {Data: []byte(down)}}
		return checksumIn(t, folder, sqlfile.Formats(postgres.New())...)
	}
	if pair("SELECT 1", "SELECT 2") == pair("SELECT 1", "SELECT 3") || pair("A; B", "C") == pair("A", "B; C") {
		t.Error("the way down does not count")
	}
	if pair("SELECT 1 -- a", "SELECT 2;") != pair("SELECT 1", "SELECT 2 /**/") {
		t.Error("comments count")
	}
	nothing := func(string, []byte) (*source.Migration, error) { return &source.Migration{}, nil }
	plain := source.Format{Ext: ".test", Load: nothing}
	if checksum(t, plain, "1_a.test", "a") == checksum(t, plain, "1_a.test", "b") {
		t.Error("the text does not count")
	}
	if sum, err := source.Loaded(&source.Migration{Version: 1}).Checksum(); sum != "" || err != nil {
		t.Errorf("got %q, %v", sum, err)
	}
}

func sqlFormat(d dialect.Dialect) source.Format { return sqlfile.Formats(d)[1] }

func checksum(t *testing.T, format source.Format, name, text string) string {
	t.Helper()
	return checksumIn(t, fstest.MapFS{name: {Data: []byte(text)}}, format)
}

func checksumIn(t *testing.T, folder fstest.MapFS, formats ...source.Format) string {
	t.Helper()
	files, _, err := source.Find([]source.Folder{{FS: folder}}, formats)
	if err != nil || len(files) != 1 {
		t.Fatalf("got %v, %v", files, err)
	}
	sum, err := files[0].Checksum()
	if err != nil || len(sum) != 2+64 || sum[:2] != "1:" {
		t.Fatalf("got %q, %v", sum, err)
	}
	m, err := files[0].Load()
	if err == nil && m.Checksum != "" && m.Checksum != sum {
		t.Errorf("loading gives %s, and the text %s", m.Checksum, sum)
	}
	return sum
}

func windows(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

// replaced changes a text, and panics if there is nothing to change.
func replaced(text, from, to string) string {
	if !strings.Contains(text, from) {
		panic("not there: " + from)
	}
	return strings.Replace(text, from, to, 1)
}
