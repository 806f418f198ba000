package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"syscall"
)

// runCommand runs the command to its end, passing signals on, and returns its
// exit code, in the way of a shell: 128 plus the signal that ended it.
func runCommand(args, env []string, signals <-chan os.Signal, stderr io.Writer) int {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	// "go test" does not pass signals on to the tests that it runs, since a
	// terminal signals them anyway. Where there is no terminal, the command
	// becomes a process group for us to signal. Where there is one, a group
	// of its own would take the command away from the terminal.
	group := !haveTerminal()
	if group {
		ownGroup(cmd)
	}
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(stderr, "servers:", err)
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			return exitNotFound
		}
		return exitNotExecutable
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case sig := <-signals:
			pass(cmd.Process, sig, group)
		case err := <-ended:
			return exitCode(cmd, err, stderr)
		}
	}
}

func exitCode(cmd *exec.Cmd, err error, stderr io.Writer) int {
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		fmt.Fprintln(stderr, "servers:", err)
		return exitFailure
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return signalCode(status.Signal())
	}
	return cmd.ProcessState.ExitCode()
}

func signalCode(sig os.Signal) int {
	if number, ok := sig.(syscall.Signal); ok {
		return exitSignal + int(number)
	}
	return exitFailure
}
