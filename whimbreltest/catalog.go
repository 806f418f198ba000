package whimbreltest

// What belongs to an extension of PostgreSQL comes and goes with it.
const (
	notSystem   = `n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%' AND n.nspname NOT LIKE 'pg_toast%'`
	notExtended = ` AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = o.oid AND e.deptype = 'e')`
)

var postgresQueries = []string{
	`SELECT 'schema', nspname::text, COALESCE(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace n WHERE ` + notSystem,
	`SELECT 'extension', extname::text, '' FROM pg_extension`,
	// Tables, views and sequences.
	`SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END,
		o.oid::regclass::text,
		concat_ws(' ', CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(o.oid) END,
			CASE WHEN relkind = 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(o.oid) END,
			CASE WHEN relpersistence = 'u' THEN 'unlogged' END,
			array_to_string(reloptions, ','), 'comment ' || quote_literal(obj_description(o.oid, 'pg_class')))
	FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
	WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND ` + notSystem + notExtended,
	`SELECT 'column', o.oid::regclass::text,
		concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NOT NULL' END,
			CASE WHEN attgenerated <> '' THEN 'GENERATED' ELSE CASE WHEN adbin IS NOT NULL THEN 'DEFAULT' END END,
			pg_get_expr(adbin, adrelid), CASE WHEN attidentity <> '' THEN 'IDENTITY ' || attidentity::text END,
			CASE WHEN attcollation NOT IN (0, 100) THEN 'COLLATE ' || attcollation::regcollation::text END,
			'comment ' || quote_literal(col_description(o.oid, attnum)))
	FROM pg_attribute JOIN pg_class o ON o.oid = attrelid JOIN pg_namespace n ON n.oid = o.relnamespace
	LEFT JOIN pg_attrdef ON adrelid = o.oid AND adnum = attnum
	WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'f') AND ` + notSystem + notExtended,
	`SELECT 'index', indrelid::regclass::text, concat_ws(' ', pg_get_indexdef(indexrelid), CASE WHEN NOT indisvalid THEN 'INVALID' END,
		'comment ' || quote_literal(obj_description(indexrelid, 'pg_class')))
	FROM pg_index JOIN pg_class o ON o.oid = indrelid JOIN pg_namespace n ON n.oid = o.relnamespace WHERE ` + notSystem + notExtended,
	`SELECT 'constraint', CASE WHEN conrelid = 0 THEN contypid::regtype::text ELSE conrelid::regclass::text END,
		concat_ws(' ', quote_ident(conname), pg_get_constraintdef(o.oid), 'comment ' || quote_literal(obj_description(o.oid, 'pg_constraint')))
	FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace WHERE ` + notSystem + notExtended,
	`SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(o.oid) FROM pg_trigger o WHERE NOT tgisinternal`,
	`SELECT 'function', o.oid::regprocedure::text, CASE WHEN prokind IN ('f', 'p') THEN pg_get_functiondef(o.oid) ELSE prokind::text END
	FROM pg_proc o JOIN pg_namespace n ON n.oid = pronamespace WHERE ` + notSystem + notExtended,
	`SELECT 'type', o.oid::regtype::text, CASE typtype
		WHEN 'e' THEN (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = o.oid)
		ELSE typtype::text || ' ' || COALESCE(format_type(typbasetype, typtypmod), '') END
	FROM pg_type o JOIN pg_namespace n ON n.oid = typnamespace WHERE typtype IN ('e', 'd', 'r') AND ` + notSystem + notExtended,
	`SELECT 'policy', polrelid::regclass::text, concat_ws(' ', polname, polcmd::text, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
	FROM pg_policy`,
}

