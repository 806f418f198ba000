package eval_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// finder is a library that also finds modules in other files.
type finder struct {
	eval.Library
	sources map[string]string
}

func (f finder) Find(name string) (*eval.ModuleDef, error) {
	source, ok := f.sources[name]
	if !ok {
		return nil, nil
	}
	tree, err := syntax.Parse(name+".ex", []byte(source))
	if err != nil {
		return nil, err
	}
	file, err := eval.Load(tree, f, eval.DefaultLimits)
	if err != nil {
		return nil, err
	}
	return file.Module(name), nil
}

func load(t *testing.T, source string, library eval.Library) (*eval.File, error) {
	t.Helper()
	tree, err := syntax.Parse("test.exs", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return eval.Load(tree, library, eval.DefaultLimits)
}

// runFile runs T.run/0 of a file.
func runFile(t *testing.T, source string, library eval.Library) (string, error) {
	t.Helper()
	file, err := load(t, source, library)
	if err != nil {
		return "", err
	}
	v, err := eval.New(file, library, eval.DefaultLimits).CallFunction(file.Module("T"), "run")
	if err != nil {
		return "", err
	}
	return eval.Inspect(v), nil
}

// Code around the modules of a file runs when the file is loaded.
func TestTopLevel(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"variable", "x = 5\ndefmodule T do\n  @x x\n  def run, do: @x\nend", "5"},
		{"module that is there", "if Code.ensure_loaded?(Enum) do\n  defmodule T do\n    def run, do: 1\n  end\nend", "1"},
		{"module that is not there", "unless Code.ensure_loaded?(No.Such) do\n  defmodule T do\n    def run, do: 2\n  end\nend", "2"},
		{"loop", "for n <- [:a, :b] do\n  defmodule Module.concat(M, n) do\n    def name, do: unquote(n)\n  end\nend\ndefmodule T do\n  def run, do: apply(Module.concat(M, :b), :name, [])\nend", ":b"},
		{"alias", "alias Deep.Name, as: N\ndefmodule T do\n  def run, do: N\nend", "Deep.Name"},
		{"protocol", "defprotocol P do\n  def size(x)\nend\ndefimpl P, for: List do\n  def size(x), do: length(x)\nend\n" +
			"defmodule S do\n  defstruct n: 4\n  defimpl P do\n    def size(s), do: s.n\n  end\nend\ndefmodule T do\n  def run, do: {P.size([1]), P.size(%S{})}\nend", "{1, 4}"},
		{"text of a struct", "defmodule S do\n  defstruct n: 4\n  defimpl String.Chars do\n    def to_string(s), do: \"S#{s.n}\"\n  end\nend\n" +
			"defmodule T do\n  def run, do: \"#{%S{}}\"\nend", `"S4"`},
		{"pinned expressions", "defmodule T do\n  def run do\n    x = %{y: 1}\n    case 1 do\n      ^(x.y) -> :pinned\n    end\n  end\nend", ":pinned"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := runFile(t, test.source, stdlib.New(stdlib.Options{}))
			if err != nil || got != test.want {
				t.Errorf("got %s %v, want %s", got, err, test.want)
			}
		})
	}
}

// A module from the application's sources sees its own aliases, imports and
// neighbours, and gives those that use it what its __using__ says.
func TestFinder(t *testing.T) {
	library := finder{stdlib.New(stdlib.Options{}), map[string]string{
		"App.Status": "defmodule App.Status do\n  alias App.Names, as: N\n  def values, do: N.all()\nend",
		"App.Names":  "defmodule App.Names do\n  import Enum, only: [map: 2]\n  def all, do: map([1, 2], &twice/1)\n  defp twice(x), do: x * 2\nend",
		"App.Base": `defmodule App.Base do
  defmacro __using__(_) do
    quote do
      import App.Names
      def total, do: helper(all())
      defp helper(list), do: Enum.sum(list)
    end
  end
end`,
	}}
	tests := []struct{ source, want string }{
		{"defmodule T do\n  def run, do: App.Status.values()\nend", "[2, 4]"},
		{"defmodule T do\n  import App.Names\n  def run, do: all()\nend", "[2, 4]"},
		{"defmodule T do\n  use App.Base\n  def run, do: total()\nend", "6"},
		{"defmodule T do\n  def run, do: {Code.ensure_loaded?(App.Names), Code.ensure_loaded?(App.None)}\nend", "{true, false}"},
	}
	for _, test := range tests {
		got, err := runFile(t, test.source, library)
		if err != nil || got != test.want {
			t.Errorf("%s\n  got %s %v, want %s", test.source, got, err, test.want)
		}
	}
}

