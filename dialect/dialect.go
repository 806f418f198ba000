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
	// Lock returns the SQL that keeps other migrators away.
	Lock(request LockRequest) (Lock, error)
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
}

// Lock is the SQL of a lock. Empty texts mean that nothing needs to be sent.
type Lock struct {
	// Begin opens the transaction in which a migration runs.
	Begin string
	// InTransaction is sent inside the transaction, before the migration, and
	// held until its end.
	InTransaction string
	// Acquire and Release are sent on the session, around the migration. Each
	// is a query for one value: true (or 1) if the lock was taken or released.
	// Acquire may answer false at once, to be asked again later (PostgreSQL's
	// advisory lock, which Ecto tries every five seconds), or wait (MySQL).
	Acquire, Release string
}

// Statement is SQL with the command that asked for it. Code runs in place of
// the SQL, which is then a comment that names it.
type Statement struct {
	SQL     string
	Code    *command.Code
	Command command.Command
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
