package postgres

import (
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (p postgres) Versions(table command.Object) (dialect.Versions, error) {
	return ddl.Versions(p, table, time.DateTime)
}

// Journal has a lock with a number of its own, made as Ecto makes that of its
// advisory lock. It is tried, and not waited for: a session that waits in a
// query would be waited for by CREATE INDEX CONCURRENTLY.
func (p postgres) Journal(versions command.Object) (dialect.Journal, error) {
	j, err := ddl.JournalWriter{
		Dialect: p, Layout: time.DateTime, Literal: anyLiteral, Upsert: ddl.Excluded,
	}.Journal(versions)
	if err != nil {
		return dialect.Journal{}, err
	}
	table := dialect.JournalTable(versions)
	j.InTransaction = advisory(advisoryKey(table.Prefix, table.Name))
	j.Acquire, j.Release = j.InTransaction.Acquire, j.InTransaction.Release
	return j, nil
}

// anyLiteral is a string literal as PostgreSQL reads it whatever
// standard_conforming_strings says.
func anyLiteral(text string) string {
	if !strings.Contains(text, `\`) {
		return literal(text)
	}
	return " E" + literal(strings.ReplaceAll(text, `\`, `\\`))
}
