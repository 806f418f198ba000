// Package sqlite writes SQL for SQLite, word for word as Ecto's adapter does
// (Ecto.Adapters.SQLite3.Connection.execute_ddl/1 of ecto_sqlite3 0.23).
//
// Every change of an alter block is a statement of its own. SQLite cannot
// change a column or a constraint of a table that exists, and the adapter has
// no prefixes; such commands are refused with the way around. The adapter
// leaves out without a word what SQLite has no form for: generated columns,
// comments, the match of a reference and {:nilify, columns}.
package sqlite
