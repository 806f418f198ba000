package eval

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// aliasValue evaluates Foo.Bar to the module's atom.
func (in *Interp) aliasValue(n *syntax.Call, scope *Scope) (Value, error) {
	name, err := in.aliasName(n, scope)
	return Module(name), err
}

// aliasName returns the full name of Foo.Bar, with aliases expanded.
func (in *Interp) aliasName(n *syntax.Call, scope *Scope) (string, error) {
	parts, err := in.aliasParts(n, scope)
	if err != nil {
		return "", err
	}
	if _, ok := n.Args[0].(*syntax.Atom); ok {
		if full, ok := scope.env.aliases[parts[0]]; ok {
			parts[0] = full
		}
	}
	if len(parts) == 1 {
		return strings.TrimPrefix(parts[0], "Elixir."), nil
	}
	return strings.TrimPrefix(strings.Join(parts, "."), "Elixir."), nil
}

// aliasParts returns the parts of Foo.Bar as written. The first may be
// __MODULE__ or another expression that gives a module.
func (in *Interp) aliasParts(n *syntax.Call, scope *Scope) ([]string, error) {
	parts := make([]string, len(n.Args))
	for i, arg := range n.Args {
		if atom, ok := arg.(*syntax.Atom); ok {
			parts[i] = atom.Name
			continue
		}
		v, err := in.eval(arg, scope)
		if err != nil {
			return nil, err
		}
		a, ok := v.(Atom)
		if !ok {
			return nil, in.raised(arg.Pos(), "ArgumentError", "%s is not a module", Inspect(v))
		}
		parts[i] = strings.TrimPrefix(string(a), "Elixir.")
	}
	return parts, nil
}

// directive evaluates alias, import and require.
func (in *Interp) directive(n *syntax.Call, scope *Scope) (Value, error) {
	if len(n.Args) == 0 || len(n.Args) > 2 {
		return nil, in.raised(n.Pos(), "CompileError", "%s needs a module", n.Name)
	}
	modules, err := in.modules(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	var last Value = Nil
	for _, m := range modules {
		name, isModule := ModuleName(m)
		last = m
		switch n.Name {
		case "alias":
			err = in.alias(n, name, scope)
		case "import":
			if !isModule {
				name = string(m)
			}
			err = in.importModule(n, name, scope)
		case "require":
			if _, ok := asOption(n, "as"); ok {
				err = in.alias(n, name, scope)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return last, nil
}

// modules evaluates what a directive is about: Foo.Bar or Foo.{Bar, Baz}.
func (in *Interp) modules(n syntax.Node, scope *Scope) ([]Atom, error) {
	multi, ok := n.(*syntax.Call)
	if !ok || multi.Target == nil || multi.Name != "{}" {
		v, err := in.eval(n, scope)
		if err != nil {
			return nil, err
		}
		a, ok := v.(Atom)
		if !ok {
			return nil, in.raised(n.Pos(), "CompileError", "%s is not a module", Inspect(v))
		}
		return []Atom{a}, nil
	}
	base, err := in.eval(multi.Target, scope)
	if err != nil {
		return nil, err
	}
	prefix, _ := ModuleName(base)
	var modules []Atom
	for _, arg := range multi.Args {
		inner, ok := syntax.IsCall(arg, "__aliases__")
		if !ok {
			return nil, in.raised(arg.Pos(), "CompileError", "expected a name such as Foo.{Bar, Baz}")
		}
		parts, err := in.aliasParts(inner, scope)
		if err != nil {
			return nil, err
		}
		modules = append(modules, Module(prefix+"."+strings.Join(parts, ".")))
	}
	return modules, nil
}

func (in *Interp) alias(n *syntax.Call, name string, scope *Scope) error {
	short := shortName(name)
	if as, ok := asOption(n, "as"); ok {
		alias, ok := syntax.IsCall(as, "__aliases__")
		if !ok {
			return in.raised(as.Pos(), "CompileError", "as: needs a name such as Short")
		}
		parts, err := in.aliasParts(alias, scope)
		if err != nil {
			return err
		}
		short = parts[0]
	}
	scope.env = scope.env.withAlias(short, name)
	return nil
}

// asOption returns an option among a directive's last, keyword, argument.
func asOption(n *syntax.Call, key string) (syntax.Node, bool) {
	if len(n.Args) < 2 {
		return nil, false
	}
	opts, ok := keywordNodes(n.Args[len(n.Args)-1])
	if !ok {
		return nil, false
	}
	found := opts.get(key)
	return found, found != nil
}

// importModule makes a module's functions callable without its name. A module
// that is not known is remembered too: it only matters when one of its
// functions is called.
func (in *Interp) importModule(n *syntax.Call, name string, scope *Scope) error {
	imported := importedModule{name: name}
	if len(n.Args) == 2 {
		options, err := in.eval(n.Args[1], scope)
		if err != nil {
			return err
		}
		pairs, _ := Keyword(options)
		for _, p := range pairs {
			keys, ok := functionKeys(p.Value)
			switch {
			case ok && p.Key == Atom("only"):
				imported.only = keys
			case ok && p.Key == Atom("except"):
				imported.except = keys
			}
		}
	}
	scope.env = scope.env.withImport(imported)
	return nil
}

// functionKeys reads [name: arity, ...]; :functions and :macros mean no limit.
func functionKeys(v Value) (map[string]bool, bool) {
	pairs, ok := Keyword(v)
	if !ok {
		return nil, false
	}
	keys := map[string]bool{}
	for _, p := range pairs {
		if arity, ok := p.Value.(Int); ok {
			keys[functionKey(string(p.Key.(Atom)), int(arity.Int64()))] = true
		}
	}
	return keys, true
}

// use expands the __using__ of modules of the host or of a file.
func (in *Interp) use(n *syntax.Call, scope *Scope) (Value, error) {
	modules, err := in.modules(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	var last Value = Nil
	for _, m := range modules {
		if last, err = in.useModule(n, m, scope); err != nil && !in.skip(err, scope) {
			return nil, err
		}
	}
	return last, nil
}

func (in *Interp) useModule(n *syntax.Call, module Atom, scope *Scope) (Value, error) {
	name, _ := ModuleName(module)
	m := scope.module
	m.Uses = append(m.Uses, name)
	if in.ownFile(name, m) == nil {
		if native, ok := in.hostModule(name).Macros["__using__/1"]; ok {
			outer := m.body
			m.body = scope
			v, err := native(&MacroCall{Pos: n.Pos(), Node: n, interp: in, scope: scope})
			m.body = outer
			return v, err
		}
	}
	defined, err := in.module(name, m)
	if err != nil {
		return nil, ledFrom(err, n.Pos())
	}
	if defined == nil {
		return nil, in.missing(n.Pos(), "use "+inspectAtom(module), name, "")
	}
	using := defined.macros[callKey{"__using__", 1}]
	if using == nil {
		return nil, in.lacking(n.Pos(), defined, callKey{"__using__", 1})
	}
	var opts syntax.Node = &syntax.List{Position: n.Position}
	if len(n.Args) > 1 {
		opts = n.Args[1]
	}
	return in.expandCall(using, &syntax.Call{Position: n.Position, Name: "__using__", Args: []syntax.Node{opts}}, scope)
}
