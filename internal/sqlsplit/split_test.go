package sqlsplit

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/diag"
)

// statements returns the statements of a text, and checks that nothing is lost.
func statements(t *testing.T, d Dialect, text string) []string {
	t.Helper()
	pieces, err := Split(text, Options{Dialect: d, File: "f.sql"})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	whole(t, text, pieces)
	var list []string
	for _, p := range pieces {
		if p.Kind == Statement {
			list = append(list, p.Text)
		}
	}
	return list
}

// whole checks that the pieces are the text.
func whole(t *testing.T, text string, pieces []Piece) {
	t.Helper()
	end := 0
	for _, p := range pieces {
		if p.Start != end || p.End < p.Start || p.Text != text[p.Start:p.End] {
			t.Fatalf("piece %d to %d begins after %d: %q", p.Start, p.End, end, p.Text)
		}
		if p.Text == "" || p.Kind == Statement && strings.Trim(p.Text, " \t\r\n\f\v") == "" {
			t.Fatalf("an empty piece at %d", p.Start)
		}
		end = p.End
	}
	if end != len(text) {
		t.Fatalf("the pieces end at %d of %d", end, len(text))
	}
}

const every = "postgres mysql sqlite"

var splitting = []struct {
	dialects, text string
	want           []string
}{
	// Everywhere.
	{every, "", nil},
	{every, " \n\t;;\n ; ", nil},
	{every, "-- only a comment\n/* and another; */", nil},
	{every, "SELECT 1; SELECT 2", []string{"SELECT 1", "SELECT 2"}},
	{every, "SELECT 'a;b', 'it''s;';\nSELECT 2;", []string{"SELECT 'a;b', 'it''s;'", "SELECT 2"}},
	{every, "SELECT \"a;b\", \"a\"\";\"; SELECT 2;", []string{`SELECT "a;b", "a"";"`, "SELECT 2"}},
	{every, "SELECT 1 -- one; two\n + 2; -- three; four\nSELECT 3", []string{"SELECT 1 -- one; two\n + 2", "SELECT 3"}},
	{every, "SELECT /* ; */ 1 /* last; */; /* first; */ SELECT 2", []string{"SELECT /* ; */ 1", "SELECT 2"}},
	{every, "\uFEFFSELECT 1;", []string{"SELECT 1"}},
	{every, "SELECT 'ä;\uFFFD;\x00;\xff;' ; SELECT \xff\xfe;", []string{"SELECT 'ä;\uFFFD;\x00;\xff;'", "SELECT \xff\xfe"}},
	{every, "BEGIN; SELECT 1; COMMIT; END;", []string{"BEGIN", "SELECT 1", "COMMIT", "END"}},
	{every, "SELECT CASE WHEN 1 THEN 2 END; SELECT 3", []string{"SELECT CASE WHEN 1 THEN 2 END", "SELECT 3"}},
	{every, "SELECT (1; SELECT 2);", []string{"SELECT (1", "SELECT 2)"}},
	{every, "SELECT 1\r\n;\r\nSELECT 2\r\n", []string{"SELECT 1", "SELECT 2"}},

	// Comments.
	{"postgres mssql", "SELECT 1 /* a /* b */ ; */ + 1", []string{"SELECT 1 /* a /* b */ ; */ + 1"}},
	{"mysql sqlite", "SELECT 1 /* a /* b */ ; SELECT 2", []string{"SELECT 1", "SELECT 2"}},
	{"mysql", "SELECT 1 # a; b\n+ 1;", []string{"SELECT 1 # a; b\n+ 1"}},
	{"mysql", "SELECT 5--1; SELECT 2 --\n; SELECT 3 --\t;\n;", []string{"SELECT 5--1", "SELECT 2", "SELECT 3"}},
	{"postgres sqlite", "SELECT 5--1; SELECT 2\n;", []string{"SELECT 5"}},
	{"postgres", "SELECT 1 -- a\rSELECT 2;", []string{"SELECT 1 -- a\rSELECT 2"}},
	{"mysql", "/*!40101 SET NAMES utf8 */; /*M!100 SELECT 1; SELECT ';*/' */; /* no */;",
		[]string{"/*!40101 SET NAMES utf8 */", "/*M!100 SELECT 1; SELECT ';*/' */"}},
	{"mysql", "CREATE TABLE a (b int /*!80023 INVISIBLE */); SELECT 1", []string{"CREATE TABLE a (b int /*!80023 INVISIBLE */)", "SELECT 1"}},

	// Quotes.
	{"mysql", `SELECT 'a\';b', "c\";d"; SELECT 2`, []string{`SELECT 'a\';b', "c\";d"`, "SELECT 2"}},
	{"postgres sqlite", `SELECT 'a\'; SELECT 2`, []string{`SELECT 'a\'`, "SELECT 2"}},
	{"postgres", `SELECT E'a\';b', e'\\'; SELECT 2`, []string{`SELECT E'a\';b', e'\\'`, "SELECT 2"}},
	{"postgres", "SELECT E'a' -- x\n 'b\\';c'; SELECT 2", []string{"SELECT E'a' -- x\n 'b\\';c'", "SELECT 2"}},
	{"postgres", `SELECT E'a' 'b\'; SELECT 2`, []string{`SELECT E'a' 'b\'`, "SELECT 2"}},
	{"postgres", `SELECT name'a\'; SELECT U&'\0041'; SELECT 2`, []string{`SELECT name'a\'`, `SELECT U&'\0041'`, "SELECT 2"}},
	{"postgres", `SET standard_conforming_strings = off; SELECT 'a\';b'; SET standard_conforming_strings TO 'on'; SELECT 'a\'; SELECT 2`,
		[]string{"SET standard_conforming_strings = off", `SELECT 'a\';b'`, "SET standard_conforming_strings TO 'on'", `SELECT 'a\'`, "SELECT 2"}},
	{"mysql", `SET sql_mode='ANSI,NO_BACKSLASH_ESCAPES'; SELECT 'a\'; SET sql_mode=''; SELECT 'a\';'`,
		[]string{"SET sql_mode='ANSI,NO_BACKSLASH_ESCAPES'", `SELECT 'a\'`, "SET sql_mode=''", `SELECT 'a\';'`}},
	{"mysql sqlite", "SELECT `a;b`, `c``;`; SELECT 2", []string{"SELECT `a;b`, `c``;`", "SELECT 2"}},
	{"sqlite", "SELECT [a;b]; SELECT 2", []string{"SELECT [a;b]", "SELECT 2"}},
	{"postgres", "SELECT a[1]; SELECT 2", []string{"SELECT a[1]", "SELECT 2"}},
	{"postgres", "SELECT $$a;b$$, $x$ $$;$y$; $x$; SELECT 2", []string{"SELECT $$a;b$$, $x$ $$;$y$; $x$", "SELECT 2"}},
	{"postgres", "SELECT $1; SELECT a$b$; SELECT $ä1$;$ä1$; SELECT 1$$;$$", []string{"SELECT $1", "SELECT a$b$", "SELECT $ä1$;$ä1$", "SELECT 1$$;$$"}},
	{"mysql sqlite", "SELECT $$; SELECT 2", []string{"SELECT $$", "SELECT 2"}},

	// Bodies in PostgreSQL.
	{"postgres", "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END AS end; END; SELECT 2",
		[]string{"CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END AS end; END", "SELECT 2"}},
	{"postgres", "CREATE OR REPLACE PROCEDURE p(a int) BEGIN ATOMIC INSERT INTO t VALUES (CASE a WHEN 1 THEN 2 END); END; SELECT 2",
		[]string{"CREATE OR REPLACE PROCEDURE p(a int) BEGIN ATOMIC INSERT INTO t VALUES (CASE a WHEN 1 THEN 2 END); END", "SELECT 2"}},
	{"postgres", "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); SELECT 3",
		[]string{"CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)", "SELECT 3"}},
	{"postgres", "CREATE FUNCTION begin() RETURNS int AS 'SELECT 1;' LANGUAGE sql; SELECT 3",
		[]string{"CREATE FUNCTION begin() RETURNS int AS 'SELECT 1;' LANGUAGE sql", "SELECT 3"}},

	// Triggers in SQLite.
	{"sqlite", "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; SELECT 1; END; SELECT 2",
		[]string{"CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; SELECT 1; END", "SELECT 2"}},
	{"sqlite", "create trigger if not exists t after insert on a begin select 1; end", []string{"create trigger if not exists t after insert on a begin select 1; end"}},
	{"sqlite", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; /* x */ END /* y */ ; SELECT 2",
		[]string{"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; /* x */ END", "SELECT 2"}},
	{"sqlite", "CREATE TABLE trigger_log (begin int); SELECT 1", []string{"CREATE TABLE trigger_log (begin int)", "SELECT 1"}},
}

