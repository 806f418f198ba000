package fix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/source"
)

// What moves into a migration that follows runs behind everything that comes
// after it now: behind the rest of its migration, and behind those later ones
// that leave no room for it. Its names must still mean the same.

// later is an operation that comes after a command.
type later struct {
	operation.Operation
	command command.Command
	version int64
}

// comesAfter are the operations behind a unit.
func (r *repair) comesAfter(u *unit) []later {
	var list []later
	behind := false
	for _, c := range r.all {
		if behind {
			list = r.with(list, c, r.migration.Version)
		}
		behind = behind || same(c, u.command)
	}
	last := lastBefore(r.migration.Version, r.options, r.many)
	for _, l := range r.folder() {
		if l.version <= last {
			list = append(list, l)
		}
	}
	return list
}

// folder are the operations of the later migrations.
func (r *repair) folder() []later {
	if r.afterwards == nil {
		r.afterwards = []later{}
		for _, f := range r.options.Folder {
			if f.Version > r.migration.Version {
				r.afterwards = r.loaded(r.afterwards, f)
			}
		}
	}
	return r.afterwards
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
			list = r.with(list, s.Command, f.Version)
		}
	}
	return list
}

func (r *repair) with(list []later, c command.Command, version int64) []later {
	for _, l := range operation.Of(c, r.options.Dialect.Name(), nil) {
		list = append(list, later{l.Operation, c, version})
	}
	return list
}

// outdated says why a fix would not fit what comes later, or "".
func (r *repair) outdated(c *change) string {
	if l := r.typedLater(c); l != nil {
		return fmt.Sprintf("%s, at %s, gives the column another type", l.command.Describe(), l.command.Pos())
	}
	if made := r.madeAlready(c); made != nil {
		return fmt.Sprintf("%s, at %s, makes an index of that name", made.Describe(), made.Pos())
	}
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

// madeAlready is another command that makes an index which a fix adds.
func (r *repair) madeAlready(c *change) command.Command {
	if !c.keep {
		return nil
	}
	added := slices.Clone(c.instead)
	for _, m := range c.then {
		added = append(added, m.Change...)
	}
	others := slices.Clone(r.folder())
	for _, other := range r.all {
		others = r.with(others, other, r.migration.Version)
	}
	for _, a := range added {
		create, ok := a.(command.CreateIndex)
		for _, l := range others {
			if other, is := l.Operation.(operation.CreateIndex); ok && is && other.Index.Name == create.Index.Name {
				return l.command
			}
		}
	}
	return nil
}

// typedLater is what gives a column another type than the one that a fix finds
// better.
func (r *repair) typedLater(c *change) *later {
	if !c.finding.Fix.Better || c.keep || c.part == nil {
		return nil
	}
	for _, l := range append(r.comesAfter(c.unit), r.folder()...) {
		set, ok := l.Operation.(operation.SetType)
		if ok && set.Table == c.finding.Step.On() && slices.ContainsFunc(c.part.changes, func(made command.Change) bool {
			return made.ColumnName() == set.Column.Name
		}) {
			return &l
		}
	}
	return nil
}

// inOrder refuses what would move behind a command that needs it done, and stays.
func (r *repair) inOrder() {
	for i := 0; i < len(r.changes); i++ {
		c := r.changes[i]
		needs := r.passed(c)
		if needs == nil {
			continue
		}
		r.changes = slices.Delete(r.changes, i, i+1)
		r.refuse(c.finding, fmt.Sprintf("%s, at %s, needs it done before, and stays where it is", needs.Describe(), needs.Pos()))
		i = -1 // what has moved behind it may stay now, too
	}
}

// passed is a command that stays, and that what moves must not come behind.
func (r *repair) passed(c *change) command.Command {
	if !c.moved {
		return nil
	}
	moved := r.operationsOf(c.unit, c.part)
	behind := false
	for _, u := range r.up {
		if behind && !r.gone(u) {
			for _, op := range r.operationsOf(u, nil) {
				if slices.ContainsFunc(moved, func(m operation.Operation) bool { return needed(m, op) }) {
					return u.command
				}
			}
		}
		behind = behind || u == c.unit
	}
	return nil
}

// needed reports whether an operation cannot come before another one that it
// follows: what an index was made of goes, its name is given again, or rows are
// expected to be changed.
func needed(moved, op operation.Operation) bool {
	switch moved := moved.(type) {
	case operation.DropIndex:
		switch op := op.(type) {
		case operation.CreateIndex:
			return op.Index.Name == moved.Index.Name
		case operation.Define:
			return op.Verb == "DROP"
		case operation.Extension:
			return op.Drop
		case operation.Opaque:
			return op.May
		case operation.DropType, operation.DropSchema, operation.RenameSchema:
			return true
		}
	case operation.Write:
		switch op := op.(type) {
		case operation.SetNotNull, operation.AddCheck, operation.AddUnique, operation.AddPrimaryKey, operation.AddForeignKey,
			operation.AddExclusion, operation.ValidateConstraint, operation.SetType, operation.DropColumn, operation.CreateIndex:
			return op.On() == moved.Table
		case operation.Write, operation.Read, operation.Opaque:
			return true
		}
	}
	return false
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
