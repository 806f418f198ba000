// Package mysql writes SQL for MySQL and MariaDB, word for word as Ecto's
// adapter does (Ecto.Adapters.MyXQL.Connection.execute_ddl/1 of ecto_sql 3.13).
//
// Names are quoted with backticks and may not contain any. MySQL commits before
// and after every change of the schema, so that a migration cannot be rolled
// back; migrators exclude each other by a named lock of the session. What the
// adapter refuses is refused with the way around; what it leaves out without a
// word (the comment, include, options and only of an index) is left out.
package mysql
