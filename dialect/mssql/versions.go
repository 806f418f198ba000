package mssql

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// Versions writes times with a T, which SQL Server reads alike whatever the
// language and the date format of the session (manual, "datetime": ISO 8601).
func (m mssql) Versions(table command.Object) (dialect.Versions, error) {
	return ddl.Versions(m, table, "2006-01-02T15:04:05")
}

// Journal has no lock of its own; the lock of the migration is one of the
// session's transaction.
func (m mssql) Journal(versions command.Object) (dialect.Journal, error) {
	return ddl.JournalWriter{
		Dialect: m, Layout: "2006-01-02T15:04:05", Upsert: ddl.Merge,
		Literal: func(text string) string { return "N'" + escape(text) + "'" },
	}.Journal(versions)
}
