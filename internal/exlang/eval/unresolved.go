package eval

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// Unresolved reports every call that a function can reach, through other
// functions and all branches, and that nothing can answer: neither the file,
// nor the library, nor the application's sources. Calls whose module or name
// is computed, and those behind a test whether a module is there, are not
// looked at.
func (in *Interp) Unresolved(m *ModuleDef, name string, arity int) diag.List {
	f := m.function(name, arity)
	if f == nil {
		return nil
	}
	r := resolver{in: in, seen: map[*function]bool{}, reported: map[string]bool{}}
	r.function(f)
	return r.missing
}

// resolver walks through the code that a function can reach.
type resolver struct {
	in       *Interp
	seen     map[*function]bool
	reported map[string]bool
	missing  diag.List
	// calls are those that led to the function that is looked at, the nearest last.
	calls []diag.Pos
	// bound are the names that are variables somewhere in the current clause.
	bound map[string]bool
}

func (r *resolver) function(f *function) {
	if f == nil || r.seen[f] || f.native != nil {
		return
	}
	r.seen[f] = true
	outer := r.bound
	for _, c := range f.clauses {
		r.bound = map[string]bool{}
		r.bindAll(c.params)
		r.findVariables(c.body)
		scope := &Scope{module: f.Module, env: c.env, function: f, attributes: c.attributes}
		if scope.env == nil {
			scope.env = &lexical{}
		}
		r.walk(c.body, scope)
	}
	r.bound = outer
	r.function(f.super)
}

// findVariables collects the variables of all patterns within code.
func (r *resolver) findVariables(n syntax.Node) {
	syntax.Walk(n, func(n syntax.Node) {
		c, ok := n.(*syntax.Call)
		if !ok || c.Target != nil || len(c.Args) != 2 {
			return
		}
		switch c.Name {
		case "=", "<-", "->", "match?", "in":
			r.bindAll(c.Args[:1])
		}
	})
}

func (r *resolver) bindAll(patterns []syntax.Node) {
	for _, p := range patterns {
		syntax.Walk(p, func(n syntax.Node) {
			if v, ok := n.(*syntax.Var); ok {
				r.bound[v.Name] = true
			}
		})
	}
}

// report notes an error once.
func (r *resolver) report(err error, pos diag.Pos) {
	for _, d := range diag.All(Diagnose(err, pos)) {
		if text := d.Error(); !r.reported[text] {
			r.reported[text] = true
			for _, call := range slices.Backward(r.calls) {
				d = d.LedFrom(call)
			}
			r.missing = append(r.missing, d)
		}
	}
}

func (r *resolver) all(nodes []syntax.Node, scope *Scope) {
	for _, n := range nodes {
		r.walk(n, scope)
	}
}

func (r *resolver) walk(n syntax.Node, scope *Scope) {
	switch n := n.(type) {
	case *syntax.Var:
		if !r.bound[n.Name] && !isPseudoVariable(n.Name) && n.Name != "..." {
			r.local(&syntax.Call{Position: n.Position, Name: n.Name}, 0, scope)
		}
	case *syntax.List:
		r.all(n.Elems, scope)
	case *syntax.Tuple:
		r.walk(n.Left, scope)
		r.walk(n.Right, scope)
	case *directCall:
		r.all(n.args, scope)
		r.function(n.table[n.key])
	case *syntax.Call:
		r.call(n, scope)
	}
}

func (r *resolver) call(n *syntax.Call, scope *Scope) {
	switch {
	case n.Anonymous:
		r.walk(n.Target, scope)
		r.all(n.Args, scope)
		return
	case n.Target != nil:
		r.remote(n, scope)
		return
	case n.Callee != nil || r.special(n, scope):
		return
	}
	r.local(n, len(n.Args), scope)
}

// special walks the forms that are no calls, and reports whether n is one.
func (r *resolver) special(n *syntax.Call, scope *Scope) bool {
	if len(n.Args) < formArity(n.Name) {
		return true
	}
	switch n.Name {
	case "quote", "@", "__aliases__", "unquote", "var!", "binding":
	case "alias", "import", "require":
		_, _ = r.in.directive(n, scope)
	case "=", "<-", "->", "match?":
		if len(n.Args) == 2 {
			r.walk(n.Args[1], scope)
		}
	case "::", "^":
		r.walk(n.Args[0], scope)
	case "&":
		r.capture(n, scope)
	case "|>":
		if call, err := r.in.unpipe(n); err == nil {
			r.walk(call, scope)
		}
	case "fn", "__block__", "case", "cond", "for", "with", "try", "{}", "%{}", "<<>>", "|", "when", "super":
		r.all(n.Args, scope.nested())
	case "%":
		r.all(n.Args[1:], scope)
	case "if", "unless":
		if isPresenceTest(n.Args[0]) {
			return true
		}
		r.all(n.Args, scope.nested())
	default:
		return false
	}
	return true
}

