package lint_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// A rule that fails is named, with the migration, once; all others are asked.
func TestPanics(t *testing.T) {
	folder := fstest.MapFS{
		"1_first.sql":  {Data: []byte("ALTER TABLE posts DROP COLUMN a;\nALTER TABLE posts DROP COLUMN b;\n")},
		"2_second.sql": {Data: []byte("ALTER TABLE posts DROP COLUMN c;\n")},
	}
	says := func(p *lint.Pass, s *lint.Step) { p.Report(s, lint.Problem{Message: "is here"}) }
	rules := []*lint.Rule{
		{ID: "fails", Severity: lint.Note, Step: func(p *lint.Pass, s *lint.Step) {
			if p.Migration.Version == 1 {
				panic("no such thing")
			}
			says(p, s)
		}},
		{ID: "fails-late", Severity: lint.Note, Migration: func(p *lint.Pass) {
			p.Report(p.Steps[0], lint.Problem{Message: "is late", Unless: func(*schema.Schema) bool { panic("too late") }})
		}},
		{ID: "works", Severity: lint.Note, Step: says},
	}
	var entries []lint.Entry
	for _, f := range linttest.Find(t, folder, "postgres") {
		entries = append(entries, lint.Entry{File: f, Review: true})
	}
	report, err := lint.Run(t.Context(), entries, lint.Config{Rules: rules, Dialect: postgres.New()})
	if err != nil {
		t.Fatal(err)
	}
	var found, problems []string
	for _, f := range report.Findings {
		found = append(found, f.Rule.ID+" "+f.Pos.String())
	}
	for _, d := range report.Problems {
		if d.Kind != diag.Internal || !strings.Contains(d.Detail, "panicked_test.go:") || !strings.Contains(d.Hint, "report this") {
			t.Errorf("%+v", d)
		}
		problems = append(problems, d.Error())
	}
	if got, want := strings.Join(found, ", "), "works migrations/1_first.sql:1:1, fails-late migrations/1_first.sql:1:1, works migrations/1_first.sql:2:1, "+
		"fails migrations/2_second.sql:1:1, works migrations/2_second.sql:1:1, fails-late migrations/2_second.sql:1:1"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := strings.Join(problems, "\n"), "migrations/1_first.sql: the rule fails fails: no such thing\n"+
		"migrations/1_first.sql: the rule fails-late fails: too late\nmigrations/2_second.sql: the rule fails-late fails: too late"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What a loop asks for again and again is said once.
func TestRepeated(t *testing.T) {
	text := `defmodule Sample do
  use Ecto.Migration
  def change do
    for column <- [:a, :b, :c], table <- [:posts, :users] do
      execute "ALTER TABLE #{table} DROP COLUMN #{column}"
    end
  end
end
`
	folder := fstest.MapFS{"1_sample.exs": {Data: []byte(text)}}
	rules := []*lint.Rule{{ID: "loses", Severity: lint.Note, Step: func(p *lint.Pass, s *lint.Step) {
		p.Report(s, lint.Problem{Message: "loses something of " + s.On().Name, Detail: s.Statement + "."})
	}}}
	report, err := lint.Run(t.Context(), []lint.Entry{{File: linttest.Find(t, folder, "postgres")[0], Review: true}},
		lint.Config{Rules: rules, Dialect: postgres.New()})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range report.Findings {
		got = append(got, f.Pos.String()+" "+f.Message+": "+f.Detail)
	}
	want := "migrations/1_sample.exs:5:7 loses something of posts (3 times): ALTER TABLE posts DROP COLUMN a. ALTER TABLE posts DROP COLUMN b. ALTER TABLE posts DROP COLUMN c.\n" +
		"migrations/1_sample.exs:5:7 loses something of users (3 times): ALTER TABLE users DROP COLUMN a. ALTER TABLE users DROP COLUMN b. ALTER TABLE users DROP COLUMN c."
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}
