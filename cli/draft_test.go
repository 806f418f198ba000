package cli

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/intent"
)

func TestAsk(t *testing.T) {
	q := intent.Question{Text: "Which table?", Choices: []intent.Choice{{Label: "users"}, {Label: "teams"}}}
	tests := []struct {
		name, answers string
		chosen        int
		ok            bool
	}{
		{"a number", "2\n", 1, true},
		{"a number with a point", " 1. \n", 0, true},
		{"a number without an end", "2", 1, true},
		{"wrong answers first", "0\n3\nboth\n-1\n2\n", 1, true},
		{"its words", "Teams\n", 1, true},
		{"nothing", "\n", 0, false},
		{"the end", "", 0, false},
		{"a wrong answer and the end", "7", 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			chosen, ok := ask(&out, bufio.NewReader(strings.NewReader(test.answers)), q)
			if chosen != test.chosen || ok != test.ok {
				t.Errorf("got %d, %v\n%s", chosen, ok, out.String())
			}
			if !strings.HasPrefix(out.String(), "Which table?\n  1. users\n  2. teams\nWhich one? [1-2, nothing to stop] ") {
				t.Errorf("got\n%s", out.String())
			}
		})
	}
}

func TestUndoing(t *testing.T) {
	dir := t.TempDir()
	undo := &undoing{}
	folder := filepath.Join(dir, "priv", "migrations")
	undo.folders(folder)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "1_a.exs")
	undo.file(file)
	undo.file(filepath.Join(folder, "never_made.exs"))
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := undo.all(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
