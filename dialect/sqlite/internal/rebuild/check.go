package rebuild

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite/internal/tabletext"
)

// checkRows looks whether the rows fulfil the checks that are added.
func (s *session) checkRows(e *Edit) error {
	for _, c := range e.checks {
		n, err := s.count("SELECT count(*) FROM " + tabletext.Quote(e.old.Name()) + " WHERE NOT (" + c.condition + ")")
		if err != nil {
			continue // it may name columns that are added, and the copy checks it in any case
		}
		if n > 0 {
			return &dialect.RebuildError{
				Summary: fmt.Sprintf("%s of %s would not fulfil the check %s (%s)", rowCount(n), e.old.Name(), c.name, c.condition),
				Hint:    "correct the rows first, with execute in this migration or before it",
			}
		}
	}
	return nil
}

// checkNulls counts the rows that a column which does not take NULL any more
// cannot have.
func (s *session) checkNulls(e *Edit, before, after []column) error {
	for _, c := range after {
		if !c.notNull || c.generated {
			continue
		}
		from, where := tabletext.Quote(e.old.Name()), ""
		if has(before, c.name) {
			if _, filled := e.fills[c.name]; filled {
				continue
			}
			where = " WHERE " + tabletext.Quote(c.name) + " IS NULL"
		} else if e.Column(c.name).Default() != "" {
			continue
		}
		n, err := s.count("SELECT count(*) FROM " + from + where)
		if err != nil {
			return err
		}
		if n > 0 {
			return nullError(e, c, n, where == "")
		}
	}
	return nil
}

func nullError(e *Edit, c column, n int64, added bool) error {
	err := &dialect.RebuildError{
		Summary: fmt.Sprintf("%s of %s would have no value in %s, which must not be null", rowCount(n), e.old.Name(), c.name),
		Hint: fmt.Sprintf("give them one first:\nexecute \"UPDATE %s SET %s = ... WHERE %[2]s IS NULL\", \"\"\n"+
			"or give the modify a default:, which they get then", e.old.Name(), c.name),
	}
	if added {
		err.Hint = "give the new column a default:"
	}
	return err
}

// checkConverted looks for values that the new type cannot hold: SQLite would
// keep them as they are, and no program expects them there.
func (s *session) checkConverted(e *Edit, fresh string, after []column) error {
	for _, c := range after {
		if !e.retyped[c.name] || c.generated {
			continue
		}
		name, kinds, what := tabletext.Quote(c.name), "", ""
		switch affinity(c.sqlType) {
		case "INTEGER":
			kinds, what = "'text', 'blob', 'real'", "no whole number"
		case "REAL", "NUMERIC":
			kinds, what = "'text', 'blob'", "no number"
		default:
			continue
		}
		rows, err := s.rows(fmt.Sprintf("SELECT count(*), min(%s) FROM %s WHERE typeof(%[1]s) IN (%[3]s)", name, tabletext.Quote(fresh), kinds))
		if err != nil {
			return err
		}
		if len(rows) == 1 && rows[0][0] != "0" {
			return conversionError(e, c, rows[0][0], rows[0][1], what)
		}
	}
	return nil
}

func conversionError(e *Edit, c column, n, example, what string) error {
	rows := n + " rows"
	if n == "1" {
		rows = "1 row"
	}
	return &dialect.RebuildError{
		Summary: fmt.Sprintf("%s of %s: %s is %s, such as %q", rows, e.old.Name(), c.name, what, example),
		Detail:  "The values would be lost if they were converted to " + strings.ToLower(c.sqlType) + ".",
		Hint:    fmt.Sprintf("convert them first: execute \"UPDATE %s SET %s = ...\", \"\"", e.old.Name(), c.name),
	}
}

func rowCount(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// probes are statements that SQLite can only read if views and triggers fit the
// tables, with what it says if not.
type probes map[string]string

// probe reads all views and triggers, if there are any.
func (s *session) probe() (probes, error) {
	rows, err := s.rows(`SELECT DISTINCT m.type, m.tbl_name, t.type FROM sqlite_master m
		LEFT JOIN sqlite_master t ON t.name = m.tbl_name AND t.type IN ('table', 'view')
		WHERE m.type IN ('view', 'trigger') ORDER BY 1, 2`)
	found := probes{}
	for _, row := range rows {
		name := tabletext.Quote(row[1])
		if row[0] == "view" {
			found.try(s, "the view "+row[1], "EXPLAIN SELECT * FROM "+name)
			continue
		}
		columns, err := s.columns(row[1])
		if err != nil {
			return nil, err
		}
		found.try(s, "a trigger on deleting from "+row[1], "EXPLAIN DELETE FROM "+name)
		found.try(s, "a trigger on inserting into "+row[1], "EXPLAIN INSERT INTO "+name+" DEFAULT VALUES")
		if sets := assignments(columns); sets != "" {
			found.try(s, "a trigger on updating "+row[1], "EXPLAIN UPDATE "+name+" SET "+sets)
		}
	}
	return found, err
}

func assignments(columns []column) string {
	var sets []string
	for _, c := range columns {
		if !c.generated {
			sets = append(sets, tabletext.Quote(c.name)+" = "+tabletext.Quote(c.name))
		}
	}
	return strings.Join(sets, ", ")
}

func (p probes) try(s *session, what, sql string) {
	if _, err := s.rows(sql); err != nil {
		p[what] = err.Error()
	}
}

// checkProbes fails if a view or trigger does not fit any more.
func (s *session) checkProbes(e *Edit, before probes) error {
	after, err := s.probe()
	if err != nil {
		return err
	}
	for what, problem := range after {
		if before[what] == "" {
			return &dialect.RebuildError{
				Summary: what + " would not work any more with the changed table " + e.old.Name() + ": " + problem,
				Hint:    "drop it before, and create it again after the change",
			}
		}
	}
	return nil
}
