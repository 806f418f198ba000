package structure

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/lazyregexp"
)

func dumpMySQL(ctx context.Context, t Target, o Options) (string, error) {
	if len(o.Prefixes) > 1 {
		return "", dialect.Invalid("MySQL and MariaDB dump one prefix at a time").
			WithHint("whimbrel dump --prefix %s --dump-path %s.sql", o.Prefixes[0], o.Prefixes[0])
	}
	name, prefix := t.Server.Name, ""
	if len(o.Prefixes) == 1 {
		name, prefix = o.Prefixes[0], o.Prefixes[0]
	}
	options, remove, err := t.Server.optionFile()
	if err != nil {
		return "", err
	}
	defer remove()
	mysqldump := tool{[]string{"mariadb-dump", "mysqldump"}, "The structure of MySQL and MariaDB is dumped with their own program.", installMySQL}
	args := []string{
		"--defaults-file=" + options, // must come first
		"--no-data", "--routines", "--triggers", "--events", "--no-create-db", "--skip-comments", "--no-tablespaces",
		// A load must not drop tables that have rows.
		"--skip-add-drop-table", "--default-character-set=utf8mb4", "--ignore-table=" + name + "." + t.journal(),
	}
	if o.WithoutVersions {
		args = append(args, "--ignore-table="+name+"."+t.versions())
	}
	dump, complaint, err := mysqldump.run(ctx, "", nil, append(args, name)...)
	if err != nil {
		return "", mysqlFailure("the structure could not be dumped", complaint, err)
	}
	if dump = tidyMySQL(dump); o.WithoutVersions {
		return dump, nil
	}
	there, err := t.hasVersions(ctx, name)
	if err != nil || !there {
		return dump, err
	}
	inserts, err := t.insertVersions(ctx, command.Object{Prefix: prefix, Name: t.versions()}, command.Object{Name: t.versions()})
	return dump + inserts, err
}

func (t Target) hasVersions(ctx context.Context, schema string) (bool, error) {
	rows, err := t.Conn.Query(ctx, "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
		schema, t.versions())
	return len(rows) > 0, err
}

