package samples

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The documents are not ours to copy; whoever has them can name their folder.
var documents = flag.String("documents", "", "check that the samples have every line of code of the documents in this `folder`")

// codeLine recognises lines of Elixir between lines of prose.
var codeLine = regexp.MustCompile(`^(` + strings.Join([]string{
	`(create|create_if_not_exists|drop|drop_if_exists|alter|rename)\s+[a-z_]+\(`,
	`(add|add_if_not_exists|modify|remove|remove_if_exists)\s+:`,
	`execute(\s|\()["(&f]`, `execute create:`, `execute\(`,
	`(def|defp|defmacro|defmodule) [A-Za-z_.]+`, `use [A-Z][A-Za-z.]+$`, `@disable_`,
	`timestamps\(`, `flush\(\)`, `repo\(\)`, `config :`, `exclude:`, `name: :`,
	`(UPDATE|SELECT|WHERE) `, `# [A-Z]`,
}, "|") + `)`)

// others are lines that look like code, with the reason why no sample has them.
var others = map[string]string{
	`drop_if_exists index("posts, [:name]), mode: :cascade`:                                    "a quotation mark is missing",
	`repo() :: Ecto.Repo.t()`:                                                                  "it is a specification",
	`# Generates: priv/repo/migrations/YYYYMMDDHHMMSS_<name>.exs`:                              "TestFileNaming",
	`timestamps(type: :utc_datetime_usec). - Enums: Use`:                                       "it is prose",
	`timestamps(type: :utc_datetime_usec) - Foreign keys with appropriate`:                     "it is prose",
	`@disable_ddl_transaction true - Data migrations in separate files from schema migrations`: "it is prose",
}

// TestDocuments checks that no line of code of the documents was forgotten.
func TestDocuments(t *testing.T) {
	if *documents == "" {
		t.Skip("without -documents FOLDER, the table in doc.go is all that is checked")
	}
	var have strings.Builder
	for _, s := range allSamples(t) {
		for _, text := range s.files {
			have.WriteString(squeeze(text))
		}
	}
	paths, err := filepath.Glob(filepath.Join(*documents, "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	found := 0
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			if !codeLine.MatchString(line) || others[line] != "" {
				continue
			}
			found++
			if !strings.Contains(have.String(), squeeze(line)) {
				t.Errorf("%s: no sample has the line\n%s", filepath.Base(path), line)
			}
		}
	}
	t.Logf("%d lines of code", found)
}

// squeeze leaves one line feed or blank where there are several.
func squeeze(text string) string {
	return strings.Join(strings.Fields(text), " ") + " "
}

// TestTable checks that the table in doc.go names every sample under its
// section, and nothing else.
func TestTable(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	document, section := "", ""
	for line := range strings.Lines(string(text)) {
		if heading, ok := strings.CutPrefix(line, "// # "); ok {
			document = strings.TrimSpace(heading)
		}
		row, ok := strings.CutPrefix(line, "//\t")
		if !ok {
			continue
		}
		if name := strings.TrimSpace(row); !strings.HasPrefix(row, "\t") {
			section = name
		} else if strings.HasPrefix(name, "ref-") || strings.HasPrefix(name, "guide-") {
			listed = append(listed, document+", "+section+": "+name)
		}
	}
	var want []string
	for _, s := range allSamples(t) {
		section, _, _ := strings.Cut(s.section, ":")
		want = append(want, section+": "+s.name)
	}
	slices.Sort(listed)
	slices.Sort(want)
	if err := compare("the samples of doc.go and of testdata", strings.Join(listed, "\n"), strings.Join(want, "\n")); err != nil {
		t.Error(err)
	}
}
