// Package sqldb connects to PostgreSQL, MySQL, MariaDB, SQLite and SQL Server
// through database/sql. The caller chooses and opens the driver; this package
// links none.
//
//	db, err := sql.Open("sqlite", sqldb.SQLiteDSN("app.db", nil))
//	...
//	m, err := migrate.New(sqldb.New(db, sqldb.SQLite), migrate.Config{Set: &migrations.Migrations})
//
// PostgreSQL is better reached through the package pgx beside this one: it
// sends a whole migration as one message, and passes the server's notices on.
package sqldb
