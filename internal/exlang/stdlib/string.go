package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// str is the module String.
func str() functions {
	return functions{"to_atom/1": stringToAtom, "to_existing_atom/1": stringToAtom}
}

func stringToAtom(c *eval.Call) (eval.Value, error) {
	text, err := c.Text(0)
	return eval.Atom(text), err
}
