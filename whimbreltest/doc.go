// Package whimbreltest helps to test migrations: that every one of them can be
// undone and brings back the schema that was before it, and that they send the
// SQL that somebody has looked at.
//
//	import _ "modernc.org/sqlite" // or any other driver for SQLite
//
//	func TestMigrations(t *testing.T) {
//		whimbreltest.AssertReversible(t, whimbreltest.SQLite(t), migrate.Config{Set: &migrations.Migrations})
//	}
//
// On a server, pass a connector for an empty database:
//
//	whimbreltest.AssertReversible(t, pgx.URL(os.Getenv("TEST_DATABASE_URL")), config)
//
// The package links no driver; the test chooses it.
package whimbreltest
