package eval

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// truthy decides a condition. What only a database could give decides nothing.
func truthy(v Value, pos diag.Pos) (bool, error) {
	if opaque, ok := v.(Opaque); ok {
		return false, needsDatabase(pos, opaque)
	}
	return Truthy(v), nil
}

// test evaluates a condition.
func (in *Interp) test(n syntax.Node, scope *Scope) (Value, bool, error) {
	v, err := in.eval(n, scope)
	if err != nil {
		return nil, false, err
	}
	holds, err := truthy(v, n.Pos())
	return v, holds, err
}

func (in *Interp) shortAnd(n *syntax.Call, scope *Scope) (Value, error) {
	left, holds, err := in.test(n.Args[0], scope)
	if err != nil || !holds {
		return left, err
	}
	return in.eval(n.Args[1], scope)
}

func (in *Interp) shortOr(n *syntax.Call, scope *Scope) (Value, error) {
	left, holds, err := in.test(n.Args[0], scope)
	if err != nil || holds {
		return left, err
	}
	return in.eval(n.Args[1], scope)
}

func (in *Interp) andForm(n *syntax.Call, scope *Scope) (Value, error) {
	return in.strict(n, scope, False)
}

func (in *Interp) orForm(n *syntax.Call, scope *Scope) (Value, error) {
	return in.strict(n, scope, True)
}

// strict evaluates and and or, whose left side must be a boolean and decides
// when it is decisive.
func (in *Interp) strict(n *syntax.Call, scope *Scope, decisive Atom) (Value, error) {
	left, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	switch left := left.(type) {
	case Opaque:
		return nil, needsDatabase(n.Pos(), left)
	case Atom:
		if left == decisive {
			return left, nil
		}
		if left == True || left == False {
			return in.eval(n.Args[1], scope)
		}
	}
	return nil, NewRaisedWith(n.Pos(), "BadBooleanError",
		"expected a boolean on left-side of \""+n.Name+"\", got: "+Inspect(left),
		Pair{Atom("operator"), Atom(n.Name)}, Pair{Atom("term"), left})
}

func (in *Interp) ifForm(n *syntax.Call, scope *Scope) (Value, error) {
	return in.branch(n, scope, true)
}

func (in *Interp) unlessForm(n *syntax.Call, scope *Scope) (Value, error) {
	return in.branch(n, scope, false)
}

