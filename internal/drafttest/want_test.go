package drafttest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/print/exs"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// archives reads the corpus.
func archives(t *testing.T) []*Archive {
	t.Helper()
	all, err := ReadAll("../../testdata/draft")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWanted checks the corpus itself: what is expected is a migration, called
// like its file, and laid out as the formatter of Elixir does.
func TestWanted(t *testing.T) {
	for _, a := range archives(t) {
		for _, c := range a.Cases {
			for _, f := range c.Want {
				if problem := checkWanted(f); problem != "" {
					t.Errorf("%s: %s: %s", c.ID(), f.Name, problem)
				}
			}
		}
	}
}

// checkWanted returns what is wrong with an expected file.
func checkWanted(f File) string {
	m, err := Load(f)
	if err != nil {
		return err.Error()
	}
	if want := module + generate.Camelize(f.Name); m.Module != want {
		return "the module is " + m.Module + ", and should be " + want
	}
	if strings.Contains(f.Text, "\n  # ") || strings.Contains(f.Text, "    # ") {
		return "" // comments are not recorded
	}
	captured, _, err := print.Capture(m, record.Config{})
	if err != nil {
		return err.Error()
	}
	var b bytes.Buffer
	if err := exs.Guide.Print(&b, m.Module, captured); err != nil {
		return err.Error()
	}
	return cmp.Diff(strings.Split(f.Text, "\n"), strings.Split(b.String(), "\n"))
}
