package fix_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

// TestFixesInGo fixes the samples in Go, compiles what comes of it, and finds
// that it records what the fixed sample in Elixir does.
//
// Only a program knows what a migration in Go does. So one is built around all
// samples, which is this test again, and a second one around their fixes.
func TestFixesInGo(t *testing.T) {
	pages := linttest.Pages(t, "../..")
	var cases []*goCase
	for _, r := range rules.All() {
		page := pages[r.ID]
		database := linttest.Database(r, append(slices.Clone(page.Samples["Before"]), page.In("Fails", "go")...))
		if len(page.In("Fails", "go")) == 0 || len(page.In("Fails", "elixir")) == 0 {
			continue
		}
		proof, ok := newProof(t, r, page, "elixir", database)
		if !ok || len(proof.unfixed) > 0 {
			continue
		}
		c := &goCase{ID: r.ID, Database: database, proof: proof, Files: map[string]string{}, Before: map[string]string{}}
		files, old := linttest.Folder(page.Samples["Before"], nil)
		for name, f := range files {
			c.Before[name] = string(f.Data)
		}
		for i, s := range page.In("Fails", "go") {
			c.Files[fmt.Sprintf("202601010000%02d_sample%d.go", old+i, old+i)] = goText(s.Text, old+i)
		}
		cases = append(cases, c)
	}
	t.Logf("%d samples", len(cases))
	fixed := build(t, "fix", cases)
	for _, c := range cases {
		if got := fixed[c.ID]; got.Error != "" {
			t.Errorf("%s: %s", c.ID, got.Error)
		} else {
			c.Files = got.Files
		}
	}
	recorded := build(t, "record", cases)
	for _, c := range cases {
		c.compare(t, recorded[c.ID].Dumps)
	}
}

// goCase is the sample of a rule.
type goCase struct {
	ID, Database string
	// Files are those in Go, and Before the samples before them.
	Files, Before map[string]string
	proof         *proof
}

// goResult is what a program says of a case.
type goResult struct {
	Error string
	Files map[string]string
	Dumps map[int64]string
}

// compare compares with what the fixed sample in Elixir records.
func (c *goCase) compare(t *testing.T, dumps map[int64]string) {
	for _, m := range c.proof.after.migrations(t) {
		if m.Version < c.proof.after.reviewed {
			continue
		}
		want := printtest.Dump(m, record.Config{})
		if got := dumps[m.Version]; got != want {
			t.Errorf("%s: %d in Go:\n%s\nin Elixir:\n%s\n%v", c.ID, m.Version, got, want, c.Files)
		}
		delete(dumps, m.Version)
	}
	for version := range dumps {
		t.Errorf("%s: Go has %d and Elixir has not", c.ID, version)
	}
}

// goText makes a file of a sample, which may be the statements of a function.
func goText(sample string, number int) string {
	if !strings.Contains(sample, "Migrations.") {
		sample = fmt.Sprintf("Migrations.Change(\"202601010000%02d_sample%d\", func(m *whimbrel.Migration) {\n%s})\n", number, number, sample)
	}
	if !strings.Contains(sample, "func init()") {
		sample = "func init() {\n" + sample + "}\n"
	}
	return "package migrations\n\nimport \"github.com/whimbrel-go/whimbrel\"\n\n" + sample
}

const goMain = `package main

import (
	"os"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/internal/linttest/fixed"
%s)

func main() {
	fixed.Main(os.Stdin, os.Stdout, map[string]*whimbrel.Set{
%s	})
}
`

// build compiles the cases into a program, each as a package, and runs it. They
// are laid over the checkout, which is not written to.
func build(t *testing.T, what string, cases []*goCase) map[string]goResult {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay := map[string]map[string]string{"Replace": {}}
	add := func(name, text string) {
		file := filepath.Join(dir, strings.ReplaceAll(name, "/", "+"))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay["Replace"][filepath.Join(root, "lint", "fix", "testprogram", name)] = file
	}
	var imports, sets strings.Builder
	for i, c := range cases {
		folder := fmt.Sprintf("case%d", i)
		fmt.Fprintf(&imports, "\tcase%d \"github.com/whimbrel-go/whimbrel/lint/fix/testprogram/case%d\"\n", i, i)
		fmt.Fprintf(&sets, "\t\t%q: &case%d.Migrations,\n", c.ID, i)
		add(path.Join(folder, "migrations.go"), "package migrations\n\nimport \"github.com/whimbrel-go/whimbrel\"\n\nvar Migrations whimbrel.Set\n")
		for name, text := range c.Files {
			add(path.Join(folder, name), text)
		}
	}
	add("main.go", fmt.Sprintf(goMain, imports.String(), sets.String()))
	replace, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), replace, 0o600); err != nil {
		t.Fatal(err)
	}
	stdin, err := json.Marshal(map[string]any{"What": what, "Cases": cases})
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command("go", "run", "-overlay", filepath.Join(dir, "overlay.json"), "./lint/fix/testprogram")
	run.Dir, run.Stdin = root, bytes.NewReader(stdin)
	run.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOPROXY=off")
	var stderr bytes.Buffer
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%.8000s", err, stderr.Bytes())
	}
	var results map[string]goResult
	if err := json.Unmarshal(out, &results); err != nil {
		t.Fatal(err)
	}
	return results
}
