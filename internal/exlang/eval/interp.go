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
	// Owner is the called module, without "Elixir.", and Name is name/arity.
	Owner, Name string
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
	// Each enumerates a struct of the module; nil when its structs are not
	// enumerable.
	Each func(c *Call, v *Map, yield Yield) error
	// Struct is the fields of the module's struct with their defaults.
	Struct []Pair
	// TakesOpaque lets its functions have values that only a database could
	// give; otherwise a call with one is NeedsDatabase.
	TakesOpaque bool
	// OwnSyntax says that the arguments of its macros are a language of their
	// own, in which names do not mean functions.
	OwnSyntax bool
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
		merged = merged.with(m)
	}
	return merged, count > 0
}

// with returns a module that also has what the other one has.
func (m NativeModule) with(other NativeModule) NativeModule {
	m.Functions = withDefaults(m.Functions, other.Functions)
	m.Macros = withDefaults(m.Macros, other.Macros)
	if m.Each == nil {
		m.Each = other.Each
	}
	if m.Struct == nil {
		m.Struct = other.Struct
	}
	m.TakesOpaque = m.TakesOpaque || other.TakesOpaque
	m.OwnSyntax = m.OwnSyntax || other.OwnSyntax
	return m
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

// Find asks those of the libraries that are Finders.
func (l Libraries) Find(module string) (*ModuleDef, error) {
	for _, library := range l {
		finder, ok := library.(Finder)
		if !ok {
			continue
		}
		if m, err := finder.Find(module); m != nil || err != nil {
			return m, err
		}
	}
	return nil, nil
}

// Interp evaluates the code of a file's modules with a library. It is used for
// one run and by one goroutine.
type Interp struct {
	file    *File
	library Library
	limits  Limits
	steps   int
	depth   int
	nesting int
	bytes   int
	// expansions counts expanded macros, whose variables it keeps apart.
	expansions int
	// tries counts the running try blocks that handle errors.
	tries int
	// sources is set while a file of the application's sources is loaded: see
	// [LoadSource].
	sources bool
	// hosts, natives, expanded and piped remember what was looked up or
	// rewritten.
	hosts    map[string]NativeModule
	natives  map[nativeKey]*nativeFunction
	expanded map[*syntax.Call]syntax.Node
	piped    map[*syntax.Call]syntax.Node
	// remembered is what functions of the host keep: see [Call.Remember].
	remembered map[any]any
}

// maxNesting is how deeply expressions may nest, those of all running
// functions together.
const maxNesting = 100_000

// New returns an interpreter for the modules of a file.
func New(file *File, library Library, limits Limits) *Interp {
	return &Interp{
		file: file, library: library, limits: limits,
		hosts: map[string]NativeModule{}, natives: map[nativeKey]*nativeFunction{},
	}
}

// CallFunction calls name/len(args) of a module, private or not.
func (in *Interp) CallFunction(m *ModuleDef, name string, args ...Value) (Value, error) {
	fn := m.function(name, len(args))
	if fn == nil {
		return nil, fmt.Errorf("%s does not define %s/%d", m.Name, name, len(args))
	}
	v, err := in.invoke(fn, args, fn.Pos, nil)
	return v, Diagnose(err, fn.Pos)
}

// step counts an evaluated expression and stops a script that does not end.
func (in *Interp) step(n syntax.Node) error {
	if in.steps++; in.steps > in.limits.Steps {
		return in.endless(n.Pos())
	}
	return nil
}

// work counts what is done without evaluating anything.
func (in *Interp) work(pos diag.Pos) error {
	if in.steps++; in.steps > in.limits.Steps {
		return in.endless(pos)
	}
	return nil
}

// workFor counts as many steps at once.
func (in *Interp) workFor(steps int, pos diag.Pos) error {
	if in.steps += steps; in.steps > in.limits.Steps {
		return in.endless(pos)
	}
	return nil
}

func (in *Interp) endless(pos diag.Pos) error {
	return refused(pos, "the script does not end: it was stopped after %d steps", in.limits.Steps).
		WithHint("look for a recursion without an end, or move the work into SQL")
}

// grow counts what is built and stops a script that would fill the memory.
func (in *Interp) grow(bytes int, pos diag.Pos) error {
	if in.bytes += bytes; in.bytes > in.limits.Bytes {
		return refused(pos, "the script builds more than %d MB of text and lists", in.limits.Bytes>>20).
			WithHint("look for a loop that doubles a value, or move the work into SQL")
	}
	return nil
}

// room is how much more may be built.
func (in *Interp) room() int { return max(0, in.limits.Bytes-in.bytes) }

// enter counts a nested call; leave ends it.
func (in *Interp) enter(pos diag.Pos) error {
	if in.depth++; in.depth > in.limits.Depth {
		in.depth--
		return refused(pos, "calls nest deeper than %d levels", in.limits.Depth).
			WithHint("look for a recursion without an end")
	}
	return nil
}

func (in *Interp) leave() { in.depth-- }
