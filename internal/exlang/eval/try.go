package eval

import (
	"errors"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// Thrown is throw(value) or exit(reason) that nothing caught.
type Thrown struct {
	// Kind is "throw" or "exit".
	Kind  Atom
	Value Value
	Pos   diag.Pos
}

// Error returns it as Elixir reports it.
func (t *Thrown) Error() string { return "** (" + string(t.Kind) + ") " + Inspect(t.Value) }

func (in *Interp) throw(n *syntax.Call, scope *Scope) (Value, error) {
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	return nil, &Thrown{Kind: "throw", Value: v, Pos: n.Pos()}
}

func (in *Interp) exit(n *syntax.Call, scope *Scope) (Value, error) {
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	return nil, &Thrown{Kind: "exit", Value: v, Pos: n.Pos()}
}

// try evaluates try do ... rescue ... catch ... else ... after ... end.
func (in *Interp) try(n *syntax.Call, scope *Scope) (Value, error) {
	parts, ok := doBlock(n)
	if !ok {
		return nil, in.raised(n.Pos(), "CompileError", "try needs a do block")
	}
	return in.tryParts(parts, n.Pos(), scope)
}

func (in *Interp) tryParts(parts blocks, pos diag.Pos, scope *Scope) (Value, error) {
	v, err := in.tryBody(parts, pos, scope)
	after := parts.get("after")
	if after == nil || err != nil && !rescuable(err) {
		return v, err
	}
	if _, failed := in.body(after, scope); failed != nil {
		return nil, failed
	}
	return v, err
}

func (in *Interp) tryBody(parts blocks, pos diag.Pos, scope *Scope) (Value, error) {
	handles := 0
	if parts.has("rescue") || parts.has("catch") || parts.has("else") {
		handles = 1
	}
	depth, nesting := in.depth, in.nesting
	in.tries += handles
	v, err := in.body(parts.get("do"), scope)
	in.tries -= handles
	if err == nil {
		return in.tryElse(parts.get("else"), v, pos, scope)
	}
	if !rescuable(err) {
		return nil, err
	}
	in.depth, in.nesting = depth, nesting
	if rescue := parts.get("rescue"); rescue != nil {
		if v, handled, failed := in.rescue(rescue, err, scope); handled || failed != nil {
			return v, failed
		}
	}
	if catch := parts.get("catch"); catch != nil {
		if v, handled, failed := in.catch(catch, err, scope); handled || failed != nil {
			return v, failed
		}
	}
	return nil, err
}

func (in *Interp) tryElse(n syntax.Node, v Value, pos diag.Pos, scope *Scope) (Value, error) {
	if n == nil {
		return v, nil
	}
	clauses, err := arrows(n)
	if err != nil {
		return nil, err
	}
	result, matched, err := in.clauses(clauses, []Value{v}, scope)
	if err != nil || matched {
		return result, err
	}
	return nil, termError(pos, "TryClauseError", "no try clause matching: ", v)
}

// rescuable reports whether an error is one of Elixir's own. What Whimbrel
// refuses, and what needs a database, cannot be rescued.
func rescuable(err error) bool {
	var raised *Raised
	var thrown *Thrown
	if errors.As(err, &raised) || errors.As(err, &thrown) {
		return true
	}
	return diag.KindOf(err) == diag.Invalid
}

// exceptionOf returns the exception that an error is. Ecto's own complaints
// are ArgumentErrors.
func exceptionOf(err error) (*Map, bool) {
	var raised *Raised
	if errors.As(err, &raised) {
		return raised.Exception, true
	}
	if list := diag.All(err); len(list) > 0 && diag.KindOf(err) == diag.Invalid {
		return NewRaised(list[0].Pos, "ArgumentError", "%s", list[0].Summary).Exception, true
	}
	return nil, false
}

// rescue runs the first clause that names the exception.
func (in *Interp) rescue(n syntax.Node, err error, scope *Scope) (Value, bool, error) {
	exception, ok := exceptionOf(err)
	if !ok {
		return nil, false, nil
	}
	clauses, failed := arrows(n)
	if failed != nil {
		return nil, false, failed
	}
	for _, c := range clauses {
		if len(c.params) != 1 {
			continue
		}
		inner := scope.nested()
		ok, failed := in.rescues(c.params[0], exception, inner)
		if failed != nil {
			return nil, false, failed
		}
		if !ok {
			continue
		}
		v, failed := in.eval(c.body, inner)
		return v, true, failed
	}
	return nil, false, nil
}

// rescues matches var in [Modules], var, _ and Module.
func (in *Interp) rescues(pattern syntax.Node, exception *Map, scope *Scope) (bool, error) {
	if call, ok := syntax.IsCall(pattern, "in"); ok && len(call.Args) == 2 {
		ok, err := in.rescuesModules(call.Args[1], exception, scope)
		if err != nil || !ok {
			return false, err
		}
		return in.match(call.Args[0], exception, scope)
	}
	if v, ok := pattern.(*syntax.Var); ok && v.Name != "__MODULE__" {
		return in.match(pattern, exception, scope)
	}
	return in.rescuesModules(pattern, exception, scope)
}

func (in *Interp) rescuesModules(n syntax.Node, exception *Map, scope *Scope) (bool, error) {
	if v, ok := n.(*syntax.Var); ok && v.Name == "_" {
		return true, nil
	}
	v, err := in.eval(n, scope)
	if err != nil {
		return false, err
	}
	modules, ok := v.(List)
	if !ok {
		modules = List{v}
	}
	for _, m := range modules {
		if m == exception.Struct() || m == Module("ErlangError") && exception.Struct() == Module("ErlangError") {
			return true, nil
		}
	}
	return false, nil
}

// catch runs the first clause that takes what was thrown, exited or raised.
func (in *Interp) catch(n syntax.Node, err error, scope *Scope) (Value, bool, error) {
	kind, value := Atom("error"), Value(Nil)
	var thrown *Thrown
	if errors.As(err, &thrown) {
		kind, value = thrown.Kind, thrown.Value
	} else if exception, ok := exceptionOf(err); ok {
		value = exception
	}
	clauses, failed := arrows(n)
	if failed != nil {
		return nil, false, failed
	}
	for _, c := range clauses {
		args := []Value{kind, value}
		if len(c.params) == 1 {
			if kind != "throw" {
				continue
			}
			args = args[1:]
		}
		v, matched, failed := in.clauses([]clause{c}, args, scope)
		if matched || failed != nil {
			return v, matched, failed
		}
	}
	return nil, false, nil
}
