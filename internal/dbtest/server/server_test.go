//go:build unix

package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// ownerVariable makes this test binary an owner for TestOwnerKilled: it
// starts the server of the given kind and waits to be killed.
const ownerVariable = "WHIMBREL_TEST_OWNER"

func TestMain(m *testing.M) {
	if value := os.Getenv(ownerVariable); value != "" {
		own(value)
		return
	}
	m.Run()
}

func own(value string) {
	number, err := strconv.Atoi(value)
	if err != nil {
		panic(err)
	}
	server, err := Start(context.Background(), Kind(number))
	if err != nil {
		panic(err)
	}
	fmt.Println(server.PID(), server.home.guard.cmd.Process.Pid, server.Dir())
	select {}
}

func TestStartStop(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			requireInstalled(t, kind)
			server, err := Start(t.Context(), kind)
			if err != nil {
				t.Fatal(err)
			}
			if server.Version == "" || !alive(server.PID()) {
				t.Errorf("version %q, alive %v", server.Version, alive(server.PID()))
			}
			if err := server.Stop(); err != nil {
				t.Error(err)
			}
			if alive(server.PID()) {
				t.Error("the server is alive")
			}
			if _, err := os.Stat(server.Dir()); !os.IsNotExist(err) {
				t.Errorf("directory: %v", err)
			}
			if watchdog := server.home.guard.cmd.ProcessState; watchdog == nil || !watchdog.Success() {
				t.Errorf("watchdog: %v", watchdog)
			}
		})
	}
}

func TestOwnerKilled(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			requireInstalled(t, kind)
			owner := startOwner(t, kind)
			owner.kill(t)
			eventually(t, "the end of the server", func() bool { return !alive(owner.server) })
			eventually(t, "the removal of its directory", func() bool {
				_, err := os.Stat(owner.dir)
				return os.IsNotExist(err)
			})
			eventually(t, "the end of the watchdog", func() bool { return !alive(owner.watchdog) })
		})
	}
}

func TestOwnerAndWatchdogKilled(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has a second guard")
	}
	requireInstalled(t, Postgres)
	owner := startOwner(t, Postgres)
	watchdog, err := os.FindProcess(owner.watchdog)
	if err != nil {
		t.Fatal(err)
	}
	if err := watchdog.Kill(); err != nil {
		t.Fatal(err)
	}
	owner.kill(t)
	eventually(t, "the end of the server", func() bool { return !alive(owner.server) })
	if err := removeAll(owner.dir); err != nil {
		t.Error(err)
	}
}

// owner is a process of TestMain's that owns a server.
type owner struct {
	cmd              *exec.Cmd
	server, watchdog int
	dir              string
}

func startOwner(t *testing.T, kind Kind) *owner {
	t.Helper()
	o := &owner{cmd: exec.Command(os.Args[0])}
	o.cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", ownerVariable, kind))
	o.cmd.Stderr = os.Stderr
	stdout, err := o.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := o.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.cmd.Process.Kill() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(line, &o.server, &o.watchdog, &o.dir); err != nil {
		t.Fatal(err)
	}
	if !alive(o.server) || !alive(o.watchdog) {
		t.Fatal("the owner has no server or no watchdog")
	}
	return o
}

func (o *owner) kill(t *testing.T) {
	t.Helper()
	if err := o.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = o.cmd.Wait()
}

// TestFailedStart uses programs that exist but do not work: that is an error,
// not a missing installation, it says why, and it leaves nothing behind.
func TestFailedStart(t *testing.T) {
	// Where every account can get at it, unlike t.TempDir.
	base, err := os.MkdirTemp("", "whimbrel-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	bin, temp := filepath.Join(base, "bin"), filepath.Join(base, "tmp")
	for _, dir := range []string{base, bin, temp} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"initdb", "postgres"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\necho the reason\nexit 3\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(Postgres.BinVariable(), bin)
	t.Setenv("TMPDIR", temp)
	_, err = Start(t.Context(), Postgres)
	if err == nil || errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "the reason") || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("error %v", err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, error %v", left, err)
	}
}

func TestCancelledStart(t *testing.T) {
	requireInstalled(t, Postgres)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(ctx, Postgres); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
