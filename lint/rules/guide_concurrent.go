package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// guideConcurrent are the rules about migrations with concurrent indexes.
func guideConcurrent() []*lint.Rule {
	postgres := []string{"postgres"}
	return []*lint.Rule{
		{
			ID: "concurrent-in-transaction", Title: "CONCURRENTLY is asked for inside of a transaction", Severity: lint.Error, Databases: postgres,
			Aliases: aliases("excellent_migrations index_concurrently_without_disable_ddl_transaction",
				"squawk ban-concurrent-index-creation-in-transaction", "atlas PG103", "pgfence concurrent-in-transaction", "migrationpilot MP025"),
			Migration: concurrentInTransaction,
		},
		{
			ID: "concurrent-under-lock", Title: "CONCURRENTLY is asked for under the migration lock", Severity: lint.Error, Databases: postgres,
			Aliases:   aliases("excellent_migrations index_concurrently_without_disable_migration_lock"),
			Migration: concurrentUnderLock,
		},
		{
			ID: "concurrent-index-alone", Title: "a concurrent index shares its migration with other changes", Severity: lint.Warning,
			Databases: postgres, Migration: concurrentIndexAlone,
		},
	}
}

const concurrentSection = "CREATE INDEX, Building Indexes Concurrently"

// isConcurrent reports whether an operation on indexes asks for CONCURRENTLY,
// and what it is in SQL.
func isConcurrent(op operation.Operation) (what string, ok bool) {
	switch op := op.(type) {
	case operation.CreateIndex:
		return "CREATE INDEX CONCURRENTLY", op.Index.Concurrently
	case operation.DropIndex:
		return "DROP INDEX CONCURRENTLY", op.Concurrently
	case operation.Reindex:
		return "REINDEX CONCURRENTLY", op.Concurrently
	}
	return "", false
}

// concurrentInTransaction reports each of the commands, unless there are no
// others: then the migration lacks its attributes, which is one thing.
func concurrentInTransaction(p *lint.Pass) {
	if !p.Plan.InTransaction {
		return
	}
	alone := !slices.ContainsFunc(p.Steps, func(s *lint.Step) bool { _, ok := concurrentStep(s); return !ok })
	for _, s := range p.Steps {
		what, ok := concurrentStep(s)
		if !ok {
			continue
		}
		problem := lint.Problem{
			Message: what + " cannot run in the transaction of a migration: it is refused before anything runs",
			Manual:  manual(p, concurrentSection),
			Advice:  "give the migration @disable_ddl_transaction true and @disable_migration_lock true, and leave nothing else in it",
		}
		create, isIndex := s.Command.(command.CreateIndex)
		switch {
		case isIndex && s.Fresh:
			create.Index.Concurrently = false
			problem.Advice = "leave out concurrently: the table is new, and nobody waits"
			problem.Fix = &lint.Fix{Instead: []command.Command{create}}
		case alone:
			problem.Fix = &lint.Fix{Keep: true, Outside: true}
		default:
			problem.Fix = &lint.Fix{Then: []lint.Migration{apart(s)}}
		}
		p.Report(s, problem)
		if alone {
			return
		}
	}
}

// concurrentStep reports whether a step asks for CONCURRENTLY, of an index or of
// a partition.
func concurrentStep(s *lint.Step) (what string, ok bool) {
	if detach, is := s.Operation.(operation.DetachPartition); is {
		return "DETACH PARTITION CONCURRENTLY", detach.Concurrently
	}
	return isConcurrent(s.Operation)
}

// commandsOf are the commands of a migration.
func commandsOf(p *lint.Pass) []command.Command {
	var list []command.Command
	for _, s := range p.Plan.Known() {
		if !s.Further && s.Command != nil {
			list = append(list, s.Command)
		}
	}
	return list
}

// apart is the migration that does outside of a transaction what a step asks for.
func apart(s *lint.Step) lint.Migration {
	m := lint.Migration{Outside: true, NoLock: true}
	switch op := s.Operation.(type) {
	case operation.CreateIndex:
		m.Name = fileName("create", op.Index.Name)
		if _, ok := s.Command.(command.CreateIndex); !ok {
			m.Change = []command.Command{command.CreateIndex{Index: op.Index, Existence: lenient(op.Lenient)}}
			return m
		}
	case operation.DropIndex:
		m.Name = fileName("drop", op.Index.Name)
	case operation.Reindex:
		m.Name = fileName("reindex", op.Table.Name+op.Index.Name)
	case operation.DetachPartition:
		m.Name = fileName("detach", op.Partition.Name)
	}
	m.Change = []command.Command{s.Command}
	if _, err := command.Reverse(s.Command); err != nil {
		m.Change, m.Up, m.Down = nil, m.Change, []command.Command{}
	}
	return m
}

