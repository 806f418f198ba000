// Package structure writes the structure of a database into a file of SQL,
// structure.sql, and loads it again, as "mix ecto.dump" and "mix ecto.load" do:
// with pg_dump and psql, with mysqldump and mysql (or MariaDB's names for them),
// and without any program for SQLite.
//
// The same structure gives the same file: what depends on the version of a
// program, on the user, the day or the rows is taken out. The applied versions
// are part of it, so that a database that was loaded has nothing pending.
package structure
