package whimbrel_test

import (
	"context"
	"fmt"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/whimbreltest"
)

// A migration with Ecto's verbs, and the SQL that it comes to.
func ExampleSet_Change() {
	var migrations whimbrel.Set
	migrations.Change("20190417140000_add_weather_table", func(m *whimbrel.Migration) {
		m.CreateTable("weather", func(t *whimbrel.Columns) {
			t.Add("city", whimbrel.String, whimbrel.Size(40), whimbrel.Null(false))
			t.Add("station_id", whimbrel.References("stations", whimbrel.OnDelete(whimbrel.DeleteAll)))
		})
		m.Create(whimbrel.UniqueIndex("weather", "city"))
	})

	sql, err := whimbreltest.Plan(context.Background(), postgres.New(), migrate.Config{Set: &migrations})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(sql)
	// Output:
	// -- up 20190417140000_add_weather_table
	// CREATE TABLE "weather" ("id" bigserial, "city" varchar(40) NOT NULL, "station_id" bigint, CONSTRAINT "weather_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "stations"("id") ON DELETE CASCADE, PRIMARY KEY ("id"));
	// CREATE UNIQUE INDEX "weather_city_index" ON "weather" ("city");
	//
	// -- down 20190417140000_add_weather_table
	// DROP INDEX "weather_city_index";
	// DROP TABLE "weather";
}
