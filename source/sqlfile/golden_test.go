package sqlfile

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/whimbrel-go/whimbrel/command"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden loads the files of each archive and compares the statements, with
// their positions, with the archive's last file.
func TestGolden(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, path := range archives {
		t.Run(filepath.Base(path), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name, _, _ := strings.Cut(filepath.Base(path), "_")
			d := dialects[name]
			last := len(archive.Files) - 1
			files := map[string]string{}
			for _, f := range archive.Files[:last] {
				files[f.Name] = string(f.Data)
			}
			m, err := load(t, d, files)
			var got strings.Builder
			if err != nil {
				fmt.Fprintln(&got, err)
			} else {
				for _, direction := range []command.Direction{command.Up, command.Down} {
					fmt.Fprintf(&got, "%s:\n%s", direction, show(m, direction, d))
				}
			}
			if *update {
				archive.Files[last].Data = []byte(got.String())
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(archive.Files[last].Data); want != got.String() {
				t.Errorf("got\n%s\nwant\n%s", got.String(), want)
			}
		})
	}
}
