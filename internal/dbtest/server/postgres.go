package server

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"syscall"
)

// postgresSettings trade safety for speed and make runs alike everywhere.
var postgresSettings = []string{
	// Durability is worth nothing here.
	"fsync=off",
	"synchronous_commit=off",
	"full_page_writes=off",
	"wal_level=minimal",
	"max_wal_senders=0",
	"wal_init_zero=off",
	"autovacuum=off",
	"checkpoint_timeout=1d",
	// Many test packages connect at once, each to a small database.
	"max_connections=200",
	"shared_buffers=32MB",
	"jit=off",
	// Files in the data directory, where they are removed with everything
	// else; and containers often have a tiny /dev/shm.
	"dynamic_shared_memory_type=mmap",
	"listen_addresses=127.0.0.1",
	"timezone=UTC",
	"log_timezone=UTC",
}

func installedPostgres(password string) (engine, error) {
	bin, err := postgresBin()
	if err != nil {
		return engine{}, err
	}
	return newPostgres(password, func(*home) string { return bin }), nil
}

// newPostgres runs the programs of a directory, which is asked for when the
// server has its own.
func newPostgres(password string, bin func(h *home) string) engine {
	initialise := func(h *home) (command, error) {
		passwordFile, err := h.writeFile("password", password+"\n")
		if err != nil {
			return command{}, err
		}
		return command{
			path: filepath.Join(bin(h), "initdb"),
			args: []string{
				"--pgdata=" + h.path("data"),
				"--username=" + administrator,
				// A password, not "trust": on a shared machine everybody
				// reaches a loopback port, and a superuser of the database
				// can run programs. Besides, tests want a secret to look
				// for in messages and logs.
				"--auth=scram-sha-256",
				"--pwfile=" + passwordFile,
				"--encoding=UTF8",
				"--locale=C",
				"--no-sync",
			},
			// It ends after its current step, some tenths of a second later.
			stop: syscall.SIGTERM,
		}, nil
	}
	serve := func(h *home, port int) (command, error) {
		args := []string{"-D", h.path("data"), "-p", strconv.Itoa(port), "-k", h.socketDir()}
		for _, setting := range postgresSettings {
			args = append(args, "-c", setting)
		}
		// "Immediate shutdown": no checkpoint, but all backends end.
		return command{path: filepath.Join(bin(h), "postgres"), args: args, stop: syscall.SIGQUIT}, nil
	}
	return engine{
		account:    "postgres",
		initialise: initialise,
		serve:      serve,
		url: func(port int) *url.URL {
			return &url.URL{
				Scheme: "postgres",
				User:   url.UserPassword(administrator, password),
				Host:   fmt.Sprintf("127.0.0.1:%d", port),
				Path:   "/postgres",
			}
		},
		version: "SELECT split_part(current_setting('server_version'), ' ', 1)",
	}
}
