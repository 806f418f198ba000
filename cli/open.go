package cli

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	mssqldriver "github.com/microsoft/go-mssqldb"
	_ "modernc.org/sqlite" // the "sqlite" driver

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/diag"
)

// connection is a session that closes its pool too.
type connection struct {
	database.Conn
	pool *sql.DB
}

func (c connection) Unwrap() database.Conn { return c.Conn }

func (c connection) Close(ctx context.Context) error {
	return errors.Join(c.Conn.Close(ctx), c.pool.Close())
}

// connect opens a session with a database.
func (a *app) connect(ctx context.Context, d config.Database) (database.Conn, error) {
	a.databases = append(a.databases, d)
	conn, err := a.openOrTake(ctx, d)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, a.connectError(d, err)
	}
	return conn, nil
}

func open(ctx context.Context, d config.Database) (database.Conn, error) {
	switch d.Dialect {
	case config.Postgres:
		return pgx.Connect(ctx, d.URL())
	case config.MySQL:
		connector, err := mysqlConnector(d)
		if err != nil {
			return nil, err
		}
		return pooled(ctx, sql.OpenDB(connector), sqldb.MySQL)
	case config.SQLite:
		pool, err := sql.Open("sqlite", sqldb.SQLiteDSN(d.Path, d.Params))
		if err != nil {
			return nil, err
		}
		return pooled(ctx, pool, sqldb.SQLite)
	default:
		connector, err := mssqldriver.NewConnector(d.URL())
		if err != nil {
			return nil, err
		}
		return pooled(ctx, sql.OpenDB(connector), sqldb.MSSQL)
	}
}

func pooled(ctx context.Context, pool *sql.DB, kind sqldb.Kind) (database.Conn, error) {
	conn, err := sqldb.Connect(ctx, pool, kind)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return connection{conn, pool}, nil
}

// makeFolder makes the folder of an SQLite file, which SQLite does not.
func makeFolder(d config.Database) error {
	if d.Dialect != config.SQLite || d.Path == ":memory:" {
		return nil
	}
	folder := filepath.Dir(d.Path)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return diag.Errorf(diag.IO, diag.Pos{File: filepath.Dir(d.Shown)}, "cannot make the folder of the database: %v", reason(err))
	}
	return nil
}

// existing returns the database as a command sees it that only looks: the file
// of an SQLite database that is not there yet is not made; nothing at all is
// as empty as a database in memory.
func existing(d config.Database) config.Database {
	if d.Dialect == config.SQLite && !fileExists(d.Path) {
		d.Path = ":memory:"
	}
	return d
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// reason drops the path from a file system error, which the message names.
func reason(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
