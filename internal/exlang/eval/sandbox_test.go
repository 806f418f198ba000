package eval_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
)

// Whatever a script tries to reach beyond itself is refused by name, and
// cannot be rescued.
func TestWaysOut(t *testing.T) {
	tries := []string{
		// Programs and the operating system.
		`System.cmd("ls", [])`, `System.shell("ls")`, `:os.cmd('ls')`, `:os.getenv('HOME')`, `:os.putenv('A', 'B')`,
		`System.put_env("A", "B")`, `System.halt(1)`, `System.stop()`, `:init.stop()`, `:erlang.halt()`,
		`Port.open({:spawn, "ls"}, [])`, `:erlang.open_port({:spawn, 'ls'}, [])`, `:erlang.load_nif('x', 0)`,
		// Files.
		`File.write!("/tmp/out", "x")`, `File.rm_rf!("/")`, `File.open("/etc/passwd")`, `:file.read_file("/etc/passwd")`,
		`:file.delete("/tmp/out")`, `:prim_file.read_file("/etc/passwd")`, `File.ln_s("/etc", "x")`, `:dets.open_file(:a)`,
		// The network.
		`:httpc.request('http://localhost')`, `:gen_tcp.connect('localhost', 80, [])`, `:inet.gethostname()`, `HTTPoison.get!("http://localhost")`,
		`Req.get!("http://localhost")`, `:ssl.connect('localhost', 443, [])`, `Node.connect(:a)`, `:net_kernel.start([])`, `:rpc.call(:a, :b, :c, [])`,
		// Processes.
		`spawn(fn -> 1 end)`, `spawn_link(fn -> 1 end)`, `Process.spawn(fn -> 1 end, [])`, `Task.async(fn -> 1 end)`,
		`Agent.start(fn -> 1 end)`, `GenServer.call(:a, :b)`, `send(self(), 1)`, `receive do _ -> 1 end`, `:ets.new(:a, [])`, `:persistent_term.put(:a, 1)`,
		// Code from text.
		`Code.eval_string("1")`, `Code.eval_quoted(quote(do: 1))`, `Code.compile_string("1")`, `Code.require_file("a.exs")`, `Code.eval_file("a.exs")`,
		`Code.load_file("a.exs")`, `Module.create(A, quote(do: 1), [])`, `:erl_eval.exprs([], [])`, `:compile.file('a')`, `:code.load_file(:a)`,
		`:code.add_path('a')`, `Mix.Task.run("ecto.drop")`, `Mix.install([])`, `IEx.pry()`, `:erlang.apply(:os, :cmd, ['ls'])`,
		// The same, not by name.
		`apply(:os, :cmd, ['ls'])`, `apply(System, :cmd, ["ls", []])`, `m = :os; m.cmd('ls')`, `f = &:os.cmd/1; f.('ls')`,
		`Enum.map(['ls'], &:os.cmd/1)`, `'ls' |> :os.cmd()`, `apply(Module.concat(["System"]), :cmd, ["ls", []])`,
		`mod = String.to_atom("Elixir.System"); mod.cmd("ls", [])`, `Kernel.apply(:os, :cmd, ['ls'])`, `Function.capture(:os, :cmd, 1).('ls')`,
		`%{m: System}.m.cmd("ls", [])`, `import System; cmd("ls", [])`, `alias System, as: S; S.cmd("ls", [])`, `require System; System.cmd("ls", [])`,
		`Kernel.send(1, 2)`, `quote(do: System.cmd("ls", [])) |> Code.eval_quoted()`,
	}
	for _, try := range tries {
		for _, body := range []string{try, "try do\n" + try + "\nrescue\n_ -> :out\ncatch\n_, _ -> :out\nend"} {
			got, err := runFile(t, "defmodule T do\ndef run do\n"+body+"\nend\nend", stdlib.New(stdlib.Options{}))
			if diag.KindOf(err) != diag.Refused {
				t.Errorf("%s: got %s %v", body, got, err)
			}
		}
	}
}

// A macro runs while its file is loaded: it cannot reach out either.
func TestWaysOutWhileLoading(t *testing.T) {
	tries := []string{
		"defmodule T do\n  defmacro m, do: System.cmd(\"ls\", [])\n  def run, do: m()\nend",
		"defmodule T do\n  @x :os.cmd('ls')\n  def run, do: @x\nend",
		"System.cmd(\"ls\", [])\ndefmodule T do\n  def run, do: 1\nend",
		"defmodule U do\n  defmacro __using__(_), do: :os.cmd('ls')\nend\ndefmodule T do\n  use U\n  def run, do: 1\nend",
		"defmodule T do\n  use System\n  def run, do: 1\nend",
		"defmodule T do\n  @before_compile System\n  def run, do: 1\nend",
		"defmodule T do\n  @on_load :f\n  def f, do: 1\n  def run, do: :os.cmd('ls')\nend",
	}
	for _, source := range tries {
		got, err := runFile(t, source, stdlib.New(stdlib.Options{}))
		if diag.KindOf(err) != diag.Refused {
			t.Errorf("%s: got %s %v", source, got, err)
		}
	}
}
