package stdlib_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// run evaluates a script with a library of its own.
func run(t *testing.T, source string, options stdlib.Options) string {
	t.Helper()
	tree, err := syntax.Parse("options.exs", []byte("defmodule T do\nrequire Logger\ndef run do\n"+source+"\nend\nend"))
	if err != nil {
		t.Fatal(err)
	}
	library := stdlib.New(options)
	file, err := eval.Load(tree, library, eval.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	v, err := eval.New(file, library, eval.DefaultLimits).CallFunction(file.Module("T"), "run")
	if err != nil {
		t.Fatal(err)
	}
	return eval.Inspect(v)
}

// The clock is read once: a script sees one time, however often it looks.
func TestClock(t *testing.T) {
	readings := 0
	now := func() time.Time {
		readings++
		return time.Date(2024, 2, 29, 23, 59, 58, 123456789, time.FixedZone("", 3600)).Add(time.Duration(readings) * time.Hour)
	}
	source := `{DateTime.utc_now(), NaiveDateTime.utc_now(:second), Date.utc_today(), Time.utc_now(:millisecond),
		System.system_time(:second), DateTime.to_unix(DateTime.utc_now()), :erlang.timestamp(), :calendar.universal_time()}`
	want := `{~U[2024-02-29 23:59:58.123456Z], ~N[2024-02-29 23:59:58], ~D[2024-02-29], ~T[23:59:58.123], ` +
		`1709251198, 1709251198, {1709, 251198, 123456}, {{2024, 2, 29}, {23, 59, 58}}}`
	if got := run(t, source, stdlib.Options{Now: now}); got != want || readings != 1 {
		t.Errorf("got %s after %d readings\nwant %s", got, readings, want)
	}
}

// What a script prints reaches the host, and the functions return what they
// return in Elixir.
func TestOutput(t *testing.T) {
	var got []string
	output := func(m stdlib.Message) error {
		got = append(got, strings.TrimPrefix(m.Level+": "+m.Text, ": "))
		return nil
	}
	returned := run(t, `[IO.puts("a"), IO.puts(:stderr, [?b, "c"]), IO.write(1), IO.inspect(%{a: 1}, label: "x"), IO.warn("w"),
		Logger.info("i"), Logger.error(fn -> "e" end), Logger.debug(a: 1), Logger.log(:warn, "l"), :io.format("~s~n", ["f"])]`,
		stdlib.Options{Output: output})
	if want := `[:ok, :ok, :ok, %{a: 1}, :ok, :ok, :ok, :ok, :ok, :ok]`; returned != want {
		t.Errorf("returned %s, want %s", returned, want)
	}
	want := []string{"a\n", "bc\n", "1", "x: %{a: 1}\n", "warning: w", "info: i", "error: e", "debug: [a: 1]", "warning: l", "f\n"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// Without a host nobody waits.
func TestSleep(t *testing.T) {
	var waited time.Duration
	sleep := func(d time.Duration) error { waited += d; return nil }
	if got := run(t, `:timer.sleep(1500)`, stdlib.Options{Sleep: sleep}); got != ":ok" || waited != 1500*time.Millisecond {
		t.Errorf("got %s after %v", got, waited)
	}
	if got := run(t, `:timer.sleep(:timer.hours(1000))`, stdlib.Options{}); got != ":ok" {
		t.Errorf("got %s", got)
	}
}

// Texts and patterns that would fill the memory or never end.
func TestTextLimits(t *testing.T) {
	const endless, large, slow = "the script does not end", "the script builds more than", "takes too long to match"
	limits := eval.Limits{Steps: 50_000, Depth: 200, Bytes: 1 << 20}
	for source, want := range map[string]string{
		`String.duplicate("ab", 1_000_000_000)`:                                        large,
		`String.pad_leading("a", 1_000_000_000)`:                                       large,
		`Bitwise.bsl(1, 1_000_000_000)`:                                                large,
		`:crypto.strong_rand_bytes(1_000_000_000)`:                                     large,
		`:lists.seq(1, 1_000_000_000)`:                                                 large,
		`:lists.duplicate(1_000_000_000, 1)`:                                           large,
		`Enum.reduce(1..40, "ab", fn _, a -> String.replace(a, "a", a) end)`:           large,
		`Enum.reduce(1..40, "ab", fn _, a -> Regex.replace(~r/a/, a, a) end)`:          large,
		`Enum.reduce(1..40, "ab", fn _, a -> Base.encode16(a) end)`:                    large,
		`Enum.reduce(1..40, "ab", fn _, a -> Jason.encode!([a, a]) end)`:               large,
		`Enum.reduce(1..40, ["ab"], fn _, a -> [a, a] end) |> IO.iodata_to_binary()`:   large,
		`Calendar.strftime(~D[2000-01-01], String.duplicate("%99999999d", 1000))`:      large,
		`:io_lib.format(String.duplicate("~60000s", 1000), List.duplicate("a", 1000))`: large,
		`String.match?(String.duplicate("a", 40), ~r/(a+)+b/)`:                         endless,
		`Enum.each(1..40, fn _ -> Regex.compile!("a{60000}") end)`:                     endless,
	} {
		if got := evaluateWithin(source, limits); !strings.Contains(got, want) {
			t.Errorf("%s: got %.100s, want %s", source, got, want)
		}
	}
	if got := evaluateWithin(`String.match?(String.duplicate("a", 40), ~r/(a+)+b/)`, eval.DefaultLimits); !strings.Contains(got, slow) {
		t.Errorf("a slow pattern: got %.100s, want %s", got, slow)
	}
	nested := `Enum.reduce(1..50_000, [], fn _, acc -> [acc] end) |> `
	for _, function := range []string{"IO.iodata_to_binary()", "Jason.encode!()"} {
		if got := evaluateWithin(nested+function, eval.DefaultLimits); !strings.HasPrefix(got, "** (ArgumentError)") {
			t.Errorf("%s of a deeply nested list: %.100s", function, got)
		}
	}
}

// What is right but not done is refused by name.
func TestRefusedTexts(t *testing.T) {
	for source, want := range map[string]string{
		`Regex.compile!("(?R)")`:                                         "recursion in a regular expression",
		`Regex.match?(~r/(a)(?1)/, "aa")`:                                "a call of a group in a regular expression",
		`DateTime.shift_zone!(~U[2020-01-01 00:00:00Z], "Europe/Paris")`: "the time zone Europe/Paris",
		`DateTime.now!("America/New_York")`:                              "the time zone America/New_York",
		`System.cmd("ls", [])`:                                           "System.cmd/2",
		`System.halt(1)`:                                                 "System.halt/1",
		`:os.cmd(~c"ls")`:                                                ":os.cmd/1",
		`Path.wildcard("*")`:                                             "Path.wildcard/1",
		`IO.gets("name")`:                                                "IO.gets/1",
	} {
		if got := evaluateWithin(source, eval.DefaultLimits); !strings.Contains(got, want) {
			t.Errorf("%s: got %.150s, want %s", source, got, want)
		}
	}
}
