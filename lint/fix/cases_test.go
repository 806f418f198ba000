package fix_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

// TestFixesOfCases fixes everything that all rules find in the case files at
// once, on each database: what comes of it loads, can be planned both ways as
// before, and leads to the same schema.
func TestFixesOfCases(t *testing.T) {
	cases, err := printtest.Cases("../..")
	if err != nil {
		t.Fatal(err)
	}
	all := rules.All()
	for _, database := range []string{"postgres", "mysql", "sqlite", "mssql"} {
		t.Run(database, func(t *testing.T) {
			fixed, unfixed := 0, 0
			for _, c := range cases {
				if !nothing(c.Config) || testing.Short() && fixed > 50 {
					continue
				}
				f := folder{database: database, files: fstest.MapFS{"20260101000000_case.exs": {Data: []byte(c.Source)}}, rules: all}
				did, left := fixCase(t, c.ID, f)
				fixed, unfixed = fixed+did, unfixed+left
			}
			t.Logf("%d fixed, %d not", fixed, unfixed)
		})
	}
}

func nothing(c record.Config) bool {
	return c.Prefix == "" && c.DefaultPrefix == "" && c.PrimaryKey.Name == "" && c.PrimaryKey.Type.IsZero() && !c.PrimaryKey.Disabled &&
		c.ForeignKey.Column == "" && c.ForeignKey.Type.IsZero() && c.Timestamps.Type.IsZero() && c.Timestamps.InsertedAt.Name == ""
}

// TestFixesOfSamples does so for the folders of the guide's samples.
func TestFixesOfSamples(t *testing.T) {
	paths, err := filepath.Glob("../../internal/samples/testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no samples", err)
	}
	for _, database := range []string{"postgres", "mysql", "sqlite", "mssql"} {
		fixed, unfixed := 0, 0
		for _, path := range paths {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f := folder{database: database, files: fstest.MapFS{}, rules: rules.All()}
			for _, file := range archive.Files {
				if strings.HasSuffix(file.Name, ".exs") && !strings.Contains(file.Name, "/") {
					f.files[file.Name] = &fstest.MapFile{Data: file.Data}
				}
			}
			did, left := fixCase(t, database+" "+filepath.Base(path), f)
			fixed, unfixed = fixed+did, unfixed+left
		}
		t.Logf("%s: %d fixed, %d not", database, fixed, unfixed)
	}
}

// planned reports whether all migrations can be planned up, and down.
func (f folder) planned(t *testing.T) (up, down error) {
	t.Helper()
	for _, file := range f.find(t) {
		m, err := file.Load()
		if err != nil {
			return err, err
		}
		if _, err := f.plan(m, command.Up); err != nil {
			up = fmt.Errorf("%s up: %w", m.File, err)
		}
		if _, err := f.plan(m, command.Down); err != nil {
			down = fmt.Errorf("%s down: %w", m.File, err)
		}
	}
	return up, down
}

// fixCase returns how many findings were fixed, and how many not.
func fixCase(t *testing.T, id string, f folder) (did, left int) {
	t.Helper()
	up, down := f.planned(t)
	if up != nil {
		return 0, 0 // it is for another database
	}
	fixable := slices.DeleteFunc(f.lint(t).Findings, func(f lint.Finding) bool { return f.Fix == nil || f.Suppressed != nil })
	if len(fixable) == 0 {
		return 0, 0
	}
	now, unfixed := f.fixed(t, fixable)
	nowUp, nowDown := now.planned(t)
	if nowUp != nil || nowDown != nil && down == nil {
		t.Errorf("%s: %v\n%s", id, errors.Join(nowUp, nowDown), text(now))
		return 0, 0
	}
	better := slices.ContainsFunc(fixable, func(f lint.Finding) bool { return f.Fix.Better })
	if d := schemaDiff(f.replay(t), now.replay(t), f.database); d != "" && !better {
		t.Errorf("%s: the schema differs:\n%s\n%s", id, d, text(now))
	}
	return len(fixable) - len(unfixed), len(unfixed)
}

func text(f folder) string {
	var b strings.Builder
	for name, file := range f.files {
		b.WriteString("-- " + name + " --\n" + string(file.Data))
	}
	return b.String()
}
