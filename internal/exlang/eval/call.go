package eval

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// call evaluates a call, an operator or a special form.
func (in *Interp) call(n *syntax.Call, scope *Scope) (Value, error) {
	if n.Anonymous {
		return in.callValue(n, scope)
	}
	if n.Target != nil {
		return in.remote(n, scope)
	}
	if form, ok := formOf(n.Name); ok {
		return form(in, n, scope)
	}
	if strings.HasPrefix(n.Name, "sigil_") {
		return in.sigil(n, scope)
	}
	if v, ok, err := in.macro(n, scope); ok || err != nil {
		return v, err
	}
	// The function is looked up before the arguments are evaluated, so that
	// the message names the function that is missing and not a part of what
	// only it would understand.
	call, err := in.resolve(n, len(n.Args), scope)
	if err != nil {
		return nil, err
	}
	args, err := in.evalAll(n.Args, scope)
	if err != nil {
		return nil, err
	}
	return call(args)
}

// macro runs a macro of an imported module of the host, if n calls one.
func (in *Interp) macro(n *syntax.Call, scope *Scope) (Value, bool, error) {
	key := functionKey(n.Name, len(n.Args))
	if scope.module.functions[key] != nil {
		return nil, false, nil
	}
	for _, imported := range scope.module.imports {
		macro, ok := in.hostModule(imported.name).Macros[key]
		if !ok || !imported.has(key) {
			continue
		}
		v, err := macro(&MacroCall{Pos: n.Pos(), Node: n, interp: in, scope: scope})
		return v, true, err
	}
	return nil, false, nil
}

// resolve finds the function that a bare name stands for: one of the module's
// own, of an import, or of Kernel.
func (in *Interp) resolve(n *syntax.Call, arity int, scope *Scope) (func(args []Value) (Value, error), error) {
	key := functionKey(n.Name, arity)
	if f := scope.module.functions[key]; f != nil {
		return in.invoker(f, n.Pos()), nil
	}
	for _, imported := range scope.module.imports {
		if !imported.has(key) {
			continue
		}
		if native, ok := in.native(imported.name, key); ok {
			return in.nativeCaller(native, n.Pos(), key, scope.module), nil
		}
		if m := in.file.Module(imported.name); m != nil && m.Defines(n.Name, arity) {
			return in.invoker(m.functions[key], n.Pos()), nil
		}
	}
	if native, ok := in.kernel(key); ok {
		return in.nativeCaller(native, n.Pos(), key, scope.module), nil
	}
	return nil, in.undefined(n, key, scope)
}

func (in *Interp) invoker(f *function, pos diag.Pos) func([]Value) (Value, error) {
	return func(args []Value) (Value, error) { return in.invoke(f, args, pos) }
}

func (in *Interp) nativeCaller(native Native, pos diag.Pos, key string, caller *ModuleDef) func([]Value) (Value, error) {
	return func(args []Value) (Value, error) {
		return native(&Call{Args: args, Pos: pos, Name: key, Caller: caller, interp: in})
	}
}

// undefined explains a call that leads nowhere.
func (in *Interp) undefined(n *syntax.Call, key string, scope *Scope) error {
	d := refused(n.Pos(), "undefined function %s", key)
	if len(n.Args) == 0 && !n.Parens {
		d = refused(n.Pos(), "undefined variable or function %q", n.Name)
	}
	var known []string
	for _, imported := range scope.module.imports {
		for name := range in.hostModule(imported.name).Functions {
			known = append(known, name)
		}
		for name := range in.hostModule(imported.name).Macros {
			known = append(known, name)
		}
	}
	for name := range scope.module.functions {
		known = append(known, name)
	}
	arities := aritiesOf(n.Name, known)
	if len(arities) > 0 {
		return d.WithHint("%s exists with another number of arguments: %s", n.Name, strings.Join(arities, ", "))
	}
	if near := diag.Nearest(n.Name, baseNames(known)); near != "" {
		return d.WithHint("did you mean %s?", near)
	}
	if foreign := in.foreignImports(scope.module); foreign != "" {
		return d.WithDetail("It may come from %s, which is imported but not in this file.", foreign).
			WithHint("define the function in this file")
	}
	return d.WithHint("only the functions of Ecto.Migration and those defined in this file can be called")
}

// foreignImports names the imported modules that are neither the host's nor
// in the file.
func (in *Interp) foreignImports(m *ModuleDef) string {
	var names []string
	for _, imported := range m.imports {
		if _, ok := in.library.Module(imported.name); !ok && in.file.Module(imported.name) == nil {
			names = append(names, imported.name)
		}
	}
	return strings.Join(names, " or ")
}

// remote calls Module.function(args), or reads a field: map.key.
func (in *Interp) remote(n *syntax.Call, scope *Scope) (Value, error) {
	target, err := in.eval(n.Target, scope)
	if err != nil {
		return nil, err
	}
	module, isModule := target.(Atom)
	if !isModule {
		return in.field(n, target)
	}
	name, _ := ModuleName(module)
	key := functionKey(n.Name, len(n.Args))
	if macro, ok := in.hostModule(name).Macros[key]; ok {
		return macro(&MacroCall{Pos: n.Pos(), Node: n, interp: in, scope: scope})
	}
	call, err := in.resolveRemote(module, n.Name, len(n.Args), n.Pos(), scope.module)
	if err != nil {
		return nil, err
	}
	args, err := in.evalAll(n.Args, scope)
	if err != nil {
		return nil, err
	}
	return call(args)
}

