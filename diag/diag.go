package diag

import (
	"errors"
	"fmt"
	"strings"
)

// Severity says whether a diagnostic stops the run.
type Severity uint8

// The severities, from the one that stops a run to the one that only informs.
const (
	Error Severity = iota
	Warning
	Note
)

// String returns the severity as it is printed.
func (s Severity) String() string {
	switch s {
	case Warning:
		return "warning"
	case Note:
		return "note"
	default:
		return "error"
	}
}

// Kind classifies a diagnostic for programs: it is the "kind" of an error in
// the output of "plan --format json".
type Kind string

// The kinds of diagnostics.
const (
	// Syntax: the file is not valid Elixir.
	Syntax Kind = "syntax"
	// Invalid: Ecto would refuse the command on every database.
	Invalid Kind = "invalid"
	// Unsupported: the database, or its dialect, has no form for the command.
	Unsupported Kind = "unsupported"
	// Irreversible: the command cannot be reversed automatically.
	Irreversible Kind = "irreversible"
	// Refused: the script uses something that the interpreter does not run.
	Refused Kind = "refused"
	// IO: a file or folder cannot be read.
	IO Kind = "io"
	// Internal: the program itself has failed.
	Internal Kind = "internal"
	// Advice: nothing is wrong with the run, but the author should look.
	Advice Kind = "advice"
)

// Pos is a place in a source file. Line and Column count from 1; a column
// counts characters (code points), as Elixir does. The zero Pos is "nowhere".
type Pos struct {
	File   string
	Line   int
	Column int
}

// IsValid reports whether the position names a line.
func (p Pos) IsValid() bool { return p.Line > 0 }

// String returns "file:line:column", leaving out what is not known.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	case p.File == "":
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Diagnostic is one finding about a source file, ready to be shown: what is
// wrong (Summary), why (Detail), and what to type next (Hint). It is an error.
type Diagnostic struct {
	Severity Severity
	Kind     Kind
	Pos      Pos
	// Summary is one line without a full stop.
	Summary string
	// Detail explains, in one or more lines. Optional.
	Detail string
	// Hint says what to do. Optional; may have several lines of code.
	Hint string
	// Via are the places in other files that led to Pos, the nearest first: the
	// line of the script that calls a function of the application.
	Via []Pos
	// Setting is what the configuration would have to say, if that is missing.
	Setting *Setting
}

// Error returns the position and the summary on one line.
func (d *Diagnostic) Error() string {
	if !d.Pos.IsValid() && d.Pos.File == "" {
		return d.Summary
	}
	return d.Pos.String() + ": " + d.Summary
}

// Errorf returns an error diagnostic of the given kind.
func Errorf(kind Kind, pos Pos, format string, args ...any) *Diagnostic {
	return &Diagnostic{Severity: Error, Kind: kind, Pos: pos, Summary: fmt.Sprintf(format, args...)}
}

// Warningf returns a warning.
func Warningf(pos Pos, format string, args ...any) *Diagnostic {
	return &Diagnostic{Severity: Warning, Kind: Advice, Pos: pos, Summary: fmt.Sprintf(format, args...)}
}

// WithHint returns a copy of d that also says what to do.
func (d *Diagnostic) WithHint(format string, args ...any) *Diagnostic {
	c := *d
	c.Hint = fmt.Sprintf(format, args...)
	return &c
}

// WithDetail returns a copy of d that also explains why.
func (d *Diagnostic) WithDetail(format string, args ...any) *Diagnostic {
	c := *d
	c.Detail = fmt.Sprintf(format, args...)
	return &c
}

// LedFrom returns d itself if pos is in the file where the way to d is known
// already, and otherwise a copy that adds pos to that way.
func (d *Diagnostic) LedFrom(pos Pos) *Diagnostic {
	last := d.Pos
	if len(d.Via) > 0 {
		last = d.Via[len(d.Via)-1]
	}
	if !d.Pos.IsValid() || !pos.IsValid() || pos.File == last.File {
		return d
	}
	c := *d
	c.Via = append(d.Via[:len(d.Via):len(d.Via)], pos)
	return &c
}

// At returns d itself if it already has a position, and otherwise a copy that
// points at pos. Dialects report without positions; the caller knows them.
func (d *Diagnostic) At(pos Pos) *Diagnostic {
	if d.Pos.IsValid() {
		return d
	}
	c := *d
	c.Pos = pos
	return &c
}

// List is several diagnostics reported together. A List with at least one
// error is an error; see [List.Err].
type List []*Diagnostic

// Error returns one line per diagnostic.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, d := range l {
		lines[i] = d.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns l as an error if it holds an error, and otherwise nil.
func (l List) Err() error {
	for _, d := range l {
		if d.Severity == Error {
			return l
		}
	}
	return nil
}

// All returns every diagnostic that err consists of, or nil if it has none.
func All(err error) List {
	var list List
	if errors.As(err, &list) {
		return list
	}
	var d *Diagnostic
	if errors.As(err, &d) {
		return List{d}
	}
	return nil
}

// KindOf returns the kind of the first error diagnostic within err, or "".
func KindOf(err error) Kind {
	for _, d := range All(err) {
		if d.Severity == Error {
			return d.Kind
		}
	}
	return ""
}
