package locks

import (
	"slices"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
)

func TestImpliesNotNull(t *testing.T) {
	for check, want := range map[string]bool{
		"c IS NOT NULL": true, "C is not null": true, `"c" IS NOT NULL`: true, "((c IS NOT NULL))": true, "(c) IS NOT NULL": true,
		"c > 0 AND c IS NOT NULL": true, "(c IS NOT NULL) AND (d IS NOT NULL)": true, "d > 0 and (c is not null)": true,
		"d IS NOT NULL": false, "c IS NOT NULL OR d > 0": false, "c > 0": false, "": false, `"C" IS NOT NULL`: false,
		"(c IS NOT NULL OR d > 0) AND d < 5": false, "NOT (c IS NOT NULL)": false, "c IS NULL": false, "(c": false,
	} {
		if got := impliesNotNull(check, "c"); got != want {
			t.Errorf("%q: %v", check, got)
		}
	}
}

func TestCalled(t *testing.T) {
	for expr, want := range map[string][]string{
		"now()": {"now"}, "'random()'": nil, "'it''s random()'": nil, "public.f (1)": {"f"}, `"F"(1)`: {"f"}, "CURRENT_TIMESTAMP": nil,
		"coalesce(a, gen_random_uuid())": {"coalesce", "gen_random_uuid"}, "'open": nil, "(1 + 2)": nil, "'a'::varchar(10)": {"varchar"},
	} {
		if got := called(expr); !slices.Equal(got, want) {
			t.Errorf("%s: %v", expr, got)
		}
	}
}

func TestMerge(t *testing.T) {
	a, b := command.Object{Name: "a"}, command.Object{Name: "b"}
	p := postgres{}
	scan := p.on(a, shareRowExclusive, "one")
	scan.Scans = true
	got := Merge([]Effect{scan, p.on(b, rowShare, "two"), p.on(a, accessExclusive, "three"), p.on(b, shareUpdateExclusive, "four")})
	if len(got) != 2 || got[0].Mode != accessExclusive || !got[0].Scans || got[0].Manual != "three" || got[1].Mode != shareUpdateExclusive {
		t.Errorf("%+v", got)
	}
	m := mysql{}
	got = Merge([]Effect{m.alter(a, instant, lockNone, ""), m.alter(a, inplace, lockNone, ""), m.alter(a, nocopy, lockNone, "")})
	if len(got) != 1 || got[0].Algorithm != inplace || !got[0].Rewrites {
		t.Errorf("%+v", got)
	}
}

func TestAsked(t *testing.T) {
	m := mysql{}
	e := asked(m.alter(command.Object{Name: "a"}, instant, lockNone, ""), "copy", "exclusive")
	if e.Algorithm != byCopy || !e.Rewrites || e.Mode != lockExclusive || e.Blocks != Reads {
		t.Errorf("%+v", e)
	}
}
