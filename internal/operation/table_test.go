package operation_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

var update = flag.Bool("update", false, "write the operations into testdata")

// TestTables reads testdata/*.txt:
//
//	== postgres                what follows is for this database
//	given CREATE TABLE ...     the schema, until the next ==
//	> ALTER TABLE ...          SQL; "\n" is a line feed
//	| alter table(:a) do ...   or the body of change/0, in Elixir
//	AddColumn a ...            what it asks for, and the place if not everything
func TestTables(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	lines := 0
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			table := &table{t: t}
			table.read(string(text))
			lines += table.asked
			got := strings.Join(table.out, "\n") + "\n"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(strings.Split(string(text), "\n"), strings.Split(got, "\n")); d != "" {
				t.Error(d)
			}
		})
	}
	if lines < 300 {
		t.Errorf("only %d lines", lines)
	}
}

// table writes a file anew.
type table struct {
	t      *testing.T
	before *schema.Schema
	out    []string
	asked  int
}

func (tt *table) read(text string) {
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		database, isDatabase := strings.CutPrefix(line, "== ")
		given, isGiven := strings.CutPrefix(line, "given ")
		sql, isSQL := strings.CutPrefix(line, "> ")
		script, isScript := strings.CutPrefix(line, "| ")
		switch {
		case isDatabase:
			tt.before = schema.New(schema.ForDatabase(database))
		case isGiven:
			tt.before.Apply(command.Execute{Up: command.SQL(given)})
		case isSQL, isScript:
			tt.asked++
		case line != "" && !strings.HasPrefix(line, "#"):
			continue // written anew
		}
		tt.out = append(tt.out, line)
		if isSQL {
			tt.sql(strings.ReplaceAll(sql, `\n`, "\n"))
		}
		if isScript {
			tt.script(script)
		}
	}
}

func (tt *table) sql(text string) {
	for _, l := range operation.Of(command.Execute{Up: command.SQL(text)}, tt.before.Database(), tt.before) {
		line := show(l)
		if place := text[l.Start:l.End]; place != text {
			line += "  [" + strings.ReplaceAll(place, "\n", `\n`) + "]"
		}
		tt.out = append(tt.out, line)
	}
}

func (tt *table) script(body string) {
	d := dialects[slices.IndexFunc(dialects, func(d dialect.Dialect) bool { return d.Name() == tt.before.Database() })]
	source := sourceOf{ID: "table", Source: "defmodule M do\n  use Ecto.Migration\n  def change do\n" + body + "\n  end\nend\n"}
	list := commandsOf(tt.t, source, d)
	if len(list) == 0 {
		tt.t.Errorf("%s asks for nothing", body)
	}
	for _, c := range list {
		for _, l := range operation.Of(c, d.Name(), tt.before) {
			tt.out = append(tt.out, show(l))
		}
	}
}