func TestUnresolved(t *testing.T) {
	tests := []struct {
		name, body string
		want       []string
	}{
		{"all there", "def run, do: Enum.map([1], &help/1)\ndefp help(x), do: x |> to_string() |> inspect()", nil},
		{"in a branch", "def run, do: if(false, do: Nowhere.f(1), else: nope(2))", []string{"Nowhere.f/1", "nope/1"}},
		{"behind functions", "def run, do: a()\ndefp a, do: fn -> b() end\ndefp b, do: Gone.x()", []string{"Gone.x/0"}},
		{"captured", "def run, do: [&Gone.x/2, &gone/1]", []string{"Gone.x/2", "gone/1"}},
		{"in a rescue", "def run do\n  try do\n    1\n  rescue\n    e in RuntimeError -> Gone.x(e)\n  end\nend", []string{"Gone.x/1"}},
		{"a macro's code", "defmacro m, do: quote(do: Gone.x())\ndef run, do: m()", []string{"Gone.x/0"}},
		{"not reached", "def run, do: 1\ndef other, do: Gone.x()", nil},
		{"tested for", "def run, do: if(Code.ensure_loaded?(Gone), do: Gone.x())", nil},
		{"variables", "def run do\n  with {:ok, a} <- {:ok, 1}, b = a do\n    for c <- [a, b], do: c\n  end\nend", nil},
		{"a default", "def run, do: f()\ndefp f(x \\\\ Gone.x()), do: x", []string{"Gone.x/0"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			library := stdlib.New(stdlib.Options{})
			file, err := load(t, "defmodule T do\n"+test.body+"\nend", library)
			if err != nil {
				t.Fatal(err)
			}
			missing := eval.New(file, library, eval.DefaultLimits).Unresolved(file.Module("T"), "run", 0)
			if len(missing) != len(test.want) {
				t.Fatalf("got %v, want %v", missing, test.want)
			}
			for i, want := range test.want {
				if !strings.Contains(missing[i].Error(), want) {
					t.Errorf("got %v, want %s", missing[i], want)
				}
			}
		})
	}
}

