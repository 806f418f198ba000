package eval

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// codeText prints code on one line, for messages and Macro.to_string/1.
func codeText(n syntax.Node) string {
	switch n := n.(type) {
	case *syntax.Atom:
		return inspectAtom(Atom(n.Name))
	case *syntax.Integer:
		return n.Value.String()
	case *syntax.Var:
		return n.Name
	case *syntax.List:
		if pairs, ok := keywordNodes(n); ok && len(pairs.pairs) > 0 {
			return "[" + pairsText(pairs.pairs) + "]"
		}
		return "[" + nodesText(n.Elems) + "]"
	case *syntax.Tuple:
		return "{" + codeText(n.Left) + ", " + codeText(n.Right) + "}"
	case *syntax.Call:
		return callText(n)
	case *literal:
		return Inspect(n.value)
	case nil:
		return ""
	}
	return Inspect(toValue(n))
}

func nodesText(nodes []syntax.Node) string {
	texts := make([]string, len(nodes))
	for i, n := range nodes {
		texts[i] = codeText(n)
	}
	return strings.Join(texts, ", ")
}

func pairsText(pairs []syntax.Node) string {
	texts := make([]string, len(pairs))
	for i, e := range pairs {
		pair, ok := e.(*syntax.Tuple)
		if !ok {
			texts[i] = codeText(e)
			continue
		}
		if key, ok := pair.Left.(*syntax.Atom); ok {
			name := Inspect(List{Tuple{Atom(key.Name), Nil}})
			texts[i] = strings.TrimSuffix(strings.TrimPrefix(name, "["), "nil]") + codeText(pair.Right)
			continue
		}
		texts[i] = codeText(pair.Left) + " => " + codeText(pair.Right)
	}
	return strings.Join(texts, ", ")
}

func callText(n *syntax.Call) string {
	switch {
	case n.Anonymous:
		return codeText(n.Target) + ".(" + nodesText(n.Args) + ")"
	case n.Target != nil:
		name := codeText(n.Target) + "." + n.Name
		if len(n.Args) == 0 && !n.Parens {
			return name
		}
		return name + "(" + argumentsText(n.Args) + ")"
	case n.Callee != nil:
		return codeText(n.Callee) + "(" + nodesText(n.Args) + ")"
	}
	if text, ok := formText(n); ok {
		return text
	}
	if level, ok := precedence(n.Name); ok && len(n.Args) == 2 {
		space := " "
		if n.Name == ".." {
			space = ""
		}
		return operandText(n.Args[0], level) + space + n.Name + space + operandText(n.Args[1], level+1)
	}
	if len(n.Args) == 1 && n.Name == "not" {
		return "not " + operandText(n.Args[0], unaryLevel)
	}
	if len(n.Args) == 1 && isOperator(n.Name) {
		return n.Name + operandText(n.Args[0], unaryLevel)
	}
	return n.Name + "(" + argumentsText(n.Args) + ")"
}

// operandText puts an operator that binds less than level in parentheses.
func operandText(n syntax.Node, level int) string {
	if c, ok := n.(*syntax.Call); ok && c.Target == nil && len(c.Args) == 2 {
		if inner, ok := precedence(c.Name); ok && inner < level {
			return "(" + codeText(n) + ")"
		}
	}
	return codeText(n)
}

const unaryLevel = 100

// precedence says how tightly a binary operator binds.
func precedence(name string) (int, bool) {
	levels := [][]string{
		{"<-", "\\\\"}, {"when"}, {"::"}, {"|"}, {"="}, {"||", "or"}, {"&&", "and"}, {"==", "!=", "=~", "===", "!=="},
		{"<", ">", "<=", ">="}, {"|>"}, {"in"}, {"++", "--", "..", "<>"}, {"+", "-"}, {"*", "/"}, {"**"},
	}
	for i, names := range levels {
		if slices.Contains(names, name) {
			return i, true
		}
	}
	return 0, false
}

// argumentsText leaves out the brackets of the keyword list at the end.
func argumentsText(args []syntax.Node) string {
	last := len(args) - 1
	if last >= 0 {
		if pairs, ok := keywordNodes(args[last]); ok && len(pairs.pairs) > 0 {
			text := pairsText(pairs.pairs)
			if last > 0 {
				text = nodesText(args[:last]) + ", " + text
			}
			return text
		}
	}
	return nodesText(args)
}

// formText prints the special forms.
func formText(n *syntax.Call) (string, bool) {
	switch n.Name {
	case "{}":
		return "{" + nodesText(n.Args) + "}", true
	case "%{}":
		return "%{" + pairsText(n.Args) + "}", true
	case "%":
		if len(n.Args) == 2 {
			return "%" + codeText(n.Args[0]) + strings.TrimPrefix(codeText(n.Args[1]), "%"), true
		}
	case "__aliases__":
		texts := make([]string, len(n.Args))
		for i, arg := range n.Args {
			texts[i] = codeText(arg)
			if atom, ok := arg.(*syntax.Atom); ok {
				texts[i] = atom.Name
			}
		}
		return strings.Join(texts, "."), true
	case "__block__":
		texts := make([]string, len(n.Args))
		for i, arg := range n.Args {
			texts[i] = codeText(arg)
		}
		return strings.Join(texts, "\n"), true
	case "<<>>":
		return "<<" + nodesText(n.Args) + ">>", true
	case "fn":
		return "fn " + nodesText(n.Args) + " end", true
	case "->":
		if head, ok := n.Args[0].(*syntax.List); ok {
			return nodesText(head.Elems) + " -> " + codeText(n.Args[1]), true
		}
	}
	return "", false
}
