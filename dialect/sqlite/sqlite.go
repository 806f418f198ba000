package sqlite

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

const database = "SQLite"

type sqlite struct{}

// New returns the dialect of SQLite.
func New() dialect.Dialect { return sqlite{} }

func (sqlite) Name() string { return "sqlite" }

// Capabilities: SQLite has no limit on the length of names (SQLite manual,
// "Implementation Limits For SQLite").
func (sqlite) Capabilities() dialect.Capabilities {
	return dialect.Capabilities{TransactionalDDL: true}
}

func (sqlite) QuoteName(name string) (string, error) { return quote(name) }

func (sqlite) Statements(c command.Command) ([]string, error) {
	return ddl.Write(writer{ddl.NewWriter(quote)}, c, database)
}

// writer writes the statements of one command.
type writer struct{ *ddl.Writer }

// quote is quote_entity/1 of the adapter, which neither doubles nor refuses
// double quotes within a name.
func quote(name string) (string, error) { return `"` + name + `"`, nil }

// escape is escape_string/1 of the adapter. It doubles backslashes too, which
// SQLite then stores doubled.
func escape(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "'", "''"), `\`, `\\`)
}

// table writes a table's or index's name and refuses a prefix.
func (w writer) table(o command.Object) {
	if o.Prefix != "" {
		w.Fail(dialect.Unsupported("SQLite has no prefixes: %s", o).
			WithDetail("A prefix is a schema, and an SQLite database has just one.").
			WithHint("remove the :prefix option, --prefix and migration_default_prefix,\n" +
				"or put the tables of each prefix into a database file of their own"))
	}
	w.Name(o.Name)
}
