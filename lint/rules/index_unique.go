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

// uniqueness are the rules about rows that repeat.
func uniqueness() []*lint.Rule {
	return []*lint.Rule{{
		ID: "unique-index-on-duplicates", Title: "a table that has rows becomes unique: rows that repeat make it fail",
		Severity: lint.Warning, Aliases: aliases("atlas MF101", "atlas MF102", "django-migration-linter ADD_UNIQUE"),
		Step: uniqueIndexOnDuplicates,
	}}
}

func uniqueIndexOnDuplicates(p *lint.Pass, s *lint.Step) {
	index, ok := madeUnique(s)
	if !ok || s.Fresh || unseen(p, s.On()) || empty(p, s.On()) || onlyNull(p, s.On(), index) || uniqueAlready(p, s.On(), index) {
		return
	}
	if rows, known := p.RowsOf(s.On()); known && rows < 2 {
		return
	}
	columns := make([]string, len(index.Columns))
	for i, c := range index.Columns {
		columns[i] = unwrapped(c.Expr)
		if c.Column != "" {
			columns[i] = identifier(p, c.Column)
		}
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("fails if two rows of %s have the same %s", s.On(), list(columns)),
		Manual: sections(p, "CREATE INDEX, Parameters: UNIQUE", "CREATE INDEX, Unique Indexes", "CREATE INDEX, Unique Indexes",
			"CREATE INDEX (Transact-SQL), Arguments: UNIQUE"),
		Advice: "look before the release: " + duplicates(p, s.On(), index, columns),
	}
	if index.Concurrently && p.Database() == "postgres" {
		problem.Detail = "An index that fails concurrently stays behind invalid: drop it before the next attempt."
	}
	p.Report(s, problem)
}

// unwrapped is an expression without brackets around all of it.
func unwrapped(expression string) string {
	if !strings.HasPrefix(expression, "(") || !strings.HasSuffix(expression, ")") {
		return expression
	}
	inner := expression[1 : len(expression)-1]
	depth := 0
	for _, r := range inner {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return expression
			}
		}
	}
	return inner
}

// duplicates is the query that shows them.
func duplicates(p *lint.Pass, table command.Object, index command.Index, columns []string) string {
	keys := strings.Join(columns, ", ")
	where := ""
	if index.Where != "" {
		where = " WHERE " + index.Where
	}
	return fmt.Sprintf("SELECT %s, count(*) FROM %s%s GROUP BY %s HAVING count(*) > 1", keys, object(p, table), where, keys)
}

// madeUnique is the index that a step makes, if it is unique.
func madeUnique(s *lint.Step) (command.Index, bool) {
	switch op := s.Operation.(type) {
	case operation.CreateIndex:
		return op.Index, op.Index.Unique && !op.Index.Only
	case operation.AddUnique:
		return uniqueOn(op.Columns), op.UsingIndex == "" && len(op.Columns) > 0
	case operation.AddPrimaryKey:
		return uniqueOn(op.Columns), op.UsingIndex == "" && len(op.Columns) > 0
	}
	return command.Index{}, false
}

func uniqueOn(columns []string) command.Index {
	index := command.Index{Unique: true}
	for _, c := range columns {
		index.Columns = append(index.Columns, command.IndexColumn{Column: c})
	}
	return index
}

// onlyNull reports whether a column is as new as the migration, and nothing has
// been written to it: NULLs differ from each other, and defaults that are
// calculated usually do.
func onlyNull(p *lint.Pass, table command.Object, index command.Index) bool {
	if index.NullsDistinct != nil && !*index.NullsDistinct || p.Database() == "mssql" {
		return false
	}
	fresh := false
	for _, s := range p.Steps {
		switch op := s.Operation.(type) {
		case operation.AddColumn:
			constant := op.Column.Options.Default != nil
			if _, calculated := op.Column.Options.Default.(command.Fragment); calculated {
				constant = false
			}
			if op.Table == table && !constant && slices.Contains(plainColumns(index), op.Column.Name) {
				fresh = true
			}
		case operation.Write:
			if op.Table == table {
				return false
			}
		}
	}
	return fresh
}

// uniqueAlready reports whether another unique index, from before the migration
// or still there, keeps such rows out.
func uniqueAlready(p *lint.Pass, table command.Object, index command.Index) bool {
	for _, s := range []*schema.Schema{p.First, p.Schema} {
		t := s.Table(table)
		if t == nil {
			continue
		}
		if t.PrimaryKey != nil && within(t.PrimaryKey.Columns, index) {
			return true
		}
		for _, other := range t.Indexes {
			plain := len(plainColumns(other.Index)) == len(other.Columns)
			if other.Unique && plain && (other.Where == "" || sameSQL(other.Where, index.Where)) && within(plainColumns(other.Index), index) {
				return true
			}
		}
	}
	return false
}

func within(columns []string, index command.Index) bool {
	return !slices.ContainsFunc(columns, func(c string) bool { return !slices.Contains(plainColumns(index), c) })
}
