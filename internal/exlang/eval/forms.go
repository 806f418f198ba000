package eval

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// form evaluates a special form or a macro of Kernel, whose arguments are not
// evaluated first.
type form func(in *Interp, n *syntax.Call, scope *Scope) (Value, error)

// formOf returns the form of that name. It is a function and not a map
// because the forms call the evaluator, which looks forms up.
func formOf(name string) (form, bool) {
	switch name {
	case "__block__":
		return func(in *Interp, n *syntax.Call, s *Scope) (Value, error) { return in.block(n.Args, s) }, true
	case "{}":
		return func(in *Interp, n *syntax.Call, s *Scope) (Value, error) { return in.tuple(s, n.Args...) }, true
	case "__aliases__":
		return (*Interp).aliasValue, true
	case "%{}":
		return (*Interp).mapLiteral, true
	case "<<>>":
		return (*Interp).binary, true
	case "=":
		return (*Interp).matchForm, true
	case "|>":
		return (*Interp).pipe, true
	case "@":
		return (*Interp).attribute, true
	case "alias", "import", "require":
		return (*Interp).directive, true
	case "fn":
		return (*Interp).anonymous, true
	case "&":
		return (*Interp).capture, true
	case "quote":
		return (*Interp).quote, true
	}
	return controlForm(name)
}

// controlForm returns the forms that choose what is evaluated.
func controlForm(name string) (form, bool) {
	switch name {
	case "and", "&&":
		return (*Interp).andForm, true
	case "or", "||":
		return (*Interp).orForm, true
	case "if":
		return (*Interp).ifForm, true
	case "unless":
		return (*Interp).unlessForm, true
	case "case":
		return (*Interp).caseForm, true
	case "cond":
		return (*Interp).condForm, true
	case "for":
		return (*Interp).comprehension, true
	case "raise":
		return (*Interp).raise, true
	case "%", "with", "try", "receive", "reraise", "throw", "super", "unquote", "unquote_splicing",
		"defstruct", "def", "defp", "defmodule", "defmacro", "use", "match?", "destructure", "::", "^",
		"->", "<-", "when", "var!", "binding", "then", "tap", "dbg":
		return func(_ *Interp, n *syntax.Call, _ *Scope) (Value, error) { return nil, notYet(n, name) }, true
	}
	return nil, false
}

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
	if full, ok := scope.module.aliases[parts[0]]; ok {
		parts[0] = full
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
		name, ok := ModuleName(v)
		if !ok {
			return nil, invalid(arg.Pos(), "%s is not a module", Inspect(v))
		}
		parts[i] = name
	}
	return parts, nil
}

// directive runs alias, import and require within a function or module.
func (in *Interp) directive(n *syntax.Call, scope *Scope) (Value, error) {
	switch n.Name {
	case "alias":
		return Nil, in.alias(n, scope)
	case "import":
		imported, err := in.importOf(n, scope)
		if err != nil {
			return nil, err
		}
		scope.module.Import(imported.name, imported.only, imported.except)
	case "require":
		if options, ok := asOption(n, "as"); ok {
			return Nil, in.aliasAs(n.Args[0], options, scope)
		}
	}
	return Nil, nil
}

// alias runs alias Foo.Bar, alias Foo.Bar, as: Baz and alias Foo.{Bar, Baz}.
func (in *Interp) alias(n *syntax.Call, scope *Scope) error {
	if len(n.Args) == 0 {
		return invalid(n.Pos(), "alias needs a module")
	}
	if as, ok := asOption(n, "as"); ok {
		return in.aliasAs(n.Args[0], as, scope)
	}
	multi, ok := n.Args[0].(*syntax.Call)
	if ok && multi.Target != nil && multi.Name == "{}" {
		base, err := in.eval(multi.Target, scope)
		if err != nil {
			return err
		}
		prefix, _ := ModuleName(base)
		for _, arg := range multi.Args {
			inner, ok := syntax.IsCall(arg, "__aliases__")
			if !ok {
				return notYet(arg, "this alias")
			}
			parts, err := in.aliasParts(inner, scope)
			if err != nil {
				return err
			}
			scope.module.alias(parts[len(parts)-1], prefix+"."+strings.Join(parts, "."))
		}
		return nil
	}
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return err
	}
	name, _ := ModuleName(v)
	scope.module.alias(name[strings.LastIndex(name, ".")+1:], name)
	return nil
}

