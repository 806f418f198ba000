package cli

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// planPrinter prints the plans of one repository after another.
type planPrinter interface {
	add(r *config.Repo, d dialect.Dialect, prefix string, list []planned) error
	end() error
}

func (a *app) planPrinter(format string, direction command.Direction, allLocks bool) planPrinter {
	switch format {
	case "json":
		return &planJSON{app: a, direction: direction, rows: []planRow{}, allLocks: allLocks}
	case "sql":
		return &planSQL{app: a, direction: direction}
	}
	return &planText{app: a, direction: direction, allLocks: allLocks}
}

// planText prints plans for a person.
type planText struct {
	app       *app
	direction command.Direction
	printed   bool
	// allLocks: also those that keep nobody waiting.
	allLocks bool
}

func (p *planText) add(_ *config.Repo, d dialect.Dialect, _ string, list []planned) error {
	out := p.app.out
	for _, m := range list {
		if p.printed {
			_, _ = fmt.Fprintln(out)
		}
		p.printed = true
		_, _ = fmt.Fprintln(out, out.Paint(term.Bold, fmt.Sprintf("-- %s %s", p.direction, m.file.path)))
		if m.err != nil {
			_, _ = fmt.Fprintln(out, "-- not planned; see the error")
			p.app.printError(m.err)
			continue
		}
		p.app.planWarnings(m)
		statements := m.plan.Statements()
		for _, s := range statements {
			for _, line := range p.lines(s, m.locks, d.Name()) {
				_, _ = fmt.Fprintln(out, line)
			}
		}
		if len(statements) == 0 {
			_, _ = fmt.Fprintln(out, "-- nothing to run")
		}
	}
	return nil
}

// lookingInto is the place that looks into the answer of a query, and the way
// to it.
func lookingInto(live *dialect.Live) string {
	if len(live.Via) == 0 {
		return live.Pos.String()
	}
	return live.Pos.String() + " (called " + way(live.Via, "") + ")"
}

// lines shows a statement below the locks that it takes: of a part that runs
// with the database what is known of it, and where it depends on the rows.
func (p *planText) lines(s dialect.Statement, notes *lockNotes, database string) []string {
	var lines []string
	if s.Live != nil {
		for _, known := range s.Live.Known {
			if query := (command.Query{SQL: known.SQL, Params: known.Params}); asksForRows(query) {
				notes.take(known)
				lines = append(lines, "-- run: query "+query.Inspect())
				continue
			}
			lines = append(lines, p.lines(known, notes, database)...)
		}
	}
	for _, line := range lockLines(notes.take(s), database, p.allLocks) {
		lines = append(lines, p.app.out.Paint(term.Dim, line))
	}
	switch {
	case s.Live != nil:
		return append(lines, s.SQL, "-- "+lookingInto(s.Live)+" looks into it: the other statements are known when it runs")
	case s.Code != nil:
		return append(lines, s.SQL)
	case len(s.Params) > 0:
		return append(lines, terminated(s.SQL), "-- with "+command.List(s.Params).Inspect())
	}
	return append(lines, terminated(s.SQL))
}

// asksForRows recognises a query that is sent for its answer.
func asksForRows(q command.Query) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(q.SQL), " ")
	return strings.EqualFold(first, "SELECT") || strings.EqualFold(first, "WITH") || strings.EqualFold(first, "SHOW")
}

func (p *planText) end() error {
	if !p.printed {
		p.app.tell("No migrations found.")
	}
	return nil
}

func (a *app) planWarnings(m planned) {
	if !a.quiet {
		a.printDiagnostics(m.plan.Warnings)
	}
}

// terminated ends a statement with a semicolon, on a line of its own where the
// last line may be a comment.
func terminated(sql string) string { return sqlfile.Terminated(sql) }

// planJSON prints one array for all plans.
type planJSON struct {
	app       *app
	direction command.Direction
	rows      []planRow
	// allLocks: also those that keep nobody waiting.
	allLocks bool
}

