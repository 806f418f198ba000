package mysql

import (
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

func (m mysql) Versions(table command.Object) (dialect.Versions, error) {
	return ddl.Versions(m, table, time.DateTime)
}

// Journal holds any text, whatever the database's character set is. Its lock is
// for the migrations that take no other.
func (m mysql) Journal(versions command.Object) (dialect.Journal, error) {
	j, err := ddl.JournalWriter{
		Dialect: m, Options: "DEFAULT CHARSET = utf8mb4", Layout: time.DateTime, Literal: literal, Upsert: ddl.Replace,
	}.Journal(versions)
	if err != nil {
		return dialect.Journal{}, err
	}
	// Names of locks are those of the server, and not of the database.
	name := "CONCAT('whimbrel_', MD5(CONCAT_WS('.', DATABASE(), " + literal(dialect.JournalTable(versions).String()) + ")))"
	j.Acquire = "SELECT GET_LOCK(" + name + ", 0)"
	j.Release = "SELECT RELEASE_LOCK(" + name + ")"
	j.InTransaction.Holders = holders(name)
	return j, nil
}
