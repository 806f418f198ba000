package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

// FuzzRules asks all rules about any text of SQL: none of them may fail, and no
// finding may stand outside of the text.
func FuzzRules(f *testing.F) {
	for id, page := range linttest.Pages(f, "../..") {
		for _, section := range []string{"Fails", "Passes"} {
			for _, s := range page.In(section, "sql") {
				f.Add(s.Text, uint8(len(id)))
			}
		}
	}
	for i, text := range nasty() {
		if len(text) < 4096 {
			f.Add(text, uint8(i))
		}
	}
	f.Fuzz(func(t *testing.T, text string, n uint8) { holds(t, fourDatabases()[int(n)%4], text) })
}

// TestNasty asks them about texts that nobody writes, and that somebody has.
func TestNasty(t *testing.T) {
	for _, database := range fourDatabases() {
		for _, text := range nasty() {
			holds(t, database, text)
		}
	}
}

func fourDatabases() []string { return []string{"postgres", "mysql", "sqlite", "mssql"} }

// holds reviews a text on a database that has some tables, and looks at the
// places of the findings.
func holds(t *testing.T, database, text string) {
	t.Helper()
	folder := fstest.MapFS{
		"1_before.sql": {Data: []byte("CREATE TABLE users (id int PRIMARY KEY, name text, email varchar(40) UNIQUE);\n" +
			"CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users (id), total int);\nCREATE INDEX orders_total ON orders (total);\n")},
		"2_sample.sql": {Data: []byte(text)},
	}
	var entries []lint.Entry
	for i, file := range linttest.Find(t, folder, database) {
		entries = append(entries, lint.Entry{File: file, Review: i > 0})
	}
	report, err := lint.Run(t.Context(), entries, lint.Config{
		Rules: rules.All(), Dialect: linttest.Dialect(database), Server: lint.Server{Database: database},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range report.Problems {
		if d.Kind == diag.Internal {
			t.Errorf("%s: %v\n%s\n%.300q", database, d, d.Detail, text)
		}
	}
	lines := strings.Split(text, "\n")
	for _, found := range report.Findings {
		if found.Message == "" || strings.Contains(found.Message, "\n") || !inside(lines, found.Pos) || !inside(lines, found.End) || before(found.End, found.Pos) {
			t.Errorf("%s: %s: %q at %v to %v of %.300q", database, found.Rule.ID, found.Message, found.Pos, found.End, text)
		}
	}
}

// inside reports whether a place is one of a text, or not known.
func inside(lines []string, p diag.Pos) bool {
	return !p.IsValid() || p.Line <= len(lines) && p.Column <= utf8.RuneCountInString(lines[p.Line-1])+1
}

func before(end, start diag.Pos) bool {
	return end.IsValid() && (end.Line < start.Line || end.Line == start.Line && end.Column < start.Column)
}

// nasty are texts of SQL with something unusual.
func nasty() []string {
	drop := "ALTER TABLE users DROP COLUMN name;"
	index := "CREATE INDEX users_name ON users (name);"
	long := strings.Repeat("x", 300)
	return []string{
		"", "\n", ";", ";;;;", "\xef\xbb\xbf", "\xef\xbb\xbf" + drop, "\x00", "\xff\xfe" + drop, "--", "-- whimbrel:", "/*", "'", "\"", "`", "[", "$", "$$", "$a$",
		strings.ReplaceAll(drop+"\n"+index+"\n", "\n", "\r\n"), strings.ReplaceAll(drop+"\n"+index+"\n", "\n", "\r"),
		"\t" + drop + "\t\n\t\t" + index, "\u00a0" + drop + "\u2028" + index, "ALTER\tTABLE\r\n\tusers\v\fDROP COLUMN name",
		"CREATE TABLE \"Übung 日本\" (\"größe\" json, \"🦜\" char(3), ключ int REFERENCES users (id));\nALTER TABLE \"Übung 日本\" DROP COLUMN \"🦜\";",
		"CREATE TABLE \"a\"\"b\" (\"c\"\"d\" json); CREATE TABLE `a``b` (`c` json); CREATE TABLE [a]]b] ([c] json);",
		"DO $a$ BEGIN EXECUTE $b$ " + drop + " $b$; PERFORM $$ $c$ $$; END $a$;", "CREATE FUNCTION f() RETURNS void AS $$ " + drop + " $$ LANGUAGE sql;" + index,
		"/* /* " + drop + " */ */ " + index, "/* " + drop + " */" + index, "-- " + drop + "\n" + index, "# " + drop + "\n" + index, "/*! " + drop + " */;", "/*M!100100 " + drop + " */;",
		"SELECT 'a''b\\'; " + drop + " -- '", "SELECT E'\\'; " + drop + "', U&'\\0061', N'a', x'ff'", "DELIMITER //\n" + drop + "//\nDELIMITER ;\n" + index,
		drop + "\nGO\n" + index + "\nGO 5\n", "BEGIN;" + drop + "COMMIT;", "IF 1 = 1 BEGIN " + drop + " END", "EXEC sp_rename 'users.name', 'nick', 'COLUMN'", "EXEC('" + drop + "')",
		"CREATE TABLE t (", "CREATE TABLE t ()", "CREATE TABLE t (,)", "CREATE TABLE (a int)", "CREATE TABLE t (a", "CREATE TABLE t (a int,", "CREATE TABLE t (a int, a int, PRIMARY KEY ())",
		"ALTER TABLE", "ALTER TABLE users", "ALTER TABLE users ADD", "ALTER TABLE users ADD COLUMN", "ALTER TABLE users DROP", "ALTER TABLE users ALTER COLUMN name TYPE", "ALTER TABLE users RENAME TO",
		"CREATE INDEX ON", "CREATE UNIQUE INDEX ON users ()", "CREATE INDEX ON users ((((name))))", "DROP INDEX", "DROP TABLE", "DROP TABLE users, , orders", "UPDATE", "UPDATE users SET", "DELETE FROM", "INSERT INTO",
		"INSERT INTO users SELECT * FROM (SELECT 1) x", "TRUNCATE users, orders CASCADE", "WITH a AS (DELETE FROM users RETURNING *) INSERT INTO orders SELECT * FROM a", "GRANT", "SET", "COPY users FROM STDIN;\n1\ta\n\\.\n" + drop,
		"CREATE TABLE " + long + " (" + long + " json, CONSTRAINT " + long + " UNIQUE (" + long + "));", "ALTER TABLE users RENAME COLUMN name TO " + long,
		"-- whimbrel: allow drop-column because\n" + drop, drop + " -- squawk-ignore ban-drop-column", "-- atlas:nolint\n\n" + drop, "-- whimbrel: allow\n" + drop, "-- whimbrel: up\n-- whimbrel: down\n-- whimbrel: up\n" + drop,
		"UPDATE users SET name = 'a' WHERE id IN (" + strings.Repeat("1, ", 1<<18) + "1);", "SELECT '" + strings.Repeat("a", 1<<20) + "';" + drop, "/*" + strings.Repeat("*", 1<<20) + "*/" + drop,
		strings.Repeat("(", 1<<16), strings.Repeat("/*", 1<<16), strings.Repeat("$$", 1<<16), strings.Repeat("CASE ", 1<<14), strings.Repeat("BEGIN ", 1<<14), strings.Repeat(";", 1<<16), strings.Repeat("\n", 1<<18) + drop,
		strings.Repeat("UPDATE users SET name = 'a' WHERE id = 1;\n", 1<<10), "CREATE TABLE wide (" + strings.Repeat("a json,\n", 1<<9) + "b int);",
		"ALTER TABLE users " + strings.Repeat("ADD COLUMN a int, ", 1<<8) + "ADD b int;",
	}
}
