package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/diag"
)

func mustParse(t testing.TB, src string) Node {
	t.Helper()
	n, err := Parse("a.exs", []byte(src))
	if err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	return n
}

// TestForms has what testdata/snippets.txt cannot hold: the ends of lines and
// invisible characters, and what versions of Elixir do not agree on.
func TestForms(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"empty file", "", "(__block__)"},
		{"blank file", "\n  \n# a\n", "(__block__)"},
		{"byte order mark", "\ufefffoo 1", "(foo@1:1 1)"},
		{"carriage returns", "a\r\nfoo 1,\r\n  2\r\nb\r\n", "(__block__ a@1:1 (foo@2:1 1 2) b@4:1)"},
		{"carriage return after a keyword", "[a:\r\n1]", "[{:a 1}]"},
		{"carriage return in a string", "\"a\r\nb\\\r\nc\"; d", `(__block__ "a\x0D\nbc" d@3:5)`},
		{"carriage return in a heredoc", "  \"\"\"\r\n  a\r\n\r\n  b\\\r\n  c\r\n  \"\"\"\r\n", `"a\x0D\n\x0D\nbc\x0D\n"`},
		{"carriage return after a comment", "# a\r\nb # c\r\n|> d", `("|>"@3:1 b@2:1 d@3:4)`},
		{"continued line", "foo 1 \\\r\n  |> b", `(foo@1:1 ("|>"@2:3 1 b@2:6))`},
		{"continued line after a dot", "foo.\\\n  bar", "(.- foo@1:1 bar@2:3)"},
		{"tabs count as one column", "\tfoo\t1", "(foo@1:2 1)"},
		{"columns count code points", "\"é日\u0301\"; a; ?é; b", `(__block__ "\xC3\xA9\xE6\x97\xA5\xCC\x81" a@1:8 233 b@1:15)`},
		{"a sign before a continued line is binary", "a +\\\n1", `("+"@1:3 a@1:1 1)`},
		{"a line feed as a character ends no line", "?\n; a", "(__block__ 10 a@2:3)"},
		{"micro sign", "µ", `"\xCE\xBC"@1:1`},
		{"a call in a map, as in 1.14", "%{unquote_splicing x}", `("%{}"@1:1 (unquote_splicing@1:3 x@1:20))`},
		{"modifiers with digits", "~X(a)b1", `(sigil_X@1:1 ("<<>>"@1:1 "a") [98 49])`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := dump(mustParse(t, tt.src)); got != tt.want {
				t.Errorf("%q\n got: %s\nwant: %s", tt.src, got, tt.want)
			}
		})
	}
}

// TestMarks checks what the trees of Elixir do not have.
func TestMarks(t *testing.T) {
	call := mustParse(t, "create table(:a), b: 1 do\n  c\nend").(*Call)
	if !call.DoBlock || call.Parens || call.End != (diag.Pos{File: "a.exs", Line: 3, Column: 1}) {
		t.Errorf("create: %+v", call)
	}
	if kw := call.Args[1].(*List); !kw.Keywords {
		t.Errorf("the keywords are not marked: %+v", kw)
	}
	if block := call.Args[2].(*List); !block.Keywords || block.Line != 1 || block.Column != 24 {
		t.Errorf("the block: %+v", block)
	}
	table := call.Args[0].(*Call)
	if !table.Parens || table.DoBlock || table.End.Column != 16 {
		t.Errorf("table: %+v", table)
	}
	if list := mustParse(t, "[a: 1]").(*List); list.Keywords {
		t.Error("a list in brackets is marked as keywords")
	}
	if c := mustParse(t, "a.b").(*Call); c.Parens || c.Name != "b" {
		t.Errorf("a.b: %+v", c)
	}
	if c := mustParse(t, "a.()").(*Call); !c.Anonymous || !c.Parens || c.Name != "" {
		t.Errorf("a.(): %+v", c)
	}
	if c := mustParse(t, "a(1)(2)").(*Call); c.Callee == nil || c.Name != "" || !c.Parens {
		t.Errorf("a(1)(2): %+v", c)
	}
	if s := mustParse(t, "\"\"\"\na\n\"\"\"").(*String); !s.Heredoc || s.Value != "a\n" {
		t.Errorf("heredoc: %+v", s)
	}
	if c := mustParse(t, "%{a: 1\n}").(*Call); c.End.Line != 2 || c.End.Column != 1 {
		t.Errorf("map: %+v", c)
	}
	if n := mustParse(t, "0xFF_FF").(*Integer); n.Text != "0xFF_FF" || n.Value.Int64() != 0xFFFF {
		t.Errorf("integer: %+v", n)
	}
	if n := mustParse(t, "1_0.5e1").(*Float); n.Text != "1_0.5e1" || n.Value != 105 {
		t.Errorf("float: %+v", n)
	}
	if c, ok := IsCall(mustParse(t, "a + b"), "+"); !ok || len(c.Args) != 2 {
		t.Error("IsCall does not find a + b")
	}
}

