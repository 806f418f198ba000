package migrate

import (
	"context"

	"github.com/whimbrel-go/whimbrel/database"
)

// session is what code in a migration sees of the database: the session of the
// migration, in its transaction if it has one.
type session struct {
	conn database.Conn
	// busy runs a statement, again if need be.
	busy func(func() error) error
}

// Exec runs a statement.
func (s *session) Exec(ctx context.Context, sql string, args ...any) error {
	if len(args) > 0 {
		_, err := s.Query(ctx, sql, args...)
		return err
	}
	return s.busy(func() error { return s.conn.Exec(ctx, sql) })
}

// Query returns all rows of a query.
func (s *session) Query(ctx context.Context, sql string, args ...any) (rows [][]any, err error) {
	err = s.busy(func() error {
		rows, err = s.conn.Query(ctx, sql, args...)
		return err
	})
	return rows, err
}
