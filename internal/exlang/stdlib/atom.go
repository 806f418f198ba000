package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// atom is the module Atom.
func atom() functions {
	return functions{"to_string/1": atomToString, "to_charlist/1": atomToCharlist}
}

func atomText(c *eval.Call) (string, error) {
	name, ok := c.Args[0].(eval.Atom)
	if !ok {
		return "", badArgument(c, 1, "not an atom")
	}
	return string(name), nil
}

func atomToString(c *eval.Call) (eval.Value, error) {
	name, err := atomText(c)
	return eval.String(name), err
}

func atomToCharlist(c *eval.Call) (eval.Value, error) {
	name, err := atomText(c)
	return charlist(name), err
}
