package eval

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// macroCaller is the place from which a macro is called.
type macroCaller struct {
	scope *Scope
	pos   diag.Pos
}

func (c *macroCaller) environment() Value { return environment(c.scope, c.pos) }

// expandCall evaluates the call of a macro: its arguments as code, and then
// the code that it gives, in the scope of the caller. A call is expanded once.
func (in *Interp) expandCall(macro *function, n *syntax.Call, scope *Scope) (Value, error) {
	expansion, err := in.expansion(macro, n, scope)
	if err != nil {
		return nil, err
	}
	return in.eval(expansion, scope)
}

func (in *Interp) expansion(macro *function, n *syntax.Call, scope *Scope) (syntax.Node, error) {
	if expansion, ok := in.expanded[n]; ok {
		return expansion, nil
	}
	args := make([]Value, len(n.Args))
	for i, arg := range n.Args {
		args[i] = toValue(arg)
	}
	v, err := in.run(macro, args, n.Pos(), scope, &macroCaller{scope, n.Pos()})
	if err != nil {
		return nil, err
	}
	in.expansions++
	c := converter{in: in, pos: n.Pos(), mark: "#" + strconv.Itoa(in.expansions)}
	expansion, err := c.node(v)
	if err != nil {
		return nil, err
	}
	if in.expanded == nil {
		in.expanded = map[*syntax.Call]syntax.Node{}
	}
	in.expanded[n] = expansion
	return expansion, nil
}

// expandNode expands the call of a macro that is written in Elixir.
func (in *Interp) expandNode(n *syntax.Call, scope *Scope) (syntax.Node, bool, error) {
	macro, err := in.macroOf(n, scope)
	if err != nil || macro == nil {
		return nil, false, err
	}
	expansion, err := in.expansion(macro, n, scope)
	return expansion, true, err
}

// macroOf returns the macro that a call calls, or nil.
func (in *Interp) macroOf(n *syntax.Call, scope *Scope) (*function, error) {
	if n.Anonymous || n.Callee != nil {
		return nil, nil
	}
	key := callKey{n.Name, len(n.Args)}
	if n.Target == nil {
		if m := scope.module.macros[key]; m != nil {
			return m, nil
		}
		found, _, err := in.findImported(key, scope)
		return found.macro, err
	}
	if _, ok := syntax.IsCall(n.Target, "__aliases__"); !ok {
		if _, ok := n.Target.(*literal); !ok {
			return nil, nil
		}
	}
	target, err := in.eval(n.Target, scope)
	if err != nil {
		return nil, err
	}
	name, ok := ModuleName(target)
	if !ok {
		return nil, nil
	}
	m, err := in.module(name, scope.module)
	if err != nil || m == nil {
		return nil, err
	}
	return m.macros[key], nil
}

// fragment evaluates unquote(code) outside of quote: in a module's body, after
// quote with unquote: false or bind_quoted.
func (in *Interp) fragment(n *syntax.Call, scope *Scope) (Value, error) {
	if len(n.Args) != 1 {
		return nil, in.raised(n.Pos(), "CompileError", "unquote needs an argument")
	}
	if scope.function != nil {
		return nil, in.raised(n.Pos(), "CompileError", "unquote called outside quote")
	}
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	node, err := (&converter{in: in, pos: n.Pos()}).node(v)
	if err != nil {
		return nil, err
	}
	return in.eval(node, scope)
}
