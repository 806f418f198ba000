package eval

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// structure is what defstruct or defexception declared.
type structure struct {
	fields    []Pair
	enforced  []Atom
	exception bool
}

// SetStruct gives the module's struct its fields with their defaults, as a use
// may.
func (m *ModuleDef) SetStruct(fields []Pair) { m.structure = &structure{fields: fields} }

// Struct returns a struct of the module with its defaults, if it has one.
func (m *ModuleDef) Struct() (*Map, bool) {
	if m.structure == nil {
		return nil, false
	}
	return MapOf(append(slices.Clone(m.structure.fields), Pair{structKey, Module(m.Name)})), true
}

// defstruct evaluates defstruct fields and defexception fields.
func (in *Interp) defstruct(n *syntax.Call, scope *Scope) (Value, error) {
	m := scope.module
	if err := in.definable(n, scope); err != nil {
		return nil, err
	}
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	fields, ok := structFields(v)
	if !ok {
		return nil, in.raised(n.Pos(), "ArgumentError", "struct fields definition must be list, got: %s", Inspect(v))
	}
	s := &structure{fields: fields, exception: n.Name == "defexception"}
	if s.exception {
		s.fields = append(s.fields, Pair{Atom("__exception__"), True})
	}
	if keys, ok := m.attributes["enforce_keys"]; ok {
		list, isList := keys.(List)
		if !isList {
			list = List{keys}
		}
		for _, k := range list {
			if key, ok := k.(Atom); ok {
				s.enforced = append(s.enforced, key)
			}
		}
	}
	m.structure = s
	structure, _ := m.Struct()
	return structure, nil
}

// structFields reads [:a, b: 1].
func structFields(v Value) ([]Pair, bool) {
	list, ok := v.(List)
	if !ok {
		return nil, false
	}
	fields := make([]Pair, 0, len(list))
	for _, e := range list {
		switch e := e.(type) {
		case Atom:
			fields = append(fields, Pair{e, Nil})
		case Tuple:
			if len(e) != 2 {
				return nil, false
			}
			fields = append(fields, Pair{e[0], e[1]})
		default:
			return nil, false
		}
	}
	return fields, true
}

// structLiteral evaluates %Name{a: 1} and %Name{value | a: 1}.
func (in *Interp) structLiteral(n *syntax.Call, scope *Scope) (Value, error) {
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	module, ok := v.(Atom)
	fields, isMap := syntax.IsCall(n.Args[1], "%{}")
	if !ok || !isMap {
		return nil, in.raised(n.Pos(), "CompileError", "expected struct name to be a compile time atom or alias, got: %s", Inspect(v))
	}
	if _, ok := mapUpdate(fields); ok {
		return in.structUpdate(module, fields, scope)
	}
	pairs, err := in.mapPairs(fields.Args, scope)
	if err != nil {
		return nil, err
	}
	return in.buildStruct(module, pairs, true, n.Pos(), scope.module)
}

func (in *Interp) structUpdate(module Atom, fields *syntax.Call, scope *Scope) (Value, error) {
	update, _ := mapUpdate(fields)
	v, err := in.eval(update.Args[0], scope)
	if err != nil {
		return nil, err
	}
	if opaque, ok := v.(Opaque); ok {
		return nil, needsDatabase(fields.Pos(), opaque)
	}
	m, ok := v.(*Map)
	if !ok || m.Struct() != module {
		return nil, NewRaisedWith(fields.Pos(), "BadStructError",
			"expected a struct named "+inspectAtom(module)+", got: "+Inspect(v),
			Pair{Atom("struct"), module}, Pair{Atom("term"), v})
	}
	return in.updateMap(m, update, scope)
}

// buildStruct fills a struct. strict refuses unknown and missing keys, as the
// compiler does.
func (in *Interp) buildStruct(module Atom, pairs []Pair, strict bool, pos diag.Pos, from *ModuleDef) (Value, error) {
	base, enforced, err := in.structOf(module, pos, from)
	if err != nil {
		return nil, err
	}
	given := MapOf(pairs)
	all := slices.Clone(base.Pairs())
	open := base.Len() == 1
	for _, p := range given.Pairs() {
		if _, ok := base.Get(p.Key); !ok && strict && !open {
			return nil, NewRaisedWith(pos, "KeyError", "key "+Inspect(p.Key)+" not found", Pair{Atom("key"), p.Key})
		} else if !ok && !open {
			continue
		}
		all = append(all, p)
	}
	var missing []Value
	for _, key := range enforced {
		if _, ok := given.Get(key); !ok && strict {
			missing = append(missing, key)
		}
	}
	if len(missing) > 0 {
		return nil, in.raised(pos, "ArgumentError", "the following keys must also be given when building struct %s: %s",
			inspectAtom(module), Inspect(List(missing)))
	}
	return MapOf(append(all, Pair{structKey, module})), in.grow(32*len(all), pos)
}

// structOf returns the struct of a module with its defaults.
func (in *Interp) structOf(module Atom, pos diag.Pos, from *ModuleDef) (*Map, []Atom, error) {
	name, ok := ModuleName(module)
	if !ok {
		return nil, nil, in.undefinedFunction(pos, module, callKey{"__struct__", 1})
	}
	if m := in.ownFile(name, from); m != nil {
		return in.structIn(m, pos)
	}
	if host, ok := in.host(name); ok {
		return MapOf(append(slices.Clone(host.Struct), Pair{structKey, module})), nil, nil
	}
	if fields, ok := builtinException(name); ok {
		return MapOf(append(fields, Pair{structKey, module}, Pair{Atom("__exception__"), True})), nil, nil
	}
	m, err := in.module(name, from)
	if err != nil {
		return nil, nil, ledFrom(err, pos)
	}
	if m == nil {
		return nil, nil, in.missing(pos, "%"+name+"{}", name, "")
	}
	return in.structIn(m, pos)
}

