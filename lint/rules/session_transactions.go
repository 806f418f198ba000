package rules

import (
	"fmt"
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// sessionTransactions are the rules about transactions.
func sessionTransactions() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "transaction-in-migration", Title: "a migration begins or ends transactions by itself", Severity: lint.Error,
			Aliases: aliases("squawk transaction-nesting", "squawk ban-uncommitted-transaction", "pgfence unclosed-transaction",
				"migrationpilot MP053"),
			Migration: transactionInMigration,
		},
		{
			ID: "work-under-lock", Title: "long work is done while a table from before is locked", Severity: lint.Error,
			Databases: []string{"postgres", "mssql"},
			Aliases: aliases("eugene E4", "pgfence statement-after-access-exclusive",
				"django-migration-linter CREATE_INDEX_EXCLUSIVE"),
			Migration: workUnderLock,
		},
	}
}

func transactionInMigration(p *lint.Pass) {
	w := &transactions{pass: p}
	for _, s := range p.Steps {
		if t, ok := s.Operation.(operation.Transaction); ok {
			w.statement(s, t.Verb)
		} else if w.open != nil && !rowsOnly(s) {
			w.schema = true
		}
	}
	w.end()
}

// transactions goes through the statements of a migration that begin and end
// transactions.
type transactions struct {
	pass *lint.Pass
	// open is the BEGIN that is open, and depth how many are.
	open  *lint.Step
	depth int
	// schema: the schema is changed in the open transaction.
	schema, reported bool
}

func (w *transactions) statement(s *lint.Step, verb string) {
	switch verb {
	case "BEGIN":
		w.depth++
		if w.open == nil {
			w.open = s
		}
		if w.pass.Plan.InTransaction && w.pass.Database() == "sqlite" {
			w.report(s, lint.Error, "begins a transaction within that of the migration, which SQLite refuses", "BEGIN")
		}
	case "COMMIT":
		w.ends(s, verb)
	case "ROLLBACK":
		if !asked(s, " TO ") { // a savepoint
			w.ends(s, verb)
		}
	}
}

// ends is COMMIT or ROLLBACK. SQL Server counts: only the last COMMIT ends the
// transaction, but the first ROLLBACK.
func (w *transactions) ends(s *lint.Step, verb string) {
	p := w.pass
	nested := p.Database() == "mssql" && verb == "COMMIT" && w.depth > 0
	switch {
	case p.Plan.InTransaction && !nested && verb == "COMMIT":
		w.report(s, lint.Error, "ends the transaction in which the migration runs: if something behind it fails, what came before stays", verb)
	case p.Plan.InTransaction && !nested:
		w.report(s, lint.Error, "undoes the migration up to here, and ends its transaction: what follows is kept statement by statement", verb)
	case p.Database() == "mysql" && w.open != nil && w.schema:
		w.report(w.open, lint.Warning, "begins a transaction that the first change of the schema commits without a word: ROLLBACK undoes nothing", "BEGIN")
	}
	w.depth = max(0, w.depth-1)
	if w.depth == 0 {
		w.open, w.schema = nil, false
	}
}

func (w *transactions) end() {
	p := w.pass
	switch {
	case w.open == nil || w.reported:
	case p.Plan.InTransaction && p.Database() == "postgres":
		w.report(w.open, lint.Warning, "begins a transaction within that of the migration: PostgreSQL warns and does nothing", "BEGIN")
	default:
		w.report(w.open, lint.Error, "begins a transaction that nothing commits: all that follows is lost when the session ends, though the migration counts as done", "BEGIN")
	}
}

