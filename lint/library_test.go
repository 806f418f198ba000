package lint

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/source"
)

// In a library nobody can change a line: the finding stands where it is called.
func TestLibrary(t *testing.T) {
	called := diag.Pos{File: "1_oban.exs", Line: 1, Column: 13}
	for _, c := range []struct{ file, pos, end, detail string }{
		{"deps/oban/lib/oban/migrations/postgres.ex", "1_oban.exs:1:13", "1_oban.exs:1:32", "It happens in deps/oban/lib/oban/migrations/postgres.ex:61:7."},
		{"lib/my_app/change.ex", "lib/my_app/change.ex:61:7", "", ""},
	} {
		p := &Pass{Migration: &source.Migration{File: "1_oban.exs"}, Source: []byte("def up, do: Oban.up(version: 2)\n")}
		f := &Finding{Pos: diag.Pos{File: c.file, Line: 61, Column: 7}, Step: &Step{Via: []diag.Pos{{File: "deps/oban/lib/oban/migration.ex", Line: 3}, called}}}
		p.led(f)
		if f.Pos.String() != c.pos || f.End.String() != c.end || f.Detail != c.detail {
			t.Errorf("%s: %v to %v, %q", c.file, f.Pos, f.End, f.Detail)
		}
	}
}
