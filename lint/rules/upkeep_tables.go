package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// upkeepTables are the rules about looking after tables.
func upkeepTables() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "vacuum-full", Title: "VACUUM FULL writes a table anew while nobody can read it", Severity: lint.Error,
			Databases: []string{"postgres"},
			Aliases:   aliases("squawk prefer-repack", "pgfence vacuum-full", "migrationpilot MP006"),
			Step:      vacuumFull,
		},
		{
			ID: "cluster", Title: "CLUSTER writes a table anew while nobody can read it", Severity: lint.Error,
			Databases: []string{"postgres"}, Aliases: aliases("squawk prefer-repack", "migrationpilot MP032"),
			Step: cluster,
		},
		{
			ID: "refused-in-transaction", Title: "a statement that the database refuses within a transaction", Severity: lint.Error,
			Databases: []string{"postgres", "sqlite"},
			Step:      refusedInTransaction,
		},
		{
			ID: "lock-table", Title: "a table is locked by hand", Severity: lint.Warning,
			Databases: []string{"postgres"}, Aliases: aliases("migrationpilot MP065"),
			Step: lockTable,
		},
		{
			ID: "refresh-not-concurrent", Title: "a materialized view is filled while nobody can read it", Severity: lint.Warning,
			Databases: []string{"postgres"},
			Aliases:   aliases("pgfence refresh-matview-blocking", "migrationpilot MP033"),
			Step:      refreshNotConcurrent,
		},
		{
			ID: "disable-trigger", Title: "triggers are switched off", Severity: lint.Warning,
			Databases: []string{"postgres", "mssql"},
			Aliases:   aliases("pgfence enable-disable-trigger", "migrationpilot MP064"),
			Migration: disableTrigger,
		},
	}
}

func vacuumFull(p *lint.Pass, s *lint.Step) {
	if vacuum, ok := s.Operation.(operation.Vacuum); ok && vacuum.Full {
		rewrites(p, s, "let autovacuum do its work, or take the space back with pg_repack or pg_squeeze, which lock the table for moments only; "+
			"or run it by hand in a quiet hour, and never in a migration")
	}
}

func cluster(p *lint.Pass, s *lint.Step) {
	if _, ok := s.Operation.(operation.Cluster); ok {
		rewrites(p, s, "order the rows with pg_repack, which locks the table for moments only, or by hand in a quiet hour, and never in a migration")
	}
}

// rewrites reports what writes a table anew, or all of them.
func rewrites(p *lint.Pass, s *lint.Step, advice string) {
	if s.On().Name == "" && len(s.Effects) > 0 {
		p.Report(s, lint.Problem{
			Message: fmt.Sprintf("takes %s on one table of the database after the other while it is written anew: reads and writes wait", s.Effects[0].Mode),
			Manual:  manual(p, s.Effects[0].Manual),
			Advice:  advice,
		})
		return
	}
	if problem, ok := locked(p, s, lint.Error); ok {
		problem.Detail = "The table is there twice meanwhile: it needs as much free space as it has."
		problem.Advice = advice
		p.Report(s, problem)
	}
}

// refusedInTransaction leaves what is concurrent to its own rules.
func refusedInTransaction(p *lint.Pass, s *lint.Step) {
	if !p.Plan.InTransaction {
		return
	}
	what := aloneOnly(p, s)
	if what == "" {
		return
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("%s is refused within a transaction: the migration fails", what),
		Manual:  manual(p, map[string]string{"postgres": what + ", Notes", "sqlite": "VACUUM, How VACUUM works"}[p.Database()]),
		Advice:  "run it in a migration of its own without a transaction (@disable_ddl_transaction true, in SQL -- whimbrel: no transaction)",
	}
	if len(p.Plan.Statements()) == 1 {
		problem.Fix = &lint.Fix{Instead: []command.Command{s.Command}, Outside: true}
	} else if text := clause(s); text != "" {
		problem.Fix = &lint.Fix{Then: []lint.Migration{{Name: fileName(strings.ToLower(what), s.On().Name), Outside: true, Change: []command.Command{execute(text, "")}}}}
	}
	p.Report(s, problem)
}

// aloneOnly names a statement that runs outside of transactions only, or is "".
func aloneOnly(p *lint.Pass, s *lint.Step) string {
	switch op := s.Operation.(type) {
	case operation.Vacuum:
		return "VACUUM"
	case operation.Cluster:
		if op.Table.Name == "" && p.Database() == "postgres" {
			return "CLUSTER"
		}
	case operation.Reindex:
		if slices.Contains([]string{"SCHEMA", "DATABASE", "SYSTEM"}, op.What) && !op.Concurrently && p.Database() == "postgres" {
			return "REINDEX"
		}
	case operation.DropDatabase:
		return "DROP DATABASE"
	}
	if p.Database() != "postgres" {
		return ""
	}
	text := strings.Join(strings.Fields(strings.ToUpper(clause(s))), " ")
	for _, words := range []string{"CREATE DATABASE", "ALTER SYSTEM", "CREATE TABLESPACE", "DROP TABLESPACE", "DROP SUBSCRIPTION"} {
		if strings.HasPrefix(text, words+" ") {
			return words
		}
	}
	return ""
}

func lockTable(p *lint.Pass, s *lint.Step) {
	lock, ok := s.Operation.(operation.LockTable)
	if !ok || s.Fresh {
		return
	}
	for _, e := range s.Effects {
		if e.Blocks < locks.Writes {
			continue
		}
		p.Report(s, lint.Problem{
			Severity: p.Weigh(lock.Table, lint.Warning),
			Message:  e.Words(-1) + " until the migration ends",
			Detail:   "The statements of a migration take the locks that they need by themselves, and mostly weaker ones.",
			Manual:   manual(p, e.Manual),
			Advice:   "leave it out, or lock only as strongly as it takes (SHARE ROW EXCLUSIVE lets others read), with a lock timeout and nothing slow behind it",
		})
		return
	}
}

func refreshNotConcurrent(p *lint.Pass, s *lint.Step) {
	refresh, ok := s.Operation.(operation.Refresh)
	if !ok || refresh.Concurrently || s.Fresh || defined(p, s, refresh.Table) || asked(s, "WITH NO DATA") {
		return
	}
	problem, ok := locked(p, s, lint.Warning)
	if !ok {
		return
	}
	problem.Message = fmt.Sprintf("fills %s anew under %s: who reads it waits until all of its query is done", refresh.Table, s.Effects[0].Mode)
	problem.Advice = "refresh it CONCURRENTLY, which needs a unique index over plain columns of the view and a view that has been filled before"
	if t := p.Schema.Table(refresh.Table); t != nil && slices.ContainsFunc(t.Indexes, tellsRowsApart) {
		problem.Fix = &lint.Fix{Instead: []command.Command{execute("REFRESH MATERIALIZED VIEW CONCURRENTLY "+object(p, refresh.Table), "")}}
	}
	p.Report(s, problem)
}
