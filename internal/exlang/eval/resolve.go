package eval

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// callee is what a name means: one of its fields is set.
type callee struct {
	function    *function
	native      *nativeFunction
	macro       *function
	nativeMacro Macro
	form        form
	// ownSyntax is set when the arguments of a native macro are a language of
	// their own.
	ownSyntax bool
}

// callable reports whether it can be called with values.
func (c callee) callable() bool { return c.function != nil || c.native != nil }

// nativeFunction is a function of the host with its name.
type nativeFunction struct {
	call        Native
	module, key string
	takesOpaque bool
}

type nativeKey struct {
	module string
	callKey
}

// find finds what a bare name stands for: one of the module's own functions
// or macros, of an import, or of Kernel.
func (in *Interp) find(n *syntax.Call, arity int, scope *Scope) (callee, error) {
	key := callKey{n.Name, arity}
	if f := scope.module.functions[key]; f != nil {
		return callee{function: f}, nil
	}
	if m := scope.module.macros[key]; m != nil {
		return callee{macro: m}, nil
	}
	if found, ok := in.ofDeputy(scope.module, key); ok {
		return found, nil
	}
	if n.Imported != "" {
		return in.resolveRemote(Module(n.Imported), key, n.Pos(), scope)
	}
	if isOperator(n.Name) {
		if native := in.kernel(key); native != nil {
			return callee{native: native}, nil
		}
	}
	if found, ok, err := in.findImported(key, scope); ok || err != nil {
		return found, ledFrom(err, n.Pos())
	}
	if found, ok := in.findKernel(key); ok {
		return found, nil
	}
	return callee{}, in.undefined(n, key, scope)
}

func (in *Interp) findImported(key callKey, scope *Scope) (callee, bool, error) {
	for _, imported := range scope.env.imports {
		if !imported.has(key) {
			continue
		}
		if host, ok := in.host(imported.name); ok {
			if found, ok := in.ofHost(imported.name, host, key); ok {
				return found, true, nil
			}
			continue
		}
		m, err := in.module(imported.name, scope.module)
		if err != nil {
			return callee{}, false, err
		}
		if m == nil {
			continue
		}
		if f := m.functions[key]; f != nil && !f.Private {
			return callee{function: f}, true, nil
		}
		if f := m.macros[key]; f != nil && !f.Private {
			return callee{macro: f}, true, nil
		}
	}
	return callee{}, false, nil
}

// findKernel finds what needs no name of a module.
func (in *Interp) findKernel(key callKey) (callee, bool) {
	if f, ok := kernelForm(key); ok {
		return callee{form: f}, true
	}
	if native := in.kernel(key); native != nil {
		return callee{native: native}, true
	}
	kernel, _ := in.host("Kernel")
	if macro, ok := kernel.Macros[key.String()]; ok {
		return callee{nativeMacro: macro}, true
	}
	return callee{}, false
}

// ofHost finds a function or macro of a module of the host.
func (in *Interp) ofHost(name string, host NativeModule, key callKey) (callee, bool) {
	if native := in.native(name, key); native != nil {
		return callee{native: native}, true
	}
	if macro, ok := host.Macros[key.String()]; ok {
		return callee{nativeMacro: macro, ownSyntax: host.OwnSyntax}, true
	}
	return callee{}, false
}

// host returns a module of the host. The modules that look into the
// interpreter itself are its own: see [coreModule].
func (in *Interp) host(name string) (NativeModule, bool) {
	if m, ok := in.hosts[name]; ok {
		return m, m.Functions != nil
	}
	m, ok := in.library.Module(name)
	ok = ok || isCore(name)
	if ok && m.Functions == nil {
		m.Functions = map[string]Native{}
	}
	if !ok {
		m = NativeModule{}
	}
	m.TakesOpaque = m.TakesOpaque || name == "IO" || name == "Logger"
	in.hosts[name] = m
	return m, ok
}

// hostModule returns a module of the host; one that it does not have is empty.
func (in *Interp) hostModule(name string) NativeModule {
	m, _ := in.host(name)
	return m
}

// native finds a function of a module of the host.
func (in *Interp) native(module string, key callKey) *nativeFunction {
	at := nativeKey{module, key}
	if native, ok := in.natives[at]; ok {
		return native
	}
	var native *nativeFunction
	host := in.hostModule(module)
	text := key.String()
	call := host.Functions[text]
	if own, ok := coreModule(module).Functions[text]; ok {
		call = own
	}
	if call != nil {
		native = &nativeFunction{call: call, module: module, key: text, takesOpaque: host.TakesOpaque}
	}
	in.natives[at] = native
	return native
}

// kernel finds a function that needs no name of a module.
func (in *Interp) kernel(key callKey) *nativeFunction {
	at := nativeKey{"", key}
	if native, ok := in.natives[at]; ok {
		return native
	}
	native := in.native("Kernel", key)
	if call := operator(key); call != nil {
		native = &nativeFunction{call: call, module: "Kernel", key: key.String()}
	}
	if native != nil && passesOpaque(key.name) {
		opaque := *native
		opaque.takesOpaque = true
		native = &opaque
	}
	in.natives[at] = native
	return native
}

// passesOpaque names the functions of Kernel that make text of a value, for a
// message perhaps: what they return is opaque again.
func passesOpaque(name string) bool {
	return name == "inspect" || name == "to_string" || name == "<>"
}

