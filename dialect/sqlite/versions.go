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

// Journal has no lock: SQLite does nothing for a process that has ended.
func (s sqlite) Journal(versions command.Object) (dialect.Journal, error) {
	return ddl.JournalWriter{
		Dialect: s, Layout: "2006-01-02T15:04:05", Literal: literal, Upsert: ddl.Replace,
	}.Journal(versions)
}

// literal is a string literal as SQLite reads it.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