// optionFile writes the address and the password into a file that only its
// owner can read, and that is all that the client program reads: other option
// files could change what is dumped.
func (s Server) optionFile() (path string, remove func(), err error) {
	folder, err := os.MkdirTemp("", "whimbrel-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(folder) }
	path = filepath.Join(folder, "client.cnf")
	if err := os.WriteFile(path, []byte(s.options()), 0o600); err != nil {
		remove()
		return "", nil, err
	}
	return path, remove, nil
}

func (s Server) options() string {
	var b strings.Builder
	line := func(key, value string) {
		fmt.Fprintf(&b, "%s=\"%s\"\n", key, strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(value))
	}
	b.WriteString("[client]\n")
	if strings.HasPrefix(s.Socket, "/") {
		line("protocol", "socket")
		line("socket", s.Socket)
	} else {
		line("protocol", "tcp")
		line("host", cmp.Or(s.Host, "localhost"))
		fmt.Fprintf(&b, "port=%d\n", cmp.Or(s.Port, 3306))
	}
	if s.User != "" {
		line("user", s.User)
	}
	line("password", s.Password)
	// The programs of MySQL and MariaDB have different words for encryption;
	// "loose" is for those that do not know the word.
	switch s.Params.Get("tls") {
	case "true":
		b.WriteString("loose-ssl-mode=VERIFY_IDENTITY\n[client-mariadb]\nssl\nssl-verify-server-cert\n")
	case "skip-verify":
		b.WriteString("loose-ssl-mode=REQUIRED\n[client-mariadb]\nssl\nskip-ssl-verify-server-cert\n")
	case "", "false":
		b.WriteString("[client-mariadb]\nskip-ssl\n")
	}
	// MySQL's own mysqldump asks for statistics that other servers do not have.
	b.WriteString("[mysqldump]\nloose-column-statistics=0\nloose-set-gtid-purged=OFF\n")
	return b.String()
}

// The first and last lines of a dump, whatever the program's version.
const mysqlHeader = `/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
`

const mysqlFooter = `/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;

`

var (
	// mysqlFrame are the lines that a dump begins and ends with: blank ones,
	// the "sandbox mode" of MariaDB's programs and settings of the session.
	mysqlFrame = lazyregexp.New(`^(|/\*M?!\d+\\- .*|/\*M?!\d+ SET (@OLD_|NAMES |TIME_ZONE ?=|SQL_MODE=@|FOREIGN_KEY_CHECKS=@|UNIQUE_CHECKS=@|CHARACTER_SET_|COLLATION_CONNECTION=@|SQL_NOTES=@|@@session\.|NOTE_VERBOSITY).*\*/;|SET @@(SESSION|GLOBAL)\..*;|SET @MYSQLDUMP_TEMP_LOG_BIN.*;)$`)
	// mysqlNoise are lines between statements that depend on the version, on
	// rows, or on the name of the database.
	mysqlNoise = lazyregexp.New(`^(/\*!(40101|50503) SET (@saved_cs_client +=.*|character_set_client = .*) \*/;|DO SETVAL\(.*\);|ALTER DATABASE .* ;?;?)$`)
	// mysqlCounter is the next number of a table's rows.
	mysqlCounter = lazyregexp.New(`^(\) ENGINE=\w+) AUTO_INCREMENT=\d+`)
	// mysqlDefiner is who created a view or routine: with it, only this user or
	// an administrator could load the dump.
	mysqlDefiner = lazyregexp.New("^((?:/\\*!\\d+ )?(?:CREATE(?:\\*/)? )?)(?:/\\*!\\d+ DEFINER=`[^`]*`(?:@`[^`]*`)?\\*/ |((?:/\\*!\\d+ )?)DEFINER=`[^`]*`(?:@`[^`]*`)? )")
)

// tidyMySQL takes out of a dump what is not the structure.
func tidyMySQL(dump string) string {
	lines := strings.Split(dump, "\n")
	framed := func(line string) bool { return mysqlFrame().MatchString(strings.TrimRight(line, " ")) }
	first := slices.IndexFunc(lines, func(line string) bool { return !framed(line) })
	if first < 0 {
		return mysqlHeader + mysqlFooter
	}
	for framed(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	var b strings.Builder
	b.WriteString(mysqlHeader)
	routine := false // in the body of a routine, whose lines are its author's
	for _, line := range lines[first:] {
		if delimiter, ok := strings.CutPrefix(line, "DELIMITER "); ok {
			routine = delimiter != ";"
		}
		line = mysqlDefiner().ReplaceAllString(line, "${1}${2}")
		if !routine {
			if mysqlNoise().MatchString(line) {
				continue
			}
			line = mysqlCounter().ReplaceAllString(line, "$1")
		}
		b.WriteString(line + "\n")
	}
	return b.String() + mysqlFooter
}

func loadMySQL(ctx context.Context, t Target, name, text string) error {
	options, remove, err := t.Server.optionFile()
	if err != nil {
		return err
	}
	defer remove()
	mysql := tool{[]string{"mariadb", "mysql"}, "The structure of MySQL and MariaDB is loaded with their own program.", installMySQL}
	_, complaint, err := mysql.run(ctx, text, nil, "--defaults-file="+options, "--batch", "--silent",
		"--default-character-set=utf8mb4", "--init-command=SET FOREIGN_KEY_CHECKS = 0", "--database="+t.Server.Name)
	if err == nil {
		return nil
	}
	failure := mysqlFailure("the structure could not be loaded", complaint, err)
	var f *Failure
	if errors.As(failure, &f) {
		f.locate(name, mysqlError())
		f.Detail = strings.TrimSpace(f.Detail + "\nWhat stands before that line has been loaded: MySQL and MariaDB cannot take it back.")
		f.Hint = "begin again with an empty database: whimbrel drop, whimbrel create, whimbrel load"
	}
	return failure
}

var mysqlError = lazyregexp.New(`(?s)ERROR \d+ \(\w+\) at line (\d+): (.*)`)

func mysqlFailure(what, complaint string, err error) error {
	if complaint == "" {
		return fmt.Errorf("%s: %w", what, err)
	}
	return &Failure{Summary: what, Detail: complaint, Err: err}
}
