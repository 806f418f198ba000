package stdlib_test

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
)

func TestLExplore(t *testing.T) {
	if os.Getenv("LEXPLORE") == "" {
		t.Skip()
	}
	limits := eval.Limits{Steps: 200_000, Depth: 200, Bytes: 1 << 20}
	modules := []string{"Kernel", "Access", "Atom", "Enum", "Float", "Function", "Integer", "Keyword", "List", "Map", "MapSet", "Range", "Stream", "Tuple",
		"String", "Regex", "Base", "URI", "Jason", "JSON", "Decimal", "Ecto.UUID", "Bitwise", "Version", "Path", "IO", "IO.ANSI", "Logger", "System",
		"Date", "Time", "NaiveDateTime", "DateTime", "Calendar", "Calendar.ISO", "Duration",
		":erlang", ":lists", ":maps", ":crypto", ":rand", ":binary", ":string", ":unicode", ":math", ":calendar", ":base64", ":io_lib", ":io", ":timer", ":os"}
	exprs := []string{}
	for _, m := range modules {
		nm, _ := stdlib.New(stdlib.Options{}).Module(strings.TrimPrefix(m, ":"))
		keys := []string{}
		for k := range nm.Functions {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			i := strings.LastIndex(k, "/")
			n := 0
			fmt.Sscan(k[i+1:], &n)
			if n == 0 || n > 3 {
				continue
			}
			for _, fill := range []string{"a", "b", "[a]", "[a, b]", "%{a => b}", "[{a, b}]", "[k: a]", "%{k: a}", "{a, b}", "fn x -> x end", "fn x, y -> {x, y} end", "1", "\"x\"", ":k"} {
				for pos := 0; pos < n; pos++ {
					args := make([]string, n)
					for j := range args {
						args[j] = fill
					}
					args[pos] = "a"
					exprs = append(exprs, fmt.Sprintf("%s.%s(%s)", m, "\""+k[:i]+"\"", strings.Join(args, ", ")))
				}
			}
		}
	}
	for _, m := range []string{"Macro", "Module", "Code", "Exception"} {
		for _, f := range []string{"to_string/1", "escape/1", "prewalk/2", "postwalk/2", "decompose_call/1", "expand/2", "camelize/1", "underscore/1", "concat/1", "safe_concat/1", "split/1", "message/1", "normalize/2", "format/2", "eval_string/1", "prewalker/1", "validate/1", "quoted_literal?/1", "unpipe/1", "pipe/3", "traverse/4"} {
			i := strings.LastIndex(f, "/")
			n := 0
			fmt.Sscan(f[i+1:], &n)
			args := make([]string, n)
			for j := range args {
				args[j] = "a"
			}
			exprs = append(exprs, fmt.Sprintf("%s.%s(%s)", m, f[:i], strings.Join(args, ", ")))
			if n == 2 {
				exprs = append(exprs, fmt.Sprintf("%s.%s(a, fn x -> x end)", m, f[:i]))
			}
		}
	}
	exprs = append(exprs, `"#{a}"`, "a == b", "a < b", "a === b", "a != b", "%{a => 1}[b]", "[a, b] |> Enum.sort()", "a = b", "^a = b", "{x, x} = {a, b}", "Enum.map(1, a)", "raise a", "raise ArgumentError, a", "throw a", "exit a", "a.x", "a + 1", "a <> b", "a ++ b", "[b] -- [a]", "a in [b]", "for x <- a, uniq: true, do: x", "for x <- a, into: %{}, do: {x, b}", "quote do: unquote(a)", "Macro.to_string(quote do: unquote(a))", "case a do ^b -> 1 end", "a.(1)", "<<a>>", "<<a::binary>>", "MapSet.new([a, b])", "MapSet.new([a]) == MapSet.new([b])", "%{a: a} == %{a: b}", "inspect(%{a => b})", "inspect(a, charlists: :as_charlists)", "inspect(a, limit: :infinity)", "%{__struct__: Version, major: 1, minor: 1, patch: 1, pre: a, build: nil} |> to_string()", "~s(#{a})", "~w(#{a})", "~r/#{a}/", "Code.eval_string(\"x\", x: a)", "binding()", "dbg(a)", "tap(a, & &1)", "with 1 <- a, do: 2", "cond do a -> 1 end", "if a == b, do: 1", "Enum.at(a, a)", "[a: a][a]", "a |> Enum.group_by(& &1)", "Enum.frequencies([a, b, a])", "Enum.zip(a, b) |> Enum.uniq()", "put_in(%{}, [a], 1)", "get_in(%{b => 1}, [a])")
	hangs := 0
	setups := map[string]string{"strings": `["ab"]`, "empty": `[]`}
	if s := os.Getenv("LEXPLORE_ONE"); s != "" {
		exprs = []string{s}
	}
	for name, start := range setups {
		setup := fmt.Sprintf("a = Enum.reduce(1..40, %s, fn _, a -> [a, a] end)\nb = Enum.reduce(1..40, %s, fn _, a -> [a, a] end)\n", start, start)
		for _, e := range exprs {
			started := time.Now()
			os.WriteFile("/tmp/d/s3/l.cur", []byte(name+" "+e), 0o644)
			done := make(chan string, 1)
			go func() {
				defer func() {
					if r := recover(); r != nil {
						fmt.Println("PANIC", name, e, r)
						done <- ""
					}
				}()
				done <- evaluateWithin(setup+e, limits)
			}()
			select {
			case <-done:
				if d := time.Since(started); d > 700*time.Millisecond {
					fmt.Println("SLOW", name, e, d)
				}
			case <-time.After(8 * time.Second):
				fmt.Println("HANG", name, e)
				if hangs++; hangs > 12 {
					os.Exit(3)
				}
			}
		}
	}
	fmt.Println("expressions", len(exprs))
}
