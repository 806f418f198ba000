package stdlib_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
)

// shared makes two terms that are equal, small in memory and endless to walk
// through: each of 40 lists holds the one before it twice.
const shared = "a = Enum.reduce(1..40, [\"ab\"], fn _, a -> [a, a] end)\n" +
	"b = Enum.reduce(1..40, [\"ab\"], fn _, a -> [a, a] end)\n"

// TestSharedTerms wants Elixir's answer, or a refusal in good time.
func TestSharedTerms(t *testing.T) {
	const endless, large = "the script does not end", "the script builds more than"
	tests := []struct{ source, want string }{
		{`to_string(a)`, large}, {`"#{a}"`, large}, {`Enum.join([a])`, large}, {`List.to_string(a)`, large},
		{`List.flatten(a)`, large}, {`IO.iodata_to_binary(a)`, large}, {`Jason.encode!(a)`, endless}, {`JSON.encode!(a)`, endless},
		{`inspect(a)`, large}, {`IO.inspect(a)`, large}, {`inspect(a, limit: :infinity)`, large}, {`inspect(a, charlists: :as_charlists)`, large},
		{`inspect(Enum.reduce(1..40, [1], fn _, a -> [a | {a}] end))`, large},
		{`inspect(Enum.reduce(1..40, 1, fn _, a -> %{__struct__: Ecto.Changeset, data: %{a: a}, errors: a, changes: a} end))`, large},
		{`a == b`, "true"}, {`a === b`, "true"}, {`a != b`, "false"}, {`a < b`, "false"}, {`[a] <= [b]`, "true"}, {`{a, 1} == {b, 1.0}`, "true"},
		{`%{a => 1}[b]`, "1"}, {`Map.put(%{a => 1}, b, 2) |> Map.values()`, "[2]"}, {`%{a: a} == %{a: b}`, "true"},
		{`Enum.uniq([a, b]) |> length()`, "1"}, {`Enum.sort([a, b]) |> length()`, "2"}, {`Enum.frequencies([a, b]) |> Map.values()`, "[2]"},
		{`MapSet.new([a]) == MapSet.new([b])`, "true"}, {`a in [b]`, "true"}, {`[a] -- [b]`, "[]"}, {`max(a, b) == a`, "true"},
		{`(^a = b; 1)`, "1"}, {`({x, x} = {a, b}; 1)`, "1"}, {`case b do ^a -> 1 end`, "1"},
		{`for(x <- [a, b], uniq: true, do: x) |> length()`, "1"},
		{`Enum.map(1, a)`, "** (BadFunctionError)"}, {`Enum.map({a}, & &1)`, "** (Protocol.UndefinedError)"}, {`a.x`, "** ("}, {`a + 1`, "** (ArithmeticError)"},
		{`%{a => 1}.x`, "** (KeyError)"}, {`throw(a)`, "** (throw)"}, {`1 = a`, "** (MatchError)"},
	}
	limits := eval.Limits{Steps: 1_000_000, Depth: 200, Bytes: 16 << 20}
	for _, test := range tests {
		if got := evaluateWithin(shared+test.source, limits); !strings.Contains(got, test.want) {
			t.Errorf("%s: got %.100s, want %s", test.source, got, test.want)
		}
	}
}

// TestSharedArguments gives such terms to every function: each ends, and none
// panics.
func TestSharedArguments(t *testing.T) {
	modules := "Kernel Access Atom Enum Float Function Integer Keyword List Map MapSet Range Stream Tuple String Regex Base URI Jason JSON " +
		"Decimal Ecto.UUID Bitwise Version Path IO Logger Date Time NaiveDateTime DateTime Calendar Calendar.ISO Duration " +
		":erlang :lists :maps :crypto :binary :string :unicode :math :base64 :io_lib :io"
	limits := eval.Limits{Steps: 50_000, Depth: 200, Bytes: 64 << 10}
	for module := range strings.FieldsSeq(modules) {
		found, ok := stdlib.New(stdlib.Options{}).Module(strings.TrimPrefix(module, ":"))
		if !ok {
			t.Errorf("no module %s", module)
		}
		for key := range found.Functions {
			slash := strings.LastIndexByte(key, '/')
			name, count := key[:slash], key[slash+1:]
			arity, err := strconv.Atoi(count)
			if err != nil || arity == 0 {
				continue
			}
			for _, other := range []string{"b", "fn x -> x end", "fn x, y -> {y, x} end"} {
				args := "a" + strings.Repeat(", "+other, arity-1)
				evaluateWithin(fmt.Sprintf("%s%s.%q(%s)", shared, module, name, args), limits)
			}
		}
	}
}
