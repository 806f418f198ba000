package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/lint"
)

// The formats.
const (
	TextFormat   = "text"
	JSONFormat   = "json"
	SARIFFormat  = "sarif"
	GitHubFormat = "github"
)

// Formats are the names of all formats. The first is for people.
var formats = []string{TextFormat, JSONFormat, SARIFFormat, GitHubFormat}

// Formats returns the names of all formats; the first is for people.
func Formats() []string { return slices.Clone(formats) }

// Style is what a piece of text is, for a terminal that has colours.
type Style uint8

// The styles.
const (
	Plain Style = iota
	ErrorStyle
	WarningStyle
	NoteStyle
	Title
	Faint
)

// Options say what is around the findings. All of them are optional.
type Options struct {
	// Source returns the text of a file, to show the line of a finding.
	Source diag.Sources
	// Paint gives a piece of text a style.
	Paint func(Style, string) string
	// Fix returns a finding's fix as code, or "".
	Fix func(lint.Finding) string
	// Max is how many findings text and GitHub show at most; 0 is all.
	Max int
	// Rules are all rules that were asked, and Page returns what explains one of
	// them, in Markdown. Version is the program's. They are for SARIF.
	Rules   []*lint.Rule
	Page    func(id string) string
	Version string
}

// Write writes a report in a format.
func Write(w io.Writer, format string, r *lint.Report, o Options) error {
	if o.Source == nil {
		o.Source = func(string) []byte { return nil }
	}
	if o.Paint == nil {
		o.Paint = func(_ Style, text string) string { return text }
	}
	if o.Fix == nil {
		o.Fix = func(lint.Finding) string { return "" }
	}
	if o.Page == nil {
		o.Page = func(string) string { return "" }
	}
	switch format {
	case TextFormat:
		return writeText(w, r, o)
	case JSONFormat:
		return writeJSON(w, jsonOf(r, o))
	case SARIFFormat:
		return writeJSON(w, sarifOf(r, o))
	case GitHubFormat:
		return writeGitHub(w, r, o)
	}
	return fmt.Errorf("there is no format %q; the formats are %s", format, strings.Join(formats, ", "))
}

// Tally counts findings by severity, and those that are allowed.
type Tally struct{ Errors, Warnings, Notes, Allowed int }

// Count counts the findings of a report.
func Count(r *lint.Report) Tally {
	var t Tally
	for _, f := range r.Findings {
		switch {
		case f.Suppressed != nil:
			t.Allowed++
		case f.Severity == lint.Error:
			t.Errors++
		case f.Severity == lint.Warning:
			t.Warnings++
		default:
			t.Notes++
		}
	}
	return t
}

// Summary says in one line what was found: "12 migrations: 3 errors, 5
// warnings, 9 notes, 2 allowed".
func Summary(r *lint.Report) string {
	t := Count(r)
	var parts []string
	add := func(n int, noun string) {
		if n > 0 {
			parts = append(parts, plural(n, noun))
		}
	}
	add(t.Errors, "error")
	add(t.Warnings, "warning")
	add(t.Notes, "note")
	switch {
	case len(parts) > 0:
	case r.Reviewed == 0:
		parts = append(parts, "nothing to review")
	default:
		parts = append(parts, "nothing found")
	}
	if t.Allowed > 0 {
		parts = append(parts, fmt.Sprintf("%d allowed", t.Allowed))
	}
	if n := len(failed(r)); n > 0 {
		parts = append(parts, fmt.Sprintf("%d not read", n))
	}
	if n := faults(r); n > 0 {
		parts = append(parts, plural(n, "fault")+" of the program")
	}
	return plural(r.Reviewed, "migration") + ": " + strings.Join(parts, ", ")
}

// failed are the files with problems, each once.
func failed(r *lint.Report) []string {
	var files []string
	for _, p := range r.Problems {
		if p.Severity == diag.Error && p.Kind != diag.Internal && !slices.Contains(files, p.Pos.File) {
			files = append(files, p.Pos.File)
		}
	}
	return files
}

// faults are the problems that the program itself has made.
func faults(r *lint.Report) int {
	n := 0
	for _, p := range r.Problems {
		if p.Kind == diag.Internal {
			n++
		}
	}
	return n
}

// open returns the findings that no comment allows.
func open(r *lint.Report) []lint.Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f lint.Finding) bool { return f.Suppressed != nil })
}

// lineOf returns a line of a file, or "".
func (o Options) lineOf(pos diag.Pos) string {
	if pos.Line < 1 {
		return ""
	}
	rest := string(o.Source(pos.File))
	for range pos.Line - 1 {
		_, after, found := strings.Cut(rest, "\n")
		if !found {
			return ""
		}
		rest = after
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimRight(line, "\r")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// fileOf is the file that a finding is shown in.
func fileOf(f lint.Finding) string { return cmp.Or(f.Pos.File, f.File) }
