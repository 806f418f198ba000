package stdlib_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// TestCorpus evaluates the expressions in testdata and compares with what
// Elixir itself says of them. testdata/oracle.exs writes the results and
// describes the format.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) { runCorpus(t, path) })
	}
}

func runCorpus(t *testing.T, path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	count, wrong := 0, 0
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		source, want, ok := cutExpectation(line)
		if !ok {
			t.Errorf("%s:%d: no expected value: run testdata/oracle.exs", path, i+1)
			continue
		}
		count++
		if got := evaluate(source); got != want {
			wrong++
			t.Errorf("%s:%d: %s\n  got  %s\n  want %s", path, i+1, source, got, want)
		}
	}
	t.Logf("%d of %d expressions agree", count-wrong, count)
}

func cutExpectation(line string) (source, want string, ok bool) {
	for _, mark := range []string{" #=> ", " #=! "} {
		if source, want, ok := strings.Cut(line, mark); ok {
			return source, want, true
		}
	}
	return "", "", false
}

// evaluate returns what inspect/1 prints for an expression, or the exception.
func evaluate(source string) string { return evaluateWithin(source, eval.DefaultLimits) }

func evaluateWithin(source string, limits eval.Limits) string {
	v, err := evaluateValue(source, limits)
	text := ""
	switch {
	case err != nil:
		text = failure(err)
	default:
		text = eval.Inspect(v)
	}
	return strings.ReplaceAll(strings.TrimRight(text, "\n "), "\n", `\n`)
}

func failure(err error) string {
	var raised *eval.Raised
	if errors.As(err, &raised) {
		return raised.Error()
	}
	if list := diag.All(err); len(list) > 0 {
		return list[0].Summary
	}
	return err.Error()
}

func evaluateValue(source string, limits eval.Limits) (eval.Value, error) {
	tree, err := syntax.Parse("corpus.exs", []byte("defmodule Corpus do\ndef run do\n"+source+"\nend\nend"))
	if err != nil {
		return nil, err
	}
	hoistModules(tree)
	library := stdlib.New(stdlib.Options{})
	file, err := eval.Load(tree, library, limits)
	if err != nil {
		return nil, err
	}
	return eval.New(file, library, limits).CallFunction(file.Module("Corpus"), "run")
}

// hoistModules moves modules that an expression defines out of the function
// around it, in front of the module around that.
func hoistModules(tree syntax.Node) {
	outer, ok := syntax.IsCall(tree, "defmodule")
	if !ok {
		return
	}
	def, _ := syntax.IsCall(doBlock(outer), "def")
	body, ok := syntax.IsCall(doBlock(def), "__block__")
	if !ok {
		return
	}
	isModule := func(n syntax.Node) bool { _, ok := syntax.IsCall(n, "defmodule"); return ok }
	var modules []syntax.Node
	for _, n := range body.Args {
		if isModule(n) {
			modules = append(modules, n)
		}
	}
	if len(modules) == 0 {
		return
	}
	body.Args = slices.DeleteFunc(body.Args, isModule)
	inner := *outer
	*outer = syntax.Call{Position: outer.Position, Name: "__block__", Args: append(modules, &inner)}
}

// doBlock returns the do block of a call that has only this one.
func doBlock(n *syntax.Call) syntax.Node {
	options := n.Args[len(n.Args)-1].(*syntax.List)
	return options.Elems[0].(*syntax.Tuple).Right
}
