package mysql

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

const database = "MySQL"

type mysql struct{}

// New returns the dialect of MySQL and MariaDB.
func New() dialect.Dialect { return mysql{} }

func (mysql) Name() string { return "mysql" }

// Capabilities: names have at most 64 characters, and longer ones are refused
// (MySQL manual, 11.2.1 Identifier Length Limits). DDL commits implicitly
// (15.3.3 Statements That Cause an Implicit Commit).
func (mysql) Capabilities() dialect.Capabilities {
	return dialect.Capabilities{MaxIdentifier: 64, IdentifierUnit: dialect.Characters}
}

func (mysql) QuoteName(name string) (string, error) { return quote(name) }

func (mysql) Statements(c command.Command) ([]string, error) {
	return ddl.Write(writer{ddl.NewWriter(quote)}, c, database)
}

// writer writes the statements of one command.
type writer struct{ *ddl.Writer }

// quote is quote_name/1 of the adapter, which refuses backticks instead of
// doubling them.
func quote(name string) (string, error) {
	if strings.Contains(name, "`") {
		return "", dialect.Invalid("the name %s contains a backtick", command.String(name).Inspect()).
			WithDetail("Ecto does not allow backticks in names on MySQL.").
			WithHint("choose a name without backticks, or write the statement yourself with execute(up, down)")
	}
	return "`" + name + "`", nil
}

// literal is a string literal as MySQL reads it without NO_BACKSLASH_ESCAPES.
func literal(text string) string { return "'" + escape(text) + "'" }

func escape(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "'", "''"), `\`, `\\`)
}
