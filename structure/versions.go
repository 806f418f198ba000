package structure

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// insertVersions returns the INSERT statements for the versions of a table, in
// ascending order. inserted_at stays empty, as in Ecto's dumps: it would make
// every database's dump another one.
func (t Target) insertVersions(ctx context.Context, table, shown command.Object) (string, error) {
	sql, err := t.Dialect.Versions(table)
	if err != nil {
		return "", err
	}
	rows, err := t.Conn.Query(ctx, sql.Select)
	if err != nil {
		return "", err
	}
	versions := make([]int64, len(rows))
	for i, row := range rows {
		switch v := row[0].(type) {
		case int64:
			versions[i] = v
		default: // an old table may hold them as text
			if versions[i], err = strconv.ParseInt(text(v), 10, 64); err != nil {
				return "", fmt.Errorf("table %s holds a version that is no number: %w", table, err)
			}
		}
	}
	slices.Sort(versions)
	name, err := t.quote(shown)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, version := range versions {
		fmt.Fprintf(&b, "INSERT INTO %s (version) VALUES (%d);\n", name, version)
	}
	return b.String(), nil
}

// quote writes the name of a table. PostgreSQL's schemas are written as Ecto
// writes them where they need no quotes: public."schema_migrations".
func (t Target) quote(o command.Object) (string, error) {
	name, err := t.Dialect.QuoteName(o.Name)
	if err != nil || o.Prefix == "" {
		return name, err
	}
	prefix := o.Prefix
	if strings.Trim(prefix, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || prefix[0] <= '9' {
		if prefix, err = t.Dialect.QuoteName(o.Prefix); err != nil {
			return "", err
		}
	}
	return prefix + "." + name, nil
}
