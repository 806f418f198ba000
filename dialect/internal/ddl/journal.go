package ddl

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// journalColumns are the columns of the journal; the first two are its key.
var journalColumns = [...]string{"version", "position", "direction", "state", "hash", "detail", "at"}

// JournalWriter is what the journals of the databases differ in.
type JournalWriter struct {
	Dialect dialect.Dialect
	// Options is SQL appended to CREATE TABLE.
	Options string
	// Layout is how a time is written, in the notation of package time.
	Layout string
	// Literal writes a text.
	Literal func(string) string
	// Upsert writes rows ("(...),(...)") in place of those with the same key.
	// The names are quoted.
	Upsert func(table string, columns []string, rows string) string
}

// Journal returns the SQL around the journal that belongs to a table of
// versions, without its lock.
func (w JournalWriter) Journal(versions command.Object) (dialect.Journal, error) {
	table := dialect.JournalTable(versions)
	create, err := w.Dialect.Statements(createJournal(table, w.Options))
	if err != nil {
		return dialect.Journal{}, err
	}
	names := NewWriter(w.Dialect.QuoteName)
	names.Object(table).End().Object(versions).End().Name("inserted_at").End()
	for _, column := range journalColumns {
		names.Name(column).End()
	}
	quoted, err := names.Statements()
	if err != nil {
		return dialect.Journal{}, err
	}
	name, recorded, insertedAt, columns := quoted[0], quoted[1], quoted[2], quoted[3:]
	version, position, state, at := columns[0], columns[1], columns[3], columns[6]
	return dialect.Journal{
		Create: create[0],
		Select: "SELECT " + strings.Join(columns, ", ") + " FROM " + name + " ORDER BY " + version + ", " + position,
		Put: func(entries ...dialect.JournalEntry) string {
			return w.Upsert(name, columns, w.rows(entries))
		},
		Finish: func(versions ...int64) string {
			times := "CASE " + version
			for _, v := range versions {
				times += " WHEN " + strconv.FormatInt(v, 10) + " THEN (SELECT " + insertedAt + " FROM " + recorded +
					" WHERE " + version + " = " + quotedVersion(v) + ")"
			}
			return "UPDATE " + name + " SET " + state + " = '" + string(dialect.JournalApplied) + "', " + at + " = " + times +
				" END WHERE " + position + " = 0 AND " + version + " IN (" + numbers(versions) + ")"
		},
		Fail: func(v int64) string {
			return "UPDATE " + name + " SET " + state + " = '" + string(dialect.JournalFailed) + "' WHERE " +
				position + " > 0 AND " + state + " IN ('" + string(dialect.JournalRunning) + "','" + string(dialect.JournalPlanned) + "') AND " + version + " = " + numbers([]int64{v})
		},
		Forget: func(versions ...int64) string {
			return "DELETE FROM " + name + " WHERE " + version + " IN (" + numbers(versions) + ")"
		},
		ForgetStatements: func(versions ...int64) string {
			return "DELETE FROM " + name + " WHERE " + position + " > 0 AND " + version + " IN (" + numbers(versions) + ")"
		},
	}, nil
}

func createJournal(table command.Object, options string) command.CreateTable {
	column := func(name, kind, size string) command.Add {
		return command.Add{Column: command.Column{
			Name: name, Type: command.NewType(kind),
			Options: command.ColumnOptions{Size: size, PrimaryKey: name == journalColumns[0] || name == journalColumns[1]},
		}}
	}
	return command.CreateTable{
		Table:     command.Table{Object: table, Options: options},
		Existence: command.Lenient,
		Columns: []command.Add{
			column("version", "bigint", ""), column("position", "integer", ""), column("direction", "string", "4"),
			column("state", "string", "16"), column("hash", "string", "80"), column("detail", "text", ""),
			column("at", "naive_datetime", ""),
		},
	}
}

func (w JournalWriter) rows(entries []dialect.JournalEntry) string {
	rows := make([]string, len(entries))
	for i, e := range entries {
		values := []string{
			strconv.FormatInt(e.Version, 10), strconv.Itoa(e.Position), w.Literal(string(e.Direction)),
			w.Literal(string(e.State)), w.Literal(e.Hash), w.Literal(e.Detail), w.Literal(e.At.UTC().Format(w.Layout)),
		}
		rows[i] = "(" + strings.Join(values, ",") + ")"
	}
	return strings.Join(rows, ",")
}

func numbers(versions []int64) string {
	texts := make([]string, len(versions))
	for i, v := range versions {
		texts[i] = strconv.FormatInt(v, 10)
	}
	return strings.Join(texts, ",")
}

// Replace is the Upsert of MySQL and SQLite.
func Replace(table string, columns []string, rows string) string {
	return "REPLACE INTO " + table + " (" + strings.Join(columns, ",") + ") VALUES " + rows
}

// Excluded is the Upsert of PostgreSQL.
func Excluded(table string, columns []string, rows string) string {
	return "INSERT INTO " + table + " (" + strings.Join(columns, ",") + ") VALUES " + rows +
		" ON CONFLICT (" + strings.Join(columns[:2], ",") + ") DO UPDATE SET " + assign(columns[2:], "excluded")
}

// Merge is the Upsert of SQL Server.
func Merge(table string, columns []string, rows string) string {
	names := strings.Join(columns, ",")
	return "MERGE INTO " + table + " AS t USING (VALUES " + rows + ") AS s (" + names + ") ON t." + columns[0] + " = s." + columns[0] +
		" AND t." + columns[1] + " = s." + columns[1] + " WHEN MATCHED THEN UPDATE SET " + assign(columns[2:], "s") +
		" WHEN NOT MATCHED THEN INSERT (" + names + ") VALUES (s." + strings.Join(columns, ",s.") + ");"
}

func assign(columns []string, from string) string {
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = c + " = " + from + "." + c
	}
	return strings.Join(texts, ", ")
}
