package samples

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

// The commands that the documents print, as whimbrel spells them: without
// "mix ecto.", and with "gen migration" for "gen.migration".
var (
	migrate  = []string{"migrate"}
	rollback = []string{"rollback", "--step", "1"}
	generate = []string{"gen", "migration", "add_weather_table"}
)

// TestCommands follows the section "Creating your first migration": generate a
// file, fill it in, run it, roll it back.
func TestCommands(t *testing.T) {
	samples := allSamples(t)
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		dir := t.TempDir()
		t.Chdir(dir)
		p := &play{sample: &sample{}, t: t, dialect: db.Dialect, url: db.URL, dir: dir}
		p.must("init")
		p.must(generate...)
		files, err := filepath.Glob("priv/repo/migrations/*_add_weather_table.exs")
		if err != nil || len(files) != 1 {
			t.Fatalf("got the files %q, %v", files, err)
		}
		p.must(migrate...)
		p.must(rollback...)
		before := p.dump()
		for _, s := range samples {
			if text, ok := s.files["20190417140000_add_weather_table.exs"]; ok {
				if err := os.WriteFile(files[0], []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
				p.weather(before)
			}
		}
	})
}

// weather runs the weather sample and rolls it back.
func (p *play) weather(before string) {
	p.t.Helper()
	p.must(migrate...)
	if up := p.dump(); !strings.Contains(up, "weather") {
		p.t.Errorf("there is no table:\n%s", up)
	}
	p.must(rollback...)
	if err := compare("the schema after the rollback and before", p.dump(), before); err != nil {
		p.t.Error(err)
	}
}

func (p *play) must(args ...string) {
	p.t.Helper()
	if err := p.succeeds(args...); err != nil {
		p.t.Fatal(err)
	}
}

// TestFileNaming generates files by the names of the guide's section "File
// Naming".
func TestFileNaming(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	p := &play{sample: &sample{}, t: t, dir: dir}
	p.must("init")
	for _, name := range []string{"create_users", "add_phone_to_users", "create_users_email_index", "alter_users_add_phone_email"} {
		p.must("gen", "migration", name)
		files, err := filepath.Glob("priv/repo/migrations/*_" + name + ".exs")
		if err != nil || len(files) != 1 || !regexp.MustCompile(`^\d{14}_`).MatchString(filepath.Base(files[0])) {
			t.Errorf("%s: got the files %q, %v", name, files, err)
		}
	}
}
