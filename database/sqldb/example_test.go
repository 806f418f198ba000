package sqldb_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"

	_ "modernc.org/sqlite" // the driver

	"github.com/whimbrel-go/whimbrel/database/sqldb"
)

// A session of a *sql.DB, whatever its driver is.
func ExampleNew() {
	db, err := sql.Open("sqlite", sqldb.SQLiteDSN(":memory:", url.Values{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	ctx := context.Background()
	conn, err := sqldb.New(db, sqldb.SQLite).Connect(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close(ctx)
	err = conn.Exec(ctx, "CREATE TABLE posts (id INTEGER)", "INSERT INTO posts VALUES (1)", "INSERT INTO nowhere VALUES (1)")
	fmt.Println(err)
	rows, _ := conn.Query(ctx, "SELECT id FROM posts")
	fmt.Println(rows)
	// Output:
	// no such table: nowhere (1)
	// [[1]]
}
