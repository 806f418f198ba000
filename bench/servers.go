package main

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// server is a database with the client that marks the limit.
type server struct {
	name, dialect string
	// clientName is how the table calls the client.
	clientName string
	// fresh makes an empty database and returns its URL.
	fresh func() (string, error)
	// client returns the command that sends a file of SQL to a database.
	client func(url, file string) *exec.Cmd
	// missing says why the server cannot be used.
	missing string
}

func servers(dir string) []server {
	return []server{postgres(), mariadb(), sqlite(dir)}
}

func postgres() server {
	s := server{name: "PostgreSQL", dialect: "postgres", clientName: "psql -f"}
	admin := os.Getenv("WHIMBREL_TEST_POSTGRES_URL")
	if admin == "" {
		s.missing = "run it within internal/dbtest/cmd/servers"
	}
	s.fresh = func() (string, error) {
		sql := exec.Command("psql", "-q", admin, "-c", "DROP DATABASE IF EXISTS bench", "-c", "CREATE DATABASE bench")
		return withPath(admin, "/bench"), runQuietly(sql)
	}
	s.client = func(url, file string) *exec.Cmd {
		return exec.Command("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", file, url)
	}
	return s
}

func mariadb() server {
	s := server{name: "MariaDB", dialect: "mysql", clientName: "mariadb -e source"}
	admin := os.Getenv("WHIMBREL_TEST_MARIADB_URL")
	if admin == "" {
		s.missing = "run it within internal/dbtest/cmd/servers"
		return s
	}
	u, err := url.Parse(admin)
	if err != nil {
		s.missing = "its address cannot be read"
		return s
	}
	client := func(database string) *exec.Cmd {
		c := exec.Command("mariadb", "--host="+u.Hostname(), "--port="+u.Port(), "--protocol=tcp", "--user="+u.User.Username(), database)
		password, _ := u.User.Password()
		c.Env = append(os.Environ(), "MYSQL_PWD="+password)
		return c
	}
	s.fresh = func() (string, error) {
		c := client("mysql")
		c.Stdin = strings.NewReader("DROP DATABASE IF EXISTS bench; CREATE DATABASE bench;")
		return withPath(admin, "/bench"), runQuietly(c)
	}
	s.client = func(_, file string) *exec.Cmd {
		c := client("bench")
		c.Args = append(c.Args, "-e", "source "+file)
		return c
	}
	return s
}

func sqlite(dir string) server {
	s := server{name: "SQLite", dialect: "sqlite", clientName: "sqlite3 .read"}
	if _, err := exec.LookPath("sqlite3"); err != nil {
		s.missing = "sqlite3 is not installed"
	}
	path := filepath.Join(dir, "bench.db")
	s.fresh = func() (string, error) {
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.RemoveAll(path + end); err != nil {
				return "", err
			}
		}
		return "sqlite://" + path, nil
	}
	s.client = func(_, file string) *exec.Cmd {
		// The same settings as Whimbrel's connection.
		return exec.Command("sqlite3", "-cmd", "PRAGMA journal_mode=wal", "-cmd", "PRAGMA synchronous=normal", path, ".read "+file)
	}
	return s
}

func withPath(address, path string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Path = path
	return u.String()
}

func runQuietly(c *exec.Cmd) error {
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(c.Path), err, out)
	}
	return nil
}
