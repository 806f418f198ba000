package migrations

import "github.com/whimbrel-go/whimbrel"

func init() {
	Migrations.Change("20190419080000_weather_belongs_to_stations", weatherBelongsToStations)
}

func weatherBelongsToStations(m *whimbrel.Migration) {
	m.AlterTable("weather", func(t *whimbrel.Changes) {
		t.Add("station_id", whimbrel.References("stations", whimbrel.OnDelete(whimbrel.DeleteAll)))
	})
	m.Create(whimbrel.Index("weather", "city"))
}
