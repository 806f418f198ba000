package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/source"
)

// importTool is a tool whose databases can be taken over.
type importTool struct {
	name, table string
	// columns are those that the tool's table has, and without those that it
	// does not have: they tell the tables apart that share a name.
	columns, without []string
	// query reads the table; read makes versions of its rows.
	query string
	read  func(rows [][]any, files []source.File) ([]importedRow, error)
}

// importedRow is a version that another tool has run.
type importedRow struct {
	version int64
	// at is zero if the tool does not keep the time.
	at time.Time
}

func importTools() []importTool {
	return []importTool{
		{name: "goose", table: "goose_db_version", columns: []string{"id", "version_id", "is_applied"},
			query: "SELECT version_id, is_applied, tstamp FROM %s ORDER BY id DESC", read: readGoose},
		{name: "golang-migrate", table: "schema_migrations", columns: []string{"version", "dirty"},
			query: "SELECT version, dirty FROM %s", read: readGolangMigrate},
		{name: "ecto", table: "schema_migrations", columns: []string{"version", "inserted_at"},
			query: "SELECT version, inserted_at FROM %s", read: readEcto},
		{name: "dbmate", table: "schema_migrations", columns: []string{"version"}, without: []string{"dirty", "inserted_at"},
			query: "SELECT version FROM %s", read: readDbmate},
		{name: "tern", table: "schema_version", columns: []string{"version"}, query: "SELECT version FROM %s", read: readTern},
		{name: "sql-migrate", table: "gorp_migrations", columns: []string{"id", "applied_at"},
			query: "SELECT id, applied_at FROM %s", read: readSQLMigrate},
	}
}

func importNames() []string {
	var names []string
	for _, t := range importTools() {
		names = append(names, t.name)
	}
	return names
}

func importToolOf(name string) (importTool, error) {
	for _, t := range importTools() {
		if t.name == name || name == "" {
			return t, nil
		}
	}
	e := usagef("import does not know the tool %s; it knows %s", name, join(importNames(), " and ")).try("whimbrel import --from goose")
	if near := diag.Nearest(name, importNames()); near != "" {
		e.detail, e.hint = "did you mean "+near+"?", "whimbrel import --from "+near
	}
	return importTool{}, e
}

// tableNamed is the tool's table, by its usual name or another.
func (t importTool) tableNamed(name string) command.Object {
	if name == "" {
		name = t.table
	}
	if prefix, bare, ok := strings.Cut(name, "."); ok {
		return command.Object{Prefix: prefix, Name: bare}
	}
	return command.Object{Name: name}
}

// fits reports whether a table with these columns is the tool's.
func (t importTool) fits(columns []string) bool {
	for _, name := range t.columns {
		if !slices.Contains(columns, name) {
			return false
		}
	}
	for _, name := range t.without {
		if slices.Contains(columns, name) {
			return false
		}
	}
	return true
}

// readGoose: the newest row of a version says whether it is applied. Older
// versions of goose added a row for every way down; newer ones delete it.
// Version 0 is goose's own first row.
func readGoose(rows [][]any, _ []source.File) ([]importedRow, error) {
	seen := map[int64]bool{0: true}
	var list []importedRow
	for _, row := range rows {
		version, err := importedVersion(row[0])
		if err != nil {
			return nil, err
		}
		if seen[version] {
			continue
		}
		seen[version] = true
		if isTrue(row[1]) {
			list = append(list, importedRow{version, importedTime(row[2])})
		}
	}
	return list, nil
}

// readGolangMigrate: one row for everything up to its version.
func readGolangMigrate(rows [][]any, files []source.File) ([]importedRow, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	if len(rows) > 1 {
		return nil, refuseImport("golang-migrate's table has %d rows, and should have one", len(rows)).
			WithHint("settle the table first: migrate force VERSION")
	}
	version, err := importedVersion(rows[0][0])
	if err != nil {
		return nil, err
	}
	if isTrue(rows[0][1]) {
		return nil, refuseImport("golang-migrate has left the database dirty at version %d: that migration failed halfway", version).
			WithDetail("Nobody but you can know how much of it was done.").
			WithHint("repair the database, then: migrate force VERSION")
	}
	return upTo(version, files, "golang-migrate")
}

func readTern(rows [][]any, files []source.File) ([]importedRow, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	version, err := importedVersion(rows[0][0])
	if err != nil || version == 0 {
		return nil, err
	}
	return upTo(version, files, "tern")
}

