package migrate

import (
	"context"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// Commands is the part of a repository's configuration that shapes commands:
// migration_primary_key, migration_foreign_key, migration_timestamps,
// migration_default_prefix, and the prefix of the run.
type Commands = record.Config

// Config says what to run and how. The zero value of every field but Dialect
// and Folders is Ecto's default.
type Config struct {
	// Dialect writes the SQL.
	Dialect dialect.Dialect
	// Folders are searched for migrations; Formats load them.
	Folders []source.Folder
	Formats []source.Format
	// Commands shapes the commands; its Prefix is the migrator's --prefix, in
	// which the table of versions lives too.
	Commands Commands
	// VersionsTable is migration_source; "" means "schema_migrations".
	VersionsTable string
	// VersionsConn is a connection to migration_repo, the database that holds
	// the table of versions when it is not the migrated one.
	VersionsConn database.Conn
	// Connect opens another session with the migrated database. It is needed
	// where a lock has to be held in a transaction of its own beside the
	// migration: the default lock of PostgreSQL for a migration that sets
	// @disable_ddl_transaction without @disable_migration_lock. Optional.
	Connect func(context.Context) (database.Conn, error)
	// Lock is migration_lock.
	Lock dialect.LockStrategy
	// LockRetry is how pg_advisory_lock is tried again.
	LockRetry LockRetry
	// Repo is the Elixir module of the repository, "MyApp.Repo"; it is part of
	// the lock's name on MySQL and SQL Server.
	Repo string
	// StrictVersionOrder refuses a migration older than one that has run.
	StrictVersionOrder bool
	// Observe is called for everything that happens, in order. Optional.
	Observe func(Event)
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// LockRetry says how often and how long pg_advisory_lock is tried.
type LockRetry struct {
	// Interval is migration_advisory_lock_retry_interval_ms; 0 means 5 s.
	Interval time.Duration
	// MaxTries is migration_advisory_lock_max_tries; 0 means without end.
	MaxTries int
}

// Target says how far to go. The zero value goes all the way.
type Target struct {
	kind    targetKind
	step    int
	version int64
}

type targetKind uint8

const (
	targetAll targetKind = iota
	targetStep
	targetTo
	targetToExclusive
)

// All runs everything pending in the direction.
func All() Target { return Target{} }

// Step runs the next n migrations.
func Step(n int) Target { return Target{kind: targetStep, step: n} }

// To runs up (or down) to a version, that one included.
func To(version int64) Target { return Target{kind: targetTo, version: version} }

// ToExclusive runs up (or down) to a version, that one not included.
func ToExclusive(version int64) Target { return Target{kind: targetToExclusive, version: version} }

// Event is something that happened. The set is closed.
type Event interface{ event() }

// The events of a run, in the order in which they can come.
type (
	// Warned: something the author of a migration should look at.
	Warned struct{ Diagnostic *diag.Diagnostic }
	// Waiting: another migrator holds the lock.
	Waiting struct{ Reason string }
	// Started: a migration begins.
	Started struct {
		Migration *source.Migration
		Direction command.Direction
	}
	// Ran: a statement was executed. In a batch the durations are not known
	// one by one and are zero.
	Ran struct {
		Statement dialect.Statement
		Duration  time.Duration
	}
	// Noticed: the server said something.
	Noticed struct{ Notice database.Notice }
	// Finished: a migration is done and recorded.
	Finished struct{ Applied Applied }
	// Skipped: another migrator had run the migration meanwhile.
	Skipped struct{ Migration *source.Migration }
)

func (Warned) event()   {}
func (Waiting) event()  {}
func (Started) event()  {}
func (Ran) event()      {}
func (Noticed) event()  {}
func (Finished) event() {}
func (Skipped) event()  {}

// Applied is a migration that this run has executed.
type Applied struct {
	Version   int64
	Name      string
	File      string
	Direction command.Direction
	Duration  time.Duration
}

// Status is one line of the status table.
type Status struct {
	// Up reports whether the version is recorded as applied.
	Up      bool
	Version int64
	// Name is the migration's name; "" when no file has the version.
	Name string
	File string
}
