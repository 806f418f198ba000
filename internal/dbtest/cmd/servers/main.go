// Command servers runs a command with private database servers:
//
//	servers -- go test ./...   run a command with the servers' addresses in its
//	                           environment, and exit as it does
//	servers                    print the addresses as shell commands and wait
//	                           for Ctrl-C
//	servers -missing           list the products that are not installed
//
// "go test" runs each package in a process of its own; this command starts one
// PostgreSQL and one MariaDB for all of them. A product whose address is in
// the environment already, such as the service of a CI system, is not started.
// One that is not installed is left out, which makes its tests skip, unless
// WHIMBREL_TEST_REQUIRE_SERVERS=1 makes that an error.
//
// SIGINT, SIGTERM, SIGHUP and SIGQUIT are passed on to the command. However
// the command and this one end, the servers end, and their directories are
// removed.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"

	"github.com/whimbrel-go/whimbrel/internal/dbtest/server"
)

// The codes that shells use when they cannot run a command.
const (
	exitFailure       = 1
	exitUsage         = 2
	exitNotExecutable = 126
	exitNotFound      = 127
	exitSignal        = 128 // plus the signal
)

func main() {
	// From the first moment, so that no signal finds servers without an
	// owner. A shell that runs us in the background has us ignore SIGINT;
	// that must not get in the way, but the choice of nohup must count.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(signals, syscall.SIGHUP)
	}
	os.Exit(run(os.Args[1:], signals, os.Stdout, os.Stderr))
}

// run is main with its surroundings as arguments. It returns the exit code.
func run(args []string, signals <-chan os.Signal, stdout, stderr io.Writer) int {
	switch {
	case len(args) == 1 && args[0] == "-missing":
		for _, kind := range server.Kinds() {
			if os.Getenv(kind.URLVariable()) == "" && server.Find(kind) != nil {
				fmt.Fprintln(stdout, kind)
			}
		}
		return 0
	case len(args) >= 1 && args[0] == "--":
		args = args[1:]
		if len(args) == 0 {
			fmt.Fprintln(stderr, "servers: no command after --")
			return exitUsage
		}
	case len(args) > 0:
		fmt.Fprintln(stderr, "usage: servers [-missing | -- command [argument ...]]")
		return exitUsage
	}

	started, interrupted, err := startAll(signals, stderr)
	defer func() {
		for _, s := range started {
			if err := s.Stop(); err != nil {
				fmt.Fprintln(stderr, "servers:", err)
			}
		}
	}()
	if interrupted != nil {
		return signalCode(interrupted)
	}
	if err != nil {
		fmt.Fprintln(stderr, "servers:", err)
		return exitFailure
	}
	if len(args) == 0 {
		for _, s := range started {
			fmt.Fprintf(stdout, "export %s='%s'\n", s.Kind.URLVariable(), s.URL)
		}
		<-signals
		return 0
	}
	return runCommand(args, environment(started), signals, stderr)
}

// startAll starts the servers that are not given, at the same time. A signal
// abandons the start. What has been started is returned in any case.
func startAll(signals <-chan os.Signal, stderr io.Writer) (started []*server.Server, interrupted os.Signal, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var (
		wait    sync.WaitGroup
		kinds   = server.Kinds()
		servers = make([]*server.Server, len(kinds))
		errs    = make([]error, len(kinds))
	)
	for i, kind := range kinds {
		if os.Getenv(kind.URLVariable()) != "" {
			continue
		}
		wait.Go(func() { servers[i], errs[i] = server.Start(ctx, kind) })
	}
	done := make(chan struct{})
	go func() {
		wait.Wait()
		close(done)
	}()
	select {
	case <-done:
	case interrupted = <-signals:
		cancel()
		<-done
	}

	var summary []string
	for i, s := range servers {
		switch {
		case s != nil:
			started = append(started, s)
			summary = append(summary, fmt.Sprintf("%v %s (%.1fs)", s.Kind, s.Version, s.Startup.Seconds()))
		case errors.Is(errs[i], server.ErrMissing) && !required():
			fmt.Fprintf(stderr, "servers: the tests of %v will be skipped: %v\n", kinds[i], errs[i])
		case errs[i] != nil:
			err = errors.Join(err, errs[i])
		default:
			summary = append(summary, fmt.Sprintf("%v from %s", kinds[i], kinds[i].URLVariable()))
		}
	}
	if interrupted == nil && err == nil && len(summary) > 0 {
		fmt.Fprintln(stderr, "servers:", strings.Join(summary, ", "))
	}
	return started, interrupted, err
}

// environment adds the addresses to the caller's environment.
func environment(started []*server.Server) []string {
	env := os.Environ()
	for _, s := range started {
		env = append(env, s.Kind.URLVariable()+"="+s.URL)
	}
	return env
}

func required() bool {
	value := os.Getenv("WHIMBREL_TEST_REQUIRE_SERVERS")
	return value != "" && value != "0"
}
