package schema

import (
	"strconv"
	"strings"
)

// What the catalog says is written as the SQL that would create it, table by
// table.
const (
	postgresExtensions = `SELECT quote_ident(extname) FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY oid`

	postgresEnums = `SELECT quote_ident(t.typname), string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
	FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid JOIN pg_namespace n ON n.oid = t.typnamespace
	WHERE n.nspname = $1 AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
	GROUP BY t.oid, t.typname ORDER BY t.oid`

	// A table that was never analyzed has no estimate: -1, or 0 pages before
	// PostgreSQL 14.
	postgresTables = `SELECT c.oid::bigint, c.relname::text, CASE WHEN c.relpages = 0 THEN -1 ELSE c.reltuples::bigint END,
		COALESCE('PARTITION BY ' || CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END, ''),
		COALESCE(quote_literal(obj_description(c.oid, 'pg_class')), '')
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
		AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
	ORDER BY c.oid`

	postgresColumns = `SELECT c.oid::bigint, quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) ||
		CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || quote_ident(l.collname) ELSE '' END ||
		CASE a.attidentity WHEN '' THEN '' ELSE ' GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END ||
			' AS IDENTITY (START WITH ' || q.seqstart || ' INCREMENT BY ' || q.seqincrement || ')' END ||
		CASE WHEN b.adbin IS NULL THEN '' WHEN a.attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(b.adbin, b.adrelid) || ') STORED'
			ELSE ' DEFAULT ' || pg_get_expr(b.adbin, b.adrelid) END ||
		CASE WHEN a.attnotnull AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey))
			THEN ' NOT NULL' ELSE '' END,
		quote_ident(a.attname), COALESCE(quote_literal(col_description(c.oid, a.attnum)), '')
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
	JOIN pg_type t ON t.oid = a.atttypid
	LEFT JOIN pg_attrdef b ON b.adrelid = c.oid AND b.adnum = a.attnum
	LEFT JOIN pg_collation l ON l.oid = a.attcollation
	LEFT JOIN pg_depend e ON e.refobjid = c.oid AND e.refobjsubid = a.attnum AND e.deptype = 'i' AND a.attidentity <> ''
	LEFT JOIN pg_sequence q ON q.seqrelid = e.objid
	WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
	ORDER BY c.oid, a.attnum`

	// Not-null constraints are constraints of their own from PostgreSQL 18 on.
	postgresConstraints = `SELECT c.oid::bigint, k.contype::text, 'CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid),
		quote_ident(k.conname), COALESCE(quote_literal(obj_description(k.oid, 'pg_constraint')), '')
	FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = $1 AND k.contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY k.oid`

	postgresIndexes = `SELECT i.indrelid::bigint, pg_get_indexdef(i.indexrelid), quote_ident(c.relname),
		COALESCE(quote_literal(obj_description(c.oid, 'pg_class')), '')
	FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = $1 AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))
	ORDER BY c.oid`
)

// catalog is one reading of PostgreSQL.
type catalog struct {
	*reader
	schema string
	// prefix is "" or the schema, quoted, with a point.
	prefix string
	// tables are the names by identifier, quoted and with the prefix.
	tables map[string]string
	order  []string
	parts  map[string][]string
	// options and after are what stands behind a table, by identifier.
	options map[string]string
	after   []string
}

func (r *reader) postgres() error {
	rows, err := r.query("SELECT current_schema()")
	if err != nil {
		return err
	}
	c := &catalog{reader: r, schema: rows[0][0], tables: map[string]string{}, parts: map[string][]string{}, options: map[string]string{}}
	r.schema.home = c.schema
	if p := r.options.Prefix; p != "" && p != c.schema {
		c.schema, c.prefix = p, quoted(p)+"."
	}
	for _, step := range []func() error{c.types, c.readTables, c.columns, c.constraints, c.create, c.indexes} {
		if err := step(); err != nil {
			return err
		}
	}
	for _, sql := range c.after {
		c.define(sql)
	}
	return nil
}

func (c *catalog) types() error {
	rows, err := c.query(postgresExtensions)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c.define("CREATE EXTENSION " + row[0])
	}
	rows, err = c.query(postgresEnums, c.schema)
	for _, row := range rows {
		c.define("CREATE TYPE " + c.prefix + row[0] + " AS ENUM (" + row[1] + ")")
	}
	return err
}

func (c *catalog) readTables() error {
	rows, err := c.query(postgresTables, c.schema)
	for _, row := range rows {
		id, name := row[0], row[1]
		if c.leftOut(name) {
			continue
		}
		c.tables[id], c.options[id] = c.prefix+quoted(name), row[3]
		c.order = append(c.order, id)
		if estimate, err := strconv.ParseInt(row[2], 10, 64); err == nil {
			c.rows[name] = estimate
		}
		c.comment("TABLE "+c.tables[id], row[4])
	}
	return err
}

// comment writes COMMENT ON, if there is one.
func (c *catalog) comment(what, text string) {
	if text != "" {
		c.after = append(c.after, "COMMENT ON "+what+" IS "+text)
	}
}

func (c *catalog) columns() error {
	rows, err := c.query(postgresColumns, c.schema)
	for _, row := range rows {
		if table, ok := c.tables[row[0]]; ok {
			c.parts[row[0]] = append(c.parts[row[0]], row[1])
			c.comment("COLUMN "+table+"."+row[2], row[3])
		}
	}
	return err
}

func (c *catalog) constraints() error {
	rows, err := c.query(postgresConstraints, c.schema)
	for _, row := range rows {
		table, ok := c.tables[row[0]]
		switch {
		case !ok:
			continue
		case row[1] == "p":
			c.parts[row[0]] = append(c.parts[row[0]], row[2])
		default:
			c.after = append(c.after, "ALTER TABLE "+table+" ADD "+row[2])
		}
		c.comment("CONSTRAINT "+row[3]+" ON "+table, row[4])
	}
	return err
}

func (c *catalog) create() error {
	for _, id := range c.order {
		c.define("CREATE TABLE " + c.tables[id] + " (" + strings.Join(c.parts[id], ", ") + ") " + c.options[id])
	}
	return nil
}

func (c *catalog) indexes() error {
	rows, err := c.query(postgresIndexes, c.schema)
	for _, row := range rows {
		if _, ok := c.tables[row[0]]; ok {
			c.define(row[1])
			c.comment("INDEX "+c.prefix+row[2], row[3])
		}
	}
	return err
}
