// Package whimbrel is the language in which people write migrations in Go. It
// has the verbs of Ecto.Migration and records commands; it executes nothing.
//
//	var Migrations whimbrel.Set
//
//	func init() { Migrations.Change("20190417140000_add_weather_table", addWeatherTable) }
//
//	func addWeatherTable(m *whimbrel.Migration) {
//		m.CreateTable("weather", func(t *whimbrel.Columns) {
//			t.Add("city", whimbrel.String, whimbrel.Size(40))
//			t.Add("temp_lo", whimbrel.Integer)
//			t.Add("station_id", whimbrel.References("stations", whimbrel.OnDelete(whimbrel.DeleteAll)))
//			t.Timestamps()
//		})
//		m.Create(whimbrel.UniqueIndex("weather", "city"))
//	}
//
// Package migrate runs a [Set]. Mistakes are collected with the place in the
// Go file and reported together, before any SQL runs; only [Migration.Flush]
// returns an error.
package whimbrel
