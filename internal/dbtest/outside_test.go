package dbtest

import (
	"context"
	"database/sql"

	"github.com/whimbrel-go/whimbrel/internal/dbtest/server"
)

// openOutside connects without tying the connection to a test.
func openOutside(address string) (*sql.Conn, error) {
	db, err := server.Open(address)
	if err != nil {
		return nil, err
	}
	return db.Conn(context.Background())
}
