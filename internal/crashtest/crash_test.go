package crashtest

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/internal/dbtest/server"
)

// TestKilled kills the program, and the server finds out by itself.
func TestKilled(t *testing.T) {
	for _, database := range []string{"postgres", "mariadb"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			migrations := folder(t, database)
			want, messages, took := undisturbed(t, database, migrations)
			d, dice := &disturbed{}, dice(t)
			var places []int
			for n := 1; n <= messages; n++ {
				places = append(places, n)
			}
			if !long() {
				dice.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
				places = places[:3]
			}
			for i, n := range places {
				for _, answered := range []bool{false, true} {
					if !long() && answered == (i%2 == 0) {
						continue
					}
					t.Run(fmt.Sprintf("message %d answered %v", n, answered), func(t *testing.T) {
						p := newPlace(t, database, migrations)
						r := p.through(func(r *run, at int, _ []byte) disturbance {
							if at != n {
								return disturbance{}
							}
							return disturbance{do: r.kill, answered: answered}
						}, "migrate")
						r.wait()
						d.check(p, want, "killed")
					})
				}
			}
			d.report(t, "killed at messages")
			killedInBetween(t, database, migrations, want, took, times(1, 100))
		})
	}
}

// TestKilledLive kills the program while the code of a migration works on the
// database.
func TestKilledLive(t *testing.T) {
	for _, database := range []string{"postgres", "mariadb"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			migrations := folder(t, database)
			want, _, _ := undisturbed(t, database, migrations)
			d := &disturbed{}
			for _, text := range []string{"role = 'live a'", "role = 'live b'", "role = 'live c'", "VALUES ('live b'"} {
				for _, answered := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s answered %v", text, answered), func(t *testing.T) {
						p := newPlace(t, database, migrations)
						r := p.through(func(r *run, _ int, message []byte) disturbance {
							if !bytes.Contains(message, []byte(text)) {
								return disturbance{}
							}
							return disturbance{do: r.kill, answered: answered}
						}, "migrate")
						if code := r.wait(); code != -1 {
							t.Errorf("it was not killed: exit code %d", code)
						}
						d.check(p, want, "killed")
					})
				}
			}
			if want := map[string]int{"mariadb": d.times}[database]; d.person != want {
				t.Errorf("a person was asked %d times, and not %d", d.person, want)
			}
			d.report(t, "killed within a live migration")
		})
	}
}

// TestKilledSQLite kills the program at any time, as there are no messages.
func TestKilledSQLite(t *testing.T) {
	t.Parallel()
	migrations := folder(t, "sqlite")
	want, _, took := undisturbed(t, "sqlite", migrations)
	killedInBetween(t, "sqlite", migrations, want, took, times(6, 300))
}

// killedInBetween kills the program at random times of a run that takes as long
// as an undisturbed one.
func killedInBetween(t *testing.T, database, migrations, want string, took time.Duration, n int) {
	t.Helper()
	d, dice := &disturbed{}, dice(t)
	for i := range n {
		pause := time.Duration(dice.Int64N(int64(took)))
		t.Run(fmt.Sprintf("time %d", i), func(t *testing.T) {
			p := newPlace(t, database, migrations)
			r := p.start(p.url, "migrate")
			time.Sleep(pause)
			r.kill()
			r.wait()
			d.check(p, want, fmt.Sprintf("killed after %v", pause))
		})
	}
	d.report(t, "killed in between")
}

// TestCut breaks the connection; the program has to end by itself, or to find
// out what became of its transaction and go on.
func TestCut(t *testing.T) {
	for _, database := range []string{"postgres", "mariadb"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			migrations := folder(t, database)
			want, messages, _ := undisturbed(t, database, migrations)
			d, dice := &disturbed{}, dice(t)
			for i := range times(3, 2*messages) {
				n, answered := i/2+1, i%2 == 1
				if !long() {
					n = 1 + dice.IntN(messages)
				}
				t.Run(fmt.Sprintf("message %d answered %v", n, answered), func(t *testing.T) {
					p := newPlace(t, database, migrations)
					r := p.through(func(_ *run, at int, _ []byte) disturbance {
						if at != n {
							return disturbance{}
						}
						return disturbance{do: func() {}, answered: answered} // and the connection is closed
					}, "migrate")
					if code := r.wait(); code != 0 && code != 1 || strings.Contains(r.output.String(), "panic") {
						t.Errorf("exit code %d:\n%s", code, r.output.String())
					}
					d.check(p, want, "cut")
				})
			}
			d.report(t, "cut")
		})
	}
}

