package migrate_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
)

// manyFiles are more than one goroutine loads, the last of which are broken.
func manyFiles(t *testing.T, broken int) *world {
	w := newWorld(t, dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)})
	w.addTables(100)
	for version := 1; version <= broken; version++ {
		w.files[fmt.Sprintf("%[1]d_b%[1]d.test", 1000+version)] = &fstest.MapFile{Data: []byte("oops")}
	}
	return w
}

// Many files run in their order, however they were loaded.
func TestLoadMany(t *testing.T) {
	w := manyFiles(t, 0)
	var want []int64
	for version := range int64(100) {
		want = append(want, version+1)
	}
	same(t, "up", w.up(migrate.All()), want)
}

// All problems of many files are told, in their order, and nothing has run.
func TestLoadManyBroken(t *testing.T) {
	w := manyFiles(t, 30)
	_, err := w.migrator().Up(t.Context(), migrate.All())
	if err == nil {
		t.Fatal("no error")
	}
	var got, want []string
	for i, d := range diag.All(err) {
		got = append(got, d.Pos.File)
		want = append(want, fmt.Sprintf("migrations/%[1]d_b%[1]d.test", 1001+i))
	}
	same(t, "files", got, want)
	same(t, "number", []int{len(got)}, []int{30})
	same(t, "tables", w.tables(), nil)
}

// A panic while many files are loaded is one of the caller's goroutine.
func TestLoadManyPanics(t *testing.T) {
	w := manyFiles(t, 1)
	w.config.Formats = []source.Format{{Ext: ".test", Load: func(name string, text []byte) (*source.Migration, error) {
		if string(text) == "oops" {
			panic("oh dear")
		}
		return load(name, text)
	}}}
	defer func() {
		if got := recover(); got != "oh dear" {
			t.Errorf("got %v", got)
		}
	}()
	_, _ = w.migrator().Up(t.Context(), migrate.All())
	t.Error("no panic")
}
