package golang_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/print/golang"
	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

const root = "../../.."

func printed(m *print.Migration) (string, error) {
	var b bytes.Buffer
	file := golang.File{Package: "main", Set: "Migrations", Func: fmt.Sprintf("%s%d", golang.FuncName(m.Name), m.Version)}
	err := golang.Print(&b, file, m)
	return b.String(), err
}

// TestCases prints every script of the case files as Go, compiles all of them
// together, and compares what they do.
func TestCases(t *testing.T) {
	cases, err := printtest.Cases(root)
	if err != nil {
		t.Fatal(err)
	}
	files := map[int64]printtest.GoMigration{}
	want := map[int64]printtest.Recorded{}
	for i, c := range cases {
		original, err := exs.Load("test.exs", []byte(c.Source))
		if err != nil {
			t.Fatal(err)
		}
		original.Version, original.Name = int64(i), "test_case"
		m, _, err := print.Capture(original, c.Config)
		if err != nil {
			continue // Ecto refuses it, and so does Whimbrel
		}
		want[m.Version] = printtest.Record(original, c.Config)
		text, err := printed(m)
		if err != nil {
			// The types do not let one say what no database accepts.
			if strings.Count(want[m.Version].Plans, "up\n  error") != 4 {
				t.Errorf("%s: %v", c.ID, err)
			}
			continue
		}
		files[m.Version] = printtest.GoMigration{Text: text, Config: c.ID}
		if printtest.Rewritten(original, m, c.Config) || c.ID == "constraint/drop-7" { // a check and an exclusion
			want[m.Version] = printtest.Recorded{Plans: want[m.Version].Plans}
		}
	}
	if len(files) < 800 {
		t.Errorf("only %d cases", len(files))
	}
	t.Logf("%d scripts", len(files))
	for version, got := range printtest.Build(t, root, files) {
		if want[version].Dump == "" {
			got.Dump = ""
		}
		if d := cmp.Diff(want[version], got); d != "" {
			t.Errorf("%s: %s\n%s\n%s", cases[version].ID, d, cases[version].Source, files[version].Text)
		}
	}
}

// TestRandom prints random migrations, compiles all of them together, and
// compares what they record.
func TestRandom(t *testing.T) {
	const count = 300
	files := map[int64]printtest.GoMigration{}
	want := map[int64]string{}
	migrations := printtest.Migrations()
	for i := range count {
		r := migrations.Example(i)
		r.Migration.Version = int64(i)
		text, err := printed(r.Migration)
		if err != nil {
			t.Fatal(err)
		}
		files[int64(i)] = printtest.GoMigration{Text: text, Config: r.Variant}
		want[int64(i)] = printtest.Expected(r.Migration)
	}
	got := printtest.Build(t, root, files)
	for i := range int64(count) {
		if d := cmp.Diff(want[i], got[i].Dump); d != "" {
			t.Errorf("%s\n%s", d, files[i].Text)
		}
	}
}
