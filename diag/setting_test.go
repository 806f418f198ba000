package diag

import (
	"strings"
	"testing"
)

func TestSetting(t *testing.T) {
	env := Setting{Table: "elixir", Key: "env", Values: []string{"B", "C"}, List: true}
	if got := env.With([]string{"A", "B"}).String(); got != `env = ["A", "B", "C"]` {
		t.Errorf("a list gathers what is asked for: %s", got)
	}
	one := Setting{Table: "elixir.app.my_app", Key: "plans", Values: []string{"..."}}
	if got := one.With([]string{"x"}).String(); got != `plans = "..."` {
		t.Errorf("a single value stays: %s", got)
	}
	d := Errorf(Refused, Pos{}, "unknown").Missing(one, "why")
	if d.Hint != "say it in whimbrel.toml:\n  [elixir.app.my_app]\n  plans = \"...\"    # why" || d.Setting == nil {
		t.Errorf("hint: %s", d.Hint)
	}
}

// TestLedFrom: of the way that led to a place only the steps from one file into
// another are told.
func TestLedFrom(t *testing.T) {
	d := Errorf(Refused, Pos{"lib/b.ex", 7, 1}, "no")
	for _, call := range []Pos{{"lib/b.ex", 3, 1}, {"lib/a.ex", 9, 2}, {"lib/a.ex", 1, 1}, {}, {"1_script.exs", 5, 4}} {
		d = d.LedFrom(call)
	}
	var b strings.Builder
	Write(&b, List{d}, nil)
	want := "error: no\n  lib/b.ex:7:1\n  called from lib/a.ex:9:2\n  called from 1_script.exs:5:4\n"
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}
