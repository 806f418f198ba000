package database

import (
	"context"
	"errors"

	"github.com/whimbrel-go/whimbrel/command"
)

// Asker is a session that answers queries with names and exact types: it takes
// and gives numbers of any size, decimals, days and times, JSON and arrays as
// the database's driver for Elixir does.
type Asker interface {
	Ask(ctx context.Context, query string, params []command.Value) (*command.Result, error)
}

// Ask asks a session, or the one that it wraps.
func Ask(ctx context.Context, conn Conn, query string, params []command.Value) (*command.Result, error) {
	for conn != nil {
		if asker, ok := conn.(Asker); ok {
			return asker.Ask(ctx, query, params)
		}
		wrapper, ok := conn.(interface{ Unwrap() Conn })
		if !ok {
			break
		}
		conn = wrapper.Unwrap()
	}
	return nil, errors.New("the connection cannot answer queries with parameters: it has no method Ask; those of database/pgx and database/sqldb have it")
}
