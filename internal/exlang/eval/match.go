package eval

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// matchForm evaluates pattern = expression.
func (in *Interp) matchForm(n *syntax.Call, scope *Scope) (Value, error) {
	v, err := in.eval(n.Args[1], scope)
	if err != nil {
		return nil, err
	}
	ok, err := in.match(n.Args[0], v, scope)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, invalid(n.Pos(), "no match of right hand side value: %s", Inspect(v))
	}
	return v, nil
}

func (in *Interp) matchAll(patterns []syntax.Node, values []Value, scope *Scope) (bool, error) {
	if len(patterns) != len(values) {
		return false, nil
	}
	bound := map[string]Value{}
	for i, p := range patterns {
		if ok, err := in.matchInto(p, values[i], scope, bound); !ok || err != nil {
			return false, err
		}
	}
	bindAll(scope, bound)
	return true, nil
}

// match matches a value against a pattern and binds the pattern's variables
// if all of it matches.
func (in *Interp) match(pattern syntax.Node, v Value, scope *Scope) (bool, error) {
	return in.matchAll([]syntax.Node{pattern}, []Value{v}, scope)
}

func bindAll(scope *Scope, bound map[string]Value) {
	for name, v := range bound {
		scope.bind(name, v)
	}
}

// matchInto collects the bindings of a pattern. A variable that stands twice
// must match the same value twice.
func (in *Interp) matchInto(pattern syntax.Node, v Value, scope *Scope, bound map[string]Value) (bool, error) {
	_, variable := pattern.(*syntax.Var)
	if opaque, ok := v.(Opaque); ok && !variable {
		return false, needsDatabase(pattern.Pos(), opaque)
	}
	switch p := pattern.(type) {
	case *syntax.Var:
		if p.Name == "_" {
			return true, nil
		}
		if p.Name == "__MODULE__" {
			return v == Module(scope.module.Name), nil
		}
		if earlier, ok := bound[p.Name]; ok {
			return Equal(earlier, v), nil
		}
		bound[p.Name] = v
		return true, nil
	case *syntax.List:
		return in.matchList(p, v, scope, bound)
	case *syntax.Tuple:
		return in.matchTuple([]syntax.Node{p.Left, p.Right}, v, scope, bound)
	case *syntax.Call:
		return in.matchCall(p, v, scope, bound)
	}
	literal, err := in.eval(pattern, scope)
	return err == nil && Equal(literal, v), err
}

func (in *Interp) matchTuple(patterns []syntax.Node, v Value, scope *Scope, bound map[string]Value) (bool, error) {
	t, ok := v.(Tuple)
	if !ok || len(t) != len(patterns) {
		return false, nil
	}
	for i, p := range patterns {
		if ok, err := in.matchInto(p, t[i], scope, bound); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (in *Interp) matchList(p *syntax.List, v Value, scope *Scope, bound map[string]Value) (bool, error) {
	list, ok := v.(List)
	if !ok {
		return false, nil
	}
	for i, e := range p.Elems {
		if cons, ok := syntax.IsCall(e, "|"); ok && i == len(p.Elems)-1 {
			if len(list) <= i {
				return false, nil
			}
			if ok, err := in.matchInto(cons.Args[0], list[i], scope, bound); !ok || err != nil {
				return false, err
			}
			return in.matchInto(cons.Args[1], list[i+1:], scope, bound)
		}
		if i >= len(list) {
			return false, nil
		}
		if ok, err := in.matchInto(e, list[i], scope, bound); !ok || err != nil {
			return false, err
		}
	}
	return len(list) == len(p.Elems), nil
}

func (in *Interp) matchCall(p *syntax.Call, v Value, scope *Scope, bound map[string]Value) (bool, error) {
	if p.Target != nil {
		return false, notYet(p, "a call in a pattern")
	}
	switch p.Name {
	case "=":
		ok, err := in.matchInto(p.Args[0], v, scope, bound)
		if !ok || err != nil {
			return false, err
		}
		return in.matchInto(p.Args[1], v, scope, bound)
	case "{}":
		return in.matchTuple(p.Args, v, scope, bound)
	case "%{}":
		return in.matchMap(p, v, scope, bound)
	case "^":
		pinned, err := in.eval(p.Args[0], scope)
		return err == nil && Equal(pinned, v), err
	case "__aliases__", "-", "+", "@", "__block__":
		literal, err := in.eval(p, scope)
		return err == nil && Equal(literal, v), err
	}
	return false, notYet(p, "the pattern "+p.Name)
}

func (in *Interp) matchMap(p *syntax.Call, v Value, scope *Scope, bound map[string]Value) (bool, error) {
	m, ok := v.(*Map)
	if !ok {
		return false, nil
	}
	for _, e := range p.Args {
		pair, ok := e.(*syntax.Tuple)
		if !ok {
			return false, invalid(e.Pos(), "expected key => pattern")
		}
		key, err := in.eval(pair.Left, scope)
		if err != nil {
			return false, err
		}
		value, ok := m.Get(key)
		if !ok {
			return false, nil
		}
		if ok, err := in.matchInto(pair.Right, value, scope, bound); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}
