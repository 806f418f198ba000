package eval

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// Host is a value of the host's own, such as a query, which a script can pass
// around and not look into. Two are equal if they are the same.
type Host struct {
	Value any
	// Text is how inspect shows it: "#Ecto.Query<...>".
	Text string
}

func (*Host) value() {}

// Invoke calls a public function of any module that the caller could call.
func (c *MacroCall) Invoke(module Atom, name string, args ...Value) (Value, error) {
	return c.call().Invoke(module, name, args...)
}

// Function calls a native function with the macro's arguments, evaluated.
func (c *MacroCall) Function(native Native) (Value, error) {
	args, err := c.interp.evalAll(c.Node.Args, c.scope)
	if err != nil {
		return nil, err
	}
	call := c.call()
	call.Name, call.Args = functionKey(c.Node.Name, len(args)), args
	return native(call)
}

// EvalImporting evaluates code in the caller's scope, where the functions of a
// module are callable without its name before those of any other.
func (c *MacroCall) EvalImporting(module string, n syntax.Node) (Value, error) {
	inner := c.scope.nested()
	imports := append([]importedModule{{name: module}}, inner.env.imports...)
	inner.env = &lexical{aliases: inner.env.aliases, imports: imports}
	return c.interp.eval(n, inner)
}

// call is the macro's call as that of a function without arguments.
func (c *MacroCall) call() *Call {
	return &Call{Pos: c.Pos, Caller: c.scope.module, interp: c.interp}
}

// ModuleDef returns a module of the file or of the application's sources, or
// nil.
func (c *MacroCall) ModuleDef(name string) (*ModuleDef, error) { return c.call().ModuleDef(name) }

// Expand expands the call of a macro that is written in Elixir. It reports
// whether there is such a macro.
func (c *MacroCall) Expand(n *syntax.Call) (syntax.Node, bool, error) {
	return c.interp.expandNode(n, c.scope)
}

// Missing refuses what needs a module that ModuleDef does not find.
func (c *MacroCall) Missing(construct, module string) error {
	return c.call().Missing(construct, module)
}

// LookInto returns an error if a value is one that only a database could give.
func LookInto(v Value, pos diag.Pos) error {
	if opaque, ok := v.(Opaque); ok {
		return needsDatabase(pos, opaque)
	}
	return nil
}
