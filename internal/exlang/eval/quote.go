package eval

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// substitution says what happens to code that is quoted.
type substitution struct {
	// unquote replaces unquote(x) by the value of x.
	unquote bool
	// mark makes variables and imports those of the macro: see [marked].
	mark bool
	// definition is set for a def, whose nested quotes keep their unquotes.
	definition bool
}

// quote evaluates quote do ... end: the code as a value, with every unquote
// replaced.
func (in *Interp) quote(n *syntax.Call, scope *Scope) (Value, error) {
	opts, rest, ok := options(n)
	if !ok && len(n.Args) > 0 {
		return nil, in.raised(n.Pos(), "CompileError", "quote needs a do block")
	}
	if len(rest) == 1 {
		more, ok := keywordNodes(rest[0])
		if !ok {
			return nil, in.raised(n.Pos(), "ArgumentError", "invalid options for quote, expected a keyword list")
		}
		opts.pairs = append(append([]syntax.Node{}, more.pairs...), opts.pairs...)
	}
	s := substitution{unquote: true, mark: true}
	if unquote, ok := opts.get("unquote").(*syntax.Atom); ok {
		s.unquote = unquote.Name != "false"
	}
	binds := opts.get("bind_quoted")
	if binds != nil {
		s.unquote = false
	}
	node, err := in.substitute(opts.get("do"), scope, s)
	if err != nil {
		return nil, err
	}
	code := toValue(node)
	if binds != nil {
		return in.bindQuoted(binds, code, scope)
	}
	return code, in.grow(8, n.Pos())
}

// bindQuoted puts variable = value before the code, for bind_quoted.
func (in *Interp) bindQuoted(binds syntax.Node, code Value, scope *Scope) (Value, error) {
	v, err := in.eval(binds, scope)
	if err != nil {
		return nil, err
	}
	pairs, ok := Keyword(v)
	if !ok {
		return nil, in.raised(binds.Pos(), "ArgumentError", "invalid :bind_quoted for quote, expected a keyword list of variable names")
	}
	lines := List{}
	for _, p := range pairs {
		name := Tuple{p.Key, List{}, moduleAtom(scope)}
		lines = append(lines, Tuple{Atom("="), List{}, List{name, p.Value}})
	}
	return Tuple{Atom("__block__"), List{}, append(lines, code)}, nil
}

// moduleAtom is the module of the running code, nil outside of one.
func moduleAtom(scope *Scope) Value {
	if scope.module.Name == "" {
		return Atom("nil")
	}
	return Module(scope.module.Name)
}

// hasUnquote reports whether a definition uses unquote, other than within a
// quote of its own.
func hasUnquote(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.List:
		for _, e := range n.Elems {
			if hasUnquote(e) {
				return true
			}
		}
	case *syntax.Tuple:
		return hasUnquote(n.Left) || hasUnquote(n.Right)
	case *syntax.Call:
		if n.Name == "unquote" || n.Name == "unquote_splicing" {
			return true
		}
		if n.Name == "quote" && n.Target == nil {
			return false
		}
		if n.Target != nil && hasUnquote(n.Target) || n.Callee != nil && hasUnquote(n.Callee) {
			return true
		}
		for _, arg := range n.Args {
			if hasUnquote(arg) {
				return true
			}
		}
	}
	return false
}

// substitute returns code with its unquotes replaced and, for quote, with its
// names marked as those of the macro.
func (in *Interp) substitute(n syntax.Node, scope *Scope, s substitution) (syntax.Node, error) {
	switch n := n.(type) {
	case *syntax.List:
		elems, err := in.substituteAll(n.Elems, scope, s)
		inner := *n
		inner.Elems = elems
		return &inner, err
	case *syntax.Tuple:
		left, err := in.substitute(n.Left, scope, s)
		if err != nil {
			return nil, err
		}
		right, err := in.substitute(n.Right, scope, s)
		return &syntax.Tuple{Position: n.Position, Left: left, Right: right}, err
	case *syntax.Var:
		if s.mark && n.Context == "" && !isPseudoVariable(n.Name) {
			return &syntax.Var{Name: n.Name, Context: contextOf(scope)}, nil
		}
	case *syntax.Call:
		return in.substituteCall(n, scope, s)
	}
	return n, nil
}

func isPseudoVariable(name string) bool {
	switch name {
	case "__MODULE__", "__ENV__", "__CALLER__", "__DIR__", "__STACKTRACE__", "_":
		return true
	}
	return false
}

// contextOf names the module of the macro's code.
func contextOf(scope *Scope) string {
	if scope.module.Name == "" {
		return "nil"
	}
	return "Elixir." + scope.module.Name
}

