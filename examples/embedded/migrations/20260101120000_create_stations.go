package migrations

import "github.com/whimbrel-go/whimbrel"

func init() { Migrations.Change("20260101120000_create_stations", createStations) }

func createStations(m *whimbrel.Migration) {
	m.CreateTable("stations", func(t *whimbrel.Columns) {
		t.Add("name", whimbrel.String, whimbrel.Size(40), whimbrel.Null(false))
		t.Timestamps()
	})
	m.Create(whimbrel.UniqueIndex("stations", "name"))
}
