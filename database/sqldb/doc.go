// Package sqldb connects to MySQL, MariaDB, SQLite and SQL Server through
// database/sql. The caller chooses and opens the driver; this package links
// none.
package sqldb
