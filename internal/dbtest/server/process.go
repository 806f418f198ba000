package server

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// stopTimeout is the time that a process gets to obey its stop signal.
const stopTimeout = 10 * time.Second

// command is a program to run.
type command struct {
	path string
	args []string
	// stop is the signal that ends the program at once, without saving
	// anything, but in a way that lets it release what would outlive it: the
	// shared memory of PostgreSQL's programs stays until the next boot of the
	// machine if they are killed.
	stop syscall.Signal
}

// process is a started command.
type process struct {
	cmd        *exec.Cmd
	stopSignal syscall.Signal
	log        string
	ended      chan struct{} // closed when the process has ended
	err        error         // how it ended; valid once ended is closed
}

// start starts a command in the directory, as the server's account, tied to
// the life of the current process.
func (h *home) start(c command) (*process, error) {
	name := filepath.Base(c.path)
	log := h.path(name + ".log")
	output, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	// A file and not a pipe: nobody reads along while the tests run. And
	// never the test's own output, because "go test" waits until all copies
	// of that are closed.
	defer output.Close()

	cmd := exec.Command(c.path, c.args...)
	cmd.Dir = h.dir // the current directory may be closed to the account
	cmd.Env = h.environment()
	cmd.Stdout, cmd.Stderr = output, output
	cmd.SysProcAttr = h.account.attributes(c.stop)

	p := &process{cmd: cmd, stopSignal: c.stop, log: log, ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The death signal is sent when the thread that started the process
		// ends, not when the whole owner does. Go ends idle threads at will,
		// unless a goroutine holds on to one.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		close(p.ended)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	if err := h.guard.watch(cmd.Process.Pid, c.stop); err != nil {
		_ = p.stop()
		return nil, err
	}
	return p, nil
}

// environment is what the server's programs see: nothing of the caller's
// settings for database clients, time zone or language.
func (h *home) environment() []string {
	return []string{
		"PATH=" + os.Getenv("PATH") + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
		"HOME=" + h.dir,
		"TMPDIR=" + h.dir,
		"LC_ALL=C",
		"TZ=UTC",
	}
}

// stop ends the process, with its children, and waits for its end. It is not
// an error if the process has ended before.
func (p *process) stop() error {
	select {
	case <-p.ended:
		return nil
	default:
	}
	// Only the process itself: it knows how to end its children, and those of
	// initdb would leave shared memory behind.
	if err := p.cmd.Process.Signal(p.stopSignal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.ended:
		// The children of a script that was killed are still there.
		return killGroup(p.cmd.Process.Pid)
	case <-time.After(stopTimeout):
	}
	err := killGroup(p.cmd.Process.Pid)
	if err == nil {
		<-p.ended
		err = fmt.Errorf("%s ignored the signal to stop for %v", filepath.Base(p.cmd.Path), stopTimeout)
	}
	return err
}

// failure describes the end of a process that should not have ended that way.
func (p *process) failure() error {
	return fmt.Errorf("%s: %v; the end of its log:\n%s", filepath.Base(p.cmd.Path), p.cmd.ProcessState, tail(p.log))
}
