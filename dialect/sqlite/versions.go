package sqlite

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// Versions refuses a table with a prefix. Times are ISO 8601 with a T between
// date and time (Ecto.Adapters.SQLite3.Codec.naive_datetime_encode/2).
func (s sqlite) Versions(table command.Object) (dialect.Versions, error) {
	return ddl.Versions(s, table, "2006-01-02T15:04:05")
}

// LockSuffix ends the name of the file beside the database that is locked while
// a migration runs outside of a transaction.
const LockSuffix = "-whimbrel"

// Journal locks a file beside the database: a lock of the database itself is
// that of a transaction, in which the migration would run. What is attached is
// locked by writing to it, and the database is not.
func (s sqlite) Journal(versions command.Object) (dialect.Journal, error) {
	j, err := ddl.JournalWriter{
		Dialect: s, Options: "WITHOUT ROWID", Layout: "2006-01-02T15:04:05", Literal: literal, Upsert: ddl.Replace,
	}.Journal(versions)
	j.File = "SELECT file FROM pragma_database_list WHERE name = 'main'"
	j.Beside = func(path string) (attach string, take []string, detach string) {
		return "ATTACH " + literal(path+LockSuffix) + " AS whimbrel_lock", []string{"BEGIN", "PRAGMA whimbrel_lock.user_version = 1"},
			"DETACH whimbrel_lock"
	}
	return j, err
}

// literal is a string literal as SQLite reads it.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
