package rules_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// page is a rule's page in docs/lint. Its samples are the rule's tests.
type page struct {
	id   string
	text string
	// samples are the fenced blocks of a section, by their language.
	samples map[string][]sample
}

// sample is a migration of a page. Several of one language in one section run
// one after the other.
type sample struct{ language, database, text string }

var (
	heading = regexp.MustCompile(`(?m)^## (.*)$`)
	fence   = regexp.MustCompile("(?ms)^```([a-z]+)( [a-z]+)?\n(.*?)^```$")
)

// readPages reads all pages.
func readPages(t *testing.T) map[string]page {
	t.Helper()
	paths, err := filepath.Glob("../../docs/lint/*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]page{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		id := strings.TrimSuffix(filepath.Base(path), ".md")
		if id == "README" {
			continue
		}
		pages[id] = readPage(id, string(text))
	}
	return pages
}

func readPage(id, text string) page {
	p := page{id: id, text: text, samples: map[string][]sample{}}
	at := heading.FindAllStringSubmatchIndex(text, -1)
	for i, h := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		name := text[h[2]:h[3]]
		for _, block := range fence.FindAllStringSubmatch(text[h[1]:end], -1) {
			p.samples[name] = append(p.samples[name], sample{block[1], strings.TrimSpace(block[2]), block[3]})
		}
	}
	return p
}

// in returns the samples of a section in a language.
func (p page) in(section, language string) []sample {
	var list []sample
	for _, s := range p.samples[section] {
		if s.language == language {
			list = append(list, s)
		}
	}
	return list
}

var dialects = map[string]dialect.Dialect{"postgres": postgres.New(), "mysql": mysql.New(), "sqlite": sqlite.New(), "mssql": mssql.New()}

// database is the one that a sample is for: the one beside its language, or
// else the rule's first.
func database(r *lint.Rule, samples []sample) string {
	name := "postgres"
	if len(r.Databases) > 0 {
		name = r.Databases[0]
	}
	for _, s := range samples {
		name = cmp.Or(s.database, name)
	}
	return name
}

// files are samples as migrations of a folder, those of Before first.
func files(before, samples []sample) (fstest.MapFS, int) {
	folder := fstest.MapFS{}
	for i, s := range append(append([]sample{}, before...), samples...) {
		extension, text := ".exs", exsText(s.text)
		if s.language == "sql" {
			extension, text = ".sql", s.text
		}
		folder[fmt.Sprintf("202601010000%02d_sample%d%s", i, i, extension)] = &fstest.MapFile{Data: []byte(text)}
	}
	return folder, len(before)
}

// exsText makes a script of a sample, which may be a whole one, its functions
// and attributes, or only the commands of change.
func exsText(sample string) string {
	if strings.Contains(sample, "defmodule") {
		return sample
	}
	attributes, body := "", sample
	for strings.HasPrefix(body, "@") {
		line, rest, _ := strings.Cut(body, "\n")
		attributes, body = attributes+"  "+line+"\n", strings.TrimLeft(rest, "\n")
	}
	if !strings.HasPrefix(body, "def ") {
		body = "def change do\n" + body + "end\n"
	}
	return "defmodule Sample do\n  use Ecto.Migration\n\n" + attributes + body + "end\n"
}

// findings lints samples after others.
func findings(t *testing.T, database string, before, samples []sample) []lint.Finding {
	t.Helper()
	folder, old := files(before, samples)
	d := dialects[database]
	formats := append([]source.Format{exs.Format()}, sqlfile.Formats(d)...)
	found, _, err := source.Find([]source.Folder{{FS: fs.FS(folder), Name: "migrations"}}, formats)
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]lint.Entry, len(found))
	for i, f := range found {
		entries[i] = lint.Entry{File: f, Review: i >= old}
	}
	report, err := lint.Run(t.Context(), entries, lint.Config{Rules: rules.All(), Dialect: d, Server: lint.Server{Database: database}})
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
	pages := readPages(t)
	for _, r := range rules.All() {
		p, ok := pages[r.ID]
		if !ok {
			t.Errorf("%s has no page docs/lint/%s.md", r.ID, r.ID)
			continue
		}
		delete(pages, r.ID)
		for _, language := range []string{"elixir", "sql"} {
			t.Run(r.ID+"/"+language, func(t *testing.T) {
				fails, passes := p.in("Fails", language), p.in("Passes", language)
				if len(fails) == 0 || len(passes) == 0 || len(p.in("Fails", "go")) == 0 || len(p.in("Passes", "go")) == 0 {
					t.Fatalf("the page has no samples in %s or Go", language)
				}
				before := p.samples["Before"]
				db := database(r, append(append([]sample{}, before...), fails...))
				if got := reported(findings(t, db, before, fails), r.ID); len(got) == 0 {
					t.Error("what the page says fails passes")
				}
				for _, f := range reported(findings(t, db, before, passes), r.ID) {
					t.Errorf("what the page says passes fails: %s: %s", f.Pos, f.Message)
				}
			})
		}
		for _, a := range r.Aliases {
			if !strings.Contains(p.text, "`"+a.Name+"`") {
				t.Errorf("%s: the page does not name the alias %s", r.ID, a.Name)
			}
		}
	}
	for id := range pages {
		t.Errorf("docs/lint/%s.md is about no rule", id)
	}
}
