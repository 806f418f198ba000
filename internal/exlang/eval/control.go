package eval

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

func (in *Interp) andForm(n *syntax.Call, scope *Scope) (Value, error) {
	left, err := in.eval(n.Args[0], scope)
	if err != nil || !Truthy(left) {
		return left, err
	}
	return in.eval(n.Args[1], scope)
}

func (in *Interp) orForm(n *syntax.Call, scope *Scope) (Value, error) {
	left, err := in.eval(n.Args[0], scope)
	if err != nil || Truthy(left) {
		return left, err
	}
	return in.eval(n.Args[1], scope)
}

func (in *Interp) ifForm(n *syntax.Call, scope *Scope) (Value, error) {
	return in.branch(n, scope, true)
}

func (in *Interp) unlessForm(n *syntax.Call, scope *Scope) (Value, error) {
	return in.branch(n, scope, false)
}

func (in *Interp) branch(n *syntax.Call, scope *Scope, when bool) (Value, error) {
	blocks, ok := doBlock(n)
	if !ok || len(n.Args) != 2 {
		return nil, invalid(n.Pos(), "%s needs a condition and a do block", n.Name)
	}
	inner := scope.nested()
	condition, err := in.eval(n.Args[0], inner)
	if err != nil {
		return nil, err
	}
	if opaque, ok := condition.(Opaque); ok {
		return nil, needsDatabase(n.Pos(), opaque)
	}
	if Truthy(condition) == when {
		return in.body(blocks["do"], inner)
	}
	return in.body(blocks["else"], inner)
}

func (in *Interp) caseForm(n *syntax.Call, scope *Scope) (Value, error) {
	blocks, ok := doBlock(n)
	if !ok || len(n.Args) != 2 {
		return nil, invalid(n.Pos(), "case needs a value and a do block")
	}
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	clauses, err := arrows(blocks["do"])
	if err != nil {
		return nil, err
	}
	result, matched, err := in.clauses(clauses, []Value{v}, scope)
	if err != nil || matched {
		return result, err
	}
	return nil, invalid(n.Pos(), "no case clause matching: %s", Inspect(v))
}

func (in *Interp) condForm(n *syntax.Call, scope *Scope) (Value, error) {
	blocks, ok := doBlock(n)
	if !ok {
		return nil, invalid(n.Pos(), "cond needs a do block")
	}
	clauses, err := arrows(blocks["do"])
	if err != nil {
		return nil, err
	}
	for _, c := range clauses {
		inner := scope.nested()
		if len(c.params) != 1 {
			return nil, invalid(n.Pos(), "a clause of cond needs one condition")
		}
		v, err := in.eval(c.params[0], inner)
		if err != nil {
			return nil, err
		}
		if Truthy(v) {
			return in.eval(c.body, inner)
		}
	}
	return nil, invalid(n.Pos(), "no cond clause evaluated to a truthy value")
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
			if when, ok := syntax.IsCall(head.Elems[0], "when"); ok {
				last := len(when.Args) - 1
				c.params, c.guard = when.Args[:last], when.Args[last]
			}
		}
		clauses = append(clauses, c)
	}
	return clauses, nil
}

