package exs

import (
	"reflect"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// callbacks are the functions of a migration that Ecto calls.
var callbacks = []string{"change", "up", "down", "after_begin", "before_commit"}

// Lost returns what a script says beside its commands, and what text made of
// the commands will therefore not have: comments, functions of its own, and
// that the prefix of the run matters. A script that cannot be parsed has none.
func Lost(name string, text []byte) diag.List {
	tree, err := syntax.Parse(name, text)
	if err != nil {
		return nil
	}
	var lost diag.List
	if pos, ok := firstComment(name, string(text), tree); ok {
		lost = append(lost, diag.Warningf(pos, "comments are not taken over"))
	}
	syntax.Walk(tree, func(n syntax.Node) {
		call, ok := n.(*syntax.Call)
		if !ok {
			return
		}
		if what, ok := definition(call); ok {
			lost = append(lost, diag.Warningf(call.Pos(), "%s is not taken over, only what it does when it is called", what))
		}
		if call.Target == nil && call.Name == "prefix" && len(call.Args) == 0 {
			lost = append(lost, diag.Warningf(call.Pos(), "the prefix of the run is taken to be none"))
		}
	})
	return lost
}

// definition returns the name of a function that is no callback.
func definition(n *syntax.Call) (string, bool) {
	if n.Target != nil || !slices.Contains([]string{"def", "defp", "defmacro", "defmacrop"}, n.Name) || len(n.Args) == 0 {
		return "", false
	}
	name := ""
	switch head := n.Args[0].(type) {
	case *syntax.Var:
		name = head.Name
	case *syntax.Call:
		name = head.Name
		if inner, ok := head.Args[0].(*syntax.Call); ok && name == "when" {
			name = inner.Name
		}
	}
	return n.Name + " " + name, name != "" && !slices.Contains(callbacks, name)
}

// firstComment finds the first #, without which and what follows it in its line
// the code means the same.
func firstComment(name, text string, tree syntax.Node) (diag.Pos, bool) {
	start := 0
	for number, line := range strings.SplitAfter(text, "\n") {
		body := strings.TrimRight(line, "\r\n")
		for column := strings.IndexByte(body, '#'); column >= 0 && column < len(body); {
			without := text[:start+column] + text[start+len(body):]
			if other, err := syntax.Parse(name, []byte(without)); err == nil && reflect.DeepEqual(tree, other) {
				return diag.Pos{File: name, Line: number + 1, Column: column + 1}, true
			}
			next := strings.IndexByte(body[column+1:], '#')
			if next < 0 {
				break
			}
			column += 1 + next
		}
		start += len(line)
	}
	return diag.Pos{}, false
}
