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

// columnNulls are the rules about columns that need a value.
func columnNulls() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "set-not-null", Title: "NULL is forbidden in a column and all rows are checked under its lock", Severity: lint.Error,
			Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations change_column_null", "strong_migrations change_column_null_postgresql",
				"strong_migrations change_column_with_not_null", "excellent_migrations not_null_added",
				"squawk adding-not-nullable-field", "atlas MF104", "atlas PG303", "eugene E2",
				"pgfence alter-column-set-not-null", "migrationpilot MP002", "migrationpilot MP018",
				"online_migrations add_not_null_constraint", "django-migration-linter NOT_NULL"),
			Step: setNotNull,
		},
		{
			ID: "add-required-column", Title: "a column without a default that forbids NULL is added to an existing table", Severity: lint.Error,
			Databases: []string{"postgres", "mssql"},
			Aliases: aliases("squawk adding-required-field", "atlas MF103", "pgfence add-column-not-null-no-default",
				"migrationpilot MP084", "django-migration-linter NOT_NULL"),
			Step: addRequiredColumn,
		},
	}
}

func setNotNull(p *lint.Pass, s *lint.Step) {
	set, ok := s.Operation.(operation.SetNotNull)
	if !ok {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	problem.Message = fmt.Sprintf("forbids NULL in %s.%s: %s", set.Table, set.Column, problem.Message)
	problem.Detail = fmt.Sprintf("A row without a value makes it fail. PostgreSQL does not look at the rows if a validated check says %s IS NOT NULL.", set.Column)
	problem.Advice = "add a check constraint that is not valid yet, validate it in the next migration, and forbid NULL behind that"
	if instead, column, ok := withoutNotNull(p, s, set); ok {
		r := requirement{set, column}
		problem.Fix = &lint.Fix{
			Instead: append(instead, command.CreateConstraint{Constraint: r.check(p)}),
			Then:    []lint.Migration{required(p, r)},
		}
	}
	p.Report(s, problem)
}

// requirement is a column in which NULL is to be forbidden. The column is nil if
// SQL can say it: if its type is known, which modify/3 would say again.
type requirement struct {
	set    operation.SetNotNull
	column *command.Column
}

// check is what stands in for NOT NULL until it is validated. PostgreSQL 18 calls
// its own constraint TABLE_COLUMN_not_null.
func (r requirement) check(p *lint.Pass) command.Constraint {
	table, column := r.set.Table, r.set.Column
	return command.Constraint{
		Prefix: table.Prefix, Table: table.Name, Name: fitting(p, table.Name+"_"+column+"_is_set"),
		Check: identifier(p, column) + " IS NOT NULL", SkipValidation: true,
	}
}

// required validates the checks, and has NOT NULL take their place. A check is
// looked at under a lock that keeps nobody waiting, and spares the other one its
// look at the rows; so all of them are validated first.
func required(p *lint.Pass, list ...requirement) lint.Migration {
	m := lint.Migration{Name: nameOf("require", list)}
	for _, r := range list {
		m.Up = append(m.Up, validation(p, r.set.Table, r.check(p).Name).Change...)
		m.Down = append(m.Down, command.CreateConstraint{Constraint: r.check(p)})
	}
	for _, r := range list {
		forbid, allow := r.nullability(p)
		m.Up = append(m.Up, forbid, command.DropConstraint{Constraint: r.check(p)})
		m.Down = append(m.Down, allow)
	}
	return m
}

func nameOf(verb string, list []requirement) string {
	name := list[0].set.Table.Name
	for _, r := range list {
		name += "_" + r.set.Column
	}
	return fileName(verb, name)
}

// nullability is what forbids NULL, and what allows it again. It is SQL where it
// can be: for PostgreSQL the type that modify/3 says is reason enough to check
// the constraints of the column again.
func (r requirement) nullability(p *lint.Pass) (forbid, allow command.Command) {
	if r.column == nil {
		alter := alter(p, r.set.Table, "ALTER COLUMN "+identifier(p, r.set.Column))
		return command.Execute{Up: command.SQL(alter + " SET NOT NULL")}, command.Execute{Up: command.SQL(alter + " DROP NOT NULL")}
	}
	modify := func(null command.Nullability) command.Command {
		c := *r.column
		c.Options.Null = null
		return command.AlterTable{Table: command.Table{Object: r.set.Table}, Changes: []command.Change{command.Modify{Column: c}}}
	}
	return modify(command.NotNull), modify(command.Nullable)
}

// later forbids NULL in two migrations: the checks, and what is made of them.
func later(p *lint.Pass, list ...requirement) []lint.Migration {
	checks := lint.Migration{Name: nameOf("check", list)}
	for _, r := range list {
		checks.Change = append(checks.Change, command.CreateConstraint{Constraint: r.check(p)})
	}
	return []lint.Migration{checks, required(p, list...)}
}

// withoutNotNull is what else the step's change asks for, and the column as
// modify/3 names it if nobody knows whether its type is a new one.
func withoutNotNull(p *lint.Pass, s *lint.Step, set operation.SetNotNull) ([]command.Command, *command.Column, bool) {
	modify, ok := s.Change.(command.Modify)
	if !ok {
		return nil, nil, clause(s) != ""
	}
	var column *command.Column
	if knownColumn(p.Schema, set.Table, set.Column) == nil {
		column = &command.Column{Name: set.Column, Type: p.Schema.StoredType(modify.Column)}
		column.Options = command.ColumnOptions{
			Size: modify.Column.Options.Size, Precision: modify.Column.Options.Precision, Scale: modify.Column.Options.Scale,
			Collation: modify.Column.Options.Collation, Fields: modify.Column.Options.Fields,
		}
	}
	if requiresOnly(s, p) {
		return nil, column, true
	}
	modify.Column.Options.Null = command.NullUnset
	if from := modify.From; from != nil && from.Options != nil {
		without := *from.Options
		without.Null = command.NullUnset
		modify.From = &command.From{Type: from.Type, Reference: from.Reference, Options: &without}
	}
	return only(s, modify), column, true
}

// requiresOnly: the modify does nothing but forbid NULL.
func requiresOnly(s *lint.Step, p *lint.Pass) bool {
	return !slices.ContainsFunc(operation.Of(s.Command, p.Database(), p.Schema), func(other operation.Located) bool {
		switch op := other.Operation.(type) {
		case operation.SetNotNull:
			return false
		case operation.SetType:
			if op.From == nil {
				return false // the modify that forbids NULL says the type, too
			}
		}
		return other.Change != nil && other.Change.Pos() == s.Change.Pos() && other.Change.ColumnName() == s.Change.ColumnName()
	})
}

// addRequiredColumn: MySQL fills in zeros and empty texts, which is another
// rule's business. The two columns of timestamps() are one finding.
func addRequiredColumn(p *lint.Pass, s *lint.Step) {
	add, ok := s.Operation.(operation.AddColumn)
	if !ok || s.Fresh || !needsValue(add.Column) || empty(p, add.Table) {
		return
	}
	columns := []command.Column{add.Column}
	if together := addedTogether(s); len(together) > 1 {
		if columns = together; columns[0].Name != add.Column.Name {
			return
		}
	}
	var names []string
	for _, c := range columns {
		names = append(names, add.Table.String()+"."+c.Name)
	}
	holds := "as soon as the table has a row"
	if rows, known := p.RowsOf(add.Table); known {
		holds = fmt.Sprintf("since the table has %s", locks.Rows(rows))
	}
	forbids := "forbids NULL and has no default"
	if len(names) > 1 {
		forbids = "forbid NULL and have no default"
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("adds %s, which %s: it fails %s", some(names), forbids, holds),
		Detail:  "Where it does not fail, programs that are running while this is deployed fail when they insert a row, since they do not know the column.",
		Manual:  manual(p, map[string]string{"postgres": "Modifying Tables, Adding a Column", "mssql": "ALTER TABLE (Transact-SQL), Arguments"}[p.Database()]),
		Advice:  "add the column without NOT NULL, release code that writes it, give the other rows a value in batches, and forbid NULL behind a validated check",
	}
	if p.Database() == "postgres" {
		problem.Fix = requireLater(p, s, add, columns)
	}
	p.Report(s, problem)
}

// addedTogether are the columns that need a value and that one line adds.
func addedTogether(s *lint.Step) []command.Column {
	var columns []command.Column
	for _, add := range sameLine(s) {
		if needsValue(add.Column) {
			columns = append(columns, add.Column)
		}
	}
	return columns
}

// needsValue: a row needs a value, and nothing says which.
func needsValue(c command.Column) bool {
	o := c.Options
	if o.Null != command.NotNull || o.Generated != nil || o.PrimaryKey {
		return false
	}
	if _, null := o.Default.(command.Null); o.Default != nil && !null {
		return false
	}
	return !counts(c)
}

// counts: the values come from a sequence.
func counts(c command.Column) bool {
	switch c.Type.Name {
	case "serial", "bigserial", "smallserial", "identity":
		return true
	}
	text, ok := c.Options.Generated.(command.String)
	return ok && strings.Contains(strings.ToUpper(string(text)), "IDENTITY")
}

// requireLater adds the columns without NOT NULL, which follows when every row
// has a value. Which one that is nobody knows here.
func requireLater(p *lint.Pass, s *lint.Step, add operation.AddColumn, columns []command.Column) *lint.Fix {
	instead := redefined(p, s, add.Table, add.Column, func(c *command.Column) { c.Options.Null = command.NullUnset })
	if instead == nil {
		return nil
	}
	var list []requirement
	var names []string
	for _, c := range columns {
		list = append(list, requirement{set: operation.SetNotNull{OnTable: add.OnTable, Column: c.Name}})
		names = append(names, add.Table.String()+"."+c.Name)
	}
	then := later(p, list...)
	then[0].Comment = fmt.Sprintf("Programs that are running must write %s by now, and every row must have a value: fill it in batches before.", some(names))
	return &lint.Fix{Instead: instead, Then: then}
}
