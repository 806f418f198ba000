package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/lint"
)

var update = flag.Bool("update", false, "write the golden files")

const script = `defmodule M do
  use Ecto.Migration

  def change do
    alter table(:orders) do
	  modify :état, :string, null: false
      remove :note, :text
    end
    create index(:orders, [:a])
  end
end
`

func pos(line, column int) diag.Pos {
	return diag.Pos{File: "priv/my repo/1_a.exs", Line: line, Column: column}
}

// sample is a report with everything in it.
func sample() *lint.Report {
	set := &lint.Rule{ID: "set-not-null", Title: "NULL is forbidden", Severity: lint.Error}
	drop := &lint.Rule{ID: "drop-column", Title: "a column is dropped", Severity: lint.Warning}
	index := &lint.Rule{ID: "an-index", Title: "an index", Severity: lint.Note}
	finding := func(r *lint.Rule, from, to diag.Pos, p lint.Problem) lint.Finding {
		return lint.Finding{Rule: r, Severity: r.Severity, Problem: p, Pos: from, End: to, Version: 1, Name: "a", File: "priv/my repo/1_a.exs"}
	}
	r := &lint.Report{Reviewed: 12, Problems: diag.List{diag.Errorf(diag.Syntax, diag.Pos{File: "b.exs", Line: 3, Column: 4}, "no end").WithHint("write end")}}
	r.Findings = append(r.Findings,
		finding(set, pos(6, 4), pos(6, 38), lint.Problem{
			Message: "takes ACCESS EXCLUSIVE on orders while 4 million rows are checked: reads and writes wait",
			Detail:  "It lasts about 2 s.\nNobody reads meanwhile.", Manual: "PostgreSQL: ALTER TABLE, Notes", Advice: "add a check, validate it later, 100% safe",
		}),
		finding(drop, pos(7, 7), pos(7, 26), lint.Problem{Message: "drops orders.note <b>"}),
		finding(drop, pos(7, 7), pos(7, 26), lint.Problem{Message: "drops it again"}),
		finding(drop, diag.Pos{File: "priv/my repo/1_a.exs"}, diag.Pos{}, lint.Problem{Message: "about all of it"}),
		finding(drop, diag.Pos{File: "lib/helper.ex", Line: 2, Column: 1}, diag.Pos{}, lint.Problem{Message: "somewhere else"}),
	)
	r.Findings[2].Suppressed = &lint.Suppression{Pos: pos(7, 30), Rule: "drop-column", Reason: "nobody reads it"}
	r.Findings[4].Via = []diag.Pos{pos(5, 5)}
	for line := range 5 {
		r.Findings = append(r.Findings, finding(index, pos(5+line, 5), pos(9, 32), lint.Problem{Message: "an index of many lines, or: \"a, b\""}))
	}
	return r
}

func options() Options {
	return Options{
		Source: func(file string) []byte {
			if file == "priv/my repo/1_a.exs" {
				return []byte(script)
			}
			return nil
		},
		Fix: func(f lint.Finding) string {
			if f.Rule.ID == "set-not-null" {
				return "create constraint(:orders, :known, check: \"état IS NOT NULL\")\n\n# 2_next.exs\nexecute \"...\"\n"
			}
			return ""
		},
		Page: func(id string) string { return "# " + id + "\n" }, Version: "1.2.3",
	}
}

func TestGolden(t *testing.T) {
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			if err := Write(&b, format, sample(), options()); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", "sample."+format)
			if *update {
				if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), b.String()); d != "" {
				t.Errorf("%s; if that is right: go test ./lint/report -update", d)
			}
		})
	}
}

func TestNothing(t *testing.T) {
	for format, want := range map[string]string{
		TextFormat:   "3 migrations: nothing found\n",
		GitHubFormat: "3 migrations: nothing found\n",
	} {
		var b bytes.Buffer
		if err := Write(&b, format, &lint.Report{Reviewed: 3}, Options{}); err != nil || b.String() != want {
			t.Errorf("%s: %q, %v", format, b.String(), err)
		}
	}
	if err := Write(&bytes.Buffer{}, "xml", &lint.Report{}, Options{}); err == nil {
		t.Error("there is a format xml")
	}
}

func TestMax(t *testing.T) {
	o := options()
	o.Max = 2
	for format, want := range map[string]string{
		TextFormat: "7 findings not shown; all of them: --max 0\n", GitHubFormat: "7 findings not shown; all of them: --max 0\n",
	} {
		var b bytes.Buffer
		if err := Write(&b, format, sample(), o); err != nil || !bytes.Contains(b.Bytes(), []byte(want)) {
			t.Errorf("%s: %v\n%s", format, err, b.String())
		}
	}
}

// TestFingerprints: they stay when lines above are added and numbers change.
func TestFingerprints(t *testing.T) {
	prints := func(r *lint.Report, source string) []string {
		o := options()
		o.Source = func(string) []byte { return []byte(source) }
		var b bytes.Buffer
		if err := Write(&b, SARIFFormat, r, o); err != nil {
			t.Fatal(err)
		}
		var log sarifLog
		if err := json.Unmarshal(b.Bytes(), &log); err != nil {
			t.Fatal(err)
		}
		var list []string
		seen := map[string]bool{}
		for _, result := range log.Runs[0].Results {
			id := result.Fingerprints["whimbrel/v1"]
			if seen[id] {
				t.Errorf("two findings have the fingerprint %s", id)
			}
			seen[id] = true
			list = append(list, id)
		}
		return list
	}
	before := prints(sample(), script)
	moved := sample()
	for i := range moved.Findings {
		if moved.Findings[i].Pos.Line > 0 {
			moved.Findings[i].Pos.Line++
		}
		moved.Findings[i].Message += ", and 5 million rows"
	}
	if d := cmp.Diff(before, prints(moved, "# a comment\n"+script)); d != "" {
		t.Error(d)
	}
}
