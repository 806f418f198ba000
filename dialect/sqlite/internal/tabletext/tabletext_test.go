package tabletext

import (
	"slices"
	"strings"
	"testing"
)

const posts = `CREATE TABLE "posts" (
  "id" INTEGER PRIMARY KEY AUTOINCREMENT, -- counts
  -- what readers see
  title varchar(40) DEFAULT ('a, b)') NOT NULL COLLATE NOCASE, /* b */
  [author id] INTEGER CONSTRAINT "posts_author_fkey" REFERENCES "users"("id") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  price DECIMAL(8, 2) CONSTRAINT positive CHECK (price > 0),
  total GENERATED ALWAYS AS (price * 2) STORED,
  flag,
  code TEXT DEFAULT x'00ff' UNIQUE ON CONFLICT IGNORE,
  n INTEGER DEFAULT -1 -- the last one
  , CONSTRAINT "both" UNIQUE (title, "code" COLLATE NOCASE DESC),
  CHECK (length(title) < posts.n), FOREIGN KEY (price, flag) REFERENCES other -- to its key
) STRICT, WITHOUT ROWID`

func parsed(t *testing.T, sql string) *Table {
	t.Helper()
	table, err := Parse(sql)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestParse(t *testing.T) {
	table := parsed(t, posts)
	if got, want := table.Columns(), []string{"id", "title", "author id", "price", "total", "flag", "code", "n"}; !slices.Equal(got, want) {
		t.Errorf("columns: got %q", got)
	}
	var constraints []string
	for _, c := range table.Constraints() {
		constraints = append(constraints, c.String())
	}
	want := []string{
		"primary key posts_pkey", "foreign key posts_author_fkey", "check constraint positive", "unique constraint posts_code_key",
		"unique constraint both", "check constraint posts_check", "foreign key posts_price_flag_fkey",
	}
	if !slices.Equal(constraints, want) {
		t.Errorf("constraints:\ngot  %q\nwant %q", constraints, want)
	}
	if got := table.Column("TITLE").Type(); got != "varchar(40)" {
		t.Errorf("type: %q", got)
	}
	if !table.Autoincrement() || !slices.Equal(table.PrimaryKey(), []string{"id"}) {
		t.Error("the primary key is not found")
	}
	if strings.Contains(table.As("x"), "posts.n") || !strings.Contains(table.As("x"), `CREATE TABLE "x" (`) {
		t.Errorf("under another name: %s", table.As("x"))
	}
}

func TestNotUnderstood(t *testing.T) {
	for _, sql := range []string{
		"", "CREATE TABLE", "CREATE TABLE t", "CREATE TABLE t (", "CREATE TABLE t (a", "CREATE TABLE t (a,", "CREATE TABLE t ()",
		"CREATE VIRTUAL TABLE t USING fts5(a)", "CREATE VIEW v AS SELECT 1", "CREATE TABLE t (a CHECK (1)", "CREATE TABLE t (a 'b",
	} {
		if table, err := Parse(sql); err == nil {
			t.Errorf("%q was understood as %q", sql, table.Columns())
		}
	}
}

// Each change is made, and made undone: the text is the same again.
func TestEdits(t *testing.T) {
	column := func(name string, f func(*Column)) func(*Table) {
		return func(t *Table) { f(t.Column(name)) }
	}
	for _, c := range []struct {
		name, from, to string
		there, back    func(*Table)
	}{
		{
			"type", `CREATE TABLE t (a TEXT /* kept */ NOT NULL, b INT)`, `CREATE TABLE t (a INTEGER /* kept */ NOT NULL, b INT)`,
			column("a", func(c *Column) { c.SetType("INTEGER") }), column("a", func(c *Column) { c.SetType("TEXT") }),
		},
		{
			"a type where there was none", `CREATE TABLE t (a NOT NULL)`, `CREATE TABLE t (a TEXT NOT NULL)`,
			column("a", func(c *Column) { c.SetType("TEXT") }), nil,
		},
		{
			"not null", `CREATE TABLE t (a TEXT DEFAULT 'x' COLLATE NOCASE)`, `CREATE TABLE t (a TEXT DEFAULT 'x' NOT NULL COLLATE NOCASE)`,
			column("a", func(c *Column) { c.SetNotNull(true) }), column("a", func(c *Column) { c.SetNotNull(false) }),
		},
		{
			"not null instead of null", `CREATE TABLE t (a TEXT NULL)`, `CREATE TABLE t (a TEXT NOT NULL)`,
			column("a", func(c *Column) { c.SetNotNull(true) }), nil,
		},
		{
			"default", `CREATE TABLE t (a INT NOT NULL)`, `CREATE TABLE t (a INT DEFAULT 1 NOT NULL)`,
			column("a", func(c *Column) { c.SetDefault("DEFAULT 1") }), column("a", func(c *Column) { c.SetDefault("") }),
		},
		{
			"another default", `CREATE TABLE t (a INT DEFAULT (1 + 1) NOT NULL)`, `CREATE TABLE t (a INT DEFAULT -3 NOT NULL)`,
			column("a", func(c *Column) { c.SetDefault("DEFAULT -3") }), column("a", func(c *Column) { c.SetDefault("DEFAULT (1 + 1)") }),
		},
		{
			"reference", `CREATE TABLE t (a INT, b INT)`, `CREATE TABLE t (a INT CONSTRAINT "k" REFERENCES "u"("id"), b INT)`,
			column("a", func(c *Column) { c.SetReference(`CONSTRAINT "k" REFERENCES "u"("id")`) }), column("a", func(c *Column) { c.DropReference("k") }),
		},
		{
			"another reference", `CREATE TABLE t (a INT CONSTRAINT k REFERENCES u(id) ON DELETE CASCADE NOT NULL)`, `CREATE TABLE t (a INT CONSTRAINT k REFERENCES v(id) NOT NULL)`,
			column("a", func(c *Column) { c.SetReference(`CONSTRAINT k REFERENCES v(id)`) }),
			column("a", func(c *Column) { c.SetReference(`CONSTRAINT k REFERENCES u(id) ON DELETE CASCADE`) }),
		},
		{
			"reference of the table", `CREATE TABLE t (a INT, b INT, FOREIGN KEY (a) REFERENCES u, FOREIGN KEY (a, b) REFERENCES v)`,
			`CREATE TABLE t (a INT, b INT, FOREIGN KEY (a, b) REFERENCES v)`, column("a", func(c *Column) { c.DropReference("") }), nil,
		},
		{
			"constraint", "CREATE TABLE t (a INT)", `CREATE TABLE t (a INT, CONSTRAINT "c" CHECK (a > 0))`,
			func(t *Table) { t.AddConstraint(`CONSTRAINT "c" CHECK (a > 0)`) }, func(t *Table) { t.DropConstraint("C") },
		},
		{
			"constraint on its own line", "CREATE TABLE t (\n  a INT,\n  b INT -- last\n)", "CREATE TABLE t (\n  a INT,\n  b INT, -- last\n  CHECK (a > 0)\n)",
			func(t *Table) { t.AddConstraint(`CHECK (a > 0)`) }, func(t *Table) { t.DropConstraint("t_check") },
		},
		{
			"column behind the others", "CREATE TABLE t (a INT, UNIQUE (a))", "CREATE TABLE t (a INT, b TEXT DEFAULT 'x', UNIQUE (a))",
			func(t *Table) { t.AddColumn("b", "b TEXT DEFAULT 'x'") }, func(t *Table) { t.RemoveColumn("b") },
		},
		{
			"column with what needs it", "CREATE TABLE t (a INT, b INT CHECK (lower(a) < b), c INT CHECK (c > 0), UNIQUE (a, c), PRIMARY KEY (c))",
			"CREATE TABLE t ( b INT, c INT CHECK (c > 0), PRIMARY KEY (c))"[:15] + "(b INT, c INT CHECK (c > 0), PRIMARY KEY (c))",
			func(t *Table) { t.RemoveColumn("A") }, nil,
		},
		{
			"column before a comment", "CREATE TABLE t (a INT, -- one\n b INT)", "CREATE TABLE t (a INT -- one\n)",
			func(t *Table) { t.RemoveColumn("b") }, nil,
		},
		{
			"column with its comment", "CREATE TABLE t (\n a INT, -- one\n b INT, -- two\n c INT\n)", "CREATE TABLE t (\n a INT, -- one\n c INT\n)",
			func(t *Table) { t.RemoveColumn("b") }, nil,
		},
		{
			"primary key", "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL)", "CREATE TABLE t (a INTEGER NOT NULL)",
			func(t *Table) { t.DropPrimaryKey() }, nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := parsed(t, c.from)
			c.there(table)
			if got := table.String(); got != c.to {
				t.Fatalf("got  %s\nwant %s", got, c.to)
			}
			if c.back == nil {
				return
			}
			table = parsed(t, table.String())
			if c.back(table); table.String() != c.from {
				t.Errorf("and back:\ngot  %s\nwant %s", table, c.from)
			}
		})
	}
}

