package config

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/generate"
)

// Settings is what repo().config() answers to a migration, but for what shapes
// commands, as far as it is known without a connection. Passwords are not for
// scripts.
func (r *Repo) Settings() []command.Pair {
	var pairs []command.Pair
	add := func(key string, value command.Value) {
		pairs = append(pairs, command.Pair{Key: command.Atom(key), Value: value})
	}
	text := func(key, value string) {
		if value != "" {
			add(key, command.String(value))
		}
	}
	if d, err := r.Database(); err == nil { // else whoever needs it says so
		text("database", d.Name)
		text("database", d.Path)
		text("username", d.User)
		text("hostname", d.Host)
		text("socket_dir", d.Socket)
		if d.Port != 0 {
			add("port", command.Int(int64(d.Port)))
		}
	}
	text("migration_source", r.VersionsTable)
	if app := r.app(); app != "" {
		add("otp_app", command.Atom(app))
	}
	size := r.PoolSize
	if size == 0 {
		size = defaultPoolSize
	}
	add("pool_size", command.Int(int64(size)))
	r.locks(add)
	return pairs
}

// defaultPoolSize is Ecto's.
const defaultPoolSize = 10

// app is the application that the repository is of: as configured, or as
// generators name it, by the first part of the module's name.
func (r *Repo) app() string {
	if r.OTPApp != "" {
		return r.OTPApp
	}
	if first, _, found := strings.Cut(r.Module, "."); found {
		return generate.Underscore(first)
	}
	return ""
}

// locks adds what is configured of the migration lock.
func (r *Repo) locks(add func(string, command.Value)) {
	switch r.Lock {
	case dialect.LockNone:
		add("migration_lock", command.Bool(false))
	case dialect.LockAdvisory:
		add("migration_lock", command.Atom("pg_advisory_lock"))
	}
	if r.LockRetry.Interval > 0 {
		add("migration_advisory_lock_retry_interval_ms", command.Int(r.LockRetry.Interval.Milliseconds()))
	}
	if r.LockRetry.MaxTries > 0 {
		add("migration_advisory_lock_max_tries", command.Int(int64(r.LockRetry.MaxTries)))
	}
}