func TestSplit(t *testing.T) {
	for _, test := range splitting {
		for _, name := range strings.Fields(test.dialects) {
			if d := cmp.Diff(test.want, statements(t, Dialect(name), test.text)); d != "" {
				t.Errorf("%s: %s\n%s", name, test.text, d)
			}
		}
	}
}

// programs of MySQL: each is one statement before SELECT 'next'.
var mysqlPrograms = []string{
	"CREATE PROCEDURE p() SELECT 1",
	"CREATE PROCEDURE p() BEGIN END",
	"CREATE PROCEDURE p(IN begin int, IN end int) BEGIN SELECT 1; BEGIN SELECT 2; END; END",
	"CREATE DEFINER=`a`@`b` PROCEDURE IF NOT EXISTS p() COMMENT 'x' BEGIN DROP TABLE IF EXISTS t; END",
	"CREATE DEFINER = root@localhost FUNCTION f(a int) RETURNS int unsigned DETERMINISTIC BEGIN RETURN a; END",
	"CREATE FUNCTION f(a int) RETURNS int DETERMINISTIC RETURN IF(a > 1, 2, 3)",
	"CREATE FUNCTION f(a int) RETURNS text NO SQL RETURN CASE a WHEN 1 THEN IF(a, 1, 2) ELSE REPEAT('x', 3) END",
	"CREATE FUNCTION f() RETURNS string SONAME 'f.so'",
	"CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.x = IF(NEW.y, 1, 2)",
	"CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW IF NEW.x THEN SET NEW.y = 1; END IF",
	"CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW FOLLOWS u IF (NEW.x) THEN SET NEW.y = 1; ELSE IF 1 THEN SET NEW.y = 2; END IF; END IF",
	"CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.begin = NEW.end; SET NEW.x = CASE WHEN 1 THEN IF(1,2,3) ELSE IF(4,5,6) END; END",
	"CREATE EVENT e ON SCHEDULE EVERY 1 DAY ON COMPLETION NOT PRESERVE DO BEGIN DELETE FROM a; END",
	"ALTER EVENT e DO BEGIN DELETE FROM a; END",
	"CREATE OR REPLACE PROCEDURE p() lbl: LOOP SELECT 1; LEAVE lbl; END LOOP lbl",
	"CREATE PROCEDURE p() BEGIN DECLARE done INT DEFAULT IF(1, 2, 3); DECLARE c CURSOR FOR SELECT 1;" +
		" DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = IF(1,2,3); DECLARE EXIT HANDLER FOR SQLEXCEPTION, SQLSTATE '23000' BEGIN ROLLBACK; END;" +
		" OPEN c; r: LOOP FETCH c INTO done; IF done THEN LEAVE r; ELSEIF 2 THEN SELECT 3; END IF; END LOOP r; CLOSE c; END",
	"CREATE PROCEDURE p() BEGIN WHILE 1 DO SELECT 1; END WHILE; REPEAT SELECT 2; UNTIL 1 END REPEAT; CASE 1 WHEN 1 THEN SELECT 3; ELSE BEGIN END; END CASE; END",
	"CREATE PROCEDURE p() BEGIN FOR i IN 1..10 DO SELECT i; END FOR; SELECT 1 FROM (SELECT 2) x FOR UPDATE; END",
	"BEGIN NOT ATOMIC SELECT 1; IF 1 THEN SELECT 2; END IF; END",
	"IF 1 THEN SELECT 1; IF 2 THEN SELECT 2; END IF; END IF",
	"/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SELECT 1; END */",
	"CREATE PROCEDURE p() SELECT * FROM (SELECT 1) x FOR UPDATE",
	"CREATE TABLE event (begin int, `end` int)",
	"CREATE VIEW v AS SELECT CASE WHEN 1 THEN 2 END",
	"ALTER TABLE t ADD COLUMN procedure_name int",
}

