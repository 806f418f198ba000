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
	// language is Elixir: what scripts are made of, and Ecto's queries.
	language := []string{"internal/exlang/syntax", "internal/exlang/eval", "internal/exlang/stdlib", "internal/exlang/project",
		"internal/exlang/unitext", "internal/exlang/pcre", "internal/query", "internal/query/build", "internal/query/sqltext",
		"internal/ectoschema"}
	// reviewing is what lint is made of.
	reviewing := []string{"command", "database", "diag", "dialect", "internal/locks", "internal/operation", "internal/plan",
		"internal/record", "internal/sqlddl", "internal/sqlsplit", "schema", "source"}
	allowed := map[string][]string{
		"lint":        reviewing,
		"lint/rules":  append([]string{"lint", "internal/exlang/syntax"}, reviewing...),
		"lint/report": append([]string{"lint"}, reviewing...),
		"lint/fix": append([]string{"lint", "generate", "internal/exlang/syntax", "internal/gobuild", "internal/lazyregexp", "internal/print",
			"internal/print/exs", "internal/print/golang", "source/sqlfile"}, reviewing...),
		"internal/linediff":      {},
		"diag":                   {},
		"command":                {"diag"},
		"internal/exlang/syntax": {"diag"},
		"internal/exlang/eval":   {"command", "diag", "internal/exlang/syntax"},
		"internal/record":        {"command", "diag"},
		"source":                 {"command", "diag", "internal/record"},
		"internal/exlang/stdlib": {"command", "diag", "internal/exlang/syntax", "internal/exlang/eval", "internal/exlang/unitext", "internal/exlang/pcre"},
		"source/exs":             append([]string{"command", "diag", "internal/record", "source"}, language...),
		"":                       {"command", "diag", "internal/record", "source"},
		"internal/sqlsplit":      {"diag"},
		"internal/gobuild":       {"diag", "internal/lazyregexp"},
		"source/sqlfile":         {"command", "diag", "dialect", "internal/record", "internal/sqlsplit", "source"},
		"internal/print":         {"command", "diag", "internal/record", "source"},
		"internal/print/exs":     {"command", "diag", "internal/record", "source", "internal/print"},
		"internal/print/golang":  {"command", "diag", "internal/record", "source", "internal/print"},
		"dialect":                {"command", "diag"},
		"internal/plan":          {"command", "diag", "dialect", "internal/record", "source"},
		"database":               {"command", "diag", "dialect"},
		"schema": {"command", "diag", "dialect", "database", "internal/record", "internal/sqlsplit", "source",
			"internal/sqlddl"},
		"internal/sqlddl": {"command", "diag", "internal/sqlsplit"},
		"internal/operation": {"command", "database", "diag", "dialect", "internal/record", "internal/sqlddl", "internal/sqlsplit",
			"schema", "source"},
		"internal/locks":  {"command", "database", "diag", "dialect", "internal/record", "internal/sqlddl", "internal/sqlsplit", "schema", "source", "internal/operation"},
		"structure":       {"command", "database", "diag", "dialect", "internal/lazyregexp", "internal/sqlsplit"},
		"internal/squash": {"command", "database", "diag", "dialect", "internal/record", "internal/sqlsplit", "schema", "internal/sqlddl", "source"},
		"draft": {"command", "database", "diag", "dialect", "internal/english", "internal/english/condition", "internal/english/inflect",
			"internal/english/words", "internal/intent", "internal/plan", "internal/print", "internal/print/exs", "internal/print/golang",
			"internal/record", "internal/sqlsplit", "schema", "internal/sqlddl", "source"},
		"migrate": append([]string{"", "command", "diag", "dialect", "internal/record", "source", "source/exs", "internal/plan", "database"},
			language...),
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
// a command line of their own: it links nothing but the standard library. Only
// package database/pgx is for a certain driver, as its name says.
func TestLibraryLinksNoDriver(t *testing.T) {
	for pkg, driver := range map[string]string{
		"": "", "migrate": "", "whimbreltest": "", "source/exs": "", "source/sqlfile": "", "database/sqldb": "",
		"dialect/postgres": "", "dialect/mysql": "", "dialect/sqlite": "", "dialect/mssql": "", "schema": "",
		"database/pgx": "github.com/jackc/ golang.org/x/",
	} {
		for _, dep := range dependencies(t, pkg) {
			host, _, _ := strings.Cut(dep, "/")
			if !strings.Contains(host, ".") || strings.HasPrefix(dep+"/", module) {
				continue
			}
			if !slices.ContainsFunc(strings.Fields(driver), func(prefix string) bool { return strings.HasPrefix(dep, prefix) }) {
				t.Errorf("%q links %s", pkg, dep)
			}
		}
	}
}
