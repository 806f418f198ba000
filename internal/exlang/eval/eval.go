package eval

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// eval evaluates an expression. Bindings that it makes go into the scope.
func (in *Interp) eval(n syntax.Node, scope *Scope) (Value, error) {
	if err := in.step(n.Pos()); err != nil {
		return nil, err
	}
	switch n := n.(type) {
	case *syntax.Atom:
		return Atom(n.Name), nil
	case *syntax.Integer:
		return Int{n.Value}, nil
	case *syntax.Float:
		return Float(n.Value), nil
	case *syntax.String:
		return String(n.Value), nil
	case *syntax.Charlist:
		return charlist(n.Value), nil
	case *syntax.List:
		return in.list(n, scope)
	case *syntax.Tuple:
		return in.tuple(scope, n.Left, n.Right)
	case *syntax.Var:
		return in.variable(n, scope)
	case *syntax.Call:
		return in.call(n, scope)
	}
	return nil, notYet(n, "this expression")
}

func charlist(text string) List {
	list := List{}
	for _, r := range text {
		list = append(list, IntValue(int64(r)))
	}
	return list
}

// list evaluates [a, b | tail].
func (in *Interp) list(n *syntax.List, scope *Scope) (Value, error) {
	list := make(List, 0, len(n.Elems))
	for i, e := range n.Elems {
		cons, ok := syntax.IsCall(e, "|")
		if !ok || i != len(n.Elems)-1 || len(cons.Args) != 2 {
			v, err := in.eval(e, scope)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
			continue
		}
		head, err := in.eval(cons.Args[0], scope)
		if err != nil {
			return nil, err
		}
		tail, err := in.eval(cons.Args[1], scope)
		if err != nil {
			return nil, err
		}
		rest, ok := tail.(List)
		if !ok {
			return nil, notYet(cons, "an improper list")
		}
		return append(append(list, head), rest...), nil
	}
	return list, nil
}

func (in *Interp) tuple(scope *Scope, nodes ...syntax.Node) (Value, error) {
	values, err := in.evalAll(nodes, scope)
	return Tuple(values), err
}

func (in *Interp) evalAll(nodes []syntax.Node, scope *Scope) ([]Value, error) {
	values := make([]Value, len(nodes))
	for i, n := range nodes {
		v, err := in.eval(n, scope)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// variable reads a variable; a name that is not bound is a call without
// arguments.
func (in *Interp) variable(n *syntax.Var, scope *Scope) (Value, error) {
	if v, ok := scope.lookup(n.Name); ok {
		return v, nil
	}
	switch n.Name {
	case "__MODULE__":
		return Module(scope.module.Name), nil
	case "__ENV__", "__CALLER__", "__STACKTRACE__":
		return nil, notYet(n, n.Name)
	case "__DIR__":
		return nil, notYet(n, "__DIR__")
	}
	call, err := in.resolve(&syntax.Call{Position: n.Position, Name: n.Name}, 0, scope)
	if err != nil {
		return nil, err
	}
	return call(nil)
}

// block evaluates expressions in order and returns the last one's value.
func (in *Interp) block(nodes []syntax.Node, scope *Scope) (Value, error) {
	var last Value = Nil
	for _, n := range nodes {
		v, err := in.eval(n, scope)
		if err != nil {
			return nil, err
		}
		last = v
	}
	return last, nil
}

// body evaluates a do block in a scope of its own.
func (in *Interp) body(n syntax.Node, scope *Scope) (Value, error) {
	if n == nil {
		return Nil, nil
	}
	return in.eval(n, scope.nested())
}
