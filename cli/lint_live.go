package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// lintLive learns from the database what it has applied, its tables with the
// number of their rows, and which version it is.
func (a *app) lintLive(ctx context.Context, f *lintFlags, l *linted, settings config.Lint) error {
	s, err := a.open(ctx, l.repo, sessionOptions{prefix: f.prefix, look: true})
	if err != nil {
		return err
	}
	if f.dialect != "" && f.dialect != s.database.Dialect {
		return s.close(ctx, usagef("--dialect %s contradicts the database, which is %s", f.dialect, s.database.Dialect).try("whimbrel lint --pending"))
	}
	versions, err := s.migrator.MigratedVersions(ctx)
	if err == nil {
		l.applied = map[int64]bool{}
		for _, v := range versions {
			l.applied[v] = true
		}
		err = learn(ctx, s.conns[0], &l.config, learned{versions: l.repo.VersionsTable, prefix: f.prefix, server: f.serverVersion == ""}, settings)
	}
	return s.close(ctx, err)
}

// learned says what is asked of a database.
type learned struct {
	versions, prefix string
	// server: its version too.
	server bool
}

// learn asks a database for what it knows.
func learn(ctx context.Context, conn database.Conn, c *lint.Config, what learned, settings config.Lint) error {
	var err error
	c.Base, err = schema.Read(ctx, conn, c.Dialect, schema.ReadOptions{Versions: what.versions, Prefix: what.prefix})
	if err != nil {
		return err
	}
	c.Rows = knownRows(settings.Rows, c.Base, what.prefix)
	if what.server {
		c.Server, err = serverOf(ctx, conn, c.Dialect)
	}
	return err
}

// knownRows returns how many rows a table has: as the configuration says, which
// may know of a larger database than this one, or as the database does.
func knownRows(told map[string]int64, live *schema.Schema, prefix string) func(command.Object) (int64, bool) {
	return func(table command.Object) (int64, bool) {
		for _, name := range []string{table.String(), table.Name} {
			if n, ok := told[name]; ok {
				return n, true
			}
		}
		if live == nil {
			return 0, false
		}
		t := live.Table(table)
		switch {
		case t == nil && table.Prefix == prefix && live.Complete():
			return 0, true // it is still to be made
		case t == nil || t.Rows < 0:
			return 0, false
		}
		return t.Rows, true
	}
}

// serverVersions are the queries for the version of a server.
var serverVersions = map[string]string{
	config.Postgres: "SHOW server_version",
	config.MySQL:    "SELECT VERSION()",
	config.SQLite:   "SELECT sqlite_version()",
	config.MSSQL:    "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128))",
}

// serverOf asks a server for its version.
func serverOf(ctx context.Context, conn database.Conn, d dialect.Dialect) (lint.Server, error) {
	rows, err := conn.Query(ctx, serverVersions[d.Name()])
	if err != nil || len(rows) == 0 || len(rows[0]) == 0 {
		return lint.Server{}, diag.Errorf(databaseKind, diag.Pos{}, "the server does not tell its version: %v", err)
	}
	text := fmt.Sprint(rows[0][0])
	if raw, ok := rows[0][0].([]byte); ok {
		text = string(raw)
	}
	server, err := config.ParseServer(d.Name(), text)
	if err != nil || d.Name() != config.Postgres {
		return server, err
	}
	if rows, err = conn.Query(ctx, "SHOW timezone"); err == nil && len(rows) > 0 && len(rows[0]) > 0 {
		zone := fmt.Sprint(rows[0][0])
		server.UTC = zone == "UTC" || zone == "Etc/UTC"
	}
	return server, err
}

// isMariaDB reports whether somebody has typed that for a dialect.
func isMariaDB(typed string) bool { return strings.Contains(strings.ToLower(typed), "maria") }
