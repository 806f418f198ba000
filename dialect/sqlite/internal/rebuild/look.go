package rebuild

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite/internal/tabletext"
)

// Suspend switches the enforcement of foreign keys off and reports whether it
// was on. Within a transaction it stays on (manual, PRAGMA foreign_keys).
func Suspend(ctx context.Context, db command.DB) (enforced bool, err error) {
	enforced, err = isOn(ctx, db, "foreign_keys")
	if err == nil && enforced {
		err = db.Exec(ctx, "PRAGMA foreign_keys = OFF")
	}
	return enforced, err
}

// Resume switches it on again.
func Resume(ctx context.Context, db command.DB) error {
	return db.Exec(ctx, "PRAGMA foreign_keys = ON")
}

func isOn(ctx context.Context, db command.DB, pragma string) (bool, error) {
	rows, err := db.Query(ctx, "PRAGMA "+pragma)
	return err == nil && len(rows) == 1 && text(rows[0][0]) == "1", err
}

// text is a value as text.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	}
	return fmt.Sprint(v)
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// strings returns the rows of a query as texts.
func (s *session) rows(query string) ([][]string, error) {
	found, err := s.db.Query(s.ctx, query)
	list := make([][]string, len(found))
	for i, row := range found {
		for _, v := range row {
			list[i] = append(list[i], text(v))
		}
	}
	return list, err
}

// count returns the number that a query answers.
func (s *session) count(query string) (int64, error) {
	rows, err := s.rows(query)
	if err != nil || len(rows) != 1 {
		return 0, err
	}
	var n int64
	_, err = fmt.Sscan(rows[0][0], &n)
	return n, err
}

// text returns the text of a table.
func (s *session) text(name string) (string, error) {
	rows, err := s.rows("SELECT type, sql FROM sqlite_master WHERE lower(name) = lower(" + literal(name) + ")")
	switch {
	case err != nil:
		return "", err
	case len(rows) == 0:
		return "", s.noTable(name)
	case rows[0][0] != "table":
		return "", cannot(name, errors.New("it is a "+rows[0][0]))
	case strings.HasPrefix(strings.ToUpper(rows[0][1]), "CREATE VIRTUAL"):
		return "", cannot(name, errors.New("it is a virtual table"))
	}
	return rows[0][1], nil
}

func (s *session) noTable(name string) error {
	rows, err := s.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
	if err != nil {
		return err
	}
	var names []string
	for _, row := range rows {
		names = append(names, row[0])
	}
	missing := &dialect.RebuildError{Summary: "there is no table " + name}
	if near := diag.Nearest(name, names); near != "" {
		missing.Hint = "did you mean " + near + "?"
	}
	return missing
}

// referencing returns the tables with foreign keys to a table, which can be its
// own.
func (s *session) referencing(name string) ([]string, error) {
	rows, err := s.rows(`SELECT DISTINCT m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table' AND lower(f."table") = lower(` + literal(name) + `) ORDER BY m.name`)
	var names []string
	for _, row := range rows {
		names = append(names, row[0])
	}
	return names, err
}

// standsAlone reports whether no foreign key has to do with a table, before and
// after.
func (s *session) standsAlone(e *Edit) (bool, error) {
	others, err := s.referencing(e.old.Name())
	if err != nil || len(others) > 0 {
		return false, err
	}
	for _, t := range []*tabletext.Table{e.old, e.Table} {
		for _, c := range t.Constraints() {
			if c.What == "foreign key" {
				return false, nil
			}
		}
	}
	return true, nil
}

// orphansOf counts the orphans of tables. A foreign key without a unique key to
// lead to is a problem of its own.
func (s *session) orphansOf(tables []string) (dialect.Orphans, map[string]string) {
	all, problems := dialect.Orphans{}, map[string]string{}
	for _, name := range tables {
		found, err := orphans(s.ctx, s.db, "pragma_foreign_key_check("+literal(name)+")")
		if err != nil {
			problems[name] = err.Error()
		}
		for between, rows := range found {
			all[between] = rows
		}
	}
	return all, problems
}

// Orphans counts all orphans. Where a foreign key has no key to lead to, those
// of the other tables are counted.
func Orphans(ctx context.Context, db command.DB) (dialect.Orphans, error) {
	all, err := orphans(ctx, db, "pragma_foreign_key_check")
	if err == nil || ctx.Err() != nil {
		return all, err
	}
	s := &session{db, ctx}
	rows, err := s.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, row := range rows {
		names = append(names, row[0])
	}
	all, _ = s.orphansOf(names)
	return all, nil
}

func orphans(ctx context.Context, db command.DB, from string) (dialect.Orphans, error) {
	s := &session{db, ctx}
	rows, err := s.rows(`SELECT "table", parent, count(*) FROM ` + from + ` GROUP BY 1, 2`)
	found := dialect.Orphans{}
	for _, row := range rows {
		var n int64
		_, _ = fmt.Sscan(row[2], &n)
		found[row[0]+" references "+row[1]] = n
	}
	return found, err
}

// HasColumn reports whether a table has a column.
func HasColumn(ctx context.Context, db command.DB, table, column string) (bool, error) {
	s := &session{db, ctx}
	list, err := s.columns(table)
	return has(list, column), err
}
