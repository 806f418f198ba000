package eval

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// anonymous evaluates fn ... end.
func (in *Interp) anonymous(n *syntax.Call, scope *Scope) (Value, error) {
	clauses, err := arrows(&syntax.List{Position: n.Position, Elems: n.Args})
	if err != nil {
		return nil, err
	}
	if len(clauses) == 0 {
		return nil, in.raised(n.Pos(), "CompileError", "fn needs a clause")
	}
	captured := scope.nested()
	pos := n.Pos()
	return &Fun{Arity: len(clauses[0].params), Call: func(args []Value) (Value, error) {
		return in.callClauses(clauses, args, captured, pos)
	}}, nil
}

func (in *Interp) callClauses(clauses []clause, args []Value, captured *Scope, pos diag.Pos) (Value, error) {
	if err := in.enter(pos); err != nil {
		return nil, err
	}
	defer in.leave()
	v, matched, err := in.clauses(clauses, args, captured)
	if err != nil || matched {
		return v, err
	}
	return nil, functionClause(pos, "anonymous fn/"+IntValue(int64(len(args))).String(), args)
}

// capture evaluates &name/1, &Mod.name/1, &(&1 + 1) and, within one, &1.
func (in *Interp) capture(n *syntax.Call, scope *Scope) (Value, error) {
	if i, ok := placeholder(n); ok {
		if i < 1 || i > len(scope.args) {
			return nil, in.raised(n.Pos(), "CompileError", "nested captures via & are not allowed, or &%d stands outside of one", i)
		}
		return scope.args[i-1], nil
	}
	if f, ok, err := in.captureName(n, scope); ok || err != nil {
		return f, err
	}
	captured := scope.nested()
	body := n.Args[0]
	arity := highestArgument(body)
	if arity == 0 {
		return nil, in.raised(n.Pos(), "CompileError", "invalid args for &, expected one of:\n\n  * &Mod.fun/arity\n  * &fun/arity\n  * &(&1 + &2)")
	}
	return &Fun{Arity: arity, Call: func(args []Value) (Value, error) {
		if err := in.enter(n.Pos()); err != nil {
			return nil, err
		}
		defer in.leave()
		inner := captured.nested()
		inner.args = args
		return in.eval(body, inner)
	}}, nil
}

// placeholder reads &1.
func placeholder(n *syntax.Call) (int, bool) {
	if len(n.Args) != 1 {
		return 0, false
	}
	place, ok := n.Args[0].(*syntax.Integer)
	if !ok || !place.Value.IsInt64() {
		return 0, false
	}
	return int(place.Value.Int64()), true
}

// captureName evaluates &name/arity and &Mod.name/arity.
func (in *Interp) captureName(n *syntax.Call, scope *Scope) (Value, bool, error) {
	slash, ok := syntax.IsCall(n.Args[0], "/")
	if !ok || len(slash.Args) != 2 {
		return nil, false, nil
	}
	count, ok := slash.Args[1].(*syntax.Integer)
	if !ok || !count.Value.IsInt64() {
		return nil, false, nil
	}
	arity := int(count.Value.Int64())
	if arity < 0 || arity > 255 {
		return nil, false, in.raised(n.Pos(), "CompileError", "invalid arity in &: %d", arity)
	}
	switch f := slash.Args[0].(type) {
	case *syntax.Var:
		v, err := in.captureLocal(&syntax.Call{Position: f.Position, Name: f.Name, Parens: true}, arity, scope)
		return v, true, err
	case *syntax.Call:
		if f.Target == nil && len(f.Args) == 0 && f.Name != "" {
			v, err := in.captureLocal(f, arity, scope)
			return v, true, err
		}
		if f.Target == nil || len(f.Args) > 0 || f.Anonymous {
			return nil, false, nil
		}
		v, err := in.captureRemote(f, arity, scope)
		return v, true, err
	}
	return nil, false, nil
}

func (in *Interp) captureLocal(f *syntax.Call, arity int, scope *Scope) (Value, error) {
	if _, ok := specialForm(f.Name); ok {
		return in.captureForm(f, arity, scope), nil
	}
	found, err := in.find(f, arity, scope)
	if err != nil {
		return nil, err
	}
	name := "&" + functionKey(f.Name, arity)
	if found.native != nil && found.native.module == "Kernel" {
		name = "&:erlang." + functionKey(f.Name, arity)
		if !isErlang(callKey{f.Name, arity}) {
			name = "&Kernel." + functionKey(f.Name, arity)
		}
	}
	return in.captureCallee(found, f, arity, name, scope), nil
}

func (in *Interp) captureRemote(f *syntax.Call, arity int, scope *Scope) (Value, error) {
	module, err := in.eval(f.Target, scope)
	if err != nil {
		return nil, err
	}
	atom, ok := module.(Atom)
	if !ok {
		return nil, in.raised(f.Pos(), "ArgumentError", "%s is not a module", Inspect(module))
	}
	found, err := in.resolveRemote(atom, callKey{f.Name, arity}, f.Pos(), scope)
	if err != nil {
		return nil, err
	}
	return in.captureCallee(found, f, arity, "&"+inspectAtom(atom)+"."+functionKey(f.Name, arity), scope), nil
}

// captureCallee makes a function of what a name means.
func (in *Interp) captureCallee(found callee, f *syntax.Call, arity int, name string, scope *Scope) *Fun {
	if !found.callable() {
		return in.captureForm(f, arity, scope)
	}
	captured := scope.nested()
	return &Fun{Arity: arity, Name: name, Call: func(args []Value) (Value, error) {
		return in.apply(found, args, f.Pos(), captured)
	}}
}

// captureForm makes a function of a macro: its arguments are put into the
// code as values.
func (in *Interp) captureForm(f *syntax.Call, arity int, scope *Scope) *Fun {
	captured := scope.nested()
	return &Fun{Arity: arity, Call: func(args []Value) (Value, error) {
		call := *f
		call.Args = make([]syntax.Node, len(args))
		for i, arg := range args {
			call.Args[i] = &literal{f.Position, arg}
		}
		return in.eval(&call, captured.nested())
	}}
}

// highestArgument returns the largest n of &n within a capture.
func highestArgument(n syntax.Node) int {
	highest := 0
	syntax.Walk(n, func(n syntax.Node) {
		if c, ok := syntax.IsCall(n, "&"); ok {
			if i, ok := placeholder(c); ok {
				highest = max(highest, i)
			}
		}
	})
	return highest
}
