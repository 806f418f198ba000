package migrate

import "strings"

// The queries answer with one number: 0 if a thing does not exist, -1 if it is
// an invalid index, and any other if it exists.

func lookPostgres(e expectation) (string, []any) {
	table, name := quoteObject(e.table.Prefix, e.table.Name), e.name
	switch e.thing {
	case aTable:
		return "SELECT count(*) FROM (SELECT to_regclass($1::text) AS t) AS x WHERE t IS NOT NULL", []any{table}
	case aColumn:
		return "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass($1::text) AND attname = $2::text::name " +
			"AND attnum > 0 AND NOT attisdropped", []any{table, name}
	case anIndex:
		// An index is in the schema of its table.
		return "SELECT CASE WHEN indisvalid THEN 1 ELSE -1 END FROM pg_index WHERE indexrelid = to_regclass($1::text)",
			[]any{quoteObject(e.table.Prefix, e.name)}
	default:
		return "SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass($1::text) AND conname = $2::text::name",
			[]any{table, name}
	}
}

func lookMySQL(e expectation) (string, []any) {
	from := map[thing]string{
		aTable: "tables", aColumn: "columns", anIndex: "statistics", aConstraint: "table_constraints",
	}[e.thing]
	sql := "SELECT count(*) FROM information_schema." + from + " WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?"
	var prefix any
	if e.table.Prefix != "" {
		prefix = e.table.Prefix
	}
	args := []any{prefix, e.table.Name}
	switch e.thing {
	case aColumn:
		sql, args = sql+" AND column_name = ?", append(args, e.name)
	case anIndex:
		sql, args = sql+" AND index_name = ?", append(args, e.name)
	case aConstraint:
		sql, args = sql+" AND constraint_name = ?", append(args, e.name)
	}
	return sql, args
}

func lookSQLite(e expectation) (string, []any) {
	switch e.thing {
	case aColumn:
		return "SELECT count(*) FROM pragma_table_xinfo(?) WHERE name = ? COLLATE NOCASE", []any{e.table.Name, e.name}
	case anIndex:
		return "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = ? COLLATE NOCASE", []any{e.name}
	case aConstraint:
		return "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE AND instr(sql, ?) > 0",
			[]any{e.table.Name, `"` + e.name + `"`}
	default:
		return "SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE", []any{e.table.Name}
	}
}

// quoteObject writes a name with its prefix as PostgreSQL reads it.
func quoteObject(prefix, name string) string {
	write := func(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
	if prefix == "" {
		return write(name)
	}
	return write(prefix) + "." + write(name)
}
