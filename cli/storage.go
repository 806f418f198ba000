package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
)

// storageOutcome is how creating or dropping a database ended.
type storageOutcome uint8

const (
	didIt storageOutcome = iota
	alreadyDone
)

// The servers' codes for a database that is there already, or is not there.
var (
	databaseExists  = map[string]bool{"42P04": true, "1007": true, "1801": true}
	databaseMissing = map[string]bool{"3D000": true, "1008": true, "3701": true}
)

// databaseInUse is PostgreSQL's code for a database that somebody is
// connected to.
const databaseInUse = "55006"

// storageUp creates a database as Ecto's adapter does.
func (a *app) storageUp(ctx context.Context, d config.Database) (storageOutcome, error) {
	if d.Dialect == config.SQLite {
		return createFile(d)
	}
	return a.storage(ctx, d, databaseExists, createSQL)
}

// storageDown drops a database.
func (a *app) storageDown(ctx context.Context, d config.Database) (storageOutcome, error) {
	if d.Dialect == config.SQLite {
		return removeFile(d)
	}
	return a.storage(ctx, d, databaseMissing, dropSQL)
}

// storage runs a statement about a database from outside of it.
func (a *app) storage(ctx context.Context, d config.Database, already map[string]bool,
	statement func(config.Database) (string, error)) (storageOutcome, error) {
	if d.Name == "" {
		return didIt, diag.Errorf(diag.Invalid, diag.Pos{File: d.Origin}, "the database URL does not name a database").
			WithHint("%s://%s/app_dev", d.Dialect, d.Address())
	}
	sql, err := statement(d)
	if err != nil {
		return didIt, err
	}
	conn, err := a.connect(ctx, outside(d))
	if err != nil {
		return didIt, err
	}
	err = conn.Exec(ctx, sql)
	closing := (&session{conns: []database.Conn{conn}}).close(ctx, nil)
	switch code := database.CodeOf(err); {
	case err == nil:
		return didIt, closing
	case already[code]:
		return alreadyDone, closing
	case code == databaseInUse:
		return didIt, inUse(d, err)
	}
	return didIt, err
}

func inUse(d config.Database, err error) error {
	var server *database.Error
	errors.As(err, &server)
	return diag.Errorf(databaseKind, diag.Pos{}, "%s", server.Message).
		WithDetail("%s", server.Detail).WithHint("stop the programs that use %s, or: whimbrel drop --force-drop", d.Name)
}

// outside is the database to connect to while d is created or dropped.
func outside(d config.Database) config.Database {
	switch d.Dialect {
	case config.Postgres:
		d.Name = "postgres"
		if d.Storage.Maintenance != "" {
			d.Name = d.Storage.Maintenance
		}
	case config.MSSQL:
		d.Name = "master"
	default:
		d.Name = ""
	}
	return d
}

// createSQL is storage_up/1 of Ecto's adapters.
func createSQL(d config.Database) (string, error) {
	name, err := dialectFor(d.Dialect).QuoteName(d.Name)
	if err != nil {
		return "", err
	}
	sql := "CREATE DATABASE " + name
	add := func(before, value, after string) {
		if value != "" {
			sql += before + value + after
		}
	}
	s := d.Storage
	switch d.Dialect {
	case config.Postgres:
		switch s.Encoding {
		case "":
			s.Encoding = "UTF8"
		case "unspecified", ":unspecified":
			s.Encoding = ""
		}
		add(" ENCODING '", literal(s.Encoding), "'")
		add(" TEMPLATE=", s.Template, "")
		add(" LC_CTYPE='", literal(s.Ctype), "'")
		add(" LC_COLLATE='", literal(s.Collate), "'")
	case config.MySQL:
		if s.Charset == "" {
			s.Charset = "utf8mb4"
		}
		add(" DEFAULT CHARACTER SET = ", s.Charset, "")
		add(" DEFAULT COLLATE = ", s.Collation, "")
	case config.MSSQL:
		add(" COLLATE ", s.Collation, "")
	}
	return sql, nil
}

// dropSQL is storage_down/1 of Ecto's adapters.
func dropSQL(d config.Database) (string, error) {
	name, err := dialectFor(d.Dialect).QuoteName(d.Name)
	if err != nil {
		return "", err
	}
	if d.Dialect == config.Postgres && d.Storage.ForceDrop {
		return "DROP DATABASE " + name + " WITH (FORCE)", nil
	}
	return "DROP DATABASE " + name, nil
}

func literal(text string) string { return strings.ReplaceAll(text, "'", "''") }

func createFile(d config.Database) (storageOutcome, error) {
	if d.Path == ":memory:" {
		return alreadyDone, nil
	}
	if err := makeFolder(d); err != nil {
		return didIt, err
	}
	f, err := os.OpenFile(d.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	switch {
	case errors.Is(err, fs.ErrExist):
		return alreadyDone, nil
	case err != nil:
		return didIt, diag.Errorf(diag.IO, diag.Pos{File: d.Shown}, "cannot create the database: %v", reason(err))
	}
	return didIt, f.Close()
}

// removeFile removes an SQLite database with the files that stand beside it
// while it is open, or after a crash.
func removeFile(d config.Database) (storageOutcome, error) {
	if !fileExists(d.Path) {
		return alreadyDone, nil
	}
	for _, suffix := range []string{"", "-wal", "-shm", "-journal", sqlite.LockSuffix} {
		if err := os.Remove(d.Path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return didIt, diag.Errorf(diag.IO, diag.Pos{File: d.Shown + suffix}, "cannot drop the database: %v", reason(err))
		}
	}
	return didIt, nil
}
