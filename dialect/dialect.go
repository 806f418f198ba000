package dialect

import (
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// Dialect writes SQL for one kind of database.
//
// Errors are *diag.Diagnostic values of kind Unsupported or Invalid without a
// position: the caller knows the command's.
type Dialect interface {
	// Name is "postgres", "mysql", "sqlite" or "mssql".
	Name() string
	// Capabilities says what the database can do.
	Capabilities() Capabilities
	// Statements returns the SQL for a command, in the order in which it must
	// run. Most commands are one statement.
	Statements(c command.Command) ([]string, error)
	// QuoteName quotes an identifier, or refuses it.
	QuoteName(name string) (string, error)
	// Versions returns the SQL around the table of applied versions.
	Versions(table command.Object) (Versions, error)
	// Journal returns the SQL around the journal beside a table of versions.
	Journal(versions command.Object) (Journal, error)
	// Lock returns the SQL that keeps other migrators away.
	Lock(request LockRequest) (Lock, error)
	// Limits returns the SQL that bounds waiting and running.
	Limits(Timeouts) Limits
	// Sessions is how to ask the server who is in the way.
	Sessions() Sessions
}

// Capabilities are the facts about a database that the migrator plans with.
type Capabilities struct {
	// TransactionalDDL: a failed migration can be rolled back.
	TransactionalDDL bool
	// MaxIdentifier is the longest identifier; 0 means no limit.
	MaxIdentifier int
	// IdentifierUnit says whether MaxIdentifier counts bytes or characters.
	IdentifierUnit Unit
	// TruncatesIdentifiers: longer identifiers are cut silently, not refused.
	TruncatesIdentifiers bool
}

// Unit is what a length counts.
type Unit uint8

// The units of length.
const (
	Characters Unit = iota
	Bytes
)

// Versions is the SQL around the table that remembers applied versions
// (schema_migrations). Rows are indistinguishable from Ecto's.
type Versions struct {
	// Create creates the table if it does not exist, as Ecto does.
	Create string
	// Select lists the applied versions in ascending order.
	Select string
	// Times lists the applied versions with when they were recorded.
	Times string
	// Count answers 1 if a version is applied, and 0 if not.
	Count func(version int64) string
	// Insert marks a version as applied at a time (UTC, whole seconds).
	Insert func(version int64, at time.Time) string
	// Delete marks a version as not applied.
	Delete func(version int64) string
}

// LockStrategy names how migrators exclude each other.
type LockStrategy string

// The lock strategies, by the values of Ecto's :migration_lock.
const (
	// LockDefault is the lock that Ecto takes on the database by default.
	LockDefault LockStrategy = ""
	// LockNone takes no lock: migration_lock = false.
	LockNone LockStrategy = "none"
	// LockAdvisory is PostgreSQL's pg_advisory_lock.
	LockAdvisory LockStrategy = "pg_advisory_lock"
)

// LockRequest asks for a lock.
type LockRequest struct {
	Strategy LockStrategy
	// Versions is the table of applied versions.
	Versions command.Object
	// Repo is the name of Ecto's repository module, "MyApp.Repo": MySQL and SQL
	// Server use it in the name of the lock, so that Mix and Whimbrel agree.
	Repo string
	// Timeout is how long the lock may be waited for; 0 means without end.
	Timeout time.Duration
}

// Lock is the SQL of a lock. Empty texts mean that nothing needs to be sent.
type Lock struct {
	// Begin opens the transaction in which a migration runs.
	Begin string
	// InTransaction is sent inside the transaction, before the migration, and
	// held until its end. Bound and Unbound are sent around it, if there is a
	// timeout.
	InTransaction  string
	Bound, Unbound string
	// NoWait is InTransaction, but refused at once (as a lock timeout) if somebody
	// else has the lock. "" where there is no such thing.
	NoWait string
	// Hold is sent after it where the transaction does nothing but hold the
	// lock, so that the server does not end it as idle.
	Hold string
	// TryInTransaction is Acquire for the rest of a transaction, which keeps
	// sessions away that hold the lock by Acquire, and the other way round.
	TryInTransaction string
	// Acquire and Release are sent on the session, around the migration. Each
	// is a query for one value: true (or 1) if the lock was taken or released.
	// Acquire may answer false at once, to be asked again later (PostgreSQL's
	// advisory lock, which Ecto tries every five seconds), or wait (MySQL).
	Acquire, Release string
	// Holders is a query for the other sessions that hold the lock; "" where
	// nobody knows. Its rows are: session, application, user, seconds since its
	// transaction or state began, state, statement, and what is waited for.
	Holders string
}

// Statement is SQL with the command that asked for it. Code runs in place of
// the SQL, which is then a comment that names it.
type Statement struct {
	SQL string
	// Params are the parameters of a query of the repository.
	Params []command.Value
	Code   *command.Code
	// Live: the code is a part of the migration that looks into the answers of
	// queries, so that its statements are known when it runs; or nil.
	Live *Live
	// Rebuilds: the code builds a table anew; see [Rebuilder].
	Rebuilds bool
	// Further: it is not the first statement of its command.
	Further bool
	// Otherwise is what is done if the database refuses the SQL, or nil.
	Otherwise *Fallback
	Command   command.Command
}

// Live is what is known of a part of a migration before it runs.
type Live struct {
	// Known are its statements until its code looks into the answer of a query.
	Known []Statement
	// Query is that query, and Pos the place where its answer is looked into.
	Query string
	Pos   diag.Pos
	// Via are the places in other files that led to Pos, the nearest first.
	Via []diag.Pos
}

// Text is the SQL with its parameters: what tells one statement from another.
func (s Statement) Text() string {
	if len(s.Params) == 0 {
		return s.SQL
	}
	return s.SQL + "\n-- with " + command.List(s.Params).Inspect()
}

// Pos returns the place in the source that asked for the statement.
func (s Statement) Pos() diag.Pos { return s.Command.Pos() }

// Unsupported returns the error for a command that the database has no form for.
func Unsupported(format string, args ...any) *diag.Diagnostic {
	return diag.Errorf(diag.Unsupported, diag.Pos{}, format, args...)
}

// Invalid returns the error for a command that is wrong.
func Invalid(format string, args ...any) *diag.Diagnostic {
	return diag.Errorf(diag.Invalid, diag.Pos{}, format, args...)
}
