package lint

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
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
		for _, located := range operation.Of(statement.Command, w.server.Database, w.schema) {
			step := &Step{
				Located: located, Command: statement.Command, Statement: statement.SQL, Number: number,
				Effects: locks.Of(located.Operation, w.schema, w.server), Fresh: w.fresh[located.On()],
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

// commands leaves out the further statements of a command that has several.
func commands(statements []dialect.Statement) []dialect.Statement {
	return slices.DeleteFunc(slices.Clone(statements), func(s dialect.Statement) bool { return s.Further || s.Command == nil })
}

// remember keeps which tables are fresh.
func (w *walk) remember(op operation.Operation) {
	switch op := op.(type) {
	case operation.CreateTable:
		if !op.AsQuery && (!op.Lenient || w.schema.Table(op.Table) == nil) {
			w.fresh[op.Table] = true
		}
	case operation.RenameTable:
		if w.fresh[op.Table] {
			w.fresh[op.To] = true
		}
	case operation.DropTable:
		delete(w.fresh, op.Table)
	}
}
