// Command otel traces a run of migrations with OpenTelemetry and prints the
// spans. It is a module of its own, so that nobody else has to download
// OpenTelemetry:
//
//	cd examples/otel && go run .
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"

	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	_ "modernc.org/sqlite" // the "sqlite" driver

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/migrate"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	exporter, err := stdouttrace.New(stdouttrace.WithWriter(out), stdouttrace.WithPrettyPrint())
	if err != nil {
		return err
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	return errors.Join(migrateTraced(ctx, provider), provider.Shutdown(ctx))
}

// migrateTraced runs the migrations below a span of its own.
func migrateTraced(ctx context.Context, provider *sdktrace.TracerProvider) error {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1) // a database in memory lives in its connection

	t := &tracer{tracer: provider.Tracer("github.com/whimbrel-go/whimbrel/examples/otel")}
	m, err := migrate.New(sqldb.New(db, sqldb.SQLite), migrate.Config{Set: migrations(), Observe: t.observe})
	if err != nil {
		return err
	}
	ctx, span := t.tracer.Start(ctx, "migrations")
	defer span.End()
	_, err = m.Up(ctx, migrate.All())
	return err
}

func migrations() *whimbrel.Set {
	var set whimbrel.Set
	set.Change("20260101120000_create_stations", func(m *whimbrel.Migration) {
		m.CreateTable("stations", func(t *whimbrel.Columns) { t.Add("name", whimbrel.String) })
	})
	set.Change("20260102120000_create_weather", func(m *whimbrel.Migration) {
		m.CreateTable("weather", func(t *whimbrel.Columns) { t.Add("station_id", whimbrel.References("stations")) })
	})
	return &set
}
