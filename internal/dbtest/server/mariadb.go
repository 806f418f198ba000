package server

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"syscall"
)

// mariadbStorage are the options that the creation of the data directory and
// the server must agree on. The prefix "loose" makes a version that does not
// know an option ignore it.
var mariadbStorage = []string{
	"--innodb-log-file-size=8M",
	"--innodb-buffer-pool-size=32M",
	"--aria-pagecache-buffer-size=8M",
	"--key-buffer-size=1M",
	"--innodb-buffer-pool-load-at-startup=OFF",
	"--innodb-buffer-pool-dump-at-shutdown=OFF",
	// Durability is worth nothing here; without these two, each DDL
	// statement waits for the disk several times.
	"--loose-innodb-flush-method=nosync",
	"--loose-debug-no-sync",
}

// mariadbSettings trade safety for speed and make runs alike everywhere.
var mariadbSettings = []string{
	"--innodb-flush-log-at-trx-commit=0",
	"--skip-log-bin",
	"--skip-slave-start",
	"--max-connections=200",
	"--skip-name-resolve",
	"--bind-address=127.0.0.1",
	// What Debian and newer upstream versions do by default; older upstream
	// versions default to latin1.
	"--character-set-server=utf8mb4",
	"--collation-server=utf8mb4_general_ci",
	"--default-time-zone=+00:00",
}

func newMariaDB(password string) (engine, error) {
	tools, err := mariadbTools()
	if err != nil {
		return engine{}, err
	}
	initialise := func(h *home) (command, error) {
		args := []string{
			"--no-defaults", // must come first
			"--datadir=" + h.path("data"),
			"--skip-test-db",
			"--auth-root-authentication-method=normal",
			"--skip-name-resolve",
		}
		// The script finds the files that belong to it relative to the
		// installation's root, which it guesses wrongly for an installation
		// outside of the place that it was built for.
		if filepath.Base(filepath.Dir(tools.install)) == "bin" {
			args = append(args, "--basedir="+filepath.Dir(filepath.Dir(tools.install)))
		}
		return command{path: tools.install, args: append(args, mariadbStorage...), stop: syscall.SIGKILL}, nil
	}
	serve := func(h *home, port int) (command, error) {
		// The server runs this file before it accepts connections, so there
		// is no moment in which it can be entered without a password, as the
		// several accounts that a new data directory has for root would
		// allow. Older versions want one statement a line.
		init, err := h.writeFile("init.sql", fmt.Sprintf(
			"CREATE OR REPLACE USER '%[1]s'@'%%' IDENTIFIED BY '%[2]s';\n"+
				"GRANT ALL PRIVILEGES ON *.* TO '%[1]s'@'%%' WITH GRANT OPTION;\n"+
				"DELETE FROM mysql.global_priv WHERE User NOT IN ('%[1]s', 'mariadb.sys');\n"+
				"FLUSH PRIVILEGES;\n",
			administrator, password))
		if err != nil {
			return command{}, err
		}
		args := []string{
			"--no-defaults", // must come first
			"--datadir=" + h.path("data"),
			"--port=" + strconv.Itoa(port),
			"--socket=" + filepath.Join(h.socketDir(), "mariadb.sock"),
			"--pid-file=" + h.path("pid"),
			"--init-file=" + init,
		}
		args = append(args, mariadbStorage...)
		// It is one process that leaves nothing but files behind.
		return command{path: tools.server, args: append(args, mariadbSettings...), stop: syscall.SIGKILL}, nil
	}
	return engine{
		account:    "mysql",
		initialise: initialise,
		serve:      serve,
		url: func(port int) *url.URL {
			return &url.URL{
				Scheme: "mysql",
				User:   url.UserPassword(administrator, password),
				Host:   fmt.Sprintf("127.0.0.1:%d", port),
				Path:   "/mysql",
			}
		},
		version: "SELECT SUBSTRING_INDEX(VERSION(), '-', 1)",
	}, nil
}
