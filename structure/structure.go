package structure

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// Target is a database whose structure is dumped or loaded.
type Target struct {
	Dialect dialect.Dialect
	// Conn is an open session.
	Conn database.Conn
	// Server is how the client programs of PostgreSQL and MySQL get there.
	Server Server
	// Versions is the name of the table of versions; "" means
	// "schema_migrations".
	Versions string
}

// Server is the address of a database for a client program.
type Server struct {
	Host string
	Port int
	// Socket is a Unix socket (MySQL) or its folder (PostgreSQL), or "".
	Socket         string
	User, Password string
	// Name is the name of the database.
	Name string
	// Params are the parameters of its URL. Those that mean something to the
	// client program are passed on.
	Params url.Values
}

func (t Target) versions() string {
	if t.Versions == "" {
		return "schema_migrations"
	}
	return t.Versions
}

// journal is the table that only Whimbrel knows. It tells of the past of one
// database and is no part of the structure.
func (t Target) journal() string {
	return dialect.JournalTable(command.Object{Name: t.versions()}).Name
}

// Options say what of a database is dumped. The zero value is everything.
type Options struct {
	// Prefixes are the schemas (PostgreSQL), or the one database (MySQL).
	Prefixes []string
	// WithoutVersions leaves the table of versions out.
	WithoutVersions bool
}

// Dump returns the structure, and the applied versions as INSERT statements at
// its end.
func Dump(ctx context.Context, t Target, o Options) (string, error) {
	switch name := t.Dialect.Name(); name {
	case "postgres":
		return dumpPostgres(ctx, t, o)
	case "mysql":
		return dumpMySQL(ctx, t, o)
	case "sqlite":
		if len(o.Prefixes) > 0 {
			return "", dialect.Invalid("an SQLite database has no prefixes to choose from").WithHint("whimbrel dump")
		}
		return dumpSQLite(ctx, t, o)
	default:
		return "", unsupported(name)
	}
}

// Load runs a dump. Name is the file's name in messages. On PostgreSQL and
// SQLite it is one transaction; MySQL keeps what came before an error.
func Load(ctx context.Context, t Target, name, text string) error {
	switch dialect := t.Dialect.Name(); dialect {
	case "postgres":
		return loadPostgres(ctx, t, name, text)
	case "mysql":
		return loadMySQL(ctx, t, name, text)
	case "sqlite":
		return loadSQLite(ctx, t, name, text)
	default:
		return unsupported(dialect)
	}
}

func unsupported(dialectName string) error {
	return dialect.Unsupported("the structure of %s can neither be dumped nor loaded", dialectName).
		WithDetail("Ecto's adapter cannot do it either")
}

// tablesSQL lists tables and views with the schema that they are in, without
// those of the server and of extensions.
var tablesSQL = map[string]string{
	"postgres": `SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
		AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
		ORDER BY 1, 2`,
	"mysql": `SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 2`,
	"sqlite": `SELECT 'main', name FROM sqlite_schema WHERE type IN ('table', 'view')
		AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY 2`,
}

// Table is the name of a table with the schema that it is in.
type Table struct{ Schema, Name string }

// Tables lists the tables and views of a database.
func Tables(ctx context.Context, t Target) ([]Table, error) {
	sql, ok := tablesSQL[t.Dialect.Name()]
	if !ok {
		return nil, unsupported(t.Dialect.Name())
	}
	rows, err := t.Conn.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	tables := make([]Table, len(rows))
	for i, row := range rows {
		tables[i] = Table{text(row[0]), text(row[1])}
	}
	return tables, nil
}

// Loaded reports whether one of the tables is the table of versions.
func (t Target) Loaded(tables []Table) bool {
	return slices.ContainsFunc(tables, func(table Table) bool { return table.Name == t.versions() })
}

// Own are the names of the migrators' tables: that of the versions and the
// journal.
func (t Target) Own() map[string]bool {
	return map[string]bool{t.versions(): true, t.journal(): true}
}

// text reads a value whatever type the driver gives it.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

// already reports whether a message of a server says that something exists.
func already(message string) bool { return strings.Contains(message, "already exists") }

// A Failure is a dump or a load that did not work.
type Failure struct {
	// Summary says what failed, Pos where in the file, if it is known.
	Summary string
	Pos     diag.Pos
	// Detail has the words of the program or server, Hint what to type.
	Detail, Hint string
	Err          error
}

// Error says what failed.
func (f *Failure) Error() string { return f.Summary }

// Unwrap returns the reason.
func (f *Failure) Unwrap() error { return f.Err }

// Diagnostic explains the failure to a person.
func (f *Failure) Diagnostic() *diag.Diagnostic {
	d := diag.Errorf("database", f.Pos, "%s", f.Summary)
	d.Detail, d.Hint = f.Detail, f.Hint
	return d
}
