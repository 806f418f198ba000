package migrations

import (
	"context"
	"strings"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/examples/gofolder/internal/stations"
)

func init() { Migrations.Change("20190418090000_create_stations", createStations) }

// createStations makes a table and fills it with what the application's own
// code knows. Nothing needs to be undone: the table is dropped.
func createStations(m *whimbrel.Migration) {
	m.CreateTable("stations", func(t *whimbrel.Columns) {
		t.Add("name", whimbrel.String, whimbrel.Null(false))
		t.Add("city", whimbrel.String)
	})
	m.Create(whimbrel.UniqueIndex("stations", "name"))
	m.Run(insertStations, func(context.Context, whimbrel.DB) error { return nil })
}

func insertStations(ctx context.Context, db whimbrel.DB) error {
	var rows []string
	for _, s := range stations.First() {
		rows = append(rows, "('"+s.Name+"', '"+s.City+"')")
	}
	return db.Exec(ctx, "INSERT INTO stations (name, city) VALUES "+strings.Join(rows, ", "))
}
