package eval_test

import (
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// run evaluates the body of a function and returns its value as inspect prints
// it.
func run(t *testing.T, body string) (string, error) {
	t.Helper()
	return runModule(t, "def run do\n"+body+"\nend")
}

func runModule(t *testing.T, module string) (string, error) {
	t.Helper()
	tree, err := syntax.Parse("test.exs", []byte("defmodule T do\n"+module+"\nend"))
	if err != nil {
		t.Fatal(err)
	}
	limits := eval.Limits{Steps: 10_000, Depth: 100, Bytes: 10 << 20}
	file, err := eval.Load(tree, stdlib.New(stdlib.Options{}), limits)
	if err != nil {
		return "", err
	}
	v, err := eval.New(file, stdlib.New(stdlib.Options{}), limits).CallFunction(file.Module("T"), "run")
	if err != nil {
		return "", err
	}
	return eval.Inspect(v), nil
}

// The expected values are what Elixir 1.14 prints.
func TestExpressions(t *testing.T) {
	tests := []struct{ source, want string }{
		{`1 + 2 * 3`, "7"},
		{`10 / 4`, "2.5"},
		{`div(-7, 2)`, "-3"},
		{`rem(-7, 2)`, "-1"},
		{`123456789012345678901234567890 * 10`, "1234567890123456789012345678900"},
		{`"a" <> "b"`, `"ab"`},
		{`"#{1} and #{:two} and #{"three"} #{nil}"`, `"1 and two and three "`},
		{`[1, 2] ++ [3]`, "[1, 2, 3]"},
		{`[1, 2, 1] -- [1]`, "[2, 1]"},
		{`[1 | [2, 3]]`, "[1, 2, 3]"},
		{`{1, :a, "b"}`, `{1, :a, "b"}`},
		{`[a: 1, b: 2]`, "[a: 1, b: 2]"},
		{`%{a: 1, b: 2}`, "%{a: 1, b: 2}"},
		{`%{"a" => 1, 2 => :b}`, `%{2 => :b, "a" => 1}`},
		{"m = %{a: 1}\n%{m | a: 2}.a", "2"},
		{`~w(a b c)`, `["a", "b", "c"]`},
		{`~w(a b)a`, "[:a, :b]"},
		{`~s|a "quoted" text|`, `"a \"quoted\" text"`},
		{`~S(no #{x})`, `"no \#{x}"`},
		{`1 == 1.0`, "true"},
		{`1 === 1.0`, "false"},
		{`:a < "a"`, "true"},
		{`nil || :default`, ":default"},
		{`false && raise("never")`, "false"},
		{`2 in [1, 2]`, "true"},
		{`2 not in [1, 2]`, "false"},
		{`not true`, "false"},
		{`!nil`, "true"},
		{"x = 1\nx = x + 1\nx", "2"},
		{"x = 1\nif true do\n  x = 2\n  x\nend\nx", "1"},
		{"{a, [b | _]} = {1, [2, 3]}\na + b", "3"},
		{"%{a: a} = %{a: 1, b: 2}\na", "1"},
		{"x = 1\n^x = 1", "1"},
		{"case {:ok, 1} do\n  {:error, _} -> :bad\n  {:ok, n} when n > 0 -> n\nend", "1"},
		{"cond do\n  false -> 1\n  true -> 2\nend", "2"},
		{"unless false, do: 1, else: 2", "1"},
		{"for x <- [1, 2, 3], x != 2, do: x * 10", "[10, 30]"},
		{"for {:ok, x} <- [{:ok, 1}, :no], do: x", "[1]"},
		{"for x <- 1..3, y <- [:a], do: {x, y}", "[{1, :a}, {2, :a}, {3, :a}]"},
		{"f = fn\n  0 -> :zero\n  n when n > 0 -> :positive\nend\n{f.(0), f.(5)}", "{:zero, :positive}"},
		{"f = &(&1 + &2)\nf.(1, 2)", "3"},
		{"f = &to_string/1\nf.(:a)", `"a"`},
		{"x = 1\nf = fn -> x end\nx = 2\n{f.(), x}", "{1, 2}"},
		{`[1, 2] |> length()`, "2"},
		{`:a |> to_string |> inspect()`, `"\"a\""`},
		{`__MODULE__`, "T"},
		{`'abc'`, `~c"abc"`},
		{`1..3`, "1..3"},
		{`:"quoted atom"`, `:"quoted atom"`},
		{"n = 1\n:\"part_#{n}\"", ":part_1"},
		{`to_string([?a, "b"])`, `"ab"`},
	}
	for _, test := range tests {
		got, err := run(t, test.source)
		if err != nil || got != test.want {
			t.Errorf("%s\n  got  %s %v\n  want %s", test.source, got, err, test.want)
		}
	}
}

func TestModules(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"attributes", "@a 1\n@b @a + 1\ndef run, do: {@a, @b}", "{1, 2}"},
		{"clauses", "def run, do: {f(:a), f(2)}\ndefp f(:a), do: 1\ndefp f(n) when n > 1, do: n", "{1, 2}"},
		{"defaults", `def run, do: {f(1), f(1, 2), f(1, 2, 3)}` + "\n" + `defp f(a, b \\ :b, c \\ :c), do: {a, b, c}`, "{{1, :b, :c}, {1, 2, :c}, {1, 2, 3}}"},
		{"same name in a pattern", "def run, do: {same(1, 1), same(1, 2)}\ndefp same(a, a), do: true\ndefp same(_, _), do: false", "{true, false}"},
		{"nested module", "defmodule Inner do\n  def f, do: :inner\nend\ndef run, do: Inner.f()", ":inner"},
		{"alias", "defmodule Inner do\n  def f, do: 1\nend\nalias T.Inner, as: I\ndef run, do: I.f()", "1"},
		{"import", "defmodule Inner do\n  def f(x), do: x\nend\nimport Inner\ndef run, do: f(1)", "1"},
		{"using", "defmodule Inner do\n  defmacro __using__(opts) do\n    quote do\n      def given, do: unquote(opts)\n    end\n  end\nend\nuse Inner, a: 1\ndef run, do: given()", "[a: 1]"},
		{"specs and docs", "@moduledoc \"x\"\n@doc false\n@spec run() :: String.t()\ndef run, do: 1", "1"},
		{"capture of a function", "def run, do: (f = &twice/1; f.(2))\ndefp twice(x), do: x * 2", "4"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := runModule(t, test.source)
			if err != nil || got != test.want {
				t.Errorf("got %s %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	tests := []struct {
		source string
		kind   diag.Kind
		want   string
	}{
		{`System.cmd("rm", ["-rf", "/"])`, diag.Refused, "System.cmd/2 is not something"},
		{`File.read!("/etc/passwd")`, diag.Refused, "File.read!/1: the module File is not known here"},
		{`:os.cmd('ls')`, diag.Refused, ":os.cmd/1 is not something"},
		{`spawn(fn -> 1 end)`, diag.Refused, "spawn/1 is not something that Whimbrel runs"},
		{`Code.eval_string("1")`, diag.Refused, "Code.eval_string/1 is not something"},
		{`apply(:os, :cmd, ['ls'])`, diag.Refused, ":os.cmd/1 is not something"},
		{`receive do x -> x end`, diag.Refused, "receive is not something"},
		{`unknown_variable`, diag.Refused, `undefined variable or function "unknown_variable"`},
		{"1 = 2", diag.Invalid, "no match of right hand side value: 2"},
		{`1 + "a"`, diag.Invalid, "bad argument in arithmetic expression"},
		{`%{a: 1}.b`, diag.Invalid, "key :b not found"},
		{`raise "no"`, diag.Invalid, "** (RuntimeError) no"},
		{"f = fn f, s -> f.(f, s <> s) end\nf.(f, \"aaaaaaaaaa\")", diag.Refused, "the script builds more than"},
		{"for x <- 1..100000, y <- 1..100000, do: {x, y}", diag.Refused, "the script does not end"},
	}
	for _, test := range tests {
		got, err := run(t, test.source)
		if err == nil {
			t.Errorf("%s was not refused: %s", test.source, got)
			continue
		}
		if diag.KindOf(err) != test.kind || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %s %q, want %s %q", test.source, diag.KindOf(err), err, test.kind, test.want)
		}
	}
}

// FuzzRun runs whatever parses: it must end, and never panic.
func FuzzRun(f *testing.F) {
	f.Add("1 + 2")
	f.Add("for x <- 1..3, do: x")
	f.Add("f = fn a, b -> {a, b} end\nf.(1, [2 | 3])")
	f.Add("%{a: 1} |> case do\n%{a: x} when x > 0 -> &(&1 <> \"#{x}\")\nend")
	f.Add("quote do: unquote(1)")
	f.Add("alias A.{B, C}, as: D")
	f.Add("with {:ok, a} <- {:ok, 1}, do: a, else: (_ -> 2)")
	f.Add("try do\nthrow 1\nrescue\ne in [A] -> e\ncatch\n:throw, x -> x\nelse\n_ -> 1\nafter\n2\nend")
	f.Add("<<a::8, b::binary-size(2), _::binary>> = <<1::16, 2::utf8, \"x\">>")
	f.Add("defmacro m(x), do: quote(bind_quoted: [x: x], do: unquote(x))\ndefstruct [:a]\n%T{a: 1}")
	f.Add("for <<c <- \"ab\">>, x <- 1..2//1, into: %{}, uniq: true, do: {c, x}")
	f.Add("def unquote(:f)(a \\\\ 1) when a in [1], do: @x\ndefdelegate g(a), to: T\ndefguard h(a) when a")
	f.Add("for x <- [1], reduce: 0 do\na -> a + x\nend |> then(& &1) |> tap(&(&1))")
	f.Add("raise KeyError, key: 1\nreraise %RuntimeError{}, []\n[a | b] = [1 | 2]\nx[:a].b.()")
	f.Fuzz(func(t *testing.T, body string) {
		tree, err := syntax.Parse("fuzz.exs", []byte("defmodule T do\ndef run do\n"+body+"\nend\n"+body+"\nend"))
		if err != nil {
			return
		}
		limits := eval.Limits{Steps: 5_000, Depth: 50, Bytes: 1 << 20}
		file, err := eval.Load(tree, stdlib.New(stdlib.Options{}), limits)
		if err != nil || file.Module("T") == nil || !file.Module("T").Defines("run", 0) {
			return
		}
		v, err := eval.New(file, stdlib.New(stdlib.Options{}), limits).CallFunction(file.Module("T"), "run")
		if err == nil {
			eval.Inspect(v)
		}
	})
}
