package pgx

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
)

// connector opens sessions with PostgreSQL.
type connector struct {
	connect func(context.Context) (database.Conn, error)
}

func (c connector) Connect(ctx context.Context) (database.Conn, error) { return c.connect(ctx) }

func (connector) Dialect() dialect.Dialect { return postgres.New() }

// URL returns a connector for a URL or a key=value string, which is read as
// [Connect] reads it. A mistake in it is reported by the first session.
func URL(text string) database.Connector {
	return connector{func(ctx context.Context) (database.Conn, error) { return Connect(ctx, text) }}
}

// Pool returns a connector for the database of a pool. Its sessions are opened
// with the configuration of the pool, its hooks BeforeConnect and AfterConnect
// included, but they are not connections of the pool: they do not count
// against its size, and what a migration sets on its session does not come
// back to the pool.
func Pool(pool *pgxpool.Pool) database.Connector {
	return connector{func(ctx context.Context) (database.Conn, error) { return connectLike(ctx, pool.Config()) }}
}

// connectLike opens a session as a pool with this configuration would.
func connectLike(ctx context.Context, config *pgxpool.Config) (database.Conn, error) {
	settings := config.ConnConfig
	c := &conn{}
	c.prepare(&settings.Config)
	if config.BeforeConnect != nil {
		if err := config.BeforeConnect(ctx, settings); err != nil {
			return nil, err
		}
	}
	kept := keepRefused(&settings.Config)
	session, err := pgx.ConnectConfig(ctx, settings)
	kept.close()
	if err != nil {
		return nil, connectError(ctx, &settings.Config, err)
	}
	if config.AfterConnect != nil {
		if err := config.AfterConnect(ctx, session); err != nil {
			_ = session.Close(ctx)
			return nil, err
		}
	}
	c.pg = session.PgConn()
	return c, nil
}

// prepare makes a configuration that of a migrator's session.
func (c *conn) prepare(config *pgconn.Config) {
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = applicationName
	}
	// Postgrex does the same: migrations are UTF-8 whatever the locale says.
	config.RuntimeParams["client_encoding"] = "UTF8"
	others := config.OnNotice
	config.OnNotice = func(pg *pgconn.PgConn, n *pgconn.Notice) {
		if others != nil {
			others(pg, n)
		}
		if c.notice != nil {
			c.notice(database.Notice{Severity: n.Severity, Message: n.Message})
		}
	}
	// A cancelled context cancels the query on the server and keeps the
	// session, so that a ROLLBACK can follow.
	config.BuildContextWatcherHandler = func(pg *pgconn.PgConn) ctxwatch.Handler {
		return &canceller{pg: pg}
	}
}
