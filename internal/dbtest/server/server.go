package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

const (
	// administrator is the name of the account that Server.URL logs in with.
	administrator = "whimbrel"

	// startTimeout is generous: a start takes about a second, but a loaded
	// CI machine can be many times slower than a laptop.
	startTimeout = 90 * time.Second

	// pollInterval is the pause between two attempts to connect to a server
	// that is starting.
	pollInterval = 10 * time.Millisecond
)

// Kind is a database product that this package can start.
type Kind int

// The supported products.
const (
	Postgres Kind = iota
	MariaDB
)

// Kinds lists the supported products.
func Kinds() []Kind { return []Kind{Postgres, MariaDB} }

// String returns the product's name as its makers write it.
func (k Kind) String() string {
	switch k {
	case Postgres:
		return "PostgreSQL"
	case MariaDB:
		return "MariaDB"
	}
	return fmt.Sprintf("Kind(%d)", int(k))
}

// URLVariable returns the name of the environment variable that carries the
// administrator's URL of a server to use instead of starting one.
func (k Kind) URLVariable() string {
	if k == Postgres {
		return "WHIMBREL_TEST_POSTGRES_URL"
	}
	return "WHIMBREL_TEST_MARIADB_URL"
}

// BinVariable returns the name of the environment variable that carries the
// directory of the product's binaries, for installations in unusual places.
func (k Kind) BinVariable() string {
	if k == Postgres {
		return "WHIMBREL_TEST_POSTGRES_BIN"
	}
	return "WHIMBREL_TEST_MARIADB_BIN"
}

// Server is a running private server.
type Server struct {
	// Kind is the product.
	Kind Kind
	// URL logs in as the administrator, who may do everything:
	// postgres://user:password@127.0.0.1:port/postgres or
	// mysql://user:password@127.0.0.1:port/mysql.
	URL string
	// Version is what the server calls itself, such as "15.14".
	Version string
	// Startup is the time that Start took.
	Startup time.Duration

	engine  engine
	home    *home
	process *process
}

// engine is how one product is set up and run. Its functions are called in
// the order of the fields.
type engine struct {
	// account is the system account to run as if the caller is root.
	account string
	// prepare, if there is one, brings the programs where the account reaches
	// them.
	prepare func(h *home) error
	// initialise returns the command that creates the data directory.
	initialise func(h *home) (command, error)
	// serve returns the command that runs the server in the foreground.
	serve func(h *home, port int) (command, error)
	// url returns the administrator's URL.
	url func(port int) *url.URL
	// version is the query for the server's version.
	version string
}

// Start starts a private server. It returns an error that wraps [ErrMissing]
// if the product is not installed. Cancelling ctx abandons the start; it has
// no influence on a started server.
func Start(ctx context.Context, kind Kind) (*Server, error) {
	server, err := start(ctx, kind)
	if err != nil {
		return nil, fmt.Errorf("start a private %v server: %w", kind, err)
	}
	return server, nil
}

func start(ctx context.Context, kind Kind) (*Server, error) {
	build := installedPostgres
	if kind == MariaDB {
		build = newMariaDB
	}
	eng, err := build(rand.Text())
	if err != nil {
		return nil, err
	}
	return startEngine(ctx, kind, eng)
}

// startEngine starts the server in a directory of its own.
func startEngine(ctx context.Context, kind Kind, eng engine) (_ *Server, err error) {
	begin := time.Now()
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()

	h, err := newHome(kind, eng.account)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()

	if eng.prepare != nil {
		if err := eng.prepare(h); err != nil {
			return nil, err
		}
	}
	cmd, err := eng.initialise(h)
	if err != nil {
		return nil, err
	}
	if err := h.run(ctx, cmd); err != nil {
		return nil, err
	}
	server := &Server{Kind: kind, engine: eng, home: h}
	if err := server.launch(ctx, eng); err != nil {
		return nil, err
	}
	server.Startup = time.Since(begin)
	return server, nil
}

// launch runs the server on a free port and waits until it answers.
func (s *Server) launch(ctx context.Context, eng engine) error {
	const attempts = 5
	for attempt := 1; ; attempt++ {
		port, err := freePort()
		if err != nil {
			return err
		}
		err = s.launchOn(ctx, eng, port)
		// Nobody reserves the port between the question and the server's
		// own bind, so another process can take it.
		if err != nil && attempt < attempts && strings.Contains(err.Error(), "ddress already in use") {
			continue
		}
		return err
	}
}

func (s *Server) launchOn(ctx context.Context, eng engine, port int) error {
	cmd, err := eng.serve(s.home, port)
	if err != nil {
		return err
	}
	process, err := s.home.start(cmd)
	if err != nil {
		return err
	}
	address := eng.url(port).String()
	version, err := waitUntilReady(ctx, process, address, eng.version)
	if err != nil {
		return errors.Join(err, process.stop())
	}
	s.URL, s.Version, s.process = address, version, process
	return nil
}

// waitUntilReady connects until the server answers or has ended.
//
// A foreign server that took the port first cannot be mistaken for ours: it
// does not know the random password, and ours ends because it cannot bind.
func waitUntilReady(ctx context.Context, p *process, address, query string) (string, error) {
	db, err := Open(address)
	if err != nil {
		return "", err
	}
	defer db.Close()
	for {
		var version string
		err := db.QueryRowContext(ctx, query).Scan(&version)
		if err == nil {
			return version, nil
		}
		select {
		case <-p.ended:
			return "", fmt.Errorf("the server ended while starting: %w", p.failure())
		case <-ctx.Done():
			return "", fmt.Errorf("the server does not answer: %w (last attempt: %v)", context.Cause(ctx), err)
		case <-time.After(pollInterval):
		}
	}
}

// Stop stops the server at once and removes its directory.
func (s *Server) Stop() error {
	if err := errors.Join(s.process.stop(), s.home.close()); err != nil {
		return fmt.Errorf("stop the private %v server: %w", s.Kind, err)
	}
	return nil
}

// PID returns the number of the server's process.
func (s *Server) PID() int { return s.process.cmd.Process.Pid }

// Dir returns the server's directory.
func (s *Server) Dir() string { return s.home.dir }

// freePort asks the kernel for a port that is free at this moment.
func freePort() (int, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
