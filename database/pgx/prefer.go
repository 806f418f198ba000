package pgx

import (
	"bytes"
	"context"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// refused keeps the sockets on which a server has refused TLS. With sslmode
// prefer, the default, the driver closes such a socket and opens another one
// without TLS, for which the server forks a second process. libpq goes on with
// the first socket, and so do we.
type refused struct {
	mutex sync.Mutex
	// sockets are those that can be gone on with, by network and address; nil
	// once the session is there.
	sockets map[[2]string]net.Conn
}

// keepRefused makes a configuration go on with the sockets that it would
// close. The driver must be done with connecting when close is called.
func keepRefused(config *pgconn.Config) *refused {
	r := &refused{sockets: map[[2]string]net.Conn{}}
	mayRefuse := func(f *pgconn.FallbackConfig) bool { return f.TLSConfig == nil }
	if config.TLSConfig == nil || !slices.ContainsFunc(config.Fallbacks, mayRefuse) {
		return r
	}
	dial := config.DialFunc
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		key := [2]string{network, address}
		socket, connecting := r.take(key)
		if socket != nil {
			return socket, nil
		}
		socket, err := dial(ctx, network, address)
		if err != nil || !connecting {
			return socket, err
		}
		return &asking{Conn: socket, refused: r, key: key}, nil
	}
	return r
}

// take returns a socket that was kept, and whether the driver still connects.
func (r *refused) take(key [2]string) (net.Conn, bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	socket := r.sockets[key]
	delete(r.sockets, key)
	return socket, r.sockets != nil
}

// keep keeps a socket and reports whether it did.
func (r *refused) keep(key [2]string, socket net.Conn) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.sockets == nil || r.sockets[key] != nil || socket.SetDeadline(time.Time{}) != nil {
		return false
	}
	r.sockets[key] = socket
	return true
}

// close closes the sockets that nobody has asked for.
func (r *refused) close() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, socket := range r.sockets {
		_ = socket.Close()
	}
	r.sockets = nil
}

// asking is a socket on which the driver may ask for TLS.
type asking struct {
	net.Conn
	refused *refused
	key     [2]string
	// sent and got are how often something was sent and read; asked: the first
	// message was the question for TLS; no: the answer was no.
	sent, got int
	asked, no bool
}

// sslRequest is the message that asks for TLS (SSLRequest in the protocol).
var sslRequest = []byte{0, 0, 0, 8, 4, 210, 22, 47}

func (a *asking) Write(message []byte) (int, error) {
	if a.sent++; a.sent == 1 {
		a.asked = bytes.Equal(message, sslRequest)
	}
	return a.Conn.Write(message)
}

func (a *asking) Read(answer []byte) (int, error) {
	n, err := a.Conn.Read(answer)
	if a.got++; a.got == 1 {
		a.no = a.asked && a.sent == 1 && n == 1 && answer[0] == 'N'
	}
	return n, err
}

func (a *asking) Close() error {
	if a.no && a.sent == 1 && a.got == 1 && a.refused.keep(a.key, a.Conn) {
		return nil
	}
	return a.Conn.Close()
}
