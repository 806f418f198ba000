package rules

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// indexBuilds are the rules about how indexes are built and dropped.
func indexBuilds() []*lint.Rule {
	postgres := []string{"postgres"}
	return []*lint.Rule{
		{
			ID: "index-not-concurrent", Title: "an index is built while writes wait", Severity: lint.Error, Databases: postgres,
			Aliases: aliases("strong_migrations add_index", "strong_migrations add_reference",
				"excellent_migrations index_not_concurrently", "squawk require-concurrent-index-creation", "atlas PG101",
				"eugene E6", "pgfence create-index-not-concurrent", "migrationpilot MP001", "online_migrations add_index",
				"django-migration-linter CREATE_INDEX"),
			Step: indexNotConcurrent,
		},
		{
			ID: "drop-index-not-concurrent", Title: "an index is dropped while reads and writes wait", Severity: lint.Warning,
			Databases: postgres,
			Aliases: aliases("strong_migrations remove_index", "excellent_migrations index_not_concurrently",
				"squawk require-concurrent-index-deletion", "atlas PG102", "pgfence drop-index-not-concurrent",
				"migrationpilot MP009", "online_migrations remove_index", "django-migration-linter DROP_INDEX"),
			Migration: dropIndexNotConcurrent,
		},
		{
			ID: "reindex", Title: "an index is built again while reads and writes wait", Severity: lint.Error, Databases: postgres,
			Aliases: aliases("squawk require-concurrent-reindex", "pgfence reindex-non-concurrent", "migrationpilot MP021",
				"django-migration-linter REINDEX"),
			Step: reindex,
		},
		{
			ID: "index-on-partitioned", Title: "an index of a partitioned table is built on all partitions at once",
			Severity: lint.Error, Databases: postgres, Aliases: aliases("migrationpilot MP092", "migrationpilot MP110"),
			Step: indexOnPartitioned,
		},
		{
			ID: "invalid-index-left", Title: "IF NOT EXISTS takes an invalid index for the one that is wanted", Severity: lint.Note,
			Databases: postgres, Aliases: aliases("migrationpilot MP070"), Step: invalidIndexLeft,
		},
	}
}

