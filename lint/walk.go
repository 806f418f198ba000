package lint

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

// Steps takes the statements of a migration apart, and applies them to the
// schema that it finds.
func Steps(statements []dialect.Statement, found *schema.Schema, server Server) []*Step {
	var steps []*Step
	w := &walk{found, server, map[command.Object]bool{}}
	w.each(statements, func(s *Step) { steps = append(steps, s) })
	return steps
}

// walk goes through the operations of a migration.
type walk struct {
	// schema is what the next operation finds.
	schema *schema.Schema
	server Server
	// fresh are the tables that the migration has made.
	fresh map[command.Object]bool
}

// each calls visit for every operation, before it is applied.
func (w *walk) each(statements []dialect.Statement, visit func(*Step)) {
	for number, statement := range commands(statements) {
		operations := operation.Of(statement.Command, w.server.Database, w.schema)
		effects := w.effects(operations)
		for i, located := range operations {
			step := &Step{
				Located: located, Command: statement.Command, Statement: statement.SQL, Number: number,
				Effects: effects[i], Fresh: w.fresh[located.On()], Via: via(statement),
			}
			for _, e := range step.Effects {
				if !w.fresh[e.Table] {
					step.Felt = append(step.Felt, e)
				}
			}
			visit(step)
			w.remember(located.Operation)
		}
		w.schema.Apply(statement.Command)
	}
}

// effects returns what each operation of a command does. One that keeps others
// waiting does so under the strongest lock that its statement takes on the table.
func (w *walk) effects(operations []operation.Located) [][]locks.Effect {
	list := make([][]locks.Effect, len(operations))
	type held struct {
		statement int
		table     command.Object
	}
	strongest := map[held]locks.Effect{}
	for i, op := range operations {
		list[i] = locks.Of(op.Operation, w.schema, w.server)
		for _, e := range list[i] {
			at := held{op.Statement, e.Table}
			if before, ok := strongest[at]; !ok || e.Blocks > before.Blocks {
				strongest[at] = e
			}
		}
	}
	for i, op := range operations {
		for n := range list[i] {
			e := &list[i][n]
			if by := strongest[held{op.Statement, e.Table}]; e.Blocks >= locks.Writes && by.Blocks > e.Blocks {
				e.Mode, e.Blocks = by.Mode, by.Blocks
			}
		}
	}
	return list
}

// via are the places that led to what a statement runs, if it is code.
func via(s dialect.Statement) []diag.Pos {
	if s.Live == nil {
		return nil
	}
	return s.Live.Via
}

// commands leaves out the further statements of a command that has several.
func commands(statements []dialect.Statement) []dialect.Statement {
	return slices.DeleteFunc(slices.Clone(statements), func(s dialect.Statement) bool { return s.Further || s.Command == nil })
}

// remember keeps which tables are fresh, and the time zone of the session.
func (w *walk) remember(op operation.Operation) {
	switch op := op.(type) {
	case operation.SetVariable:
		if op.Object.Name == "timezone" {
			zone := strings.ToUpper(op.Value)
			w.server.UTC = zone == "UTC" || zone == "ETC/UTC"
		}
	case operation.CreateTable:
		if !op.AsQuery && (!op.Lenient || w.schema.Table(op.Table) == nil) {
			w.fresh[op.Table] = true
		}
	case operation.RenameTable:
		if w.fresh[op.Table] {
			w.fresh[op.To] = true
		}
	}
}
