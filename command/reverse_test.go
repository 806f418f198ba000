package command

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/diag"
)

var (
	posts  = Table{Object: Object{Name: "posts"}}
	slug   = Index{Table: "posts", Name: "posts_slug_index", Columns: []IndexColumn{{Column: "slug"}}}
	check  = Constraint{Table: "posts", Name: "positive", Check: "price > 0"}
	text   = NewType("text")
	str    = NewType("string")
	author = Reference{Table: "users", Column: "id", Type: NewType("bigserial")}
)

func TestReverse(t *testing.T) {
	tests := []struct {
		name          string
		command, want Command
	}{
		{"create table", CreateTable{Table: posts}, DropTable{Table: posts}},
		{"create table if not exists", CreateTable{Table: posts, Existence: Lenient}, DropTable{Table: posts, Existence: Lenient}},
		{"create index", CreateIndex{Index: slug}, DropIndex{Index: slug}},
		{"create index if not exists", CreateIndex{Index: slug, Existence: Lenient}, DropIndex{Index: slug, Existence: Lenient}},
		{"drop index", DropIndex{Index: slug, Mode: Cascade}, CreateIndex{Index: slug}},
		{"create constraint", CreateConstraint{Constraint: check}, DropConstraint{Constraint: check}},
		{"rename table", RenameTable{From: posts.Object, To: Object{Name: "new"}}, RenameTable{From: Object{Name: "new"}, To: posts.Object}},
		{"rename column", RenameColumn{Table: posts.Object, From: "a", To: "b"}, RenameColumn{Table: posts.Object, From: "b", To: "a"}},
		{"execute", Execute{Up: SQL("up"), Down: SQL("down")}, Execute{Up: SQL("down"), Down: SQL("up")}},
		{
			"rename index", RenameIndex{Index: slug, To: "new"},
			RenameIndex{Index: Index{Table: "posts", Name: "new", Columns: slug.Columns}, To: "posts_slug_index"},
		},
		{
			"alter turns the order round",
			AlterTable{Table: posts, Changes: []Change{
				Add{Column: Column{Name: "a", Type: text, Options: ColumnOptions{Null: NotNull}}},
				Remove{Name: "b", Was: &Column{Name: "b", Type: str, Options: ColumnOptions{Null: NotNull}}},
			}},
			AlterTable{Table: posts, Changes: []Change{
				Add{Column: Column{Name: "b", Type: str, Options: ColumnOptions{Null: NotNull}}},
				Remove{Name: "a", Was: &Column{Name: "a", Type: text}},
			}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Reverse(test.command)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// The three shapes of :from, each turned round once and once more.
func TestReverseModify(t *testing.T) {
	notNull := ColumnOptions{Null: NotNull}
	tests := []struct {
		name         string
		modify, back Modify
	}{
		{
			"a type keeps the options",
			Modify{Column: Column{Name: "a", Type: text, Options: notNull}, From: &From{Type: str}},
			Modify{Column: Column{Name: "a", Type: str, Options: notNull}, From: &From{Type: text}},
		},
		{
			"a type with options brings its own",
			Modify{Column: Column{Name: "a", Type: text, Options: notNull}, From: &From{Type: str, Options: &ColumnOptions{}}},
			Modify{Column: Column{Name: "a", Type: str}, From: &From{Type: text, Options: &notNull}},
		},
		{
			"a reference",
			Modify{Column: Column{Name: "a", Type: text}, From: &From{Type: author.Type, Reference: &author}},
			Modify{Column: Column{Name: "a", Type: author.Type, Reference: &author}, From: &From{Type: text}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			alter := AlterTable{Table: posts, Changes: []Change{test.modify}}
			back, err := Reverse(alter)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(AlterTable{Table: posts, Changes: []Change{test.back}}, back); d != "" {
				t.Errorf("once: %s", d)
			}
			again, err := Reverse(back)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(Command(alter), again); d != "" {
				t.Errorf("twice: %s", d)
			}
		})
	}
}

func TestIrreversible(t *testing.T) {
	at := func(line int) Position { return Position(diag.Pos{File: "a.exs", Line: line, Column: 1}) }
	tests := []struct {
		name    string
		command Command
		lines   []int
	}{
		{"drop table", DropTable{Position: at(3), Table: posts}, []int{3}},
		{"drop constraint", DropConstraint{Position: at(3), Constraint: check}, []int{3}},
		{"execute one way", Execute{Position: at(3), Up: SQL("VACUUM")}, []int{3}},
		{"every line of an alter", AlterTable{Position: at(1), Table: posts, Changes: []Change{
			Remove{Position: at(2), Name: "a"},
			Add{Position: at(3), Column: Column{Name: "b", Type: text}},
			Modify{Position: at(4), Column: Column{Name: "c", Type: text}},
			Add{Position: at(5), Column: Column{Name: "d", Type: text}, Existence: Lenient},
			Remove{Position: at(6), Name: "e", Was: &Column{Name: "e", Type: text}, Existence: Lenient},
		}}, []int{2, 4, 5, 6}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			reversed, err := Reverse(test.command)
			if err == nil {
				t.Fatalf("reversed to %v", reversed)
			}
			var lines []int
			for _, d := range diag.All(err) {
				lines = append(lines, d.Pos.Line)
				if d.Kind != diag.Irreversible || d.Hint == "" {
					t.Errorf("kind %q, hint %q", d.Kind, d.Hint)
				}
			}
			if d := cmp.Diff(test.lines, lines); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	two, no := 2, false
	alter := func(change Change) Command { return AlterTable{Table: posts, Changes: []Change{change}} }
	tests := []struct {
		name    string
		command Command
		want    string
	}{
		{"scale", alter(Add{Column: Column{Name: "c", Type: NewType("decimal"), Options: ColumnOptions{Scale: &two}}}), "column c is missing precision option"},
		{"datetime", alter(Add{Column: Column{Name: "c", Type: NewType("datetime")}}), "the :datetime type in migrations is not supported"},
		{"array of datetime", alter(Add{Column: Column{Name: "c", Type: ArrayOf(NewType("datetime"))}}), "the :datetime type in migrations is not supported"},
		{"module", alter(Add{Column: Column{Name: "c", Type: NewType("Elixir.Ecto.UUID")}}), "invalid migration type: Ecto.UUID"},
		{"removed", alter(Remove{Name: "c", Was: &Column{Name: "c", Type: NewType("datetime")}}), "the :datetime type in migrations is not supported"},
		{"nulls", CreateIndex{Index: Index{Table: "t", NullsDistinct: &no}}, "the `nulls_distinct` option can only be used with unique indexes"},
		{"index name", CreateIndex{Index: Index{Table: "t", Name: "t_\xc3_index"}}, "the name of the index cannot be derived from columns with characters outside ASCII"},
		{"long index name", CreateIndex{Index: Index{Table: "t", Name: strings.Repeat("x", 256)}}, "the name of the index has more than 255 characters"},
		{"direction", CreateIndex{Index: Index{Table: "t", Columns: []IndexColumn{{Column: "a", Direction: "up"}}}}, "unknown index direction :up"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			list := Validate(test.command)
			if len(list) != 1 || list[0].Summary != test.want || list[0].Hint == "" {
				t.Errorf("got %v, want %s with a hint", list, test.want)
			}
		})
	}
}

func TestRunnable(t *testing.T) {
	both, neither := check, check
	both.Exclude = "gist (a WITH =)"
	neither.Check = ""
	for _, c := range []Constraint{both, neither} {
		if Runnable(CreateConstraint{Constraint: c}).Err() == nil {
			t.Errorf("%+v can be created", c)
		}
		if err := Runnable(DropConstraint{Constraint: c}).Err(); err != nil {
			t.Errorf("%+v cannot be dropped: %v", c, err)
		}
	}
	if err := Runnable(CreateConstraint{Constraint: check}).Err(); err != nil {
		t.Error(err)
	}
}

func TestDefaultIndexName(t *testing.T) {
	tests := []struct {
		table   string
		columns []IndexColumn
		want    string
	}{
		{"posts", []IndexColumn{{Column: "slug"}}, "posts_slug_index"},
		{"posts", []IndexColumn{{Column: "a", Direction: Desc}, {Column: "b"}}, "posts_a_b_index"},
		{"posts", []IndexColumn{{Expr: "lower(name)"}}, "posts_lower_name_index"},
		{"posts", []IndexColumn{{Expr: "(to_tsvector('english', name))"}}, "posts__to_tsvector__english___name_index"},
		{"posts", []IndexColumn{{Column: "naïve"}}, "posts_na\xc3_ve_index"},
		{"posts", []IndexColumn{{Column: "número"}}, "posts_número_index"},
		{"public.posts", []IndexColumn{{Column: "a"}}, "public_posts_a_index"},
	}
	for _, test := range tests {
		if got := DefaultIndexName(test.table, test.columns); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}
