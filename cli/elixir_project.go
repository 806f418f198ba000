package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
)

// noteDialect says which database is meant where nobody has said it.
func (a *app) noteDialect(r *config.Repo, f *planFlags) {
	if f.dialect != "" || a.quiet {
		return
	}
	d, err := r.Database()
	if err != nil || d.Origin != "the default" || r.Configured() {
		return
	}
	note := diag.Warningf(diag.Pos{}, "nothing says which database this is for: it is checked for SQLite").
		WithHint("whimbrel check --dialect %s", mixDialect())
	note.Severity = diag.Note
	a.printDiagnostics(diag.List{note})
}

// mixDialect is the database whose driver the Mix project here has.
func mixDialect() string {
	for _, name := range []string{"mix.exs", "mix.lock"} {
		text, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for _, driver := range [][2]string{{"postgrex", config.Postgres}, {"myxql", config.MySQL}, {"ecto_sqlite3", config.SQLite}, {"tds", config.MSSQL}} {
			if strings.Contains(string(text), driver[0]) {
				return driver[1]
			}
		}
	}
	return config.Postgres
}

// migrationsNear finds folders with migrations in a Mix project, also in the
// applications of an umbrella, in the order of their names.
func migrationsNear(dir string) []string {
	var found []string
	for _, pattern := range []string{"priv/*/migrations", "apps/*/priv/*/migrations", "*/priv/*/migrations"} {
		paths, _ := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		for _, path := range paths {
			if name, err := filepath.Rel(dir, path); err == nil && !slices.Contains(found, filepath.ToSlash(name)) {
				found = append(found, filepath.ToSlash(name))
			}
		}
	}
	return found
}
