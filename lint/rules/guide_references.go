package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// guideReferences are the rules about new foreign keys.
func guideReferences() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "on-delete-unset", Title: "a foreign key does not say what happens on delete", Severity: lint.Note,
			Aliases: aliases("migrationpilot MP086"), Step: onDeleteUnset,
		},
		{
			ID: "foreign-key-without-index", Title: "a foreign key has no index", Severity: lint.Warning,
			Databases: []string{"postgres", "sqlite", "mssql"}, // InnoDB makes one
			Aliases: aliases("eugene E15", "pgfence fk-missing-index", "migrationpilot MP016", "SqlServer.Rules SRD0004",
				"active_record_doctor unindexed_foreign_keys"),
			Migration: foreignKeyWithoutIndex,
		},
	}
}

func onDeleteUnset(p *lint.Pass, s *lint.Step) {
	key, ok := s.Operation.(operation.AddForeignKey)
	if !ok || key.OnDeleteGiven || !unsaid(p, s) {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("does not say what becomes of %s when their row in %s is deleted: the delete is refused", key.Table, key.To),
		Manual: sections(p, "Constraints, Foreign Keys", "FOREIGN KEY Constraints, Referential Actions",
			"SQLite Foreign Key Support, ON DELETE and ON UPDATE Actions", "Primary and foreign key constraints, Cascading referential integrity"),
		Advice: worded(p, "choose on_delete: :delete_all if the row cannot exist without it, :nilify_all if it can, :restrict or :nothing if the delete is to be refused",
			"choose ON DELETE CASCADE if the row cannot exist without it, SET NULL if it can, RESTRICT or NO ACTION if the delete is to be refused"),
	})
}

// unsaid reports whether the source calls references without on_delete. SQL has
// told already. Options that come from elsewhere say nothing for sure.
func unsaid(p *lint.Pass, s *lint.Step) bool {
	if isSQL(s) {
		return true
	}
	text := p.Text(s)
	call := referencesCall.FindString(text)
	return call != "" && !strings.Contains(text, "on_delete") && !strings.Contains(text, "OnDelete") && plainArguments(call)
}

var (
	// referencesCall is references/2 with its arguments up to the first closing
	// bracket, of calls within it the whole.
	referencesCall = regexp.MustCompile(`(?s)[rR]eferences[( ](?:[^()]|\([^()]*\))*`)
	// literal is an argument that hides no further options.
	literal = regexp.MustCompile(`^(?:[a-z_]+: *(?:[:"\w].*|\[.*)|[:"]\S+"?|\w+\(.*\)|[\w.]+\.\w+\(.*\))$`)
)

// plainArguments reports whether the options of references are written there.
func plainArguments(call string) bool {
	arguments := strings.Split(strings.TrimLeft(call[len("references"):], "( "), ",")
	for _, a := range arguments[1:] {
		if a = strings.TrimSpace(a); a != "" && !literal.MatchString(a) {
			return false
		}
	}
	return true
}

func foreignKeyWithoutIndex(p *lint.Pass) {
	for _, s := range p.Steps {
		key, ok := s.Operation.(operation.AddForeignKey)
		if !ok || len(key.Columns) == 0 || key.Columns[0] == tenant(p) || !unindexed(p, p.Schema, key) || old(p, key) {
			continue
		}
		severity := lint.Default
		if rows, known := p.RowsOf(key.Table); known && rows > 0 && p.Weigh(key.Table, lint.Warning) == lint.Note {
			severity = lint.Note
		}
		columns := list(key.Columns)
		p.Report(s, lint.Problem{
			Severity: severity,
			Message:  fmt.Sprintf("%s.%s has no index: each delete in %s reads all of %s", key.Table, columns, key.To, key.Table),
			Manual: sections(p, "Constraints, Foreign Keys", "", "SQLite Foreign Key Support, Required and Suggested Database Indexes",
				"Primary and foreign key constraints, Indexes on foreign key constraints"),
			Advice: "create an index on " + key.Table.String() + " (" + strings.Join(key.Columns, ", ") + ")",
			Fix:    indexed(p, key.Table, key.Columns),
			Unless: func(last *schema.Schema) bool { return !unindexed(p, last, key) },
		})
	}
}

// unindexed reports whether a foreign key is there without an index that finds
// the rows of one it references.
func unindexed(p *lint.Pass, s *schema.Schema, key operation.AddForeignKey) bool {
	t := s.Table(key.Table)
	if t == nil || t.Partial && !added(p, key.Table, key.Columns[0]) && !p.Fresh(key.Table) {
		return false
	}
	there := slices.ContainsFunc(t.ForeignKeys, func(k schema.ForeignKey) bool { return slices.Equal(k.Columns, key.Columns) })
	return there && !finds(t, key.Columns) && !opaque(p, key.Columns[0])
}

// finds reports whether an index finds rows by the columns, or by the first of
// them. One of only the rows that are not NULL does.
func finds(t *schema.Table, columns []string) bool {
	if t.CoveringIndex(columns...) != nil || t.CoveringIndex(columns[0]) != nil {
		return true
	}
	return slices.ContainsFunc(t.Indexes, func(i schema.Index) bool {
		all := i.Where == "" || strings.Contains(strings.ToUpper(i.Where), columnNotNull)
		return all && len(i.Columns) > 0 && i.Columns[0].Column == columns[0] && (i.Using == "" || i.Using == "btree" || i.Using == "hash")
	})
}

const columnNotNull = "IS NOT NULL"

// opaque reports whether the migration does something that is not understood
// and names the column: it may be the index.
func opaque(p *lint.Pass, column string) bool {
	return slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		op, ok := s.Operation.(operation.Opaque)
		return ok && op.May && strings.Contains(op.What, column)
	})
}

// old reports whether there was a foreign key on the columns before, which is
// only made anew.
func old(p *lint.Pass, key operation.AddForeignKey) bool {
	if p.Fresh(key.Table) {
		return false
	}
	t := p.First.Table(key.Table)
	return t != nil && slices.ContainsFunc(t.ForeignKeys, func(k schema.ForeignKey) bool { return slices.Equal(k.Columns, key.Columns) })
}

// indexed is a fix: an index of the columns, behind what makes them if the table
// is new, or else in a migration of its own.
func indexed(p *lint.Pass, table command.Object, columns []string) *lint.Fix {
	index := command.Index{Prefix: table.Prefix, Table: table.Name}
	for _, c := range columns {
		index.Columns = append(index.Columns, command.IndexColumn{Column: c})
	}
	index.Name = command.DefaultIndexName(index.Table, index.Columns)
	fix := &lint.Fix{Keep: true, Better: true}
	if p.Fresh(table) || p.Database() != "postgres" {
		fix.Instead = []command.Command{command.CreateIndex{Index: index}}
		return fix
	}
	fix.Then = []lint.Migration{onlineIndex(index)}
	return fix
}

// onlineIndex is the migration that builds an index without a lock.
func onlineIndex(index command.Index) lint.Migration {
	index.Concurrently = true
	return lint.Migration{
		Name: fileName("create", index.Name), Outside: true, NoLock: true,
		Change: []command.Command{command.CreateIndex{Index: index}},
	}
}
