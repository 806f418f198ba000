package lint_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// testRules report every column that is dropped, every table that is made, and
// every migration.
func testRules() []*lint.Rule {
	return append([]*lint.Rule{
		{
			ID: "drop-column", Severity: lint.Warning,
			Aliases: []lint.Alias{{"squawk", "ban-drop-column"}, {"excellent_migrations", "column_removed"}, {"atlas", "DS103"}},
			Step: func(p *lint.Pass, s *lint.Step) {
				if op, ok := s.Operation.(operation.DropColumn); ok {
					p.Report(s, lint.Problem{Message: op.Column})
				}
			},
		},
		{
			ID: "create-table", Severity: lint.Note, Aliases: []lint.Alias{{"squawk", "no-tables"}},
			Step: func(p *lint.Pass, s *lint.Step) {
				if op, ok := s.Operation.(operation.CreateTable); ok {
					p.Report(s, lint.Problem{Message: op.Table.Name})
				}
			},
		},
		{
			ID: "whole", Severity: lint.Note, Databases: []string{"postgres"},
			Migration: func(p *lint.Pass) { p.Report(nil, lint.Problem{Message: "all of it"}) },
		},
		{ID: "elsewhere", Severity: lint.Note, Databases: []string{"mysql"}},
	}, lint.SuppressionRules()...)
}

