// Package dbtest gives tests fresh, empty databases of real servers.
//
//	func TestApply(t *testing.T) {
//		dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
//			conn := dbtest.Open(t, db.URL)
//			...
//		})
//	}
//
// # Where the servers come from
//
// The script ./test starts one private PostgreSQL and one private MariaDB for
// all test packages (see the command cmd/servers) and hands their addresses
// down in WHIMBREL_TEST_POSTGRES_URL and WHIMBREL_TEST_MARIADB_URL.
//
// Without these variables, as in a plain "go test ./migrate", the first test
// that asks for a database starts the server, once in each test process; it
// takes about a second. The server ends with the process, however that ends
// (see package server for how), so a TestMain is not needed; [Main] is there
// for packages that want the end to be orderly.
//
// A test is skipped if its server is not installed, saying how to install it.
// With WHIMBREL_TEST_REQUIRE_SERVERS=1, as in CI, it fails instead. A server
// that is installed but does not start always fails the test.
//
// # Rules
//
// All tests share the servers, in parallel. A test may do anything within its
// own database; what belongs to a whole server (roles, settings, accounts)
// needs a unique name and a t.Cleanup.
package dbtest
