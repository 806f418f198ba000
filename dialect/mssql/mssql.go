package mssql

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

const database = "SQL Server"

type mssql struct{}

// New returns the dialect of Microsoft SQL Server.
func New() dialect.Dialect { return mssql{} }

func (mssql) Name() string { return "mssql" }

// Capabilities: names have at most 128 characters, and longer ones are refused
// (SQL Server manual, "Database identifiers").
func (mssql) Capabilities() dialect.Capabilities {
	return dialect.Capabilities{
		TransactionalDDL: true,
		MaxIdentifier:    128,
		IdentifierUnit:   dialect.Characters,
	}
}

func (mssql) QuoteName(name string) (string, error) { return quote(name) }

func (mssql) Statements(c command.Command) ([]string, error) {
	return ddl.Write(writer{ddl.NewWriter(quote)}, c, database)
}

// writer writes the statements of one command.
type writer struct{ *ddl.Writer }

// quote is quote_name/1 of the adapter, which refuses brackets instead of
// doubling them.
func quote(name string) (string, error) {
	if strings.ContainsAny(name, "[]") {
		return "", dialect.Invalid("the name %s contains a bracket", command.String(name).Inspect()).
			WithDetail("Ecto does not allow [ and ] in names on SQL Server.").
			WithHint("choose a name without brackets, or write the statement yourself with execute(up, down)")
	}
	return "[" + name + "]", nil
}

func escape(text string) string { return strings.ReplaceAll(text, "'", "''") }
