package crashtest

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

// program is the path of the real program, built once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "whimbrel-crash")
	if err == nil {
		program = filepath.Join(dir, "whimbrel")
		var output []byte
		if output, err = exec.Command("go", "build", "-o", program, "../../cmd/whimbrel").CombinedOutput(); err != nil {
			err = fmt.Errorf("%w\n%s", err, output)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	done := dbtest.MainCode(m)
	_ = os.RemoveAll(dir)
	os.Exit(done)
}

// long reports whether the long series was asked for.
func long() bool { return os.Getenv("WHIMBREL_TEST_LONG") != "" }

// times chooses the length of a series.
func times(short, all int) int {
	if long() {
		return all
	}
	return short
}

// dice returns the random numbers of a test, and tells their seed.
func dice(t *testing.T) *rand.Rand {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("WHIMBREL_TEST_SEED"), 10, 64)
	if err != nil {
		seed = 1
	}
	t.Logf("WHIMBREL_TEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// place is a database and the folder that is run on it.
type place struct {
	t        *testing.T
	database string
	url      string
	folder   string
	// person counts what only a person could settle.
	person int
}

func newPlace(t *testing.T, database, folder string) *place {
	t.Helper()
	fresh := map[string]func(testing.TB) string{
		"postgres": dbtest.Postgres, "mariadb": dbtest.MariaDB, "sqlite": dbtest.SQLite,
	}[database]
	return &place{t: t, database: database, url: fresh(t), folder: folder}
}

// run is the program while it runs.
type run struct {
	cmd    *exec.Cmd
	output bytes.Buffer
}

func (p *place) start(address string, arguments ...string) *run {
	p.t.Helper()
	r := &run{cmd: exec.Command(program, append(arguments, "--url", address, "--migrations-path", p.folder)...)}
	r.cmd.Dir = p.t.TempDir()
	r.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + r.cmd.Dir}
	r.cmd.Stdout, r.cmd.Stderr = &r.output, &r.output
	if err := r.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	return r
}

// kill ends the program at once; it may have ended already.
func (r *run) kill() { _ = r.cmd.Process.Kill() }

// wait waits for the end and returns the exit code, -1 for a signal.
func (r *run) wait() int {
	_ = r.cmd.Wait()
	return r.cmd.ProcessState.ExitCode()
}

// finish runs the program until it is done. What the program leaves to a person
// is settled by looking.
func (p *place) finish() {
	p.t.Helper()
	for try := 0; ; try++ {
		r := p.start(p.url, "migrate")
		code := r.wait()
		text := r.output.String()
		switch {
		case code == 0:
			return
		case try > 5 || !strings.Contains(text, "whimbrel repair --done"):
			p.t.Fatalf("exit code %d:\n%s", code, text)
		}
		p.person++
		answer := "--again"
		if p.wasExecuted(text) {
			answer = "--done"
		}
		r = p.start(p.url, "repair", answer)
		if code := r.wait(); code != 0 {
			p.t.Fatalf("repair %s: exit code %d:\n%s", answer, code, r.output.String())
		}
	}
}

// wasExecuted looks for what the program does not look up: the check "known",
// for which a table is built anew outside of a transaction, and else the
// procedure "late". Code that asks the database can be run again.
func (p *place) wasExecuted(question string) bool {
	if strings.Contains(question, "with the answer of") {
		return false
	}
	if strings.Contains(question, "known") {
		return p.query("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%\"known\"%'") != "0"
	}
	query := map[string]string{
		"postgres": "SELECT count(*) FROM pg_proc WHERE proname = 'late'",
		"mariadb":  "SELECT count(*) FROM information_schema.routines WHERE routine_schema = DATABASE() AND routine_name = 'late'",
		"sqlite":   "SELECT count(*) FROM sqlite_schema WHERE name = 'late'",
	}[p.database]
	return p.query(query) != "0"
}

// checkLive looks that nothing remains of a live migration that is not recorded,
// where it has a transaction.
func (p *place) checkLive() {
	p.t.Helper()
	if p.database == "mariadb" {
		return
	}
	found, err := p.ask(fmt.Sprintf("SELECT count(*) FROM users WHERE role LIKE 'live%%' AND NOT EXISTS "+
		"(SELECT 1 FROM schema_migrations WHERE version = %d)", liveVersion))
	if err == nil && found != "0" { // else there are no such tables yet
		p.t.Errorf("%s rows of a live migration remain, which is not recorded", found)
	}
}

// query returns the rows of a query as text.
func (p *place) query(query string) string {
	p.t.Helper()
	text, err := p.ask(query)
	if err != nil {
		p.t.Fatalf("%s: %v", query, err)
	}
	return text
}

func (p *place) ask(query string) (string, error) {
	p.t.Helper()
	db := dbtest.Open(p.t, p.url)
	defer db.Close()
	rows, err := db.QueryContext(p.t.Context(), query)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	var lines []string
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return "", err
		}
		line := make([]string, len(values))
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			line[i] = fmt.Sprint(v)
		}
		lines = append(lines, strings.Join(line, " "))
	}
	return strings.Join(lines, "\n"), rows.Err()
}

