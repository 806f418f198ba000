package migrate

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
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
		add(fmt.Sprintf("statement %d of %d:\n%s", e.Number, e.Total, indent(e.SQL)))
	}
	var server *database.Error
	if errors.As(e.Err, &server) {
		add(server.Detail)
		add(server.Hint)
	}
	add(e.outcome())
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
		return fmt.Sprintf("Its %s executed and stay, but the version could not be recorded as %s.",
			count(e.Total, "statement was", "statements were"), state)
	case Partial:
		text := e.executed()
		if e.Lost {
			text += "\nThe connection broke: whether the failed statement was executed is not known."
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
	reason := "The migration runs outside of a transaction (@disable_ddl_transaction)"
	if e.dialect == "mysql" {
		reason = "MySQL and MariaDB cannot roll back schema changes"
	}
	if len(e.Executed) == 0 {
		return reason + ", but no statement of it was executed."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s. %s executed and cannot be taken back; the version is not recorded:", reason,
		count(len(e.Executed), fmt.Sprintf("statement of %d was", e.Total), fmt.Sprintf("statements of %d were", e.Total)))
	for i, s := range e.Executed {
		fmt.Fprintf(&b, "\n  %d. %s", i+1, oneLine(s.SQL))
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
	names := make([]string, len(e.NotRun))
	for i, f := range e.NotRun {
		names[i] = fmt.Sprintf("%d_%s", f.Version, f.Name)
	}
	return "Not run: " + list(names) + "."
}

// advice says what to do next.
func (e *Error) advice() string {
	again := "migrate"
	if e.Direction == command.Down {
		again = "rollback"
	}
	switch {
	case IsLocked(e.Err):
		return "wait until the other migrator is done, then run " + again + " again"
	case e.Outcome == InDoubt:
		return "run migrations to see whether the version is up, then " + again + " again if needed"
	case e.Outcome == Unrecorded:
		return fmt.Sprintf("settle the version by hand, then run %s again:\n%s", again, e.SQL)
	case e.Outcome == Partial && len(e.Executed) > 0:
		return "undo the executed statements by hand, or take them out of the migration for this database; then run " +
			again + " again"
	case e.Cancelled():
		return "run " + again + " again when you are ready"
	}
	return "correct the migration, then run " + again + " again"
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
	}
	return d.WithHint("if another tool uses a table of this name, choose another one with migration_source")
}
