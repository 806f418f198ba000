package rules

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// columnStep is a column that a step makes: with a table, or in one that exists.
type columnStep struct {
	// step is the one to report: its place is that of the column, if it has one.
	step   *lint.Step
	table  command.Object
	column command.Column
}

// columnSteps returns the columns that a step makes.
func columnSteps(s *lint.Step) []columnStep {
	switch op := s.Operation.(type) {
	case operation.AddColumn:
		return []columnStep{{s, op.Table, op.Column}}
	case operation.CreateTable:
		list := make([]columnStep, len(op.Columns))
		for i, c := range op.Columns {
			list[i] = columnStep{atColumn(s, c.Name), op.Table, c}
		}
		return list
	}
	return nil
}

// reference reports whether the column is one, so that its type is that of
// another table's key.
func (c columnStep) reference() bool {
	add, ok := c.step.Change.(command.Add)
	return ok && add.Column.Reference != nil
}

// fix has the step make the column in another way.
func (c columnStep) fix(p *lint.Pass, change func(*command.Column)) *lint.Fix {
	if len(sameLine(c.step)) > 1 {
		return nil
	}
	instead := redefined(p, c.step, c.table, c.column, change)
	if instead == nil {
		return nil
	}
	return &lint.Fix{Instead: instead, Better: true}
}

// redefined is what takes the place of a step that makes a column, to make it in
// another way; nil if SQL asks for it together with something else.
func redefined(p *lint.Pass, s *lint.Step, table command.Object, bare command.Column, change func(*command.Column)) []command.Command {
	if add, ok := s.Change.(command.Add); ok && add.Pos() == s.Command.Pos() {
		return nil // a key that is said beside the table's name, or not at all
	}
	if create, ok := s.Command.(command.CreateTable); ok {
		create.Columns = slices.Clone(create.Columns)
		for i := range create.Columns {
			if create.Columns[i].Column.Name == bare.Name {
				change(&create.Columns[i].Column)
			}
		}
		return []command.Command{create}
	}
	if together := sameLine(s); len(together) > 0 {
		changes := make([]command.Change, len(together))
		for i, add := range together {
			change(&add.Column)
			changes[i] = add
		}
		return []command.Command{command.AlterTable{Table: command.Table{Object: table}, Changes: changes}}
	}
	if _, ok := s.Operation.(operation.AddColumn); !ok || clause(s) == "" || further(p, s) {
		return nil
	}
	change(&bare)
	return []command.Command{command.AlterTable{
		Table: command.Table{Object: table}, Changes: []command.Change{command.Add{Column: bare}},
	}}
}

// sameLine are the columns that the line of a step adds to a table that is
// there: one, or the two of timestamps().
func sameLine(s *lint.Step) []command.Add {
	alter, ok := s.Command.(command.AlterTable)
	if !ok || s.Change == nil {
		return nil
	}
	var list []command.Add
	for _, change := range alter.Changes {
		if add, ok := change.(command.Add); ok && add.Pos() == s.Change.Pos() {
			list = append(list, add)
		}
	}
	return list
}

// further: the clause of a step asks for more than the step.
func further(p *lint.Pass, s *lint.Step) bool {
	n := 0
	for _, other := range operation.Of(s.Command, p.Database(), p.Schema) {
		if other.Start < s.End && s.Start < other.End {
			n++
		}
	}
	return n > 1
}
