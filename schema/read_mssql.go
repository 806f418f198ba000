package schema

import (
	"strconv"
	"strings"
)

// These queries are written from the manual of SQL Server (sys.tables,
// sys.columns, sys.indexes, sys.foreign_keys, sys.check_constraints). They have
// never run on a server: the project has none to test with.
const (
	mssqlHome = `SELECT SCHEMA_NAME()`

	mssqlTables = `SELECT t.object_id, t.name, COALESCE((SELECT SUM(p.rows) FROM sys.partitions p
		WHERE p.object_id = t.object_id AND p.index_id IN (0, 1)), -1)
	FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id WHERE s.name = @p1 ORDER BY t.object_id`

	mssqlColumns = `SELECT c.object_id, QUOTENAME(c.name) + CASE WHEN g.definition IS NOT NULL THEN ' AS ' + g.definition +
			CASE WHEN g.is_persisted = 1 THEN ' PERSISTED' ELSE '' END
		ELSE ' ' + y.name + CASE
			WHEN y.name IN ('nvarchar', 'nchar') THEN '(' + CASE c.max_length WHEN -1 THEN 'max' ELSE CAST(c.max_length / 2 AS varchar(9)) END + ')'
			WHEN y.name IN ('varchar', 'char', 'varbinary', 'binary') THEN '(' + CASE c.max_length WHEN -1 THEN 'max' ELSE CAST(c.max_length AS varchar(9)) END + ')'
			WHEN y.name IN ('decimal', 'numeric') THEN '(' + CAST(c.precision AS varchar(9)) + ',' + CAST(c.scale AS varchar(9)) + ')'
			WHEN y.name IN ('datetime2', 'time', 'datetimeoffset') THEN '(' + CAST(c.scale AS varchar(9)) + ')'
			ELSE '' END +
			CASE WHEN c.is_identity = 1 THEN ' IDENTITY(1,1)' WHEN c.is_nullable = 0 AND NOT EXISTS (SELECT 1 FROM sys.index_columns ic
				JOIN sys.indexes i ON i.object_id = ic.object_id AND i.index_id = ic.index_id
				WHERE i.is_primary_key = 1 AND ic.object_id = c.object_id AND ic.column_id = c.column_id) THEN ' NOT NULL' ELSE '' END +
			COALESCE(' DEFAULT ' + d.definition, '') END
	FROM sys.columns c JOIN sys.tables t ON t.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = t.schema_id
	JOIN sys.types y ON y.user_type_id = c.user_type_id
	LEFT JOIN sys.computed_columns g ON g.object_id = c.object_id AND g.column_id = c.column_id
	LEFT JOIN sys.default_constraints d ON d.object_id = c.default_object_id
	WHERE s.name = @p1 ORDER BY c.object_id, c.column_id`

	// One row a column of an index; those of INCLUDE come last.
	mssqlIndexes = `SELECT i.object_id, i.name, CAST(i.is_primary_key AS int), CAST(i.is_unique AS int), CAST(i.is_unique_constraint AS int),
		COALESCE(i.filter_definition, ''), CAST(ic.is_included_column AS int), QUOTENAME(c.name) + CASE WHEN ic.is_descending_key = 1 THEN ' DESC' ELSE '' END
	FROM sys.indexes i JOIN sys.tables t ON t.object_id = i.object_id JOIN sys.schemas s ON s.schema_id = t.schema_id
	JOIN sys.index_columns ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id
	JOIN sys.columns c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
	WHERE s.name = @p1 AND i.name IS NOT NULL ORDER BY i.object_id, i.index_id, ic.is_included_column, ic.key_ordinal`

	mssqlForeignKeys = `SELECT f.parent_object_id, f.name, QUOTENAME(rs.name) + '.' + QUOTENAME(r.name), f.delete_referential_action_desc,
		f.update_referential_action_desc, QUOTENAME(pc.name), QUOTENAME(rc.name)
	FROM sys.foreign_keys f JOIN sys.tables t ON t.object_id = f.parent_object_id JOIN sys.schemas s ON s.schema_id = t.schema_id
	JOIN sys.tables r ON r.object_id = f.referenced_object_id JOIN sys.schemas rs ON rs.schema_id = r.schema_id
	JOIN sys.foreign_key_columns k ON k.constraint_object_id = f.object_id
	JOIN sys.columns pc ON pc.object_id = k.parent_object_id AND pc.column_id = k.parent_column_id
	JOIN sys.columns rc ON rc.object_id = k.referenced_object_id AND rc.column_id = k.referenced_column_id
	WHERE s.name = @p1 ORDER BY f.object_id, k.constraint_column_id`

	mssqlChecks = `SELECT k.parent_object_id, 'CONSTRAINT ' + QUOTENAME(k.name) + ' CHECK (' + k.definition + ')'
	FROM sys.check_constraints k JOIN sys.tables t ON t.object_id = k.parent_object_id JOIN sys.schemas s ON s.schema_id = t.schema_id
	WHERE s.name = @p1 ORDER BY k.object_id`
)

