package migrate

import (
	"context"
	"errors"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// defaultVersionsTable is migration_source's default.
const defaultVersionsTable = "schema_migrations"

// Migrator runs the migrations of a [Config] on a database. Every call opens
// the sessions that it needs and closes them, so that there is nothing to
// close afterwards. A migrator is safe for concurrent use, and any number of
// migrators may work on one database: they take turns by Ecto's lock.
type Migrator struct {
	db     database.Connector
	config Config
	// table is that of the versions, and sql what is sent around it.
	table      command.Object
	sql        dialect.Versions
	journalSQL dialect.Journal
	// shared are the migrations where they were found for several migrators
	// together; see [Tenants].
	shared *found
}

// New returns a migrator. It checks the configuration and opens nothing.
func New(db database.Connector, config Config) (*Migrator, error) {
	if db == nil {
		return nil, errors.New("migrate: there is no database; pass sqldb.New(...), pgx.Pool(...) or pgx.URL(...)")
	}
	if config.Set == nil && config.Sets == nil && config.FS == nil && config.Folders == nil {
		return nil, errors.New("migrate: there are no migrations; set Config.Set (Go) or Config.FS (files)")
	}
	if err := setDefaults(db, &config); err != nil {
		return nil, err
	}
	m := &Migrator{db: db, config: config}
	// Ecto passes the migrator's :prefix, and not migration_default_prefix, to
	// the table of versions (Ecto.Migration.SchemaMigration).
	m.table = command.Object{Prefix: config.Commands.Prefix, Name: config.VersionsTable}
	var err error
	if m.sql, err = config.Dialect.Versions(m.table); err != nil {
		return nil, err
	}
	if m.journalSQL, err = config.Dialect.Journal(m.table); err != nil {
		return nil, err
	}
	if _, err := m.lockSQL(false); err != nil {
		return nil, err
	}
	return m, nil
}

func setDefaults(db database.Connector, c *Config) error {
	if c.Dialect == nil {
		c.Dialect = db.Dialect()
	}
	if c.Dialect == nil {
		return errors.New("migrate: the kind of the database is not known; the kinds are sqldb.Postgres, MySQL, SQLite and MSSQL")
	}
	if c.VersionsTable == "" {
		c.VersionsTable = defaultVersionsTable
	}
	if c.Commands.Repo == "" {
		c.Commands.Repo = c.Repo
	}
	if c.LockRetry.Interval <= 0 {
		c.LockRetry.Interval = 5 * time.Second
	}
	if c.Formats == nil {
		c.Formats = []source.Format{exs.Format()}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return checkLimits(c)
}

// Up runs what is pending, as far as the target says, and returns what it ran.
// On an error that is what ran before it.
//
// All migrations are planned before the first one runs, so that a mistake in
// any of them ([IsInvalid]) leaves the database as it was. An error later on
// is an [*Error].
func (m *Migrator) Up(ctx context.Context, target Target) ([]Applied, error) {
	return m.run(ctx, command.Up, target)
}

// Down undoes what is applied, newest first, as far as the target says, and
// returns what it undid. If anything among it cannot be undone
// ([IsIrreversible]), nothing is.
func (m *Migrator) Down(ctx context.Context, target Target) ([]Applied, error) {
	return m.run(ctx, command.Down, target)
}

// MigratedVersions returns the applied versions in ascending order. It writes
// nothing: where the table of versions does not exist, there are none.
func (m *Migrator) MigratedVersions(ctx context.Context) ([]int64, error) {
	applied, err := m.look(ctx)
	return applied.sorted(), err
}

// look reads the applied versions, and is done with the database then.
func (m *Migrator) look(ctx context.Context) (versions, error) {
	conn, err := m.versionsDB().Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer closeConn(ctx, conn)
	applied, _, err := m.storeOn(conn).read(ctx)
	return applied, err
}

// versionsDB is the database that holds the table of versions.
func (m *Migrator) versionsDB() database.Connector {
	if m.config.VersionsDB != nil {
		return m.config.VersionsDB
	}
	return m.db
}

func (m *Migrator) storeOn(conn database.Conn) store {
	return store{conn: conn, sql: m.sql, table: m.table, dialect: m.config.Dialect.Name()}
}

// closeConn closes a session, also after a cancellation. If that fails the
// session is gone as well, and what was done on it stays done.
func closeConn(ctx context.Context, conn database.Conn) {
	done, cancel := context.WithTimeout(context.WithoutCancel(ctx), closePatience)
	defer cancel()
	_ = conn.Close(done)
}

// closePatience is how long a session may take to say goodbye.
const closePatience = 5 * time.Second

// run is Ecto.Migrator.run/4, but plans everything before it runs anything.
func (m *Migrator) run(ctx context.Context, direction command.Direction, target Target) ([]Applied, error) {
	o, err := m.begin(ctx)
	if err != nil {
		return nil, err
	}
	x, files, applied, exists := o.executor, o.files, o.applied, o.exists
	defer x.close(ctx) // also if code of a migration panics
	jobs, err := m.prepare(ctx, files, applied, direction, target)
	if err != nil {
		return nil, err
	}
	if len(jobs) > 0 || m.config.StrictChecksums {
		if err := x.compare(ctx, files, applied, jobs); err != nil {
			return nil, err
		}
	}
	if len(jobs) == 0 {
		if len(files) > 0 || len(applied) > 0 {
			x.observe(ctx, upToDate(files, applied))
		}
		return nil, nil
	}
	if err := x.review(ctx, direction, jobs); err != nil {
		return nil, err
	}
	if err := x.prepareTables(ctx, exists, direction); err != nil {
		return nil, err
	}
	return x.execute(ctx, jobs)
}

// observe tells of an event.
func (m *Migrator) observe(ctx context.Context, e Event) {
	if m.config.Logger != nil {
		log(ctx, m.config.Logger, e)
	}
	if m.config.Observe != nil {
		m.config.Observe(ctx, e)
	}
}

func (m *Migrator) warn(ctx context.Context, warnings diag.List) {
	for _, w := range warnings {
		m.observe(ctx, Warned{w})
	}
}
