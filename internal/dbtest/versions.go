package dbtest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest/server"
)

// EachPostgres runs f as a subtest, named like "postgres13", on a private
// server of each version of PostgreSQL that [server.PackagedPostgres] lists,
// two at once. The URL is that of the administrator, whose database is empty.
// A version that cannot be had is skipped, unless servers are required. If none
// can be had, f runs on the server that all tests share, whatever its version.
func EachPostgres(t *testing.T, f func(t *testing.T, major int, url string)) {
	t.Helper()
	const atOnce = 2
	places := make(chan struct{}, atOnce)
	started := make(chan bool, len(server.PackagedPostgres()))
	t.Run("versions", func(t *testing.T) {
		for _, version := range server.PackagedPostgres() {
			t.Run(fmt.Sprintf("postgres%d", version.Major), func(t *testing.T) {
				t.Parallel()
				places <- struct{}{}
				defer func() { <-places }()
				address := startVersion(t, version)
				started <- true
				f(t, version.Major, address)
			})
		}
	})
	if len(started) == 0 && !t.Failed() {
		t.Run("postgres", func(t *testing.T) { f(t, 0, Postgres(t)) })
	}
}

// startVersion starts a server that stops at the end of the test.
func startVersion(t *testing.T, version server.Packaged) string {
	t.Helper()
	s, err := version.Start(t.Context())
	if errors.Is(err, server.ErrMissing) && !required() {
		t.Skipf("SKIPPED: not measured on PostgreSQL %d: %v", version.Major, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s.URL
}
