package whimbreltest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// Schema returns a description of what is in a database, one sorted line for
// each table, column, index, constraint, view, trigger and function, for
// comparison. It is not SQL, and may change with the version of this package
// and of the server.
func Schema(t testing.TB, db database.Connector) string {
	t.Helper()
	lines, err := read(t.Context(), db, migrate.Config{})
	if err != nil {
		t.Fatalf("cannot read the schema: %v", err)
	}
	return strings.Join(lines, "\n")
}

// queries ask the catalogs. Each row has the kind of an object, the table or
// object that it belongs to, and its definition.
var queries = map[string][]string{"postgres": postgresQueries, "mysql": mysqlQueries, "sqlite": sqliteQueries}

// read returns the schema without the table of versions and the journal.
func read(ctx context.Context, db database.Connector, config migrate.Config) (lines []string, err error) {
	name := db.Dialect().Name()
	list, ok := queries[name]
	if !ok {
		return nil, fmt.Errorf("the schema of %s cannot be read yet", name)
	}
	conn, err := db.Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	versions := config.VersionsTable
	if versions == "" {
		versions = "schema_migrations"
	}
	journal := dialect.JournalTable(command.Object{Name: versions}).Name
	for _, query := range list {
		rows, err := conn.Query(ctx, strings.ReplaceAll(query, "$SCHEMA", schemaOf(config)))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			kind, owner, text := toText(row[0]), toText(row[1]), toText(row[2])
			bare := owner
			if _, after, ok := strings.Cut(owner, "."); ok {
				bare = after
			}
			if owner == versions || bare == versions || owner == journal || bare == journal {
				continue
			}
			if kind == "checks" { // SQLite keeps them in the table's text only
				for _, check := range checks(text) {
					lines = append(lines, "check "+owner+": "+check)
				}
				continue
			}
			lines = append(lines, strings.Join(strings.Fields(kind+" "+owner+": "+text), " "))
		}
	}
	slices.Sort(lines)
	return lines, nil
}

// schemaOf is the database of MySQL that the migrations work in, as SQL.
func schemaOf(config migrate.Config) string {
	if prefix := config.Commands.Prefix; prefix != "" {
		return "'" + strings.ReplaceAll(prefix, "'", "''") + "'"
	}
	return "DATABASE()"
}

func toText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	}
	return fmt.Sprint(value)
}

// checks returns the check constraints in the text of a CREATE TABLE.
func checks(sql string) (found []string) {
	for i := 0; i < len(sql); i++ {
		if end := quoted(sql, i); end > i {
			i = end - 1
			continue
		}
		rest := sql[i:]
		if len(rest) < 5 || !strings.EqualFold(rest[:5], "check") || i > 0 && isWord(sql[i-1]) {
			continue
		}
		if open := strings.TrimLeft(rest[5:], " \t\r\n"); strings.HasPrefix(open, "(") {
			text := balanced(open)
			found = append(found, strings.Join(strings.Fields(text), " "))
			i += len(rest) - len(open) + len(text) - 1
		}
	}
	return found
}

// balanced returns the text up to the parenthesis that closes the first one.
func balanced(sql string) string {
	depth := 0
	for i := 0; i < len(sql); i++ {
		if end := quoted(sql, i); end > i {
			i = end - 1
			continue
		}
		switch sql[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return sql[:i+1]
			}
		}
	}
	return sql
}

// quoted returns the end of what is quoted at i, or i.
func quoted(sql string, i int) int {
	quote := sql[i]
	if quote != '\'' && quote != '"' && quote != '`' {
		return i
	}
	if end := strings.IndexByte(sql[i+1:], quote); end >= 0 {
		return i + 1 + end + 1
	}
	return len(sql)
}

func isWord(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
