package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// columnKeys are the rules about the types of keys.
func columnKeys() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "int-primary-key", Title: "a primary key counts in a type that runs out", Severity: lint.Warning,
			Databases: []string{"postgres", "mysql", "mssql"},
			Aliases: aliases("squawk prefer-bigint-over-int", "squawk prefer-bigint-over-smallint", "pgfence prefer-bigint-over-int",
				"migrationpilot MP038", "migrationpilot MP068", "online_migrations short_primary_key_type", "skeema auto-inc"),
			Step: intPrimaryKey,
		},
		{
			ID: "mismatched-reference-type", Title: "a foreign key has another type than the key that it references", Severity: lint.Warning,
			Databases: []string{"postgres", "sqlite", "mssql"},
			Aliases:   aliases("online_migrations mismatched_foreign_key_type"),
			Migration: mismatchedReferenceType,
		},
	}
}

// intPrimaryKey is about keys that count: other whole numbers are as large as
// what they stand for.
func intPrimaryKey(p *lint.Pass, s *lint.Step) {
	create, ok := s.Operation.(operation.CreateTable)
	if !ok || len(create.PrimaryKey) != 1 || create.Temporary {
		return
	}
	for _, c := range columnSteps(s) {
		r := room(c.column, p.Database())
		if c.column.Name != create.PrimaryKey[0] || c.reference() || r.kind != wholeKind || r.bits >= 64 || !countsHere(p, c) {
			continue
		}
		p.Report(c.step, lint.Problem{
			Message: fmt.Sprintf("numbers the rows of %s with %s, which ends at %d: then every insert fails", c.table, c.column.Type.Name, int64(1)<<(r.bits-1)-1),
			Detail:  "Numbers are used up by inserts that fail and rows that go, too. A larger type later writes the table anew, and every table that references it.",
			Manual: manual(p, map[string]string{
				"postgres": "Numeric Types, Integer Types", "mysql": "Integer Types (Exact Value)", "mssql": "int, bigint, smallint, and tinyint (Transact-SQL)",
			}[p.Database()]),
			Advice: "use bigserial (Ecto's default) or an identity of type bigint",
			Fix: c.fix(p, func(c *command.Column) {
				c.Type = command.NewType(map[bool]string{true: "identity", false: "bigserial"}[c.Options.Generated != nil])
				c.Options.Generated = nil
			}),
		})
	}
}

// countsHere: MySQL's AUTO_INCREMENT is no part of the type.
func countsHere(p *lint.Pass, c columnStep) bool {
	if p.Database() == "mysql" {
		return asked(c.step, "AUTO_INCREMENT") && c.column.Type.Name != "serial"
	}
	return counts(c.column)
}

// mismatchedReferenceType looks at what the migration leaves: the table that is
// referenced may have been made behind the other.
func mismatchedReferenceType(p *lint.Pass) {
	for _, s := range p.Steps {
		key, ok := s.Operation.(operation.AddForeignKey)
		if !ok {
			continue
		}
		for i, name := range key.Columns {
			column := knownColumn(p.Schema, key.Table, name)
			referenced := referencedColumn(p.Schema, key, i)
			if column == nil || referenced == nil {
				continue
			}
			if problem, ok := mismatch(p, key, column, referenced); ok {
				p.Report(s, problem)
				break
			}
		}
	}
}

// uncertain: something that nobody reads here may have changed the table since
// it was made.
func uncertain(p *lint.Pass, table command.Object) bool {
	t := known(p.Schema, table)
	return t == nil || slices.ContainsFunc(p.Schema.Gaps(), func(g schema.Gap) bool { return g.Migration >= t.Migration })
}

// referencedColumn is the column that a foreign key's i-th column references.
func referencedColumn(s *schema.Schema, key operation.AddForeignKey, i int) *schema.Column {
	columns := key.References
	if t := s.Table(key.To); len(columns) == 0 && t != nil && t.PrimaryKey != nil {
		columns = t.PrimaryKey.Columns
	}
	if i >= len(columns) {
		return nil
	}
	return knownColumn(s, key.To, columns[i])
}

func mismatch(p *lint.Pass, key operation.AddForeignKey, column, referenced *schema.Column) (lint.Problem, bool) {
	c, r := command.Column{Type: column.Type, Options: column.Options}, command.Column{Type: referenced.Type, Options: referenced.Options}
	from, to := room(c, p.Database()), room(r, p.Database())
	pair := fmt.Sprintf("%s.%s is %s, and %s.%s, which it references, is %s", key.Table, column.Name, sizedName(c), key.To, referenced.Name, sizedName(r))
	problem := lint.Problem{Manual: manual(p, "Constraints, Foreign Keys"), Advice: referenceAdvice(key, referenced)}
	switch {
	case from.kind == otherKind || to.kind == otherKind:
		return problem, false
	case !comparable(from.kind, to.kind) && uncertain(p, key.To):
		return problem, false
	case !comparable(from.kind, to.kind):
		problem.Severity = lint.Error
		problem.Message = pair + ": " + map[string]string{
			"postgres": "PostgreSQL refuses the foreign key", "mssql": "SQL Server refuses the foreign key", "sqlite": "no value ever matches",
		}[p.Database()]
		return problem, true
	case from.kind == wholeKind && from.bits != to.bits && p.Database() == "mssql":
		problem.Severity = lint.Error
		problem.Message = pair + ": SQL Server refuses the foreign key"
		return problem, true
	case from.kind == wholeKind && from.bits < to.bits:
		problem.Message = fmt.Sprintf("%s: rows with a key above %d cannot be referenced", pair, int64(1)<<(from.bits-1)-1)
		return problem, true
	}
	return problem, false
}

// comparable: values of the two kinds can be equal.
func comparable(a, b kind) bool {
	numeric := func(k kind) bool { return k == wholeKind || k == decimalKind || k == floatKind }
	times := func(k kind) bool { return k == dateKind || k == timeKind }
	return a == b || numeric(a) && numeric(b) || times(a) && times(b)
}

func referenceAdvice(key operation.AddForeignKey, referenced *schema.Column) string {
	name := strings.TrimPrefix(referenced.Type.Inspect(), ":")
	return fmt.Sprintf("give it the type of the key: references(:%s, type: :%s)", key.To.Name, name)
}
