package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest/server"
)

// requireVariable makes missing servers failures.
const requireVariable = "WHIMBREL_TEST_REQUIRE_SERVERS"

// shared is the one server of its kind in this process, found or started when
// the first test asks for it.
type shared struct {
	kind  server.Kind
	once  sync.Once
	admin *sql.DB        // logged in as the administrator
	url   *url.URL       // of the administrator
	owned *server.Server // nil if somebody else started the server
	err   error
}

var (
	postgres = shared{kind: server.Postgres}
	mariadb  = shared{kind: server.MariaDB}
)

// get returns the server, or ends the test.
func (s *shared) get(t testing.TB) *shared {
	t.Helper()
	s.once.Do(s.open)
	switch {
	case errors.Is(s.err, server.ErrMissing) && !required():
		t.Skipf("SKIPPED for want of a %v server: %v", s.kind, s.err)
	case s.err != nil:
		t.Fatal(s.err)
	}
	return s
}

func (s *shared) open() {
	address := os.Getenv(s.kind.URLVariable())
	if address == "" {
		// Not the context of the test that happens to be first: the server
		// serves the others as well.
		s.owned, s.err = server.Start(context.Background(), s.kind)
		if s.err != nil {
			return
		}
		address = s.owned.URL
	}
	if s.url, s.err = url.Parse(address); s.err != nil {
		s.err = fmt.Errorf("%s: %w", s.kind.URLVariable(), s.err)
		return
	}
	s.admin, s.err = server.Open(address)
}

// close stops the server if this process started it.
func (s *shared) close() error {
	if s.owned == nil {
		return nil
	}
	_ = s.admin.Close()
	return s.owned.Stop()
}

// database returns the URL of one database on the server.
func (s *shared) database(name string) string {
	u := *s.url
	u.Path = "/" + name
	return u.String()
}

func required() bool {
	value := os.Getenv(requireVariable)
	return value != "" && value != "0"
}

// Main runs the tests and then stops the servers that they started. It is for
// a TestMain that does nothing else:
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
//
// It is optional: servers end with the process anyway, but Main waits until
// they have ended, and reports it if that goes wrong.
func Main(m *testing.M) { os.Exit(MainCode(m)) }

// MainCode is Main for a TestMain that has something to do afterwards: it
// returns the exit code.
func MainCode(m *testing.M) int {
	code := m.Run()
	if err := errors.Join(postgres.close(), mariadb.close()); err != nil {
		fmt.Fprintln(os.Stderr, "dbtest:", err)
		code = max(code, 1)
	}
	return code
}

// uniqueName returns a name for a test's database. It contains a part of the
// test's name, for people who look at a server's list of databases.
func uniqueName(t testing.TB) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '_'
	}, t.Name())
	// Both products allow about sixty bytes.
	return "wt_" + name[:min(len(name), 32)] + "_" + strings.ToLower(rand.Text()[:10])
}
