package migrate

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
)

// Database is the kind of the diagnostic of a failed statement.
const Database diag.Kind = "database"

// maxListed is how many migrations a message lists before it counts.
const maxListed = 5

// Diagnostic returns the error for a person: where in the source, which
// statement, what the server said, what remains, and what to do next.
func (e *Error) Diagnostic() *diag.Diagnostic {
	pos := diag.Pos{File: e.File}
	if e.Statement != nil && e.Statement.Pos().IsValid() {
		pos = e.Statement.Pos()
	}
	d := diag.Errorf(Database, pos, "%s", e.Error())
	var detail []string
	add := func(text string) {
		if text != "" {
			detail = append(detail, text)
		}
	}
	if e.Statement != nil && !e.notSent() {
		where := "statement %d of %d:\n%s"
		if e.Live {
			where = "in statement %d of %d, which runs code of the migration:\n%s"
		}
		add(fmt.Sprintf(where, e.Number, e.Total, indent(e.SQL)))
	}
	if raised := e.raised(); raised != nil {
		d.Pos = raised.Pos
		add(raised.Detail)
	}
	var server *database.Error
	if errors.As(e.Err, &server) {
		add(server.Detail)
		add(server.Hint)
	}
	var rebuild *dialect.RebuildError
	if errors.As(e.Err, &rebuild) {
		add(rebuild.Detail)
	}
	var unfinished *UnfinishedError
	if errors.As(e.Err, &unfinished) {
		add(unfinished.detail())
	}
	var locked *LockedError
	if errors.As(e.Err, &locked) {
		add(strings.TrimPrefix(listHolders(locked.Holders, ""), "\n"))
	}
	add(e.outcome())
	add(e.undone())
	add(e.before())
	add(e.after())
	return d.WithDetail("%s", strings.Join(detail, "\n")).WithHint("%s", e.advice())
}

// notSent: the run was cancelled before the statement was sent.
func (e *Error) notSent() bool {
	return e.Cancelled() && database.CodeOf(e.Err) == "" && !e.Lost
}

// outcome says what remains of the failed migration.
func (e *Error) outcome() string {
	switch e.Outcome {
	case InDoubt:
		return "The connection broke before the server confirmed the transaction: the migration is either " +
			"done and recorded as a whole, or not at all."
	case Unrecorded:
		state := "applied"
		if e.Direction == command.Down {
			state = "no longer applied"
		}
		return fmt.Sprintf("Its %s executed and %s, but the version could not be recorded as %s.",
			count(e.Total, "statement was", "statements were"), stays(e.Total), state)
	case Partial:
		text := e.executed() + e.within()
		if e.Lost {
			text += "\nThe connection broke: whether the failed statement was executed is not known yet."
		}
		return text
	case NotStarted:
		return "The migration was not started."
	default:
		return "The migration was rolled back; nothing of it remains in the database."
	}
}

// executed lists what a migration without a transaction has left behind.
func (e *Error) executed() string {
	reason := "The migration runs outside of a transaction"
	if e.dialect == "mysql" {
		reason = "MySQL and MariaDB cannot roll back schema changes"
	}
	if len(e.Executed) == 0 && len(e.Within) > 0 {
		return reason + "; the version is not recorded."
	}
	if len(e.Executed) == 0 && isUndone(e.Err) {
		return reason + "; nothing else of it was executed."
	}
	if len(e.Executed) == 0 {
		return reason + ", but no statement of it was executed."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s. %s executed and %s; the version is not recorded:", reason,
		count(len(e.Executed), fmt.Sprintf("statement of %d was", e.Total), fmt.Sprintf("statements of %d were", e.Total)),
		stays(len(e.Executed)))
	for i, s := range e.Executed {
		fmt.Fprintf(&b, "\n  %d. %s", i+1, oneLine(s.SQL))
	}
	return b.String()
}

// within lists what the failed part has left behind, if it is live.
func (e *Error) within() string {
	if len(e.Within) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nOf statement %d, which failed, this was executed and stays:", e.Number)
	for i, s := range e.Within {
		if i == maxListed {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Within)-maxListed)
			break
		}
		fmt.Fprintf(&b, "\n  %s", oneLine(s.Text()))
	}
	return b.String()
}

func (e *Error) before() string {
	if len(e.Applied) == 0 {
		return ""
	}
	verb := "Applied"
	if e.Direction == command.Down {
		verb = "Rolled back"
	}
	names := make([]string, len(e.Applied))
	for i, a := range e.Applied {
		names[i] = fmt.Sprintf("%d_%s", a.Version, a.Name)
	}
	return fmt.Sprintf("%s before it in this run: %s.", verb, list(names))
}

func (e *Error) after() string {
	if len(e.NotRun) == 0 {
		return ""
	}
	return "Not run: " + list(namesOf(e.NotRun)) + "."
}