// module finds a module that is written in Elixir: in the file of the module
// that asks, in the running file, or in the application's sources.
func (in *Interp) module(name string, from *ModuleDef) (*ModuleDef, error) {
	if from != nil && from.file != nil {
		if m := from.file.Module(name); m != nil {
			return m, nil
		}
	}
	if m := in.file.Module(name); m != nil {
		return m, nil
	}
	if finder, ok := in.library.(Finder); ok {
		return finder.Find(name)
	}
	return nil, nil
}

// resolveRemote finds a public function or macro of a module of the host or of
// a file. A module may call its own private functions by its name.
func (in *Interp) resolveRemote(module Atom, key callKey, pos diag.Pos, scope *Scope) (callee, error) {
	bare, isAlias := ModuleName(module)
	if !isAlias {
		bare = string(module)
	}
	var m *ModuleDef
	if own := in.ownFile(bare, scope.module); isAlias && own != nil {
		m = own
	} else if host, ok := in.host(bare); ok {
		if found, ok := in.ofHost(bare, host, key); ok {
			return found, nil
		}
	}
	if bare == "Kernel" && isAlias {
		if found, ok := in.findKernel(key); ok {
			return found, nil
		}
	}
	if m == nil && isAlias {
		var err error
		if m, err = in.module(bare, scope.module); err != nil {
			return callee{}, ledFrom(err, pos)
		}
	}
	if m != nil {
		return in.resolveIn(m, key, pos, scope)
	}
	call := inspectAtom(module) + "." + key.String()
	if _, known := in.host(bare); known || !isAlias {
		return callee{}, notRun(pos, call)
	}
	return callee{}, in.missing(pos, call, bare, key.String())
}

// ownFile finds a module in the files that are being run.
func (in *Interp) ownFile(name string, from *ModuleDef) *ModuleDef {
	if from != nil && from.file != nil {
		if m := from.file.Module(name); m != nil {
			return m
		}
	}
	return in.file.Module(name)
}

func (in *Interp) resolveIn(m *ModuleDef, key callKey, pos diag.Pos, scope *Scope) (callee, error) {
	if f := m.functions[key]; f != nil && (m == scope.module || !f.Private) {
		return callee{function: f}, nil
	}
	if f := m.macros[key]; f != nil && (m == scope.module || !f.Private) {
		return callee{macro: f}, nil
	}
	if native := m.generated(key); native != nil {
		return callee{native: &nativeFunction{call: native, module: m.Name, key: key.String(), takesOpaque: true}}, nil
	}
	if found, ok := in.ofDeputy(m, key); ok {
		return found, nil
	}
	return callee{}, in.lacking(pos, m, key)
}

func (in *Interp) undefinedFunction(pos diag.Pos, module Atom, key callKey) error {
	return NewRaisedWith(pos, "UndefinedFunctionError", "function "+inspectAtom(module)+"."+key.String()+" is undefined or private",
		Pair{Atom("module"), module}, Pair{Atom("function"), Atom(key.name)}, Pair{Atom("arity"), IntValue(int64(key.arity))})
}

// undefined explains a call that leads nowhere.
func (in *Interp) undefined(n *syntax.Call, key callKey, scope *Scope) error {
	if d := in.lacksImport(n, key, scope); d != nil {
		return d
	}
	d := refused(n.Pos(), "undefined function %s", key)
	if len(n.Args) == 0 && !n.Parens {
		d = refused(n.Pos(), "undefined variable or function %q", n.Name)
	}
	known := in.known(scope)
	arities := aritiesOf(n.Name, known)
	if len(arities) > 0 {
		return d.WithHint("%s exists with another number of arguments: %s", n.Name, strings.Join(arities, ", "))
	}
	if near := diag.Nearest(n.Name, baseNames(known)); near != "" {
		return d.WithHint("did you mean %s?", near)
	}
	if foreign := in.foreignImports(scope); len(foreign) > 0 {
		return in.foreign(d, foreign)
	}
	if startsProcesses(n.Name) {
		return notRun(n.Pos(), key.String())
	}
	return d.WithHint("only the functions of Ecto.Migration and Elixir, and those defined in this file can be called")
}

// known lists what can be called without the name of a module, apart from
// Kernel.
func (in *Interp) known(scope *Scope) []string {
	var known []string
	for _, imported := range scope.env.imports {
		host := in.hostModule(imported.name)
		for name := range host.Functions {
			known = append(known, name)
		}
		for name := range host.Macros {
			known = append(known, name)
		}
		if m, _ := in.module(imported.name, scope.module); m != nil {
			for key := range m.functions {
				known = append(known, key.String())
			}
		}
	}
	for key := range scope.module.functions {
		known = append(known, key.String())
	}
	return known
}

// foreign explains a function that may come from a module that is nowhere.
func (in *Interp) foreign(d *diag.Diagnostic, imported []string) *diag.Diagnostic {
	detail := "It may come from " + strings.Join(imported, " or ") + ", which is imported and not known here."
	explained := in.missing(d.Pos, "", imported[0], "")
	d = d.WithDetail("%s\n%s", detail, explained.Detail).WithHint("%s", explained.Hint)
	d.Setting = explained.Setting
	return d
}

// startsProcesses names the functions of Kernel that are about processes.
func startsProcesses(name string) bool {
	switch name {
	case "spawn", "spawn_link", "spawn_monitor", "send", "self", "exit", "node":
		return true
	}
	return false
}

// foreignImports names the imported modules that are neither the host's nor
// in the file.
func (in *Interp) foreignImports(scope *Scope) []string {
	var names []string
	for _, imported := range scope.env.imports {
		if _, ok := in.host(imported.name); ok {
			continue
		}
		if m, _ := in.module(imported.name, scope.module); m == nil {
			names = append(names, imported.name)
		}
	}
	return names
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
