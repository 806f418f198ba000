package eval

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// Raised is an exception of Elixir that no code rescued.
type Raised struct {
	// Exception is the exception's struct.
	Exception *Map
	Message   string
	Pos       diag.Pos
	// Cause is the error of the host that it stands for: a database's refusal.
	Cause error
	// detail, hint and setting are what diagnostics add.
	detail, hint string
	setting      *diag.Setting
	// via are the places in other files that led to Pos.
	via []diag.Pos
}

// NewRaised returns the error that raise exception, message: ... is at a place.
// The name of the exception is without "Elixir.": "ArgumentError".
func NewRaised(pos diag.Pos, exception, format string, args ...any) *Raised {
	return NewRaisedWith(pos, exception, fmt.Sprintf(format, args...))
}

// NewRaisedWith returns the error of an exception with more fields than its
// message.
func NewRaisedWith(pos diag.Pos, exception, message string, fields ...Pair) *Raised {
	all := []Pair{{Atom("message"), String(message)}, {structKey, Module(exception)}}
	if defaults, ok := builtinException(exception); ok {
		known := MapOf(defaults)
		if _, ok := known.Get(Atom("message")); !ok && len(fields) > 0 {
			all = all[1:]
		}
		all = append(defaults, all...)
	}
	all = append(append(all, Pair{Atom("__exception__"), True}), fields...)
	return &Raised{Exception: MapOf(all), Message: message, Pos: pos}
}

// raised is NewRaised for the evaluator.
func (in *Interp) raised(pos diag.Pos, exception, format string, args ...any) error {
	return NewRaised(pos, exception, format, args...)
}

func (r *Raised) withArguments(args []Value) *Raised {
	r.detail = "It was called with: " + inspectAll(args)
	return r
}

// explained takes over what a diagnostic says of the cause.
func (r *Raised) explained(d *diag.Diagnostic) *Raised {
	r.detail, r.hint, r.setting = d.Detail, d.Hint, d.Setting
	return r
}

func (r *Raised) withHint(format string, args ...any) *Raised {
	r.hint = fmt.Sprintf(format, args...)
	return r
}

// Error returns the exception as Elixir reports it.
func (r *Raised) Error() string { return "** (" + r.name() + ") " + r.Message }

// Unwrap returns the host's error that it stands for, or nil.
func (r *Raised) Unwrap() error { return r.Cause }

func (r *Raised) name() string {
	name, _ := ModuleName(r.Exception.Struct())
	return name
}

// raise evaluates raise "message", raise Module, raise Module, options and
// raise exception; reraise has the stack trace as its last argument.
func (in *Interp) raise(n *syntax.Call, scope *Scope) (Value, error) {
	args, err := in.evalAll(n.Args, scope)
	if err != nil {
		return nil, err
	}
	if n.Name == "reraise" && len(args) > 0 {
		args = args[:len(args)-1]
	}
	if len(args) == 0 || len(args) > 2 {
		return nil, refused(n.Pos(), "undefined function %s", functionKey(n.Name, len(n.Args)))
	}
	for _, arg := range args {
		if opaque, ok := arg.(Opaque); ok {
			return nil, needsDatabase(n.Pos(), opaque)
		}
	}
	exception, err := in.exception(args, n.Pos(), scope)
	if err != nil {
		return nil, err
	}
	message, err := in.messageOf(exception, n.Pos(), scope)
	if err != nil {
		return nil, err
	}
	return nil, &Raised{Exception: exception, Message: message, Pos: n.Pos()}
}

// exception makes the exception that raise is given.
func (in *Interp) exception(args []Value, pos diag.Pos, scope *Scope) (*Map, error) {
	switch first := args[0].(type) {
	case String:
		if len(args) == 1 {
			return exceptionStruct("RuntimeError", first), nil
		}
	case *Map:
		if _, ok := first.Get(Atom("__exception__")); ok && len(args) == 1 {
			return first, nil
		}
	case Atom:
		var options Value = List{}
		if len(args) == 2 {
			options = args[1]
		}
		return in.exceptionOfModule(first, options, pos, scope)
	}
	return nil, in.raised(pos, "ArgumentError",
		"raise/1 and reraise/2 expect a module name, string or exception as the first argument, got: %s", Inspect(args[0]))
}

func (in *Interp) exceptionOfModule(module Atom, options Value, pos diag.Pos, scope *Scope) (*Map, error) {
	name, ok := ModuleName(module)
	if !ok {
		return nil, in.undefinedFunction(pos, module, callKey{"exception", 1})
	}
	m, err := in.module(name, scope.module)
	if err != nil {
		return nil, err
	}
	host, _ := in.host(name)
	if m == nil && host.Functions["exception/1"] == nil {
		return exceptionStruct(name, options), nil
	}
	v, err := in.applyRemote(module, "exception", []Value{options}, pos, scope)
	if err != nil {
		return nil, err
	}
	exception, ok := v.(*Map)
	if !ok {
		return nil, in.raised(pos, "ArgumentError", "%s.exception/1 must return an exception, got: %s", name, Inspect(v))
	}
	return exception, nil
}

// exceptionNative is exception/1 of a defexception.
func (m *ModuleDef) exceptionNative(c *Call) (Value, error) {
	pairs, _ := Keyword(c.Args[0])
	if text, ok := c.Args[0].(String); ok {
		pairs = []Pair{{Atom("message"), text}}
	}
	for _, p := range pairs {
		if _, ok := MapOf(m.structure.fields).Get(p.Key); !ok {
			s, _ := m.Struct()
			return nil, keyError(c.Pos, p.Key, s)
		}
	}
	return c.interp.buildStruct(Module(m.Name), pairs, false, c.Pos, m)
}

// messageOf is Exception.message/1.
func (in *Interp) messageOf(exception *Map, pos diag.Pos, scope *Scope) (string, error) {
	name, _ := ModuleName(exception.Struct())
	m, err := in.module(name, scope.module)
	if err != nil {
		return "", err
	}
	if m == nil && in.native(name, callKey{"message", 1}) == nil {
		return builtinMessage(exception), nil
	}
	v, err := in.applyRemote(exception.Struct(), "message", []Value{exception}, pos, scope)
	if err != nil {
		return "", err
	}
	text, ok := v.(String)
	if !ok {
		return "got " + Inspect(v) + " while retrieving Exception.message/1 for " + Inspect(exception) + " (expected a string)", nil
	}
	return string(text), nil
}

// diagnostic says where and why a script ended with the exception.
func (r *Raised) diagnostic() *diag.Diagnostic {
	d := invalid(r.Pos, "%v", r)
	d.Via, d.Setting = r.via, r.setting
	if r.detail != "" {
		d = d.WithDetail("%s", r.detail)
	}
	if r.hint != "" {
		return d.WithHint("%s", r.hint)
	}
	return d.WithHint("the migration itself refuses to run; see the line above")
}
