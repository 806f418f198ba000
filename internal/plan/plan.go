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

// Build plans a migration. The error is a [diag.List] of everything that is
// wrong with it.
func Build(m *source.Migration, direction command.Direction, config record.Config, d dialect.Dialect) (*Plan, error) {
	operation, mode, err := operation(m, direction)
	if err != nil {
		return nil, err
	}
	p := &Plan{
		Migration: m, Direction: direction, Warnings: slices.Clone(m.Warnings),
		InTransaction: d.Capabilities().TransactionalDDL && !m.OutsideTransaction(direction),
	}
	run := func(callback source.Callback) ([]dialect.Statement, error) {
		if callback == nil {
			return nil, nil
		}
		collected := &collector{}
		recorder := record.New(config, direction, mode, collected)
		if err := callback(recorder); err != nil {
			return nil, err
		}
		if err := recorder.Finish(); err != nil {
			return nil, err
		}
		p.Warnings = append(p.Warnings, recorder.Warnings()...)
		return Write(collected.commands, d)
	}
	if p.Body, err = run(operation); err != nil {
		return nil, err
	}
	if p.InTransaction {
		if p.AfterBegin, err = run(m.AfterBegin); err != nil {
			return nil, err
		}
		if p.BeforeCommit, err = run(m.BeforeCommit); err != nil {
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
func operation(m *source.Migration, direction command.Direction) (source.Callback, record.Mode, error) {
	switch {
	case direction == command.Up && m.Up != nil:
		return m.Up, record.Forward, nil
	case direction == command.Down && m.Down != nil:
		return m.Down, record.Forward, nil
	case m.Change != nil && direction == command.Down:
		return m.Change, record.Backward, nil
	case m.Change != nil:
		return m.Change, record.Forward, nil
	}
	return nil, record.Forward, diag.List{
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
			if code, ok := execute.Up.(*command.Code); ok {
				statements = append(statements, dialect.Statement{SQL: "-- run: " + code.Name, Code: code, Command: c})
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

// writeCommand returns the statements of one command.
func writeCommand(c command.Command, d dialect.Dialect) ([]dialect.Statement, error) {
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

// collector is the sink that executes nothing. A function is called, because
// what it asks of the database comes back to the collector in its place.
type collector struct{ commands []command.Command }

func (c *collector) Run(commands []command.Command) error {
	for _, next := range commands {
		if execute, ok := next.(command.Execute); ok {
			if f, ok := execute.Up.(*command.Func); ok {
				if err := f.Call(); err != nil {
					return err
				}
				continue
			}
		}
		c.commands = append(c.commands, next)
	}
	return nil
}
