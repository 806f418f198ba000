package lint

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// led gives a finding the places that led to its own. In the code of a library
// nobody can change a line: there the finding stands where that is called.
func (p *Pass) led(f *Finding) {
	f.Via = f.Step.Via
	if !ofLibrary(f.Pos.File) {
		return
	}
	i := slices.IndexFunc(f.Via, func(pos diag.Pos) bool { return !ofLibrary(pos.File) })
	if i < 0 {
		return
	}
	library := f.Pos
	f.Pos, f.Via = f.Via[i], f.Via[i+1:]
	t := p.text(f.Pos.File)
	if start := t.offset(f.Pos); start >= 0 {
		f.End = t.position(f.Pos, expressionEnd(t.source, start))
	}
	f.Detail = strings.TrimSpace(f.Detail + " It happens in " + library.String() + ".")
}

// ofLibrary reports whether a file is one of Mix's dependencies.
func ofLibrary(file string) bool {
	return strings.HasPrefix(file, "deps/") || strings.Contains(file, "/deps/")
}
