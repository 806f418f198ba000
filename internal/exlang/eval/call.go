package eval

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// call evaluates a call, an operator or a special form.
func (in *Interp) call(n *syntax.Call, scope *Scope) (Value, error) {
	if n.Anonymous {
		return in.callValue(n, scope)
	}
	if n.Target != nil {
		return in.remote(n, scope)
	}
	if n.Callee != nil {
		return in.calleeCall(n, scope)
	}
	if form, ok := specialForm(n.Name); ok {
		if err := in.wellFormed(n); err != nil {
			return nil, err
		}
		return form(in, n, scope)
	}
	found, err := in.find(n, len(n.Args), scope)
	if err != nil {
		return nil, err
	}
	return in.evalCall(found, n, scope)
}

// evalCall calls what a name means with the arguments of n. The function is
// looked up before the arguments are evaluated, so that the message names the
// function that is missing and not a part of what only it would understand.
func (in *Interp) evalCall(found callee, n *syntax.Call, scope *Scope) (Value, error) {
	switch {
	case found.form != nil:
		return found.form(in, n, scope)
	case found.macro != nil:
		return in.expandCall(found.macro, n, scope)
	case found.nativeMacro != nil:
		return found.nativeMacro(&MacroCall{Pos: n.Pos(), Node: n, interp: in, scope: scope})
	}
	args, err := in.evalAll(n.Args, scope)
	if err != nil {
		return nil, err
	}
	return in.apply(found, args, n.Pos(), scope)
}

// calleeCall evaluates unquote(name)(args), outside of quote.
func (in *Interp) calleeCall(n *syntax.Call, scope *Scope) (Value, error) {
	node, err := in.substitute(n, scope, substitution{unquote: true})
	if err != nil {
		return nil, err
	}
	if call, ok := node.(*syntax.Call); ok && call.Callee != nil {
		return nil, in.raised(n.Pos(), "CompileError", "invalid call")
	}
	return in.eval(node, scope)
}

// remote calls Module.function(args), or reads a field: map.key.
func (in *Interp) remote(n *syntax.Call, scope *Scope) (Value, error) {
	target, err := in.eval(n.Target, scope)
	if err != nil {
		return nil, err
	}
	module, isModule := target.(Atom)
	if !isModule || !n.Parens && len(n.Args) == 0 && (target == Nil || target == True || target == False) {
		return in.field(n, target)
	}
	if n.Name == "unquote" && len(n.Args) == 1 {
		return in.calleeCall(&syntax.Call{Position: n.Position, Callee: n}, scope)
	}
	found, err := in.resolveRemote(module, callKey{n.Name, len(n.Args)}, n.Pos(), scope)
	if err != nil {
		return nil, err
	}
	return in.evalCall(found, n, scope)
}

// applyRemote calls a function of a module with values.
func (in *Interp) applyRemote(module Atom, name string, args []Value, pos diag.Pos, scope *Scope) (Value, error) {
	found, err := in.resolveRemote(module, callKey{name, len(args)}, pos, scope)
	if err != nil {
		return nil, err
	}
	if !found.callable() {
		return nil, in.undefinedFunction(pos, module, callKey{name, len(args)})
	}
	return in.apply(found, args, pos, scope)
}

// field reads map.key.
func (in *Interp) field(n *syntax.Call, target Value) (Value, error) {
	if opaque, ok := target.(Opaque); ok {
		return nil, needsDatabase(n.Pos(), opaque)
	}
	m, ok := target.(*Map)
	if !ok && len(n.Args) == 0 && !n.Parens {
		return nil, NewRaisedWith(n.Pos(), "KeyError", "key "+Inspect(Atom(n.Name))+" not found in: "+Inspect(target)+
			". If you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a map",
			Pair{Atom("key"), Atom(n.Name)}, Pair{Atom("term"), target})
	}
	if !ok || len(n.Args) > 0 {
		return nil, in.raised(n.Pos(), "ArgumentError",
			"you attempted to apply a function named %s on %s. If you are using Kernel.apply/3, make sure the module is an atom. "+
				"If you are using the dot syntax, such as module.function(), make sure the left-hand side of the dot is a module atom",
			Inspect(Atom(n.Name)), Inspect(target))
	}
	v, ok := m.Get(Atom(n.Name))
	if !ok {
		return nil, keyError(n.Pos(), Atom(n.Name), target)
	}
	return v, nil
}

// keyError is what reading a key that is not there raises.
func keyError(pos diag.Pos, key, term Value) error {
	return NewRaisedWith(pos, "KeyError", "key "+Inspect(key)+" not found in: "+Inspect(term),
		Pair{Atom("key"), key}, Pair{Atom("term"), term})
}

// callValue calls fun.(args).
func (in *Interp) callValue(n *syntax.Call, scope *Scope) (Value, error) {
	target, err := in.eval(n.Target, scope)
	if err != nil {
		return nil, err
	}
	args, err := in.evalAll(n.Args, scope)
	if err != nil {
		return nil, err
	}
	return in.callFun(target, args, n.Pos())
}

