//go:build unix

package gobuild

import (
	"os/exec"
	"syscall"
)

// Become replaces the process by the program, which so has its signals, its
// terminal and its exit code. It returns only if that failed.
func Become(binary string, args, environment []string) error {
	return syscall.Exec(binary, append([]string{binary}, args...), environment)
}

// CanBecome says whether [Become] works on this system.
const CanBecome = true

// alone keeps the signals of the terminal from a child to which they are
// passed on: it would get each of them twice, and twice means at once.
func alone(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
