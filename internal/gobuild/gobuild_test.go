package gobuild

import (
	"errors"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/diag"
)

func TestFileName(t *testing.T) {
	tests := map[string]string{
		"add_weather_table": "1_add_weather_table.go", "add_foo_test": "1_add_foo_test_migration.go",
		"create_linux": "1_create_linux_migration.go", "for_wasm": "1_for_wasm_migration.go",
		"linux": "1_linux_migration.go", "js_wasm": "1_js_wasm_migration.go", "test": "1_test_migration.go",
		// Not a suffix, or no system.
		"linux_users": "1_linux_users.go", "unix": "1_unix.go", "latest": "1_latest.go",
	}
	for name, want := range tests {
		if got := FileName(1, name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
		if reason := Dropped(FileName(1, name)); reason != "" {
			t.Errorf("%s: %s", name, reason)
		}
	}
}

func TestVersion(t *testing.T) {
	for name, want := range map[string]int64{
		"20190417140000_add.go": 20190417140000, "_1_a.go": 1, ".1_a_test.go": 1, "1.go": -1, "1_.go": -1, "a_1.go": -1, "1_a.exs": -1,
		"._1_a.go": -1, "99999999999999999999_a.go": -1,
	} {
		version, ok := Version(name)
		if !ok {
			version = -1
		}
		if version != want {
			t.Errorf("%s: got %d", name, version)
		}
	}
}

// inspect writes files, by their names, and reads them as a package.
func inspect(t *testing.T, files map[string]string) (*Package, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return Inspect(dir, "migrations")
}

const dsl = "package migrations\nimport \"github.com/whimbrel-go/whimbrel\"\n"

func TestSet(t *testing.T) {
	tests := []struct {
		name, text string
		// want is the Set, with * for a pointer, or a part of the error.
		want string
	}{
		{"declared", dsl + "var A whimbrel.Set", "A"},
		{"in a group", dsl + "var (\n_ = 1\nA, n = whimbrel.Set{}, 1\n)", "A"},
		{"pointer", dsl + "var A *whimbrel.Set = new(whimbrel.Set)", "*A"},
		{"address", dsl + "var A = &whimbrel.Set{}", "*A"},
		{"new", dsl + "var A = new(whimbrel.Set)", "*A"},
		{"renamed", "package p\nimport w \"github.com/whimbrel-go/whimbrel\"\nvar A w.Set", "A"},
		{"dot", "package p\nimport . \"github.com/whimbrel-go/whimbrel\"\nvar A Set", "A"},
		{"another package", "package p\nimport whimbrel \"example.com/x\"\nvar A whimbrel.Set", "no Set"},
		{"own type", "package p\ntype Set struct{}\nvar A Set", "no Set"},
		{"local", dsl + "func f() { var A whimbrel.Set; _ = A }", "no Set"},
		{"hidden and exported", dsl + "var a whimbrel.Set\nvar B whimbrel.Set", "B"},
		{"hidden", dsl + "var all whimbrel.Set", "the Set all is not exported"},
		{"two", dsl + "var A, B whimbrel.Set", "two Sets of migrations: A and B"},
		{"main", "package main", "package main"},
		{"nonsense", "package p\nvra x", "migrations/a.go:2:1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := inspect(t, map[string]string{"a.go": test.text})
			if err == nil {
				err = p.NeedSet()
			}
			if err != nil {
				if !strings.Contains(err.Error(), test.want) {
					t.Errorf("got %v", err)
				}
				return
			}
			got := p.Set
			if p.Pointer {
				got = "*" + got
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestConstraint: what depends on more than the version of Go is refused, if it
// is a migration.
func TestConstraint(t *testing.T) {
	for line, refused := range map[string]bool{
		"//go:build go1.21": false, "//go:build linux || !linux": true, "//go:build ignore": true, "//go:build !windows": true,
		"// Package migrations": false, "//go:build cgo": true,
	} {
		_, err := inspect(t, map[string]string{"a.go": dsl + "var A whimbrel.Set", "1_b.go": line + "\n\npackage migrations\n"})
		if (err != nil) != refused {
			t.Errorf("%s: %v", line, err)
		}
		if _, err = inspect(t, map[string]string{"a.go": dsl + "var A whimbrel.Set", "b.go": line + "\n\npackage migrations\n"}); err != nil {
			t.Errorf("%s on a helper: %v", line, err)
		}
	}
}

func TestSource(t *testing.T) {
	p, err := inspect(t, map[string]string{
		"a.go": dsl + "var All whimbrel.Set\nfunc addUsers() {}\nfunc init() { All.Change(\"1_add_users\", nil) }",
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.Adds("add_users") != "1_add_users" || p.Adds("users") != "" || !slices.Equal(p.Migrations, []string{"1_add_users"}) {
		t.Errorf("got %v", p.Migrations)
	}
	for name, want := range map[string]string{
		"add_posts": "addPosts", "add_users": "addUsers2", "type": "typeMigration", "init": "initMigration", "string": "stringMigration",
		"whimbrel": "whimbrelMigration", "add__2fa": "add2fa", "all": "all",
	} {
		text, err := p.Source(2, name, "")
		if err != nil || !strings.Contains(text, "All.Change(\"2_"+name+"\", "+want+")") {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "", text, 0); err != nil {
			t.Error(err)
		}
	}
	text, err := p.Source(2, "x", "m.CreateTable( \"x\", nil )")
	if err != nil || !strings.HasSuffix(text, "func x(m *whimbrel.Migration) {\n\tm.CreateTable(\"x\", nil)\n}\n") {
		t.Errorf("%v\n%s", err, text)
	}
	if _, err := p.Source(2, "x", "create table(:x)"); diag.KindOf(err) != diag.Syntax {
		t.Errorf("got %v", err)
	}
	empty := &Package{Name: "db"}
	if _, err := parser.ParseFile(token.NewFileSet(), "", empty.SetSource(), 0); err != nil {
		t.Error(err)
	}
}

func TestModulePath(t *testing.T) {
	for text, want := range map[string]string{
		"module example.com/app\n\ngo 1.26.0\n": "example.com/app", "// module x\nmodule \"a b\" // c\n": "",
		"// a comment\r\n\nmodule \"example.com/q\"\r\n": "example.com/q", "go 1.26.0\n": "",
	} {
		if got := modulePath(text); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

// TestMainDir: the main package lies where all the packages may be imported.
func TestMainDir(t *testing.T) {
	folder := func(dir string) Folder { return Folder{Package: &Package{Dir: filepath.FromSlash(dir)}} }
	for want, dirs := range map[string][]string{
		"/m/a/internal/x": {"/m/a/internal/x"}, "/m/a/internal": {"/m/a/internal/x", "/m/a/internal/y"}, "/m": {"/m/a", "/m"},
		"/m/n": {"/m/n/a/b", "/m/n/ab"},
	} {
		p := Program{}
		for _, dir := range dirs {
			p.Folders = append(p.Folders, folder(dir))
		}
		if got := filepath.ToSlash(p.mainDir()); got != want+"/"+mainFolder {
			t.Errorf("%v: got %s", dirs, got)
		}
	}
}

func TestExplain(t *testing.T) {
	m := Module{Dir: filepath.FromSlash("/m"), Path: "example.com/m"}
	p := Program{WorkDir: filepath.FromSlash("/m/sub"), Folders: []Folder{{Package: &Package{Shown: "../migrations"}}}}
	tests := []struct{ output, summary, hint, detail string }{
		{"# example.com/m/migrations\nmigrations/1_a.go:5:2: undefined: x\n\t/other/y.go:1:1: other\n", "do not compile", "",
			"# example.com/m/migrations\n../migrations/1_a.go:5:2: undefined: x\n\t../../other/y.go:1:1: other"},
		{"no required module provides package " + Whimbrel + "/cli; to add it:", "does not require Whimbrel", "go get -tool " + Tool, ""},
		{"x.go:1:2: missing go.sum entry for module providing package p (imported by " + Whimbrel + "/cli); to add:",
			"does not require Whimbrel", "go get -tool " + Tool, ""},
		{"a.go:3:2: no required module provides package example.com/x; to add it:", "do not compile", "", ""},
		{"go: updates to go.mod needed; to update it:\n\tgo mod tidy", "not complete", "go mod tidy", ""},
		{"go: inconsistent vendoring in /m:", "vendor folder", "go get -tool " + Tool + " && go mod vendor", ""},
		{"whimbrelmain/main.go:12:14: undefined: cli.MainWith", "another version", "go get -tool " + Tool + "@latest", ""},
	}
	for _, test := range tests {
		list := diag.All(p.explain(m, test.output))
		if len(list) != 1 || !strings.Contains(list[0].Summary, test.summary) || list[0].Hint != test.hint {
			t.Errorf("%s: got %+v", test.output, list)
		}
		if test.detail != "" && filepath.ToSlash(list[0].Detail) != test.detail {
			t.Errorf("got  %s\nwant %s", list[0].Detail, test.detail)
		}
	}
}

// TestSweep removes programs that nobody has used for long, and nothing else.
func TestSweep(t *testing.T) {
	cache := t.TempDir()
	long := time.Now().Add(-unused - time.Hour)
	for _, name := range []string{"old", "new", "own", "other"} {
		dir := filepath.Join(cache, name)
		file := filepath.Join(dir, overlayFile)
		if name == "other" {
			file = filepath.Join(dir, "something")
		}
		if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(file, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		if name != "new" {
			if err := os.Chtimes(file, long, long); err != nil {
				t.Fatal(err)
			}
		}
	}
	sweep(cache, filepath.Join(cache, "own"))
	entries, err := os.ReadDir(cache)
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if err != nil || !slices.Equal(left, []string{"new", "other", "own"}) {
		t.Errorf("left: %v, %v", left, err)
	}
}
