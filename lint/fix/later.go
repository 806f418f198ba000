package fix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// What moves into a migration that follows runs behind everything that comes
// after it now: behind the rest of its migration, and behind those later ones
// that leave no room for it. Its names must still mean the same.

// later is an operation that comes after a command.
type later struct {
	operation.Operation
	command command.Command
	version int64
	// number is which command of the migration asks for it.
	number int
}

// own are the operations of the migration itself.
func (r *repair) own() *history {
	if r.ownHistory == nil {
		r.ownHistory = &history{indexes: map[string][]later{}, types: map[column][]later{}}
		r.numbers = map[command.Position]int{}
		for i, c := range r.all {
			if _, there := r.numbers[command.Position(c.Pos())]; !there {
				r.numbers[command.Position(c.Pos())] = i
			}
			list := laterOf(c, r.migration.Version, r.options)
			for n := range list {
				list[n].number = i
			}
			r.ownHistory.add(list)
		}
	}
	return r.ownHistory
}

// numberOf is which command of the migration a unit asks for.
func (r *repair) numberOf(u *unit) int {
	r.own()
	first, there := r.numbers[command.Position(u.command.Pos())]
	if !there {
		return len(r.all)
	}
	for i, c := range r.all[first:] {
		if same(c, u.command) {
			return first + i
		}
	}
	return len(r.all)
}

// comesAfter returns the first operation behind a unit that is looked for: the
// rest of its migration, and the later ones that a fix moves behind. All of the
// operations are passed through one of the lists of a history.
func (r *repair) comesAfter(u *unit, among func(*history) []later, is func(later) bool) *later {
	number := r.numberOf(u)
	for _, l := range among(r.own()) {
		if l.number > number && is(l) {
			return &l
		}
	}
	last := r.last()
	for _, l := range among(r.folder()) {
		if r.migration.Version < l.version && l.version <= last && is(l) {
			return &l
		}
	}
	return nil
}

// last is the version behind which those that follow stand.
func (r *repair) last() int64 { return lastBefore(r.migration.Version, r.options, r.many) }

// folder are the operations of the later migrations, earlier ones among them.
func (r *repair) folder() *history { return r.options.folderAfter(r.migration.Version) }

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
	takes := func(h *history) []later { return h.takes }
	if l := r.comesAfter(c.unit, takes, func(l later) bool { return l.renames(table, moved) }); l != nil {
		return fmt.Sprintf("%s, at %s, renames or drops what would have to be there afterwards", l.command.Describe(), l.command.Pos())
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
	for _, a := range added {
		create, ok := a.(command.CreateIndex)
		if !ok {
			continue
		}
		for _, l := range r.folder().indexes[create.Index.Name] {
			if l.version > r.migration.Version {
				return l.command
			}
		}
		if own := r.own().indexes[create.Index.Name]; len(own) > 0 {
			return own[0].command
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
	for _, made := range c.part.changes {
		at := column{c.finding.Step.On(), made.ColumnName()}
		typed := func(h *history) []later { return h.types[at] }
		if l := r.comesAfter(c.unit, typed, func(later) bool { return true }); l != nil {
			return l
		}
		for _, l := range r.folder().types[at] {
			if l.version > r.migration.Version {
				return &l
			}
		}
	}
	return nil
}

// inOrder refuses what would move behind a command that needs it done, and stays.
func (r *repair) inOrder() {
	moving := r.moving()
	for i := 0; i < len(r.changes); i++ {
		c := r.changes[i]
		needs := r.passed(c, moving)
		if needs == nil {
			continue
		}
		r.changes = slices.Delete(r.changes, i, i+1)
		r.refuse(c.finding, fmt.Sprintf("%s, at %s, needs it done before, and stays where it is", needs.Describe(), needs.Pos()))
		moving = r.moving()
		i = -1 // what has moved behind it may stay now, too
	}
}

// moving are the units of which nothing stays.
func (r *repair) moving() map[*unit]bool {
	moving := map[*unit]bool{}
	for u, changes := range r.byUnit() {
		moving[u] = isGone(u, changes)
	}
	return moving
}

// byUnit are the changes of each unit.
func (r *repair) byUnit() map[*unit][]*change {
	of := map[*unit][]*change{}
	for _, c := range r.changes {
		of[c.unit] = append(of[c.unit], c)
	}
	return of
}

// passed is a command that stays, and that what moves must not come behind.
func (r *repair) passed(c *change, moving map[*unit]bool) command.Command {
	if !c.moved {
		return nil
	}
	moved := slices.DeleteFunc(r.operationsOf(c.unit, c.part), func(op operation.Operation) bool { return !needable(op) })
	if len(moved) == 0 {
		return nil
	}
	for _, u := range r.up[slices.Index(r.up, c.unit)+1:] {
		if moving[u] {
			continue
		}
		for _, l := range r.lower(u) {
			if r.forbids(c, l.Operation) || slices.ContainsFunc(moved, func(m operation.Operation) bool { return needed(m, l.Operation) }) {
				return u.command
			}
		}
	}
	return nil
}

// needable: others may need the operation done.
func needable(op operation.Operation) bool {
	switch op.(type) {
	case operation.DropIndex, operation.DropConstraint, operation.Write:
		return true
	}
	return false
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
