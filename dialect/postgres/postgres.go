package postgres

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

const database = "PostgreSQL"

type postgres struct{}

// New returns the dialect of PostgreSQL.
func New() dialect.Dialect { return postgres{} }

func (postgres) Name() string { return "postgres" }

// Capabilities: identifiers are cut at NAMEDATALEN-1 bytes (PostgreSQL manual,
// 4.1.1. Identifiers and Key Words).
func (postgres) Capabilities() dialect.Capabilities {
	return dialect.Capabilities{
		TransactionalDDL:     true,
		MaxIdentifier:        63,
		IdentifierUnit:       dialect.Bytes,
		TruncatesIdentifiers: true,
	}
}

func (postgres) QuoteName(name string) (string, error) { return quote(name) }

func (postgres) Statements(c command.Command) ([]string, error) {
	return ddl.Write(newWriter(), c, database)
}

// writer writes the statements of one command.
type writer struct{ *ddl.Writer }

func newWriter() writer { return writer{ddl.NewWriter(quote)} }

// quote is quote_name/1 of the adapter, which refuses double quotes instead of
// doubling them.
func quote(name string) (string, error) {
	if strings.Contains(name, `"`) {
		return "", dialect.Invalid("the name %s contains a double quote", command.String(name).Inspect()).
			WithDetail("Ecto does not allow double quotes in names on PostgreSQL.").
			WithHint("choose a name without quotes, or write the statement yourself with execute(up, down)")
	}
	return `"` + name + `"`, nil
}

// literal is a string literal as PostgreSQL reads it with
// standard_conforming_strings, its default: backslashes are plain.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func (w writer) dropMode(mode command.DropMode) {
	w.If(mode == command.Cascade, " CASCADE")
}
