//go:build !unix

package gobuild

import (
	"errors"
	"os/exec"
)

// Become would replace the process by the program.
func Become(string, []string, []string) error { return errors.ErrUnsupported }

// CanBecome says whether [Become] works on this system.
const CanBecome = false

// alone has nothing to do: all processes of a console get its signals, and
// none can be passed on.
func alone(*exec.Cmd) {}
