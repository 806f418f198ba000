package migrate_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// Migrations are usually in a package of their own, one file each, and add
// themselves in init functions.
func weatherMigrations() *whimbrel.Set {
	var set whimbrel.Set
	set.Change("20260101120000_create_stations", func(m *whimbrel.Migration) {
		m.CreateTable("stations", func(t *whimbrel.Columns) {
			t.Add("name", whimbrel.String, whimbrel.Null(false))
		})
	})
	set.Change("20260102120000_create_weather", func(m *whimbrel.Migration) {
		m.CreateTable("weather", func(t *whimbrel.Columns) {
			t.Add("station_id", whimbrel.References("stations", whimbrel.OnDelete(whimbrel.DeleteAll)))
			t.Add("temperature", whimbrel.Float)
		})
	})
	return &set
}

// memory is a database for the examples.
func memory() *sql.DB {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(1) // a database in memory lives in its connection
	return db
}

// A program migrates its database when it starts. Several instances may start
// at once: they take turns by Ecto's lock, and those that come later find
// nothing to do.
func Example() {
	db := memory()
	defer func() { _ = db.Close() }()

	m, err := migrate.New(sqldb.New(db, sqldb.SQLite), migrate.Config{Set: weatherMigrations()})
	if err != nil {
		log.Fatal(err)
	}
	var instances sync.WaitGroup
	total := make(chan int, 3)
	for range cap(total) {
		instances.Go(func() {
			applied, err := m.Up(context.Background(), migrate.All())
			if err != nil {
				log.Fatal(err)
			}
			total <- len(applied)
		})
	}
	instances.Wait()
	fmt.Println("migrations run by the three instances together:", <-total+<-total+<-total)
	// Output:
	// migrations run by the three instances together: 2
}

// An endpoint for whoever wants to know whether a deployment is complete.
func ExampleMigrator_Migrations() {
	db := memory()
	defer func() { _ = db.Close() }()
	m, err := migrate.New(sqldb.New(db, sqldb.SQLite), migrate.Config{Set: weatherMigrations()})
	if err != nil {
		log.Fatal(err)
	}

	status := func(w http.ResponseWriter, r *http.Request) {
		migrations, err := m.Migrations(r.Context())
		if err != nil {
			http.Error(w, "the database cannot be asked", http.StatusInternalServerError)
			return
		}
		code := http.StatusOK
		for _, s := range migrations {
			if !s.Up {
				code = http.StatusServiceUnavailable
			}
		}
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(migrations)
	}

	show := func() {
		response := httptest.NewRecorder()
		status(response, httptest.NewRequest(http.MethodGet, "/migrations", nil))
		fmt.Println(response.Code)
	}
	show()
	if _, err := m.Up(context.Background(), migrate.All()); err != nil {
		log.Fatal(err)
	}
	show()
	// Output:
	// 503
	// 200
}

// The versions can be in a table of another name, beside that of Ecto.
func ExampleConfig_versionsTable() {
	db := memory()
	defer func() { _ = db.Close() }()
	m, err := migrate.New(sqldb.New(db, sqldb.SQLite), migrate.Config{
		Set:           weatherMigrations(),
		VersionsTable: "weather_versions",
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := m.Up(context.Background(), migrate.All()); err != nil {
		log.Fatal(err)
	}
	var rows int
	if err := db.QueryRow("SELECT count(*) FROM weather_versions").Scan(&rows); err != nil {
		log.Fatal(err)
	}
	fmt.Println(rows)
	// Output:
	// 2
}

// A program with two databases has a migrator for each.
func ExampleNew_repositories() {
	weather, analytics := memory(), memory()
	defer func() { _, _ = weather.Close(), analytics.Close() }()
	var events whimbrel.Set
	events.Change("20260103120000_create_events", func(m *whimbrel.Migration) { m.CreateTable("events", nil) })

	for _, repo := range []struct {
		name string
		db   *sql.DB
		set  *whimbrel.Set
	}{
		{"Weather.Repo", weather, weatherMigrations()},
		{"Analytics.Repo", analytics, &events},
	} {
		m, err := migrate.New(sqldb.New(repo.db, sqldb.SQLite), migrate.Config{Set: repo.set, Repo: repo.name})
		if err != nil {
			log.Fatal(err)
		}
		applied, err := m.Up(context.Background(), migrate.All())
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(repo.name, len(applied))
	}
	// Output:
	// Weather.Repo 2
	// Analytics.Repo 1
}

// A logger is told what happens; a function can see every event.
func ExampleConfig_observe() {
	db := memory()
	defer func() { _ = db.Close() }()
	timeless := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}
	statements := 0
	m, err := migrate.New(sqldb.New(db, sqldb.SQLite), migrate.Config{
		Set:    weatherMigrations(),
		Logger: slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: timeless})),
		Observe: func(_ context.Context, event migrate.Event) {
			switch e := event.(type) {
			case migrate.Ran:
				statements++ // and e.Duration
			case migrate.Failed:
				fmt.Println("alert somebody:", e.Err)
			}
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := m.Up(context.Background(), migrate.All()); err != nil {
		log.Fatal(err)
	}
	fmt.Println("statements:", statements)
	// Output:
	// level=INFO msg=migrated version=20260101120000 name=create_stations direction=up
	// level=INFO msg=migrated version=20260102120000 name=create_weather direction=up
	// statements: 2
}

// What cannot be undone is refused before anything runs, with the place in the
// source.
func ExampleMigrator_Down() {
	db := memory()
	defer func() { _ = db.Close() }()
	set := weatherMigrations()
	set.Change("20260103120000_drop_weather", func(m *whimbrel.Migration) { m.DropTable("weather") })
	m, err := migrate.New(sqldb.New(db, sqldb.SQLite), migrate.Config{Set: set})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	if _, err := m.Up(ctx, migrate.All()); err != nil {
		log.Fatal(err)
	}
	_, err = m.Down(ctx, migrate.All())
	fmt.Println(migrate.IsIrreversible(err))
	for _, d := range diag.All(err) {
		fmt.Println(d.Pos.File, d.Summary)
	}
	// Output:
	// true
	// example_test.go cannot reverse migration command: drop table weather
}
