package migrate_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

// sampleImports are the packages that the samples may use without importing
// them.
var sampleImports = map[string]string{
	"context": "context", "errors": "errors", "fmt": "fmt", "os": "os", "strings": "strings", "slog": "log/slog", "http": "net/http",
	"testing": "testing", "pgxpool": "github.com/jackc/pgx/v5/pgxpool",
	"whimbrel": module, "migrate": module + "/migrate", "sqldb": module + "/database/sqldb", "pgx": module + "/database/pgx",
	"command": module + "/command", "diag": module + "/diag", "dialect": module + "/dialect", "postgres": module + "/dialect/postgres",
	"exs": module + "/source/exs", "sqlfile": module + "/source/sqlfile", "whimbreltest": module + "/whimbreltest",
	"migrations": module + "/examples/embedded/migrations",
}

const module = "github.com/whimbrel-go/whimbrel"

// TestDocs builds every sample of docs/library.md. A sample is a file, some
// functions, or what stands in a function.
func TestDocs(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../docs/library.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := goBlock.FindAllSubmatch(text, -1)
	if len(blocks) < 10 {
		t.Fatalf("only %d samples", len(blocks))
	}
	// An overlay puts the samples into the module without writing to it.
	overlay := map[string]map[string]string{"Replace": {}}
	arguments := []string{"build", "-overlay", filepath.Join(t.TempDir(), "overlay.json")}
	for i, block := range blocks {
		name := fmt.Sprintf("sample%d", i+1)
		file := filepath.Join(t.TempDir(), name+".go")
		if err := os.WriteFile(file, []byte(sampleFile(name, string(block[1]))), 0o600); err != nil {
			t.Fatal(err)
		}
		folder := filepath.Join(root, "internal", "library_samples", name)
		overlay["Replace"][filepath.Join(folder, "sample.go")] = file
		overlay["Replace"][filepath.Join(folder, "1_script.exs")] = filepath.Join(root, "examples/embedded/migrations/20260102120000_create_weather.exs")
		arguments = append(arguments, "./internal/library_samples/"+name)
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(arguments[2], data, 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", arguments...)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// declared finds the variables of a sample, which it need not use.
var declared = regexp.MustCompile(`(?m)^(\w+(?:, \w+)*) :=`)

// sampleFile completes a sample to a file.
func sampleFile(name, text string) string {
	if strings.HasPrefix(text, "package ") {
		return text
	}
	if !strings.HasPrefix(text, "func ") {
		for _, names := range declared.FindAllStringSubmatch(text, -1) {
			for _, name := range strings.Split(names[1], ", ") {
				if name != "_" {
					text += "_ = " + name + "\n"
				}
			}
		}
		text = "import \"database/sql\"\n" +
			"func sample(ctx context.Context, db *sql.DB, m *migrate.Migrator) error {\n{\n" + text + "}\nreturn nil\n}\n"
	}
	used := []string{}
	for _, match := range regexp.MustCompile(`\b(\w+)\.`).FindAllStringSubmatch(text, -1) {
		path := sampleImports[match[1]]
		if path != "" && !slices.Contains(used, path) {
			used = append(used, path)
		}
	}
	header := "package " + name + "\n"
	for _, path := range used {
		header += fmt.Sprintf("import %q\n", path)
	}
	return header + text
}
