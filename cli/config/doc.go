// Package config reads what the command line runs with: whimbrel.toml, the
// .env file beside it, and the environment. A flag wins over the environment,
// the environment over the file, and the file over Ecto's defaults.
//
// Reading is lazy where a secret may be missing: the connection of a
// repository is worked out only when a command needs it, so that "gen
// migration" and "plan" run where the database's password is not known.
package config
