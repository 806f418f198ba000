// Package locks says what an operation does to a table while it runs: the lock
// that it takes, what that keeps waiting, and whether the table is scanned,
// written anew or indexed meanwhile. It knows this by database and version.
//
// What it says of PostgreSQL and MariaDB is measured: its tests run every kind
// of statement on the real servers and compare. What it says of MySQL and SQL
// Server is by their manuals.
package locks