// What only a database could give can be passed on and be part of a message;
// nothing can be decided or built with it.
func TestOpaque(t *testing.T) {
	library := eval.Libraries{
		eval.Modules{
			"Repo": {Functions: map[string]eval.Native{
				"query/0": func(*eval.Call) (eval.Value, error) { return eval.Opaque{What: "a query"}, nil },
			}},
			"Sink": {Functions: map[string]eval.Native{
				"execute/1": func(c *eval.Call) (eval.Value, error) { return eval.OK, nil },
			}},
			"Log": {TakesOpaque: true, Functions: map[string]eval.Native{
				"info/1": func(c *eval.Call) (eval.Value, error) { return eval.OK, nil },
			}},
		},
		stdlib.New(stdlib.Options{}),
	}
	passed := []string{"x = q\n:done", "{:ok, _} = {:ok, q}", "Log.info(q)", `Log.info("found #{inspect(q)}")`, `Log.info("n: " <> inspect(%{a: [q]}))`, "[q | []]\n:ok"}
	for _, body := range passed {
		if _, err := runFile(t, "defmodule T do\ndef run do\nq = Repo.query()\n"+body+"\nend\nend", library); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	stopped := []string{
		"if q, do: 1", "q && 1", "q || 1", "!q", "not q", "q and true", "case q do\n  {:ok, _} -> 1\nend", "cond do\n  q -> 1\nend", "%{rows: r} = q",
		"for x <- q, do: x", "q == 1", "1 in q", "q.rows", "q[:rows]", "Enum.map(q, & &1)", "length(q)", "Sink.execute(inspect(q))",
		`Sink.execute("#{inspect(q)}")`, `Sink.execute("a" <> inspect(q))`, "with {:ok, x} <- q, do: x", "q.(1)", "apply(q, [])", "%{q | a: 1}", "is_nil(q)",
		"try do\n  q.rows\nrescue\n  _ -> 1\nend", "raise q", "for x <- [1], into: q, do: x", "[1 | q]", "case 1 do\n  x when x == q -> 1\nend",
	}
	for _, body := range stopped {
		_, err := runFile(t, "defmodule T do\ndef run do\nq = Repo.query()\n"+body+"\nend\nend", library)
		if !isNeedsDatabase(err) {
			t.Errorf("%s: got %v", body, err)
		}
	}
}

// Neither a macro nor a pattern, a text or a number can exhaust the memory or
// the stack.
func TestLimits(t *testing.T) {
	tests := map[string]string{
		"endless macro":      "defmacro m, do: quote(do: T.m())\ndef run, do: m()",
		"macro in macro":     "defmacro m(x), do: quote(do: m([unquote(x), unquote(x)]))\ndef run, do: m(1)",
		"doubled binary":     "def run, do: f(<<1, 2, 3>>)\ndef f(b), do: f(<<b::binary, b::binary>>)",
		"doubled text":       "def run, do: f(\"abc\")\ndef f(b), do: f(\"#{b}#{b}\")",
		"doubled list":       "def run, do: f([1])\ndef f(l), do: f(l ++ l)",
		"comprehension":      "def run, do: for(a <- 1..100_000, b <- 1..100_000, into: \"\", do: \"#{a}#{b}\")",
		"long range":         "def run, do: for(a <- 1..100_000_000_000, do: a)",
		"large power":        "def run, do: 10 ** (10 ** 10)",
		"large size":         "def run, do: <<1::size(800_000_000)>>",
		"deep calls":         "def run, do: [run()]",
		"deep functions":     "def run, do: f(fn -> 1 end)\ndef f(g), do: f(fn -> g.() end)",
		"mutual":             "def run, do: a()\ndefp a, do: b()\ndefp b, do: 1 + a()",
		"guard that recurs":  "defguard g(x) when x > 0\ndef run when 1 > 0, do: Enum.map(1..10, fn _ -> run() end)",
		"reduce that nests":  "def run, do: Enum.reduce(1..100_000_000, [], fn _, a -> [a] end)",
		"deep to compare":    "def run, do: Enum.reduce(1..200_000, [], fn _, a -> [a] end) == Enum.reduce(1..200_000, [], fn _, a -> [a] end) and run()",
		"protocol to itself": "defprotocol P do\n  def f(x)\nend\ndefimpl P, for: Integer do\n  def f(x), do: P.f(x)\nend\ndef run, do: P.f(1)",
		"exception":          "defexception [:message]\ndef message(e), do: message(e)\ndef run, do: raise(T)",
		"endless try":        "def run do\n  try do\n    run()\n  rescue\n    _ -> run()\n  end\nend",
	}
	for name, module := range tests {
		t.Run(name, func(t *testing.T) {
			library := stdlib.New(stdlib.Options{})
			limits := eval.Limits{Steps: 1_000_000, Depth: 2_000, Bytes: 64 << 20}
			tree, err := syntax.Parse("test.exs", []byte("defmodule T do\n"+module+"\nend"))
			if err != nil {
				t.Fatal(err)
			}
			file, err := eval.Load(tree, library, limits)
			if err != nil {
				t.Fatal(err)
			}
			_, err = eval.New(file, library, limits).CallFunction(file.Module("T"), "run")
			if diag.KindOf(err) == "" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func isNeedsDatabase(err error) bool {
	var needs *eval.NeedsDatabase
	return errors.As(err, &needs)
}
