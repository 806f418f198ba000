package config

import "github.com/whimbrel-go/whimbrel/command"

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
	return pairs
}
