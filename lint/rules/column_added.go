package rules

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// addedColumns are the rules about columns whose values have to be written into
// every row while they are added.
func addedColumns() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "volatile-default", Title: "a column is added whose default differs from row to row", Severity: lint.Error,
			Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations add_column_default", "strong_migrations add_column_default_callable",
				"excellent_migrations column_added_with_default", "excellent_migrations column_volatile_default",
				"squawk adding-field-with-default", "atlas PG302", "pgfence add-column-non-constant-default",
				"migrationpilot MP003", "migrationpilot MP048", "online_migrations add_column_with_default",
				"online_migrations add_timestamps_with_default"),
			Step: volatileDefault,
		},
		{
			ID: "generated-column", Title: "a stored generated column is added to an existing table", Severity: lint.Error,
			Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations add_column_generated_stored", "eugene E11", "pgfence add-column-stored-generated",
				"migrationpilot MP062", "online_migrations add_column_generated_stored"),
			Step: generatedColumn,
		},
		{
			ID: "auto-increment-column", Title: "a column that counts is added to an existing table", Severity: lint.Error,
			Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations add_column_auto_incrementing", "eugene E11", "pgfence add-column-serial",
				"migrationpilot MP015"),
			Step: autoIncrementColumn,
		},
	}
}

// fills is what makes a value for every row when a column is added.
type fills uint8

const (
	fillsNothing fills = iota
	fillsCount
	fillsGenerated
	fillsVolatile
)

// filledBy says what a step writes into every row while it adds a column.
func filledBy(s *lint.Step) (operation.AddColumn, fills) {
	add, ok := s.Operation.(operation.AddColumn)
	if !ok {
		return add, fillsNothing
	}
	rewrites := false
	for _, e := range s.Effects {
		rewrites = rewrites || e.Rewrites && e.Table == add.Table
	}
	_, expression := add.Column.Options.Default.(command.Fragment)
	switch {
	case !rewrites:
		return add, fillsNothing
	case counts(add.Column):
		return add, fillsCount
	case add.Column.Options.Generated != nil:
		return add, fillsGenerated
	case expression:
		return add, fillsVolatile
	}
	return add, fillsNothing
}

// addProblem is the problem of a step that writes values of this origin into
// every row, if anybody has to wait for it.
func addProblem(p *lint.Pass, s *lint.Step, origin fills) (lint.Problem, operation.AddColumn, bool) {
	add, found := filledBy(s)
	if found != origin {
		return lint.Problem{}, add, false
	}
	problem, ok := locked(p, s, lint.Error)
	return problem, add, ok
}

func volatileDefault(p *lint.Pass, s *lint.Step) {
	problem, add, ok := addProblem(p, s, fillsVolatile)
	if !ok {
		return
	}
	expression := strings.TrimSpace(string(add.Column.Options.Default.(command.Fragment)))
	problem.Message = fmt.Sprintf("adds %s.%s with the default %s, which is computed for every row: %s", add.Table, add.Column.Name, expression, problem.Message)
	problem.Detail = "A default that is the same for all rows is kept once, and no row is written. A function that is not known here counts as one whose value differs."
	problem.Advice = "add the column without a default, set the default in a statement of its own, and fill the other rows in batches"
	problem.Fix = fillLater(p, s, add)
	p.Report(s, problem)
}

func generatedColumn(p *lint.Pass, s *lint.Step) {
	problem, add, ok := addProblem(p, s, fillsGenerated)
	if !ok {
		return
	}
	problem.Message = fmt.Sprintf("adds the generated column %s.%s: %s", add.Table, add.Column.Name, problem.Message)
	problem.Advice = "add a plain column, keep it up to date with a trigger or in the application, and fill the other rows in batches; or compute the value in a view or an index on the expression"
	if p.Server.Major >= 18 {
		problem.Advice += "; a VIRTUAL column writes no row"
	}
	p.Report(s, problem)
}

func autoIncrementColumn(p *lint.Pass, s *lint.Step) {
	problem, add, ok := addProblem(p, s, fillsCount)
	if !ok {
		return
	}
	problem.Message = fmt.Sprintf("adds %s.%s, which numbers all rows: %s", add.Table, add.Column.Name, problem.Message)
	problem.Detail = "The rows are numbered in no order that anybody has chosen, and not alike on two servers."
	problem.Advice = "add a plain bigint column, make a sequence, set its next value as the default, fill the other rows in batches, and make it the key behind that"
	p.Report(s, problem)
}

// fillLater adds the column without a default and gives it the default in the
// same migration; the rows follow in batches, and NOT NULL behind them.
func fillLater(p *lint.Pass, s *lint.Step, add operation.AddColumn) *lint.Fix {
	instead := redefined(p, s, add.Table, add.Column, func(c *command.Column) {
		c.Options.Null, c.Options.Default = command.NullUnset, nil
	})
	if instead == nil || len(sameLine(s)) > 1 || add.Column.Options.PrimaryKey {
		return nil
	}
	column := add.Column
	column.Options.Null, column.Options.Comment, column.Options.After = command.NullUnset, "", ""
	before := column.Options
	before.Default = command.Null{}
	instead = append(instead, command.AlterTable{
		Table:   command.Table{Object: add.Table},
		Changes: []command.Change{command.Modify{Column: column, From: &command.From{Type: column.Type, Options: &before}}},
	})
	then := []lint.Migration{defaults(p, add.Table, column.Name)}
	if add.Column.Options.Null == command.NotNull {
		set := operation.SetNotNull{OnTable: add.OnTable, Column: column.Name}
		then = append(then, later(p, requirement{set: set})...)
	}
	return &lint.Fix{Instead: instead, Then: then}
}