func lenient(yes bool) command.Existence {
	if yes {
		return command.Lenient
	}
	return command.Strict
}

func concurrentUnderLock(p *lint.Pass) {
	if p.Plan.InTransaction || p.Migration.DisableMigrationLock {
		return
	}
	for _, s := range p.Steps {
		what, ok := isConcurrent(s.Operation)
		if !ok {
			continue
		}
		if otherLock(p) {
			return
		}
		p.Report(s, lint.Problem{
			Message: what + " may wait for the transaction that holds the migration lock, which waits for it: it is refused before anything runs",
			Manual:  manual(p, concurrentSection),
			Advice:  "give the migration @disable_migration_lock true, or the repository migration_lock = \"pg_advisory_lock\"",
			Fix:     &lint.Fix{Keep: true, Outside: true},
		})
		return // one attribute is lacking, however many indexes there are
	}
}

// otherLock reports whether the repository takes no lock that is held by a
// transaction: as Whimbrel is configured, or else the application.
func otherLock(p *lint.Pass) bool {
	configured := slices.ContainsFunc(p.Commands.Settings, func(s command.Pair) bool {
		return s.Key == command.Value(command.Atom("migration_lock")) &&
			(s.Value == command.Value(command.Bool(false)) || s.Value == command.Value(command.Atom("pg_advisory_lock")))
	})
	if configured || p.Read == nil {
		return configured
	}
	root, _, found := strings.Cut(p.Migration.File, "priv/")
	return found && otherLockLine.Match(p.Read(root+"config/config.exs"))
}

// otherLockLine is the lock in the configuration of an application.
var otherLockLine = regexp.MustCompile(`(?m)^[^#\n]*\bmigration_lock: (?::pg_advisory_lock|false)\b`)

func concurrentIndexAlone(p *lint.Pass) {
	if p.Plan.InTransaction {
		return // concurrent-in-transaction says more
	}
	var index, other *lint.Step
	indexes := 0
	for _, s := range p.Steps {
		switch _, ok := isConcurrent(s.Operation); {
		case ok && index == nil:
			index = s
			indexes++
		case ok:
			indexes++
		case other == nil && lastsWithout(s.Operation):
			other = s
		}
	}
	if index == nil || other == nil {
		return
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("%s stands beside other changes without a transaction: if one fails, those before it stay", indexName(index)),
		Detail:  "A build that fails leaves an invalid index behind, and the migration is not recorded, so that the next run meets what is there already.",
		Manual:  manual(p, concurrentSection),
		Advice:  "give the index a migration of its own, and the other changes their transaction back",
	}
	if indexes == 1 {
		problem.Fix = &lint.Fix{Inside: fitsTransaction(p, index), Then: []lint.Migration{apart(index)}}
	}
	p.Report(index, problem)
}

// fitsTransaction reports whether everything but a step only changes the schema,
// and would have had a transaction without that step.
func fitsTransaction(p *lint.Pass, but *lint.Step) bool {
	return !slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		_, concurrent := isConcurrent(s.Operation)
		detach, detaches := s.Operation.(operation.DetachPartition)
		return s.Number != but.Number && (concurrent || detaches && detach.Concurrently || !changesSchema(s.Operation))
	})
}

// lastsWithout reports whether an operation leaves something behind if a later
// one fails. A constraint that takes over an index belongs to it.
func lastsWithout(op operation.Operation) bool {
	switch op := op.(type) {
	case operation.SetVariable, operation.Read, operation.LockTable, operation.Transaction, operation.Vacuum, operation.Refresh,
		operation.Comment, operation.Rename:
		return false
	case operation.AddUnique:
		return op.UsingIndex == ""
	case operation.AddPrimaryKey:
		return op.UsingIndex == ""
	case operation.Opaque:
		return op.May
	}
	return true
}

func indexName(s *lint.Step) string {
	switch op := s.Operation.(type) {
	case operation.CreateIndex:
		return op.Index.Name
	case operation.DropIndex:
		return op.Index.Name
	}
	return "the concurrent index"
}
