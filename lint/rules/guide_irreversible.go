package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
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
			Severity: lint.Note, Once: inSQL(p),
			Message: "the way down does nothing: after a rollback the way up fails, as what it makes is there already",
			Advice:  "write down what undoes it",
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
	problem := lint.Problem{
		Message: "cannot be rolled back: " + irreversibleWords(lines[0].Summary),
		Advice:  strings.Join(strings.Fields(lines[0].Hint), " "),
	}
	if lines[0].Pos.Line == 0 && inSQL(p) {
		problem.Severity, problem.Once = lint.Note, true // many projects with SQL go forward only
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
			sayBefore(p, s, &problem)
			p.Report(s, problem)
			return
		}
	}
	p.ReportAt(lines[0].Pos, problem)
}

// irreversibleWords is the command that nobody can turn round, short and in one
// line.
func irreversibleWords(summary string) string {
	what := strings.TrimPrefix(summary, "cannot reverse migration command: ")
	if sql, ok := strings.CutPrefix(what, `execute "`); ok {
		sql = strings.NewReplacer(`\n`, " ", `\t`, " ", `\"`, `"`).Replace(strings.TrimSuffix(sql, `"`))
		return "execute of " + shortened(sql)
	}
	return shortened(what)
}

// sayBefore has a problem of modify or remove say what the column was.
func sayBefore(p *lint.Pass, s *lint.Step, problem *lint.Problem) {
	switch change := s.Change.(type) {
	case command.Modify:
		problem.Message = fmt.Sprintf("cannot be rolled back: modify does not say what %s.%s was before", s.On(), change.Column.Name)
		before, ok := definition(p.First, s.On(), change.Column.Name)
		text, _, cut := strings.Cut(problem.Advice, "from: ")
		if ok && cut && !before.Type.IsZero() && before.Reference == nil {
			problem.Advice = text + "from: " + inspectBefore(before)
		}
	case command.Remove:
		problem.Message = fmt.Sprintf("cannot be rolled back: remove does not say what %s.%s was", s.On(), change.Name)
		before, ok := definition(p.First, s.On(), change.Name)
		if ok && !before.Type.IsZero() && before.Reference == nil && !before.Options.PrimaryKey {
			problem.Advice = "say the type: remove :" + change.Name + ", " + strings.Trim(inspectBefore(before), "{}")
		}
	}
}

func definition(s *schema.Schema, table command.Object, column string) (command.Column, bool) {
	t := s.Table(table)
	if t == nil {
		return command.Column{}, false
	}
	return t.Definition(column)
}

// inspectBefore is a type with what else was said of the column, as from: has it.
func inspectBefore(c command.Column) string {
	name, o := c.Type.Inspect(), c.Options
	switch c.Type.Name {
	case "serial", "bigserial", "smallserial":
		name = map[string]string{"serial": ":integer", "bigserial": ":bigint", "smallserial": ":smallint"}[c.Type.Name]
	}
	parts := []string{name}
	if o.Size != "" {
		parts = append(parts, "size: "+o.Size)
	}
	if o.Precision != nil {
		parts = append(parts, fmt.Sprint("precision: ", *o.Precision))
	}
	if o.Scale != nil {
		parts = append(parts, fmt.Sprint("scale: ", *o.Scale))
	}
	if o.Null == command.NotNull {
		parts = append(parts, "null: false")
	}
	if len(parts) == 1 {
		return name
	}
	return "{" + strings.Join(parts, ", ") + "}"
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
