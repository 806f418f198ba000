package stdlib

import (
	"fmt"
	"math/big"
	"strconv"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// named makes a function raise by another name/arity than its own: Elixir's
// at/2 is at/3 with a default, and its errors say so.
func named(name string, f eval.Native) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		c.Name = name
		return f(c)
	}
}

// ordinals name the places of arguments in messages of Erlang.
func ordinal(n int) string {
	switch n {
	case 1:
		return "1st"
	case 2:
		return "2nd"
	case 3:
		return "3rd"
	}
	return strconv.Itoa(n) + "th"
}

// badArgument is what a function of Erlang raises for its nth argument, which
// is counted from 1: "not a list".
func badArgument(c *eval.Call, n int, problem string) error {
	if n <= len(c.Args) {
		if _, ok := c.Args[n-1].(eval.Opaque); ok {
			return c.WrongArgument(n-1, problem)
		}
	}
	return c.Raise("ArgumentError", "errors were found at the given arguments:\n\n  * %s argument: %s\n", ordinal(n), problem)
}

// raised is an exception with fields, of which message is what it says. The
// field message is nil where Elixir computes it from the others.
func raised(c *eval.Call, exception, message string, fields ...eval.Pair) error {
	fields = append(fields, eval.Pair{Key: eval.Atom("__exception__"), Value: eval.True})
	return &eval.Raised{Exception: eval.NewStruct(eval.Module(exception), fields...), Message: message, Pos: c.Pos}
}

// keyError is raised when a key is missing in a map or keyword list.
func keyError(c *eval.Call, key, term eval.Value) error {
	message := fmt.Sprintf("key %s not found in: %s", eval.Inspect(key), eval.Inspect(term))
	return raised(c, "KeyError", message, eval.Pair{Key: eval.Atom("key"), Value: key},
		eval.Pair{Key: eval.Atom("term"), Value: term}, eval.Pair{Key: eval.Atom("message"), Value: eval.Nil})
}

// badMap is raised where Elixir needs a map and has something else.
func badMap(c *eval.Call, term eval.Value) error {
	if _, ok := term.(eval.Opaque); ok {
		return c.WrongArgument(indexOf(c, term), "a map")
	}
	return raised(c, "BadMapError", "expected a map, got: "+eval.Inspect(term), eval.Pair{Key: eval.Atom("term"), Value: term})
}

// indexOf returns the place of an argument, or 0.
func indexOf(c *eval.Call, v eval.Value) int {
	for i, a := range c.Args {
		if a == v {
			return i
		}
	}
	return 0
}

// fun returns argument i as a function that will be called with arity
// arguments.
func fun(c *eval.Call, i, arity int) (*eval.Fun, error) {
	f, ok := c.Args[i].(*eval.Fun)
	if !ok {
		if _, opaque := c.Args[i].(eval.Opaque); opaque {
			return nil, c.WrongArgument(i, "a function")
		}
		return nil, raised(c, "BadFunctionError", "expected a function, got: "+eval.Inspect(c.Args[i]),
			eval.Pair{Key: eval.Atom("term"), Value: c.Args[i]})
	}
	if f.Arity != arity {
		return nil, c.WrongArgument(i, "a function with "+counted(arity, "argument"))
	}
	return f, nil
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// apply calls a function of the script.
func apply(f *eval.Fun, args ...eval.Value) (eval.Value, error) { return f.Call(args) }

// test calls a function of the script for a truth value.
func test(f *eval.Fun, args ...eval.Value) (bool, error) {
	v, err := f.Call(args)
	return err == nil && eval.Truthy(v), err
}

// argument returns argument i, or a default where it was not given.
func argument(c *eval.Call, i int, otherwise eval.Value) eval.Value {
	if i < len(c.Args) {
		return c.Args[i]
	}
	return otherwise
}

// listOf is a new list, which counts as built.
func listOf(c *eval.Call, values []eval.Value) (eval.Value, error) {
	if values == nil {
		values = []eval.Value{}
	}
	return eval.List(values), c.Grow(8 * len(values))
}

// tupleOf is a tuple.
func tupleOf(values ...eval.Value) eval.Tuple { return eval.Tuple(values) }

func integer(n int) eval.Int { return eval.IntValue(int64(n)) }

// asInt returns an integer that fits a Go int.
func asInt(v eval.Value) (int, bool) {
	n, ok := v.(eval.Int)
	if !ok || !n.IsInt64() || n.Int64() > 1<<40 || n.Int64() < -1<<40 {
		return 0, false
	}
	return int(n.Int64()), true
}

// count returns argument i, an integer that counts or places elements. A
// larger one than any list has elements is as good as the largest.
func count(c *eval.Call, i int) (int, error) {
	n, err := c.Int(i)
	if err != nil {
		return 0, err
	}
	if n.CmpAbs(big.NewInt(1<<40)) > 0 {
		return n.Sign() << 40, nil
	}
	return int(n.Int64()), nil
}

// countFrom is count, where less than the smallest is no match.
func countFrom(c *eval.Call, i, smallest int) (int, error) {
	n, err := count(c, i)
	if err == nil && n < smallest {
		return 0, c.WrongArgument(i, "an integer of at least "+strconv.Itoa(smallest))
	}
	return n, err
}

// areEqual is === as a value.
func areEqual(c *eval.Call, a, b eval.Value) (eval.Value, error) {
	equal, err := c.Equal(a, b)
	return eval.Boolean(equal), err
}

// pair is the pair of a struct's or option's name and its value.
func pair(key string, v eval.Value) eval.Pair { return eval.Pair{Key: eval.Atom(key), Value: v} }

// structOf returns argument i, a struct of the named module.
func structOf(c *eval.Call, i int, module string) (*eval.Map, error) {
	m, ok := c.Args[i].(*eval.Map)
	if !ok || m.Struct() != eval.Module(module) {
		return nil, c.WrongArgument(i, "a struct of "+module)
	}
	return m, nil
}
