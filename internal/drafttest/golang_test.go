package drafttest

import (
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/internal/print/golang"
	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// TestGo drafts every description as Go, compiles all of it together, and
// compares what it does with what the expected script does.
func TestGo(t *testing.T) {
	g := &goFiles{texts: map[int64]printtest.GoMigration{}, want: map[int64]printtest.Recorded{}, of: map[int64]string{}, seen: map[string]bool{}}
	for _, a := range archives(t) {
		model, err := a.Model()
		if err != nil {
			t.Error(err)
			continue
		}
		for _, c := range a.Cases {
			r, err := c.Draft(model)
			if err != nil || Compare(c, Result(r, err)) != "" {
				continue // TestCorpus says so
			}
			for i, f := range r.Files {
				if err := g.add(c, c.Want[i], f); err != nil {
					t.Errorf("%s: %v", c.ID(), err)
				}
			}
		}
	}
	if len(g.texts) == 0 {
		t.Skip("no draft is exact yet")
	}
	for version, got := range printtest.Build(t, "../..", g.texts) {
		if d := gocmp.Diff(g.want[version], got); d != "" {
			t.Errorf("%s (-script +Go):\n%s\n%s", g.of[version], d, g.texts[version].Text)
		}
	}
	t.Logf("%d migrations in Go", len(g.texts))
}

// goFiles are migrations in Go and what they must do, by made-up versions.
type goFiles struct {
	texts map[int64]printtest.GoMigration
	want  map[int64]printtest.Recorded
	// of are the cases that they come from, and seen the scripts so far.
	of   map[int64]string
	seen map[string]bool
}

// add writes a drafted migration as Go, unless one like it is there.
func (g *goFiles) add(c *Case, script File, drafted draft.File) error {
	if g.seen[script.Text] {
		return nil
	}
	g.seen[script.Text] = true
	version := int64(len(g.seen))
	file := golang.File{Package: "main", Set: "Migrations", Func: fmt.Sprintf("%s%d", golang.FuncName(script.Name), version)}
	text, err := drafted.Go(version, file)
	if err != nil {
		return fmt.Errorf("in Go: %w", err)
	}
	want, err := Load(script)
	if err != nil {
		return err
	}
	want.Version = version
	g.texts[version] = printtest.GoMigration{Text: text, Config: "default"}
	g.want[version] = printtest.Record(want, record.Config{})
	g.of[version] = c.ID()
	return nil
}
