package pgx

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/internal/pgtext"
)

// conn is a session with PostgreSQL.
type conn struct {
	pg     *pgconn.PgConn
	notice func(database.Notice)
	// types are those that the server was asked for; see typeOf.
	types map[uint32]pgtext.Type
}

// Connect opens a session. The text is a URL or a key=value string as libpq
// takes it, with the PG* environment variables as defaults; Ecto's scheme
// "ecto" and its parameter "ssl" are understood too. Its errors are
// *[database.Error] values and never hold the password.
func Connect(ctx context.Context, text string) (database.Conn, error) {
	config, err := parse(text)
	if err != nil {
		return nil, err
	}
	c := &conn{}
	c.prepare(config)
	defer keepRefused(config).close()
	if c.pg, err = pgconn.ConnectConfig(ctx, config); err != nil {
		return nil, connectError(ctx, config, err)
	}
	return c, nil
}

func (c *conn) OnNotice(f func(database.Notice)) { c.notice = f }

// SessionID is what the server said when the session began.
func (c *conn) SessionID() int64 { return int64(c.pg.PID()) }

func (c *conn) Close(ctx context.Context) error { return c.pg.Close(ctx) }

// connectError says what went wrong in our own words. The driver's error is
// not wrapped: it carries the configuration with the password in it.
func connectError(ctx context.Context, config *pgconn.Config, err error) error {
	e := &database.Error{Message: "cannot connect to " + describe(config)}
	because := func(text string) { e.Message += ": " + scrub(text, config.Password) }

	var server *pgconn.PgError
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &server):
		e.Code, e.Detail, e.Hint = server.Code, server.Detail, server.Hint
		because(server.Message)
	case ctx.Err() != nil:
		e.Err = ctx.Err()
		because(ctx.Err().Error())
	case errors.As(err, &dns):
		because("the host is not known")
	case errors.As(err, &op) && op.Timeout(), errors.Is(err, context.DeadlineExceeded):
		because("no answer in time")
	case errors.As(err, &op):
		because(op.Err.Error())
	default:
		because(lastLine(err.Error()))
	}
	if e.Hint == "" {
		e.Hint = connectHint(e.Code, config.Database)
	}
	return e
}

func connectHint(code, name string) string {
	switch code {
	case "": // no server answered
		return "is the server running, and are the host and the port right?"
	case "28P01", "28000":
		return "check the user and the password"
	case "3D000":
		return "create the database " + name + " first (whimbrel create)"
	}
	return ""
}

// lastLine is the innermost reason of a driver's message of several lines.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

// scrub is the last guard: no known code path puts the password there.
func scrub(text, password string) string {
	if password == "" {
		return text
	}
	return strings.ReplaceAll(text, password, "xxxxx")
}
