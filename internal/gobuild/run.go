package gobuild

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
)

// Streams are the standard streams of a child process.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Run runs the program as a child and returns its exit code. When the context
// ends the child is interrupted, and is waited for.
func Run(ctx context.Context, binary string, args []string, s Streams) (code int, err error) {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.In, s.Out, s.Err
	cmd.Cancel = func() error {
		if runtime.GOOS == "windows" {
			return nil // the console has told the child itself
		}
		return cmd.Process.Signal(os.Interrupt)
	}
	alone(cmd)
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return exit.ExitCode(), nil
	}
	if err != nil && ctx.Err() != nil && cmd.ProcessState != nil && cmd.ProcessState.Success() {
		return 0, nil // the child was done when it was interrupted
	}
	return 0, err
}
