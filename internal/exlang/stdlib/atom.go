package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// atom is the module Atom.
func atom() functions { return functions{"to_string/1": atomToString} }

func atomToString(c *eval.Call) (eval.Value, error) {
	name, err := c.Atom(0)
	return eval.String(name), err
}
