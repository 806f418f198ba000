package migrate

import (
	"context"
	"io/fs"
	"log/slog"
	"time"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// Config says what to run and how. At least one of Set, Sets, FS and Folders
// is needed; migrations can come from all of them, and their versions order
// them. The zero value of every other field is Ecto's default.
type Config struct {
	// Set holds migrations in Go; Sets are more of them.
	Set  *whimbrel.Set
	Sets []*whimbrel.Set
	// FS holds migration files, also in folders within it: an embed.FS, or
	// os.DirFS("priv/repo/migrations").
	FS fs.FS
	// Folders are more of them, with the names by which messages show them.
	Folders []source.Folder
	// Formats are the kinds of files to look for; nil means Ecto's scripts,
	// "NUMBER_NAME.exs".
	Formats []source.Format

	// Repo is the name of Ecto's repository module, "MyApp.Repo". It is what
	// repo/0 answers, and part of the lock's name on MySQL and SQL Server: a
	// program takes turns with Mix only if both use the same name.
	Repo string
	// Commands are the defaults of a repository that shape commands, and the
	// prefix of the run, in which the table of versions lives too.
	Commands Commands
	// VersionsTable is migration_source; "" means "schema_migrations".
	VersionsTable string
	// VersionsDB is migration_repo: the database that holds the table of
	// versions, if it is not the migrated one.
	VersionsDB database.Connector
	// Dialect writes the SQL; nil means the connector's.
	Dialect dialect.Dialect

	// Lock is migration_lock.
	Lock dialect.LockStrategy
	// LockRetry is how pg_advisory_lock is tried again.
	LockRetry LockRetry
	// Transaction says what a transaction is around; "" means each migration.
	Transaction TransactionMode
	// Limits bound how long a run waits.
	Limits Limits
	// StrictVersionOrder refuses a migration that is older than one that has
	// run.
	StrictVersionOrder bool
	// StrictChecksums refuses a run if an applied migration was edited or is
	// missing; see [Migrator.Check]. Without it there is a warning, if there is
	// something to run.
	StrictChecksums bool

	// Review is called once everything that is to run has been planned, and before
	// anything of it runs. If it returns an error nothing is run, and the run
	// returns that error. With several tenants it is called for each, by several
	// goroutines. Optional.
	Review func(context.Context, Review) error

	// Logger is told what happens: migrations at Info, statements at Debug,
	// what people should look at at Warn, failures at Error. Nil means silence.
	Logger *slog.Logger
	// Observe is called for everything that happens; see [Event]. Optional.
	Observe func(context.Context, Event)
	// Now is the clock for the table of versions; nil means time.Now.
	Now func() time.Time
}

// Commands is the part of a repository's configuration that shapes commands:
// migration_primary_key, migration_foreign_key, migration_timestamps,
// migration_default_prefix, and the prefix of the run.
type Commands = record.Config

// The parts of [Commands].
type (
	// PrimaryKey is migration_primary_key.
	PrimaryKey = record.PrimaryKey
	// ForeignKey is migration_foreign_key.
	ForeignKey = record.ForeignKey
	// Timestamps is migration_timestamps.
	Timestamps = record.Timestamps
	// TimestampColumn names one of the two columns of timestamps/1.
	TimestampColumn = record.TimestampColumn
)

// LockRetry says how often and how long pg_advisory_lock is tried.
type LockRetry struct {
	// Interval is migration_advisory_lock_retry_interval_ms; 0 means 5 s.
	Interval time.Duration
	// MaxTries is migration_advisory_lock_max_tries; 0 means without end.
	MaxTries int
}

// Applied is a migration that this run has executed.
type Applied struct {
	Version   int64
	Name      string
	File      string
	Direction whimbrel.MigrationDirection
	Duration  time.Duration
}

// Status is one line of the status table.
type Status struct {
	// Up reports whether the version is recorded as applied.
	Up      bool
	Version int64
	// Name is the migration's name; "" when there is no migration with the
	// version, so that it has run but is not known.
	Name string
	// File is the path of its source, as it is to be shown.
	File string
	// Drift says how the source differs from what was applied. Only
	// [Migrator.Check] looks.
	Drift Drift
	// SquashedInto is the version of the squashed migration that has taken the
	// place of this one, which has no file any more; or 0.
	SquashedInto int64
}
