package golang_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// pairs finds a script with the Go code that follows it.
var pairs = regexp.MustCompile("(?ms)^```elixir\n(.*?)^```\n\n```go\n(.*?)^```$")

// TestEctoToGo runs every sample of docs/ecto-to-go.md in both languages: the
// same commands come out. Of samples that send queries only the plans can be
// compared, and those with Run are only compiled.
func TestEctoToGo(t *testing.T) {
	document, err := os.ReadFile(filepath.Join(root, "docs", "ecto-to-go.md"))
	if err != nil {
		t.Fatal(err)
	}
	samples := pairs.FindAllStringSubmatch(string(document), -1)
	if fences := strings.Count(string(document), "```elixir"); fences != len(samples) || fences < 40 {
		t.Fatalf("%d scripts, %d pairs", fences, len(samples))
	}
	files := map[int64]printtest.GoMigration{}
	want := map[int64]printtest.Recorded{}
	for i, sample := range samples {
		version := int64(i)
		files[version] = printtest.GoMigration{Text: goFile(version, sample[2]), Config: "default"}
		m, err := exs.Load("sample.exs", []byte(script(sample[1])))
		if err != nil {
			t.Errorf("%v\n%s", err, sample[1])
			continue
		}
		m.Version, m.Name = version, "sample"
		want[version] = printtest.Record(m, record.Config{})
	}
	compared := 0
	for version, got := range printtest.Build(t, root, files) {
		expected := want[version]
		switch {
		case strings.Contains(files[version].Text, ".Run("):
			continue
		case strings.Contains(samples[version][1], "repo()"):
			got.Dump, expected.Dump = "", ""
		}
		if d := cmp.Diff(expected, got); d != "" {
			t.Errorf("%s\n%s", d, samples[version][0])
		}
		compared++
	}
	t.Logf("%d pairs, %d compared", len(samples), compared)
}

// script makes a whole module of a sample.
func script(sample string) string {
	switch {
	case strings.HasPrefix(sample, "defmodule "):
		return sample
	case !strings.HasPrefix(sample, "def "):
		sample = "def change do\n" + sample + "end\n"
	}
	return "defmodule Sample do\n  use Ecto.Migration\n" + sample + "end\n"
}

var (
	functions    = regexp.MustCompile(`(?m)^func (\w+)\(`)
	registration = regexp.MustCompile(`(Migrations\.\w+\()"\w+"`)
)

// goFile makes a file of the one package of a sample, whose names it makes
// unique.
func goFile(version int64, sample string) string {
	name := fmt.Sprintf(`"%d_sample"`, version)
	switch {
	case strings.Contains(sample, "func init()"):
		sample = registration.ReplaceAllString(sample, "${1}"+name)
	case strings.HasPrefix(sample, "func up("):
		sample += "\nfunc init() { Migrations.UpDown(" + name + ", up, nil) }\n"
	default:
		sample = "func init() {\nMigrations.Change(" + name + ", func(m *whimbrel.Migration) {\n" + sample + "})\n}\n"
	}
	for _, f := range functions.FindAllStringSubmatch(sample, -1) {
		if f[1] != "init" {
			sample = regexp.MustCompile(`\b`+f[1]+`\b`).ReplaceAllString(sample, fmt.Sprintf("%s%d", f[1], version))
		}
	}
	imports := "import \"github.com/whimbrel-go/whimbrel\"\n"
	if strings.Contains(sample, "context.") {
		imports += "import \"context\"\n"
	}
	return "package main\n" + imports + sample
}