// isPresenceTest reports whether a condition asks if a module or function is
// there, as code does that can live without it.
func isPresenceTest(n syntax.Node) bool {
	found := false
	syntax.Walk(n, func(n syntax.Node) {
		if c, ok := n.(*syntax.Call); ok {
			switch c.Name {
			case "ensure_loaded?", "ensure_compiled?", "ensure_loaded", "ensure_compiled", "function_exported?", "macro_exported?", "loaded?":
				found = true
			}
		}
	})
	return found
}

// capture resolves &name/1 and &Mod.name/1.
func (r *resolver) capture(n *syntax.Call, scope *Scope) {
	slash, ok := syntax.IsCall(n.Args[0], "/")
	if !ok || len(slash.Args) != 2 {
		if _, ok := placeholder(n); !ok {
			r.walk(n.Args[0], scope)
		}
		return
	}
	count, ok := slash.Args[1].(*syntax.Integer)
	if !ok || !count.Value.IsInt64() {
		r.all(slash.Args, scope)
		return
	}
	arity := int(count.Value.Int64())
	switch f := slash.Args[0].(type) {
	case *syntax.Var:
		r.local(&syntax.Call{Position: f.Position, Name: f.Name, Parens: true}, arity, scope)
	case *syntax.Call:
		if module, ok := r.module(f.Target, scope); ok && len(f.Args) == 0 {
			r.remoteName(module, f, arity, scope)
			return
		}
		r.all(slash.Args, scope)
	}
}

// local resolves a call without a module.
func (r *resolver) local(n *syntax.Call, arity int, scope *Scope) {
	if _, ok := specialForm(n.Name); ok {
		return
	}
	found, err := r.in.find(n, arity, scope)
	if err != nil {
		r.report(err, n.Pos())
		return
	}
	r.follow(found, n, scope)
}

// remote resolves Module.name(args).
func (r *resolver) remote(n *syntax.Call, scope *Scope) {
	module, ok := r.module(n.Target, scope)
	if !ok {
		r.walk(n.Target, scope)
		r.all(n.Args, scope)
		return
	}
	r.remoteName(module, n, len(n.Args), scope)
}

func (r *resolver) remoteName(module Atom, n *syntax.Call, arity int, scope *Scope) {
	found, err := r.in.resolveRemote(module, callKey{n.Name, arity}, n.Pos(), scope)
	if err != nil {
		r.report(err, n.Pos())
		return
	}
	r.follow(found, n, scope)
}

// follow goes on with what a call calls.
func (r *resolver) follow(found callee, n *syntax.Call, scope *Scope) {
	if found.macro != nil {
		expansion, err := r.in.expansion(found.macro, n, scope)
		if err != nil {
			r.report(err, n.Pos())
			return
		}
		r.findVariables(expansion)
		r.walk(expansion, scope)
		return
	}
	if !found.ownSyntax {
		r.all(n.Args, scope.nested())
	}
	r.calls = append(r.calls, n.Pos())
	r.function(found.function)
	r.calls = r.calls[:len(r.calls)-1]
}

// module returns the module that the left side of a dot names, if that is
// known without running the code: an alias, an atom, an attribute, or a
// function of the host without arguments, such as repo().
func (r *resolver) module(n syntax.Node, scope *Scope) (Atom, bool) {
	switch n := n.(type) {
	case *syntax.Atom, *literal:
	case *syntax.Var:
		if n.Name != "__MODULE__" {
			return "", false
		}
	case *syntax.Call:
		if !r.constant(n, scope) {
			return "", false
		}
	default:
		return "", false
	}
	v, err := r.in.eval(n, scope.nested())
	if err != nil {
		return "", false
	}
	a, ok := v.(Atom)
	return a, ok && a != Nil
}

func (r *resolver) constant(n *syntax.Call, scope *Scope) bool {
	if n.Target != nil || n.Callee != nil {
		return false
	}
	if n.Name == "__aliases__" || n.Name == "@" {
		return true
	}
	if len(n.Args) > 0 {
		return false
	}
	found, err := r.in.find(n, 0, scope)
	return err == nil && found.native != nil
}