func (in *Interp) aliasAs(target, as syntax.Node, scope *Scope) error {
	v, err := in.eval(target, scope)
	if err != nil {
		return err
	}
	short, ok := syntax.IsCall(as, "__aliases__")
	if !ok {
		return invalid(as.Pos(), "as: needs a name such as Short")
	}
	parts, err := in.aliasParts(short, scope)
	if err != nil {
		return err
	}
	if name, ok := ModuleName(v); ok {
		scope.module.alias(parts[0], name)
	}
	return nil
}

// asOption returns an option among a directive's last, keyword, argument.
func asOption(n *syntax.Call, key string) (syntax.Node, bool) {
	if len(n.Args) < 2 {
		return nil, false
	}
	list, ok := n.Args[len(n.Args)-1].(*syntax.List)
	if !ok {
		return nil, false
	}
	for _, e := range list.Elems {
		if pair, ok := e.(*syntax.Tuple); ok {
			if atom, ok := pair.Left.(*syntax.Atom); ok && atom.Name == key {
				return pair.Right, true
			}
		}
	}
	return nil, false
}

// ignoredAttributes are for the compiler and the documentation; their values
// are not evaluated.
var ignoredAttributes = map[string]bool{
	"moduledoc": true, "doc": true, "typedoc": true, "spec": true, "type": true, "typep": true, "opaque": true,
	"callback": true, "macrocallback": true, "optional_callbacks": true, "impl": true, "behaviour": true,
	"deprecated": true, "dialyzer": true, "compile": true, "on_load": true, "external_resource": true,
	"before_compile": true, "after_compile": true, "after_verify": true,
}

// attribute sets @name value in a module's body and reads @name anywhere.
func (in *Interp) attribute(n *syntax.Call, scope *Scope) (Value, error) {
	switch arg := n.Args[0].(type) {
	case *syntax.Var:
		if v, ok := scope.module.attributes[arg.Name]; ok {
			return v, nil
		}
		return Nil, nil
	case *syntax.Call:
		if ignoredAttributes[arg.Name] {
			return Nil, nil
		}
		if scope.function != "" || len(arg.Args) != 1 {
			return nil, invalid(n.Pos(), "cannot set attribute @%s inside a function", arg.Name)
		}
		v, err := in.eval(arg.Args[0], scope)
		if err != nil {
			return nil, err
		}
		scope.module.attributes[arg.Name] = v
		return v, nil
	}
	return nil, invalid(n.Pos(), "expected a name after @")
}

// SetAttribute sets @name from outside, as a use may.
func (m *ModuleDef) SetAttribute(name string, v Value) { m.attributes[name] = v }

// mapLiteral evaluates %{a: 1, "b" => 2} and %{map | a: 1}.
func (in *Interp) mapLiteral(n *syntax.Call, scope *Scope) (Value, error) {
	m, pairs := NewMap(), n.Args
	if update, ok := mapUpdate(n); ok {
		v, err := in.eval(update.Args[0], scope)
		if err != nil {
			return nil, err
		}
		base, ok := v.(*Map)
		if !ok {
			return nil, invalid(n.Pos(), "expected a map, got: %s", Inspect(v))
		}
		m = base
		list, ok := update.Args[1].(*syntax.List)
		if !ok {
			return nil, invalid(n.Pos(), "expected key: value pairs after |")
		}
		pairs = list.Elems
	}
	for _, p := range pairs {
		pair, ok := p.(*syntax.Tuple)
		if !ok {
			return nil, invalid(p.Pos(), "expected key => value")
		}
		kv, err := in.evalAll([]syntax.Node{pair.Left, pair.Right}, scope)
		if err != nil {
			return nil, err
		}
		m = m.Put(kv[0], kv[1])
	}
	return m, nil
}

func mapUpdate(n *syntax.Call) (*syntax.Call, bool) {
	if len(n.Args) != 1 {
		return nil, false
	}
	update, ok := syntax.IsCall(n.Args[0], "|")
	return update, ok && len(update.Args) == 2
}

// pipe evaluates left |> call(args) as call(left, args).
func (in *Interp) pipe(n *syntax.Call, scope *Scope) (Value, error) {
	switch right := n.Args[1].(type) {
	case *syntax.Call:
		piped := *right
		piped.Args = append([]syntax.Node{n.Args[0]}, right.Args...)
		return in.eval(&piped, scope)
	case *syntax.Var:
		return in.eval(&syntax.Call{Position: right.Position, Name: right.Name, Args: n.Args[:1]}, scope)
	}
	return nil, invalid(n.Pos(), "cannot pipe into this expression")
}
