package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

// findings lints samples of a page after those of Before.
func findings(t *testing.T, p linttest.Page, database string, samples []linttest.Sample) []lint.Finding {
	t.Helper()
	folder, old := linttest.Folder(p.Samples["Before"], samples)
	d := linttest.Dialect(database)
	found := linttest.Find(t, folder, database)
	entries := make([]lint.Entry, len(found))
	for i, f := range found {
		entries[i] = lint.Entry{File: f, Review: i >= old}
	}
	report, err := lint.Run(t.Context(), entries, lint.Config{
		Rules: rules.All(), Dialect: d, Server: lint.Server{Database: database}, Rows: p.Rows,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	return report.Findings
}

// reported returns what a rule found that no comment allows.
func reported(list []lint.Finding, id string) []lint.Finding {
	var of []lint.Finding
	for _, f := range list {
		if f.Rule.ID == id && f.Suppressed == nil {
			of = append(of, f)
		}
	}
	return of
}

// TestPages lints the samples of every page: the rule reports all of Fails and
// nothing of Passes.
func TestPages(t *testing.T) {
	pages := linttest.Pages(t, "../..")
	for _, r := range rules.All() {
		p, ok := pages[r.ID]
		if !ok {
			t.Errorf("%s has no page docs/lint/%s.md", r.ID, r.ID)
			continue
		}
		delete(pages, r.ID)
		for _, language := range p.Languages() {
			t.Run(r.ID+"/"+language, func(t *testing.T) {
				fails, passes := p.In("Fails", language), p.In("Passes", language)
				if len(fails) == 0 || len(passes) == 0 {
					t.Fatal("the page has no samples in this language")
				}
				if language == "go" {
					return // what they record is compared with the scripts
				}
				db := linttest.Database(r, slices.Concat(p.Samples["Before"], fails))
				if got := reported(findings(t, p, db, fails), r.ID); len(got) == 0 {
					t.Error("what the page says fails passes")
				}
				for _, f := range reported(findings(t, p, db, passes), r.ID) {
					t.Errorf("what the page says passes fails: %s: %s", f.Pos, f.Message)
				}
			})
		}
		for _, a := range r.Aliases {
			if !strings.Contains(p.Text, "`"+a.Name+"`") {
				t.Errorf("%s: the page does not name the alias %s", r.ID, a.Name)
			}
		}
	}
	for id := range pages {
		t.Errorf("docs/lint/%s.md is about no rule", id)
	}
}
