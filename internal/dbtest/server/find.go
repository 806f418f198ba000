package server

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ErrMissing means that a product, or one of its programs, is not installed.
var ErrMissing = errors.New("not installed")

// Where packages put PostgreSQL's programs outside of PATH.
var postgresPlaces = []string{
	"/usr/lib/postgresql/*/bin",                          // Debian, Ubuntu
	"/usr/libexec/postgresql*",                           // Alpine
	"/usr/pgsql-*/bin",                                   // the project's RPMs
	"/opt/homebrew/opt/postgresql*/bin",                  // Homebrew, Apple silicon
	"/usr/local/opt/postgresql*/bin",                     // Homebrew, Intel
	"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",     // Homebrew, Linux
	"/Applications/Postgres.app/Contents/Versions/*/bin", // Postgres.app
}

// Where packages put MariaDB's programs outside of PATH. The server is often
// in sbin or libexec, which are not in the PATH of ordinary users.
var mariadbPlaces = []string{
	"/usr/sbin",
	"/usr/libexec",
	"/usr/local/sbin",
	"/opt/homebrew/opt/mariadb*/bin",
	"/usr/local/opt/mariadb*/bin",
	"/home/linuxbrew/.linuxbrew/opt/mariadb*/bin",
	"/usr/local/mysql/bin",
	"/usr/local/mysql/scripts",
}

// Find reports, as an error that wraps [ErrMissing], what a start of the
// product would miss.
func Find(kind Kind) error {
	var err error
	if kind == Postgres {
		_, err = postgresBin()
	} else {
		_, err = mariadbTools()
	}
	return err
}

// Tool returns the path of one of the product's client programs, such as
// pg_dump. The names are alternatives, the preferred one first.
func Tool(kind Kind, names ...string) (string, error) {
	if kind == Postgres {
		// The program next to the server has the server's version. pg_dump
		// refuses to work with a server that is newer than itself, and on
		// Debian the one in PATH is a script that guesses a version.
		if bin, err := postgresBin(); err == nil {
			if path, ok := lookIn([]string{bin}, names); ok {
				return path, nil
			}
		}
		return find(kind, postgresPlaces, names...)
	}
	return find(kind, mariadbPlaces, names...)
}

// postgresBin returns the directory that holds initdb and postgres.
func postgresBin() (string, error) {
	initdb, err := find(Postgres, postgresPlaces, "initdb")
	if err != nil {
		return "", err
	}
	// PATH may hold a link to a program whose siblings are elsewhere.
	if resolved, err := filepath.EvalSymlinks(initdb); err == nil {
		initdb = resolved
	}
	bin := filepath.Dir(initdb)
	if _, ok := lookIn([]string{bin}, []string{"postgres"}); !ok {
		return "", missing(Postgres, fmt.Sprintf("there is no postgres next to %s", initdb))
	}
	return bin, nil
}

// mariadbPrograms are the paths of the programs that a server needs.
type mariadbPrograms struct {
	server  string // mariadbd
	install string // mariadb-install-db
}

func mariadbTools() (mariadbPrograms, error) {
	server, err := find(MariaDB, mariadbPlaces, "mariadbd", "mysqld")
	if err != nil {
		return mariadbPrograms{}, err
	}
	// Only MariaDB before 10.5 lacks the name mariadbd; the mysqld of
	// Oracle's MySQL has other options, and other SQL.
	if filepath.Base(server) == "mysqld" {
		out, err := exec.Command(server, "--no-defaults", "--version").Output()
		if err != nil || !strings.Contains(string(out), "MariaDB") {
			return mariadbPrograms{}, missing(MariaDB, server+" is MySQL, not MariaDB")
		}
	}
	install, err := find(MariaDB, mariadbPlaces, "mariadb-install-db", "mysql_install_db")
	if err != nil {
		return mariadbPrograms{}, err
	}
	return mariadbPrograms{server: server, install: install}, nil
}

// find looks for the first of the alternative names: only in the directory
// that the environment names, if it names one, else in PATH and then in the
// places, the highest version first.
func find(kind Kind, places []string, names ...string) (string, error) {
	if dir := os.Getenv(kind.BinVariable()); dir != "" {
		// A MariaDB installation spreads over sibling directories.
		dirs := []string{dir, filepath.Join(dir, "../sbin"), filepath.Join(dir, "../libexec"), filepath.Join(dir, "../scripts")}
		if path, ok := lookIn(dirs, names); ok {
			return path, nil
		}
		return "", missing(kind, fmt.Sprintf("no %s in %s (%s)", strings.Join(names, " or "), dir, kind.BinVariable()))
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			// The program must not depend on the directory it is run in.
			return filepath.Abs(path)
		}
	}
	var dirs []string
	for _, place := range places {
		matches, err := filepath.Glob(place)
		if err != nil {
			return "", err
		}
		slices.SortStableFunc(matches, func(a, b string) int { return compareVersions(b, a) })
		dirs = append(dirs, matches...)
	}
	if path, ok := lookIn(dirs, names); ok {
		return path, nil
	}
	return "", missing(kind, fmt.Sprintf("no %s in PATH or the usual places", strings.Join(names, " or ")))
}

// lookIn returns the first of the names, in the first of the directories
// that has one of them.
func lookIn(dirs, names []string) (string, bool) {
	for _, dir := range dirs {
		for _, name := range names {
			path := filepath.Join(dir, name)
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
				return path, true
			}
		}
	}
	return "", false
}

var versionPattern = regexp.MustCompile(`[0-9]+`)

// compareVersions compares the numbers in two paths, so that 9 < 15 and
// 11.4 < 11.8. A path without numbers is the packager's default and comes
// first.
func compareVersions(a, b string) int {
	numbers := func(path string) []int {
		var list []int
		for _, digits := range versionPattern.FindAllString(path, -1) {
			number, _ := strconv.Atoi(digits) // too large is 0, harmless
			list = append(list, number)
		}
		return list
	}
	x, y := numbers(a), numbers(b)
	if (len(x) == 0) != (len(y) == 0) {
		return len(y) - len(x)
	}
	return slices.Compare(x, y)
}

// missing builds the error for something that is not installed, with the way
// to install it on this machine.
func missing(kind Kind, what string) error {
	return fmt.Errorf("%w: %s; %s", ErrMissing, what, installHint(kind))
}

// installHint says how to install the product with the package manager that
// this machine has.
func installHint(kind Kind) string {
	hints := []struct{ manager, postgres, mariadb string }{
		{"apt-get", "apt-get install postgresql", "apt-get install mariadb-server"},
		{"dnf", "dnf install postgresql-server", "dnf install mariadb-server"},
		{"apk", "apk add postgresql postgresql-client", "apk add mariadb mariadb-client"},
		{"brew", "brew install postgresql@17", "brew install mariadb"},
	}
	for _, hint := range hints {
		if _, err := exec.LookPath(hint.manager); err != nil {
			continue
		}
		install := hint.postgres
		if kind == MariaDB {
			install = hint.mariadb
		}
		return fmt.Sprintf("install it with %q, let ./test do so, or set %s or %s", install, kind.BinVariable(), kind.URLVariable())
	}
	return fmt.Sprintf("install %v with your package manager, or set %s or %s", kind, kind.BinVariable(), kind.URLVariable())
}
