package printtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// GoMigration is a file of Go code that adds one migration to a set, and the
// name of the configuration under which it is to be recorded; see [Configs].
type GoMigration struct {
	Text   string
	Config string
}

// Recorded is what a migration does.
type Recorded struct{ Dump, Plans string }

// Record returns what a migration does.
func Record(m *source.Migration, config record.Config) Recorded {
	return Recorded{Dump: Dump(m, config), Plans: Plans(m, config)}
}

// Request is what the built program is told.
type Request struct {
	// Root is the checkout.
	Root string
	// Configs are the names of the migrations' configurations, by version.
	Configs map[int64]string
}

// mainText records all migrations and writes what they do.
const mainText = `package main

import (
	"encoding/json"
	"os"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
)

var Migrations whimbrel.Set

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	var request printtest.Request
	check(json.NewDecoder(os.Stdin).Decode(&request))
	configs, err := printtest.Configs(request.Root)
	check(err)
	migrations, err := Migrations.Migrations()
	check(err)
	recorded := map[int64]printtest.Recorded{}
	for _, m := range migrations {
		recorded[m.Version] = printtest.Record(m, configs[request.Configs[m.Version]])
	}
	check(json.NewEncoder(os.Stdout).Encode(recorded))
}
`

// Build compiles the migrations into one program, runs it, and returns what
// each of them does. They are of package main and add themselves to Migrations.
// The program is laid over the checkout, which it sees as it is and which is
// not written to.
func Build(t testing.TB, root string, migrations map[int64]GoMigration) map[int64]Recorded {
	t.Helper()
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	request := Request{root, map[int64]string{}}
	add := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay.Replace[filepath.Join(root, "internal", "print", "roundtrip", name)] = path
	}
	add("main.go", mainText)
	for version, m := range migrations {
		add(fmt.Sprintf("m%d.go", version), m.Text)
		request.Configs[version] = m.Config
	}
	replace, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), replace, 0o600); err != nil {
		t.Fatal(err)
	}
	stdin, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command("go", "run", "-overlay", filepath.Join(dir, "overlay.json"), "./internal/print/roundtrip")
	run.Dir = root
	run.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOPROXY=off")
	run.Stdin = bytes.NewReader(stdin)
	var stderr bytes.Buffer
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%.4000s", err, stderr.Bytes())
	}
	var recorded map[int64]Recorded
	if err := json.Unmarshal(out, &recorded); err != nil {
		t.Fatal(err)
	}
	return recorded
}
