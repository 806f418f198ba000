package migrate

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
)

// Error is the failure of one migration in the middle of a run. It says what
// is done, what is not, and what is in between.
type Error struct {
	Version   int64
	Name      string
	File      string
	Direction command.Direction
	// Statement is the statement of the migration that failed, or nil if one of
	// the migrator's own did (SQL then has its text, if it has one).
	Statement *dialect.Statement
	SQL       string
	// Step says in words what failed: "running a statement", "taking the
	// migration lock".
	Step string
	// Number counts the failed statement among the migration's Total, from 1;
	// 0 if none of them failed.
	Number, Total int
	// Outcome says what remains of the migration.
	Outcome Outcome
	// Executed are the statements of this migration that were executed and
	// stay executed, as they could not be rolled back.
	Executed []dialect.Statement
	// Live: the statement is a part of the migration that runs its code, and
	// Statement the one of this part that failed, or the part itself. Within are
	// those of the part that were executed before.
	Live   bool
	Within []dialect.Statement
	// Lost means that the connection broke before the server answered, so that
	// whether the last thing sent was done is not known.
	Lost bool
	// Applied are the migrations of this run that were done before.
	Applied []Applied
	// Undone are the migrations of this run that were rolled back with it, as
	// the run is one transaction.
	Undone []source.File
	// NotRun are the migrations of this run after the failed one.
	NotRun []source.File
	// Err is the reason; mostly a *[database.Error].
	Err error

	dialect string
	// separate: it ran in a transaction, and the versions are in another
	// database, so that no journal knows of it.
	separate bool
}

// Outcome says what remains of a migration that failed.
type Outcome uint8

// The outcomes.
const (
	// NotStarted: nothing of it was sent.
	NotStarted Outcome = iota
	// RolledBack: nothing of it remains.
	RolledBack
	// Partial: it ran outside of a transaction, and what was executed stays.
	Partial
	// Unrecorded: all of it was executed and stays, but its version could not
	// be recorded.
	Unrecorded
	// InDoubt: the connection broke, and could not be made again soon enough to
	// find out what became of it, before the server confirmed or refused the
	// transaction, so that all of it remains or nothing.
	InDoubt
)

// String returns the outcome in a few words.
func (o Outcome) String() string {
	switch o {
	case RolledBack:
		return "rolled back"
	case Partial:
		return "partially executed"
	case Unrecorded:
		return "executed but not recorded"
	case InDoubt:
		return "in doubt"
	default:
		return "not started"
	}
}

// remains is the outcome, told apart from a migration without a transaction of
// which nothing was executed.
func (e *Error) remains() string {
	if e.Outcome == Partial && len(e.Executed) == 0 && !e.Lost {
		return "nothing executed"
	}
	return e.Outcome.String()
}

// Error names the migration and the reason in one line.
func (e *Error) Error() string {
	verb := "migrating"
	if e.Direction == command.Down {
		verb = "rolling back"
	}
	return fmt.Sprintf("%s %d_%s: %s", verb, e.Version, e.Name, e.reason())
}

func (e *Error) reason() string {
	if e.Cancelled() {
		return "interrupted"
	}
	if e.Statement == nil && e.Step != "" {
		return e.Step + ": " + e.Err.Error()
	}
	if raised := e.raised(); raised != nil {
		return raised.Summary
	}
	return e.Err.Error()
}

// raised is what the code of a live part has ended with, or nil.
func (e *Error) raised() *diag.Diagnostic {
	if list := diag.All(e.Err); e.Live && len(list) > 0 {
		return list[0]
	}
	return nil
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Cancelled reports whether the run's context was cancelled.
func (e *Error) Cancelled() bool {
	return errors.Is(e.Err, context.Canceled) || errors.Is(e.Err, context.DeadlineExceeded)
}

// failure describes how a migration ended that did not succeed.
func (m *executor) failure(j *job, err error) *Error {
	e := &Error{
		Version: j.file.Version, Name: j.file.Name, File: j.file.Path,
		Direction: j.plan.Direction, Total: len(j.plan.Statements()),
		Err: err, dialect: m.config.Dialect.Name(),
	}
	var failed *failedStep
	if !errors.As(err, &failed) {
		return e // nothing was sent
	}
	var unfinished *UnfinishedError
	if errors.As(err, &unfinished) {
		unfinished.Prefix = m.config.Commands.Prefix
	}
	e.Err, e.Step = failed.err, failed.step.part.String()
	e.Statement, e.SQL = failed.step.statement, failed.step.sql
	if failed.index < 0 {
		return e // the lock was not got
	}
	e.Lost = lost(failed)
	defer e.readLive(failed)
	if j.way == unwrapped {
		e.Number, e.Executed, e.Outcome = failed.number, failed.executed, unwrappedOutcome(failed)
		return e
	}
	before := j.script[:failed.index]
	done := statementsOf(before)
	if e.Statement != nil {
		e.Number = len(done) + 1
	}
	e.Outcome = RolledBack
	switch {
	case IsLocked(err):
		e.Outcome = NotStarted
	case failed.step.part == partRecord && hasPart(before, partCommit):
		e.Outcome, e.Executed, e.separate = Unrecorded, done, true
	case e.Lost && (j.way == batched || failed.step.part == partCommit):
		e.Outcome = InDoubt
	}
	return e
}

// readLive adds what a live part says of its failure.
func (e *Error) readLive(failed *failedStep) {
	var live *liveError
	if !errors.As(failed.err, &live) {
		return
	}
	e.Live, e.Err, e.Within = true, live.err, live.executed
	if live.statement != nil {
		e.Statement, e.SQL = live.statement, live.statement.Text()
	}
}

// unwrappedOutcome is the outcome of a migration outside of a transaction.
func unwrappedOutcome(failed *failedStep) Outcome {
	switch failed.step.part {
	case partRecord:
		return Unrecorded
	case partCheck:
		return NotStarted
	}
	return Partial
}

func statementsOf(steps []step) []dialect.Statement {
	var list []dialect.Statement
	for _, s := range steps {
		if s.statement != nil {
			list = append(list, *s.statement)
		}
	}
	return list
}

func hasPart(steps []step, p part) bool {
	for _, s := range steps {
		if s.part == p {
			return true
		}
	}
	return false
}

// lost reports whether the server's answer to a statement that was sent is not
// known: there is no code of the server, and the driver does not vouch that
// nothing was sent.
func lost(failed *failedStep) bool {
	err := failed.err
	if database.CodeOf(err) != "" {
		return false
	}
	var own *database.Error
	isOwn := errors.As(err, &own)
	if s := failed.step.statement; s != nil && s.Code != nil && !isOwn {
		return false // whatever code in Go fails with
	}
	var unsent interface{ SafeToRetry() bool }
	if errors.As(err, &unsent) && unsent.SafeToRetry() {
		return false
	}
	var network net.Error
	return isOwn || errors.As(err, &network) || errors.Is(err, os.ErrDeadlineExceeded)
}
