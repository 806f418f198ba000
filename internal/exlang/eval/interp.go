package eval

import (
	"fmt"
	"maps"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// Limits bound what a script may use.
type Limits struct {
	// Steps is the number of expressions that may be evaluated.
	Steps int
	// Depth is how deeply calls may nest.
	Depth int
	// Bytes is how much text, and how many elements of lists times eight, all
	// operations together may build.
	Bytes int
}

// DefaultLimits are far beyond any migration and stop an endless loop within
// seconds.
var DefaultLimits = Limits{Steps: 20_000_000, Depth: 2_000, Bytes: 256 << 20}

// A Native is a function of the host.
type Native func(call *Call) (Value, error)

// A Macro of the host gets its arguments unevaluated.
type Macro func(call *MacroCall) (Value, error)

// Call is a call of a native function. Its methods are in args.go.
type Call struct {
	Args []Value
	Pos  diag.Pos
	// Name is name/arity.
	Name string
	// Caller is the module whose code calls.
	Caller *ModuleDef
	interp *Interp
}

// MacroCall is a call of a native macro.
type MacroCall struct {
	Pos    diag.Pos
	Node   *syntax.Call
	interp *Interp
	scope  *Scope
}

// Caller is the module whose code calls.
func (c *MacroCall) Caller() *ModuleDef { return c.scope.module }

// Eval evaluates one of the call's arguments, in the caller's scope.
func (c *MacroCall) Eval(n syntax.Node) (Value, error) { return c.interp.eval(n, c.scope) }

// NativeModule is a module of the host. Keys are name/arity: "table/2".
type NativeModule struct {
	Functions map[string]Native
	Macros    map[string]Macro
}

// A Library finds the modules of the host by their names, without "Elixir.".
// The functions of "Kernel" can be called without its name.
type Library interface {
	Module(name string) (NativeModule, bool)
}

// Modules is a library with a fixed set of modules.
type Modules map[string]NativeModule

// Module implements Library.
func (m Modules) Module(name string) (NativeModule, bool) {
	found, ok := m[name]
	return found, ok
}

// Libraries is several libraries. What one has of a module adds to what the
// ones after it have.
type Libraries []Library

// Module implements Library.
func (l Libraries) Module(name string) (NativeModule, bool) {
	var merged NativeModule
	count := 0
	for _, library := range l {
		m, ok := library.Module(name)
		if !ok {
			continue
		}
		if count++; count == 1 {
			merged = m
			continue
		}
		merged = NativeModule{Functions: withDefaults(merged.Functions, m.Functions), Macros: withDefaults(merged.Macros, m.Macros)}
	}
	return merged, count > 0
}

// withDefaults returns a map with the entries of both, those of the first
// winning.
func withDefaults[V any](first, second map[string]V) map[string]V {
	both := maps.Clone(second)
	if both == nil {
		both = map[string]V{}
	}
	maps.Copy(both, first)
	return both
}

// Interp evaluates the code of a file's modules with a library. It is used for
// one run and by one goroutine.
type Interp struct {
	file    *File
	library Library
	limits  Limits
	steps   int
	depth   int
	bytes   int
}

// New returns an interpreter for the modules of a file.
func New(file *File, library Library, limits Limits) *Interp {
	return &Interp{file: file, library: library, limits: limits}
}

// CallFunction calls name/len(args) of a module, private or not.
func (in *Interp) CallFunction(m *ModuleDef, name string, args ...Value) (Value, error) {
	fn := m.function(name, len(args))
	if fn == nil {
		return nil, fmt.Errorf("%s does not define %s/%d", m.Name, name, len(args))
	}
	v, err := in.invoke(fn, args, fn.Pos)
	return v, Diagnose(err, fn.Pos)
}

// step counts an evaluated expression and stops a script that does not end.
func (in *Interp) step(pos diag.Pos) error {
	in.steps++
	if in.steps > in.limits.Steps {
		return refused(pos, "the script does not end: it was stopped after %d steps", in.limits.Steps).
			WithHint("look for a recursion without an end, or move the work into SQL")
	}
	return nil
}

// grow counts what is built and stops a script that would fill the memory.
func (in *Interp) grow(bytes int, pos diag.Pos) error {
	in.bytes += bytes
	if in.bytes > in.limits.Bytes {
		return refused(pos, "the script builds more than %d MB of text and lists", in.limits.Bytes>>20).
			WithHint("look for a loop that doubles a value, or move the work into SQL")
	}
	return nil
}

// enter counts a nested call; leave ends it.
func (in *Interp) enter(pos diag.Pos) error {
	in.depth++
	if in.depth > in.limits.Depth {
		return refused(pos, "calls nest deeper than %d levels", in.limits.Depth).
			WithHint("look for a recursion without an end")
	}
	return nil
}

func (in *Interp) leave() { in.depth-- }
