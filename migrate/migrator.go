package migrate

import (
	"context"
	"errors"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
)

// defaultVersionsTable is migration_source's default.
const defaultVersionsTable = "schema_migrations"

// Migrator runs the migrations of a [Config] on one connection. It is not safe
// for concurrent use; any number of migrators may work on one database.
type Migrator struct {
	conn   database.Conn
	config Config
	store  store
}

// New returns a migrator. It sends nothing to the database.
func New(conn database.Conn, config Config) (*Migrator, error) {
	if conn == nil || config.Dialect == nil {
		return nil, errors.New("migrate: a connection and a dialect are needed")
	}
	if config.VersionsTable == "" {
		config.VersionsTable = defaultVersionsTable
	}
	if config.LockRetry.Interval <= 0 {
		config.LockRetry.Interval = 5 * time.Second
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	m := &Migrator{conn: conn, config: config}
	// Ecto passes the migrator's :prefix, and not migration_default_prefix, to
	// the table of versions (Ecto.Migration.SchemaMigration).
	table := command.Object{Prefix: config.Commands.Prefix, Name: config.VersionsTable}
	sql, err := config.Dialect.Versions(table)
	if err != nil {
		return nil, err
	}
	m.store = store{conn: conn, sql: sql, table: table, dialect: config.Dialect.Name()}
	if config.VersionsConn != nil {
		m.store.conn = config.VersionsConn
	}
	if _, err := m.lockSQL(false); err != nil {
		return nil, err
	}
	conn.OnNotice(func(n database.Notice) { m.observe(Noticed{n}) })
	return m, nil
}

// Up runs what is pending, as far as the target says, and returns what it ran.
// On an error that is what ran before it.
func (m *Migrator) Up(ctx context.Context, target Target) ([]Applied, error) {
	return m.run(ctx, command.Up, target)
}

// Down undoes what is applied, newest first, as far as the target says, and
// returns what it undid.
func (m *Migrator) Down(ctx context.Context, target Target) ([]Applied, error) {
	return m.run(ctx, command.Down, target)
}

// Versions returns the applied versions in ascending order. It writes nothing:
// where the table of versions does not exist, there are none.
func (m *Migrator) Versions(ctx context.Context) ([]int64, error) {
	applied, _, err := m.store.read(ctx)
	if err != nil {
		return nil, err
	}
	return applied.sorted(), nil
}

// run is Ecto.Migrator.run/4, but plans everything before it runs anything.
func (m *Migrator) run(ctx context.Context, direction command.Direction, target Target) ([]Applied, error) {
	files, err := m.find()
	if err != nil {
		return nil, err
	}
	applied, exists, err := m.store.read(ctx)
	if err != nil {
		return nil, err
	}
	pending := choose(files, applied, direction, target)
	if len(pending) == 0 {
		return nil, nil
	}
	jobs, err := m.prepare(pending, applied, direction)
	if err != nil {
		return nil, err
	}
	if !exists {
		if err := m.store.create(ctx, m.observe); err != nil {
			return nil, err
		}
	}
	return (&executor{Migrator: m}).execute(ctx, jobs)
}

func (m *Migrator) observe(e Event) {
	if m.config.Observe != nil {
		m.config.Observe(e)
	}
}

func (m *Migrator) warn(warnings diag.List) {
	for _, w := range warnings {
		m.observe(Warned{w})
	}
}
