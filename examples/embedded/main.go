// Command embedded is a program that brings its migrations along and runs them
// when it starts, on whichever database it is given:
//
//	go run ./examples/embedded -database weather.db
//	go run ./examples/embedded -database postgres://localhost/weather
//	go run ./examples/embedded -database mysql://root@localhost/weather
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/examples/embedded/migrations"
	"github.com/whimbrel-go/whimbrel/migrate"
)

func main() {
	url := flag.String("database", "weather.db", "an SQLite file, or a postgres:// or mysql:// URL")
	undo := flag.Bool("undo", false, "undo all migrations instead of running them")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *url, *undo, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url string, undo bool, out io.Writer) error {
	db, closeDB, err := open(url)
	if err != nil {
		return err
	}
	defer closeDB()
	m, err := migrate.New(db, migrate.Config{
		Set:    &migrations.Migrations,
		FS:     migrations.Scripts,
		Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	if undo {
		_, err := m.Down(ctx, migrate.All())
		return err
	}
	applied, err := m.Up(ctx, migrate.All())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d migrations were run\n", len(applied))
	return serve(ctx, db, out)
}

// serve is what the program is for.
func serve(ctx context.Context, db database.Connector, out io.Writer) error {
	conn, err := db.Connect(ctx)
	if err != nil {
		return err
	}
	rows, err := conn.Query(ctx, "SELECT name FROM stations ORDER BY name")
	if err != nil {
		return err
	}
	for _, row := range rows {
		fmt.Fprintln(out, "station", row[0])
	}
	return conn.Close(ctx)
}
