package eval_test

import (
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// sources is a library that also finds modules in one file of an application.
type sources struct {
	eval.Library
	text string
}

func (s sources) Find(name string) (*eval.ModuleDef, error) {
	if !strings.HasPrefix(name, "App") {
		return nil, nil
	}
	tree, err := syntax.Parse("app.ex", []byte(s.text))
	if err != nil {
		return nil, err
	}
	file, err := eval.LoadSource(tree, s, eval.DefaultLimits)
	if err != nil {
		return nil, err
	}
	return file.Module(name), nil
}

// A module of the application's sources that cannot run as a whole has what
// can, and refuses by name what is missing.
func TestIncomplete(t *testing.T) {
	const app = `
defmodule App.Base do
  defmacro __using__(_) do
    quote do
      use Nowhere.First
      @after_nowhere 1
      def from_base, do: @after_nowhere
    end
  end
end

defmodule App do
  use App.Base
  plug Nowhere.Plug, only: [:a]
  Nowhere.define(:thing)
  @told Nowhere.told()
  @limit 3
  def limit, do: @limit
  def told, do: @told
  def unset, do: @unset
  def local(x), do: sanitize(x)
  defmodule Inner do
    def fine, do: :fine
  end
end`
	const wholly = "not all of module App can run"
	for code, want := range map[string]string{
		`App.limit()`:                        "3",
		`App.from_base()`:                    "1",
		`App.Inner.fine()`:                   ":fine",
		`App.told()`:                         "Nowhere.told/0",
		`App.unset()`:                        "@unset is not there: " + wholly,
		`App.local(1)`:                       "sanitize/1 is not there: " + wholly,
		`App.generated(1)`:                   "App.generated/1 is not there: " + wholly,
		`%App{}`:                             "App.__struct__/1 is not there: " + wholly,
		`function_exported?(App, :init, 1)`:  "App.init/1 is not there: " + wholly,
		`function_exported?(App, :limit, 0)`: "true",
		`try do App.generated(1) rescue _ -> 0 end`: "App.generated/1 is not there: " + wholly,
		`App.Inner.other()`:                         "UndefinedFunctionError",
	} {
		library := sources{stdlib.New(stdlib.Options{}), app}
		got, err := runFile(t, "defmodule T do\n  def run do\n    "+code+"\n  end\nend", library)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) || err == nil && got != want {
			t.Errorf("%s: got %s, want %s", code, got, want)
		}
	}
}

// What may define one clause of a function is not passed over: the others
// would answer in its place.
func TestIncompleteClauses(t *testing.T) {
	const app = `
defmodule App do
  for n <- Nowhere.names() do
    def kind(unquote(n)), do: :known
  end
  def kind(_), do: :other
end`
	_, err := runFile(t, "defmodule T do\n  def run, do: App.kind(1)\nend", sources{stdlib.New(stdlib.Options{}), app})
	if err == nil || !strings.Contains(err.Error(), "Nowhere.names/0") {
		t.Errorf("got %v", err)
	}
}
