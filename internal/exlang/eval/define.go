package eval

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// definable reports what stands where nothing can be defined.
func (in *Interp) definable(n *syntax.Call, scope *Scope) error {
	if scope.function != nil {
		return in.raised(n.Pos(), "ArgumentError", "cannot invoke %s/%d inside function/macro", n.Name, len(n.Args))
	}
	if scope.module.Name == "" {
		return in.raised(n.Pos(), "ArgumentError", "cannot invoke %s/%d outside module", n.Name, len(n.Args))
	}
	return nil
}

// defmodule evaluates defmodule Name do ... end.
func (in *Interp) defmodule(n *syntax.Call, scope *Scope) (Value, error) {
	body, ok := doBlock(n)
	if !ok || len(n.Args) != 2 {
		return nil, in.raised(n.Pos(), "CompileError", "defmodule needs a name and a do block")
	}
	name, err := in.moduleName(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	m := newModule(name, n.Pos(), in.file)
	if err := in.moduleBody(m, body.get("do"), scope); err != nil {
		return nil, err
	}
	return Tuple{Atom("module"), Module(name), String(""), Nil}, nil
}

// moduleBody runs the body of a module and what @before_compile adds to it. A
// module that is defined again replaces the earlier one.
func (in *Interp) moduleBody(m *ModuleDef, body syntax.Node, scope *Scope) error {
	file := in.file
	file.defining = append(file.defining, m)
	defer func() { file.defining = file.defining[:len(file.defining)-1] }()
	inner := &Scope{module: m, env: scope.env, bindings: scope.bindings}
	m.body = inner
	for _, n := range statements(body) {
		if _, err := in.eval(n, inner); err != nil && !(in.passable(n, inner) && in.skip(err, inner)) {
			return err
		}
	}
	if err := in.beforeCompile(m, inner); err != nil && !in.skip(err, inner) {
		return err
	}
	for i, earlier := range file.Modules {
		if earlier.Name == m.Name {
			file.Modules[i] = m
			return nil
		}
	}
	file.Modules = append(file.Modules, m)
	return nil
}

// beforeCompile expands the __before_compile__ of the modules that
// @before_compile names.
func (in *Interp) beforeCompile(m *ModuleDef, scope *Scope) error {
	for _, hook := range m.hooks {
		module, name := hook, Atom("__before_compile__")
		if pair, ok := hook.(Tuple); ok && len(pair) == 2 {
			module = pair[0]
			name, _ = pair[1].(Atom)
		}
		target, ok := module.(Atom)
		if !ok {
			continue
		}
		call := &syntax.Call{
			Position: position(m.Pos), Name: string(name), Parens: true,
			Target: &literal{position(m.Pos), target},
			// The environment itself, not its code: Elixir passes it so.
			Args: []syntax.Node{&literal{position(m.Pos), environment(scope, m.Pos)}},
		}
		if bare, _ := ModuleName(target); bare == m.Name {
			call.Target = nil
		}
		if _, err := in.eval(call, scope); err != nil {
			return err
		}
	}
	return nil
}

// moduleName resolves the name of a defmodule. Within another module the name
// is appended to the outer one and the short name becomes an alias.
func (in *Interp) moduleName(n syntax.Node, scope *Scope) (string, error) {
	alias, ok := syntax.IsCall(n, "__aliases__")
	if !ok {
		v, err := in.eval(n, scope)
		if err != nil {
			return "", err
		}
		a, ok := v.(Atom)
		if !ok {
			return "", in.raised(n.Pos(), "CompileError", "invalid module name: %s", Inspect(v))
		}
		return strings.TrimPrefix(string(a), "Elixir."), nil
	}
	outer := scope.module.Name
	first, isAtom := alias.Args[0].(*syntax.Atom)
	if outer == "" || !isAtom || first.Name == "Elixir" {
		return in.aliasName(alias, scope)
	}
	parts, err := in.aliasParts(alias, scope)
	if err != nil {
		return "", err
	}
	scope.env = scope.env.withAlias(parts[0], outer+"."+parts[0])
	return outer + "." + strings.Join(parts, "."), nil
}

// define evaluates def, defp, defmacro and defmacrop.
func (in *Interp) define(n *syntax.Call, scope *Scope) (Value, error) {
	if err := in.definable(n, scope); err != nil {
		return nil, err
	}
	if hasUnquote(n) {
		// unquote in a definition takes what the module's body knows.
		node, err := in.substitute(n, scope, substitution{unquote: true, definition: true})
		if err != nil {
			return nil, err
		}
		n = node.(*syntax.Call)
	}
	name, c, err := in.head(n, n.Args[0])
	if err != nil {
		return nil, err
	}
	m := scope.module
	c.env, c.attributes = scope.env, m.keepAttributes()
	if parts, ok := doBlock(n); ok {
		c.body = parts.get("do")
		if !parts.only("do") {
			c.body = &syntax.Call{Position: n.Position, Name: "try", Args: n.Args[1:]}
		}
	}
	table := m.functions
	if strings.HasPrefix(n.Name, "defmacro") {
		table = m.macros
	}
	m.define(table, name, c, strings.HasSuffix(n.Name, "p"), n.Args[0].Pos())
	return Tuple{Atom(name), IntValue(int64(len(c.params)))}, nil
}

// head reads name(params) when guard.
func (in *Interp) head(n *syntax.Call, head syntax.Node) (string, clause, error) {
	c := clause{}
	if when, ok := syntax.IsCall(head, "when"); ok && len(when.Args) == 2 {
		head, c.guard = when.Args[0], when.Args[1]
	}
	switch head := head.(type) {
	case *syntax.Var:
		return head.Name, c, nil
	case *syntax.Call:
		if head.Target == nil && head.Callee == nil && !head.Anonymous {
			c.params = head.Args
			return head.Name, c, nil
		}
	case *syntax.Atom:
		return head.Name, c, nil
	}
	return "", c, in.raised(n.Pos(), "CompileError", "invalid syntax in %s %s", n.Name, codeText(head))
}

// defdelegate evaluates defdelegate name(args), to: Module, as: :other.
func (in *Interp) defdelegate(n *syntax.Call, scope *Scope) (Value, error) {
	if err := in.definable(n, scope); err != nil {
		return nil, err
	}
	opts, ok := keywordNodes(n.Args[len(n.Args)-1])
	if !ok || !opts.has("to") {
		return nil, in.raised(n.Pos(), "ArgumentError", "expected to: to be given as argument")
	}
	target, err := in.eval(opts.get("to"), scope)
	if err != nil {
		return nil, err
	}
	heads := []syntax.Node{n.Args[0]}
	if list, ok := n.Args[0].(*syntax.List); ok {
		heads = list.Elems
	}
	for _, head := range heads {
		name, c, err := in.head(n, head)
		if err != nil {
			return nil, err
		}
		params, _ := splitDefaults(c.params)
		as := Atom(name)
		if other := opts.get("as"); other != nil {
			v, err := in.eval(other, scope)
			if err != nil {
				return nil, err
			}
			as, _ = v.(Atom)
		}
		c.env, c.attributes = scope.env, scope.module.keepAttributes()
		c.body = &syntax.Call{
			Position: n.Position, Target: &literal{n.Position, target}, Name: string(as), Args: params, Parens: true,
		}
		scope.module.define(scope.module.functions, name, c, false, head.Pos())
	}
	return OK, nil
}

// defguard evaluates defguard name(args) when condition. A guard is a function
// here: what it says of its arguments is the same.
func (in *Interp) defguard(n *syntax.Call, scope *Scope) (Value, error) {
	if err := in.definable(n, scope); err != nil {
		return nil, err
	}
	name, c, err := in.head(n, n.Args[0])
	if err != nil {
		return nil, err
	}
	if c.guard == nil {
		return nil, in.raised(n.Pos(), "ArgumentError", "invalid syntax in %s, expected a guard after when", n.Name)
	}
	c.body, c.guard = c.guard, nil
	c.env, c.attributes = scope.env, scope.module.keepAttributes()
	scope.module.define(scope.module.functions, name, c, n.Name == "defguardp", n.Pos())
	return OK, nil
}

// defoverridable evaluates defoverridable name: arity.
func (in *Interp) defoverridable(n *syntax.Call, scope *Scope) (Value, error) {
	if err := in.definable(n, scope); err != nil {
		return nil, err
	}
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	m := scope.module
	if m.overridable == nil {
		m.overridable = map[callKey]bool{}
	}
	pairs, ok := Keyword(v)
	if !ok {
		// A behaviour: all of its callbacks, which are functions of the module.
		for key := range m.functions {
			m.overridable[key] = true
		}
		return Nil, nil
	}
	for _, p := range pairs {
		if arity, ok := p.Value.(Int); ok && arity.IsInt64() {
			m.overridable[callKey{string(p.Key.(Atom)), int(arity.Int64())}] = true
		}
	}
	return Nil, nil
}

// super evaluates super(args) in a function that overrides another one.
func (in *Interp) super(n *syntax.Call, scope *Scope) (Value, error) {
	if scope.function == nil || scope.function.super == nil {
		return nil, in.raised(n.Pos(), "CompileError", "no super defined. Overridable functions available are: ")
	}
	args, err := in.evalAll(n.Args, scope)
	if err != nil {
		return nil, err
	}
	return in.invoke(scope.function.super, args, n.Pos(), scope)
}