// undone lists what shares the fate of the failed migration.
func (e *Error) undone() string {
	if len(e.Undone) == 0 {
		return ""
	}
	if e.Outcome == InDoubt {
		return "The same holds for the rest of the run, which is one transaction: " + list(namesOf(e.Undone)) + "."
	}
	return "The whole run is one transaction, and was rolled back with it: " + list(namesOf(e.Undone)) + "."
}

func namesOf(files []source.File) []string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = fmt.Sprintf("%d_%s", f.Version, f.Name)
	}
	return names
}

// advice says what to do next.
func (e *Error) advice() string {
	again := "migrate"
	if e.Direction == command.Down {
		again = "rollback"
	}
	var invalid *InvalidIndexError
	var rebuild *dialect.RebuildError
	switch {
	case errors.As(e.Err, &rebuild) && rebuild.Hint != "":
		return rebuild.Hint + "\nthen run " + again + " again"
	case errors.As(e.Err, &invalid):
		return invalid.advice(again)
	case IsLocked(e.Err):
		return lockedAdvice(e.Err, again)
	case e.Outcome == InDoubt:
		return "run migrations to see whether the version is up, then " + again + " again if needed"
	case e.Outcome == Unrecorded && e.separate:
		return fmt.Sprintf("settle the version by hand, then run %s again:\n%s", again, e.SQL)
	case e.Outcome == Unrecorded:
		return fmt.Sprintf("run %s again: it knows that the statements were executed, and records the version", again)
	case isUnfinished(e.Err):
		return unfinishedAdvice(e.Err)
	case e.Outcome == Partial && e.Lost:
		return fmt.Sprintf("run %s again: it looks in the database whether the statement was executed, and goes on there", again)
	case e.Outcome == Partial && len(e.Within) > 0:
		return fmt.Sprintf("undo by hand what statement %d has left behind, or make the code pass over it, and correct the migration;\n"+
			"then run %s again: it begins at statement %d, and that one from its first line", e.Number, again, e.Number)
	case e.Outcome == Partial && len(e.Executed) > 0 && e.Number > 0 && e.Cancelled():
		return fmt.Sprintf("run %s again when you are ready: it goes on at statement %d", again, e.Number)
	case e.Outcome == Partial && len(e.Executed) > 0 && e.Number > 0:
		return fmt.Sprintf("correct the data, or the migration from statement %d on (the statements before it must stay as they are);\n"+
			"then run %s again: it goes on at statement %d", e.Number, again, e.Number)
	case e.Lost && e.Outcome == RolledBack && !e.Cancelled():
		return "the connection broke, which is not the migration's fault; run " + again + " again"
	case e.Cancelled():
		return "run " + again + " again when you are ready"
	}
	return "correct the migration, then run " + again + " again"
}

func isUnfinished(err error) bool {
	var unfinished *UnfinishedError
	return errors.As(err, &unfinished)
}

func isUndone(err error) bool {
	var unfinished *UnfinishedError
	return errors.As(err, &unfinished) && unfinished.Undone
}

func unfinishedAdvice(err error) string {
	var unfinished *UnfinishedError
	if errors.As(err, &unfinished) {
		return unfinished.advice()
	}
	return ""
}

func stays(n int) string {
	if n == 1 {
		return "stays"
	}
	return "stay"
}

// lockedAdvice is what to do about a lock that somebody else holds.
func lockedAdvice(err error, again string) string {
	text := "wait until the other migrator is done, then run " + again + " again"
	var locked *LockedError
	if errors.As(err, &locked) && locked.Advice != "" {
		text += "\n" + locked.Advice
	}
	return text
}

// Diagnostic returns the error for a person.
func (e *LockedError) Diagnostic() *diag.Diagnostic {
	return diag.Errorf(Database, diag.Pos{}, "%s", e.Error()).
		WithDetail("%s", strings.TrimPrefix(listHolders(e.Holders, ""), "\n")).WithHint("%s", lockedAdvice(e, "migrate"))
}

func list(names []string) string {
	if len(names) <= maxListed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:maxListed], ", "), len(names)-maxListed)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// Diagnostic returns the error for a person.
func (e *StoreError) Diagnostic() *diag.Diagnostic {
	d := diag.Errorf(Database, diag.Pos{}, "%s", e.Error())
	var server *database.Error
	if errors.As(e.Err, &server) && (server.Detail != "" || server.Hint != "") {
		d = d.WithDetail("%s", strings.TrimSpace(server.Detail+"\n"+server.Hint))
	}
	switch {
	case errors.Is(e.Err, context.Canceled):
		return d
	case e.prefix != "" && e.Action == "create":
		return d.WithHint("create the prefix %q first; Ecto keeps the table of versions of a prefix inside it", e.prefix)
	case e.what != "":
		return d.WithHint("give the user the right to create and to write the table %s; it is Whimbrel's own", e.Table)
	}
	return d.WithHint("if another tool uses a table of this name, choose another one with migration_source")
}
