// Package migrate runs migrations: it finds what is pending, plans everything
// before it runs anything, takes Ecto's lock, runs each migration in a
// transaction where the database can, and records it in schema_migrations
// exactly as Ecto does.
//
// The package links no database driver: give it a [database.Conn].
package migrate
