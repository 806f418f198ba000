package pgx

import (
	"bufio"
	"io"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

// proxy passes connections on to a server and counts them.
func proxy(t *testing.T, address string) (string, *atomic.Int32) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	count := &atomic.Int32{}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			count.Add(1)
			server, err := net.Dial("tcp", address)
			if err != nil {
				_ = client.Close()
				return
			}
			go func() { _, _ = io.Copy(server, bufio.NewReader(client)); _ = server.Close() }()
			go func() { _, _ = io.Copy(client, server); _ = client.Close() }()
		}
	}()
	return listener.Addr().String(), count
}

// A server without TLS is connected to once, as libpq does, and not once more
// without the question for TLS.
func TestRefusedTLSCostsNoSecondConnection(t *testing.T) {
	u, err := url.Parse(dbtest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[string]int32{"prefer": 1, "disable": 1, "": 1} {
		through := *u
		address, count := proxy(t, u.Host)
		through.Host = address
		if mode != "" {
			through.RawQuery = "sslmode=" + mode
		}
		conn, err := Connect(t.Context(), through.String())
		if err != nil {
			t.Fatalf("sslmode %q: %v", mode, err)
		}
		rows, err := conn.Query(t.Context(), "SELECT 1")
		if err != nil || len(rows) != 1 {
			t.Errorf("sslmode %q: got %v, %v", mode, rows, err)
		}
		_ = conn.Close(t.Context())
		if got := count.Load(); got != want {
			t.Errorf("sslmode %q: %d connections, want %d", mode, got, want)
		}
	}
	through := *u
	address, _ := proxy(t, u.Host)
	through.Host, through.RawQuery = address, "sslmode=require"
	if _, err := Connect(t.Context(), through.String()); err == nil || !strings.Contains(err.Error(), "TLS") {
		t.Errorf("sslmode require: got %v", err)
	}
}
