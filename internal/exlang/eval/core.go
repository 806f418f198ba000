package eval

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// isCore reports whether a module has functions that look into the
// interpreter.
func isCore(name string) bool {
	switch name {
	case "Kernel", "erlang", "Exception", "Module", "Macro", "Macro.Env", "Code":
		return true
	}
	return false
}

// coreModule returns those functions.
func coreModule(name string) NativeModule {
	switch name {
	case "Kernel":
		return NativeModule{Functions: map[string]Native{
			"apply/2": applyFun, "apply/3": applyFunction,
			"function_exported?/3": functionExported, "macro_exported?/3": macroExported,
		}}
	case "erlang":
		return NativeModule{Functions: map[string]Native{
			"error/1": erlangError, "error/2": erlangError, "throw/1": erlangThrow("throw"), "exit/1": erlangThrow("exit"),
			"apply/2": applyFun, "apply/3": applyFunction, "raise/3": erlangRaise,
		}}
	case "Exception":
		return NativeModule{Functions: map[string]Native{
			"message/1": exceptionMessage, "exception?/1": isExceptionNative,
			"format/2": exceptionFormat, "format/3": exceptionFormat, "format_banner/2": exceptionFormat, "format_banner/3": exceptionFormat,
			"format_stacktrace/1": emptyText, "format_stacktrace/0": emptyText,
			"normalize/2": exceptionNormalize, "normalize/3": exceptionNormalize,
		}}
	case "Module":
		return NativeModule{Functions: moduleFunctions()}
	case "Macro":
		return NativeModule{Functions: macroFunctions()}
	case "Macro.Env":
		return macroEnvironment()
	case "Code":
		return NativeModule{Functions: map[string]Native{
			"ensure_loaded?/1": codeLoaded, "ensure_loaded/1": codeEnsure, "ensure_compiled/1": codeEnsure, "ensure_compiled?/1": codeLoaded,
			"ensure_loaded!/1": codeEnsureStrict, "ensure_compiled!/1": codeEnsureStrict, "loaded?/1": codeLoaded,
		}}
	}
	return NativeModule{}
}

func (c *Call) scope() *Scope {
	caller := c.Caller
	if caller == nil {
		caller = &ModuleDef{}
	}
	return &Scope{module: caller, env: &lexical{}}
}

func applyFun(c *Call) (Value, error) {
	args, err := c.List(1)
	if err != nil {
		return nil, err
	}
	return c.interp.callFun(c.Args[0], args, c.Pos)
}

func applyFunction(c *Call) (Value, error) {
	name, err := c.Atom(1)
	if err != nil {
		return nil, err
	}
	args, err := c.List(2)
	if err != nil {
		return nil, err
	}
	module, ok := c.Args[0].(Atom)
	if !ok {
		return nil, c.Raise("ArgumentError", "you attempted to apply a function named %s on %s. If you are using Kernel.apply/3, make sure the module is an atom. "+
			"If you are using the dot syntax, such as module.function(), make sure the left-hand side of the dot is a module atom", Inspect(name), Inspect(c.Args[0]))
	}
	return c.interp.applyRemote(module, string(name), args, c.Pos, c.scope())
}

// erlangError raises an exception, or what Elixir makes of another reason.
func erlangError(c *Call) (Value, error) {
	if m, ok := c.Args[0].(*Map); ok && isException(m) {
		message, err := c.MessageOf(m)
		if err != nil {
			return nil, err
		}
		return nil, &Raised{Exception: m, Message: message, Pos: c.Pos}
	}
	switch c.Args[0] {
	case Atom("badarg"):
		return nil, invalidArgument(c.Pos)
	case Atom("badarith"):
		return nil, badArithmetic(c, "error")
	}
	return nil, NewRaisedWith(c.Pos, "ErlangError", "Erlang error: "+Inspect(c.Args[0]), Pair{Atom("original"), c.Args[0]})
}

func erlangThrow(kind Atom) Native {
	return func(c *Call) (Value, error) { return nil, &Thrown{Kind: kind, Value: c.Args[0], Pos: c.Pos} }
}

// erlangRaise is raise(class, reason, stacktrace).
func erlangRaise(c *Call) (Value, error) {
	kind, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	inner := *c
	inner.Args = c.Args[1:2]
	if kind == "error" {
		return erlangError(&inner)
	}
	return erlangThrow(kind)(&inner)
}

func functionExported(c *Call) (Value, error) { return exported(c, callee.callable) }

func macroExported(c *Call) (Value, error) {
	return exported(c, func(found callee) bool { return !found.callable() })
}

