package server

import (
	"fmt"
	"io"
	"os/exec"
	"syscall"
)

// watchdogScript outlives the owner by a moment and cleans up behind it. Its
// first argument is the directory to remove. On its input it reads which
// process to end, and how, in case the owner ends: "PID SIGNAL", or "- -" for
// none; the last line counts. It only acts on the end of the input. What is
// left of the process after five seconds, or of its group after its end, is
// killed. Complaints, such as about processes that are gone, go nowhere.
//
// The shell is on every Unix; the alternative, running the test binary itself
// a second time, would need a hook in its start-up and a lot more memory.
const watchdogScript = `
trap '' HUP INT QUIT TERM
pid=-
while read -r p s; do pid=$p sig=$s; done
if [ "$pid" != - ]; then
	kill -s "$sig" "$pid"
	n=0
	while kill -0 "$pid" && [ "$n" -lt 50 ]; do sleep 0.1; n=$((n+1)); done
	kill -s KILL "$pid" "-$pid"
fi
n=0
until rm -rf "$1" || [ "$n" -ge 20 ]; do sleep 0.1; n=$((n+1)); done
`

// watchdog is the process that runs the script.
type watchdog struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser
}

func newWatchdog(dir string) (*watchdog, error) {
	cmd := exec.Command("/bin/sh", "-c", watchdogScript, "whimbrel-test-watchdog", dir)
	cmd.Dir = "/" // do not keep the current directory busy
	cmd.Env = []string{"PATH=/usr/bin:/bin:/usr/sbin:/sbin"}
	cmd.SysProcAttr = detached()
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &watchdog{cmd: cmd, pipe: pipe}, nil
}

// signalNames are the signals that servers are stopped with. "kill -s" wants
// names.
var signalNames = map[syscall.Signal]string{
	syscall.SIGKILL: "KILL",
	syscall.SIGQUIT: "QUIT",
	syscall.SIGTERM: "TERM",
}

// watch names the process to kill, instead of the one named before.
func (w *watchdog) watch(pid int, sig syscall.Signal) error {
	_, err := fmt.Fprintf(w.pipe, "%d %s\n", pid, signalNames[sig])
	return err
}

// forget tells the watchdog that the process has ended, since its number may
// be another's soon.
func (w *watchdog) forget() {
	// If the watchdog is gone there is nobody to tell.
	_, _ = io.WriteString(w.pipe, "- -\n")
}

// dismiss ends the watchdog.
func (w *watchdog) dismiss() error {
	w.forget()
	_ = w.pipe.Close()
	return w.cmd.Wait()
}