// TestServerRestarted lets the server crash in the middle of a run.
func TestServerRestarted(t *testing.T) {
	for _, kind := range server.Kinds() {
		database := map[server.Kind]string{server.Postgres: "postgres", server.MariaDB: "mariadb"}[kind]
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			migrations := folder(t, database)
			want, messages, _ := undisturbed(t, database, migrations)
			own, err := server.Start(soon(t), kind)
			if err != nil {
				t.Skip(err)
			}
			defer func() {
				if err := own.Stop(); err != nil {
					t.Error(err)
				}
			}()
			d, dice := &disturbed{}, dice(t)
			for i := range times(1, 30) {
				n := messages/4 + dice.IntN(messages*3/4)
				t.Run(fmt.Sprintf("message %d", n), func(t *testing.T) {
					p := privatePlace(t, own, database, migrations, i)
					var began atomic.Bool
					restarted := make(chan error, 1)
					r := p.through(func(_ *run, at int, _ []byte) disturbance {
						if at != n {
							return disturbance{}
						}
						began.Store(true)
						return disturbance{through: true, do: func() { restarted <- own.Restart(t.Context()) }}
					}, "migrate")
					r.wait()
					if began.Load() {
						if err := <-restarted; err != nil {
							t.Fatal(err)
						}
					}
					d.check(p, want, "restarted")
				})
			}
			d.report(t, "the server was restarted")
		})
	}
}

// privatePlace makes a database on a server of the test's own.
func privatePlace(t *testing.T, s *server.Server, database, migrations string, i int) *place {
	t.Helper()
	admin, err := server.Open(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := fmt.Sprintf("crash%d", i)
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	slash := strings.LastIndex(s.URL, "/")
	return &place{t: t, database: database, url: s.URL[:slash+1] + name, folder: migrations}
}

// TestFullDisk gives the file less and less room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	migrations := folder(t, "sqlite")
	want, _, _ := undisturbed(t, "sqlite", migrations)
	d, refused := &disturbed{}, 0
	for pages := 2; pages < 40; pages += times(7, 1) {
		t.Run(fmt.Sprintf("%d pages", pages), func(t *testing.T) {
			p := newPlace(t, "sqlite", migrations)
			r := p.start(withParameter(t, p.url, "_pragma", fmt.Sprintf("max_page_count(%d)", pages)), "migrate")
			if code := r.wait(); code != 0 {
				refused++
				if code != 1 || !strings.Contains(r.output.String(), "full") {
					t.Errorf("exit code %d:\n%s", code, r.output.String())
				}
			}
			d.check(p, want, "full")
		})
	}
	if refused == 0 {
		t.Error("the disk was never full")
	}
	d.report(t, "full disk")
}

// slow are statements that take longer than any test.
var slow = map[string]string{"postgres": "SELECT pg_sleep(600)", "mariadb": "INSERT INTO first (id) SELECT SLEEP(600)"}

// slowFolder has a migration that is done and one that takes too long.
func slowFolder(t *testing.T, database string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range map[string]string{
		"1_first.exs": "create table(:first)", "2_slow.exs": "create table(:second)\nexecute \"" + slow[database] + "\"",
	} {
		text := "defmodule M do\n  use Ecto.Migration\n  def up do\n" + body + "\n  end\nend\n"
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestSignal: the first signal ends the run in good order.
func TestSignal(t *testing.T) {
	for database := range slow {
		for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
			t.Run(fmt.Sprintf("%s %v", database, sig), func(t *testing.T) {
				t.Parallel()
				p := newPlace(t, database, slowFolder(t, database))
				r := p.through(func(r *run, _ int, message []byte) disturbance {
					// The journal has its text, too.
					if !bytes.Contains(message, []byte(slow[database])) || bytes.Contains(message, []byte("whimbrel_journal")) && database == "mariadb" {
						return disturbance{}
					}
					return disturbance{through: true, do: func() { _ = r.cmd.Process.Signal(sig) }}
				}, "migrate")
				code := r.wait()
				text := r.output.String()
				if code != 1 || !strings.Contains(text, "migrating 2_slow: interrupted") || !strings.Contains(text, "run migrate again when you are ready") {
					t.Errorf("exit code %d:\n%s", code, text)
				}
				if got := p.query("SELECT version FROM schema_migrations"); got != "1" {
					t.Errorf("versions: %s", got)
				}
			})
		}
	}
}

// TestSecondSignal: where the server does not answer, the second signal ends
// the program at once.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "postgres", slowFolder(t, "postgres"))
	held := make(chan struct{})
	silent := false
	r := p.through(func(r *run, _ int, message []byte) disturbance {
		if silent || bytes.Contains(message, []byte("pg_sleep")) {
			if !silent {
				close(held)
			}
			silent = true
			return disturbance{do: func() { <-t.Context().Done() }} // never answered
		}
		return disturbance{}
	}, "migrate")
	<-held
	_ = r.cmd.Process.Signal(os.Interrupt)
	ended := make(chan struct{})
	go func() { r.wait(); close(ended) }()
	for ctx := soon(t); ; {
		select {
		case <-ended:
			if status, ok := r.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
				t.Errorf("it ended by itself: %v\n%s", r.cmd.ProcessState, r.output.String())
			}
			return
		case <-ctx.Done():
			r.kill()
			t.Fatal("it did not end")
		case <-time.After(100 * time.Millisecond):
			_ = r.cmd.Process.Signal(os.Interrupt)
		}
	}
}
