package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// indexedConstraints are the rules about constraints that build an index.
func indexedConstraints() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "unique-constraint", Title: "a unique constraint builds its index under its lock",
			Severity: lint.Error, Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations add_unique_constraint", "squawk disallowed-unique-constraint", "atlas PG105",
				"eugene E7", "pgfence add-constraint-unique", "migrationpilot MP027", "online_migrations add_unique_constraint",
				"django-migration-linter ADD_UNIQUE"),
			Step: uniqueConstraint,
		},
		{
			ID: "primary-key-constraint", Title: "a primary key builds its index under its lock",
			Severity: lint.Error, Databases: []string{"postgres"},
			Aliases: aliases("squawk adding-serial-primary-key-field", "atlas PG104", "pgfence add-pk-without-using-index",
				"migrationpilot MP055"),
			Step: primaryKeyConstraint,
		},
		{
			ID: "exclusion-constraint", Title: "an exclusion constraint builds its index under its lock",
			Severity: lint.Error, Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations add_exclusion_constraint", "eugene E8", "pgfence add-constraint-exclude",
				"migrationpilot MP031", "online_migrations add_exclusion_constraint"),
			Step: exclusionConstraint,
		},
	}
}

func uniqueConstraint(p *lint.Pass, s *lint.Step) {
	unique, ok := s.Operation.(operation.AddUnique)
	if !ok || unique.UsingIndex != "" {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	problem.Advice = "build a unique index concurrently, and make it the constraint's in a migration after that (ADD CONSTRAINT … UNIQUE USING INDEX)"
	if text := clause(s); constraintClause.MatchString(text) && len(unique.Columns) > 0 && !special(text) {
		name := unique.Name
		if name == "" {
			name = unique.Table.Name + "_" + strings.Join(unique.Columns, "_") + "_key"
		}
		problem.Fix = usingIndex(p, unique.Table, unique.Columns, name, "UNIQUE")
	}
	p.Report(s, problem)
}

// special reports whether a clause has what an index built beforehand would
// have to repeat, or cannot have.
func special(clause string) bool {
	upper := strings.ToUpper(clause)
	return slices.ContainsFunc([]string{"DEFERR", "NULLS", "INCLUDE", "WITH", "TABLESPACE"}, func(word string) bool {
		return strings.Contains(upper, word)
	})
}

// usingIndex builds the index of a constraint first.
func usingIndex(p *lint.Pass, table command.Object, columns []string, name, kind string) *lint.Fix {
	index := command.Index{Prefix: table.Prefix, Table: table.Name, Name: name, Unique: true, Concurrently: true}
	for _, column := range columns {
		index.Columns = append(index.Columns, command.IndexColumn{Column: column})
	}
	add := "ALTER TABLE " + object(p, table) + " ADD CONSTRAINT " + identifier(p, name) + " " + kind + " USING INDEX " + identifier(p, name)
	drop := "ALTER TABLE " + object(p, table) + " DROP CONSTRAINT " + identifier(p, name)
	return &lint.Fix{Then: []lint.Migration{
		{
			Name: fileName("create", name), Outside: true, NoLock: true,
			Up: []command.Command{command.CreateIndex{Index: index}},
			// The constraint takes its index along when it is dropped.
			Down: []command.Command{command.DropIndex{Index: index, Existence: command.Lenient}},
		},
		{Name: fileName("constrain", name), Change: []command.Command{execute(add, drop)}},
	}}
}

func primaryKeyConstraint(p *lint.Pass, s *lint.Step) {
	key, ok := s.Operation.(operation.AddPrimaryKey)
	if !ok || key.UsingIndex != "" || slices.ContainsFunc(key.Columns, func(c string) bool { return added(p, key.Table, c) }) {
		return // what a new column does to the rows is the matter of other rules
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	problem.Detail = "A row that has NULL in the key makes it fail."
	problem.Advice = "build a unique index concurrently, have the columns NOT NULL, and make the index the key's in a migration after that (ADD CONSTRAINT … PRIMARY KEY USING INDEX)"
	if e := on(s, key.Table); e != nil && !e.Scans && !special(clause(s)) {
		name := key.Name
		if name == "" {
			name = key.Table.Name + "_pkey"
		}
		problem.Fix = usingIndex(p, key.Table, key.Columns, name, "PRIMARY KEY")
	}
	p.Report(s, problem)
}

func exclusionConstraint(p *lint.Pass, s *lint.Step) {
	exclusion, ok := s.Operation.(operation.AddExclusion)
	if !ok {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	problem.Detail = fmt.Sprintf("PostgreSQL has no way to build it while %s is used. Rows that exclude each other make it fail.", exclusion.Table)
	problem.Advice = "run it in a quiet hour with a lock timeout, or make a new table with the constraint and move the rows there"
	p.Report(s, problem)
}