// callFun calls a function value.
func (in *Interp) callFun(target Value, args []Value, pos diag.Pos) (Value, error) {
	if opaque, ok := target.(Opaque); ok {
		return nil, needsDatabase(pos, opaque)
	}
	fun, ok := target.(*Fun)
	if !ok {
		return nil, NewRaisedWith(pos, "BadFunctionError", "expected a function, got: "+Inspect(target), Pair{Atom("term"), target})
	}
	if len(args) != fun.Arity {
		return nil, badArity(pos, fun, args)
	}
	return fun.Call(args)
}

func badArity(pos diag.Pos, fun *Fun, args []Value) error {
	given := plural(len(args), "argument")
	if len(args) > 0 {
		given += " (" + inspectAll(args) + ")"
	} else {
		given = "no arguments"
	}
	return NewRaisedWith(pos, "BadArityError",
		Inspect(fun)+" with arity "+IntValue(int64(fun.Arity)).String()+" called with "+given,
		Pair{Atom("function"), fun}, Pair{Atom("args"), List(args)})
}

// apply calls a function with values.
func (in *Interp) apply(found callee, args []Value, pos diag.Pos, scope *Scope) (Value, error) {
	if found.function != nil {
		return in.invoke(found.function, args, pos, scope)
	}
	return in.callNative(found.native, args, pos, scope.module)
}

// callNative calls a function of the host. A value that only a database could
// give stops it, unless the function only passes it on.
func (in *Interp) callNative(native *nativeFunction, args []Value, pos diag.Pos, caller *ModuleDef) (Value, error) {
	if !native.takesOpaque {
		for _, arg := range args {
			if opaque, ok := arg.(Opaque); ok {
				return nil, needsDatabase(pos, opaque)
			}
		}
	}
	if err := in.enter(pos); err != nil {
		return nil, err
	}
	defer in.leave()
	return native.call(&Call{Args: args, Pos: pos, Owner: native.module, Name: native.key, Caller: caller, interp: in})
}

// invoke runs the first clause of a function that matches the arguments.
func (in *Interp) invoke(f *function, args []Value, pos diag.Pos, from *Scope) (Value, error) {
	return in.run(f, args, pos, from, nil)
}

func (in *Interp) run(f *function, args []Value, pos diag.Pos, from *Scope, caller *macroCaller) (Value, error) {
	if f.native != nil {
		native := &nativeFunction{call: f.native, module: f.Module.Name, key: functionKey(f.Name, f.Arity), takesOpaque: true}
		module := f.Module
		if from != nil {
			module = from.module
		}
		return in.callNative(native, args, pos, module)
	}
	if err := in.enter(pos); err != nil {
		return nil, err
	}
	defer in.leave()
	scope := &Scope{module: f.Module, function: f, caller: caller}
	v, matched, err := in.clauses(f.clauses, args, scope)
	if err != nil {
		return nil, ledFrom(err, pos)
	}
	if matched {
		return v, nil
	}
	return nil, functionClause(pos, f.key(), args)
}

func functionClause(pos diag.Pos, name string, args []Value) error {
	return NewRaised(pos, "FunctionClauseError", "no function clause matching in %s", name).withArguments(args)
}

// clauses runs the body of the first clause whose patterns and guard accept
// the arguments.
func (in *Interp) clauses(clauses []clause, args []Value, outer *Scope) (Value, bool, error) {
	for i := range clauses {
		c := &clauses[i]
		scope := outer.nested()
		if c.env != nil {
			scope.env, scope.attributes = c.env, c.attributes
		}
		ok, err := in.matchAll(c.params, args, scope)
		if err != nil {
			return nil, false, err
		}
		if !ok {
			continue
		}
		if ok, err = in.guard(c.guard, scope); err != nil {
			return nil, false, err
		}
		if !ok {
			continue
		}
		v, err := in.eval(c.body, scope)
		return v, true, err
	}
	return nil, false, nil
}

// guard evaluates a guard; several joined by when are alternatives. A guard
// that fails with an error counts as false, as in Elixir.
func (in *Interp) guard(n syntax.Node, scope *Scope) (bool, error) {
	if n == nil {
		return true, nil
	}
	if when, ok := syntax.IsCall(n, "when"); ok && len(when.Args) == 2 {
		ok, err := in.guard(when.Args[0], scope)
		if ok || err != nil {
			return ok, err
		}
		return in.guard(when.Args[1], scope)
	}
	v, err := in.eval(n, scope)
	if err != nil && rescuable(err) {
		return false, nil
	}
	return err == nil && v == True, err
}

// isOperator reports whether a name is an operator and no identifier.
func isOperator(name string) bool {
	return name != "" && !strings.ContainsRune("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", rune(name[0])) && name[0] < 0x80
}
