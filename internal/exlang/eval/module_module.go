package eval

import (
	"slices"
	"strings"
)

// moduleFunctions are those of the module Module.
func moduleFunctions() map[string]Native {
	return map[string]Native{
		"concat/1": moduleConcat, "concat/2": moduleConcat, "safe_concat/1": moduleConcat, "safe_concat/2": moduleConcat,
		"split/1": moduleSplit, "register_attribute/3": moduleRegister,
		"put_attribute/3": modulePut, "get_attribute/2": moduleGet, "get_attribute/3": moduleGet,
		"has_attribute?/2": moduleHas, "delete_attribute/2": moduleDelete, "get_last_attribute/2": moduleGet, "get_last_attribute/3": moduleGet,
		"attributes_in/1": moduleAttributes, "defines?/2": moduleDefines, "defines?/3": moduleDefines, "open?/1": moduleOpen,
	}
}

func moduleConcat(c *Call) (Value, error) {
	parts, ok := c.Args[0].(List)
	if !ok || len(c.Args) == 2 {
		parts = c.Args
	}
	names := make([]string, 0, len(parts))
	for _, p := range parts {
		text, ok := Text(p)
		if !ok {
			return nil, c.WrongArgument(0, "names of modules")
		}
		if text = strings.TrimPrefix(strings.TrimPrefix(text, "Elixir."), "."); text != "" && text != "Elixir" {
			names = append(names, text)
		}
	}
	return Module(strings.Join(names, ".")), nil
}

func moduleSplit(c *Call) (Value, error) {
	text, ok := Text(c.Args[0])
	name, isModule := strings.CutPrefix(text, "Elixir.")
	if !ok || !isModule {
		return nil, c.Raise("ArgumentError", "expected an Elixir module, got: %s", Inspect(c.Args[0]))
	}
	parts := List{}
	for part := range strings.SplitSeq(name, ".") {
		parts = append(parts, String(part))
	}
	return parts, nil
}

// definedModule returns the module that argument 0 names.
func (c *Call) definedModule() (*ModuleDef, error) {
	a, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	name, _ := ModuleName(a)
	m, err := c.interp.module(name, c.Caller)
	if err == nil && m == nil {
		err = c.Raise("ArgumentError", "could not call %s.%s because the module %s is not in this file", c.Owner, c.Name, inspectAtom(a))
	}
	return m, err
}

func moduleRegister(c *Call) (Value, error) {
	m, name, err := c.moduleAttribute()
	if err != nil {
		return nil, err
	}
	opts, err := c.Keyword(2)
	if err != nil {
		return nil, err
	}
	if v, ok := Option(opts, "accumulate"); ok && Truthy(v) {
		m.Accumulate(name)
	}
	return OK, nil
}

func (c *Call) moduleAttribute() (*ModuleDef, string, error) {
	m, err := c.definedModule()
	if err != nil {
		return nil, "", err
	}
	name, err := c.Atom(1)
	return m, string(name), err
}

func modulePut(c *Call) (Value, error) {
	m, name, err := c.moduleAttribute()
	if err != nil {
		return nil, err
	}
	m.SetAttribute(name, c.Args[2])
	return OK, c.Grow(8)
}

func moduleGet(c *Call) (Value, error) {
	m, name, err := c.moduleAttribute()
	if err != nil {
		return nil, err
	}
	if v, ok := m.attributes[name]; ok {
		if gone, ok := v.(lost); ok {
			return nil, gone.error
		}
		return v, nil
	}
	if len(c.Args) > 2 {
		return c.Args[2], nil
	}
	return Nil, nil
}

func moduleHas(c *Call) (Value, error) {
	m, name, err := c.moduleAttribute()
	if err != nil {
		return nil, err
	}
	_, ok := m.attributes[name]
	return Boolean(ok), nil
}

func moduleDelete(c *Call) (Value, error) {
	m, name, err := c.moduleAttribute()
	if err != nil {
		return nil, err
	}
	v, ok := m.attributes[name]
	if !ok {
		return Nil, nil
	}
	delete(m.ownAttributes(), name)
	if m.accumulate[name] {
		m.ownAttributes()[name] = List{}
	}
	return v, nil
}

func moduleAttributes(c *Call) (Value, error) {
	m, err := c.definedModule()
	if err != nil {
		return nil, err
	}
	names := List{}
	for name := range m.attributes {
		names = append(names, Atom(name))
	}
	slices.SortFunc(names, Compare)
	return names, nil
}

func moduleDefines(c *Call) (Value, error) {
	m, err := c.definedModule()
	if err != nil {
		return nil, err
	}
	pair, ok := c.Args[1].(Tuple)
	if !ok || len(pair) != 2 {
		return nil, c.WrongArgument(1, "{name, arity}")
	}
	name, _ := pair[0].(Atom)
	arity, ok := pair[1].(Int)
	if !ok || !arity.IsInt64() {
		return nil, c.WrongArgument(1, "{name, arity}")
	}
	key := callKey{string(name), int(arity.Int64())}
	return Boolean(m.functions[key] != nil || m.macros[key] != nil), nil
}

func moduleOpen(c *Call) (Value, error) {
	a, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	name, _ := ModuleName(a)
	return Boolean(slices.ContainsFunc(c.interp.file.defining, func(m *ModuleDef) bool { return m.Name == name })), nil
}
