package migrations

import (
	"context"

	"github.com/whimbrel-go/whimbrel"
)

func init() { Migrations.Change("20260103120000_seed_stations", seedStations) }

// seedStations runs code inside of the migration, in its transaction.
func seedStations(m *whimbrel.Migration) {
	m.Run(func(ctx context.Context, db whimbrel.DB) error {
		for _, name := range []string{"Helgoland", "Zugspitze"} {
			err := db.Exec(ctx, "INSERT INTO stations (name, inserted_at, updated_at) "+
				"VALUES ('"+name+"', '2026-01-03 12:00:00', '2026-01-03 12:00:00')")
			if err != nil {
				return err
			}
		}
		return nil
	}, func(ctx context.Context, db whimbrel.DB) error {
		return db.Exec(ctx, "DELETE FROM stations WHERE name IN ('Helgoland', 'Zugspitze')")
	})
}
