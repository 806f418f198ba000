package schema

import "strconv"

// sqlite reads SQLite, which keeps the text that created each table and index,
// and keeps it up to date.
func (r *reader) sqlite() error {
	rows, err := r.query(`SELECT tbl_name, sql FROM sqlite_schema
		WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY type DESC, rowid`)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if !r.leftOut(row[0]) {
			r.define(row[1])
		}
	}
	return r.sqliteRows()
}

// sqliteRows reads what ANALYZE has counted, if it ever ran.
func (r *reader) sqliteRows() error {
	rows, err := r.query(`SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'`)
	if err != nil || len(rows) == 0 {
		return err
	}
	rows, err = r.query(`SELECT tbl, max(CAST(stat AS integer)) FROM sqlite_stat1 GROUP BY tbl`)
	for _, row := range rows {
		if n, err := strconv.ParseInt(row[1], 10, 64); err == nil {
			r.rows[row[0]] = n
		}
	}
	return err
}
