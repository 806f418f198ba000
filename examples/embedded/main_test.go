package main

import (
	"bytes"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/whimbrel-go/whimbrel/examples/embedded/migrations"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/whimbreltest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// address is the database as the program's flag takes it.
func address(t *testing.T, db dbtest.Database) string {
	u, err := url.Parse(db.URL)
	if err != nil {
		t.Fatal(err)
	}
	if u.Scheme == "sqlite" {
		return filepath.FromSlash(u.Path)
	}
	return db.URL
}

func TestRun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		const stations = "station Helgoland\nstation Zugspitze\n"
		for _, want := range []string{"3 migrations were run\n" + stations, "0 migrations were run\n" + stations} {
			var out bytes.Buffer
			if err := run(t.Context(), address(t, db), false, &out); err != nil {
				t.Fatal(err)
			}
			if out.String() != want {
				t.Errorf("got:\n%swant:\n%s", out.String(), want)
			}
		}
		if err := run(t.Context(), address(t, db), true, nil); err != nil {
			t.Error(err)
		}
	})
}

// As the users of the library would test their migrations.
func TestMigrationsAreReversible(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d dbtest.Database) {
		db, closeDB, err := open(address(t, d))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(closeDB)
		whimbreltest.AssertReversible(t, db, migrate.Config{Set: &migrations.Migrations, FS: migrations.Scripts})
	})
}