// upTo returns the files up to a version, which is all that some tools keep.
func upTo(version int64, files []source.File, tool string) ([]importedRow, error) {
	var list []importedRow
	for _, f := range files {
		if f.Version <= version {
			list = append(list, importedRow{version: f.Version})
		}
	}
	if n := len(list); n == 0 || list[n-1].version != version {
		return nil, refuseImport("%s is at version %d, and there is no such file", tool, version).
			WithDetail("It keeps only the last version: which ones came before is known from the files.").
			WithHint("whimbrel import --from %s --migrations-path FOLDER", tool)
	}
	return list, nil
}

func readDbmate(rows [][]any, _ []source.File) ([]importedRow, error) {
	var list []importedRow
	for _, row := range rows {
		version, err := importedVersion(row[0])
		if err != nil {
			return nil, err
		}
		list = append(list, importedRow{version: version})
	}
	return list, nil
}

func readEcto(rows [][]any, _ []source.File) ([]importedRow, error) {
	var list []importedRow
	for _, row := range rows {
		version, err := importedVersion(row[0])
		if err != nil {
			return nil, err
		}
		list = append(list, importedRow{version, importedTime(row[1])})
	}
	return list, nil
}

// readSQLMigrate: the table holds the files' names, whose numbers are the
// versions.
func readSQLMigrate(rows [][]any, _ []source.File) ([]importedRow, error) {
	var list []importedRow
	for _, row := range rows {
		name := fmt.Sprint(row[0])
		if text, ok := row[0].([]byte); ok {
			name = string(text)
		}
		digits := name[:len(name)-len(strings.TrimLeft(name, "0123456789"))]
		version, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return nil, refuseImport("sql-migrate has run %s, which does not begin with a number", name).
				WithDetail("The number is the version in schema_migrations.").
				WithHint("rename the file, and its row in sql-migrate's table, to NUMBER_%s", name)
		}
		list = append(list, importedRow{version, importedTime(row[1])})
	}
	return list, nil
}

func refuseImport(format string, args ...any) *diag.Diagnostic {
	return diag.Errorf(diag.Refused, diag.Pos{}, format, args...)
}

func importedVersion(value any) (int64, error) {
	text := fmt.Sprint(value)
	if b, ok := value.([]byte); ok {
		text = string(b)
	}
	version, err := strconv.ParseInt(text, 10, 64)
	if err != nil || version < 0 {
		return 0, refuseImport("the version %s is not a number that schema_migrations can hold", text).
			WithHint("rename the migration, and its row in the tool's table")
	}
	return version, nil
}

func isTrue(value any) bool {
	switch v := value.(type) {
	case bool:
		return v
	case int64:
		return v != 0
	case []byte: // MySQL's bit
		return len(v) > 0 && v[0] != 0 && v[0] != '0'
	}
	return fmt.Sprint(value) == "1" || fmt.Sprint(value) == "true"
}

// importedTime reads a time, or gives up: then the import's own counts.
func importedTime(value any) time.Time {
	switch v := value.(type) {
	case time.Time:
		return v
	case string:
		for _, layout := range []string{time.DateTime, time.RFC3339, "2006-01-02T15:04:05"} {
			if t, err := time.Parse(layout, v); err == nil {
				return t
			}
		}
	}
	return time.Time{}
}

// columnsOf returns the columns of a table; none if it does not exist.
func (t *takeover) columnsOf(ctx context.Context, table command.Object) ([]string, error) {
	quoted, err := t.quote(table)
	if err != nil {
		return nil, err
	}
	var query string
	switch t.dialect.Name() {
	case "postgres":
		query = "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass('" + literal(quoted) +
			"') AND attnum > 0 AND NOT attisdropped"
	case "mysql":
		schema := "database()"
		if table.Prefix != "" {
			schema = "'" + literal(table.Prefix) + "'"
		}
		query = "SELECT column_name FROM information_schema.columns WHERE table_schema = " + schema +
			" AND table_name = '" + literal(table.Name) + "'"
	case "mssql":
		query = "SELECT name FROM sys.columns WHERE object_id = OBJECT_ID('" + literal(quoted) + "')"
	default:
		query = "SELECT name FROM pragma_table_info('" + literal(table.Name) + "')"
	}
	rows, err := t.conn.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, row := range rows {
		name := fmt.Sprint(row[0])
		if b, ok := row[0].([]byte); ok {
			name = string(b)
		}
		names = append(names, strings.ToLower(name))
	}
	return names, nil
}

// quote writes a table's name as SQL.
func (t *takeover) quote(table command.Object) (string, error) {
	name, err := t.dialect.QuoteName(table.Name)
	if err != nil || table.Prefix == "" {
		return name, err
	}
	prefix, err := t.dialect.QuoteName(table.Prefix)
	return prefix + "." + name, err
}