// state is everything that a run leaves behind, but times.
func (p *place) state() string {
	p.t.Helper()
	r := p.start(p.url, "repair")
	if code := r.wait(); code != 0 || !strings.Contains(r.output.String(), "Nothing is unfinished") {
		p.t.Errorf("repair: exit code %d:\n%s", code, r.output.String())
	}
	return strings.Join([]string{
		dbtest.Dump(p.t, p.url), "versions:", p.query("SELECT version FROM schema_migrations ORDER BY version"),
		"users:", p.query("SELECT email, age, role FROM users ORDER BY id"),
		"tags:", p.query("SELECT label FROM tags ORDER BY label"),
		"journal:", p.query("SELECT version, position, direction, state, hash FROM whimbrel_journal ORDER BY version, position"),
	}, "\n")
}

// disturbed counts what a test did.
type disturbed struct{ times, person int }

// check finishes a disturbed run and compares what it leaves.
func (d *disturbed) check(p *place, want, what string) {
	p.t.Helper()
	p.checkLive()
	p.finish()
	if got := p.state(); got != want {
		p.t.Errorf("%s: the database is not what an undisturbed run leaves (-want +got):\n%s", what, cmp.Diff(want, got))
	}
	d.times++
	d.person += p.person
}

func (d *disturbed) report(t *testing.T, what string) {
	t.Helper()
	t.Logf("%s %d times; a person was asked %d times", what, d.times, d.person)
}

// undisturbed is what a run leaves if nothing happens, how many messages it
// sends to a server, and how long it takes.
func undisturbed(t *testing.T, database, folder string) (state string, messages int, took time.Duration) {
	t.Helper()
	p := newPlace(t, database, folder)
	address := p.url
	var between *proxy
	if database != "sqlite" {
		between = newProxy(t, p.url)
		address = between.url(t, p.url)
	}
	started := time.Now()
	r := p.start(address, "migrate")
	if code := r.wait(); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, r.output.String())
	}
	took = time.Since(started)
	if between != nil {
		messages = between.messages()
	}
	return p.state(), messages, took
}

// through starts a run through a proxy with a hook.
func (p *place) through(hook func(r *run, n int, message []byte) disturbance, arguments ...string) *run {
	p.t.Helper()
	between := newProxy(p.t, p.url)
	started := make(chan *run, 1)
	var r *run
	between.hook = func(n int, message []byte) disturbance {
		if r == nil {
			r = <-started
		}
		return hook(r, n, message)
	}
	running := p.start(between.url(p.t, p.url), arguments...)
	started <- running
	return running
}

// withParameter adds a parameter to an address.
func withParameter(t *testing.T, address, name, value string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// soon is a context for what must not hang the tests.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}
