package dbtest

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest/server"
)

// Dump returns the schema of a database as SQL, by the function for the kind
// of its URL. Dumps are for comparison: on the same server, databases with the
// same schema have the same dump, whatever they are called and whatever rows
// they have.
func Dump(t testing.TB, rawURL string) string {
	t.Helper()
	switch u := parse(t, rawURL); u.Scheme {
	case "postgres", "postgresql":
		return DumpPostgres(t, rawURL)
	case "mysql", "mariadb":
		return DumpMariaDB(t, rawURL)
	case "sqlite":
		return DumpSQLite(t, rawURL)
	default:
		t.Fatalf("dump: unknown database URL scheme %q", u.Scheme)
		return ""
	}
}

// DumpPostgres returns the schema according to pg_dump, without comments,
// session settings and owners.
func DumpPostgres(t testing.TB, rawURL string) string {
	t.Helper()
	u := parse(t, rawURL)
	cmd := exec.Command(tool(t, server.Postgres, "pg_dump"),
		"--schema-only", "--no-owner", "--no-password", "--dbname="+withoutPassword(u))
	// The password must not be among the arguments, which everybody can see.
	password, _ := u.User.Password()
	cmd.Env = append(clientEnvironment(), "PGPASSWORD="+password)
	return normalise(output(t, cmd), postgresNoise)
}

// postgresNoise matches the lines that pg_dump adds to the schema. It is
// strict, because the body of a function has lines that look similar, and a
// difference in those must remain visible.
var postgresNoise = regexp.MustCompile(`^(` + strings.Join([]string{
	`--`,
	`-- (Name: |PostgreSQL database dump|Dumped (from|by) |Started on |Completed on ).*`,
	`SET (\w+_timeout|client_encoding|standard_conforming_strings|check_function_bodies|xmloption|client_min_messages|row_security|default_tablespace|default_table_access_method) = .*;`,
	`SELECT pg_catalog\.set_config\('search_path', '', false\);`,
	`\\(un)?restrict .*`,
}, "|") + `)$`)

// DumpMariaDB returns the schema according to mariadb-dump, with routines,
// triggers and events, without session settings, definers and the next value
// of AUTO_INCREMENT, which depends on the data.
func DumpMariaDB(t testing.TB, rawURL string) string {
	t.Helper()
	u := parse(t, rawURL)
	password, _ := u.User.Password()
	// An option file of our own keeps the password out of the arguments and
	// the user's option files out of the test.
	options := filepath.Join(t.TempDir(), "client.cnf")
	content := fmt.Sprintf("[client]\nhost=%s\nport=%s\nprotocol=tcp\nuser=%q\npassword=%q\n",
		u.Hostname(), u.Port(), u.User.Username(), password)
	if err := os.WriteFile(options, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool(t, server.MariaDB, "mariadb-dump", "mysqldump"),
		"--defaults-file="+options, // must come first
		"--no-data", "--compact", "--skip-comments", "--skip-dump-date",
		"--routines", "--triggers", "--events", "--default-character-set=utf8mb4",
		strings.TrimPrefix(u.Path, "/"))
	cmd.Env = clientEnvironment()
	dump := output(t, cmd)
	dump = mariadbCounter.ReplaceAllString(dump, "$1")
	dump = mariadbDefiner.ReplaceAllString(dump, "")
	return normalise(dump, mariadbNoise)
}

var (
	mariadbCounter = regexp.MustCompile(`(?m)^(\) ENGINE=\w+) AUTO_INCREMENT=\d+`)
	mariadbDefiner = regexp.MustCompile("/\\*!\\d+ DEFINER=`[^`]*`@`[^`]*`\\*/ ?|\\bDEFINER=`[^`]*`@`[^`]*` ?")
	mariadbNoise   = regexp.MustCompile(`^(` + strings.Join([]string{
		`/\*M?!\d+ SET .*\*/ ;?;?`, // /*!50003 SET sql_mode = '' */ ;
		`/\*M?!\d+ SET .*\*/;`,
		`/\*M!\d+\\- .*`,           // the "sandbox mode" line
		`SET @saved_cs_client .*;`, // around views
		`SET character_set_client = .*;`,
		`DELIMITER .*`,
		`--`,
		`ALTER DATABASE .*`,
	}, "|") + `)$`)
)

// DumpSQLite returns the schema according to the database itself: the
// statements that created its tables, indexes, views and triggers.
func DumpSQLite(t testing.TB, rawURL string) string {
	t.Helper()
	// Objects without SQL are the indexes that constraints imply.
	rows, err := Open(t, rawURL).QueryContext(t.Context(), `
		SELECT sql FROM sqlite_schema
		WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 WHEN 'view' THEN 3 ELSE 4 END, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var dump strings.Builder
	for rows.Next() {
		var statement string
		if err := rows.Scan(&statement); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&dump, "%s;\n", statement)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return dump.String()
}

// normalise drops the lines that match noise, and empty lines next to them.
func normalise(dump string, noise *regexp.Regexp) string {
	var lines []string
	for line := range strings.Lines(dump) {
		line = strings.TrimRight(line, " \r\n")
		if noise.MatchString(line) {
			continue
		}
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	text := strings.TrimSpace(strings.Join(lines, "\n"))
	if text == "" {
		return ""
	}
	return text + "\n"
}

// tool returns the path of a client program, or ends the test.
func tool(t testing.TB, kind server.Kind, names ...string) string {
	t.Helper()
	path, err := server.Tool(kind, names...)
	if err != nil {
		if required() {
			t.Fatal(err)
		}
		t.Skipf("SKIPPED for want of a %v client: %v", kind, err)
	}
	return path
}

// output runs a command and returns what it prints.
func output(t testing.TB, cmd *exec.Cmd) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(cmd.Path), err, stderr.Bytes())
	}
	return stdout.String()
}

// clientEnvironment is what client programs see: none of the variables that
// redirect them, such as PGHOST and MYSQL_HOST.
func clientEnvironment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}

func parse(t testing.TB, rawURL string) *url.URL {
	t.Helper()
	u, err := url.Parse(rawURL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func withoutPassword(u *url.URL) string {
	public := *u
	public.User = url.User(u.User.Username())
	return public.String()
}
