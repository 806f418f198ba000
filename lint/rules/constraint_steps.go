package rules

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// added reports whether the migration has added the column to a table that was
// there.
func added(p *lint.Pass, table command.Object, column string) bool {
	return slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		add, ok := s.Operation.(operation.AddColumn)
		return ok && add.Table == table && add.Column.Name == column
	})
}

// on is what a step does to a table, or nil.
func on(s *lint.Step, table command.Object) *locks.Effect {
	for i := range s.Effects {
		if s.Effects[i].Table == table {
			return &s.Effects[i]
		}
	}
	return nil
}

// unseen reports whether the migration has made a table or a materialized view
// from a query: it has rows, but nobody else sees it before the migration ends.
func unseen(p *lint.Pass, table command.Object) bool {
	return p.Plan.InTransaction && slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		switch op := s.Operation.(type) {
		case operation.CreateTable:
			return op.Table == table && op.AsQuery
		case operation.Define:
			return op.Object == table && op.Verb == "CREATE" && op.What == "MATERIALIZED VIEW"
		}
		return false
	})
}

// calledAfter is what a table and columns of it are called after some steps.
func calledAfter(steps []*lint.Step, table command.Object, columns []string) (command.Object, []string) {
	columns = slices.Clone(columns)
	for _, s := range steps {
		switch op := s.Operation.(type) {
		case operation.RenameTable:
			if op.Table == table {
				table = op.To
			}
		case operation.RenameColumn:
			if at := slices.Index(columns, op.Column); op.Table == table && at >= 0 {
				columns[at] = op.To
			}
		}
	}
	return table, columns
}

// placeOf is where a step begins; for SQL, where its text does.
func placeOf(s *lint.Step) diag.Pos {
	if s.Change != nil {
		return s.Change.Pos()
	}
	return s.Command.Pos()
}
