package rules

import (
	"fmt"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// checks are the rules about looking at rows for a constraint.
func checks() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "validating-check", Title: "a check constraint is added and all rows are checked under its lock",
			Severity: lint.Error, Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations add_check_constraint", "excellent_migrations check_constraint_added",
				"squawk constraint-missing-not-valid", "atlas PG305", "eugene E1", "pgfence add-constraint-check-no-not-valid",
				"migrationpilot MP030", "online_migrations add_check_constraint"),
			Step: validatingCheck,
		},
		{
			ID: "validate-in-same-transaction", Title: "a constraint is validated while the lock is held under which it was added",
			Severity: lint.Error, Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations validate_foreign_key", "strong_migrations validate_check_constraint",
				"squawk constraint-missing-not-valid", "pgfence not-valid-validate-same-tx", "online_migrations validate_constraint"),
			Step: validateInSameTransaction,
		},
	}
}

func validatingCheck(p *lint.Pass, s *lint.Step) {
	check, ok := s.Operation.(operation.AddCheck)
	if !ok || check.NotValidated {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	problem.Detail = "A row that does not satisfy it makes the migration fail."
	problem.Advice = "add the constraint without looking at the rows (validate: false, in SQL NOT VALID), and validate it in a migration after that"
	problem.Fix = validateLater(p, s, check.Table, check.Name)
	p.Report(s, problem)
}

// validateInSameTransaction is about what the migration itself has added; for
// other locks that are held see work-under-lock.
func validateInSameTransaction(p *lint.Pass, s *lint.Step) {
	validate, ok := s.Operation.(operation.ValidateConstraint)
	if !ok || s.Fresh || !p.Plan.InTransaction || !isNew(p, validate) || !scans(s, validate.Table) {
		return
	}
	at := slices.IndexFunc(p.Steps, func(earlier *lint.Step) bool {
		e := on(earlier, validate.Table)
		return e != nil && e.Blocks >= locks.Writes
	})
	if at < 0 {
		return
	}
	held := on(p.Steps[at], validate.Table)
	rows, known := p.RowsOf(validate.Table)
	if !known {
		rows = -1
	}
	p.Report(s, lint.Problem{
		Severity: p.Weigh(validate.Table, lint.Error),
		Message: fmt.Sprintf("checks %s of %s while %s, taken in line %d, is held: %s",
			locks.Rows(rows), validate.Table, held.Mode, placeOf(p.Steps[at]).Line, waits(held.Blocks)),
		Detail: "VALIDATE CONSTRAINT alone lets rows be written. In one transaction with the statement that adds the constraint, nothing is won by NOT VALID.",
		Manual: manual(p, "ALTER TABLE, Notes"),
		Advice: "validate in a migration of its own",
		Fix:    &lint.Fix{Then: []lint.Migration{validation(p, validate.Table, validate.Name)}},
	})
}

func scans(s *lint.Step, table command.Object) bool {
	e := on(s, table)
	return e != nil && e.Scans
}

func waits(b locks.Blocks) string {
	if b == locks.Reads {
		return "reads and writes wait"
	}
	return "writes wait"
}
