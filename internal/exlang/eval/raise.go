package eval

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// Raised is an exception of Elixir that no code rescued.
type Raised struct {
	// Exception is the exception's struct.
	Exception *Map
	Message   string
	Pos       diag.Pos
	// detail and hint are what diagnostics add.
	detail, hint string
}

// NewRaised returns the error that raise exception, message: ... is at a place.
// The name of the exception is without "Elixir.": "ArgumentError".
func NewRaised(pos diag.Pos, exception, format string, args ...any) *Raised {
	message := fmt.Sprintf(format, args...)
	return &Raised{
		Exception: NewStruct(Module(exception), Pair{Atom("__exception__"), True}, Pair{Atom("message"), String(message)}),
		Message:   message, Pos: pos,
	}
}

func (r *Raised) withArguments(args []Value) *Raised {
	r.detail = "It was called with: " + inspectAll(args)
	return r
}

func (r *Raised) withHint(format string, args ...any) *Raised {
	r.hint = fmt.Sprintf(format, args...)
	return r
}

// Error returns the exception as Elixir reports it.
func (r *Raised) Error() string { return "** (" + r.name() + ") " + r.Message }

func (r *Raised) name() string {
	name, _ := ModuleName(r.Exception.Struct())
	return name
}

// raise evaluates raise "message", raise Module and raise Module, "message" or
// options.
func (in *Interp) raise(n *syntax.Call, scope *Scope) (Value, error) {
	args, err := in.evalAll(n.Args, scope)
	if err != nil {
		return nil, err
	}
	module, message := Module("RuntimeError"), ""
	for i, arg := range args {
		if options, ok := Keyword(arg); ok {
			message = optionMessage(options)
		} else if text, ok := arg.(String); ok {
			message = string(text)
		} else if name, ok := arg.(Atom); ok && i == 0 {
			module = name
		}
	}
	exception := NewStruct(module, Pair{Atom("__exception__"), True}, Pair{Atom("message"), String(message)})
	return nil, &Raised{Exception: exception, Message: strings.TrimSpace(message), Pos: n.Pos()}
}

func optionMessage(options []Pair) string {
	for _, o := range options {
		if text, ok := o.Value.(String); ok && o.Key == Atom("message") {
			return string(text)
		}
	}
	return ""
}

// diagnostic says where and why a script ended with the exception.
func (r *Raised) diagnostic() *diag.Diagnostic {
	d := invalid(r.Pos, "%v", r)
	if r.detail != "" {
		d = d.WithDetail("%s", r.detail)
	}
	if r.hint != "" {
		return d.WithHint("%s", r.hint)
	}
	return d.WithHint("the migration itself refuses to run; see the line above")
}
