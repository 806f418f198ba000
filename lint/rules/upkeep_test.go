package rules_test

import "testing"

func TestUpkeepInContext(t *testing.T) {
	before := []string{accounts}
	const outside = "-- whimbrel: no transaction\n"
	review(t, []situation{
		{name: "full", before: before, migration: outside + "VACUUM (FULL, ANALYZE) accounts;", want: []string{"vacuum-full error"}},
		{name: "full, few rows", before: before, rows: "accounts 10", migration: outside + "VACUUM FULL accounts;", want: []string{"vacuum-full note"}},
		{name: "full, all tables", migration: outside + "VACUUM FULL;", want: []string{"vacuum-full error"}},
		{name: "plain", before: before, migration: outside + "VACUUM ANALYZE accounts;"},
		{name: "plain within", before: before, migration: "VACUUM ANALYZE accounts;", want: []string{"refused-in-transaction error"}},
		{name: "full within", before: before, migration: "VACUUM FULL accounts;", want: []string{"refused-in-transaction error", "vacuum-full error"}},
		{name: "cluster", before: before, migration: "CLUSTER accounts;", want: []string{"cluster error"}},
		{name: "cluster, few rows", before: before, rows: "accounts 10", migration: "CLUSTER accounts;", want: []string{"cluster note"}},
		{name: "cluster all", migration: outside + "CLUSTER;", want: []string{"cluster error"}},
		{name: "cluster a new table", migration: "CREATE TABLE a (id int PRIMARY KEY);\nCLUSTER a USING a_pkey;"},
		{name: "reindex a schema", migration: "REINDEX SCHEMA public;", want: []string{"refused-in-transaction error"}},
		{name: "reindex a table", before: before, migration: "REINDEX TABLE accounts;"},
		{name: "a database", migration: "CREATE DATABASE a;", want: []string{"refused-in-transaction error"}},
		{name: "a setting of the server", migration: "ALTER SYSTEM SET work_mem = '1GB';", want: []string{"refused-in-transaction error"}},
		{name: "SQLite", server: server("sqlite"), migration: "VACUUM;", want: []string{"refused-in-transaction error"}},
		{name: "SQLite outside", server: server("sqlite"), migration: outside + "VACUUM;"},
	}, "refused-in-transaction", "vacuum-full", "cluster")
}

func TestLocksByHandInContext(t *testing.T) {
	before := []string{accounts, "CREATE MATERIALIZED VIEW totals AS SELECT 1 AS n;"}
	review(t, []situation{
		{name: "all", before: before, migration: "LOCK TABLE accounts;", want: []string{"lock-table warning"}},
		{name: "few rows", before: before, rows: "accounts 10", migration: "LOCK accounts IN EXCLUSIVE MODE;", want: []string{"lock-table note"}},
		{name: "two", before: before, migration: "LOCK TABLE accounts, people IN SHARE ROW EXCLUSIVE MODE;", want: []string{"lock-table warning", "lock-table warning"}},
		{name: "weak", before: before, migration: "LOCK TABLE accounts IN ROW SHARE MODE;"},
		{name: "a new table", migration: "CREATE TABLE a (id int);\nLOCK TABLE a;"},
		{name: "refresh", before: before, migration: "REFRESH MATERIALIZED VIEW totals;", want: []string{"refresh-not-concurrent warning"}},
		{name: "concurrently", before: before, migration: "REFRESH MATERIALIZED VIEW CONCURRENTLY totals;"},
		{name: "emptied", before: before, migration: "REFRESH MATERIALIZED VIEW totals WITH NO DATA;"},
		{name: "a new view", migration: "CREATE MATERIALIZED VIEW b AS SELECT 1 WITH NO DATA;\nREFRESH MATERIALIZED VIEW b;"},
	}, "lock-table", "refresh-not-concurrent")
}

func TestTriggersInContext(t *testing.T) {
	const off, on = "ALTER TABLE accounts DISABLE TRIGGER ALL;\n", "ALTER TABLE accounts ENABLE TRIGGER ALL;"
	review(t, []situation{
		{name: "left off", migration: off, want: []string{"disable-trigger error"}},
		{name: "on again", migration: off + on, want: []string{"disable-trigger warning"}},
		{name: "of another table", migration: off + "ALTER TABLE people ENABLE TRIGGER ALL;", want: []string{"disable-trigger error"}},
		{name: "on", migration: on},
		{name: "a new table", migration: "CREATE TABLE accounts (id int);\n" + off},
		{name: "one", migration: "ALTER TABLE accounts DISABLE TRIGGER audit;\nALTER TABLE accounts ENABLE TRIGGER audit;", want: []string{"disable-trigger warning"}},
		{name: "of the session", migration: "SET session_replication_role = 'replica';", want: []string{"disable-trigger error"}},
		{name: "of the transaction", migration: "SET LOCAL session_replication_role = replica;", want: []string{"disable-trigger warning"}},
		{name: "of the session, and back", migration: "SET session_replication_role = replica;\nSET session_replication_role = DEFAULT;", want: []string{"disable-trigger warning"}},
		{name: "created", migration: "CREATE TRIGGER a BEFORE INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION f();"},
		{name: "SQL Server", server: server("mssql"), migration: "DISABLE TRIGGER audit ON accounts;", want: []string{"disable-trigger error"}},
	}, "disable-trigger")
}
