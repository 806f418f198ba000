package schema

import (
	"strconv"
	"strings"
)

// The order of creation is known to the second only; see [Schema.parentsFirst].
const mysqlTables = `SELECT table_name, table_rows FROM information_schema.tables
	WHERE table_schema = COALESCE(?, DATABASE()) AND table_type = 'BASE TABLE' ORDER BY create_time, table_name`

const mysqlHome = `SELECT default_character_set_name, default_collation_name, DATABASE() FROM information_schema.schemata
	WHERE schema_name = COALESCE(?, DATABASE())`

// mysql reads MySQL and MariaDB, which write the whole table themselves.
func (r *reader) mysql() error {
	var prefix any
	if r.options.Prefix != "" {
		prefix = r.options.Prefix
	}
	rows, err := r.query(mysqlHome, prefix)
	if err != nil {
		return err
	}
	charset, collation := "", ""
	if len(rows) > 0 {
		charset, collation, r.schema.home = rows[0][0], rows[0][1], rows[0][2]
	}
	tables, err := r.query(mysqlTables, prefix)
	if err != nil {
		return err
	}
	for _, row := range tables {
		name := row[0]
		if r.leftOut(name) {
			continue
		}
		if estimate, err := strconv.ParseInt(row[1], 10, 64); err == nil {
			r.rows[name] = estimate
		}
		if err := r.showCreate(name, charset, collation); err != nil {
			return err
		}
	}
	r.unordered = true
	return nil
}

// parentsFirst puts tables behind those that they reference, and keeps the
// order otherwise.
func (s *Schema) parentsFirst() {
	var ordered []*Table
	seen := map[*Table]bool{}
	var visit func(*Table)
	visit = func(t *Table) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		for _, key := range t.ForeignKeys {
			visit(s.Table(key.To))
		}
		ordered = append(ordered, t)
	}
	for _, t := range s.tables {
		visit(t)
	}
	s.tables = ordered
}

func (r *reader) showCreate(name, charset, collation string) error {
	object := "`" + strings.ReplaceAll(name, "`", "``") + "`"
	prefix := ""
	if p := r.options.Prefix; p != "" && p != r.schema.home {
		prefix = "`" + strings.ReplaceAll(p, "`", "``") + "`."
	}
	rows, err := r.query("SHOW CREATE TABLE " + prefix + object)
	if err != nil {
		return err
	}
	sql := rows[0][1]
	if prefix != "" {
		sql = strings.Replace(sql, object, prefix+object, 1)
	}
	r.define(sql)
	i := len(r.schema.tables) - 1
	if i < 0 || r.schema.tables[i].Name != name {
		return nil
	}
	t := r.schema.edit(i)
	if strings.EqualFold(t.Engine, "InnoDB") {
		t.Engine = ""
	}
	t.Options = usualOptions(t.Options, charset, collation)
	return nil
}

// usualOptions leaves out what a table has anyway.
func usualOptions(options, charset, collation string) string {
	set := " " + options + " "
	hasCollation := strings.Contains(set, " COLLATE=")
	if hasCollation && !strings.Contains(set, " COLLATE="+collation+" ") || !strings.Contains(set, " CHARSET="+charset+" ") {
		return options
	}
	set = strings.Replace(set, " COLLATE="+collation+" ", " ", 1)
	return strings.TrimSpace(strings.Replace(set, " DEFAULT CHARSET="+charset+" ", " ", 1))
}
