package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// function is the module Function.
func function() functions {
	return functions{"identity/1": functionIdentity, "capture/3": functionCapture, "info/2": functionInfo}
}

func functionIdentity(c *eval.Call) (eval.Value, error) { return c.Args[0], nil }

// functionCapture is capture(module, name, arity).
func functionCapture(c *eval.Call) (eval.Value, error) {
	module, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	name, err := c.Atom(1)
	if err != nil {
		return nil, err
	}
	arity, err := countFrom(c, 2, 0)
	if err != nil {
		return nil, err
	}
	return &eval.Fun{
		Arity: arity,
		Name:  "&" + eval.InspectCall(module, string(name)) + "/" + integer(arity).String(),
		Call:  func(args []eval.Value) (eval.Value, error) { return c.Invoke(module, string(name), args...) },
	}, nil
}

// functionInfo knows of a function its arity only.
func functionInfo(c *eval.Call) (eval.Value, error) {
	f, ok := c.Args[0].(*eval.Fun)
	if !ok || c.Args[1] != eval.Atom("arity") {
		return nil, c.WrongArgument(1, ":arity")
	}
	return tupleOf(eval.Atom("arity"), integer(f.Arity)), nil
}
