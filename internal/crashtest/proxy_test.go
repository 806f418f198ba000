package crashtest

import (
	"net"
	"net/url"
	"sync"
	"testing"
)

// proxy stands between the program and a server, and counts what the program
// sends.
type proxy struct {
	target   string
	listener net.Listener

	mu    sync.Mutex
	count int
	conns []net.Conn
	// hook says what happens at a message; nil is nothing.
	hook func(n int, message []byte) disturbance
}

// disturbance is what happens at a message.
type disturbance struct {
	// do is called instead of sending the message, or instead of delivering the
	// server's answer. nil is no disturbance.
	do func()
	// answered: the server gets the message and answers it.
	answered bool
	// through: the message is sent in any case, and do is called besides.
	through bool
}

func newProxy(t *testing.T, address string) *proxy {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{target: u.Host, listener: listener}
	t.Cleanup(func() { _ = listener.Close(); p.cut() })
	go p.serve()
	return p
}

// url is a server's address through the proxy.
func (p *proxy) url(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = p.listener.Addr().String()
	return u.String()
}

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp4", p.target)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, client, server)
		p.mu.Unlock()
		l := &link{proxy: p, client: client, server: server}
		go l.up()
		go l.down()
	}
}

// cut breaks all connections.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.conns = nil
}

// messages returns how many messages the program has sent.
func (p *proxy) messages() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.count
}

func (p *proxy) next(message []byte) disturbance {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
	if p.hook == nil {
		return disturbance{}
	}
	return p.hook(p.count, message)
}

// link is one connection through the proxy.
type link struct {
	proxy          *proxy
	client, server net.Conn

	mu sync.Mutex
	// waiting is called when the server answers.
	waiting func()
}

func (l *link) close() {
	_ = l.client.Close()
	_ = l.server.Close()
}

// up carries what the program sends. Both drivers write a message at a time.
func (l *link) up() {
	defer l.close()
	buffer := make([]byte, 1<<20)
	for {
		n, err := l.client.Read(buffer)
		if err != nil {
			return
		}
		d := l.proxy.next(buffer[:n])
		if d.do != nil && !d.answered && !d.through {
			d.do()
			return
		}
		if d.answered {
			l.mu.Lock()
			l.waiting = d.do
			l.mu.Unlock()
		}
		if _, err := l.server.Write(buffer[:n]); err != nil {
			return
		}
		if d.through {
			d.do()
		}
	}
}

// down carries what the server answers.
func (l *link) down() {
	defer l.close()
	buffer := make([]byte, 1<<20)
	for {
		n, err := l.server.Read(buffer)
		if err != nil {
			return
		}
		l.mu.Lock()
		do := l.waiting
		l.mu.Unlock()
		if do != nil {
			do()
			return
		}
		if _, err := l.client.Write(buffer[:n]); err != nil {
			return
		}
	}
}
