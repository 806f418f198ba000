package rules_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

// situation is a migration in a context that decides what rules say of it.
type situation struct {
	name string
	// server is a database with its version, "postgres" if it is zero.
	server lint.Server
	// rows are those of tables: "posts 5000000, users 10".
	rows string
	// before are migrations that are only replayed, and migration is the one
	// that is reviewed: SQL if it begins with a capital letter or a comment,
	// and otherwise what a page's sample in Elixir may be.
	before    []string
	migration string
	// after are migrations of the folder behind it, which are only replayed.
	after []string
	// config says what else is known. Optional.
	config func(*lint.Config)
	// want are the findings in order, each as "rule severity".
	want []string
}

// review compares what some rules say of migrations with what is wanted.
func review(t *testing.T, situations []situation, ids ...string) {
	t.Helper()
	var asked []*lint.Rule
	for _, id := range ids {
		asked = append(asked, lint.Find(rules.All(), id))
	}
	for _, s := range situations {
		t.Run(s.name, func(t *testing.T) {
			var got []string
			for _, f := range s.findings(t, asked) {
				if f.Suppressed == nil {
					got = append(got, f.Rule.ID+" "+f.Severity.String())
				}
			}
			if !slices.Equal(got, s.want) {
				t.Errorf("got %q, want %q", got, s.want)
			}
		})
	}
}

func (s situation) findings(t *testing.T, asked []*lint.Rule) []lint.Finding {
	t.Helper()
	server := s.server
	if server.Database == "" {
		server.Database = "postgres"
	}
	var before []linttest.Sample
	for _, text := range s.before {
		before = append(before, sampleOf(text))
	}
	samples := []linttest.Sample{sampleOf(s.migration)}
	for _, text := range s.after {
		samples = append(samples, sampleOf(text))
	}
	folder, old := linttest.Folder(before, samples)
	var entries []lint.Entry
	for i, f := range linttest.Find(t, folder, server.Database) {
		entries = append(entries, lint.Entry{File: f, Review: i == old})
	}
	config := lint.Config{
		Rules: asked, Dialect: linttest.Dialect(server.Database), Server: server,
		Rows: func(table command.Object) (int64, bool) { return linttest.Rows(s.rows, table) },
	}
	if s.config != nil {
		s.config(&config)
	}
	report, err := lint.Run(t.Context(), entries, config)
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	return report.Findings
}

func sampleOf(text string) linttest.Sample {
	text = strings.TrimLeft(text, "\n\t ") + "\n"
	if strings.HasPrefix(text, "--") || unicode.IsUpper(rune(text[0])) {
		return linttest.Sample{Language: "sql", Text: text}
	}
	return linttest.Sample{Language: "elixir", Text: text}
}
