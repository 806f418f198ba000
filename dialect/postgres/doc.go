// Package postgres writes SQL for PostgreSQL, word for word as Ecto's adapter
// does (Ecto.Adapters.Postgres.Connection.execute_ddl/1 of ecto_sql 3.13).
//
// Comments are statements of their own; every other command is one statement.
// Names are quoted with double quotes and may not contain any. A migration can
// be rolled back, and migrators exclude each other by a lock on the table of
// versions or by an advisory lock.
package postgres
