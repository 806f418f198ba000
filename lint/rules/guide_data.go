package rules

import (
	"fmt"
	"path"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// guideData are the rules about migrations that change rows.
func guideData() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "schema-and-data", Title: "a migration changes both the schema and rows", Severity: lint.Warning,
			Aliases:   aliases("migrationpilot MP080", "SqlServer.Rules SRD0057"),
			Migration: schemaAndData,
		},
		{
			ID: "application-schema", Title: "a migration uses a schema module of the application", Severity: lint.Warning,
			Aliases: aliases("django-migration-linter RUNPYTHON_MODEL_IMPORT"),
			Text:    applicationSchema,
		},
	}
}

func schemaAndData(p *lint.Pass) {
	write := rowsBesideSchema(p)
	if write == nil {
		return
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("changes rows of %s beside the schema: they cannot be released, run again or taken back one without the other", write.On()),
		Manual:  sections(p, "", "Statements That Cause an Implicit Commit", "", ""),
		Advice:  "change the rows in a migration of their own",
	}
	at := slices.Index(p.Steps, write)
	if u, ok := unbatchedAt(p, at, write); ok && !u.copies() && isAsked(p, "unbatched-backfill") {
		problem = u.problem(p)
		problem.Message = changesRows(p, u.write) + " beside the schema: " + untilThen(p)
		problem.Detail = "They cannot be released, run again or taken back one without the other. " + problem.Detail
		problem.Fix = nil
	}
	if !slices.ContainsFunc(p.Steps[at:], func(s *lint.Step) bool { return changesSchema(s.Operation) }) && onlyWrite(p, write) {
		problem.Fix = rowsApartFix(p, write)
	}
	p.Report(write, problem)
}

// rowsBesideSchema returns the first step that changes rows in a migration that
// changes the schema, too; or nil.
func rowsBesideSchema(p *lint.Pass) *lint.Step {
	at := slices.IndexFunc(p.Steps, func(s *lint.Step) bool { return backfills(p, s) })
	if at < 0 || !slices.ContainsFunc(p.Steps, func(s *lint.Step) bool { return changesSchema(s.Operation) }) {
		return nil
	}
	return p.Steps[at]
}

// backfills reports whether a step changes rows that the migration finds, and
// not only some that it lists.
func backfills(p *lint.Pass, s *lint.Step) bool {
	w, ok := s.Operation.(operation.Write)
	return ok && !p.Fresh(w.Table) && !(w.Bounded && w.Verb == "INSERT")
}

func changesSchema(op operation.Operation) bool {
	switch op := op.(type) {
	case operation.Trigger:
		return op.What != "ENABLE" && op.What != "DISABLE"
	case operation.Write, operation.Read, operation.Opaque, operation.SetVariable, operation.Transaction, operation.Comment, operation.Refresh,
		operation.Vacuum, operation.Cluster, operation.Reindex, operation.LockTable, operation.ValidateConstraint, operation.Truncate,
		operation.Extension, operation.Rename, operation.AddEnumValue:
		return false
	}
	return true
}

// heldLock is a lock that a step has taken, until the transaction ends.
type heldLock struct {
	step *lint.Step
	lock locks.Effect
}

// lockBefore is the first lock of an earlier step of the transaction that others
// wait for, or nil.
func lockBefore(p *lint.Pass, write *lint.Step) *heldLock {
	if !p.Plan.InTransaction || !p.Dialect.Capabilities().TransactionalDDL {
		return nil
	}
	for _, s := range p.Steps {
		if s == write {
			break
		}
		i := slices.IndexFunc(s.Effects, func(e locks.Effect) bool { return e.Blocks >= locks.Writes && e.Mode != "" && !p.Fresh(e.Table) })
		if i >= 0 && changesSchema(s.Operation) {
			return &heldLock{s, s.Effects[i]}
		}
	}
	return nil
}

// isAsked reports whether another rule is asked about the migration.
func isAsked(p *lint.Pass, id string) bool {
	r := lint.Find(p.Rules, id)
	return r != nil && r.For(p.Database()) && p.Severities[id] != lint.Off
}

// onlyWrite reports whether nothing else changes rows, and the command does
// nothing beside.
func onlyWrite(p *lint.Pass, write *lint.Step) bool {
	return !slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		return s != write && (s.Number == write.Number || backfills(p, s))
	})
}

// rowsApartFix changes the rows in a migration of their own, in batches if that
// can be.
func rowsApartFix(p *lint.Pass, s *lint.Step) *lint.Fix {
	if w, ok := s.Operation.(operation.Write); ok && !w.Bounded && (w.Verb == "UPDATE" || w.Verb == "DELETE") {
		if fix := batches(p, s, w); fix != nil {
			return fix
		}
	}
	return &lint.Fix{Then: []lint.Migration{rowsApart(s)}}
}

// rowsApart is the migration that does what a command does to rows.
func rowsApart(s *lint.Step) lint.Migration {
	m := lint.Migration{Name: fileName("backfill", s.On().Name), Change: []command.Command{s.Command}}
	if _, err := command.Reverse(s.Command); err != nil {
		m.Change, m.Up, m.Down = nil, m.Change, []command.Command{}
		m.Comment = "The rows keep their new values on the way down."
	}
	return m
}

func applicationSchema(p *lint.Pass) {
	if path.Ext(p.Migration.File) != ".exs" || !mayQuery(p.Source) {
		return
	}
	tree, err := syntax.Parse(p.Migration.File, p.Source)
	if err != nil {
		return // the loader has said so
	}
	for _, use := range schemaUses(tree) {
		p.ReportAt(use.pos, lint.Problem{
			Message: fmt.Sprintf("uses %s as it is when the migration runs: one day it names columns that are not there yet, or no longer", use.module),
			Advice:  "name the table and the columns (from u in \"users\", select: [:id]), use SQL, or define a schema within the migration",
		})
	}
}
