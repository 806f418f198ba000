package fix

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/source"
)

// What moves into a migration that follows runs behind everything that comes
// after it now: behind the rest of its migration, and, if the folder has no room
// for it there, behind all the later ones. Its names must still mean the same.

// later is an operation that comes after a command.
type later struct {
	operation.Operation
	command command.Command
}

// comesAfter are the operations behind a unit.
func (r *repair) comesAfter(u *unit) []later {
	var list []later
	behind := false
	for _, c := range r.all {
		if behind {
			list = r.with(list, c)
		}
		behind = behind || same(c, u.command)
	}
	if r.afterwards == nil && !hasRoom(r.migration.Version, r.options, r.many) {
		r.afterwards = []later{}
		for _, f := range r.options.Folder {
			if f.Version > r.migration.Version {
				r.afterwards = r.loaded(r.afterwards, f)
			}
		}
	}
	return append(list, r.afterwards...)
}

// loaded adds the operations of another migration. One that cannot be read says
// so elsewhere.
func (r *repair) loaded(list []later, f source.File) []later {
	m, err := f.Load()
	if err != nil {
		return list
	}
	p, err := plan.Build(m, command.Up, r.options.Commands, r.options.Dialect)
	if err != nil {
		return list
	}
	for _, s := range p.Known() {
		if s.Command != nil && !s.Further {
			list = r.with(list, s.Command)
		}
	}
	return list
}

func (r *repair) with(list []later, c command.Command) []later {
	for _, l := range operation.Of(c, r.options.Dialect.Name(), nil) {
		list = append(list, later{l.Operation, c})
	}
	return list
}

// outdated says why what moves would not find its names any more, or "".
func (r *repair) outdated(c *change) string {
	if c.moved && len(c.then) == 1 && r.alone(c) {
		return "" // it takes the place of the original
	}
	moved := names(c.then)
	if moved == "" {
		return ""
	}
	table := c.finding.Step.On()
	for _, l := range r.comesAfter(c.unit) {
		if l.renames(table, moved) {
			return fmt.Sprintf("%s, at %s, renames or drops what would have to be there afterwards", l.command.Describe(), l.command.Pos())
		}
	}
	return ""
}

// names is a text that has all names of the migrations.
func names(list []lint.Migration) string {
	if len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("%+v", list)
}

// renames reports whether a later operation takes away what the moved commands
// name.
func (l later) renames(table command.Object, moved string) bool {
	has := func(name string) bool { return name != "" && strings.Contains(moved, name) }
	switch op := l.Operation.(type) {
	case operation.RenameTable:
		return op.Table == table || has(op.Table.Name)
	case operation.DropTable:
		return op.Table == table || has(op.Table.Name)
	case operation.RenameColumn:
		return op.Table == table && has(op.Column)
	case operation.DropColumn:
		return op.Table == table && has(op.Column)
	case operation.RenameIndex:
		return has(op.Index.Name)
	case operation.DropIndex:
		return has(op.Index.Name)
	case operation.RenameConstraint:
		return has(op.Name)
	case operation.DropConstraint:
		return op.Table == table && has(op.Name)
	}
	return false
}
