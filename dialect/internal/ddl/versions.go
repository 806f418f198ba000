package ddl

import (
	"strconv"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// Versions returns the SQL around the table of applied versions. The table is
// what Ecto.Migration.SchemaMigration creates; layout is how the adapter
// stores a naive_datetime, in the notation of package time. Versions are
// compared as quoted literals, which take the type of the column: other
// frameworks have left tables whose versions are text
// (:migration_cast_version_column).
func Versions(d dialect.Dialect, table command.Object, layout string) (dialect.Versions, error) {
	create, err := d.Statements(command.CreateTable{
		Table:     command.Table{Object: table},
		Existence: command.Lenient,
		Columns: []command.Add{
			{Column: command.Column{
				Name: "version", Type: command.NewType("bigint"),
				Options: command.ColumnOptions{PrimaryKey: true},
			}},
			{Column: command.Column{Name: "inserted_at", Type: command.NewType("naive_datetime")}},
		},
	})
	if err != nil {
		return dialect.Versions{}, err
	}
	w := NewWriter(d.QuoteName)
	w.Object(table).End().Name("version").End().Name("inserted_at").End()
	names, err := w.Statements()
	if err != nil {
		return dialect.Versions{}, err
	}
	name, version, at := names[0], names[1], names[2]
	where := func(v int64) string { return " WHERE " + version + " = " + quotedVersion(v) }
	return dialect.Versions{
		Create: create[0],
		Select: "SELECT " + version + " FROM " + name + " ORDER BY " + version,
		Times:  "SELECT " + version + ", " + at + " FROM " + name,
		Count:  func(v int64) string { return "SELECT count(*) FROM " + name + where(v) },
		Insert: func(v int64, when time.Time) string {
			return "INSERT INTO " + name + " (" + version + "," + at + ") VALUES (" +
				strconv.FormatInt(v, 10) + ",'" + when.UTC().Format(layout) + "')"
		},
		Delete: func(v int64) string { return "DELETE FROM " + name + where(v) },
	}, nil
}

func quotedVersion(v int64) string { return "'" + strconv.FormatInt(v, 10) + "'" }

// UnknownLock reports a lock strategy that does not exist.
func UnknownLock(strategy dialect.LockStrategy) error {
	return dialect.Invalid("there is no lock strategy %q", string(strategy)).
		WithHint("leave migration_lock out for the database's default, or set it to false or :pg_advisory_lock")
}
