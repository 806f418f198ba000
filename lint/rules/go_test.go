package rules_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// goSample is a sample in Go, and the script at its place.
type goSample struct {
	page, section string
	text, script  string
	// line is where the sample stands in its page.
	line int
	// name is VERSION_NAME, and unique.
	version int64
	name    string
}

// firstVersion is the version of the first sample.
const firstVersion = 20270101000000

// goSamples pairs all samples in Go with the scripts at their places.
func goSamples(t *testing.T) []goSample {
	t.Helper()
	var list []goSample
	for id, p := range linttest.Pages(t, "../..") {
		for _, section := range []string{"Before", "Fails", "Passes"} {
			inGo, scripts := p.In(section, "go"), p.In(section, "elixir")
			if len(inGo) > 0 && len(inGo) != len(scripts) {
				t.Errorf("%s, %s: %d samples in Go, and %d in Elixir", id, section, len(inGo), len(scripts))
				continue
			}
			for i, s := range inGo {
				version := firstVersion + int64(len(list))
				line := strings.Count(p.Text[:strings.Index(p.Text, "```go\n"+s.Text)], "\n") + 2
				list = append(list, goSample{id, section, s.Text, scripts[i].Text, line, version, fmt.Sprintf("sample%d", len(list))})
			}
		}
	}
	return list
}

// sampleName is the name that a sample gives itself, by its position.
var sampleName = regexp.MustCompile(`"\d+_sample\d+"`)

// file makes a file of the sample: it may be statements on m, a call of
// Migrations, or declarations.
func (s goSample) file() string {
	name := fmt.Sprintf("%d_%s", s.version, s.name)
	body := sampleName.ReplaceAllString(s.text, fmt.Sprintf("%q", name))
	body = fmt.Sprintf("//line docs/lint/%s.md:%d\n%s", s.page, s.line, body) // for the compiler's messages
	switch {
	case strings.Contains(body, "\nfunc "):
	case strings.Contains(body, "Migrations."):
		body = "func init() {\n" + body + "}\n"
	default:
		body = fmt.Sprintf("func init() {\nMigrations.Change(%q, func(m *whimbrel.Migration) {\n%s})\n}\n", name, body)
	}
	imports := ""
	for _, path := range []string{"github.com/whimbrel-go/whimbrel", "context", "fmt", "strings", "time"} {
		if strings.Contains(body, path[strings.LastIndex(path, "/")+1:]+".") {
			imports += fmt.Sprintf("import %q\n", path)
		}
	}
	return "package main\n\n" + imports + "\n" + body
}

// TestGoSamples builds the samples in Go of all pages, and compares what each of
// them records with the script at its place.
func TestGoSamples(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	samples := goSamples(t)
	migrations := map[int64]printtest.GoMigration{}
	for _, s := range samples {
		migrations[s.version] = printtest.GoMigration{Text: s.file(), Config: "default"}
	}
	recorded := printtest.Build(t, "../..", migrations)
	for _, s := range samples {
		t.Run(s.page+"/"+s.section+"/"+s.name, func(t *testing.T) {
			folder := fstest.MapFS{fmt.Sprintf("%d_%s.exs", s.version, s.name): &fstest.MapFile{Data: []byte(linttest.ScriptText(s.script))}}
			script, err := linttest.Find(t, folder, "postgres")[0].Load()
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(printtest.Dump(script, record.Config{}), recorded[s.version].Dump); d != "" {
				t.Errorf("the script records (-), and the sample in Go (+):\n%s", d)
			}
		})
	}
}
