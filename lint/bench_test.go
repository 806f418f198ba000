package lint_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// migration is one of a long history: every fourth creates a table, the others
// change one that is there, in Elixir and in SQL.
func migration(i int) (name, text string) {
	table := fmt.Sprintf("table_%04d", i/4)
	base := fmt.Sprintf("%d_change_%04d", 20260101000000+i, i)
	script := func(body string) (string, string) {
		return base + ".exs", fmt.Sprintf("defmodule Bench.Repo.Migrations.Change%04d do\n  use Ecto.Migration\n\n  def change do\n%s  end\nend\n", i, body)
	}
	switch i % 4 {
	case 0:
		return script(fmt.Sprintf("    create table(:%[1]s) do\n      add :name, :string, null: false\n      add :email, :string, size: 100\n"+
			"      add :amount, :decimal, precision: 10, scale: 2\n      add :parent_id, references(:%[1]s, on_delete: :delete_all)\n\n"+
			"      timestamps()\n    end\n\n    create index(:%[1]s, [:email])\n", table))
	case 1:
		return script(fmt.Sprintf("    alter table(:%[1]s) do\n      add :active, :boolean, default: true\n      modify :email, :text, from: :string\n    end\n", table))
	case 2:
		return base + ".sql", fmt.Sprintf("ALTER TABLE %[1]s ADD COLUMN note text, ALTER COLUMN name SET NOT NULL;\n"+
			"CREATE INDEX %[1]s_note ON %[1]s (note);\nUPDATE %[1]s SET note = 'x';\n", table)
	}
	return script(fmt.Sprintf("    # whimbrel: allow drop-column because nobody reads it\n    alter table(:%[1]s) do\n      remove :note, :text\n    end\n\n"+
		"    create unique_index(:%[1]s, [:name, :email])\n", table))
}

// BenchmarkRun reviews a history of 1,000 migrations with all rules.
func BenchmarkRun(b *testing.B) {
	folder := fstest.MapFS{}
	for i := range 1000 {
		name, text := migration(i)
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	d := postgres.New()
	config := lint.Config{Rules: rules.All(), Dialect: d, Server: lint.Server{Major: 15}}
	for b.Loop() {
		files, _, err := source.Find([]source.Folder{{FS: folder, Name: "m"}}, append([]source.Format{exs.Format()}, sqlfile.Formats(d)...))
		if err != nil {
			b.Fatal(err)
		}
		entries := make([]lint.Entry, len(files))
		for i, f := range files {
			entries[i] = lint.Entry{File: f, Review: true}
		}
		report, err := lint.Run(b.Context(), entries, config)
		if err != nil || report.Problems.Err() != nil || report.Reviewed != 1000 {
			b.Fatal(err, report)
		}
	}
}
