package eval

import (
	"maps"
	"slices"
	"strconv"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// File is what one source file defines.
type File struct {
	// Modules are in the order of their definition's end, as the compiler
	// lists them: a nested module comes before the one around it.
	Modules []*ModuleDef
	// defining are the modules whose bodies run.
	defining []*ModuleDef
}

// Module returns a module of the file by its name, or nil.
func (f *File) Module(name string) *ModuleDef {
	for _, m := range f.Modules {
		if m.Name == name {
			return m
		}
	}
	for _, m := range f.defining {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// A Finder finds modules outside of the running file, in the sources of an
// application. A Library that is one too is asked for the modules that neither
// the file nor the library has. It returns nil when there is none. What it
// returns was loaded with its own file, in which its code resolves its calls.
type Finder interface {
	Find(module string) (*ModuleDef, error)
}

// ModuleDef is a module of a file: its functions, attributes and what it has
// imported.
type ModuleDef struct {
	Name string
	Pos  diag.Pos
	// Uses are the modules that it uses, directly or through a __using__.
	Uses []string

	file       *File
	attributes map[string]Value
	// shared is set when a function keeps the attributes as they are now.
	shared     bool
	accumulate map[string]bool
	functions  map[callKey]*function
	macros     map[callKey]*function
	// overridable are the functions that may be defined again.
	overridable map[callKey]bool
	structure   *structure
	protocol    *protocol
	// hooks are what @before_compile names.
	hooks []Value
	// skipped is what of the body was passed over: see [LoadSource].
	skipped diag.List
	// deputy is the module of the host that answers for functions that are not
	// defined, or "".
	deputy string
	// body is the scope of what runs in the module's body at the moment.
	body *Scope
}

func newModule(name string, pos diag.Pos, file *File) *ModuleDef {
	return &ModuleDef{
		Name: name, Pos: pos, file: file,
		attributes: map[string]Value{}, functions: map[callKey]*function{}, macros: map[callKey]*function{},
	}
}

// importedModule is a module whose functions can be called without its name.
type importedModule struct {
	name string
	// only and except hold name/arity; nil means all and none.
	only, except map[string]bool
}

func (i importedModule) has(key callKey) bool {
	if i.only == nil && i.except == nil {
		return true
	}
	text := key.String()
	return (i.only == nil || i.only[text]) && !i.except[text]
}

// callKey is what a function is called by.
type callKey struct {
	name  string
	arity int
}

func (k callKey) String() string { return functionKey(k.name, k.arity) }

// function is def or defp (or defmacro): all clauses of one name and arity.
type function struct {
	Name    string
	Arity   int
	Pos     diag.Pos
	Module  *ModuleDef
	Private bool
	clauses []clause
	// native is a function of the host that a native use gave the module.
	native Native
	// super is what the function overrides.
	super *function
}

// key returns Module.name/arity, as messages name the function.
func (f *function) key() string { return f.Module.Name + "." + functionKey(f.Name, f.Arity) }

// clause is one clause of a function or fn.
type clause struct {
	params []syntax.Node
	guard  syntax.Node
	body   syntax.Node
	// env and attributes are those of the place of its definition; a clause of
	// fn or case has none of its own.
	env        *lexical
	attributes map[string]Value
}

func functionKey(name string, arity int) string { return name + "/" + strconv.Itoa(arity) }

// Defines reports whether the module has a public function.
func (m *ModuleDef) Defines(name string, arity int) bool {
	f := m.function(name, arity)
	return f != nil && !f.Private
}

// DefinesMacro reports whether the module has a public macro.
func (m *ModuleDef) DefinesMacro(name string, arity int) bool {
	f := m.macros[callKey{name, arity}]
	return f != nil && !f.Private
}

// DefineNative gives the module a function of the host, as a use may.
func (m *ModuleDef) DefineNative(name string, arity int, native Native) {
	m.functions[callKey{name, arity}] = &function{Name: name, Arity: arity, Pos: m.Pos, Module: m, native: native}
}

// Attribute returns the last value of @name.
func (m *ModuleDef) Attribute(name string) (Value, bool) {
	v, ok := m.attributes[name]
	return v, ok
}

// SetAttribute sets @name from outside, as a use may. An attribute that
// accumulates gets another value.
func (m *ModuleDef) SetAttribute(name string, v Value) {
	if m.accumulate[name] {
		if _, gone := m.attributes[name].(lost); gone {
			return
		}
		earlier, _ := m.attributes[name].(List)
		v = append(List{v}, earlier...)
	}
	m.ownAttributes()[name] = v
}

// Accumulate makes @name a list of everything that it is set to.
func (m *ModuleDef) Accumulate(name string) {
	if m.accumulate == nil {
		m.accumulate = map[string]bool{}
	}
	m.accumulate[name] = true
	if _, ok := m.attributes[name]; !ok {
		m.ownAttributes()[name] = List{}
	}
}

// ownAttributes returns the attributes for changing them.
func (m *ModuleDef) ownAttributes() map[string]Value {
	if m.shared {
		m.attributes, m.shared = maps.Clone(m.attributes), false
	}
	return m.attributes
}

// keepAttributes returns the attributes as they are now.
func (m *ModuleDef) keepAttributes() map[string]Value {
	m.shared = true
	return m.attributes
}

// UsesModule reports whether the module uses another one.
func (m *ModuleDef) UsesModule(name string) bool { return slices.Contains(m.Uses, name) }

// Import makes a module's functions callable without its name, in what follows
// in the module's body.
func (m *ModuleDef) Import(name string, only, except map[string]bool) {
	m.body.env = m.body.env.withImport(importedModule{name, only, except})
}

func (m *ModuleDef) function(name string, arity int) *function {
	return m.functions[callKey{name, arity}]
}

// define adds a clause to a function, and the functions that its default
// arguments stand for.
func (m *ModuleDef) define(table map[callKey]*function, name string, c clause, private bool, pos diag.Pos) {
	params, defaults := splitDefaults(c.params)
	c.params = params
	key := callKey{name, len(params)}
	f := table[key]
	if f == nil || m.overridable[key] {
		delete(m.overridable, key)
		f = &function{Name: name, Arity: len(params), Pos: pos, Module: m, Private: private, super: f}
		table[key] = f
	}
	// A head without a body only declares defaults.
	if c.body != nil {
		f.clauses = append(f.clauses, c)
	}
	m.defineDefaults(table, f, c, defaults)
}

// defineDefaults gives a function with n defaults its n shorter forms: each
// calls the full one, filling in defaults from the left as Elixir does.
func (m *ModuleDef) defineDefaults(table map[callKey]*function, f *function, c clause, defaults []syntax.Node) {
	params := c.params
	count := 0
	for _, d := range defaults {
		if d != nil {
			count++
		}
	}
	for given := range count {
		short := &function{
			Name: f.Name, Arity: len(params) - count + given, Pos: f.Pos, Module: m, Private: f.Private,
		}
		call := &directCall{Position: syntax.Position(f.Pos), table: table, key: callKey{f.Name, f.Arity}}
		body := clause{env: c.env, attributes: c.attributes}
		supplied := given
		for i, d := range defaults {
			if d != nil && supplied == 0 {
				call.args = append(call.args, d)
				continue
			}
			if d != nil {
				supplied--
			}
			v := &syntax.Var{Position: syntax.Position(params[i].Pos()), Name: "argument " + strconv.Itoa(i)}
			body.params = append(body.params, v)
			call.args = append(call.args, v)
		}
		body.body = call
		short.clauses = []clause{body}
		table[callKey{short.Name, short.Arity}] = short
	}
}

// directCall calls a function of the module whatever its name means here.
type directCall struct {
	syntax.Position
	table map[callKey]*function
	key   callKey
	args  []syntax.Node
}

// splitDefaults takes the \\ off the parameters; the second list has each
// parameter's default, or nil.
func splitDefaults(params []syntax.Node) (bare, defaults []syntax.Node) {
	for _, p := range params {
		if call, ok := syntax.IsCall(p, `\\`); ok && len(call.Args) == 2 {
			bare, defaults = append(bare, call.Args[0]), append(defaults, call.Args[1])
			continue
		}
		bare, defaults = append(bare, p), append(defaults, nil)
	}
	return bare, defaults
}
