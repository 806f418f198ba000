package eval

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// File is what one source file defines.
type File struct {
	// Modules are in the order of their definition's end, as the compiler
	// lists them: a nested module comes before the one around it.
	Modules []*ModuleDef
}

// Module returns a module of the file by its name, or nil.
func (f *File) Module(name string) *ModuleDef {
	for _, m := range f.Modules {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// ModuleDef is a module of a file: its functions, attributes and what it has
// imported.
type ModuleDef struct {
	Name string
	Pos  diag.Pos
	// Uses are the modules that it uses, directly or through a __using__.
	Uses []string

	attributes map[string]Value
	functions  map[string]*function
	macros     map[string]*function
	imports    []importedModule
	aliases    map[string]string
}

// importedModule is a module whose functions can be called without its name.
type importedModule struct {
	name string
	// only and except hold name/arity; nil means all and none.
	only, except map[string]bool
}

func (i importedModule) has(key string) bool {
	return (i.only == nil || i.only[key]) && !i.except[key]
}

// function is def or defp (or defmacro): all clauses of one name and arity.
type function struct {
	Name    string
	Arity   int
	Pos     diag.Pos
	Module  *ModuleDef
	Private bool
	clauses []clause
}

// clause is one clause of a function or fn.
type clause struct {
	params []syntax.Node
	guard  syntax.Node
	body   syntax.Node
}

func functionKey(name string, arity int) string { return fmt.Sprintf("%s/%d", name, arity) }

// Defines reports whether the module has a public function.
func (m *ModuleDef) Defines(name string, arity int) bool {
	f := m.function(name, arity)
	return f != nil && !f.Private
}

// Attribute returns the last value of @name.
func (m *ModuleDef) Attribute(name string) (Value, bool) {
	v, ok := m.attributes[name]
	return v, ok
}

// Uses reports whether the module uses another one.
func (m *ModuleDef) UsesModule(name string) bool {
	for _, used := range m.Uses {
		if used == name {
			return true
		}
	}
	return false
}

func (m *ModuleDef) function(name string, arity int) *function {
	return m.functions[functionKey(name, arity)]
}

// define adds a clause to a function, and the functions that its default
// arguments stand for.
func (m *ModuleDef) define(table map[string]*function, name string, c clause, private bool, pos diag.Pos) {
	params, defaults := splitDefaults(c.params)
	c.params = params
	key := functionKey(name, len(params))
	f := table[key]
	if f == nil {
		f = &function{Name: name, Arity: len(params), Pos: pos, Module: m, Private: private}
		table[key] = f
	}
	// A head without a body only declares defaults.
	if c.body != nil {
		f.clauses = append(f.clauses, c)
	}
	m.defineDefaults(table, f, params, defaults)
}

// defineDefaults gives a function with n defaults its n shorter forms: each
// calls the full one, filling in defaults from the left as Elixir does.
func (m *ModuleDef) defineDefaults(table map[string]*function, f *function, params, defaults []syntax.Node) {
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
		call := &syntax.Call{Position: syntax.Position(f.Pos), Name: f.Name, Parens: true}
		body := clause{}
		supplied := given
		for i, d := range defaults {
			if d != nil && supplied == 0 {
				call.Args = append(call.Args, d)
				continue
			}
			if d != nil {
				supplied--
			}
			v := &syntax.Var{Position: syntax.Position(params[i].Pos()), Name: fmt.Sprintf("argument %d", i)}
			body.params = append(body.params, v)
			call.Args = append(call.Args, v)
		}
		body.body = call
		short.clauses = []clause{body}
		table[functionKey(short.Name, short.Arity)] = short
	}
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
