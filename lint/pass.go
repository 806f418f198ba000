package lint

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
)

// Step is one operation of a migration, with what it does to tables.
type Step struct {
	operation.Located
	// Command asked for it. Statement is the command's SQL, and Number counts
	// the commands of the migration from 0.
	Command   command.Command
	Statement string
	Number    int
	// Effects are the locks that it takes. Felt are those of them that others
	// can feel: on tables that the migration has not made itself.
	Effects, Felt []locks.Effect
	// Column is the one that is meant where a text of SQL makes a whole table; a
	// finding stands at its definition then.
	Column string
	// Via are the places in other files that led to the command, the nearest
	// first, if they are known.
	Via []diag.Pos
	// Fresh: its table was made by the migration itself, so nobody else is
	// reading or writing it, and it has no rows.
	Fresh bool
}

// Pass is one migration on its way through the rules.
type Pass struct {
	Config
	Migration *source.Migration
	Plan      *plan.Plan
	// Source is the text of the migration's file, or nil.
	Source []byte
	// Schema is what the migration's next operation finds; behind the last one,
	// what the migration leaves. First is what it found at the beginning.
	Schema, First *schema.Schema
	// Steps are its operations up to now; behind the last one, all.
	Steps []*Step

	rule     *Rule
	findings []Finding
	fresh    map[command.Object]bool
	// texts are those of the files that findings are in.
	texts map[string]*text
	down  func() (*plan.Plan, error)
	// broken are the rules that have failed, and problems say how.
	broken   map[*Rule]bool
	problems diag.List
}

// Database is the name of the dialect.
func (p *Pass) Database() string { return p.Dialect.Name() }

// Down plans the way down.
func (p *Pass) Down() (*plan.Plan, error) { return p.down() }

// Fresh reports whether the migration has created the table: no lock on it can
// be in anybody's way.
func (p *Pass) Fresh(table command.Object) bool { return p.fresh[table] }

// RowsOf returns how many rows a table has, if that is known.
func (p *Pass) RowsOf(table command.Object) (int64, bool) {
	if p.Fresh(table) {
		return 0, true
	}
	if p.Rows == nil {
		return 0, false
	}
	return p.Rows(table)
}

// Weigh returns the severity of what takes the longer the more rows a table
// has: base if their number is not known or in between, a note for a small
// table, an error for a large one, and Off for one that is fresh.
func (p *Pass) Weigh(table command.Object, base Severity) Severity {
	if p.Fresh(table) {
		return Off
	}
	rows, known := p.RowsOf(table)
	switch {
	case !known:
		return base
	case rows < p.small():
		return Note
	case rows >= p.large():
		return Error
	}
	return base
}

func (p *Pass) small() int64 {
	if p.Small > 0 {
		return p.Small
	}
	return defaultSmall
}

func (p *Pass) large() int64 {
	if p.Large > 0 {
		return p.Large
	}
	return defaultLarge
}

// Text is what the source says where a step is asked for: the expression, or the
// clause of SQL; "" if the source is not known.
func (p *Pass) Text(s *Step) string {
	t := p.text(askedAt(s).File)
	from, to := t.span(s)
	start, end := t.offset(from), t.offset(to)
	if start < 0 || end < start {
		return ""
	}
	return t.source[start:end]
}

// Report reports a problem of a step. One whose severity is Off is forgotten.
func (p *Pass) Report(s *Step, problem Problem) {
	p.report(s, diag.Pos{}, problem)
}

// ReportAt reports a problem at a place of the source, which need not be that of
// an operation; the zero position is the migration as a whole.
func (p *Pass) ReportAt(pos diag.Pos, problem Problem) { p.report(nil, pos, problem) }

func (p *Pass) report(s *Step, pos diag.Pos, problem Problem) {
	severity := problem.Severity
	if severity == Default {
		severity = p.rule.Severity
	}
	if chosen := p.Severities[p.rule.ID]; chosen != Default && severity != Off {
		severity = chosen
	}
	if severity == Off {
		return
	}
	p.findings = append(p.findings, Finding{
		Rule: p.rule, Severity: severity, Problem: problem, Pos: pos, Step: s,
		Version: p.Migration.Version, Name: p.Migration.Name, File: p.Migration.File, First: p.First,
	})
}