func TestMySQLPrograms(t *testing.T) {
	for _, program := range mysqlPrograms {
		want := []string{program, "SELECT 'next'"}
		if d := cmp.Diff(want, statements(t, MySQL, program+";\nSELECT 'next';")); d != "" {
			t.Errorf("%s\n%s", program, d)
		}
		want[0] += ";"
		text := "DELIMITER //\n" + program + ";\n//\nDELIMITER ;\nSELECT 'next'"
		if d := cmp.Diff(want, statements(t, MySQL, text)); d != "" {
			t.Errorf("with DELIMITER: %s\n%s", program, d)
		}
	}
}

func TestDelimiter(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"DELIMITER $$\nSELECT 1; SELECT 2$$\nSELECT a$$ delimiter ;\nSELECT 3;", []string{"SELECT 1; SELECT 2", "SELECT a", "SELECT 3"}},
		{"delimiter go\nSELECT category;\ngo\nSELECT 2 go\ndelimiter ;\nSELECT 3;", []string{"SELECT category;", "SELECT 2", "SELECT 3"}},
		{"DELIMITER //\nSELECT '//' -- //\n// SELECT 2\nDELIMITER ;\nSELECT 3", []string{"SELECT '//'", "SELECT 2", "SELECT 3"}},
		{"CREATE TABLE a (\n  delimiter varchar(1),\n  x int);\nSELECT 1", []string{"CREATE TABLE a (\n  delimiter varchar(1),\n  x int)", "SELECT 1"}},
		{"DELIMITER ;;\n/*!50003 CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN END */;;\nDELIMITER ;\n",
			[]string{"/*!50003 CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN END */"}},
		{"DELIMITER ;;\r\nSELECT 1;\r\n;;\r\nDELIMITER ;\r\nSELECT 2;", []string{"SELECT 1;", "SELECT 2"}},
	}
	for _, test := range tests {
		if d := cmp.Diff(test.want, statements(t, MySQL, test.text)); d != "" {
			t.Errorf("%s\n%s", test.text, d)
		}
	}
}

