package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/cli"
	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// fence finds the fenced blocks of a document.
var fence = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")

// TestDocs runs every sample of the documents: console sessions with their
// output, scripts and configurations.
func TestDocs(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	documents, err := filepath.Glob("../docs/*.md")
	if err != nil || len(documents) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, path := range append(documents, "../README.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range fence.FindAllSubmatch(text, -1) {
			kind, body := string(block[1]), string(block[2])
			title, _, _ := strings.Cut(body, "\n")
			t.Run(filepath.Base(path)+"/"+title, func(t *testing.T) {
				switch kind {
				case "console":
					runSession(t, root, body)
				case "elixir":
					if filepath.Base(path) == "ecto-to-go.md" {
						return // compared with Go by internal/print/golang
					}
					planScript(t, body)
				case "toml":
					readConfig(t, body)
				case "sql":
					planSQL(t, body)
				}
			})
		}
	}
}

// What differs from run to run: times and new versions.
var (
	times    = regexp.MustCompile(`\d+(\.\d+)? ?(ms|s|µs)\b`)
	versions = regexp.MustCompile(`\b20\d{12}_?`)
)

func comparable(text string) string {
	text = times.ReplaceAllString(text, "TIME")
	return versions.ReplaceAllStringFunc(text, func(v string) string {
		if strings.HasPrefix(v, "20190417140000") {
			return v
		}
		return "VERSION"
	})
}

// runSession runs the commands of a session in an empty folder, beside a copy
// of the examples, and compares what they print.
func runSession(t *testing.T, root, session string) {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "examples"), os.DirFS(filepath.Join(root, "examples"))); err != nil {
		t.Fatal(err)
	}
	irreversible := "defmodule M do\n  use Ecto.Migration\n\n  def change do\n    alter table(\"posts\") do\n      remove :title\n    end\n  end\nend\n"
	if err := os.WriteFile(filepath.Join(dir, "irreversible.exs"), []byte(irreversible), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	var got strings.Builder
	for _, line := range strings.Split(session, "\n") {
		line, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		got.WriteString("$ " + line + "\n")
		var out bytes.Buffer
		// On a terminal both streams are one.
		cli.Main(arguments(t, line), cli.IO{In: strings.NewReader(""), Out: &out, Err: &out})
		got.Write(out.Bytes())
	}
	if d := cmp.Diff(comparable(session), comparable(got.String())); d != "" {
		t.Error(d)
	}
}

// arguments splits a command line; only single quotes are special.
func arguments(t *testing.T, line string) []string {
	line = strings.Replace(line, "go run ./cmd/whimbrel", "whimbrel", 1)
	var words []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			words = append(words, part)
			continue
		}
		words = append(words, strings.Fields(part)...)
	}
	if words[0] != "whimbrel" {
		t.Fatalf("not a command of Whimbrel: %s", line)
	}
	return words[1:]
}

// planScript plans a script in both directions.
func planScript(t *testing.T, text string) {
	m, err := exs.Load("sample.exs", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, direction := range []command.Direction{command.Up, command.Down} {
		if _, err := plan.Build(m, direction, record.Config{}, postgres.New()); err != nil {
			t.Errorf("%s: %v", direction, err)
		}
	}
}

// planSQL plans a migration in SQL, in both directions if it has both. A first
// line "-- dialect: mysql" says what it is written for.
func planSQL(t *testing.T, text string) {
	d := dialect.Dialect(postgres.New())
	first, _, _ := strings.Cut(text, "\n")
	switch strings.TrimPrefix(first, "-- dialect: ") {
	case "mysql":
		d = mysql.New()
	case "sqlite":
		d = sqlite.New()
	case "mssql":
		d = mssql.New()
	}
	folder := source.Folder{FS: fstest.MapFS{"1_sample.sql": &fstest.MapFile{Data: []byte(text)}}}
	files, _, err := source.Find([]source.Folder{folder}, sqlfile.Formats(d))
	if err != nil {
		t.Fatal(err)
	}
	m, err := files[0].Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, direction := range []command.Direction{command.Up, command.Down} {
		p, err := plan.Build(m, direction, record.Config{}, d)
		if direction == command.Down && diag.KindOf(err) == diag.Irreversible {
			continue
		}
		if err != nil || len(p.Statements()) == 0 {
			t.Errorf("%s: %v", direction, err)
		}
	}
}

func readConfig(t *testing.T, text string) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, config.FileName), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(config.Options{Dir: dir, LookupEnv: func(string) (string, bool) { return "", false }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Repos(nil); err != nil {
		t.Error(err)
	}
}
