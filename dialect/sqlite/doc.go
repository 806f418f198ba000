// Package sqlite writes SQL for SQLite, word for word as Ecto's adapter does
// (Ecto.Adapters.SQLite3.Connection.execute_ddl/1 of ecto_sqlite3 0.23).
//
// Every change of an alter block is a statement of its own. SQLite has no
// statement that changes a column or a constraint of a table that exists, and
// the adapter refuses such commands; Rebuild has what does them while the
// migration runs, when the table can be looked at: the table is built anew.
// There are no prefixes. The adapter
// leaves out without a word what SQLite has no form for: generated columns,
// comments, the match of a reference and {:nilify, columns}.
package sqlite