func (in *Interp) branch(n *syntax.Call, scope *Scope, when bool) (Value, error) {
	blocks, ok := doBlock(n)
	if !ok || len(n.Args) < 2 {
		return nil, in.raised(n.Pos(), "CompileError", "%s needs a condition and a do block", n.Name)
	}
	_, holds, err := in.test(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	if holds == when {
		return in.body(blocks.get("do"), scope)
	}
	return in.body(blocks.get("else"), scope)
}

func (in *Interp) caseForm(n *syntax.Call, scope *Scope) (Value, error) {
	blocks, ok := doBlock(n)
	if !ok || len(n.Args) != 2 {
		return nil, in.raised(n.Pos(), "CompileError", "case needs a value and a do block")
	}
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	clauses, err := arrows(blocks.get("do"))
	if err != nil {
		return nil, err
	}
	result, matched, err := in.clauses(clauses, []Value{v}, scope)
	if err != nil || matched {
		return result, err
	}
	return nil, termError(n.Pos(), "CaseClauseError", "no case clause matching: ", v)
}

// termError is an exception about a term.
func termError(pos diag.Pos, exception, text string, term Value) error {
	return NewRaisedWith(pos, exception, text+Inspect(term), Pair{Atom("term"), term})
}

func (in *Interp) condForm(n *syntax.Call, scope *Scope) (Value, error) {
	blocks, ok := doBlock(n)
	if !ok {
		return nil, in.raised(n.Pos(), "CompileError", "cond needs a do block")
	}
	clauses, err := arrows(blocks.get("do"))
	if err != nil {
		return nil, err
	}
	for _, c := range clauses {
		inner := scope.nested()
		if len(c.params) != 1 {
			return nil, in.raised(n.Pos(), "CompileError", "a clause of cond needs one condition")
		}
		_, holds, err := in.test(c.params[0], inner)
		if err != nil {
			return nil, err
		}
		if holds {
			return in.eval(c.body, inner)
		}
	}
	return nil, NewRaised(n.Pos(), "CondClauseError", "no cond clause evaluated to a truthy value")
}

// arrows reads the clauses params -> body of case, cond and fn.
func arrows(n syntax.Node) ([]clause, error) {
	nodes := statements(n)
	if list, ok := n.(*syntax.List); ok {
		nodes = list.Elems
	}
	clauses := make([]clause, 0, len(nodes))
	for _, e := range nodes {
		arrow, ok := syntax.IsCall(e, "->")
		if !ok || len(arrow.Args) != 2 {
			return nil, invalid(e.Pos(), "expected a clause: pattern -> expression")
		}
		head, ok := arrow.Args[0].(*syntax.List)
		if !ok {
			return nil, invalid(e.Pos(), "expected a clause: pattern -> expression")
		}
		c := clause{params: head.Elems, body: arrow.Args[1]}
		if len(head.Elems) == 1 {
			if when, ok := syntax.IsCall(head.Elems[0], "when"); ok && len(when.Args) > 0 {
				last := len(when.Args) - 1
				c.params, c.guard = when.Args[:last], when.Args[last]
			}
		}
		clauses = append(clauses, c)
	}
	return clauses, nil
}

// matchTest evaluates match?(pattern, expression).
func (in *Interp) matchTest(n *syntax.Call, scope *Scope) (Value, error) {
	v, err := in.eval(n.Args[1], scope)
	if err != nil {
		return nil, err
	}
	pattern, guard := splitGuard(n.Args[0])
	inner := scope.nested()
	ok, err := in.match(pattern, v, inner)
	if err != nil || !ok {
		return False, err
	}
	ok, err = in.guard(guard, inner)
	return Boolean(ok), err
}

// splitGuard takes the guard off pattern when guard.
func splitGuard(n syntax.Node) (pattern, guard syntax.Node) {
	if when, ok := syntax.IsCall(n, "when"); ok && len(when.Args) == 2 {
		return when.Args[0], when.Args[1]
	}
	return n, nil
}

// destructure evaluates destructure([a, b], list): what is missing is nil.
func (in *Interp) destructure(n *syntax.Call, scope *Scope) (Value, error) {
	pattern, ok := n.Args[0].(*syntax.List)
	if !ok {
		return nil, in.raised(n.Pos(), "CompileError", "destructure needs a list of patterns")
	}
	v, err := in.eval(n.Args[1], scope)
	if err != nil {
		return nil, err
	}
	list, ok := v.(List)
	if !ok && v != Nil {
		return nil, functionClause(n.Pos(), "Kernel.Utils.destructure/2", []Value{v})
	}
	padded := make(List, len(pattern.Elems))
	for i := range padded {
		padded[i] = Nil
		if i < len(list) {
			padded[i] = list[i]
		}
	}
	return in.matched(pattern, padded, scope, n.Pos())
}

// then evaluates then(value, fun), tap the same for its effect alone.
func (in *Interp) then(n *syntax.Call, scope *Scope) (Value, error) {
	both, err := in.evalAll(n.Args, scope)
	if err != nil {
		return nil, err
	}
	v, err := in.callFun(both[1], both[:1], n.Pos())
	if n.Name == "tap" {
		return both[0], err
	}
	return v, err
}

// dbg evaluates to its argument; there is nobody to show it to.
func (in *Interp) dbg(n *syntax.Call, scope *Scope) (Value, error) {
	return in.eval(n.Args[0], scope)
}

// binding evaluates binding(): the variables as a keyword list.
func (in *Interp) binding(_ *syntax.Call, scope *Scope) (Value, error) {
	m := NewMap()
	for b := scope.bindings; b != nil; b = b.next {
		if _, ok := m.Get(Atom(b.name)); !ok && b.context == "" {
			m = m.Put(Atom(b.name), b.value)
		}
	}
	list := List{}
	for _, p := range m.Pairs() {
		list = append(list, Tuple{p.Key, p.Value})
	}
	return list, nil
}

// variableBang evaluates var!(name).
func (in *Interp) variableBang(n *syntax.Call, scope *Scope) (Value, error) {
	v, ok := bareVariable(n)
	if !ok {
		return nil, in.raised(n.Pos(), "CompileError", "var! needs a variable")
	}
	return in.eval(v, scope)
}

// bareVariable returns the variable of var!(name), that of the calling code.
func bareVariable(n *syntax.Call) (*syntax.Var, bool) {
	if len(n.Args) != 1 {
		return nil, false
	}
	v, ok := n.Args[0].(*syntax.Var)
	if !ok {
		return nil, false
	}
	return &syntax.Var{Position: v.Position, Name: v.Name}, true
}
