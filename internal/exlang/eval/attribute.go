package eval

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// ignoredAttribute names what is for the compiler and the documentation: the
// values are not evaluated.
func ignoredAttribute(name string) bool {
	switch name {
	case "moduledoc", "doc", "typedoc", "spec", "type", "typep", "opaque", "callback", "macrocallback",
		"optional_callbacks", "impl", "behaviour", "deprecated", "dialyzer", "compile", "on_load",
		"external_resource", "after_compile", "after_verify", "on_definition", "since":
		return true
	}
	return false
}

// attribute sets @name value in a module's body and reads @name anywhere.
func (in *Interp) attribute(n *syntax.Call, scope *Scope) (Value, error) {
	switch arg := n.Args[0].(type) {
	case *syntax.Var:
		return in.readAttribute(arg.Name, n.Pos(), scope)
	case *syntax.Call:
		if arg.Target != nil || arg.Name == "" {
			break
		}
		if ignoredAttribute(arg.Name) {
			return OK, nil
		}
		if len(arg.Args) == 0 {
			return in.readAttribute(arg.Name, n.Pos(), scope)
		}
		if scope.function != nil || len(arg.Args) != 1 {
			return nil, in.raised(n.Pos(), "ArgumentError", "cannot set attribute @%s inside function/macro", arg.Name)
		}
		v, err := in.eval(arg.Args[0], scope)
		if err != nil && in.lose(arg.Name, err, scope) {
			return OK, nil
		}
		if err != nil {
			return nil, err
		}
		if arg.Name == "before_compile" {
			scope.module.hooks = append(scope.module.hooks, v)
			return OK, nil
		}
		scope.module.SetAttribute(arg.Name, v)
		return OK, in.grow(8, n.Pos())
	}
	return nil, in.raised(n.Pos(), "ArgumentError", "expected 0 or 1 argument for @")
}

// readAttribute returns the value at this place of the definition.
func (in *Interp) readAttribute(name string, pos diag.Pos, scope *Scope) (Value, error) {
	attributes := scope.attributes
	if attributes == nil {
		attributes = scope.module.attributes
	}
	if v, ok := attributes[name]; ok {
		if gone, ok := v.(lost); ok {
			return nil, gone.error
		}
		return v, nil
	}
	if d := scope.module.Lacks(pos, "@"+name); d != nil {
		return nil, d
	}
	return Nil, nil
}
