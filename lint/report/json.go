package report

import (
	"encoding/json"
	"io"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/lint"
)

// document is what the format json prints; docs/reference.md describes it.
type document struct {
	Migrations int       `json:"migrations"`
	Errors     int       `json:"errors"`
	Warnings   int       `json:"warnings"`
	Notes      int       `json:"notes"`
	Allowed    int       `json:"allowed"`
	Findings   []finding `json:"findings"`
	// Problems are the migrations that could not be read or planned.
	Problems []problem `json:"problems"`
}

type finding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Detail   string `json:"detail,omitempty"`
	// Manual is the section of the database's manual that says why.
	Manual string `json:"manual,omitempty"`
	Advice string `json:"advice,omitempty"`
	// Fix is the safe way as code, in the migration's language.
	Fix       string `json:"fix,omitempty"`
	File      string `json:"file"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndLine   int    `json:"end_line,omitempty"`
	EndColumn int    `json:"end_column,omitempty"`
	// Via are the places in other files that led there.
	Via []string `json:"called_from,omitempty"`
	// Version and Name are the migration's; the version is null if it has none.
	Version *int64 `json:"version"`
	Name    string `json:"name"`
	// Suppression is the comment that allows it.
	Suppression *suppression `json:"suppression,omitempty"`
}

type suppression struct {
	Rule   string `json:"rule,omitempty"`
	Reason string `json:"reason,omitempty"`
	Tool   string `json:"tool,omitempty"`
	File   string `json:"file"`
	Line   int    `json:"line"`
}

type problem struct {
	Kind    diag.Kind `json:"kind"`
	Message string    `json:"message"`
	File    string    `json:"file,omitempty"`
	Line    int       `json:"line,omitempty"`
	Column  int       `json:"column,omitempty"`
	Detail  string    `json:"detail,omitempty"`
	Hint    string    `json:"hint,omitempty"`
}

func jsonOf(r *lint.Report, o Options) document {
	t := Count(r)
	d := document{
		Migrations: r.Reviewed, Errors: t.Errors, Warnings: t.Warnings, Notes: t.Notes, Allowed: t.Allowed,
		Findings: []finding{}, Problems: []problem{},
	}
	for _, f := range r.Findings {
		d.Findings = append(d.Findings, findingOf(f, o))
	}
	for _, p := range r.Problems {
		d.Problems = append(d.Problems, problem{p.Kind, p.Summary, p.Pos.File, p.Pos.Line, p.Pos.Column, p.Detail, p.Hint})
	}
	return d
}

func findingOf(f lint.Finding, o Options) finding {
	j := finding{
		Rule: f.Rule.ID, Severity: f.Severity.String(), Message: f.Message, Detail: f.Detail, Manual: f.Manual,
		Advice: f.Advice, Fix: o.Fix(f), File: fileOf(f), Line: f.Pos.Line, Column: f.Pos.Column,
		EndLine: f.End.Line, EndColumn: f.End.Column, Name: f.Name,
	}
	if f.Version != 0 {
		j.Version = &f.Version
	}
	for _, pos := range f.Via {
		j.Via = append(j.Via, pos.String())
	}
	if s := f.Suppressed; s != nil {
		j.Suppression = &suppression{s.Rule, s.Reason, s.Tool, s.Pos.File, s.Pos.Line}
	}
	return j
}

// writeJSON prints a value indented, and SQL as it is: < stays <.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
