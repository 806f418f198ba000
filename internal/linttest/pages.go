package linttest

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// Page is a rule's page in docs/lint. Its samples are the rule's tests.
type Page struct {
	ID   string
	Text string
	// Samples are the fenced blocks of a section.
	Samples map[string][]Sample
}

// Sample is a migration of a page. Several of one language in one section run
// one after the other.
type Sample struct{ Language, Database, Text string }

var (
	heading = regexp.MustCompile(`(?m)^## (.*)$`)
	fence   = regexp.MustCompile("(?ms)^```([a-z]+)( [a-z]+)?\n(.*?)^```$")
)

// Pages reads all pages of a checkout, by the IDs of the rules.
func Pages(t testing.TB, root string) map[string]Page {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, "docs", "lint", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]Page{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		id := strings.TrimSuffix(filepath.Base(path), ".md")
		if id != "README" {
			pages[id] = readPage(id, string(text))
		}
	}
	return pages
}

func readPage(id, text string) Page {
	p := Page{ID: id, Text: text, Samples: map[string][]Sample{}}
	at := heading.FindAllStringSubmatchIndex(text, -1)
	for i, h := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		name := text[h[2]:h[3]]
		for _, block := range fence.FindAllStringSubmatch(text[h[1]:end], -1) {
			p.Samples[name] = append(p.Samples[name], Sample{block[1], strings.TrimSpace(block[2]), block[3]})
		}
	}
	return p
}

// In returns the samples of a section in a language.
func (p Page) In(section, language string) []Sample {
	var list []Sample
	for _, s := range p.Samples[section] {
		if s.Language == language {
			list = append(list, s)
		}
	}
	return list
}

var languagesLine = regexp.MustCompile(`(?m)^\| Languages \| (.*) \|$`)

// Languages are those that the rule makes sense in: all, unless the page says
// "| Languages | elixir |".
func (p Page) Languages() []string {
	if line := languagesLine.FindStringSubmatch(p.Text); line != nil {
		return strings.Split(line[1], ", ")
	}
	return []string{"elixir", "go", "sql"}
}

var rowsLine = regexp.MustCompile(`(?m)^\| Rows \| (.*) \|$`)

// Rows is how many rows a table has, if the page says so: "| Rows | users 4000000 |".
func (p Page) Rows(table command.Object) (int64, bool) {
	line := rowsLine.FindStringSubmatch(p.Text)
	if line == nil {
		return 0, false
	}
	return Rows(line[1], table)
}

// Rows looks a table up in a text like "users 4000000, posts 10".
func Rows(text string, table command.Object) (int64, bool) {
	for _, entry := range strings.Split(text, ",") {
		name, number, _ := strings.Cut(strings.TrimSpace(entry), " ")
		if rows, err := strconv.ParseInt(number, 10, 64); err == nil && name == table.String() {
			return rows, true
		}
	}
	return 0, false
}

// Dialect returns a dialect by its name.
func Dialect(name string) dialect.Dialect {
	switch name {
	case "mysql":
		return mysql.New()
	case "sqlite":
		return sqlite.New()
	case "mssql":
		return mssql.New()
	}
	return postgres.New()
}

// Database is the one that samples are for: the one beside their language, or
// else the rule's first.
func Database(r *lint.Rule, samples []Sample) string {
	name := "postgres"
	if len(r.Databases) > 0 {
		name = r.Databases[0]
	}
	for _, s := range samples {
		name = cmp.Or(s.Database, name)
	}
	return name
}

// Folder makes migrations of samples, those of before first, and returns how
// many these are.
func Folder(before, samples []Sample) (fstest.MapFS, int) {
	folder := fstest.MapFS{}
	for i, s := range append(append([]Sample{}, before...), samples...) {
		extension, text := ".exs", ScriptText(s.Text)
		if s.Language == "sql" {
			extension, text = ".sql", s.Text
		}
		folder[fmt.Sprintf("202601010000%02d_sample%d%s", i, i, extension)] = &fstest.MapFile{Data: []byte(text)}
	}
	return folder, len(before)
}

// ScriptText makes a script of a sample, which may be a whole one, its functions
// and attributes, or only the commands of change.
func ScriptText(sample string) string {
	if strings.Contains(sample, "defmodule") {
		return sample
	}
	attributes, body := "", sample
	for strings.HasPrefix(body, "@") {
		line, rest, _ := strings.Cut(body, "\n")
		attributes, body = attributes+"  "+line+"\n", strings.TrimLeft(rest, "\n")
	}
	if attributes != "" {
		attributes += "\n"
	}
	if !strings.HasPrefix(body, "def ") {
		body = "def change do\n" + indented(body) + "end\n"
	}
	return "defmodule Sample do\n  use Ecto.Migration\n\n" + attributes + indented(body) + "end\n"
}

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString("  ")
		}
		b.WriteString(line)
	}
	return b.String()
}

// application is what the samples' scripts know of the application that they
// belong to. The tests that use it run two folders below the checkout.
var application = exs.Project{Root: "../../internal/linttest/testdata", Paths: []string{"lib"}}

// Find lists the migrations of a folder.
func Find(t testing.TB, folder fs.FS, database string) []source.File {
	t.Helper()
	formats := append([]source.Format{application.Format()}, sqlfile.Formats(Dialect(database))...)
	found, _, err := source.Find([]source.Folder{{FS: folder, Name: "migrations"}}, formats)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