func TestMentions(t *testing.T) {
	for _, c := range []struct {
		sql  string
		want bool
	}{
		{"(a > 0)", true}, {`("A" > 0)`, true}, {"([a] > 0)", true}, {"('a' > b)", false}, {"(a(b) > 0)", false},
		{"(b COLLATE a)", false}, {"(t.a > 0)", true}, {"(a.b > 0)", false}, {"(b /* a */ > 0)", false},
	} {
		if got := Mentions(c.sql, "a"); got != c.want {
			t.Errorf("%s: got %v", c.sql, got)
		}
	}
	if IndexMentions("CREATE INDEX a ON b (c)", "a") || !IndexMentions("CREATE INDEX i ON t (b) WHERE a > 0", "a") {
		t.Error("an index is misread")
	}
}

// Whatever is understood comes out as it went in.
func FuzzParse(f *testing.F) {
	f.Add(posts)
	f.Add("CREATE TABLE t (a INT, b TEXT DEFAULT 'x', UNIQUE (a))")
	f.Fuzz(func(t *testing.T, sql string) {
		table, err := Parse(sql)
		if err != nil {
			return
		}
		for _, name := range table.Columns() {
			c := table.Column(name)
			if c == nil {
				continue // a second one of the name
			}
			c.SetType("TEXT")
			c.SetNotNull(true)
			table.RemoveColumn(name)
		}
		_ = table.As("x")
	})
}