func TestGo(t *testing.T) {
	text := "SELECT 1; SELECT 2\ngo\n-- GO\n/*\nGO\n*/\nSELECT 'x\nGO\n', [a]]\nGO\n] AS go\nGO 3 -- three times\nSELECT go\n  Go\t\nGO\n;\n;SELECT 4 GO\ngo x\n"
	want := []string{"SELECT 1; SELECT 2", "SELECT 'x\nGO\n', [a]]\nGO\n] AS go", "SELECT go", "SELECT 4 GO\ngo x"}
	if d := cmp.Diff(want, statements(t, MSSQL, text)); d != "" {
		t.Error(d)
	}
	pieces, err := Split(text, Options{Dialect: MSSQL})
	if err != nil {
		t.Fatal(err)
	}
	var repeats []int
	for _, p := range pieces {
		if p.Kind == Statement {
			repeats = append(repeats, p.Repeat)
		}
	}
	if d := cmp.Diff([]int{1, 3, 1, 1}, repeats); d != "" {
		t.Error(d)
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		dialects, text, want string
	}{
		{every + " mssql", "SELECT 1;\n SELECT 'ä', 'a", "f.sql:2:14: the string that begins here does not end"},
		{every + " mssql", "SELECT 1;\n /* a", "f.sql:2:2: the comment that begins here does not end"},
		{"postgres mssql", "/* a /* b */", "f.sql:1:1: the comment"},
		{"postgres sqlite mssql", "SELECT \"a", "f.sql:1:8: the identifier"},
		{"mysql", "SELECT `a", "f.sql:1:8: the identifier"},
		{"mysql", "SELECT 'a\\", "f.sql:1:8: the string"},
		{"sqlite mssql", "SELECT [a", "f.sql:1:8: the identifier"},
		{"postgres", "SELECT $a$ $b$", "f.sql:1:8: the dollar quote"},
		{"postgres", "SELECT E'\\'", "f.sql:1:8: the string"},
		{"mysql", "/*!40101 SELECT 1", "f.sql:1:1: the comment /*!"},
		{"mysql", "CREATE PROCEDURE p()\nBEGIN IF 1 THEN SELECT 1; ", "f.sql:2:7: the IF that begins here"},
		{"sqlite", "CREATE TRIGGER t AFTER INSERT ON a\nBEGIN SELECT 1; SELECT 2;", "f.sql:2:1: the BEGIN"},
		{"postgres", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;", "f.sql:1:39: the block"},
		{"mysql", "DELIMITER\n", "f.sql:1:1: DELIMITER needs"},
		{"mysql", "DELIMITER ''\n", "f.sql:1:1: DELIMITER cannot be"},
		{"mssql", "SELECT 1\nGO 0\n", "f.sql:2:1: GO can repeat"},
		{"postgres", "SELECT 1;\n\\connect other\n", "f.sql:2:1: \\connect is a command of psql"},
		{"postgres", "SELECT 1 \\gset", "f.sql:1:10: \\gset"},
		{"mysql", "SELECT \\N; SELECT 1\\G", "f.sql:1:20: \\G is a command of the mysql client"},
		{"sqlite", "SELECT 1;\n.read x\n", "f.sql:2:1: .read is a command of the sqlite3 shell"},
		{"mssql", ":setvar a b\n", "f.sql:1:1: :setvar is a command of sqlcmd"},
		{"postgres", "\nCOPY a (b) FROM stdin WITH (FORMAT csv);\n1\\.", "f.sql:2:1: COPY ... FROM stdin"},
	}
	for _, test := range tests {
		for _, name := range strings.Fields(test.dialects) {
			_, err := Split(test.text, Options{Dialect: Dialect(name), File: "f.sql"})
			list := diag.All(err)
			if len(list) != 1 || !strings.HasPrefix(list[0].Error(), test.want) || list[0].Hint == "" {
				t.Errorf("%s: %q: got %v", name, test.text, err)
			}
		}
	}
}

func TestMarks(t *testing.T) {
	role := func(comment string) Role {
		switch strings.TrimSpace(strings.TrimPrefix(comment, "--")) {
		case "up", "down":
			return Boundary
		case "begin":
			return Verbatim
		case "end":
			return VerbatimEnd
		}
		return Ordinary
	}
	text := "-- up\r\nSELECT '\n-- down\n' -- up\n\n-- down\nSELECT 2\n-- begin\n 'not closed; x;\n  -- end\nSELECT 3"
	pieces, err := Split(text, Options{Dialect: SQLite, Mark: role})
	if err != nil {
		t.Fatal(err)
	}
	whole(t, text, pieces)
	var got []string
	for _, p := range pieces {
		if p.Kind != Gap {
			got = append(got, p.Text)
		}
	}
	want := []string{"-- up", "SELECT '\n-- down\n'", "-- down", "SELECT 2", "-- begin", "'not closed; x", "-- end", "SELECT 3"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if _, err := Split("-- begin\nSELECT 1\n", Options{Dialect: SQLite, Mark: role}); err == nil {
		t.Error("an open verbatim statement was accepted")
	}
}
