package fix_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// TestSameTables has rules whose fixes make other tables: nothing is written.
func TestSameTables(t *testing.T) {
	column := command.Column{Name: "slug", Type: command.NewType("string")}
	add := command.AlterTable{Table: posts, Changes: []command.Change{command.Add{Column: column}}}
	other := command.AlterTable{Table: posts, Changes: []command.Change{command.Add{Column: command.Column{Name: "slug", Type: command.NewType("text")}}}}
	validated := command.Execute{Up: command.SQL("ALTER TABLE posts ADD CONSTRAINT short CHECK (slug <> '')"), Down: command.SQL("")}
	tests := map[string]struct {
		fix  lint.Fix
		want string
	}{
		"the same": {lint.Fix{Then: []lint.Migration{{Name: "add", Change: []command.Command{add}}}}, ""},
		"the same type for the database": {
			lint.Fix{Then: []lint.Migration{{Name: "add", Change: []command.Command{command.Execute{
				Up: command.SQL("ALTER TABLE posts ADD COLUMN slug varchar(255)"), Down: command.SQL("ALTER TABLE posts DROP COLUMN slug"),
			}}}}}, "",
		},
		"another type":   {lint.Fix{Instead: []command.Command{other}}, "the tables would not be the same: posts"},
		"one thing more": {lint.Fix{Keep: true, Instead: []command.Command{validated}}, "the tables would not be the same: posts"},
		"on purpose":     {lint.Fix{Keep: true, Better: true, Instead: []command.Command{validated}}, ""},
		"no way down": {
			lint.Fix{Then: []lint.Migration{{Name: "add", Change: []command.Command{command.Execute{Up: command.SQL("ALTER TABLE posts ADD COLUMN slug varchar(255)")}}}}},
			"there would be no way down",
		},
		"another way down": {
			lint.Fix{Then: []lint.Migration{{Name: "add", Up: []command.Command{add}, Down: []command.Command{}}}},
			"the tables would not be the same on the way down: posts",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := folder{database: "postgres", files: fstest.MapFS{}, rules: []*lint.Rule{always(&test.fix)}}
			f.files["20260101000000_create.exs"] = script("Create", "create table(:posts) do\n add :title, :string\nend")
			f.files["20260101000001_add.exs"] = script("Add", "alter table(:posts) do\n add :slug, :string\nend\nexecute \"SELECT 1\", \"\"")
			got := difference(t, f, f.lint(t).Findings)
			switch unfixed := got["unfixed"]; {
			case test.want == "" && (unfixed != "" || len(got) == 0):
				t.Errorf("is not fixed: %s", unfixed)
			case test.want != "" && (!strings.HasPrefix(unfixed, "always: "+test.want) || len(got) > 1):
				t.Errorf("want %q, got %v", test.want, got)
			}
		})
	}
}

var posts = command.Table{Object: command.Object{Name: "posts"}}

// always has one fix for every column that is added.
func always(fix *lint.Fix) *lint.Rule {
	return &lint.Rule{ID: "always", Severity: lint.Error, Step: func(p *lint.Pass, s *lint.Step) {
		if _, ok := s.Operation.(operation.AddColumn); ok && !s.Fresh {
			p.Report(s, lint.Problem{Fix: fix})
		}
	}}
}

func script(module, commands string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("defmodule " + module + " do\n  use Ecto.Migration\n\n  def change do\n" + commands + "\n  end\nend\n")}
}