// report reports the first problem only: the others come from it.
func (w *transactions) report(s *lint.Step, severity lint.Severity, message, verb string) {
	if w.reported {
		return
	}
	w.reported = true
	p := w.pass
	advice := "leave transactions to the migrator, which puts one around the whole migration"
	if !p.Plan.InTransaction {
		advice = "leave it out, or commit in the same migration, with nothing in between but statements about rows"
	}
	sections := map[string]string{
		"postgres": verb + ", Notes", "mysql": "Statements That Cause an Implicit Commit", "sqlite": "Transaction, Transactions",
		"mssql": verb + " TRANSACTION (Transact-SQL), Remarks",
	}
	p.Report(s, lint.Problem{Severity: severity, Message: message, Manual: manual(p, sections[p.Database()]), Advice: advice})
}

// rowsOnly reports a step that changes no schema.
func rowsOnly(s *lint.Step) bool {
	switch s.Operation.(type) {
	case operation.Write, operation.Read, operation.SetVariable, operation.LockTable:
		return true
	}
	return false
}

// workUnderLock reports the first statement that takes long and keeps nobody
// waiting by itself, behind one that does. What blocks by itself has its own
// rule, and so has what changes rows.
func workUnderLock(p *lint.Pass) {
	if !p.Plan.InTransaction {
		return
	}
	var held *lint.Step
	for _, s := range p.Steps {
		if held != nil && s.Number != held.Number && worksQuietly(p, s) {
			reportWork(p, held, s)
			return
		}
		if held == nil && exclusively(s) {
			held = s
		}
	}
}

// worksQuietly reports a step that goes through all rows of a table, without a
// lock that anybody waits for.
func worksQuietly(p *lint.Pass, s *lint.Step) bool {
	switch op := s.Operation.(type) {
	case operation.Refresh:
		return true
	case operation.CreateTable:
		return op.AsQuery
	case operation.Define:
		return op.What == "MATERIALIZED VIEW" && op.Verb == "CREATE" && !asked(s, "WITH NO DATA")
	case operation.ValidateConstraint:
		return !s.Fresh && !isNew(p, op)
	}
	return false
}

// isNew reports whether the migration itself adds the constraint, which is
// another rule's business.
func isNew(p *lint.Pass, v operation.ValidateConstraint) bool {
	return slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		if s.On() != v.Table {
			return false
		}
		switch op := s.Operation.(type) {
		case operation.AddForeignKey:
			return op.Name == v.Name
		case operation.AddCheck:
			return op.Name == v.Name
		}
		return false
	})
}

func reportWork(p *lint.Pass, held, s *lint.Step) {
	lock := on(held, held.On())
	severity := lint.Error
	if s.On().Name != "" && !s.Fresh {
		severity = p.Weigh(s.On(), lint.Error)
	}
	what := map[bool]string{true: "all rows of " + s.On().String() + " are gone through", false: "a query is run to its end"}
	_, validates := s.Operation.(operation.ValidateConstraint)
	p.Report(s, lint.Problem{
		Severity: severity,
		Message: fmt.Sprintf("%s while %s on %s, taken in line %d, is held: %s", what[validates], lock.Mode, held.On(),
			placeOf(held).Line, waiting(lock.Blocks)),
		Detail: "A lock is held until the transaction ends, whatever else is done in it.",
		Manual: manual(p, map[string]string{"postgres": "Explicit Locking, Table-Level Locks", "mssql": "ALTER TABLE (Transact-SQL), Locks and ALTER TABLE"}[p.Database()]),
		Advice: "do this in a migration of its own, behind this one",
		Fix:    alone(p, s),
	})
}

// alone moves the last command of a migration to one of its own.
func alone(p *lint.Pass, s *lint.Step) *lint.Fix {
	if last := p.Steps[len(p.Steps)-1]; last != s || len(p.Steps) > 1 && p.Steps[len(p.Steps)-2].Number == s.Number {
		return nil
	}
	name := fileName("then", s.On().Name)
	if v, ok := s.Operation.(operation.ValidateConstraint); ok {
		name = fileName("validate", v.Name)
	}
	return &lint.Fix{Then: []lint.Migration{{Name: name, Change: onlyWay(s)}}}
}
