package eval

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// protocol marks a module that dispatches on its first argument.
type protocol struct{ fallback bool }

// defprotocol evaluates defprotocol Name do def f(x) end: each function finds
// the implementation for its first argument.
func (in *Interp) defprotocol(n *syntax.Call, scope *Scope) (Value, error) {
	body, ok := doBlock(n)
	if !ok {
		return nil, in.raised(n.Pos(), "CompileError", "defprotocol needs a name and a do block")
	}
	name, err := in.moduleName(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	m := newModule(name, n.Pos(), in.file)
	m.protocol = &protocol{}
	if err := in.moduleBody(m, body.get("do"), scope); err != nil {
		return nil, err
	}
	fallback, _ := m.Attribute("fallback_to_any")
	m.protocol.fallback = fallback == True
	for key := range m.functions {
		m.DefineNative(key.name, key.arity, m.dispatch)
	}
	return Tuple{Atom("module"), Module(name), String(""), Nil}, nil
}

// dispatch calls the implementation of the called function.
func (m *ModuleDef) dispatch(c *Call) (Value, error) {
	if len(c.Args) > 0 {
		if opaque, ok := c.Args[0].(Opaque); ok {
			return nil, needsDatabase(c.Pos, opaque)
		}
	}
	implementation, err := m.implementation(c)
	if err != nil {
		return nil, err
	}
	if implementation == nil {
		return nil, NoProtocol(c.Pos, m.Name, c.Args[0])
	}
	name, _ := cutArity(c.Name)
	return c.interp.applyRemote(Module(implementation.Name), name, c.Args, c.Pos, &Scope{module: implementation, env: &lexical{}})
}

// implementation finds the module that implements the protocol for the first
// argument, or nil.
func (m *ModuleDef) implementation(c *Call) (*ModuleDef, error) {
	if len(c.Args) == 0 {
		return nil, nil
	}
	return c.interp.implementation(m.Name, c.Args[0], m.protocol.fallback, m)
}

func (in *Interp) implementation(protocol string, v Value, fallback bool, from *ModuleDef) (*ModuleDef, error) {
	names := []string{protocol + "." + protocolType(v)}
	if fallback {
		names = append(names, protocol+".Any")
	}
	for _, name := range names {
		if found, err := in.module(name, from); found != nil || err != nil {
			return found, err
		}
	}
	return nil, nil
}

// implementationFor is impl_for/1.
func (m *ModuleDef) implementationFor(c *Call) (Value, error) {
	found, err := m.implementation(c)
	if err != nil || found == nil {
		return Nil, err
	}
	return Module(found.Name), nil
}

// defimpl evaluates defimpl Protocol, for: Type do ... end as a module with
// the name Protocol.Type.
func (in *Interp) defimpl(n *syntax.Call, scope *Scope) (Value, error) {
	opts, rest, ok := options(n)
	if !ok || len(rest) == 0 {
		return nil, in.raised(n.Pos(), "CompileError", "defimpl needs a protocol and a do block")
	}
	protocols, err := in.modules(rest[0], scope)
	if err != nil {
		return nil, err
	}
	if len(protocols) != 1 {
		return nil, in.raised(n.Pos(), "CompileError", "defimpl needs one protocol")
	}
	protocolName, _ := ModuleName(protocols[0])
	var types Value = Module(scope.module.Name)
	if target := opts.get("for"); target != nil {
		if types, err = in.eval(target, scope); err != nil {
			return nil, err
		}
	}
	list, ok := types.(List)
	if !ok {
		list = List{types}
	}
	for _, t := range list {
		a, _ := t.(Atom)
		name, _ := ModuleName(a)
		m := newModule(protocolName+"."+name, n.Pos(), in.file)
		m.attributes["for"], m.attributes["protocol"] = a, protocols[0]
		if err := in.moduleBody(m, opts.get("do"), scope); err != nil {
			return nil, err
		}
	}
	return OK, nil
}