func (r *reader) mssql() error {
	rows, err := r.query(mssqlHome)
	if err != nil {
		return err
	}
	r.schema.home = rows[0][0]
	m := &mssqlCatalog{reader: r, schema: r.schema.home, tables: map[string]string{}, parts: map[string][]string{}}
	if p := r.options.Prefix; p != "" && p != m.schema {
		m.schema, m.prefix = p, bracketed(p)+"."
	}
	for _, step := range []func() error{m.readTables, m.columns, m.indexes, m.foreignKeys, m.create} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// mssqlCatalog is one reading of SQL Server.
type mssqlCatalog struct {
	*reader
	schema, prefix string
	tables         map[string]string
	order          []string
	parts          map[string][]string
	after          []string
}

func bracketed(name string) string { return "[" + strings.ReplaceAll(name, "]", "]]") + "]" }

func (m *mssqlCatalog) readTables() error {
	rows, err := m.query(mssqlTables, m.schema)
	for _, row := range rows {
		if m.leftOut(row[1]) {
			continue
		}
		m.tables[row[0]] = m.prefix + bracketed(row[1])
		m.order = append(m.order, row[0])
		if n, err := strconv.ParseInt(row[2], 10, 64); err == nil {
			m.rows[row[1]] = n
		}
	}
	return err
}

func (m *mssqlCatalog) columns() error {
	for _, query := range []string{mssqlColumns, mssqlChecks} {
		rows, err := m.query(query, m.schema)
		if err != nil {
			return err
		}
		for _, row := range rows {
			m.parts[row[0]] = append(m.parts[row[0]], row[1])
		}
	}
	return nil
}

// indexes puts primary keys and unique constraints into the table.
func (m *mssqlCatalog) indexes() error {
	rows, err := m.query(mssqlIndexes, m.schema)
	for _, group := range grouped(rows) {
		first := group[0]
		var keys, included []string
		for _, row := range group {
			if row[6] == "1" {
				included = append(included, row[7])
			} else {
				keys = append(keys, row[7])
			}
		}
		columns := " (" + strings.Join(keys, ", ") + ")"
		switch {
		case first[2] == "1":
			m.parts[first[0]] = append(m.parts[first[0]], "CONSTRAINT "+bracketed(first[1])+" PRIMARY KEY"+columns)
		case first[4] == "1":
			m.parts[first[0]] = append(m.parts[first[0]], "CONSTRAINT "+bracketed(first[1])+" UNIQUE"+columns)
		case m.tables[first[0]] != "":
			sql := "INDEX " + bracketed(first[1]) + " ON " + m.tables[first[0]] + columns
			if first[3] == "1" {
				sql = "UNIQUE " + sql
			}
			if included != nil {
				sql += " INCLUDE (" + strings.Join(included, ", ") + ")"
			}
			if first[5] != "" {
				sql += " WHERE " + first[5]
			}
			m.after = append(m.after, "CREATE "+sql)
		}
	}
	return err
}

func (m *mssqlCatalog) foreignKeys() error {
	rows, err := m.query(mssqlForeignKeys, m.schema)
	for _, group := range grouped(rows) {
		first := group[0]
		var own, other []string
		for _, row := range group {
			own, other = append(own, row[5]), append(other, row[6])
		}
		if m.tables[first[0]] != "" {
			m.after = append(m.after, "ALTER TABLE "+m.tables[first[0]]+" ADD CONSTRAINT "+bracketed(first[1])+
				" FOREIGN KEY ("+strings.Join(own, ", ")+") REFERENCES "+first[2]+" ("+strings.Join(other, ", ")+")"+
				" ON DELETE "+strings.ReplaceAll(first[3], "_", " ")+" ON UPDATE "+strings.ReplaceAll(first[4], "_", " "))
		}
	}
	return err
}

func (m *mssqlCatalog) create() error {
	for _, id := range m.order {
		m.define("CREATE TABLE " + m.tables[id] + " (" + strings.Join(m.parts[id], ", ") + ")")
	}
	for _, sql := range m.after {
		m.define(sql)
	}
	return nil
}

// grouped puts the rows together that belong to the same object of the same
// table: their first two values are the same.
func grouped(rows [][]string) [][][]string {
	var groups [][][]string
	for i, row := range rows {
		if i > 0 && row[0] == rows[i-1][0] && row[1] == rows[i-1][1] {
			last := len(groups) - 1
			groups[last] = append(groups[last], row)
			continue
		}
		groups = append(groups, [][]string{row})
	}
	return groups
}