func TestDepthLimit(t *testing.T) {
	const deep = 200_000
	tests := []struct{ name, src, want string }{
		{"parentheses", strings.Repeat("(", deep) + strings.Repeat(")", deep), "nested more than"},
		{"lists", strings.Repeat("[", deep) + strings.Repeat("]", deep), "nested more than"},
		{"maps", strings.Repeat("%{a: ", deep) + "1" + strings.Repeat("}", deep), "nested more than"},
		{"unary operators", strings.Repeat("!", deep) + "a", "nested more than"},
		{"right operators", strings.Repeat("a = ", deep) + "a", "nested more than"},
		{"calls", strings.Repeat("f ", deep) + "a", "nested more than"},
		{"blocks", strings.Repeat("f do\n", deep) + strings.Repeat("end\n", deep), "nested more than"},
		{"functions", strings.Repeat("fn -> ", deep) + "1" + strings.Repeat(" end", deep), "nested more than"},
		{"interpolations", strings.Repeat(`"#{`, deep) + strings.Repeat(`}"`, deep), "nested more than"},
		{"left operators", strings.Repeat("a + ", deep) + "a", "too many operators"},
		{"dots", "a" + strings.Repeat(".a", deep), "too many operators"},
		{"accesses", "a" + strings.Repeat("[0]", deep), "too many operators"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("a.exs", []byte(tt.src))
			if err == nil || !strings.Contains(err.Error(), tt.want) || diag.KindOf(err) != diag.Syntax {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDeepEnough(t *testing.T) {
	const n = 1000
	for _, src := range []string{
		strings.Repeat("(", n) + "a" + strings.Repeat(")", n),
		strings.Repeat("a <> ", n) + "a",
		strings.Repeat("a |> ", 10*n) + "a",
		strings.Repeat("[", n) + strings.Repeat("]", n),
		strings.Repeat("a\n", 100*n),
		"[" + strings.Repeat("a, ", 100*n) + "a]",
		"x " + strings.Repeat("a, ", 100*n) + "a",
	} {
		if _, err := Parse("a.exs", []byte(src)); err != nil {
			t.Errorf("%.20q...: %v", src, err)
		}
	}
}

const migration = `defmodule MyApp.Repo.Migrations.CreatePosts%d do
  use Ecto.Migration

  @disable_ddl_transaction true
  @disable_migration_lock true

  def up do
    create table(:posts, primary_key: false) do
      add :id, :uuid, primary_key: true
      add :title, :string, null: false, size: 100
      add :body, :text, default: ""
      add :author_id, references(:authors, on_delete: :delete_all, type: :uuid), null: false
      add :tags, {:array, :string}, default: []
      add :price, :decimal, precision: 10, scale: 2

      timestamps(type: :utc_datetime_usec)
    end

    # Only published posts need a unique slug.
    create unique_index(:posts, [:slug, :author_id], where: "published_at IS NOT NULL")
    create index(:posts, ["lower(title)"], name: :posts_title_index, concurrently: true)

    execute """
    CREATE FUNCTION notify_#{table()}() RETURNS trigger AS $$
    BEGIN
      PERFORM pg_notify('posts', NEW.id::text);
      RETURN NEW;
    END;
    $$ LANGUAGE plpgsql
    """, "DROP FUNCTION notify_#{table()}()"

    for {name, index} <- Enum.with_index(~w(draft published archived)a), index > 0 do
      execute("INSERT INTO states (name, position) VALUES ('#{name}', #{index + 1})")
    end

    if direction() == :up, do: flush()
  end

  def down do
    drop table(:posts)
  end

  defp table, do: :posts
end
`

// BenchmarkMigrations parses 1,000 migrations per operation.
func BenchmarkMigrations(b *testing.B) {
	files := make([][]byte, 1000)
	size := 0
	for i := range files {
		files[i] = fmt.Appendf(nil, migration, i)
		size += len(files[i])
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range files {
			if _, err := Parse("a.exs", src); err != nil {
				b.Fatal(err)
			}
		}
	}
}
