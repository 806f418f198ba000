package crashtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFleet starts many programs at once, as a deploy of many instances does:
// each migration is run by exactly one of them, and all of them succeed.
func TestFleet(t *testing.T) {
	for _, c := range []struct{ name, database, config string }{
		{"postgres", "postgres", ""},
		{"postgres advisory", "postgres", "migration_lock = \"pg_advisory_lock\"\nmigration_advisory_lock_retry_interval_ms = 100\n"},
		{"mariadb", "mariadb", ""},
		{"sqlite", "sqlite", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			migrations := folder(t, c.database)
			want, _, _ := undisturbed(t, c.database, migrations)
			p := newPlace(t, c.database, migrations)
			config := filepath.Join(t.TempDir(), "whimbrel.toml")
			if err := os.WriteFile(config, []byte("[repo]\nmodule = \"MyApp.Repo\"\n"+c.config), 0o600); err != nil {
				t.Fatal(err)
			}
			runs := make([]*run, times(12, 50))
			for i := range runs {
				runs[i] = p.start(p.url, "migrate", "--config", config)
			}
			var applied []string
			for i, r := range runs {
				if code := r.wait(); code != 0 {
					t.Errorf("program %d: exit code %d:\n%s", i, code, r.output.String())
				}
				for _, match := range up.FindAllStringSubmatch(r.output.String(), -1) {
					applied = append(applied, match[1])
				}
			}
			slices.Sort(applied)
			if got, all := fmt.Sprint(applied), fmt.Sprint(versions(t, migrations)); got != all {
				t.Errorf("applied: %s\nwant:    %s", got, all)
			}
			if got := p.state(); got != want {
				t.Errorf("the database is not what a single run leaves (-want +got):\n%s", cmp.Diff(want, got))
			}
			t.Logf("%d programs at once", len(runs))
		})
	}
}

// up is a line of the output about a migration that was run.
var up = regexp.MustCompile(`(?m)^up +(\d+) `)

// versions returns the versions of a folder.
func versions(t *testing.T, folder string) (list []string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		list = append(list, regexp.MustCompile(`^\d+`).FindString(f.Name()))
	}
	return list
}