func indexNotConcurrent(p *lint.Pass, s *lint.Step) {
	create, ok := s.Operation.(operation.CreateIndex)
	if !ok || create.Index.Concurrently || create.Index.Only || partitioned(p, create.Table) || isThere(p, create) {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	if create.Index.Where != "" {
		problem.Message = strings.Replace(problem.Message, "an index of all rows is built", "all rows are read for an index of some", 1)
	}
	problem.Advice = concurrently(p, "build it")
	if !wantedLater(p, s, create) {
		create.Index.Concurrently = true
		problem.Fix = &lint.Fix{Then: []lint.Migration{{
			Name: fileName("create", create.Index.Name), Outside: true, NoLock: true,
			Change: []command.Command{command.CreateIndex{Index: create.Index, Existence: lenient(create.Lenient)}},
		}}}
	}
	p.Report(s, problem)
}

// concurrently says how to do something with an index while others write, in
// the language of the migration.
func concurrently(p *lint.Pass, do string) string {
	how := " with concurrently: true "
	switch path.Ext(p.Migration.File) {
	case ".sql":
		how = " CONCURRENTLY "
	case ".go":
		how = " with Concurrently() "
	}
	return do + how + outsideOf(p)
}

// outsideOf says what a migration needs to be alone and in no transaction.
func outsideOf(p *lint.Pass) string {
	switch path.Ext(p.Migration.File) {
	case ".sql":
		return "in a file of its own, with -- whimbrel: no transaction"
	case ".go":
		return "in a migration of its own, with DisableDDLTransaction() and DisableMigrationLock()"
	}
	return "in a migration of its own, with @disable_ddl_transaction true and @disable_migration_lock true"
}

// isThere reports whether IF NOT EXISTS will find the index.
func isThere(p *lint.Pass, create operation.CreateIndex) bool {
	_, there := p.Schema.Index(create.Index.Object())
	return create.Lenient && there != nil
}

// wantedLater reports whether what the migration does after a step needs the
// index: a foreign key to its columns, a constraint that takes it over, an
// upsert.
func wantedLater(p *lint.Pass, s *lint.Step, create operation.CreateIndex) bool {
	if create.Index.Name == "" {
		return true
	}
	later := []string{textBehind(s)}
	number := -1
	for _, statement := range p.Plan.Known() {
		if !statement.Further && statement.Command != nil {
			number++
		}
		if number > s.Number {
			later = append(later, statement.SQL)
		}
	}
	return slices.ContainsFunc(later, func(sql string) bool {
		mentions := func(words string) bool { return strings.Contains(strings.ToUpper(sql), strings.ToUpper(words)) }
		return mentions(create.Index.Name) ||
			create.Index.Unique && mentions(create.Table.Name) && (mentions("REFERENCES") || mentions("CONFLICT"))
	})
}

func dropIndexNotConcurrent(p *lint.Pass) {
	for _, s := range p.Steps {
		drop, ok := s.Operation.(operation.DropIndex)
		if !ok || drop.Concurrently || s.Fresh || unseen(p, drop.Table) || partitioned(p, drop.Table) {
			continue
		}
		index, known := knownIndex(p, drop)
		if !known || index != nil && dropped(p, drop.Table, plainColumns(*index)) || dropped(p, drop.Table, nil) ||
			lockedAnyway(p, s) {
			continue
		}
		problem := lint.Problem{
			Message: "takes ACCESS EXCLUSIVE on " + tableOf(drop) + " until the migration ends: reads and writes wait, " +
				"behind every query that is still running",
			Manual: manual(p, "DROP INDEX, Parameters: CONCURRENTLY"),
			Advice: concurrently(p, "drop it"),
			Fix:    dropConcurrently(s, drop, index),
		}
		if drop.Table.Name != "" && p.Weigh(drop.Table, lint.Warning) == lint.Note {
			problem.Severity = lint.Note
		}
		p.Report(s, problem)
	}
}

// lockedAnyway reports whether the migration has another reason to keep everybody
// from the table of an index that it drops.
func lockedAnyway(p *lint.Pass, drop *lint.Step) bool {
	return slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		if _, alike := s.Operation.(operation.DropIndex); alike || s.On().Name == "" || s.On() != drop.On() {
			return false
		}
		e := on(s, s.On())
		return e != nil && e.Blocks == locks.Reads
	})
}

// knownIndex looks up the index that is dropped; nil if nobody has heard of it,
// and false if there is none from before the migration.
func knownIndex(p *lint.Pass, drop operation.DropIndex) (*command.Index, bool) {
	if _, index := p.First.Index(drop.Index); index != nil {
		return &index.Index, true
	}
	created := slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		create, ok := s.Operation.(operation.CreateIndex)
		return ok && create.Index.Name == drop.Index.Name
	})
	t := known(p.First, drop.Table)
	return nil, !created && t == nil
}

func tableOf(drop operation.DropIndex) string {
	if drop.Table.Name == "" {
		return "the table of " + drop.Index.Name
	}
	return drop.Table.String()
}

// dropConcurrently can be taken back if the index is known.
func dropConcurrently(s *lint.Step, drop operation.DropIndex, index *command.Index) *lint.Fix {
	if drop.Cascade {
		return nil // not with CONCURRENTLY
	}
	c := command.DropIndex{
		Index:     command.Index{Prefix: drop.Index.Prefix, Table: drop.Table.Name, Name: drop.Index.Name},
		Existence: lenient(drop.Lenient),
	}
	written, asCommand := s.Command.(command.DropIndex)
	switch {
	case asCommand:
		c = written
	case index != nil:
		c.Index = *index
	}
	c.Index.Concurrently = true
	m := lint.Migration{Name: fileName("drop", c.Index.Name), Outside: true, NoLock: true}
	if len(c.Index.Columns) > 0 {
		m.Change = []command.Command{c}
	} else {
		m.Up = []command.Command{c}
	}
	return &lint.Fix{Then: []lint.Migration{m}}
}

