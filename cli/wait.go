package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
)

// Between two attempts to connect there is firstPause, and twice as much each
// time, up to longestPause. One attempt takes no longer than longestAttempt.
const (
	firstPause     = 100 * time.Millisecond
	longestPause   = 2 * time.Second
	longestAttempt = 5 * time.Second
)

// waitFlags are the flags of wait.
type waitFlags struct {
	repoFlags
	timeout  time.Duration
	database bool
}

func (a *app) waitCommand() *cobra.Command {
	f := &waitFlags{}
	c := &cobra.Command{
		Use:   "wait",
		Short: "Wait until the database server accepts connections",
		Long: "Wait until the server accepts connections, for a server that starts at the same time. A database that does\n" +
			"not exist is no reason to wait, as the server had to answer to say so: create comes next. With --database the\n" +
			"database has to exist too. A wrong password ends the wait at once.",
		Example: "  whimbrel wait && whimbrel create && whimbrel migrate\n  whimbrel wait --timeout 5m --database",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if f.timeout <= 0 {
				return usagef("--timeout must be more than 0, but is %s", f.timeout).try("whimbrel wait --timeout 60s")
			}
			deadline := a.now().Add(f.timeout)
			return a.eachDatabase(f.repoFlags, func(d config.Database) error { return a.wait(c.Context(), d, f, deadline) })
		},
	}
	f.add(c)
	c.Flags().DurationVar(&f.timeout, "timeout", time.Minute, "how long to wait: 90s, 5m")
	c.Flags().BoolVar(&f.database, "database", false, "wait until the database exists too")
	return c
}

// readiness is what an attempt to connect has found.
type readiness uint8

const (
	// notYet: waiting may help.
	notYet readiness = iota
	ready
	// noDatabase: the server answers, but has no such database.
	noDatabase
	// never: the server answers that it does not want us.
	never
)

func (a *app) wait(ctx context.Context, d config.Database, f *waitFlags, deadline time.Time) error {
	started, pause := a.now(), firstPause
	for attempt := 1; ; attempt++ {
		found, err := a.probe(ctx, d, deadline)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case found == ready:
			a.done(d.String() + " accepts connections.")
			return nil
		case found == noDatabase && !f.database:
			a.done(d.String() + " does not exist, but the server accepts connections. Next: whimbrel create")
			return nil
		case found == never:
			return err
		}
		left := deadline.Sub(a.now())
		if left <= 0 {
			return timedOut(d, f.timeout, err)
		}
		a.tellWaiting(d, attempt, a.now().Sub(started), f.timeout)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(pause, left)):
		}
		pause = min(2*pause, longestPause)
	}
}

// probe tries to connect once.
func (a *app) probe(ctx context.Context, d config.Database, deadline time.Time) (readiness, error) {
	if d.Dialect == config.SQLite {
		return fileReadiness(d)
	}
	limit := min(max(deadline.Sub(a.now()), firstPause), longestAttempt)
	attempt, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	conn, err := open(attempt, d)
	if err == nil {
		_ = hangUp(ctx, conn, nil) // it was there, which is all that matters
		return ready, nil
	}
	if attempt.Err() != nil && database.CodeOf(err) == "" {
		err = fmt.Errorf("no answer in time: %w", os.ErrDeadlineExceeded)
	}
	switch code := database.CodeOf(err); {
	case missingDatabase[code]:
		return noDatabase, a.connectError(d, err)
	case wrongPassword[code]:
		return never, a.connectError(d, err)
	}
	return notYet, a.connectError(d, err)
}

// fileReadiness looks for a file: SQLite has no server.
func fileReadiness(d config.Database) (readiness, error) {
	if d.Path == ":memory:" || fileExists(d.Path) {
		return ready, nil
	}
	return noDatabase, diag.Errorf(databaseKind, diag.Pos{File: d.Shown}, "there is no such file").WithHint("whimbrel create")
}

// tellWaiting shows on a terminal how long it has been, and says once where
// nobody is watching what is waited for.
func (a *app) tellWaiting(d config.Database, attempt int, elapsed, timeout time.Duration) {
	switch {
	case a.quiet:
	case a.err.Terminal:
		a.err.Progress(fmt.Sprintf("waiting for %s ... %s of %s", d, elapsed.Round(time.Second), timeout))
	case attempt == 1:
		_, _ = fmt.Fprintf(a.err, "waiting for %s, at most %s\n", d, timeout)
	}
}

// timedOut is the last attempt's error, and that there was no other.
func timedOut(d config.Database, timeout time.Duration, last error) error {
	var list *diag.Diagnostic
	if !errors.As(last, &list) {
		return last
	}
	e := *list
	e.Summary = fmt.Sprintf("%s did not accept connections within %s; the last attempt: %s", d, timeout, e.Summary)
	return &e
}