// reviewed lints one file, and writes a line for each finding.
func reviewed(t *testing.T, name, text string, settings lint.Settings) string {
	t.Helper()
	d := postgres.New()
	folder := fstest.MapFS{name: &fstest.MapFile{Data: []byte(text)}}
	formats := append([]source.Format{exs.Format()}, sqlfile.Formats(d)...)
	files, _, err := source.Find([]source.Folder{{FS: fs.FS(folder), Name: ""}}, formats)
	if err != nil {
		t.Fatal(err)
	}
	report, err := lint.Run(t.Context(), []lint.Entry{{File: files[0], Review: true}}, lint.Config{Rules: testRules(), Dialect: d, Settings: settings})
	if err != nil || report.Problems.Err() != nil {
		t.Fatal(err, report.Problems)
	}
	var b strings.Builder
	for _, f := range report.Findings {
		if f.Rule.ID == "whole" && f.Suppressed == nil {
			continue // it is always there
		}
		fmt.Fprintf(&b, "%d %s %s", f.Pos.Line, f.Rule.ID, f.Message)
		if s := f.Suppressed; s != nil {
			fmt.Fprintf(&b, " ALLOWED %q by line %d", s.Reason, s.Pos.Line)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// script makes a whole script of what stands in change; line 1 is its first.
func script(body string) string {
	return "defmodule M do use Ecto.Migration; def change do " + body + "\nend end\n"
}

func TestSuppression(t *testing.T) {
	for _, test := range []struct{ name, file, text, want string }{
		{"above a change", "1_a.exs", script("alter table(:a) do\n" +
			"# whimbrel: allow drop-column because it is old\n" + "remove :b, :string\n" + "remove :c, :string\n" + "end"),
			"3 drop-column b ALLOWED \"it is old\" by line 2\n4 drop-column c\n"},
		{"behind a change", "1_a.exs", script("alter table(:a) do\n" +
			"remove :b, :string   # whimbrel: allow drop-column because it is old\n" + "remove :c, :string\n" + "end"),
			"2 drop-column b ALLOWED \"it is old\" by line 2\n3 drop-column c\n"},
		{"above a block", "1_a.exs", script("\n# whimbrel: allow drop-column because it is old\n\n# more\nalter table(:a) do\n" +
			"remove :b, :string\n" + "remove :c, :string\n" + "end\nalter table(:a) do\nremove :d, :string\nend"),
			"6 drop-column b ALLOWED \"it is old\" by line 2\n7 drop-column c ALLOWED \"it is old\" by line 2\n10 drop-column d\n"},
		{"behind a block's first line", "1_a.exs", script("\nalter table(:a) do # whimbrel: allow drop-column because it is old\n" +
			"remove :b, :string\n" + "end"),
			"2 stale-suppression allows drop-column, which finds nothing here\n3 drop-column b\n"},
		{"above a function", "1_a.exs", "defmodule M do\nuse Ecto.Migration\n# whimbrel: allow drop-column because it is old\ndef up do\n" +
			"for c <- [:b, :c] do\nalter table(:a) do\nremove c\nend\nend\nend\ndef down, do: :ok\nend",
			"7 drop-column b ALLOWED \"it is old\" by line 3\n7 drop-column c ALLOWED \"it is old\" by line 3\n"},
		{"above the module", "1_a.exs", "# whimbrel: allow whole, drop-column because it is old\n" + script("alter table(:a), do: remove(:b, :string)"),
			"0 whole all of it ALLOWED \"it is old\" by line 1\n2 drop-column b ALLOWED \"it is old\" by line 1\n"},
		{"in SQL within a script", "1_a.exs", script("execute(\"\"\"\nALTER TABLE a\n  -- whimbrel: allow drop-column because it is old\n  DROP COLUMN b,\n  DROP COLUMN c\n\"\"\", \"\")"),
			"4 drop-column b ALLOWED \"it is old\" by line 3\n5 drop-column c\n"},
		{"a line of several", "1_a.exs", script("\nexecute( # whimbrel: allow drop-column because it is old\n\"ALTER TABLE a DROP COLUMN b\",\n\"\")"),
			"3 drop-column b ALLOWED \"it is old\" by line 2\n"},
		{"a file", "1_a.exs", script("alter table(:a) do\nremove :b, :string\nend\n# whimbrel: allow-file drop-column because it is old"),
			"2 drop-column b ALLOWED \"it is old\" by line 4\n"},
		{"words that only look so", "1_a.exs", script("execute(\"SELECT '# whimbrel: allowance'\", \"\")\n# whimbrel: up\n#whimbrel allow drop-column"), ""},
		{"SQL", "1_a.sql", "-- whimbrel: allow drop-column because it is old\nALTER TABLE a\n  DROP COLUMN b,\n  DROP COLUMN c;\nALTER TABLE a DROP COLUMN d;\n",
			"3 drop-column b ALLOWED \"it is old\" by line 1\n4 drop-column c ALLOWED \"it is old\" by line 1\n5 drop-column d\n"},
		{"a clause of SQL", "1_a.sql", "ALTER TABLE a\n  DROP COLUMN b, -- whimbrel: allow drop-column because it is old\n  DROP COLUMN c;\n",
			"2 drop-column b ALLOWED \"it is old\" by line 2\n3 drop-column c\n"},
		{"above a clause of SQL", "1_a.sql", "ALTER TABLE a\n  -- whimbrel: allow drop-column because it is old\n  DROP COLUMN b,\n  DROP COLUMN c;\n",
			"3 drop-column b ALLOWED \"it is old\" by line 2\n4 drop-column c\n"},
		{"above a statement of several lines in a script", "1_a.exs", script("execute(\"\"\"\n-- whimbrel: allow drop-column because it is old\n" +
			"ALTER TABLE a\n  DROP COLUMN b\n\"\"\", \"\")\nalter table(:a), do: remove(:c, :string)"),
			"3 drop-column b ALLOWED \"it is old\" by line 2\n6 drop-column c\n"},
		{"several rules", "1_a.sql", "-- whimbrel: allow create-table,drop-column because both\nCREATE TABLE a (b int);\n",
			"1 stale-suppression allows drop-column, which finds nothing here\n2 create-table a ALLOWED \"both\" by line 1\n"},
		{"another tool's name", "1_a.sql", "-- whimbrel: allow column_removed because it is old\nALTER TABLE a DROP COLUMN b;\n",
			"2 drop-column b ALLOWED \"it is old\" by line 1\n"},
		{"no reason", "1_a.sql", "-- whimbrel: allow drop-column\nALTER TABLE a DROP COLUMN b;\n",
			"1 suppression-without-reason allows drop-column and does not say why\n2 drop-column b ALLOWED \"\" by line 1\n"},
		{"no rule", "1_a.sql", "-- whimbrel: allow because I say so\nSELECT 1;\n", "1 unknown-rule allows no rule\n"},
		{"a rule that there is not", "1_a.sql", "-- whimbrel: allow drop-colum because it is old\nALTER TABLE a DROP COLUMN b;\n",
			"1 unknown-rule there is no rule drop-colum\n2 drop-column b\n"},
		{"for another database", "1_a.sql", "-- whimbrel: allow elsewhere because of MySQL\nSELECT 1;\n", ""},
		{"excellent_migrations, a line", "1_a.exs", script("alter table(:a) do\n# excellent_migrations:safety-assured-for-next-line column_removed\nremove :b, :string\nremove :c, :string\nend"),
			"3 drop-column b ALLOWED \"\" by line 2\n4 drop-column c\n"},
		{"excellent_migrations, a file", "1_a.exs", "# excellent_migrations:safety-assured-for-this-file\n" + script("alter table(:a) do\nremove :b, :string\nend\ncreate table(:c)"),
			"3 drop-column b ALLOWED \"\" by line 1\n5 create-table c\n"},
		{"squawk, a statement", "1_a.sql", "-- squawk-ignore ban-drop-column, no-tables\nALTER TABLE a DROP COLUMN b;\nCREATE TABLE c (d int);\n",
			"2 drop-column b ALLOWED \"\" by line 1\n3 create-table c\n"},
		{"squawk, a file", "1_a.sql", "-- squawk-ignore-file no-tables\nALTER TABLE a DROP COLUMN b;\nCREATE TABLE c (d int);\n",
			"2 drop-column b\n3 create-table c ALLOWED \"\" by line 1\n"},
		{"atlas, a statement", "1_a.sql", "-- atlas:nolint DS103\nALTER TABLE a DROP COLUMN b;\nALTER TABLE a DROP COLUMN c;\n",
			"2 drop-column b ALLOWED \"\" by line 1\n3 drop-column c\n"},
		{"atlas, a class for a file", "1_a.sql", "-- atlas:nolint destructive\n\nSELECT 1;\nALTER TABLE a DROP COLUMN b;\n",
			"4 drop-column b ALLOWED \"\" by line 1\n"},
		{"Windows", "1_a.sql", "-- whimbrel: allow drop-column because it is old\r\nALTER TABLE a DROP COLUMN b;\r\n",
			"2 drop-column b ALLOWED \"it is old\" by line 1\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(test.want, reviewed(t, test.file, test.text, lint.Settings{})); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestNotAsked: what is switched off is not stale, and the rules about comments
// can be switched off themselves.
func TestNotAsked(t *testing.T) {
	text := "-- whimbrel: allow drop-column, nonsense\nSELECT 1;\n"
	for name, want := range map[string]string{
		"drop-column":                "1 suppression-without-reason allows drop-column, nonsense and does not say why\n1 unknown-rule there is no rule nonsense\n",
		"unknown-rule":               "1 suppression-without-reason allows drop-column, nonsense and does not say why\n1 stale-suppression allows drop-column, which finds nothing here\n",
		"suppression-without-reason": "1 stale-suppression allows drop-column, which finds nothing here\n1 unknown-rule there is no rule nonsense\n",
	} {
		if got := reviewed(t, "1_a.sql", text, lint.Settings{Severities: map[string]lint.Severity{name: lint.Off}}); got != want {
			t.Errorf("without %s:\n%s", name, cmp.Diff(want, got))
		}
	}
}

// FuzzSuppression: no text makes it fail.
func FuzzSuppression(f *testing.F) {
	f.Add("-- whimbrel: allow a because b\nSELECT $x$ 1", ".sql")
	f.Add("# whimbrel: allow a\nfoo(\"\"\"", ".exs")
	f.Add("x // whimbrel: allow a,b because c\n`", ".go")
	f.Fuzz(func(t *testing.T, text, extension string) {
		if extension != ".sql" && extension != ".exs" && extension != ".go" {
			return
		}
		lint.Allowances("1_a"+extension, text)
	})
}
