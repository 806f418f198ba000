package rules

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// guideIrreversible are the rules about the way down.
func guideIrreversible() []*lint.Rule {
	return []*lint.Rule{{
		ID: "irreversible", Title: "a migration cannot be rolled back", Severity: lint.Warning,
		Aliases:   aliases("django-migration-linter RUNPYTHON_REVERSIBLE", "django-migration-linter RUNSQL_REVERSIBLE"),
		Migration: irreversible,
	}}
}

func irreversible(p *lint.Pass) {
	m := p.Migration
	if m.Down == nil && m.Change != nil && reverses(p) {
		return
	}
	down, err := p.Down()
	switch {
	case err != nil && m.Down == nil && m.Change == nil:
		p.ReportAt(diag.Pos{}, lint.Problem{
			Message: "cannot be rolled back: there is no way down",
			Advice:  "write down what undoes it; or, if nothing can, a way down that fails and says why",
		})
	case err != nil:
		noWayBack(p, slices.DeleteFunc(diag.All(err), func(d *diag.Diagnostic) bool {
			return d.Kind != diag.Irreversible // code that raises has decided so
		}))
	case m.Down != nil && len(down.Known()) == 0 && leavesSomething(p):
		p.ReportAt(diag.Pos{}, lint.Problem{
			Severity: lint.Note,
			Message:  "the way down does nothing: after a rollback the way up fails, as what it makes is there already",
			Advice:   "write down what undoes it",
		})
	}
}

// reverses reports whether Ecto can turn round every command of change. It is
// cheaper than the way down.
func reverses(p *lint.Pass) bool {
	for _, c := range commandsOf(p) {
		if _, err := command.Reverse(c); err != nil {
			return false
		}
	}
	return true
}

// noWayBack reports the first of the lines that nobody can turn round, with the
// places of the others.
func noWayBack(p *lint.Pass, lines diag.List) {
	if len(lines) == 0 {
		return
	}
	what, _, more := strings.Cut(strings.TrimPrefix(lines[0].Summary, "cannot reverse migration command: "), `\n`)
	if more {
		what += ` ..."`
	}
	problem := lint.Problem{
		Message: "cannot be rolled back: " + what,
		Advice:  strings.Join(strings.Fields(lines[0].Hint), " "),
	}
	if lines[0].Pos.Line == 0 && path.Ext(p.Migration.File) == ".sql" {
		problem.Severity = lint.Note // many projects with SQL go forward only
	}
	if len(lines) > 1 {
		places := make([]string, len(lines)-1)
		for i, d := range lines[1:] {
			places[i] = strconv.Itoa(d.Pos.Line)
		}
		problem.Detail = "Neither can line" + strings.Repeat("s", min(1, len(places)-1)) + " " + some(places) + "."
	}
	for _, s := range p.Steps {
		if placeOf(s) == lines[0].Pos && lines[0].Pos.IsValid() {
			p.Report(s, problem)
			return
		}
	}
	p.ReportAt(lines[0].Pos, problem)
}

// leavesSomething reports whether the way up makes what can be made once only.
func leavesSomething(p *lint.Pass) bool {
	for _, s := range p.Steps {
		switch op := s.Operation.(type) {
		case operation.CreateTable:
			if !op.Lenient && p.Fresh(op.Table) {
				return true
			}
		case operation.AddColumn:
			if !op.Lenient {
				return true
			}
		}
	}
	return false
}
