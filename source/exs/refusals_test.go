package exs

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

var update = flag.Bool("update", false, "write what the tests get into the golden files")

// TestRefusals shows what a person sees when a migration cannot run.
func TestRefusals(t *testing.T) {
	const path = "testdata/refusals.txtar"
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(archive.Files); i += 2 {
		script, want := archive.Files[i], &archive.Files[i+1]
		t.Run(script.Name, func(t *testing.T) {
			got := shown(t, script.Name, script.Data)
			if *update {
				want.Data = []byte(got)
			}
			if d := cmp.Diff(string(want.Data), got); d != "" {
				t.Error(d)
			}
		})
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// shown plans a script upwards and returns the printed refusal.
func shown(t *testing.T, name string, text []byte) string {
	m, err := Load(name, text)
	if err == nil {
		_, err = plan.Build(m, command.Up, record.Config{}, postgres.New())
	}
	if err == nil {
		t.Fatal("the script was not refused")
	}
	list := diag.All(err)
	if list == nil {
		t.Fatalf("not a diagnostic: %v", err)
	}
	var b strings.Builder
	diag.Write(&b, list, func(string) []byte { return text })
	return b.String()
}