func exported(c *Call, is func(callee) bool) (Value, error) {
	module, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	name, err := c.Atom(1)
	if err != nil {
		return nil, err
	}
	arity, err := c.Index(2)
	if err != nil {
		return nil, err
	}
	found, err := c.interp.resolveRemote(module, callKey{string(name), arity}, c.Pos, &Scope{module: &ModuleDef{}, env: &lexical{}})
	if name, ok := ModuleName(module); ok && err != nil {
		if m, _ := c.interp.module(name, c.Caller); m.Lacks(c.Pos, name) != nil {
			return nil, err
		}
	}
	return Boolean(err == nil && is(found)), nil
}

// BuildStruct is struct/2 and, strict, struct!/2.
func (c *Call) BuildStruct(module Atom, pairs []Pair, strict bool) (Value, error) {
	return c.interp.buildStruct(module, pairs, strict, c.Pos, c.Caller)
}

// MessageOf is Exception.message/1.
func (c *Call) MessageOf(exception *Map) (string, error) {
	return c.interp.messageOf(exception, c.Pos, c.scope())
}

func exceptionMessage(c *Call) (Value, error) {
	exception, err := c.Map(0)
	if err != nil {
		return nil, err
	}
	text, err := c.MessageOf(exception)
	return String(text), err
}

func isExceptionNative(c *Call) (Value, error) { return Boolean(isException(c.Args[0])), nil }

func isException(v Value) bool {
	m, ok := v.(*Map)
	if !ok || m.Struct() == "" {
		return false
	}
	mark, _ := m.Get(Atom("__exception__"))
	return mark == True
}

// exceptionFormat is Exception.format(kind, payload, stacktrace): the banner
// alone, for there is no stack trace.
func exceptionFormat(c *Call) (Value, error) {
	kind, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	if m, ok := c.Args[1].(*Map); ok && isException(m) && kind == "error" {
		text, err := c.MessageOf(m)
		return String("** (" + inspectAtom(m.Struct()) + ") " + text), err
	}
	return String("** (" + string(kind) + ") " + Inspect(c.Args[1])), nil
}

func exceptionNormalize(c *Call) (Value, error) {
	if c.Args[0] != Atom("error") || isException(c.Args[1]) {
		return c.Args[1], nil
	}
	return exceptionStruct("ErlangError", List{Tuple{Atom("original"), c.Args[1]}}), nil
}

func emptyText(*Call) (Value, error) { return String(""), nil }

// loaded reports whether there is a module of that name.
func (c *Call) loaded(module Atom) (bool, error) {
	name, ok := ModuleName(module)
	if !ok {
		name = string(module)
	}
	if _, ok := c.interp.host(name); ok {
		return true, nil
	}
	if !ok {
		return false, nil
	}
	m, err := c.ModuleDef(name)
	return m != nil, err
}

func codeLoaded(c *Call) (Value, error) {
	module, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	ok, err := c.loaded(module)
	return Boolean(ok), err
}

func codeEnsure(c *Call) (Value, error) {
	module, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	ok, err := c.loaded(module)
	if err != nil || !ok {
		return Tuple{Atom("error"), Atom("nofile")}, err
	}
	return Tuple{Atom("module"), module}, nil
}

func codeEnsureStrict(c *Call) (Value, error) {
	module, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	ok, err := c.loaded(module)
	if err == nil && !ok {
		name, _ := ModuleName(module)
		raised := c.Raise("ArgumentError", "could not load module %s due to reason :nofile", inspectAtom(module)).(*Raised)
		err = raised.explained(c.interp.missing(c.Pos, "", name, ""))
	}
	return module, err
}

// cutArity splits name/arity.
func cutArity(key string) (string, int) {
	i := strings.LastIndexByte(key, '/')
	if i < 0 {
		return key, 0
	}
	arity, _ := strconv.Atoi(key[i+1:])
	return key[:i], arity
}

// isErlang reports whether a function of Kernel is one of Erlang's own, as
// which a capture of it is shown.
func isErlang(key callKey) bool {
	switch key.name {
	case "to_string", "inspect", "is_nil", "<>", "..", "in", "!", "&&", "||", "to_charlist", "get_in", "put_in",
		"update_in", "pop_in", "struct", "struct!", "is_struct", "is_exception", "put_elem", "macro_exported?", "then", "tap":
		return false
	}
	return true
}

func invalidArgument(pos diag.Pos) error { return NewRaised(pos, "ArgumentError", "argument error") }
