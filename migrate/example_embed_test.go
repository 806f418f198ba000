package migrate_test

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"log"

	_ "modernc.org/sqlite" // the driver

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/migrate"
)

//go:embed testdata/example/*.exs
var scripts embed.FS

// Ecto's scripts become part of the program, which can show the SQL before it
// runs them.
func Example_embed() {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1) // a database in memory lives in its connection

	ctx := context.Background()
	m, err := migrate.New(sqldb.New(db, sqldb.SQLite), migrate.Config{FS: scripts})
	if err != nil {
		log.Fatal(err)
	}
	plan, err := m.Plan(ctx, whimbrel.Up, migrate.Step(1))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plan[0].Statements[0].SQL)
	applied, err := m.Up(ctx, migrate.All())
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range applied {
		fmt.Println(a.Direction, a.Version, a.Name)
	}
	// Output:
	// CREATE TABLE "stations" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "name" TEXT NOT NULL)
	// up 20260101120000 create_stations
	// up 20260102120000 create_weather
}
