package exs_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print"
	printer "github.com/whimbrel-go/whimbrel/internal/print/exs"
	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

const root = "../../.."

func load(t *testing.T, text string) *source.Migration {
	t.Helper()
	m, err := exs.Load("test.exs", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	m.Version, m.Name = 1, "test"
	return m
}

func printed(t *testing.T, m *print.Migration) string {
	t.Helper()
	var b bytes.Buffer
	if err := printer.Print(&b, "R.Test", m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCases prints every script of the case files and loads it again.
func TestCases(t *testing.T) {
	cases, err := printtest.Cases(root)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, c := range cases {
		original := load(t, c.Source)
		m, _, err := print.Capture(original, c.Config)
		if err != nil {
			continue // Ecto refuses it, and so does Whimbrel
		}
		text := printed(t, m)
		again := load(t, text)
		if d := cmp.Diff(printtest.Plans(original, c.Config), printtest.Plans(again, c.Config)); d != "" {
			t.Errorf("%s: %s\n%s\n%s", c.ID, d, c.Source, text)
		}
		if !printtest.Rewritten(original, m, c.Config) {
			if d := cmp.Diff(printtest.Dump(original, c.Config), printtest.Dump(again, c.Config)); d != "" {
				t.Errorf("%s: %s\n%s\n%s", c.ID, d, c.Source, text)
			}
		}
		count++
	}
	if count < 800 {
		t.Errorf("only %d cases", count)
	}
	t.Logf("%d scripts", count)
}

// TestRandom prints random migrations and runs what was printed.
func TestRandom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := printtest.Migrations().Draw(t, "migration")
		style := rapid.SampledFrom([]printer.Style{printer.Exact, printer.Guide}).Draw(t, "style")
		var b bytes.Buffer
		if err := style.Print(&b, "R.Random", r.Migration); err != nil {
			t.Fatal(err)
		}
		m, err := exs.Load("random.exs", b.Bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, &b)
		}
		m.Version, m.Name = r.Migration.Version, r.Migration.Name
		if d := cmp.Diff(printtest.Expected(r.Migration), printtest.Dump(m, r.Migration.Config)); d != "" {
			t.Fatalf("%s\n%s", d, &b)
		}
	})
}

// TestGuide prints as people write by hand, with comments.
func TestGuide(t *testing.T) {
	reference := command.Reference{Table: "teams", Column: "id", Type: command.NewType("bigserial")}
	column := command.Column{Name: "team_id", Type: reference.Type, Reference: &reference}
	m := &print.Migration{Comment: "Why it is done.\nAnd how."}
	m.Up = print.NewBody(
		command.Execute{Up: command.SQL("SELECT 1")},
		command.CreateIndex{Index: command.Index{Table: "users", Name: "x", Columns: []command.IndexColumn{{Column: "a"}}, Where: "a > 0"}},
		command.AlterTable{Table: command.Table{Object: command.Object{Name: "nil"}}, Changes: []command.Change{command.Add{Column: column}}},
	)
	m.Up.Comment = "There is more to do."
	m.Down = &print.Body{Comment: "Nothing to undo"}
	var b bytes.Buffer
	if err := printer.Guide.Print(&b, "R.Guide", m); err != nil {
		t.Fatal(err)
	}
	want := `defmodule R.Guide do
  use Ecto.Migration

  # Why it is done.
  # And how.
  def up do
    execute "SELECT 1"

    create index(:users, [:a], where: "a > 0", name: :x)

    alter table("nil") do
      add :team_id, references(:teams, on_delete: :nothing)
    end

    # There is more to do.
  end

  def down do
    # Nothing to undo
    :ok
  end
end
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}