func (in *Interp) structIn(m *ModuleDef, pos diag.Pos) (*Map, []Atom, error) {
	s, ok := m.Struct()
	if !ok {
		return nil, nil, in.lacking(pos, m, callKey{"__struct__", 1})
	}
	return s, m.structure.enforced, nil
}

// generated returns the functions that every module, struct or exception has.
func (m *ModuleDef) generated(key callKey) Native {
	switch key {
	case callKey{"__struct__", 0}, callKey{"__struct__", 1}:
		if m.structure != nil {
			return m.buildNative
		}
	case callKey{"exception", 1}:
		if m.structure != nil && m.structure.exception {
			return m.exceptionNative
		}
	case callKey{"message", 1}:
		if m.structure != nil && m.structure.exception {
			return func(c *Call) (Value, error) {
				return String(messageField(c.Args[0])), nil
			}
		}
	case callKey{"__info__", 1}, callKey{"module_info", 0}, callKey{"module_info", 1}:
		return m.info
	case callKey{"impl_for", 1}, callKey{"impl_for!", 1}:
		if m.protocol != nil {
			return m.implementationFor
		}
	}
	return nil
}

func (m *ModuleDef) buildNative(c *Call) (Value, error) {
	var pairs []Pair
	if len(c.Args) == 1 {
		elements, err := c.Elements(0)
		if err != nil {
			return nil, err
		}
		for _, e := range elements {
			if pair, ok := e.(Tuple); ok && len(pair) == 2 {
				pairs = append(pairs, Pair{pair[0], pair[1]})
			}
		}
	}
	return c.interp.buildStruct(Module(m.Name), pairs, len(c.Args) == 1, c.Pos, m)
}

func (m *ModuleDef) info(c *Call) (Value, error) {
	list := List{}
	wanted := Atom("functions")
	if len(c.Args) == 1 {
		wanted, _ = c.Args[0].(Atom)
	}
	table := m.functions
	switch wanted {
	case "module":
		return Module(m.Name), nil
	case "macros":
		table = m.macros
	case "functions", "exports":
	default:
		return list, nil
	}
	for key, f := range table {
		if !f.Private {
			list = append(list, Tuple{Atom(key.name), IntValue(int64(key.arity))})
		}
	}
	slices.SortFunc(list, Compare)
	return list, nil
}

// mapLiteral evaluates %{a: 1, "b" => 2} and %{map | a: 1}.
func (in *Interp) mapLiteral(n *syntax.Call, scope *Scope) (Value, error) {
	if update, ok := mapUpdate(n); ok {
		v, err := in.eval(update.Args[0], scope)
		if err != nil {
			return nil, err
		}
		switch base := v.(type) {
		case *Map:
			return in.updateMap(base, update, scope)
		case Opaque:
			return nil, needsDatabase(n.Pos(), base)
		}
		return nil, termError(n.Pos(), "BadMapError", "expected a map, got: ", v)
	}
	pairs, err := in.mapPairs(n.Args, scope)
	if err != nil {
		return nil, err
	}
	return MapOf(pairs), in.grow(32*len(pairs), n.Pos())
}

// updateMap evaluates map | a: 1, whose keys must exist.
func (in *Interp) updateMap(m *Map, update *syntax.Call, scope *Scope) (Value, error) {
	list, ok := update.Args[1].(*syntax.List)
	if !ok {
		return nil, in.raised(update.Pos(), "CompileError", "expected key-value pairs after |")
	}
	pairs, err := in.mapPairs(list.Elems, scope)
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		if _, ok := m.Get(p.Key); !ok {
			return nil, keyError(update.Pos(), p.Key, m)
		}
		m = m.Put(p.Key, p.Value)
	}
	return m, in.grow(32*m.Len(), update.Pos())
}

func (in *Interp) mapPairs(nodes []syntax.Node, scope *Scope) ([]Pair, error) {
	pairs := make([]Pair, 0, len(nodes))
	for _, n := range nodes {
		pair, ok := n.(*syntax.Tuple)
		if !ok {
			return nil, in.raised(n.Pos(), "CompileError", "expected key => value")
		}
		kv, err := in.evalAll([]syntax.Node{pair.Left, pair.Right}, scope)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, Pair{kv[0], kv[1]})
	}
	return pairs, nil
}

func mapUpdate(n *syntax.Call) (*syntax.Call, bool) {
	if len(n.Args) != 1 {
		return nil, false
	}
	update, ok := syntax.IsCall(n.Args[0], "|")
	return update, ok && len(update.Args) == 2
}

// protocolType is the name under which a protocol is implemented for a term.
func protocolType(v Value) string {
	switch v := v.(type) {
	case Atom:
		return "Atom"
	case Int:
		return "Integer"
	case Float:
		return "Float"
	case String:
		return "BitString"
	case List, *Improper:
		return "List"
	case Tuple:
		return "Tuple"
	case *Fun, *Stream:
		return "Function"
	case *Map:
		if name, ok := ModuleName(v.Struct()); ok {
			return name
		}
		return "Map"
	}
	return "Any"
}

// shortName returns the last part of a module's name.
func shortName(name string) string { return name[strings.LastIndex(name, ".")+1:] }
