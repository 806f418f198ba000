//go:build unix

package main

import (
	"bufio"
	"errors"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/internal/dbtest/server"
)

// commandVariable makes this test binary the command itself.
const commandVariable = "WHIMBREL_TEST_SERVERS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(commandVariable) != "" {
		main()
		return
	}
	m.Run()
}

// servers prepares a run of the command. With given, the command has nothing
// to start.
func servers(given bool, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), commandVariable+"=1")
	for _, kind := range server.Kinds() {
		value := ""
		if given {
			value = "given://address"
		}
		cmd.Env = append(cmd.Env, kind.URLVariable()+"="+value)
	}
	return cmd
}

func code(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return 0
}

func TestExitCode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want int
	}{
		{[]string{"--", "sh", "-c", "exit 0"}, 0},
		{[]string{"--", "sh", "-c", "exit 7"}, 7},
		{[]string{"--", "sh", "-c", "kill -TERM $$"}, 128 + 15},
		{[]string{"--", "sh", "-c", "kill -KILL $$"}, 128 + 9},
		{[]string{"--", "whimbrel-no-such-command"}, exitNotFound},
		{[]string{"--", "/whimbrel/no/such/command"}, exitNotFound},
		{[]string{"--", "/"}, exitNotExecutable},
		{[]string{"--"}, exitUsage},
		{[]string{"sh"}, exitUsage},
		{[]string{"-h"}, exitUsage},
	} {
		out, err := servers(true, test.args...).CombinedOutput()
		if got := code(t, err); got != test.want {
			t.Errorf("%q: exit code %d, want %d\n%s", test.args, got, test.want, out)
		}
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	withoutBinaries := func(cmd *exec.Cmd, require string) *exec.Cmd {
		cmd.Env = append(cmd.Env, "WHIMBREL_TEST_REQUIRE_SERVERS="+require)
		for _, kind := range server.Kinds() {
			cmd.Env = append(cmd.Env, kind.BinVariable()+"="+empty)
		}
		return cmd
	}
	if out, err := withoutBinaries(servers(false, "-missing"), "").Output(); err != nil || string(out) != "PostgreSQL\nMariaDB\n" {
		t.Errorf("%q, %v", out, err)
	}
	if out, err := withoutBinaries(servers(true, "-missing"), "").Output(); err != nil || len(out) != 0 {
		t.Errorf("%q, %v", out, err)
	}
	out, err := withoutBinaries(servers(false, "--", "true"), "").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "skipped") {
		t.Errorf("error %v\n%s", err, out)
	}
	out, err = withoutBinaries(servers(false, "--", "true"), "1").CombinedOutput()
	if code(t, err) != exitFailure || !strings.Contains(string(out), "not installed") {
		t.Errorf("error %v\n%s", err, out)
	}
}

// script tells where the servers are and ends on a signal.
const script = `
trap 'exit 9' TERM
echo "$WHIMBREL_TEST_POSTGRES_URL"
echo "$WHIMBREL_TEST_MARIADB_URL"
while :; do sleep 0.05; done
`

func TestSignal(t *testing.T) {
	t.Parallel()
	requireInstalled(t)
	cmd := servers(false, "--", "sh", "-c", script)
	cmd.Stderr = os.Stderr
	temp := publicTemp(t, cmd)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var hosts []string
	for lines := bufio.NewScanner(stdout); len(hosts) < 2 && lines.Scan(); {
		u, err := url.Parse(lines.Text())
		if err != nil || u.Host == "" {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		if !listening(u.Host) {
			t.Errorf("nobody listens on %s", u.Host)
		}
		hosts = append(hosts, u.Host)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if got := code(t, cmd.Wait()); got != 9 {
		t.Errorf("exit code %d", got)
	}
	for _, host := range hosts {
		if listening(host) {
			t.Errorf("somebody listens on %s", host)
		}
	}
	checkEmpty(t, temp)
}

func TestSignalDuringStart(t *testing.T) {
	t.Parallel()
	requireInstalled(t)
	cmd := servers(false, "--", "sh", "-c", "echo the command ran")
	temp := publicTemp(t, cmd)
	var stdout strings.Builder
	cmd.Stdout = &stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		if entries, err := os.ReadDir(temp); err != nil || len(entries) > 0 || time.Now().After(deadline) {
			break
		}
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if got := code(t, cmd.Wait()); got != 128+2 || stdout.Len() > 0 {
		t.Errorf("exit code %d, output %q", got, stdout.String())
	}
	checkEmpty(t, temp)
}

// publicTemp gives the command a temporary directory of its own that every
// account can enter, unlike t.TempDir.
func publicTemp(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "whimbrel-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(cmd.Env, "TMPDIR="+dir)
	return dir
}

func checkEmpty(t *testing.T, dir string) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, error %v", entries, err)
	}
}

func listening(host string) bool {
	conn, err := net.DialTimeout("tcp", host, time.Second)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

func requireInstalled(t *testing.T) {
	t.Helper()
	for _, kind := range server.Kinds() {
		if err := server.Find(kind); err != nil {
			if required() {
				t.Fatal(err)
			}
			t.Skip("SKIPPED:", err)
		}
	}
}