// planRow is a migration's plan as --format json prints it: statements, or an
// error.
type planRow struct {
	// Version is null for a file whose name has none.
	Version      *int64            `json:"version"`
	Name         string            `json:"name"`
	File         string            `json:"file"`
	Direction    command.Direction `json:"direction"`
	AfterBegin   []string          `json:"after_begin,omitempty"`
	Statements   *[]string         `json:"statements,omitempty"`
	BeforeCommit []string          `json:"before_commit,omitempty"`
	Error        *planProblem      `json:"error,omitempty"`
	// Errors are all errors, if there is more than one.
	Errors   []planProblem `json:"errors,omitempty"`
	Warnings []planProblem `json:"warnings,omitempty"`
	// Effects are the locks that the statements take on tables that were there
	// before.
	Effects []effectJSON `json:"effects,omitempty"`
	// Live: the statements are not all, as the rest depends on the answers of
	// queries; Depends are these.
	Live    bool      `json:"live,omitempty"`
	Depends []planAsk `json:"depends,omitempty"`
}

// planAsk is a query whose answer a migration looks into, and where it does.
type planAsk struct {
	Query  string `json:"query"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type planProblem struct {
	Kind    diag.Kind `json:"kind"`
	Message string    `json:"message"`
	File    string    `json:"file,omitempty"`
	Line    int       `json:"line,omitempty"`
	Column  int       `json:"column,omitempty"`
	Detail  string    `json:"detail,omitempty"`
	Hint    string    `json:"hint,omitempty"`
	// CalledFrom are the places in other files that led there.
	CalledFrom []string `json:"called_from,omitempty"`
}

func (p *planJSON) add(_ *config.Repo, _ dialect.Dialect, _ string, list []planned) error {
	for _, m := range list {
		row := planRow{Name: m.file.name, File: m.file.path, Direction: p.direction}
		if m.file.version != 0 {
			row.Version = &m.file.version
		}
		if m.err != nil {
			errors := problems(p.app.diagnose(m.err), diag.Error)
			row.Error = &errors[0]
			if len(errors) > 1 {
				row.Errors = errors
			}
		} else {
			row.AfterBegin, row.BeforeCommit = texts(m.plan.AfterBegin), texts(m.plan.BeforeCommit)
			body := texts(m.plan.Body)
			row.Statements = &body
			row.depend(m.plan.Statements())
			row.affect(m.plan.Known(), m.locks, p.allLocks)
			row.Warnings = problems(m.plan.Warnings, diag.Warning)
		}
		p.rows = append(p.rows, row)
	}
	return nil
}

// affect lists the locks; known are the statements as texts counts them.
func (r *planRow) affect(known []dialect.Statement, notes *lockNotes, all bool) {
	for i, s := range known {
		r.Effects = append(r.Effects, effectsJSON(i, notes.take(s), all)...)
	}
}

// depend lists the queries that the migration looks into.
func (r *planRow) depend(statements []dialect.Statement) {
	for _, s := range statements {
		if s.Live != nil {
			r.Live = true
			at := s.Live.Pos
			r.Depends = append(r.Depends, planAsk{strings.TrimPrefix(s.Live.Query, "query "), at.File, at.Line, at.Column})
		}
	}
}

func (p *planJSON) end() error { return writeJSON(p.app.out, p.rows) }

func problems(list diag.List, severity diag.Severity) []planProblem {
	var found []planProblem
	for _, d := range list {
		if d.Severity == severity {
			p := planProblem{d.Kind, d.Summary, d.Pos.File, d.Pos.Line, d.Pos.Column, d.Detail, d.Hint, nil}
			for _, pos := range d.Via {
				p.CalledFrom = append(p.CalledFrom, pos.String())
			}
			found = append(found, p)
		}
	}
	return found
}

func texts(statements []dialect.Statement) []string {
	list := make([]string, 0, len(statements))
	for _, s := range statements {
		if s.Live != nil {
			list = append(list, texts(s.Live.Known)...)
		}
		list = append(list, s.Text())
	}
	return list
}
