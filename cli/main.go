package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// The exit codes.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitPending = 3
)

// IO is what a command sees of the world outside.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	// LookupEnv reads the environment; nil means that there is none.
	LookupEnv func(string) (string, bool)
}

// Stdio returns the process's own streams and environment.
func Stdio() IO {
	return IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, LookupEnv: os.LookupEnv}
}

// Main runs one command line, without the program's name, and returns its exit
// code. For a folder of Go migrations it builds a program around them, which
// sees the environment of this process; see [MainWith].
func Main(args []string, stdio IO) int { return MainWith(args, stdio) }

// MainWith is Main for a program that has Go migrations compiled in. They run
// as if they had been found in the folders of their repository.
func MainWith(args []string, stdio IO, compiled ...Compiled) (code int) {
	if stdio.LookupEnv == nil {
		stdio.LookupEnv = func(string) (string, bool) { return "", false }
	}
	a := &app{
		in:  stdio.In,
		out: term.New(stdio.Out, stdio.LookupEnv), err: term.New(stdio.Err, stdio.LookupEnv),
		lookupEnv: stdio.LookupEnv, now: time.Now, args: args, compiled: compiled,
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Once the first signal has asked the run to end in good order, the second
	// one has its usual effect.
	context.AfterFunc(ctx, stop)

	defer func() {
		if len(compiled) == 0 {
			return
		}
		if value := recover(); value != nil {
			code = a.panicked(value)
		}
	}()
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdio.In)
	root.SetOut(stdio.Out)
	root.SetErr(stdio.Err)
	return a.exitCode(root.ExecuteContext(ctx))
}

// app is one invocation.
type app struct {
	in        io.Reader
	out, err  *term.Stream
	lookupEnv func(string) (string, bool)
	now       func() time.Time
	args      []string
	// compiled are the Go migrations that are part of this program.
	compiled []Compiled

	// configFile and quiet are flags of every command.
	configFile string
	quiet      bool
	// databases are those that the run knows the passwords of.
	databases []config.Database
	// project is what scripts may know of the application around them.
	project exs.Project
	// early is a session that nobody has asked for yet, or nil.
	early *early
	// listings are the folders that were looked at, by their path.
	listings map[string]fs.FS
}

// exitCode prints the error of a command, if any.
func (a *app) exitCode(err error) int {
	a.err.EndProgress()
	var usage *usageError
	var ended exit
	var strict *strictError
	switch {
	case errors.As(err, &ended):
		return ended.code
	case err == nil:
		return exitDone
	case errors.Is(err, errPending):
		return exitPending
	case errors.As(err, &strict):
		a.printStrict(strict)
		return exitPending
	case errors.Is(err, errReported):
		return exitFailed
	case errors.As(err, &usage):
		a.printUsage(usage)
		return exitUsage
	case diag.KindOf(err) == config.Kind:
		a.printError(err)
		return exitUsage
	}
	a.printError(err)
	return exitFailed
}

var (
	// errPending ends a command that was asked to find something, and has.
	errPending = errors.New("pending")
	// errReported ends a command that has already said what is wrong.
	errReported = errors.New("reported")
)