func plainColumns(i command.Index) []string {
	var columns []string
	for _, c := range i.Columns {
		if c.Column != "" {
			columns = append(columns, c.Column)
		}
	}
	return columns
}

func reindex(p *lint.Pass, s *lint.Step) {
	again, ok := s.Operation.(operation.Reindex)
	if !ok || again.Concurrently || s.Fresh || p.Plan.InTransaction && slices.Contains([]string{"SCHEMA", "DATABASE", "SYSTEM"}, again.What) {
		return // these are refused in a transaction
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	problem.Advice = "use REINDEX … CONCURRENTLY " + outsideOf(p)
	what, text := strings.ToUpper(again.What), clause(s)
	if at := strings.Index(strings.ToUpper(text), " "+what+" "); at > 0 && what != "" && what != "SYSTEM" && !strings.Contains(text, "(") {
		at += len(what) + 2
		problem.Fix = &lint.Fix{Then: []lint.Migration{{
			Name: fileName("reindex", cmp.Or(again.Index.Name, again.Table.Name, what)), Outside: true, NoLock: true,
			Change: []command.Command{execute(text[:at]+"CONCURRENTLY "+text[at:], "")},
		}}}
	}
	p.Report(s, problem)
}

// partitioned reports whether a table is known to have partitions.
func partitioned(p *lint.Pass, table command.Object) bool {
	if t := p.Schema.Table(table); t != nil && strings.Contains(strings.ToUpper(t.Options), "PARTITION BY") {
		return true
	}
	return slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		switch op := s.Operation.(type) {
		case operation.AttachPartition:
			return op.Table == table
		case operation.CreateTable:
			return op.Table == table && strings.Contains(strings.ToUpper(op.Options), "PARTITION BY")
		}
		return false
	})
}

func indexOnPartitioned(p *lint.Pass, s *lint.Step) {
	create, ok := s.Operation.(operation.CreateIndex)
	if !ok || create.Index.Only || !partitioned(p, create.Table) || isThere(p, create) {
		return
	}
	advice := "create the index on the parent alone (only: true), build one on each partition with concurrently: true, " +
		"and attach them (ALTER INDEX … ATTACH PARTITION)"
	if create.Index.Concurrently {
		p.Report(s, lint.Problem{
			Message: fmt.Sprintf("fails: %s is partitioned, and PostgreSQL builds no index of such a table concurrently", create.Table),
			Manual:  manual(p, "CREATE INDEX, Building Indexes Concurrently"), Advice: advice,
		})
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	problem.Detail = "All partitions are locked until the index of the last one is built."
	problem.Manual, problem.Advice = manual(p, "Table Partitioning, Partition Maintenance"), advice
	p.Report(s, problem)
}

func invalidIndexLeft(p *lint.Pass, s *lint.Step) {
	create, ok := s.Operation.(operation.CreateIndex)
	if !ok || !create.Lenient || !create.Index.Concurrently || partitioned(p, create.Table) || isThere(p, create) {
		return
	}
	// It has no fix: IF NOT EXISTS may be there for an index that somebody has made
	// by hand, or that the history does not show.
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("is done at once if an earlier attempt has failed: IF NOT EXISTS finds the invalid %s that it left behind", create.Index.Name),
		Detail:  "An invalid index slows every write, and no query uses it. A unique one does not keep duplicates out. Whimbrel's own migrator drops what was left behind; Mix and other programs do not.",
		Manual:  manual(p, "CREATE INDEX, Building Indexes Concurrently"),
		Advice:  "leave out IF NOT EXISTS: what was left behind stops the migration then, and is dropped with DROP INDEX CONCURRENTLY",
	})
}
