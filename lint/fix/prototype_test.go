package fix_test

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// prototypes are rules with one fix of each shape, so that the tests of the texts
// do not depend on what the real rules advise.
func prototypes() []*lint.Rule {
	return []*lint.Rule{
		{ID: "index", Severity: lint.Error, Step: indexes},
		{ID: "key", Severity: lint.Error, Step: keys},
		{ID: "null", Severity: lint.Error, Step: notNull},
		{ID: "float", Severity: lint.Error, Step: floats},
		{ID: "unindexed", Severity: lint.Warning, Step: unindexed},
		{ID: "beside", Severity: lint.Error, Step: beside},
		{ID: "check", Severity: lint.Error, Step: checks},
	}
}

// indexes: a command that takes the place, outside of the transaction.
func indexes(p *lint.Pass, s *lint.Step) {
	create, ok := s.Operation.(operation.CreateIndex)
	if !ok || s.Fresh || create.Index.Concurrently {
		return
	}
	create.Index.Concurrently = true
	p.Report(s, lint.Problem{Fix: &lint.Fix{Instead: []command.Command{command.CreateIndex{Index: create.Index}}, Outside: true}})
}

// beside: what stays gets its transaction back.
func beside(p *lint.Pass, s *lint.Step) {
	create, ok := s.Operation.(operation.CreateIndex)
	if !ok || !create.Index.Concurrently || len(p.Plan.Body) < 2 {
		return
	}
	p.Report(s, lint.Problem{Fix: &lint.Fix{Inside: true, Then: []lint.Migration{{
		Name: "create_" + create.Index.Name, Outside: true, NoLock: true, Change: []command.Command{command.CreateIndex{Index: create.Index}},
	}}}})
}

func validation(table, name string) lint.Migration {
	return lint.Migration{Name: "validate_" + name, Change: []command.Command{
		command.Execute{Up: command.SQL("ALTER TABLE " + table + " VALIDATE CONSTRAINT " + name), Down: command.SQL("")},
	}}
}

// keys: the line of a block, and a migration that follows.
func keys(p *lint.Pass, s *lint.Step) {
	add, ok := s.Operation.(operation.AddForeignKey)
	if !ok || s.Fresh || add.NotValidated {
		return
	}
	fix := &lint.Fix{Then: []lint.Migration{validation(add.Table.Name, add.Name)}}
	switch change := s.Change.(type) {
	case command.Add:
		reference := *change.Column.Reference
		reference.SkipValidation = true
		change.Column.Reference = &reference
		fix.Instead = []command.Command{command.AlterTable{Table: command.Table{Object: add.Table}, Changes: []command.Change{change}}}
	default:
		if e, ok := s.Command.(command.Execute); ok {
			clause := string(e.Up.(command.SQL))[s.Start:s.End]
			fix.Instead = []command.Command{command.Execute{Up: command.SQL("ALTER TABLE " + add.Table.Name + " " + clause + " NOT VALID"), Down: e.Down}}
		}
	}
	p.Report(s, lint.Problem{Fix: fix})
}

// notNull: the line leaves the block for a command behind it, and comes back in
// a migration that follows.
func notNull(p *lint.Pass, s *lint.Step) {
	set, ok := s.Operation.(operation.SetNotNull)
	if !ok || s.Fresh {
		return
	}
	table := p.Schema.Table(set.Table)
	if table != nil && table.Constraint(set.Column+"_not_null") != nil {
		return
	}
	check := command.CreateConstraint{Constraint: command.Constraint{
		Table: set.Table.Name, Name: set.Column + "_not_null", Check: set.Column + " IS NOT NULL", SkipValidation: true,
	}}
	alter := "ALTER TABLE " + set.Table.Name + " ALTER COLUMN " + set.Column
	p.Report(s, lint.Problem{Fix: &lint.Fix{
		Better:  true, // the check stays
		Instead: []command.Command{check},
		Then: []lint.Migration{validation(set.Table.Name, check.Constraint.Name), {
			Name:   "set_" + set.Table.Name + "_" + set.Column + "_not_null",
			Change: []command.Command{command.Execute{Up: command.SQL(alter + " SET NOT NULL"), Down: command.SQL(alter + " DROP NOT NULL")}},
		}},
	}})
}

// floats: one line of a new table, given as the whole of it.
func floats(p *lint.Pass, s *lint.Step) {
	create, ok := s.Command.(command.CreateTable)
	if _, is := s.Operation.(operation.CreateTable); !ok || !is {
		return
	}
	columns := append([]command.Add{}, create.Columns...)
	at := -1
	for i, a := range columns {
		if a.Column.Type.Name == "float" {
			at = i
			columns[i].Column.Type = command.NewType("decimal")
		}
	}
	if at < 0 {
		return
	}
	step := *s
	step.Change = create.Columns[at]
	create.Columns = columns
	p.Report(&step, lint.Problem{Fix: &lint.Fix{Instead: []command.Command{create}, Better: true}})
}

// unindexed: something behind the command, which stays.
func unindexed(p *lint.Pass, s *lint.Step) {
	key, ok := s.Operation.(operation.AddForeignKey)
	if !ok || !s.Fresh {
		return
	}
	index := command.Index{Table: key.Table.Name, Columns: []command.IndexColumn{{Column: key.Columns[0]}}}
	index.Name = command.DefaultIndexName(index.Table, index.Columns)
	for _, statement := range p.Plan.Body {
		if c, ok := statement.Command.(command.CreateIndex); ok && c.Index.Name == index.Name {
			return
		}
	}
	p.Report(s, lint.Problem{Fix: &lint.Fix{Keep: true, Better: true, Instead: []command.Command{command.CreateIndex{Index: index}}}})
}

// checks: all of the migration moves away.
func checks(p *lint.Pass, s *lint.Step) {
	check, ok := s.Operation.(operation.AddCheck)
	if !ok || s.Fresh || check.NotValidated {
		return
	}
	name := "add_" + check.Name
	c := command.Constraint{Table: check.Table.Name, Name: check.Name, Check: check.Expr, SkipValidation: true}
	p.Report(s, lint.Problem{Fix: &lint.Fix{Then: []lint.Migration{
		{Name: name, Change: []command.Command{command.CreateConstraint{Constraint: c}}},
		validation(check.Table.Name, check.Name),
	}}})
}
