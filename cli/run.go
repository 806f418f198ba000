package cli

import (
	"context"
	"errors"
	"time"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// closePatience is how long a session may take to say goodbye.
const closePatience = 5 * time.Second

// dialectFor returns the dialect of that name.
func dialectFor(name string) dialect.Dialect {
	switch name {
	case config.Postgres:
		return postgres.New()
	case config.MySQL:
		return mysql.New()
	case config.MSSQL:
		return mssql.New()
	}
	return sqlite.New()
}

// formats are the kinds of files that hold migrations.
func (a *app) formats(d dialect.Dialect) []source.Format {
	return append([]source.Format{a.project.Format()}, sqlfile.Formats(d)...)
}

// session is a repository with an open connection.
type session struct {
	repo     *config.Repo
	database config.Database
	migrator *migrate.Migrator
	conns    []database.Conn
}

// sessionOptions are what a run adds to a repository's configuration.
type sessionOptions struct {
	prefix      string
	strictOrder bool
	limits      limitFlags
	observe     func(context.Context, migrate.Event)
	// look opens a database that is not there as an empty one.
	look bool
	// log, if set, is told all SQL before it is sent.
	log func(statements ...string)
	// review, if set, looks at what is planned before it runs.
	review func(context.Context, migrate.Review) error
}

// open connects to a repository's database.
func (a *app) open(ctx context.Context, r *config.Repo, o sessionOptions) (*session, error) {
	s := &session{repo: r}
	connector, err := a.join(ctx, s, r, o)
	if err != nil {
		return nil, s.close(ctx, err)
	}
	c := a.migratorConfig(r, s.database.Dialect, o)
	c.Commands.Prefix = o.prefix
	if r.MigrationRepo != nil {
		if c.VersionsDB, err = a.join(ctx, s, r.MigrationRepo, o); err != nil {
			return nil, s.close(ctx, err)
		}
	}
	if s.migrator, err = migrate.New(connector, c); err != nil {
		return nil, s.close(ctx, err)
	}
	return s, nil
}

// migratorConfig is what a repository says about migrations, for all prefixes.
func (a *app) migratorConfig(r *config.Repo, dialectName string, o sessionOptions) migrate.Config {
	d := dialectFor(dialectName)
	c := migrate.Config{
		Dialect: d, Sets: a.sets(r), Folders: a.folders(r), Formats: a.formats(d), Commands: r.Commands,
		VersionsTable: r.VersionsTable, Lock: r.Lock, LockRetry: r.LockRetry, Repo: r.Module,
		StrictVersionOrder: o.strictOrder, StrictChecksums: r.StrictChecksums, Observe: o.observe, Now: a.now,
		Review: o.review,
	}
	c.Commands.Settings = r.Settings()
	c.Transaction, c.Limits = o.limits.of(r)
	return c
}

// join opens a connection that belongs to a session, and returns who lends it.
func (a *app) join(ctx context.Context, s *session, r *config.Repo, o sessionOptions) (database.Connector, error) {
	d, err := r.Database()
	if err != nil {
		return nil, err
	}
	if s.database.Dialect == "" {
		s.database = d
	}
	if o.look {
		d = existing(d)
	} else if err := makeFolder(d); err != nil {
		return nil, err
	}
	conn, err := a.connect(ctx, d)
	if err != nil {
		return nil, err
	}
	if o.log != nil {
		conn = loggedConn{conn, o.log}
	}
	s.conns = append(s.conns, conn)
	return &lender{app: a, database: d, conn: conn}, nil
}

// close ends the session, also when the run was interrupted. It returns the
// run's error, or else its own.
func (s *session) close(ctx context.Context, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closePatience)
	defer cancel()
	var closing error
	for _, conn := range s.conns {
		closing = errors.Join(closing, conn.Close(ctx))
	}
	if err != nil {
		return err
	}
	return closing
}
