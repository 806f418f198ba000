package exs

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/source"
)

// tokens adds what a script says, as its quoted form: comments, blanks, line
// feeds and whatever else the formatter may change are not in it. A text that
// is no script is one token.
func tokens(d *source.Digest, text []byte) {
	tree, err := syntax.Parse("", text)
	if err != nil {
		d.Add("", string(text))
		return
	}
	addTree(d, tree)
}

// checksum returns the checksum of a script that was parsed already, or "" if
// it would have to be parsed again.
func checksum(text []byte, tree syntax.Node) string {
	if source.WindowsLines(text) {
		return ""
	}
	var d source.Digest
	addTree(&d, tree)
	d.EndFile()
	return d.Sum()
}

// addTree adds a tree. The first letter of a token says what it is, and
// brackets hold together what belongs to a node.
func addTree(d *source.Digest, n syntax.Node) {
	switch n := n.(type) {
	case *syntax.Atom:
		d.Add("a", n.Name)
	case *syntax.Integer:
		d.Add("i", n.Value.String())
	case *syntax.Float:
		d.Add("f", strconv.FormatFloat(n.Value, 'g', -1, 64))
	case *syntax.String:
		d.Add("s", n.Value)
	case *syntax.Charlist:
		d.Add("c", n.Value)
	case *syntax.Var:
		d.Add("v", n.Name)
	case *syntax.List:
		d.Add("[", "")
		addAll(d, n.Elems)
	case *syntax.Tuple:
		d.Add("{", "")
		addTree(d, n.Left)
		addTree(d, n.Right)
		d.Add(")", "")
	case *syntax.Call:
		d.Add("(", "")
		addCallee(d, n)
		addAll(d, n.Args)
	}
}

// addAll adds the parts of a node, and its end.
func addAll(d *source.Digest, parts []syntax.Node) {
	for _, part := range parts {
		addTree(d, part)
	}
	d.Add(")", "")
}

// addCallee adds what is called.
func addCallee(d *source.Digest, c *syntax.Call) {
	switch {
	case c.Callee != nil:
		d.Add("()", "")
		addTree(d, c.Callee)
	case c.Anonymous:
		d.Add(".()", "")
		addTree(d, c.Target)
	case c.Target != nil:
		kind := "."
		if len(c.Args) == 0 && !c.Parens {
			kind = ".-" // perhaps a field of a map
		}
		d.Add(kind, "")
		addTree(d, c.Target)
		d.Add("n", c.Name)
	default:
		d.Add("n", c.Name)
	}
}
