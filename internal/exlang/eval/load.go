package eval

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// Load evaluates a file: it defines the modules, and runs what stands in their
// bodies and around them. Functions are not called unless that code calls them.
func Load(tree syntax.Node, library Library, limits Limits) (*File, error) {
	return loadFile(tree, library, limits, false)
}

func loadFile(tree syntax.Node, library Library, limits Limits, sources bool) (*File, error) {
	file := &File{}
	in := New(file, library, limits)
	in.sources = sources
	top := newModule("", diag.Pos{}, file)
	scope := &Scope{module: top, env: &lexical{}}
	top.body = scope
	for _, n := range statements(tree) {
		if _, err := in.eval(n, scope); err != nil {
			return nil, Diagnose(err, n.Pos())
		}
	}
	return file, nil
}

// position returns the syntax position for a generated node.
func position(pos diag.Pos) syntax.Position { return syntax.Position(pos) }
