package fix

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

// counterparts makes the way down of a migration with two callbacks fit: what
// undid an operation undoes now what has taken its place, and is left out if the
// operation has moved to another migration, which has a way down of its own.
func (r *repair) counterparts() error {
	if r.doc.reversed() || len(r.down) == 0 {
		return nil
	}
	for _, c := range r.changes {
		if err := r.counterpart(c); err != nil {
			return err
		}
	}
	return nil
}

func (r *repair) counterpart(c *change) error {
	undone := r.operationsOf(c.unit, c.part)
	back := reverse(c.instead)
	if slices.Equal(keys(r.operations(c.instead)), keys(undone)) {
		return nil // the same things are made, only in another way
	}
	found := r.undoing(undone)
	if len(found) == 0 {
		return r.undoFirst(undone, back)
	}
	text, err := r.commandsAt(found[0].unit, forward(back), downOnly)
	if err != nil {
		return err
	}
	for i, f := range found {
		becomes := ""
		if i == 0 {
			becomes = text
		}
		r.putDown(f, becomes)
	}
	return nil
}

// undoFirst undoes on the way down, first of all, what an operation is replaced
// by, if that makes something that nobody there knows of.
func (r *repair) undoFirst(undone []operation.Operation, back []command.Command) error {
	known := keys(undone)
	if len(back) == 0 || !slices.ContainsFunc(r.operations(back), func(op operation.Operation) bool { return !slices.Contains(known, key(op)) }) {
		return nil
	}
	first := r.down[0]
	text, err := r.commandsAt(first, forward(back), downOnly)
	if err != nil {
		return err
	}
	r.doc.edits().add(first.file, first.start, first.start, trimIndent(text)+r.gap(first)+indentation(r.text(first), first.start))
	return nil
}

// place is a unit or a part of one.
type place struct {
	unit *unit
	part *part
}

// undoing returns the places of the way down that undo the operations, and
// nothing else.
func (r *repair) undoing(undone []operation.Operation) []place {
	wanted := keys(undone)
	only := func(ops []operation.Operation) bool {
		return len(ops) > 0 && !slices.ContainsFunc(ops, func(op operation.Operation) bool { return !slices.Contains(wanted, key(op)) })
	}
	var found []place
	for _, u := range r.down {
		if only(r.operationsOf(u, nil)) {
			found = append(found, place{u, nil})
			continue
		}
		for _, p := range u.parts {
			if only(r.operationsOf(u, p)) {
				found = append(found, place{u, p})
			}
		}
	}
	return found
}

// putDown puts a text in a place of the way down.
func (r *repair) putDown(at place, becomes string) {
	if at.part == nil {
		r.replace(at.unit, becomes)
		return
	}
	r.editParts(at.unit, map[*part]string{at.part: ""})
	if becomes != "" {
		r.addBehind(at.unit, becomes)
	}
}

func reverse(list []command.Command) []command.Command {
	var back []command.Command
	for _, c := range slices.Backward(list) {
		reversed, err := command.Reverse(c)
		if err != nil {
			continue
		}
		back = append(back, reversed)
	}
	return back
}

// operationsOf are the operations of a unit, or of one of its parts.
func (r *repair) operationsOf(u *unit, p *part) []operation.Operation {
	var list []operation.Operation
	for _, l := range operation.Of(u.command, r.options.Dialect.Name(), nil) {
		if p == nil || within(u, p, l) {
			list = append(list, l.Operation)
		}
	}
	return list
}

func within(u *unit, p *part, l operation.Located) bool {
	if l.Change == nil {
		return l.End > l.Start && len(p.changes) == 0 && l.Start < p.end-u.start && l.End > p.start-u.start
	}
	return slices.ContainsFunc(p.changes, func(c command.Change) bool {
		return c.ColumnName() == l.Change.ColumnName() && c.Pos() == l.Change.Pos()
	})
}

func (r *repair) operations(list []command.Command) []operation.Operation {
	var ops []operation.Operation
	for _, c := range list {
		for _, l := range operation.Of(c, r.options.Dialect.Name(), nil) {
			ops = append(ops, l.Operation)
		}
	}
	return ops
}

// aspect is what an operation makes or undoes: both have the same.
type aspect struct{ kind, table, name string }

func keys(ops []operation.Operation) []aspect {
	list := make([]aspect, len(ops))
	for i, op := range ops {
		list[i] = key(op)
	}
	return list
}

// key: the index of a name has no table where it is dropped.
func key(op operation.Operation) aspect {
	table := op.On().String()
	switch op := op.(type) {
	case operation.CreateTable, operation.DropTable:
		return aspect{"table", table, ""}
	case operation.CreateIndex:
		return aspect{"index", "", op.Index.Name}
	case operation.DropIndex:
		return aspect{"index", "", op.Index.Name}
	case operation.AddColumn:
		return aspect{"column", table, op.Column.Name}
	case operation.DropColumn:
		return aspect{"column", table, op.Column}
	case operation.SetNotNull:
		return aspect{"null", table, op.Column}
	case operation.DropNotNull:
		return aspect{"null", table, op.Column}
	case operation.SetType:
		return aspect{"type", table, op.Column.Name}
	case operation.SetDefault:
		return aspect{"default", table, op.Column}
	}
	if name := constraintName(op); name != "" {
		return aspect{"constraint", table, name}
	}
	return aspect{"other", table, ""}
}

func constraintName(op operation.Operation) string {
	switch op := op.(type) {
	case operation.AddForeignKey:
		return op.Name
	case operation.AddCheck:
		return op.Name
	case operation.AddExclusion:
		return op.Name
	case operation.AddUnique:
		return op.Name
	case operation.AddPrimaryKey:
		return op.Name
	case operation.DropConstraint:
		return op.Name
	}
	return ""
}
