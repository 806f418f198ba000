package pgx_test

import (
	"context"
	"fmt"
	"os"

	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// Migrations from a folder, on a server of PostgreSQL.
func ExampleURL() {
	m, err := migrate.New(pgx.URL(os.Getenv("DATABASE_URL")), migrate.Config{FS: os.DirFS("priv/repo/migrations")})
	if err != nil {
		fmt.Println(err)
		return
	}
	applied, err := m.Up(context.Background(), migrate.All())
	fmt.Println(len(applied), err)
}
