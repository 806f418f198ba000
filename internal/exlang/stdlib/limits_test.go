package stdlib_test

import (
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// TestLimits tries to fill the memory, to run on and to nest too deeply.
func TestLimits(t *testing.T) {
	const endless, large, deep = "the script does not end", "the script builds more than", "calls nest deeper"
	tests := []struct{ source, want string }{
		{`Enum.to_list(1..1_000_000_000)`, large},
		{`List.duplicate(1, 1_000_000_000_000)`, large},
		{`Tuple.duplicate(1, 16_000_000)`, large},
		{`Integer.pow(100, 1_000_000_000)`, large},
		{`Integer.digits(Integer.pow(7, 10_000))`, large},
		{`Stream.duplicate(1, 1_000_000_000) |> Enum.count()`, endless},
		{`Stream.cycle([1]) |> Enum.count()`, endless},
		{`Stream.repeatedly(fn -> 1 end) |> Enum.sum()`, endless},
		{`Stream.iterate(1, & &1) |> Stream.filter(fn _ -> false end) |> Enum.take(1)`, endless},
		{`Stream.resource(fn -> 0 end, fn n -> {[], n} end, fn _ -> :ok end) |> Enum.to_list()`, endless},
		{`Enum.zip(Stream.cycle([1]), Stream.cycle([2]))`, endless},
		{`Enum.reduce(1..40, "ab", fn _, a -> Enum.join([a, a]) end)`, large},
		{`Enum.reduce(1..40, [1], fn _, a -> Enum.concat(a, a) end)`, large},
		{`Enum.reduce(1..40, [1, 2], fn _, a -> Enum.intersperse(a, 1) end)`, large},
		{`Enum.reduce(1..500, [1], fn _, s -> Stream.map(s, & &1) end) |> Enum.to_list()`, deep},
	}
	limits := eval.Limits{Steps: 50_000, Depth: 200, Bytes: 1 << 20}
	for _, test := range tests {
		if got := evaluateWithin(test.source, limits); !strings.Contains(got, test.want) {
			t.Errorf("%s: got %.100s, want %s", test.source, got, test.want)
		}
	}
	nested := `Enum.reduce(1..5000, [], fn _, acc -> [acc] end) |> `
	for _, function := range []string{"Enum.uniq()", "List.flatten()", "inspect()", "Map.new(&{&1, 1})"} {
		if got := evaluateWithin(nested+function, eval.DefaultLimits); strings.HasPrefix(got, "**") {
			t.Errorf("%s of a deeply nested list: %s", function, got)
		}
	}
}
