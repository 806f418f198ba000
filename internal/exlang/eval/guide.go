package eval

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// A Guide knows what to do about a module that is nowhere. A Library that is
// one too adds it to the refusal of module.function/arity; the function is ""
// where the module is wanted for itself.
type Guide interface {
	Explain(d *diag.Diagnostic, module, function string) *diag.Diagnostic
}

// Explain asks the first of the libraries that is a Guide.
func (l Libraries) Explain(d *diag.Diagnostic, module, function string) *diag.Diagnostic {
	for _, library := range l {
		if guide, ok := library.(Guide); ok {
			return guide.Explain(d, module, function)
		}
	}
	return d
}

// missing refuses what needs a module that is nowhere.
func (in *Interp) missing(pos diag.Pos, construct, module, function string) *diag.Diagnostic {
	if first, _, _ := strings.Cut(module, "."); first != module {
		if _, known := in.host(first); known {
			return notRun(pos, construct) // a part of Elixir: Macro.Env, IO.ANSI
		}
	}
	d := refused(pos, "%s: the module %s is not known here", construct, module).
		WithDetail("Nothing was run: everything that cannot run is refused before the first migration starts.").
		WithHint("define it in this file, or write this migration as SQL with execute/1")
	if guide, ok := in.library.(Guide); ok {
		return guide.Explain(d, module, function)
	}
	return d
}

// ledFrom adds the place of a call to the way that led to an error in another
// file.
func ledFrom(err error, pos diag.Pos) error {
	switch e := err.(type) {
	case *diag.Diagnostic:
		return e.LedFrom(pos)
	case diag.List:
		led := make(diag.List, len(e))
		for i, d := range e {
			led[i] = d.LedFrom(pos)
		}
		return led
	case *NeedsDatabase:
		e.via = (&diag.Diagnostic{Pos: e.Pos, Via: e.via}).LedFrom(pos).Via
	case *Raised:
		e.via = (&diag.Diagnostic{Pos: e.Pos, Via: e.via}).LedFrom(pos).Via
	}
	return err
}
