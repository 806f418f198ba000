package archtest

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/whimbrel-go/whimbrel/"

// dependencies returns everything that a package links, tests excepted.
func dependencies(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", strings.TrimSuffix(module+pkg, "/")).Output()
	if err != nil {
		t.Fatalf("go list -deps %s: %v", pkg, err)
	}
	return strings.Fields(string(out))
}

// Each package may link only these others of the project.
func TestImportsPointOneWay(t *testing.T) {
	allowed := map[string][]string{
		"diag":                   {},
		"command":                {"diag"},
		"internal/exlang/syntax": {"diag"},
		"internal/exlang/eval":   {"command", "diag", "internal/exlang/syntax"},
		"internal/record":        {"command", "diag"},
		"source":                 {"command", "diag", "internal/record"},
		"source/exs":             {"command", "diag", "internal/record", "internal/exlang/syntax", "internal/exlang/eval", "source"},
		"":                       {"command", "diag", "internal/record", "source"},
		"dialect":                {"command", "diag"},
		"internal/plan":          {"command", "diag", "dialect", "internal/record", "source"},
		"database":               {},
		"migrate":                {"command", "diag", "dialect", "internal/record", "source", "internal/plan", "database"},
	}
	for pkg, others := range allowed {
		for _, dep := range dependencies(t, pkg) {
			name, ours := strings.CutPrefix(dep+"/", module)
			name = strings.TrimSuffix(name, "/")
			if ours && name != pkg && !slices.Contains(others, name) {
				t.Errorf("%s links %s", pkg, name)
			}
		}
	}
}

// The library is for programs that have chosen their driver already, and have
// a command line of their own.
func TestLibraryLinksNoDriver(t *testing.T) {
	for _, pkg := range []string{"migrate", "source/exs", "database/sqldb", "dialect/postgres", "dialect/mysql", "dialect/sqlite", "dialect/mssql"} {
		for _, dep := range dependencies(t, pkg) {
			for _, unwanted := range []string{"github.com/jackc", "github.com/go-sql-driver", "modernc.org", "github.com/microsoft",
				"github.com/spf13", "github.com/BurntSushi", "golang.org/x/term"} {
				if strings.HasPrefix(dep, unwanted) {
					t.Errorf("%s links %s", pkg, dep)
				}
			}
		}
	}
}
