package rules

import (
	"fmt"
	"regexp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// foreignKeys are the rules about foreign keys that are added.
func foreignKeys() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "validating-foreign-key", Title: "a foreign key is added and all rows are checked under its locks",
			Severity: lint.Error, Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations add_foreign_key", "strong_migrations add_reference",
				"excellent_migrations column_reference_added", "squawk adding-foreign-key-constraint",
				"squawk constraint-missing-not-valid", "eugene E1", "pgfence add-constraint-fk-no-not-valid",
				"pgfence add-column-inline-foreign-key", "migrationpilot MP005", "online_migrations add_foreign_key"),
			Step: validatingForeignKey,
		},
		{
			ID: "foreign-key-to-busy-table", Title: "a foreign key locks the large table that it references",
			Severity: lint.Note, Databases: []string{"postgres"},
			Aliases: aliases("online_migrations multiple_foreign_keys", "migrationpilot MP069"),
			Step:    foreignKeyToBusyTable,
		},
	}
}

func validatingForeignKey(p *lint.Pass, s *lint.Step) {
	key, ok := s.Operation.(operation.AddForeignKey)
	if !ok || key.NotValidated || s.Fresh {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	switch {
	case unseen(p, key.Table):
		problem.Message = fmt.Sprintf("takes SHARE ROW EXCLUSIVE on %s while the rows of %s are checked: writes wait", key.To, key.Table)
	case key.To != key.Table && !p.Fresh(key.To):
		problem.Detail = fmt.Sprintf("Writes of %s wait as well. ", key.To)
	}
	problem.Detail += fmt.Sprintf("A row of %s without its row in %s makes it fail.", key.Table, key.To)
	problem.Advice = "add the key without looking at the rows (validate: false, in SQL NOT VALID), and validate it in a migration after that"
	problem.Fix = validateLater(p, s, key.Table, keyName(key))
	p.Report(s, problem)
}

// keyName is the name that PostgreSQL gives a foreign key without one.
func keyName(key operation.AddForeignKey) string {
	const longest = 63
	if key.Name != "" || len(key.Columns) == 0 {
		return key.Name
	}
	name := key.Table.Name
	for _, column := range key.Columns {
		name += "_" + column
	}
	if name += "_fkey"; len(name) > longest {
		return ""
	}
	return name
}

// validateLater adds a constraint without looking at the rows, and validates it
// in the next migration.
func validateLater(p *lint.Pass, s *lint.Step, table command.Object, name string) *lint.Fix {
	instead := notValidated(p, s, table)
	if instead == nil || name == "" {
		return nil
	}
	return &lint.Fix{Instead: instead, Then: []lint.Migration{validation(p, table, name)}}
}

func validation(p *lint.Pass, table command.Object, name string) lint.Migration {
	validate := "ALTER TABLE " + object(p, table) + " VALIDATE CONSTRAINT " + identifier(p, name)
	return lint.Migration{Name: fileName("validate", name), Change: []command.Command{execute(validate, "")}}
}

// notValidated is what asks for a constraint, without its validation.
func notValidated(p *lint.Pass, s *lint.Step, table command.Object) []command.Command {
	switch change := s.Change.(type) {
	case command.Add:
		change.Column.Reference = withoutValidation(change.Column.Reference)
		return only(s, change)
	case command.Modify:
		change.Column.Reference = withoutValidation(change.Column.Reference)
		return only(s, change)
	}
	if c, ok := s.Command.(command.CreateConstraint); ok {
		c.Constraint.SkipValidation = true
		return []command.Command{c}
	}
	text := clause(s)
	if !constraintClause.MatchString(text) {
		return nil
	}
	return []command.Command{command.Execute{Up: command.SQL(alter(p, table, text) + " NOT VALID"), Down: wayBack(p, s)}}
}

func withoutValidation(r *command.Reference) *command.Reference {
	if r == nil {
		return nil
	}
	skipping := *r
	skipping.SkipValidation = true
	return &skipping
}

// constraintClause is a clause that is about a constraint and nothing else: not
// about a column that has one.
var constraintClause = regexp.MustCompile(`(?is)^(ALTER\s+TABLE\s.*?\s)?ADD\s+(CONSTRAINT|CHECK|FOREIGN|UNIQUE|PRIMARY)\b`)

func foreignKeyToBusyTable(p *lint.Pass, s *lint.Step) {
	key, ok := s.Operation.(operation.AddForeignKey)
	if !ok || key.To == key.Table || p.Fresh(key.To) {
		return
	}
	if !key.NotValidated && !key.Inline && !s.Fresh {
		return // validating-foreign-key says more
	}
	if p.Weigh(key.To, lint.Note) != lint.Error {
		return
	}
	rows, _ := p.RowsOf(key.To)
	for _, e := range s.Effects {
		if e.Table != key.To || e.Blocks < locks.Writes {
			continue
		}
		p.Report(s, lint.Problem{
			Severity: lint.Note,
			Message: fmt.Sprintf("takes %s on %s, which has %s, until the migration ends: writes wait",
				e.Mode, key.To, locks.Rows(rows)),
			Detail: "No row is looked at, but the lock has to be had first: it waits for every transaction that has written to " +
				key.To.Name + ", and all later writes wait behind it.",
			Manual: manual(p, e.Manual),
			Advice: "keep the migration short: nothing that takes long in the same transaction; and set a lock timeout",
		})
	}
}
