package rules

import (
	"fmt"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// tableShapes are the rules about what a new table is like.
func tableShapes() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "missing-primary-key", Title: "a table has no primary key", Severity: lint.Warning,
			Aliases:   aliases("skeema pk", "migrationpilot MP045", "SqlServer.Rules SRD0002", "SqlServer.Rules SRP0020"),
			Migration: missingPrimaryKey,
		},
		{
			ID: "partial-lenient", Title: "IF NOT EXISTS passes over something that may be another thing", Severity: lint.Note,
			Aliases: aliases("migrationpilot MP023"), Step: partialLenient,
		},
	}
}

func missingPrimaryKey(p *lint.Pass) {
	for _, c := range createdTables(p) {
		if c.table.PrimaryKey != nil || inherits(c.step) {
			continue
		}
		problem := lint.Problem{
			Message: fmt.Sprintf("creates %s without a primary key: no row of it can be named%s", c.table.Object, withoutKey(p)),
			Manual: manual(p, map[string]string{
				"postgres": "Constraints, Primary Keys", "mysql": "Primary Key Optimization", "sqlite": "CREATE TABLE, The PRIMARY KEY",
				"mssql": "Primary and foreign key constraints",
			}[p.Database()]),
			Advice: worded(p, "give it an id (leave out primary_key: false), or make the columns that identify a row its key (primary_key: true)",
				"give it an id, or make the columns that identify a row its key"),
		}
		if columns := joinedBy(c.table); columns != nil {
			problem.Severity = lint.Note
			problem.Advice = fmt.Sprintf("make %s its primary key%s in place of the unique index", list(columns), worded(p, " (primary_key: true)", ""))
		}
		p.Report(c.step, problem)
	}
}

// inherits: a partition has the key of its table.
func inherits(s *lint.Step) bool { return asked(s, "PARTITION OF") || asked(s, "INHERITS") }

func withoutKey(p *lint.Pass) string {
	switch p.Database() {
	case "postgres":
		return ", and logical replication refuses to update and delete its rows"
	case "mysql":
		return ", and replicas read the whole table for every row that changes"
	}
	return ""
}

// joinedBy are the columns of a unique index, as a join table has.
func joinedBy(t *schema.Table) []string {
	for _, i := range t.Indexes {
		if !i.Unique || i.Where != "" {
			continue
		}
		var columns []string
		for _, c := range i.Columns {
			columns = append(columns, c.Column)
		}
		if !slices.Contains(columns, "") {
			return columns
		}
	}
	return nil
}

// partialLenient compares what is asked for with what is there already.
func partialLenient(p *lint.Pass, s *lint.Step) {
	switch op := s.Operation.(type) {
	case operation.CreateTable:
		if op.Lenient && !op.Temporary {
			lenientTable(p, s, op)
		}
	case operation.AddColumn:
		if op.Lenient {
			lenientColumn(p, s, op)
		}
	case operation.CreateIndex:
		if op.Lenient {
			lenientIndex(p, s, op)
		}
	}
}

func lenientTable(p *lint.Pass, s *lint.Step, op operation.CreateTable) {
	there := p.Schema.Table(op.Table)
	if there == nil || there.Partial {
		unknownLenient(p, s, fmt.Sprintf("passes over a table %s that is there already, whatever its columns are", op.Table))
		return
	}
	var missing []string
	for _, c := range op.Columns {
		if there.Column(c.Name) == nil {
			missing = append(missing, c.Name)
		}
	}
	problem := lint.Problem{
		Severity: lint.Note,
		Message:  fmt.Sprintf("does nothing: %s is there already%s", op.Table, by(there.Origin)),
		Manual:   manual(p, "CREATE TABLE"),
		Advice:   "take it out",
	}
	if missing != nil {
		problem.Severity = lint.Warning
		problem.Message += ", and gets no " + some(missing)
		problem.Advice = "add the columns in an alter block"
	}
	p.Report(s, problem)
}

func lenientColumn(p *lint.Pass, s *lint.Step, op operation.AddColumn) {
	if s.Fresh {
		return
	}
	there := p.Schema.Table(op.Table)
	if there == nil || there.Column(op.Column.Name) == nil {
		if there == nil || there.Partial {
			unknownLenient(p, s, fmt.Sprintf("passes over a column %s.%s that is there already, whatever its type is", op.Table, op.Column.Name))
		}
		return
	}
	old := there.Column(op.Column.Name)
	before := command.Column{Type: old.Type, Options: old.Options}
	problem := lint.Problem{
		Severity: lint.Note,
		Message:  fmt.Sprintf("does nothing: %s.%s is there already%s", op.Table, op.Column.Name, by(old.Origin)),
		Manual:   manual(p, "ALTER TABLE"),
		Advice:   "take it out",
	}
	if !old.Type.IsZero() && !operation.SameType(before, op.Column, p.Database()) {
		problem.Severity = lint.Warning
		problem.Message = fmt.Sprintf("%s, and stays %s", problem.Message, columnType(p, before))
		problem.Advice = "change the type with modify, if it is to change"
	}
	p.Report(s, problem)
}

func lenientIndex(p *lint.Pass, s *lint.Step, op operation.CreateIndex) {
	_, there := p.Schema.Index(op.Index.Object())
	if there == nil || there.Unique == op.Index.Unique && there.Where == op.Index.Where && slices.Equal(there.Columns, op.Index.Columns) {
		return
	}
	p.Report(s, lint.Problem{
		Severity: lint.Warning,
		Message:  fmt.Sprintf("does nothing: there is an index %s already%s, and it is another one", op.Index.Name, by(there.Origin)),
		Manual:   manual(p, "CREATE INDEX"),
		Advice:   "give the new index a name of its own",
	})
}

// unknownLenient: where a migration that fails leaves something behind, being
// lenient is how it goes on.
func unknownLenient(p *lint.Pass, s *lint.Step, message string) {
	if !p.Dialect.Capabilities().TransactionalDDL || !p.Plan.InTransaction {
		return
	}
	p.Report(s, lint.Problem{
		Once:    true, // it is how a project writes all of its migrations
		Message: message,
		Manual:  manual(p, "CREATE TABLE"),
		Detail:  "Two databases that have run the same migrations are not the same then.",
		Advice:  "leave out the IF NOT EXISTS: the migration runs once and in a transaction, and should fail where it finds something else",
	})
}

// by says which migration made something.
func by(o schema.Origin) string {
	if o.Migration == 0 {
		return ""
	}
	return fmt.Sprintf(" (by migration %d)", o.Migration)
}
