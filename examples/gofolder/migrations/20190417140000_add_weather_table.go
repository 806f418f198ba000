package migrations

import "github.com/whimbrel-go/whimbrel"

func init() { Migrations.Change("20190417140000_add_weather_table", addWeatherTable) }

func addWeatherTable(m *whimbrel.Migration) {
	m.CreateTable("weather", func(t *whimbrel.Columns) {
		t.Add("city", whimbrel.String, whimbrel.Size(40))
		t.Add("temp_lo", whimbrel.Integer)
		t.Add("temp_hi", whimbrel.Integer)
		t.Add("prcp", whimbrel.Float)
		t.Timestamps()
	})
}
