// Package database is the small interface through which the migrator talks to
// a database: a [Connector] that opens sessions, and a session, [Conn], that
// runs a batch of statements in as few round trips as the protocol allows, and
// answers simple queries. The packages below implement it; this one links no
// driver.
package database
