package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// functions are those of one module, by name/arity.
type functions = map[string]eval.Native

// Library has every module of the standard library. The table of a module is
// made when it is first asked for; most scripts ask for none.
type Library struct{ made map[string]eval.NativeModule }

// New returns the library for one script.
func New() *Library { return &Library{made: map[string]eval.NativeModule{}} }

// Module implements eval.Library.
func (l *Library) Module(name string) (eval.NativeModule, bool) {
	if m, ok := l.made[name]; ok {
		return m, true
	}
	m, ok := module(name)
	if ok {
		l.made[name] = m
	}
	return m, ok
}

// module makes the table of a module.
func module(name string) (eval.NativeModule, bool) {
	switch name {
	case "Enum":
		return eval.NativeModule{Functions: enum()}, true
	case "Atom":
		return eval.NativeModule{Functions: atom()}, true
	case "String":
		return eval.NativeModule{Functions: str()}, true
	case "erlang":
		return eval.NativeModule{Functions: erlang()}, true
	}
	return eval.NativeModule{}, false
}
