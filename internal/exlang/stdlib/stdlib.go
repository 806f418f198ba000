package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// functions are those of one module, by name/arity.
type functions = map[string]eval.Native

// Library has every module of the standard library. The table of a module is
// made when it is first asked for; most scripts ask for none.
type Library struct {
	made  map[string]eval.NativeModule
	clock clock
	// unique is the last of System.unique_integer.
	unique int
}

// New returns the library for one script.
func New(options Options) *Library {
	return &Library{made: map[string]eval.NativeModule{}, clock: clock{options: options}}
}

// Module implements eval.Library.
func (l *Library) Module(name string) (eval.NativeModule, bool) {
	if m, ok := l.made[name]; ok {
		return m, true
	}
	m, ok := l.module(name)
	if ok {
		l.made[name] = m
	}
	return m, ok
}

// module makes the table of a module.
func (l *Library) module(name string) (eval.NativeModule, bool) {
	if m, ok := collection(name); ok {
		return m, true
	}
	table, ok := l.texts(name)
	return eval.NativeModule{Functions: table, Macros: usingOf(name), Each: eachOf(name), Struct: structFieldsOf(name)}, ok
}

// usingOf returns what use does with a module.
func usingOf(name string) map[string]eval.Macro {
	if name != "Bitwise" {
		return nil
	}
	return map[string]eval.Macro{"__using__/1": func(c *eval.MacroCall) (eval.Value, error) {
		c.Caller().Import(name, nil, nil)
		return eval.Nil, nil
	}}
}
