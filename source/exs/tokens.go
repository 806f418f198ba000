package exs

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// tokens returns what a script says, as its quoted form: comments, blanks, line
// feeds and whatever else the formatter may change are not in it. A text that
// is no script is one token.
func tokens(text []byte) []string {
	tree, err := syntax.Parse("", text)
	if err != nil {
		return []string{string(text)}
	}
	return appendTokens(nil, tree)
}

// appendTokens appends a tree. The first letter of a token says what it is, and
// brackets hold together what belongs to a node.
func appendTokens(list []string, n syntax.Node) []string {
	switch n := n.(type) {
	case *syntax.Atom:
		return append(list, "a"+n.Name)
	case *syntax.Integer:
		return append(list, "i"+n.Value.String())
	case *syntax.Float:
		return append(list, "f"+strconv.FormatFloat(n.Value, 'g', -1, 64))
	case *syntax.String:
		return append(list, "s"+n.Value)
	case *syntax.Charlist:
		return append(list, "c"+n.Value)
	case *syntax.Var:
		return append(list, "v"+n.Name)
	case *syntax.List:
		return appendAll(append(list, "["), n.Elems)
	case *syntax.Tuple:
		return appendAll(append(list, "{"), []syntax.Node{n.Left, n.Right})
	case *syntax.Call:
		return appendAll(appendCallee(append(list, "("), n), n.Args)
	}
	return list
}

// appendAll appends the parts of a node, and its end.
func appendAll(list []string, parts []syntax.Node) []string {
	for _, part := range parts {
		list = appendTokens(list, part)
	}
	return append(list, ")")
}

// appendCallee appends what is called.
func appendCallee(list []string, c *syntax.Call) []string {
	switch {
	case c.Callee != nil:
		return appendTokens(append(list, "()"), c.Callee)
	case c.Anonymous:
		return appendTokens(append(list, ".()"), c.Target)
	case c.Target != nil:
		kind := "."
		if len(c.Args) == 0 && !c.Parens {
			kind = ".-" // perhaps a field of a map
		}
		return append(appendTokens(append(list, kind), c.Target), "n"+c.Name)
	}
	return append(list, "n"+c.Name)
}
