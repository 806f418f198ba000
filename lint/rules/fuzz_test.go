package rules_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

// FuzzRules asks all rules about any text of SQL: none of them may fail, and no
// finding may stand outside of the text.
func FuzzRules(f *testing.F) {
	for id, page := range linttest.Pages(f, "../..") {
		for _, section := range []string{"Fails", "Passes"} {
			for _, s := range page.In(section, "sql") {
				f.Add(s.Text, uint8(len(id)))
			}
		}
	}
	databases := []string{"postgres", "mysql", "sqlite", "mssql"}
	f.Fuzz(func(t *testing.T, text string, n uint8) {
		database := databases[int(n)%len(databases)]
		folder := fstest.MapFS{}
		for i, text := range []string{"CREATE TABLE users (id int PRIMARY KEY, name text, email text UNIQUE);", text} {
			folder[fmt.Sprintf("%d_sample.sql", i+1)] = &fstest.MapFile{Data: []byte(text)}
		}
		var entries []lint.Entry
		for i, file := range linttest.Find(t, folder, database) {
			entries = append(entries, lint.Entry{File: file, Review: i > 0})
		}
		report, err := lint.Run(t.Context(), entries, lint.Config{
			Rules: rules.All(), Dialect: linttest.Dialect(database), Server: lint.Server{Database: database},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range report.Findings {
			if found.Message == "" || found.End.IsValid() && found.End.Line < found.Pos.Line {
				t.Errorf("%s: %q at %v to %v", found.Rule.ID, found.Message, found.Pos, found.End)
			}
		}
	})
}
