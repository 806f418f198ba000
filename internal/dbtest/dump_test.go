package dbtest

import (
	"strings"
	"testing"
)

func TestDump(t *testing.T) {
	t.Parallel()
	schema := map[string]string{
		"postgres": `
			CREATE TABLE a (id serial PRIMARY KEY, b text DEFAULT 'x');
			CREATE VIEW v AS SELECT b FROM a;
			CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$
			UPDATE a
SET b = 'y';
-- a comment of the function's
$$;`,
		"mariadb": `
			CREATE TABLE a (id int AUTO_INCREMENT PRIMARY KEY, b text);
			CREATE VIEW v AS SELECT b FROM a;
			CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 'y';
			CREATE PROCEDURE p() BEGIN SELECT 1; END;
			CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1;
			CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DO SELECT 1;`,
		"sqlite": `
			CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT, b text UNIQUE);
			CREATE INDEX i ON a (b);
			CREATE VIEW v AS SELECT b FROM a;
			CREATE TRIGGER tr AFTER INSERT ON a BEGIN DELETE FROM a; END;`,
	}
	want := map[string][]string{
		"postgres": {"CREATE TABLE public.a (", "CREATE VIEW public.v", "CREATE FUNCTION public.f()", "\nSET b = 'y';\n-- a comment of the function's\n"},
		"mariadb":  {"CREATE TABLE `a` (", "VIEW `v`", "trigger tr", "PROCEDURE `p`", "FUNCTION `f`", "EVENT `e`"},
		"sqlite":   {"CREATE TABLE a (", "CREATE INDEX i", "CREATE VIEW v", "CREATE TRIGGER tr"},
	}
	Each(t, func(t *testing.T, db Database) {
		if dump := Dump(t, db.URL); dump != "" {
			t.Errorf("dump of an empty database:\n%s", dump)
		}
		Exec(t, db.URL, schema[db.Dialect])
		dump := Dump(t, db.URL)
		for _, part := range want[db.Dialect] {
			if !strings.Contains(strings.ToLower(dump), strings.ToLower(part)) {
				t.Errorf("no %q", part)
			}
		}
		noise := []string{"-- Name", "-- Dumped", "restrict", "SET statement_timeout", "set_config", "sandbox", "saved_cs_client", "DEFINER=", "OWNER TO", "sqlite_sequence"}
		for _, part := range append(noise, parse(t, db.URL).Path[1:]) {
			if strings.Contains(dump, part) {
				t.Errorf("noise %q", part)
			}
		}
		if t.Failed() {
			t.Logf("dump:\n%s", dump)
		}

		// Rows make no difference, and neither does another database.
		if db.Dialect != "sqlite" { // whose trigger deletes
			Exec(t, db.URL, "INSERT INTO a (b) VALUES ('1'), ('2')")
			if again := Dump(t, db.URL); again != dump {
				t.Errorf("rows change the dump:\n%s", again)
			}
		}
		other := freshLike(t, db)
		Exec(t, other, schema[db.Dialect])
		if dump2 := Dump(t, other); dump2 != dump {
			t.Errorf("dump of another database:\n%s\nwant\n%s", dump2, dump)
		}
	})
}

func freshLike(t *testing.T, db Database) string {
	t.Helper()
	switch db.Dialect {
	case "postgres":
		return Postgres(t)
	case "mariadb":
		return MariaDB(t)
	}
	return SQLite(t)
}
