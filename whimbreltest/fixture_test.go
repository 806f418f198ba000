package whimbreltest_test

import (
	"context"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// each runs a test on every database.
func each(t *testing.T, f func(t *testing.T, db database.Connector)) {
	dbtest.Each(t, func(t *testing.T, d dbtest.Database) {
		u, err := url.Parse(d.URL)
		if err != nil {
			t.Fatal(err)
		}
		switch u.Scheme {
		case "postgres":
			f(t, pgx.URL(d.URL))
		case "sqlite":
			f(t, sqldb.New(dbtest.Open(t, d.URL), sqldb.SQLite))
		default:
			f(t, sqldb.New(dbtest.Open(t, d.URL), sqldb.MySQL))
		}
	})
}

// recorder is a test that only writes down how it went.
type recorder struct {
	testing.TB
	failed bool
	said   strings.Builder
}

func (r *recorder) Helper()                  {}
func (r *recorder) Context() context.Context { return r.TB.Context() }
func (r *recorder) Failed() bool             { return r.failed }

func (r *recorder) Errorf(format string, args ...any) {
	r.failed = true
	fmt.Fprintf(&r.said, format+"\n", args...)
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }

// record runs an assertion and returns what it complained about.
func record(t *testing.T, f func(t testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	return r.said.String()
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("missing %q in:\n%s", part, text)
		}
	}
}
