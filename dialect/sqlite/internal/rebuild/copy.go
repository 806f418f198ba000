package rebuild

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite/internal/tabletext"
)

// newPrefix begins the name that a table has before it takes the old one's.
const newPrefix = "whimbrel_new_"

// rebuild makes one table anew.
func (s *session) rebuild(e *Edit) error {
	objects, err := s.objects(e)
	if err != nil {
		return err
	}
	if err := s.checkRows(e); err != nil {
		return err
	}
	name := e.old.Name()
	fresh := newPrefix + name
	if err := s.exec(e.As(fresh)); err != nil {
		return s.explain(e, err)
	}
	if err := s.copy(e, fresh); err != nil {
		return err
	}
	sequence, err := s.sequence(name)
	if err != nil {
		return err
	}
	statements := []string{
		"DROP TABLE " + tabletext.Quote(name),
		"ALTER TABLE " + tabletext.Quote(fresh) + " RENAME TO " + tabletext.Quote(name),
	}
	statements = append(append(statements, s.restoreSequence(e, sequence)...), objects...)
	for _, sql := range statements {
		if err := s.exec(sql); err != nil {
			return s.explain(e, err)
		}
	}
	return nil
}

// objects returns the texts of the table's indexes and triggers, but those of
// indexes on columns that go.
func (s *session) objects(e *Edit) ([]string, error) {
	rows, err := s.rows(`SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')
		AND lower(tbl_name) = lower(` + literal(e.old.Name()) + `) AND sql IS NOT NULL ORDER BY rowid`)
	var kept []string
	for _, row := range rows {
		gone := slices.ContainsFunc(e.removed, func(column string) bool { return tabletext.IndexMentions(row[2], column) })
		if row[0] == "index" && gone {
			e.along = append(e.along, "index "+row[1])
			continue
		}
		kept = append(kept, row[2])
	}
	return kept, err
}

// column is a column as SQLite has it.
type column struct {
	name, sqlType string
	notNull       bool
	key           bool
	generated     bool
}

func (s *session) columns(table string) ([]column, error) {
	rows, err := s.rows(`SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(` + literal(table) + `)`)
	var list []column
	for _, r := range rows {
		list = append(list, column{
			name: r[0], sqlType: r[1], notNull: r[2] == "1", key: r[3] != "0", generated: r[4] == "2" || r[4] == "3",
		})
	}
	return list, err
}

// copy copies the rows.
func (s *session) copy(e *Edit, fresh string) error {
	before, err := s.columns(e.old.Name())
	if err != nil {
		return err
	}
	after, err := s.columns(fresh)
	if err != nil {
		return err
	}
	if err := s.checkNulls(e, before, after); err != nil {
		return err
	}
	var names, values []string
	if rowid := s.rowid(e.old.Name(), before); rowid != "" && s.rowid(fresh, after) != "" {
		names, values = append(names, rowid), append(values, rowid)
	}
	for _, c := range after {
		if !c.generated && has(before, c.name) {
			names = append(names, tabletext.Quote(c.name))
			values = append(values, e.value(c))
		}
	}
	if len(names) > 0 {
		insert := fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s",
			tabletext.Quote(fresh), strings.Join(names, ", "), strings.Join(values, ", "), tabletext.Quote(e.old.Name()))
		if err := s.exec(insert); err != nil {
			return s.explain(e, err)
		}
	}
	return s.checkConverted(e, fresh, after)
}

func has(list []column, name string) bool {
	return slices.ContainsFunc(list, func(c column) bool { return tabletext.Same(c.name, name) })
}

// rowid is a name for the number of a row where no column is that number, so
// that the numbers stay; "" where there is no such name or number.
func (s *session) rowid(table string, columns []column) string {
	keys := slices.DeleteFunc(slices.Clone(columns), func(c column) bool { return !c.key })
	if len(keys) == 1 && strings.EqualFold(keys[0].sqlType, "INTEGER") {
		return ""
	}
	for _, name := range []string{"rowid", "_rowid_", "oid"} {
		if !has(columns, name) {
			if s.hasRowid(table, name) {
				return name
			}
			return ""
		}
	}
	return ""
}

// hasRowid: a table WITHOUT ROWID has none.
func (s *session) hasRowid(table, name string) bool {
	_, err := s.rows("SELECT " + name + " FROM " + tabletext.Quote(table) + " LIMIT 0")
	return err == nil
}

// value is what the new column gets. Inserting converts as the type asks for,
// but a binary value is no text and the other way round.
func (e *Edit) value(c column) string {
	value := tabletext.Quote(c.name)
	if fill, ok := e.fills[c.name]; ok {
		value = "coalesce(" + value + ", " + fill + ")"
	}
	if a := affinity(c.sqlType); e.retyped[c.name] && (a == "TEXT" || a == "BLOB" && c.sqlType != "" && !strings.EqualFold(c.sqlType, "ANY")) {
		value = "CAST(" + value + " AS " + a + ")"
	}
	return value
}

// sequence is the last number that AUTOINCREMENT has given, or "".
func (s *session) sequence(table string) (string, error) {
	n, err := s.count("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'")
	if err != nil || n == 0 {
		return "", err
	}
	rows, err := s.rows("SELECT seq FROM sqlite_sequence WHERE name = " + literal(table))
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0][0], nil
}

// restoreSequence has AUTOINCREMENT go on where it was: numbers of rows that
// were deleted do not come again.
func (s *session) restoreSequence(e *Edit, last string) []string {
	if !e.Autoincrement() {
		return nil
	}
	name := literal(e.old.Name())
	if last == "" { // copying no rows has left an entry
		return []string{"DELETE FROM sqlite_sequence WHERE seq = 0 AND name = " + name}
	}
	return []string{
		"DELETE FROM sqlite_sequence WHERE name = " + name,
		"INSERT INTO sqlite_sequence (name, seq) VALUES (" + name + ", " + last + ")",
	}
}

// explain says in the table's own name what SQLite says of the new one.
func (s *session) explain(e *Edit, err error) error {
	message := strings.ReplaceAll(err.Error(), newPrefix+e.old.Name(), e.old.Name())
	return &dialect.RebuildError{
		Summary: "the table " + e.old.Name() + " cannot be built anew", Err: reworded{message, err},
	}
}

// reworded is an error with other words.
type reworded struct {
	message string
	err     error
}

func (r reworded) Error() string { return r.message }
func (r reworded) Unwrap() error { return r.err }
