package fix_test

import (
	"io/fs"
	"maps"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/fix"
	"github.com/whimbrel-go/whimbrel/source"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// folder is a folder of migrations that is linted and fixed.
type folder struct {
	database string
	files    fstest.MapFS
	// compiled are those in Go.
	compiled []*source.Migration
	rules    []*lint.Rule
	// reviewed are the migrations from this version on.
	reviewed int64
}

// find lists the migrations.
func (f folder) find(t testing.TB) []source.File {
	t.Helper()
	found := linttest.Find(t, f.files, f.database)
	for _, m := range f.compiled {
		found = append(found, source.Loaded(m))
	}
	source.Sort(found)
	return found
}

func (f folder) lint(t testing.TB) *lint.Report {
	t.Helper()
	var entries []lint.Entry
	for _, file := range f.find(t) {
		entries = append(entries, lint.Entry{File: file, Review: file.Version >= f.reviewed})
	}
	d := linttest.Dialect(f.database)
	report, err := lint.Run(t.Context(), entries, lint.Config{Rules: f.rules, Dialect: d, Server: lint.Server{Database: f.database}})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// fixed fixes what was found and returns the new folder, of which the migrations
// in Go are not compiled yet.
func (f folder) fixed(t testing.TB, findings []lint.Finding) (folder, []fix.Unfixed) {
	t.Helper()
	found := f.find(t)
	now := f
	now.files = maps.Clone(f.files)
	var unfixed []fix.Unfixed
	for _, file := range found {
		m := fix.Migration{}
		for _, finding := range findings {
			if finding.Version == file.Version {
				m.Findings = append(m.Findings, finding)
			}
		}
		if len(m.Findings) == 0 {
			continue
		}
		var err error
		if m.Migration, err = file.Load(); err != nil {
			t.Fatal(err)
		}
		m.Files = f.texts(t, file)
		options := fix.Options{Dialect: linttest.Dialect(f.database), Folder: now.find(t)}
		files, left, err := fix.Apply(m, options)
		if err != nil {
			t.Fatal(err)
		}
		unfixed = append(unfixed, left...)
		for _, written := range files {
			name := strings.TrimPrefix(written.Path, "migrations/")
			if _, there := now.files[name]; there && written.New {
				t.Errorf("%s would be overwritten", written.Path)
			}
			now.files[name] = &fstest.MapFile{Data: []byte(written.Text)}
		}
	}
	return now, unfixed
}

// texts reads the files of a migration.
func (f folder) texts(t testing.TB, file source.File) []fix.File {
	t.Helper()
	paths := file.Paths()
	if len(paths) == 0 {
		paths = []string{path.Base(file.Path)}
	}
	var files []fix.File
	for _, p := range paths {
		text, err := fs.ReadFile(f.files, p)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, fix.File{Path: path.Join("migrations", p), Text: string(text)})
	}
	return files
}
