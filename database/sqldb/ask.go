package sqldb

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// Ask implements database.Asker.
func (c *conn) Ask(ctx context.Context, query string, params []command.Value) (*command.Result, error) {
	args := make([]any, len(params))
	for i, param := range params {
		var err error
		if args[i], err = c.kind.argument(param); err != nil {
			return nil, err
		}
	}
	c.used = true
	result := &command.Result{Command: firstWord(query), Session: c.session.Load()}
	run := c.readRows
	if c.kind.changes(query) {
		run = c.change
	}
	err := c.cancellably(ctx, func(ctx context.Context) error { return run(ctx, result, query, args) })
	if err != nil {
		return nil, c.failed(err, query)
	}
	return result, nil
}

// change runs a statement that returns no rows, and counts those it changes.
func (c *conn) change(ctx context.Context, result *command.Result, query string, args []any) error {
	done, err := c.one.ExecContext(ctx, query, args...)
	if err != nil {
		return err
	}
	result.Count, _ = done.RowsAffected() // not every driver can tell
	if c.kind == MySQL {
		result.LastInsertID, _ = done.LastInsertId()
	}
	return nil
}

func (c *conn) readRows(ctx context.Context, result *command.Result, query string, args []any) error {
	rows, err := c.one.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	types, err := rows.ColumnTypes()
	if err == nil && result.Columns == nil { // those of the first query
		result.Columns, err = rows.Columns()
	}
	if err != nil {
		return err
	}
	if c.kind == SQLite && isSelect(query) && slices.ContainsFunc(types, isTime) {
		if err := rows.Close(); err != nil {
			return err
		}
		// The driver would make times of texts, which they are in SQLite. A sum
		// of nothing and a column is no column, and has its value.
		return c.readRows(ctx, result, withoutTypes(query, len(types)), args)
	}
	result.HasRows = len(types) > 0
	for err == nil && rows.Next() {
		var row []command.Value
		if row, err = c.kind.readRow(rows, types); err == nil {
			result.Rows = append(result.Rows, row)
		}
	}
	result.Count = int64(len(result.Rows))
	if err != nil {
		return err
	}
	return rows.Err()
}

func (k Kind) readRow(rows *sql.Rows, types []*sql.ColumnType) ([]command.Value, error) {
	raw, targets := make([]any, len(types)), make([]any, len(types))
	for i := range raw {
		targets[i] = &raw[i]
	}
	if err := rows.Scan(targets...); err != nil {
		return nil, err
	}
	row := make([]command.Value, len(types))
	for i, v := range raw {
		row[i] = k.value(v, types[i])
	}
	return row, nil
}

func firstWord(query string) string {
	fields := strings.FieldsFunc(query, func(r rune) bool { return r <= ' ' || r == '(' || r == ';' })
	if len(fields) == 0 {
		return ""
	}
	return strings.ToLower(fields[0])
}

func isSelect(query string) bool {
	first := firstWord(query)
	return first == "select" || first == "values" || first == "with" && !strings.Contains(strings.ToLower(query), "returning")
}

// changes recognises statements that change rows and return none, so that the
// driver is asked how many they were.
func (k Kind) changes(query string) bool {
	switch firstWord(query) {
	case "insert", "update", "delete", "replace":
		return !strings.Contains(strings.ToLower(query), "returning")
	}
	return false
}

func isTime(t *sql.ColumnType) bool {
	switch t.DatabaseTypeName() {
	case "DATE", "DATETIME", "TIMESTAMP":
		return true
	}
	return false
}

// withoutTypes wraps a query of SQLite such that no column has a declared type.
func withoutTypes(query string, columns int) string {
	names, values := make([]string, columns), make([]string, columns)
	for i := range names {
		names[i] = "c" + strings.Repeat("_", i)
		values[i] = "+" + names[i]
	}
	return "WITH answer (" + strings.Join(names, ", ") + ") AS (" + strings.TrimRight(query, "; \t\r\n") + "\n) SELECT " +
		strings.Join(values, ", ") + " FROM answer"
}
