package schema_test

import (
	"regexp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
)

// setup finds out what must be there before a migration can run: the tables,
// columns, indexes and constraints that it takes for granted.
type setup struct {
	model    *schema.Schema
	commands []command.Command
}

// setupOf returns the commands that make ready for a migration.
func setupOf(m *source.Migration) []command.Command {
	up := m.Up
	if up == nil {
		up = m.Change
	}
	s := &setup{model: schema.New()}
	if up == nil || up(record.New(record.Config{}, command.Up, record.Forward, s)) != nil {
		return nil
	}
	recorder := record.New(record.Config{}, command.Up, record.Forward, s)
	s.model, s.commands = schema.New(), nil
	if up(recorder) != nil || recorder.Finish() != nil {
		return nil
	}
	return s.commands
}

func (s *setup) Run(commands []command.Command) error {
	for _, c := range commands {
		s.need(c)
		s.model.Apply(c)
	}
	return nil
}

func (s *setup) make(c command.Command) {
	s.commands = append(s.commands, c)
	s.model.Apply(c)
}

func (s *setup) table(o command.Object) {
	if s.model.Table(o) == nil {
		key := command.Column{Name: "id", Type: command.NewType("bigserial"), Options: command.ColumnOptions{PrimaryKey: true}}
		s.make(command.CreateTable{Table: command.Table{Object: o}, Columns: []command.Add{{Column: key}}})
	}
}

func (s *setup) column(o command.Object, c command.Column) {
	s.table(o)
	if s.model.Table(o).Column(c.Name) != nil || c.Name == "" {
		return
	}
	s.reference(o, c.Reference)
	c.Options = command.ColumnOptions{}
	s.make(command.AlterTable{Table: command.Table{Object: o}, Changes: []command.Change{command.Add{Column: c}}})
}

func (s *setup) reference(o command.Object, ref *command.Reference) {
	if ref == nil {
		return
	}
	parent := command.Object{Prefix: o.Prefix, Name: ref.Table}
	if ref.Prefix != nil {
		parent.Prefix = *ref.Prefix
	}
	s.table(parent)
	s.column(parent, command.Column{Name: ref.Column, Type: ref.Type})
}

func (s *setup) need(c command.Command) {
	integer := func(name string) command.Column {
		return command.Column{Name: name, Type: command.NewType("integer")}
	}
	switch c := c.(type) {
	case command.CreateTable:
		for _, add := range c.Columns {
			s.reference(c.Table.Object, add.Column.Reference)
		}
	case command.DropTable:
		s.table(c.Table.Object)
	case command.AlterTable:
		s.changes(c)
	case command.RenameTable:
		s.table(c.From)
	case command.RenameColumn:
		s.column(c.Table, integer(c.From))
	case command.CreateIndex:
		s.indexColumns(c.Index)
	case command.DropIndex:
		s.index(c.Index)
	case command.RenameIndex:
		s.index(c.Index)
	case command.CreateConstraint:
		for _, name := range regexp.MustCompile(`\b[a-z_]+\b`).FindAllString(c.Constraint.Check, -1) {
			s.column(c.Constraint.TableObject(), integer(name))
		}
	case command.DropConstraint:
		s.table(c.Constraint.TableObject())
		if s.model.Table(c.Constraint.TableObject()).Constraint(c.Constraint.Name) == nil && c.Constraint.Name != "" {
			check := command.Constraint{Prefix: c.Constraint.Prefix, Table: c.Constraint.Table, Name: c.Constraint.Name, Check: "1 = 1"}
			s.make(command.CreateConstraint{Constraint: check})
		}
	}
}

func (s *setup) changes(c command.AlterTable) {
	s.table(c.Table.Object)
	for _, change := range c.Changes {
		switch change := change.(type) {
		case command.Add:
			s.reference(c.Table.Object, change.Column.Reference)
		case command.Modify:
			was := command.Column{Name: change.Column.Name, Type: change.Column.Type}
			if change.From != nil {
				was.Type, was.Reference = change.From.Type, change.From.Reference
			}
			s.column(c.Table.Object, was)
			s.reference(c.Table.Object, change.Column.Reference)
		case command.Remove:
			was := command.Column{Name: change.Name, Type: command.NewType("text")}
			if change.Was != nil {
				was = *change.Was
			}
			s.column(c.Table.Object, was)
		}
	}
}

func (s *setup) indexColumns(i command.Index) {
	s.table(i.TableObject())
	for _, c := range append(append([]command.IndexColumn{}, i.Columns...), i.Include...) {
		s.column(i.TableObject(), command.Column{Name: c.Column, Type: command.NewType("integer")})
		for _, name := range regexp.MustCompile(`\((\w+)\)`).FindAllStringSubmatch(c.Expr, -1) {
			s.column(i.TableObject(), command.Column{Name: name[1], Type: command.NewType("text")})
		}
	}
}

func (s *setup) index(i command.Index) {
	s.indexColumns(i)
	if s.model.Table(i.TableObject()).Index(i.Name) == nil && len(i.Columns) > 0 {
		i.Concurrently = false
		s.make(command.CreateIndex{Index: i})
	}
}
