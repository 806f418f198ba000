package eval

import "github.com/whimbrel-go/whimbrel/internal/exlang/syntax"

// with evaluates with pattern <- expression, ... do ... else ... end.
func (in *Interp) with(n *syntax.Call, scope *Scope) (Value, error) {
	parts, clauses, ok := options(n)
	if !ok {
		return nil, in.raised(n.Pos(), "CompileError", "with needs a do block")
	}
	inner := scope.nested()
	for _, c := range clauses {
		v, matched, err := in.withClause(c, inner)
		if err != nil {
			return nil, err
		}
		if !matched {
			return in.withElse(n, parts.get("else"), v, scope)
		}
	}
	return in.body(parts.get("do"), inner)
}

// withClause evaluates one clause. Without an arrow it is an expression, which
// may bind variables for those after it.
func (in *Interp) withClause(c syntax.Node, scope *Scope) (Value, bool, error) {
	arrow, ok := syntax.IsCall(c, "<-")
	if !ok {
		v, err := in.eval(c, scope)
		return v, true, err
	}
	v, err := in.eval(arrow.Args[1], scope)
	if err != nil {
		return nil, false, err
	}
	pattern, guard := splitGuard(arrow.Args[0])
	bound := scope.nested()
	matched, err := in.match(pattern, v, bound)
	if err == nil && matched {
		matched, err = in.guard(guard, bound)
	}
	if matched {
		scope.bindings = bound.bindings
	}
	return v, matched, err
}

func (in *Interp) withElse(n *syntax.Call, otherwise syntax.Node, v Value, scope *Scope) (Value, error) {
	if otherwise == nil {
		return v, nil
	}
	clauses, err := arrows(otherwise)
	if err != nil {
		return nil, err
	}
	result, matched, err := in.clauses(clauses, []Value{v}, scope)
	if err != nil || matched {
		return result, err
	}
	return nil, termError(n.Pos(), "WithClauseError", "no with clause matching: ", v)
}
