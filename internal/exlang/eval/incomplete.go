package eval

import (
	"errors"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// LoadSource is Load for a file of the application's sources, of which a script
// wants some functions and not the rest. What its modules use and call in their
// bodies and that is nowhere is passed over and remembered. It is missing when
// something is wanted that only it can have given: see [ModuleDef.Lacks].
func LoadSource(tree syntax.Node, library Library, limits Limits) (*File, error) {
	return loadFile(tree, library, limits, true)
}

// Lacks refuses something that the module does not have, or nil if all of its
// body has run.
func (m *ModuleDef) Lacks(pos diag.Pos, what string) *diag.Diagnostic {
	if m == nil || len(m.skipped) == 0 {
		return nil
	}
	first := m.skipped[0]
	d := refused(pos, "%s is not there: not all of module %s can run", what, m.Name).
		WithDetail("Passed over: %v\n%s", first, first.Detail)
	d.Hint, d.Setting = first.Hint, first.Setting
	return d
}

// lacking is the error of calling a function that a module does not have.
func (in *Interp) lacking(pos diag.Pos, m *ModuleDef, key callKey) error {
	if d := m.Lacks(pos, m.Name+"."+key.String()); d != nil {
		return d
	}
	err := in.undefinedFunction(pos, Module(m.Name), key)
	if raised, ok := err.(*Raised); ok && m.Pos.File != pos.File {
		return raised.withHint("the module is in %s: it has no such public function", m.Pos)
	}
	return err
}

// skip passes over what stands in the body of a module of the application's
// sources, and reports whether it can be: what an error refuses, and not what
// Elixir would have raised.
func (in *Interp) skip(err error, scope *Scope) bool {
	d := refusalOf(err)
	if d == nil || !in.sources || scope.function != nil || scope.module.Name == "" {
		return false
	}
	scope.module.skipped = append(scope.module.skipped, d)
	return true
}

func refusalOf(err error) *diag.Diagnostic {
	var raised *Raised
	var database *NeedsDatabase
	if errors.As(err, &raised) || errors.As(err, &database) {
		return nil
	}
	if list := diag.All(err); len(list) > 0 && list[0].Kind == diag.Refused {
		return list[0]
	}
	return nil
}

// passable reports whether a statement of a module's body can be passed over: a
// call of what is nowhere, or of a macro of the host, such as schema. What
// defines functions cannot: it may give one clause of a function, and those that
// are there would answer in its place.
func (in *Interp) passable(n syntax.Node, scope *Scope) bool {
	call, ok := n.(*syntax.Call)
	if !ok || call.Anonymous || call.Callee != nil {
		return false
	}
	if call.Target != nil {
		target, err := in.eval(call.Target, scope)
		module, isModule := target.(Atom)
		if err != nil || !isModule {
			return false
		}
		_, err = in.resolveRemote(module, callKey{call.Name, len(call.Args)}, call.Pos(), scope)
		return err != nil
	}
	if _, ok := specialForm(call.Name); ok {
		return false
	}
	found, err := in.find(call, len(call.Args), scope)
	return err != nil || found.nativeMacro != nil
}

// lost is the value of an attribute that could not be evaluated. Reading it is
// the error that setting it was.
type lost struct{ error }

func (lost) value() {}

// lose gives an attribute no value, if only its readers need one. Those of
// Ecto have defaults, which would be taken instead.
func (in *Interp) lose(name string, err error, scope *Scope) bool {
	if refusalOf(err) == nil || !in.sources {
		return false
	}
	switch name {
	case "primary_key", "foreign_key_type", "schema_prefix", "schema_context", "timestamps_opts", "field_source_mapper",
		"derive", "enforce_keys", "before_compile", "disable_ddl_transaction", "disable_migration_lock":
		return false
	}
	scope.module.ownAttributes()[name] = lost{err}
	return true
}

// SetDeputy lets a module of the host answer for the functions that the module
// does not define, as a use may.
func (m *ModuleDef) SetDeputy(module string) { m.deputy = module }

// ofDeputy finds a function that a module has from its deputy.
func (in *Interp) ofDeputy(m *ModuleDef, key callKey) (callee, bool) {
	if m.deputy == "" {
		return callee{}, false
	}
	host, ok := in.host(m.deputy)
	if !ok {
		return callee{}, false
	}
	return in.ofHost(m.deputy, host, key)
}

// lacksImport refuses a name that may come from the module itself, or from one
// that it imports, of which not all could run.
func (in *Interp) lacksImport(n *syntax.Call, key callKey, scope *Scope) *diag.Diagnostic {
	if d := scope.module.Lacks(n.Pos(), key.String()); d != nil {
		return d
	}
	for _, imported := range scope.env.imports {
		if !imported.has(key) {
			continue
		}
		m, err := in.module(imported.name, scope.module)
		if d := m.Lacks(n.Pos(), key.String()); err == nil && d != nil {
			return d
		}
	}
	return nil
}
