package database

import (
	"context"
	"errors"
	"fmt"

	"github.com/whimbrel-go/whimbrel/dialect"
)

// Connector gives sessions with one database. It is safe for concurrent use;
// making one opens nothing.
//
// The packages below make connectors of what a program has: sqldb.New of a
// *sql.DB, pgx.Pool of a *pgxpool.Pool, pgx.URL of a connection string.
type Connector interface {
	// Connect opens a session. Whoever asked for it closes it.
	Connect(ctx context.Context) (Conn, error)
	// Dialect writes the SQL that the database understands.
	Dialect() dialect.Dialect
}

// Conn is one session with a database. It is not safe for concurrent use.
type Conn interface {
	// Exec runs the statements in order and stops at the first that fails,
	// whose error is an *[Error] with its index. Transactions are statements
	// like any other (BEGIN, COMMIT), so that they travel in the same batch.
	Exec(ctx context.Context, statements ...string) error
	// Query returns all rows of a query. Values are int64, float64, bool,
	// string, []byte, time.Time or nil.
	Query(ctx context.Context, query string, args ...any) ([][]any, error)
	// OnNotice sets what is called for each message that the server sends
	// beside its results (PostgreSQL's NOTICE and WARNING).
	OnNotice(func(Notice))
	// Close gives the session up. Nothing of it stays behind: no lock, no
	// transaction, no setting.
	Close(ctx context.Context) error
}

// Notice is a message of the server that is not an error.
type Notice struct{ Severity, Message string }

// Error is a statement's failure, as the server tells it.
type Error struct {
	// Index is the place of the failing statement among those of Exec.
	Index int
	// SQL is the failing statement.
	SQL string
	// Code is the server's code: an SQLSTATE, or MySQL's number.
	Code string
	// Message, Detail and Hint are the server's words.
	Message, Detail, Hint string
	// Severity is PostgreSQL's: "ERROR". Schema, Table, Column and Constraint
	// are what the error is about, as far as PostgreSQL says it.
	Severity, Schema, Table, Column, Constraint string
	// Position is the character of SQL (from 1) that the server points at, or 0.
	Position int
	// Err is the driver's error.
	Err error
}

// Error returns the server's message with its code.
func (e *Error) Error() string {
	if e.Code == "" {
		return e.Message
	}
	return fmt.Sprintf("%s (%s)", e.Message, e.Code)
}

// Unwrap returns the driver's error.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the server's code within err, or "".
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
