package migrate

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// versions is a set of applied versions.
type versions map[int64]struct{}

func (v versions) has(version int64) bool {
	_, ok := v[version]
	return ok
}

func (v versions) sorted() []int64 { return slices.Sorted(maps.Keys(v)) }

// latest returns the highest version.
func (v versions) latest() (latest int64, ok bool) {
	for version := range v {
		if !ok || version > latest {
			latest, ok = version, true
		}
	}
	return latest, ok
}

// store is the table of versions, on the connection that holds it.
type store struct {
	conn    database.Conn
	sql     dialect.Versions
	table   command.Object
	dialect string
}

// read returns the applied versions, and whether the table exists at all. One
// round trip.
func (s store) read(ctx context.Context) (applied versions, exists bool, err error) {
	var rows [][]any
	err = retryBusy(ctx, s.dialect, unobserved, func() (err error) {
		rows, err = s.conn.Query(ctx, s.sql.Select)
		return err
	})
	if err != nil {
		if isMissingTable(s.dialect, err) {
			return versions{}, false, nil
		}
		return nil, false, s.failed("read", err)
	}
	applied = make(versions, len(rows))
	for _, row := range rows {
		version, err := toVersion(row[0])
		if err != nil {
			return nil, false, s.failed("read", err)
		}
		applied[version] = struct{}{}
	}
	return applied, true, nil
}

// unobserved is for what is too small to be an event.
func unobserved(context.Context, Event) {}

// has asks for one version.
func (s store) has(ctx context.Context, version int64) (bool, error) {
	rows, err := s.conn.Query(ctx, s.sql.Count(version))
	if err != nil {
		return false, s.failed("read", err)
	}
	n, err := toVersion(rows[0][0])
	return n > 0, err
}

// create creates the table unless it exists. Two migrators may do so at once:
// PostgreSQL then fails one of them in spite of IF NOT EXISTS, as the check is
// made before the name is taken.
func (s store) create(ctx context.Context, observe func(context.Context, Event)) error {
	err := retryBusy(ctx, s.dialect, observe, func() error { return s.conn.Exec(ctx, s.sql.Create) })
	if err == nil || isCreatedMeanwhile(s.dialect, err) {
		return nil
	}
	return s.failed("create", err)
}

// isCreatedMeanwhile recognises unique_violation, duplicate_table and
// duplicate_object.
func isCreatedMeanwhile(dialectName string, err error) bool {
	code := database.CodeOf(err)
	return dialectName == "postgres" && (code == "23505" || code == "42P07" || code == "42710")
}

// A StoreError is a failure around the table of versions, or the journal.
type StoreError struct {
	// Table is the table's name with its prefix.
	Table string
	// Action is "read", "create" or "write".
	Action string
	Err    error
	// prefix is the prefix of the run, and what is "journal" for the journal.
	prefix, what string
}

func (s store) failed(action string, err error) error {
	return &StoreError{Table: s.table.String(), Action: action, Err: err, prefix: s.table.Prefix}
}

// Error names the table and what the server said.
func (e *StoreError) Error() string {
	what := "table of versions"
	if e.what != "" {
		what = e.what
	}
	return fmt.Sprintf("cannot %s the %s %s: %v", e.Action, what, e.Table, e.Err)
}

// Unwrap returns the reason.
func (e *StoreError) Unwrap() error { return e.Err }

// isMissingTable reports whether the server said that a table does not exist:
// undefined_table, ER_NO_SUCH_TABLE, SQLITE_ERROR "no such table", error 208.
func isMissingTable(dialectName string, err error) bool {
	var e *database.Error
	if !errors.As(err, &e) {
		return false
	}
	switch dialectName {
	case "postgres":
		return e.Code == "42P01"
	case "mysql":
		return e.Code == "1146"
	case "sqlite":
		// Also "database schema has changed: no such table", if somebody else
		// changes it just then (SQLITE_SCHEMA).
		return strings.Contains(e.Message, "no such table")
	case "mssql":
		return e.Code == "208"
	}
	return false
}

// toVersion reads a version whatever type a driver or an old table gives it.
func toVersion(value any) (int64, error) {
	switch v := value.(type) {
	case int64:
		return v, nil
	case string:
		return strconv.ParseInt(v, 10, 64)
	case []byte:
		return strconv.ParseInt(string(v), 10, 64)
	}
	return 0, fmt.Errorf("a version is a %T", value)
}