func (in *Interp) substituteAll(nodes []syntax.Node, scope *Scope, s substitution) ([]syntax.Node, error) {
	done := make([]syntax.Node, 0, len(nodes))
	for _, n := range nodes {
		if splice, ok := syntax.IsCall(n, "unquote_splicing"); ok && s.unquote && len(splice.Args) == 1 {
			nodes, err := in.splice(splice, scope)
			if err != nil {
				return nil, err
			}
			done = append(done, nodes...)
			continue
		}
		node, err := in.substitute(n, scope, s)
		if err != nil {
			return nil, err
		}
		done = append(done, node)
	}
	return done, nil
}

// splice evaluates unquote_splicing(list).
func (in *Interp) splice(n *syntax.Call, scope *Scope) ([]syntax.Node, error) {
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	list, ok := v.(List)
	if !ok {
		return nil, in.raised(n.Pos(), "ArgumentError", "expected a list with quoted expressions in unquote_splicing/1, got: %s", Inspect(v))
	}
	c := converter{in: in, pos: n.Pos()}
	return c.nodes(list)
}

func (in *Interp) substituteCall(n *syntax.Call, scope *Scope, s substitution) (syntax.Node, error) {
	if n.Target == nil && n.Name == "unquote" && len(n.Args) == 1 && s.unquote {
		v, err := in.eval(n.Args[0], scope)
		if err != nil {
			return nil, err
		}
		return (&converter{in: in, pos: n.Pos()}).node(v)
	}
	if n.Target == nil && n.Name == "quote" {
		// The unquotes within belong to that quote.
		if s.definition {
			return n, nil
		}
		s.unquote = false
	}
	if n.Callee != nil {
		return in.substituteCallee(n, scope, s)
	}
	inner := *n
	if s.mark {
		// The code stands where the macro is called.
		inner.Position = syntax.Position{}
	}
	var err error
	if n.Target != nil {
		if inner.Target, err = in.substitute(n.Target, scope, s); err != nil {
			return nil, err
		}
	}
	if n.Target == nil && s.mark {
		if marked := in.marked(&inner, scope); marked != nil {
			return marked, nil
		}
	}
	inner.Args, err = in.substituteAll(n.Args, scope, s)
	return &inner, err
}

// marked gives an alias its full name, and a call the module that its name was
// imported from: the caller of the macro may know them by other names.
func (in *Interp) marked(n *syntax.Call, scope *Scope) syntax.Node {
	if n.Name == "__aliases__" {
		first, ok := n.Args[0].(*syntax.Atom)
		if !ok {
			return nil
		}
		if _, ok := scope.env.aliases[first.Name]; !ok {
			return nil
		}
		name, err := in.aliasName(n, scope)
		if err != nil {
			return nil
		}
		return &literal{n.Position, Module(name)}
	}
	key := callKey{n.Name, len(n.Args)}
	if scope.module.functions[key] != nil || scope.module.macros[key] != nil || isOperator(n.Name) {
		return nil
	}
	for _, imported := range scope.env.imports {
		if !imported.has(key) {
			continue
		}
		if host, ok := in.host(imported.name); ok {
			if _, ok := in.ofHost(imported.name, host, key); ok {
				n.Imported = imported.name
			}
		} else if m, err := in.module(imported.name, scope.module); err == nil && m != nil &&
			(m.Defines(key.name, key.arity) || m.DefinesMacro(key.name, key.arity)) {
			n.Imported = imported.name
		}
	}
	return nil
}

// substituteCallee makes unquote(name)(args) and Mod.unquote(name)(args) a
// call of that name.
func (in *Interp) substituteCallee(n *syntax.Call, scope *Scope, s substitution) (syntax.Node, error) {
	inner := *n
	var err error
	if inner.Args, err = in.substituteAll(n.Args, scope, s); err != nil {
		return nil, err
	}
	callee, ok := n.Callee.(*syntax.Call)
	if !ok || callee.Name != "unquote" || len(callee.Args) != 1 || !s.unquote {
		inner.Callee, err = in.substitute(n.Callee, scope, s)
		return &inner, err
	}
	v, err := in.eval(callee.Args[0], scope)
	if err != nil {
		return nil, err
	}
	inner.Callee, inner.Parens = nil, true
	if callee.Target != nil {
		if inner.Target, err = in.substitute(callee.Target, scope, s); err != nil {
			return nil, err
		}
	}
	switch v := v.(type) {
	case Atom:
		inner.Name = string(v)
		return &inner, nil
	case Tuple:
		// A variable as a name: {:name, meta, context}.
		if len(v) == 3 {
			if name, ok := v[0].(Atom); ok {
				inner.Name = string(name)
				return &inner, nil
			}
		}
	}
	return nil, in.raised(n.Pos(), "ArgumentError", "expected unquote after dot or before arguments to return an atom, a variable or a call, got: %s", Inspect(v))
}
