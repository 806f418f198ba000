// Package crashtest disturbs whole runs of the real program: it is killed at
// each message to the server and at any time in between, its connection is cut,
// its server restarted, its disk filled, and it is sent signals. Then it is run
// again until it is done, and the schema, the versions and the rows must be
// what an undisturbed run leaves. Many runs at once must leave the same.
//
// An ordinary run of the tests disturbs a few times. WHIMBREL_TEST_LONG=1
// disturbs at every message, before and after the server has got it, and
// hundreds of times in between:
//
//	WHIMBREL_TEST_LONG=1 go test -timeout 1h -v ./internal/crashtest
//
// WHIMBREL_TEST_SEED is the seed of the random times; each test prints its own.
package crashtest
