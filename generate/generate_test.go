package generate

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestUnderscore(t *testing.T) {
	tests := map[string]string{
		"AddWeatherTable": "add_weather_table", "add_weather_table": "add_weather_table",
		"add weather table": "add_weather_table", "add-weather-table": "add_weather_table", "  Add  Weather ": "add_weather",
		"AddAPIKeys": "add_api_keys", "API": "api", "Foo10Bar": "foo10_bar", "add_Weather_Table": "add_weather_table",
	}
	for name, want := range tests {
		if got := Underscore(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestCamelize(t *testing.T) {
	for name, want := range map[string]string{"add_weather_table": "AddWeatherTable", "a__b_": "AB", "add_2fa": "Add2fa"} {
		if got := Camelize(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

var noon = time.Date(2019, 4, 17, 14, 0, 0, 0, time.UTC)

func TestWrite(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "priv", "repo", "migrations")
	m := Migration{
		Folder: folder, Shown: "migrations", Name: "AddWeatherTable", Repo: "MyApp.Repo",
		Change: "create table(\"weather\") do\n  add :city, :string\n\n  timestamps()\nend\n",
		Now:    noon.In(time.FixedZone("elsewhere", 7200)),
	}
	file, err := Write(m)
	if err != nil {
		t.Fatal(err)
	}
	if want := (File{20190417140000, "add_weather_table", filepath.Join("migrations", "20190417140000_add_weather_table.exs"),
		"MyApp.Repo.Migrations.AddWeatherTable"}); file != want {
		t.Errorf("got %v", file)
	}
	text, err := os.ReadFile(filepath.Join(folder, "20190417140000_add_weather_table.exs"))
	if err != nil {
		t.Fatal(err)
	}
	want := `defmodule MyApp.Repo.Migrations.AddWeatherTable do
  use Ecto.Migration

  def change do
    create table("weather") do
      add :city, :string

      timestamps()
    end
  end
end
`
	if string(text) != want {
		t.Errorf("got\n%s", text)
	}
	m.Name = "add weather table"
	if _, err := Write(m); err == nil || !strings.Contains(err.Error(), "already a migration file with name add_weather_table") {
		t.Errorf("got %v", err)
	}
	m.Name = "weather_table" // the end of another's name is not a name in use
	if file, err = Write(m); err != nil || file.Version != 20190417140001 {
		t.Errorf("got %v, %v", file, err)
	}
}

func TestWriteRefusesNames(t *testing.T) {
	for _, name := range []string{"", "  ", "2fa", "a/b", "a.b", "Ünicode", "_"} {
		if _, err := Write(Migration{Folder: t.TempDir(), Name: name, Repo: "R", Now: noon}); err == nil {
			t.Errorf("%q was accepted", name)
		}
	}
}

// TestWriteAtOnce writes many files in the same second.
func TestWriteAtOnce(t *testing.T) {
	folder := t.TempDir()
	const count = 20
	versions := make([]int64, count)
	var group sync.WaitGroup
	for i := range count {
		group.Go(func() {
			file, err := Write(Migration{Folder: folder, Name: "n" + strings.Repeat("x", i), Repo: "R", Now: noon})
			if err != nil {
				t.Error(err)
			}
			versions[i] = file.Version
		})
	}
	group.Wait()
	seen := map[int64]bool{}
	for _, v := range versions {
		if seen[v] {
			t.Errorf("version %d was given twice", v)
		}
		seen[v] = true
	}
	left, err := filepath.Glob(filepath.Join(folder, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