// resolveRemote finds a public function of a module of the host or of the
// file. A module may call its own private functions by its name.
func (in *Interp) resolveRemote(module Atom, name string, arity int, pos diag.Pos, caller *ModuleDef) (func([]Value) (Value, error), error) {
	bare, _ := ModuleName(module)
	key := functionKey(name, arity)
	if native, ok := in.native(bare, key); ok {
		return in.nativeCaller(native, pos, key, caller), nil
	}
	if native, ok := in.kernel(key); ok && bare == "Kernel" {
		return in.nativeCaller(native, pos, key, caller), nil
	}
	if m := in.file.Module(bare); m != nil {
		if f := m.function(name, arity); f != nil && (m == caller || !f.Private) {
			return in.invoker(f, pos), nil
		}
		return nil, refused(pos, "function %s.%s is undefined or private", bare, key)
	}
	return nil, refused(pos, "%s.%s is not something that Whimbrel runs in a migration", inspectAtom(module), key).
		WithDetail("Nothing was run: everything that cannot run is refused before the first migration starts.").
		WithHint("write this migration with the functions of Ecto.Migration, or as SQL with execute/1")
}

func (in *Interp) field(n *syntax.Call, target Value) (Value, error) {
	if opaque, ok := target.(Opaque); ok {
		return nil, needsDatabase(n.Pos(), opaque)
	}
	m, ok := target.(*Map)
	if !ok || len(n.Args) > 0 {
		return nil, invalid(n.Pos(), "%s has no field or function %s", Inspect(target), n.Name)
	}
	v, ok := m.Get(Atom(n.Name))
	if !ok {
		return nil, invalid(n.Pos(), "key %s not found in %s", Inspect(Atom(n.Name)), Inspect(target))
	}
	return v, nil
}

// callValue calls fun.(args).
func (in *Interp) callValue(n *syntax.Call, scope *Scope) (Value, error) {
	target, err := in.eval(n.Target, scope)
	if err != nil {
		return nil, err
	}
	fun, ok := target.(*Fun)
	if !ok {
		return nil, invalid(n.Pos(), "expected a function, got: %s", Inspect(target))
	}
	args, err := in.evalAll(n.Args, scope)
	if err != nil {
		return nil, err
	}
	if len(args) != fun.Arity {
		return nil, invalid(n.Pos(), "a function with %d arguments was called with %d", fun.Arity, len(args))
	}
	return fun.Call(args)
}

// invoke runs the first clause of a function that matches the arguments.
func (in *Interp) invoke(f *function, args []Value, pos diag.Pos) (Value, error) {
	if err := in.enter(pos); err != nil {
		return nil, err
	}
	defer in.leave()
	scope := &Scope{module: f.Module, function: functionKey(f.Name, f.Arity)}
	v, matched, err := in.clauses(f.clauses, args, scope)
	if err != nil || matched {
		return v, err
	}
	return nil, invalid(pos, "no function clause matching in %s.%s/%d", f.Module.Name, f.Name, f.Arity).
		WithDetail("It was called with: %s", inspectAll(args))
}

// clauses runs the body of the first clause whose patterns and guard accept
// the arguments.
func (in *Interp) clauses(clauses []clause, args []Value, outer *Scope) (Value, bool, error) {
	for _, c := range clauses {
		scope := outer.nested()
		ok, err := in.matchAll(c.params, args, scope)
		if err != nil {
			return nil, false, err
		}
		if !ok {
			continue
		}
		if ok, err = in.guard(c.guard, scope); err != nil {
			return nil, false, err
		}
		if !ok {
			continue
		}
		v, err := in.eval(c.body, scope)
		return v, true, err
	}
	return nil, false, nil
}

// guard evaluates a guard; several joined by when are alternatives. A guard
// that fails with an error counts as false, as in Elixir.
func (in *Interp) guard(n syntax.Node, scope *Scope) (bool, error) {
	if n == nil {
		return true, nil
	}
	if when, ok := syntax.IsCall(n, "when"); ok && len(when.Args) == 2 {
		ok, err := in.guard(when.Args[0], scope)
		if ok || err != nil {
			return ok, err
		}
		return in.guard(when.Args[1], scope)
	}
	v, err := in.eval(n, scope)
	if diag.KindOf(err) == diag.Invalid {
		return false, nil
	}
	return err == nil && v == True, err
}

// baseNames drops the arities.
func baseNames(keys []string) []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i], _, _ = strings.Cut(k, "/")
	}
	return names
}

// aritiesOf returns the keys of a name, sorted.
func aritiesOf(name string, keys []string) []string {
	var found []string
	for _, k := range keys {
		if base, _, _ := strings.Cut(k, "/"); base == name {
			found = append(found, k)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
