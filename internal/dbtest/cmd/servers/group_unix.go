//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// haveTerminal reports whether a terminal controls this process.
func haveTerminal() bool {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	_ = tty.Close()
	return true
}

// ownGroup makes the command the leader of a process group.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// pass signals the process, or its group. It may have ended.
func pass(process *os.Process, sig os.Signal, group bool) {
	if group {
		_ = syscall.Kill(-process.Pid, sig.(syscall.Signal))
		return
	}
	_ = process.Signal(sig)
}
