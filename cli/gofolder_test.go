package cli

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

// goEnvironment is what the go command needs in a test with a home of its own:
// the caches of this machine, and nothing from the network.
func goEnvironment(t *testing.T) []string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds programs")
	}
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Split(string(out), "\n")
	checkout, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"GOCACHE=" + caches[0], "GOMODCACHE=" + caches[1], "GOPROXY=off", "GONOSUMDB=*", "GOWORK=off",
		// Would write into go.mod, if we let it.
		"GOFLAGS=-mod=mod", "WHIMBREL=" + checkout,
	}
}

// TestGoFolder runs the scripts about folders of Go migrations, on SQLite.
func TestGoFolder(t *testing.T) {
	environment := goEnvironment(t)
	program, err := exec.LookPath("whimbrel")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/gofolder", RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, environment...)
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
			env.Setenv("NOGO", filepath.Dir(program)) // a PATH without Go
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// tree FILE writes a checksum of every file in the working directory,
			// but for databases.
			"tree": func(ts *testscript.TestScript, _ bool, args []string) {
				sums, err := tree(ts.MkAbs("."))
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(sums), 0o600))
			},
		},
	})
}

func tree(dir string) (string, error) {
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".db") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(&b, "%s %x %s\n", path, sha256.Sum256(text), info.ModTime())
		return err
	})
	return b.String(), err
}

// inExample runs a test in examples/gofolder, whose folder must not change.
func inExample(t *testing.T) {
	for _, variable := range goEnvironment(t) {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Chdir(filepath.Join("..", "examples", "gofolder"))
	before, err := tree(".")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if after, err := tree("."); err != nil || before != after {
			t.Errorf("the folder has changed: %v\n%s\n%s", err, before, after)
		}
	})
}

// TestGoExample migrates with the example on every database. The program is a
// child here, since the streams of a test are not those of the process.
func TestGoExample(t *testing.T) {
	inExample(t)
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		output, code := run(nil, "migrate", "--url", db.URL)
		if code != exitDone || !strings.Contains(output, "3 migrations applied") {
			t.Fatalf("code %d:\n%s", code, output)
		}
		var stations int
		if err := dbtest.Open(t, db.URL).QueryRow("SELECT count(*) FROM stations").Scan(&stations); err != nil || stations != 2 {
			t.Errorf("%d stations, %v", stations, err)
		}
		output, code = run(nil, "migrations", "--check", "--url", db.URL)
		if code != exitDone || !strings.Contains(output, "3 applied, none pending") {
			t.Errorf("code %d:\n%s", code, output)
		}
		output, code = run(nil, "rollback", "--all", "--url", db.URL)
		if code != exitDone || !strings.Contains(output, "3 migrations rolled back") {
			t.Errorf("code %d:\n%s", code, output)
		}
		if _, code = run(nil, "migrations", "--check", "--url", db.URL); code != exitPending {
			t.Errorf("--check: code %d", code)
		}
		if left := dbtest.Dump(t, db.URL); strings.Contains(left, "stations") || strings.Contains(left, "weather") {
			t.Errorf("left behind:\n%s", left)
		}
	})
}

// slow is a migration that takes longer than any test.
const slow = `package migrations

import "github.com/whimbrel-go/whimbrel"

var Migrations whimbrel.Set

func init() { Migrations.Change("1_slow", slow) }

func slow(m *whimbrel.Migration) {
	m.CreateTable("weather", nil)
	m.Execute("SELECT pg_sleep(60)", "")
}
`

// TestGoInterrupted sends signals to whimbrel while a migration in Go runs.
// The process is that of the program then, which rolls back.
func TestGoInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such signals")
	}
	environment := goEnvironment(t)
	url := dbtest.Postgres(t)
	db := dbtest.Open(t, url)
	dir := t.TempDir()
	files := map[string]string{
		"go.mod": "module example.com/slow\n", filepath.Join("migrations", "migrations.go"): slow,
	}
	if err := os.Mkdir(filepath.Join(dir, "migrations"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	whimbrel := func(args ...string) *exec.Cmd {
		cmd := exec.Command("whimbrel", args...)
		cmd.Dir, cmd.Env = dir, append(append(os.Environ(), environment...), "XDG_CACHE_HOME="+filepath.Join(dir, ".cache"))
		return cmd
	}
	if out, err := whimbrel("init", "--go", "--replace", filepath.Dir(mustGetwd(t))).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		output, code := interrupted(t, whimbrel("migrate", "--url", url), db, signal)
		if code != exitFailed {
			t.Errorf("%v: code %d\n%s", signal, code, output)
		}
		if n := count(t, db, "SELECT count(*) FROM information_schema.tables WHERE table_name = 'weather'"); n != 0 {
			t.Errorf("%v: the table is there\n%s", signal, output)
		}
		if n := count(t, db, "SELECT count(*) FROM schema_migrations"); n != 0 {
			t.Errorf("%v: the version is recorded\n%s", signal, output)
		}
	}
}

// interrupted runs a command and sends it a signal when its migration sleeps.
func interrupted(t *testing.T, cmd *exec.Cmd, db *sql.DB, signal os.Signal) (output string, code int) {
	t.Helper()
	var b strings.Builder
	cmd.Stdout, cmd.Stderr = &b, &b
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	const sleeping = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() " +
		"AND state = 'active' AND query LIKE '%pg_sleep%'"
	for count(t, db, sleeping) == 0 {
		select {
		case err := <-ended:
			t.Fatalf("%v before it slept\n%s", err, b.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
	if err := cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	err := <-ended
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return b.String(), exit.ExitCode()
	}
	return b.String() + fmt.Sprint(err), 0
}

func count(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func mustGetwd(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
