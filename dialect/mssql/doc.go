// Package mssql writes SQL for Microsoft SQL Server, word for word as Ecto's
// adapter does (Ecto.Adapters.Tds.Connection.execute_ddl/1 of ecto_sql 3.13).
//
// Names stand in brackets and may not contain any. An alter block is one text
// of several statements. Existence is tested with IF (NOT) EXISTS before the
// statement. What the adapter refuses is refused with the way around; comments,
// engines and the only option of an index are left out.
package mssql