// What these ask for is in MySQL as well as in MariaDB.
var mysqlQueries = []string{
	`SELECT 'table', table_name, CONCAT_WS(' ', table_type, engine, table_collation, create_options, table_comment)
	FROM information_schema.tables WHERE table_schema = $SCHEMA`,
	`SELECT 'column', table_name, CONCAT_WS(' ', column_name, column_type, IF(is_nullable = 'NO', 'NOT NULL', 'NULL'),
		CONCAT('DEFAULT ', column_default), extra, generation_expression, collation_name, column_comment)
	FROM information_schema.columns WHERE table_schema = $SCHEMA`,
	`SELECT 'index', table_name, CONCAT_WS(' ', index_name, IF(non_unique, '', 'UNIQUE'), index_type,
		GROUP_CONCAT(CONCAT_WS(' ', column_name, sub_part, collation) ORDER BY seq_in_index), index_comment)
	FROM information_schema.statistics WHERE table_schema = $SCHEMA
	GROUP BY table_name, index_name, non_unique, index_type, index_comment`,
	`SELECT 'constraint', k.table_name, CONCAT_WS(' ', k.constraint_name, GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position),
		'REFERENCES', r.referenced_table_name, GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position),
		'ON UPDATE', r.update_rule, 'ON DELETE', r.delete_rule)
	FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
		ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
	WHERE k.table_schema = $SCHEMA
	GROUP BY k.table_name, k.constraint_name, r.referenced_table_name, r.update_rule, r.delete_rule`,
	`SELECT 'check', constraint_name, check_clause FROM information_schema.check_constraints WHERE constraint_schema = $SCHEMA`,
	`SELECT 'view', table_name, view_definition FROM information_schema.views WHERE table_schema = $SCHEMA`,
	`SELECT 'trigger', event_object_table, CONCAT_WS(' ', trigger_name, action_timing, event_manipulation, action_statement)
	FROM information_schema.triggers WHERE trigger_schema = $SCHEMA`,
	`SELECT routine_type, routine_name, CONCAT_WS(' ', dtd_identifier, routine_definition)
	FROM information_schema.routines WHERE routine_schema = $SCHEMA`,
}

const sqliteTables = ` FROM sqlite_schema m`

// notInternal leaves out sqlite_sequence and its like.
const notInternal = ` m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\'`

var sqliteQueries = []string{
	`SELECT 'table', m.name, CASE WHEN m.sql LIKE '%AUTOINCREMENT%' THEN 'AUTOINCREMENT ' ELSE '' END ||
		CASE WHEN l.wr THEN 'WITHOUT ROWID ' ELSE '' END || CASE WHEN l.strict THEN 'STRICT' ELSE '' END` +
		sqliteTables + ` JOIN pragma_table_list(m.name) l WHERE` + notInternal,
	`SELECT 'column', m.name, c.name || ' ' || c.type || CASE WHEN c."notnull" THEN ' NOT NULL' ELSE '' END ||
		COALESCE(' DEFAULT ' || c.dflt_value, '') || CASE WHEN c.pk THEN ' PRIMARY KEY ' || c.pk ELSE '' END ||
		CASE c.hidden WHEN 2 THEN ' VIRTUAL' WHEN 3 THEN ' STORED' ELSE '' END` +
		sqliteTables + ` JOIN pragma_table_xinfo(m.name) c WHERE` + notInternal,
	`SELECT 'index', m.name, COALESCE(s.sql, CASE i.origin WHEN 'pk' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END || ' (' ||
		(SELECT group_concat(COALESCE(name, 'expression'), ', ') FROM pragma_index_info(i.name)) || ')')` +
		sqliteTables + ` JOIN pragma_index_list(m.name) i LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = i.name WHERE` + notInternal,
	`SELECT 'constraint', m.name, group_concat(f."from", ', ') || ' REFERENCES ' || f."table" || '(' ||
		group_concat(COALESCE(f."to", ''), ', ') || ') ON UPDATE ' || f.on_update || ' ON DELETE ' || f.on_delete` +
		sqliteTables + ` JOIN pragma_foreign_key_list(m.name) f WHERE` + notInternal +
		` GROUP BY m.name, f.id, f."table", f.on_update, f.on_delete`,
	`SELECT 'checks', m.name, m.sql` + sqliteTables + ` WHERE` + notInternal,
	`SELECT m.type, m.tbl_name, m.sql` + sqliteTables + ` WHERE m.type IN ('view', 'trigger')`,
}
