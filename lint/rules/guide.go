package rules

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// guide are the rules of the guide's checklist, which every new table is held
// to.
func guide() []*lint.Rule {
	return slices.Concat(guideKeys(), guideTimestamps(), guideColumns(), guideReferences(), guideTenants(), guideUnique(),
		guideConcurrent(), guideData(), guideTypes(), guideIrreversible())
}

// created is a table that a migration creates, as it leaves it.
type created struct {
	step  *lint.Step
	table *schema.Table
}

// createdTables are the tables that a migration creates and that are there
// behind its last operation under the same name.
func createdTables(p *lint.Pass) []created {
	var list []created
	for _, s := range p.Steps {
		op, ok := s.Operation.(operation.CreateTable)
		if !ok || op.Temporary || op.AsQuery || len(op.Columns) == 0 || !p.Fresh(op.Table) {
			continue
		}
		if t := known(p.Schema, op.Table); t != nil {
			list = append(list, created{s, t})
		}
	}
	return list
}

// newColumns are the columns that a step makes.
func newColumns(s *lint.Step) []command.Column {
	switch op := s.Operation.(type) {
	case operation.CreateTable:
		return op.Columns
	case operation.AddColumn:
		return []command.Column{op.Column}
	}
	return nil
}

// atColumn is the step at the line of one of the columns that it makes.
func atColumn(s *lint.Step, column string) *lint.Step {
	at := *s
	if _, sql := s.Command.(command.Execute); sql {
		at.Column = column
		return &at
	}
	create, ok := s.Command.(command.CreateTable)
	if !ok {
		return s
	}
	for _, a := range create.Columns {
		if a.Column.Name == column {
			at.Change = a
			return &at
		}
	}
	return s
}

// retyped is a fix: the new column, or columns of a new table, with other types.
// SQL is left alone.
func retyped(s *lint.Step, change func(command.Column) command.Column) *lint.Fix {
	if create, ok := s.Command.(command.CreateTable); ok {
		create.Columns = slices.Clone(create.Columns)
		for i, a := range create.Columns {
			create.Columns[i].Column = change(a.Column)
		}
		return &lint.Fix{Instead: []command.Command{create}, Better: true}
	}
	if add, ok := s.Change.(command.Add); ok {
		add.Column = change(add.Column)
		if instead := only(s, add); instead != nil {
			return &lint.Fix{Instead: instead, Better: true}
		}
	}
	return nil
}

// convention is what most of the tables have, "" if there are too few to tell
// or they have nothing in common. Of a long history the newest tables tell.
func convention(tables []*schema.Table, kind func(*schema.Table) string) string {
	const newest, enough = 100, 5
	counts, all := map[string]int{}, 0
	for _, t := range tables[max(0, len(tables)-newest):] {
		if k := kind(t); k != "" {
			counts[k]++
			all++
		}
	}
	for k, n := range counts {
		if all >= enough && n*5 >= all*4 {
			return k
		}
	}
	return ""
}

// gone reports whether a table is not there any more.
func gone(last *schema.Schema, o command.Object) bool { return last.Table(o) == nil }

// tenant is the column that says whose a row is.
func tenant(p *lint.Pass) string {
	if p.TenantColumn != "" {
		return p.TenantColumn
	}
	return "tenant_id"
}

// typeName is a type as people write it: binary_id, {:array, :string}.
func typeName(t command.Type) string {
	if t.Of == nil {
		return t.Name
	}
	return t.Inspect()
}

// sections names the section of the database's manual; "" is none.
func sections(p *lint.Pass, postgres, mysql, sqlite, mssql string) string {
	name := map[string]string{"postgres": postgres, "mysql": mysql, "sqlite": sqlite, "mssql": mssql}[p.Database()]
	if name == "" {
		return ""
	}
	return manual(p, name)
}
