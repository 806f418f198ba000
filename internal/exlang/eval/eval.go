package eval

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// A literal is a value within code, as unquote puts it there.
type literal struct {
	syntax.Position
	value Value
}

// eval evaluates an expression. Bindings that it makes go into the scope.
func (in *Interp) eval(n syntax.Node, scope *Scope) (Value, error) {
	switch n := n.(type) {
	case *syntax.Atom:
		return Atom(n.Name), in.step(n)
	case *syntax.Integer:
		return Int{n.Value}, in.step(n)
	case *syntax.String:
		return String(n.Value), in.step(n)
	case *syntax.Var:
		if err := in.step(n); err != nil {
			return nil, err
		}
		return in.variable(n, scope)
	case *syntax.Float:
		return Float(n.Value), in.step(n)
	}
	return in.composite(n, scope)
}

// composite evaluates what has parts. How deep parts nest is limited, because
// each level is on Go's stack.
func (in *Interp) composite(n syntax.Node, scope *Scope) (Value, error) {
	if err := in.step(n); err != nil {
		return nil, err
	}
	if in.nesting++; in.nesting > maxNesting {
		in.nesting--
		return nil, refused(n.Pos(), "expressions nest deeper than %d levels", maxNesting).
			WithHint("look for a recursion without an end")
	}
	v, err := in.part(n, scope)
	in.nesting--
	return v, err
}

func (in *Interp) part(n syntax.Node, scope *Scope) (Value, error) {
	switch n := n.(type) {
	case *syntax.Call:
		return in.call(n, scope)
	case *syntax.List:
		return in.list(n, scope)
	case *syntax.Tuple:
		return in.tuple(scope, n.Left, n.Right)
	case *syntax.Charlist:
		return charlist(n.Value), nil
	case *literal:
		return n.value, nil
	case *directCall:
		args, err := in.evalAll(n.args, scope)
		if err != nil {
			return nil, err
		}
		return in.run(n.table[n.key], args, n.Pos(), scope, scope.caller)
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
	if err := in.grow(16*len(n.Elems), n.Pos()); err != nil {
		return nil, err
	}
	list := make(List, 0, len(n.Elems))
	for i, e := range n.Elems {
		if cons, ok := syntax.IsCall(e, "|"); ok && i == len(n.Elems)-1 && len(cons.Args) == 2 {
			both, err := in.evalAll(cons.Args, scope)
			if err != nil {
				return nil, err
			}
			return in.cons(append(list, both[0]), both[1], n)
		}
		v, err := in.eval(e, scope)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// cons puts elements before a tail. A tail that is no list makes an improper
// list.
func (in *Interp) cons(heads List, tail Value, n syntax.Node) (Value, error) {
	switch tail := tail.(type) {
	case List:
		return append(heads, tail...), in.grow(8*len(tail), n.Pos())
	case *Improper:
		return &Improper{append(heads, tail.Heads...), tail.Tail}, in.grow(8*len(tail.Heads), n.Pos())
	case Opaque:
		return nil, needsDatabase(n.Pos(), tail)
	}
	return &Improper{heads, tail}, nil
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
	if v, ok := scope.lookup(n.Name, n.Context); ok {
		return v, nil
	}
	switch n.Name {
	case "__MODULE__":
		if scope.module.Name == "" {
			return Nil, nil
		}
		return Module(scope.module.Name), nil
	case "__ENV__":
		return environment(scope, n.Pos()), nil
	case "__CALLER__":
		if scope.caller != nil {
			return scope.caller.environment(), nil
		}
		return nil, in.raised(n.Pos(), "CompileError", "__CALLER__ is available only inside defmacro and defmacrop")
	case "__STACKTRACE__":
		return List{}, nil
	case "__DIR__":
		return String(directory(n.Pos().File)), nil
	}
	return in.call(&syntax.Call{Position: n.Position, Name: n.Name}, scope)
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
