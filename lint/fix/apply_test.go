package fix_test

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

var update = flag.Bool("update", false, "write what is got into the archives")

// TestApply fixes the folders of archives. An archive has the files of a folder,
// and then under "fixed" what they become, with what is left in "unfixed". Its
// first line names the database, and the rules if they are not the prototypes.
func TestApply(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no archives", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { applied(t, path) })
	}
}

func applied(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	database, _, _ := strings.Cut(string(archive.Comment), "\n")
	words := strings.Fields(database)
	f := folder{database: words[0], files: fstest.MapFS{}, rules: prototypes()}
	if len(words) > 1 {
		f.rules = slices.DeleteFunc(rules.All(), func(r *lint.Rule) bool { return !slices.Contains(words, r.ID) })
	}
	want := map[string]string{}
	var given []txtar.File
	for _, file := range archive.Files {
		if name, ok := strings.CutPrefix(file.Name, "fixed/"); ok {
			want[name] = string(file.Data)
		} else {
			given = append(given, file)
			f.files[file.Name] = &fstest.MapFile{Data: file.Data}
		}
	}
	report := f.lint(t)
	if err := report.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	got := difference(t, f, report.Findings)
	if *update {
		archive.Files = given
		for _, name := range slices.Sorted(maps.Keys(got)) {
			archive.Files = append(archive.Files, txtar.File{Name: "fixed/" + name, Data: []byte(got[name])})
		}
		if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// difference is what becomes of a folder.
func difference(t *testing.T, f folder, findings []lint.Finding) map[string]string {
	t.Helper()
	now, unfixed := f.fixed(t, findings)
	got := map[string]string{}
	for name, file := range now.files {
		if old, there := f.files[name]; !there || string(old.Data) != string(file.Data) {
			got[name] = string(file.Data)
		}
	}
	for _, u := range unfixed {
		got["unfixed"] += u.Finding.Rule.ID + ": " + u.Reason + "\n" + u.Code
	}
	return got
}

// TestGo fixes each of the migrations of a file by itself.
func TestGo(t *testing.T) {
	const name = "golang_sample_test.go"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f := folder{database: "postgres", files: fstest.MapFS{name: &fstest.MapFile{Data: text}}, rules: prototypes()}
	if f.compiled, err = samples.Migrations(); err != nil {
		t.Fatal(err)
	}
	report := f.lint(t)
	if err := report.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	var archive txtar.Archive
	for _, m := range f.compiled {
		of := slices.DeleteFunc(slices.Clone(report.Findings), func(f lint.Finding) bool { return f.Version != m.Version })
		got := difference(t, f, of)
		if fixed, ok := got[name]; ok {
			got[name] = changedLines(string(text), fixed)
		}
		for _, file := range slices.Sorted(maps.Keys(got)) {
			archive.Files = append(archive.Files, txtar.File{Name: m.Name + "/" + file, Data: []byte(got[file])})
		}
	}
	const golden = "testdata/golang.golden"
	if *update {
		if err := os.WriteFile(golden, txtar.Format(&archive), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(txtar.Format(&archive))); d != "" {
		t.Error(d)
	}
}

// changedLines are the lines that only one of two texts has.
func changedLines(before, after string) string {
	old, now := strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")
	for len(old) > 0 && len(now) > 0 && old[0] == now[0] {
		old, now = old[1:], now[1:]
	}
	for len(old) > 0 && len(now) > 0 && old[len(old)-1] == now[len(now)-1] {
		old, now = old[:len(old)-1], now[:len(now)-1]
	}
	return strings.Join(now, "")
}
