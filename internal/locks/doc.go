// Package locks says what an operation does to a table while it runs: the lock
// that it takes, what that keeps waiting, and whether the table is scanned,
// written anew or indexed meanwhile. It knows this by database and version.
//
// What it says of PostgreSQL, MariaDB 10.11 and SQLite is measured: its tests
// run the statements of cases on the real servers and compare. What it says of
// MySQL, SQL Server and other versions of MariaDB is by their manuals.
package locks
