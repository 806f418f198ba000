package plan

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// Plan is one migration in one direction, ready to run.
type Plan struct {
	Migration *source.Migration
	Direction command.Direction
	// InTransaction says whether the migration runs in a transaction of its
	// own. AfterBegin and BeforeCommit are empty when it does not.
	InTransaction bool
	// AfterBegin, Body and BeforeCommit are the statements of the callbacks.
	AfterBegin, Body, BeforeCommit []dialect.Statement
	// Notices are what the migration prints or logs, but for its live parts.
	Notices []record.Notice
	// LongNames are the names that are longer than the database allows: errors
	// where it will refuse them, warnings where it cuts them. Warnings has them
	// too, as the text is Ecto's all the same.
	LongNames diag.List
	// Warnings are what the author should look at.
	Warnings diag.List
}

// Statements returns everything that runs, in order.
func (p *Plan) Statements() []dialect.Statement {
	all := make([]dialect.Statement, 0, len(p.AfterBegin)+len(p.Body)+len(p.BeforeCommit))
	all = append(all, p.AfterBegin...)
	all = append(all, p.Body...)
	return append(all, p.BeforeCommit...)
}

// Known returns everything that is known to run: of the live parts what is known
// of them.
func (p *Plan) Known() []dialect.Statement {
	var known []dialect.Statement
	for _, s := range p.Statements() {
		if s.Live != nil {
			known = append(known, s.Live.Known...)
		}
		known = append(known, s)
	}
	return known
}

// Build plans a migration. The error is a [diag.List] of everything that is
// wrong with it.
func Build(m *source.Migration, direction command.Direction, config record.Config, d dialect.Dialect) (*Plan, error) {
	name, operation, mode, err := operation(m, direction)
	if err != nil {
		return nil, err
	}
	p := &Plan{
		Migration: m, Direction: direction, Warnings: slices.Clone(m.Warnings),
		InTransaction: d.Capabilities().TransactionalDDL && !m.OutsideTransaction(direction),
	}
	config.Dialect = d.Name()
	config.OutsideTransaction = config.OutsideTransaction || !p.InTransaction
	run := func(name string, callback source.Callback) ([]dialect.Statement, error) {
		if callback == nil {
			return nil, nil
		}
		c := &call{name: name, callback: callback, config: config, direction: direction, mode: mode, dialect: d}
		statements, err := c.plan()
		p.Warnings, p.Notices = append(p.Warnings, c.warnings...), append(p.Notices, c.notices...)
		return statements, err
	}
	if p.Body, err = run(name, operation); err != nil {
		return nil, err
	}
	if p.InTransaction {
		if p.AfterBegin, err = run("after_begin/0", m.AfterBegin); err != nil {
			return nil, err
		}
		if p.BeforeCommit, err = run("before_commit/0", m.BeforeCommit); err != nil {
			return nil, err
		}
	}
	p.LongNames = longNames(p.Statements(), d.Capabilities())
	for _, long := range p.LongNames {
		warning := *long
		warning.Severity = diag.Warning
		p.Warnings = append(p.Warnings, &warning)
	}
	return p, nil
}

// operation chooses the callback as Ecto.Migrator does: up/0 or down/0 first,
// change/0 otherwise, backward on the way down.
func operation(m *source.Migration, direction command.Direction) (string, source.Callback, record.Mode, error) {
	switch {
	case direction == command.Up && m.Up != nil:
		return "up/0", m.Up, record.Forward, nil
	case direction == command.Down && m.Down != nil:
		return "down/0", m.Down, record.Forward, nil
	case m.Change != nil && direction == command.Down:
		return "change/0", m.Change, record.Backward, nil
	case m.Change != nil:
		return "change/0", m.Change, record.Forward, nil
	}
	return "", nil, record.Forward, diag.List{
		diag.Errorf(diag.Invalid, diag.Pos{File: m.File}, "%s does not implement a `%s/0` or `change/0` function",
			title(m), direction).WithHint("def %s do\n  ...\nend", direction),
	}
}

func title(m *source.Migration) string {
	if m.Module != "" {
		return m.Module
	}
	return m.Name
}

// Write has the dialect write the commands, and reports every one that it
// refuses.
func Write(commands []command.Command, d dialect.Dialect) ([]dialect.Statement, error) {
	var statements []dialect.Statement
	var problems diag.List
	for _, c := range commands {
		if execute, ok := c.(command.Execute); ok {
			if statement, ok := asItIs(execute); ok {
				statements = append(statements, statement)
				continue
			}
		}
		written, err := writeCommand(c, d)
		if err != nil {
			problems = append(problems, located(err, c)...)
			continue
		}
		statements = append(statements, written...)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return statements, nil
}

// asItIs returns the statement of code or of a query, which no dialect writes.
func asItIs(c command.Execute) (dialect.Statement, bool) {
	switch up := c.Up.(type) {
	case *command.Code:
		return dialect.Statement{SQL: "-- run: " + up.Name, Code: up, Command: c}, true
	case command.Query:
		return dialect.Statement{SQL: up.SQL, Params: up.Params, Command: c}, true
	}
	return dialect.Statement{}, false
}

// writeCommand returns the statements of one command.
func writeCommand(c command.Command, d dialect.Dialect) ([]dialect.Statement, error) {
	statements, err := statementsOf(c, d)
	for i := range statements {
		statements[i].Further = i > 0
	}
	return statements, err
}

func statementsOf(c command.Command, d dialect.Dialect) ([]dialect.Statement, error) {
	if rebuilder, ok := d.(dialect.Rebuilder); ok {
		statements, err := rebuilder.Rebuild(c)
		if err != nil || len(statements) > 0 {
			return statements, err
		}
	}
	texts, err := d.Statements(c)
	if err != nil {
		return nil, err
	}
	statements := make([]dialect.Statement, len(texts))
	for i, text := range texts {
		statements[i] = dialect.Statement{SQL: text, Command: c}
	}
	return statements, nil
}

// located gives a dialect's errors the position of the command.
func located(err error, c command.Command) diag.List {
	list := diag.All(err)
	if list == nil {
		return diag.List{diag.Errorf(diag.Unsupported, c.Pos(), "%v", err)}
	}
	located := make(diag.List, len(list))
	for i, d := range list {
		located[i] = d.At(c.Pos())
	}
	return located
}