// anonymous evaluates fn ... end.
func (in *Interp) anonymous(n *syntax.Call, scope *Scope) (Value, error) {
	clauses, err := arrows(&syntax.List{Position: n.Position, Elems: n.Args})
	if err != nil {
		return nil, err
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
	return nil, invalid(pos, "no function clause matching in an anonymous function").
		WithDetail("It was called with: %s", inspectAll(args))
}

// capture evaluates &name/1, &Mod.name/1, &(&1 + 1) and, within one, &1.
func (in *Interp) capture(n *syntax.Call, scope *Scope) (Value, error) {
	if place, ok := n.Args[0].(*syntax.Integer); ok {
		i := int(place.Value.Int64())
		if i < 1 || i > len(scope.args) {
			return nil, invalid(n.Pos(), "&%d is not an argument of a capture", i)
		}
		return scope.args[i-1], nil
	}
	if f, ok, err := in.captureName(n, scope); ok || err != nil {
		return f, err
	}
	captured := scope.nested()
	body := n.Args[0]
	return &Fun{Arity: highestArgument(body), Call: func(args []Value) (Value, error) {
		inner := captured.nested()
		inner.args = args
		return in.eval(body, inner)
	}}, nil
}

// captureName evaluates &name/arity and &Mod.name/arity.
func (in *Interp) captureName(n *syntax.Call, scope *Scope) (Value, bool, error) {
	slash, ok := syntax.IsCall(n.Args[0], "/")
	if !ok || len(slash.Args) != 2 {
		return nil, false, nil
	}
	arity, ok := slash.Args[1].(*syntax.Integer)
	if !ok {
		return nil, false, nil
	}
	count := int(arity.Value.Int64())
	captured := scope.nested()
	switch f := slash.Args[0].(type) {
	case *syntax.Var:
		call := &syntax.Call{Position: f.Position, Name: f.Name, Parens: true}
		fn, err := in.resolve(call, count, captured)
		return &Fun{Arity: count, Call: fn, Name: "&" + functionKey(f.Name, count)}, true, err
	case *syntax.Call:
		if f.Target == nil || len(f.Args) > 0 {
			return nil, false, nil
		}
		module, err := in.eval(f.Target, scope)
		if err != nil {
			return nil, false, err
		}
		atom, ok := module.(Atom)
		if !ok {
			return nil, false, invalid(f.Pos(), "%s is not a module", Inspect(module))
		}
		fn, err := in.resolveRemote(atom, f.Name, count, f.Pos(), captured.module)
		return &Fun{Arity: count, Call: fn, Name: "&" + inspectAtom(atom) + "." + functionKey(f.Name, count)}, true, err
	}
	return nil, false, nil
}

// highestArgument returns the largest n of &n within a capture.
func highestArgument(n syntax.Node) int {
	highest := 0
	syntax.Walk(n, func(n syntax.Node) {
		if c, ok := syntax.IsCall(n, "&"); ok && len(c.Args) == 1 {
			if place, ok := c.Args[0].(*syntax.Integer); ok {
				highest = max(highest, int(place.Value.Int64()))
			}
		}
	})
	return highest
}

// comprehension evaluates for pattern <- list, filter, do: expression.
func (in *Interp) comprehension(n *syntax.Call, scope *Scope) (Value, error) {
	blocks, ok := doBlock(n)
	if !ok {
		return nil, invalid(n.Pos(), "for needs a do block")
	}
	if len(blocks) > 1 {
		return nil, notYet(n, "for with into:, uniq: or reduce:")
	}
	clauses := n.Args[:len(n.Args)-1]
	result := List{}
	err := in.generate(clauses, scope.nested(), func(inner *Scope) error {
		v, err := in.body(blocks["do"], inner)
		result = append(result, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// generate runs yield for every combination of the generators that passes the
// filters.
func (in *Interp) generate(clauses []syntax.Node, scope *Scope, yield func(*Scope) error) error {
	if len(clauses) == 0 {
		return yield(scope)
	}
	generator, ok := syntax.IsCall(clauses[0], "<-")
	if !ok {
		v, err := in.eval(clauses[0], scope)
		if err != nil || !Truthy(v) {
			return err
		}
		return in.generate(clauses[1:], scope, yield)
	}
	source, err := in.eval(generator.Args[1], scope)
	if err != nil {
		return err
	}
	if opaque, ok := source.(Opaque); ok {
		return needsDatabase(generator.Pos(), opaque)
	}
	elements, ok := Elements(source)
	if !ok {
		return invalid(generator.Pos(), "%s cannot be enumerated", Inspect(source))
	}
	if err := in.grow(8*len(elements), generator.Pos()); err != nil {
		return err
	}
	for _, e := range elements {
		inner := scope.nested()
		matched, err := in.match(generator.Args[0], e, inner)
		if err != nil {
			return err
		}
		if !matched {
			continue
		}
		if err := in.generate(clauses[1:], inner, yield); err != nil {
			return err
		}
	}
	return nil
}
