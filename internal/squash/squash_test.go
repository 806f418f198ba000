package squash

import (
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

func TestCommands(t *testing.T) {
	tests := []struct {
		name, change string
		up, down     string
		doubt        string
	}{
		{"nothing", "", "", "", ""},
		{"parents first", `
create table("b")
create table("a") do
  add :title, :string
end
alter table("b") do
  add :a_id, references("a")
end
create index("a", [:title])`,
			"create table a\ncreate index a_title_index\ncreate table b", "drop table b\ndrop table a", ""},
		{"a table of its own parent", `
create table("a") do
  add :parent_id, references("a")
end`, "create table a", "drop table a", ""},
		{"extensions and types", `
execute "CREATE EXTENSION citext"
execute "CREATE TYPE mood AS ENUM ('it''s')"`,
			`execute "CREATE EXTENSION IF NOT EXISTS \"citext\""` + "\n" + `execute "CREATE TYPE \"mood\" AS ENUM ('it''s')"`,
			`execute "DROP TYPE \"mood\""` + "\n" + `execute "DROP EXTENSION IF EXISTS \"citext\""`, ""},
		{"circle", `
create table("a")
create table("b") do
  add :a_id, references("a")
end
alter table("a") do
  add :b_id, references("b")
end`, "", "", "table a is part of a circle of references"},
		{"from before", `
alter table("a") do
  add :x, :integer
end`, "", "", "table a was made before the first migration"},
		{"gap", `execute "DO $$ BEGIN END $$"`, "", "", "DO"},
		{"contradiction", `
create table("a")
create table("a")`, "", "", "table a exists already"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := "defmodule T do\n  use Ecto.Migration\n  def up do\n" + test.change + "\n  end\nend\n"
			m, err := exs.Load("test.exs", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			model, problems := schema.Replay([]*source.Migration{m}, record.Config{}, schema.ForDatabase("postgres"))
			up, down, doubts := Commands(model, problems)
			if got := describe(up); got != test.up {
				t.Errorf("up:\n%s\nwant\n%s", got, test.up)
			}
			if got := describe(down); got != test.down {
				t.Errorf("down:\n%s\nwant\n%s", got, test.down)
			}
			if got := summaries(doubts); (test.doubt == "") != (got == "") || !strings.Contains(got, test.doubt) {
				t.Errorf("doubts: %q, want %q", got, test.doubt)
			}
		})
	}
}

func describe(commands []command.Command) string {
	lines := make([]string, len(commands))
	for i, c := range commands {
		lines[i] = c.Describe()
	}
	return strings.Join(lines, "\n")
}

func summaries(list diag.List) string {
	var lines []string
	for _, d := range list {
		lines = append(lines, d.Summary)
	}
	return strings.Join(lines, "\n")
}
