package fix

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/internal/plan"
)

// counterparts makes the way down of a migration with two callbacks fit: what
// undid an operation undoes now what has taken its place, and is left out if the
// operation has moved to another migration, which has a way down of its own.
func (r *repair) counterparts() error {
	if r.doc.reversed() {
		return nil
	}
	if len(r.down) == 0 {
		r.nothingBack()
		return nil
	}
	w := &wayDown{texts: map[place][]string{}}
	for _, c := range r.changes {
		if err := r.counterpart(c, w); err != nil {
			return err
		}
	}
	r.writeDown(w)
	return nil
}

// nothingBack: where a way down is there and undoes nothing, so that what stays of
// the original is never undone, what follows it is not either.
func (r *repair) nothingBack() {
	p, err := plan.Build(r.migration.Migration, command.Down, r.options.Commands, r.options.Dialect)
	if err != nil || len(p.Known()) > 0 {
		return
	}
	for _, c := range r.changes {
		for i, m := range c.then {
			if len(c.instead) > 0 && !c.keep {
				c.then[i].Up, c.then[i].Change, c.then[i].Down = append(m.Up, m.Change...), nil, []command.Command{}
			}
		}
	}
}

// wayDown is what becomes of the places of the way down, and what is undone
// before all of them. Several changes can be undone at one place.
type wayDown struct {
	texts map[place][]string
	first []string
}

func (r *repair) counterpart(c *change, w *wayDown) error {
	undone := r.operationsOf(c.unit, c.part)
	back := reverse(c.instead)
	if c.keep {
		return r.undoFirst(undone, back, w)
	}
	if slices.Equal(keys(r.operations(c.instead)), keys(undone)) {
		return nil // the same things are made, only in another way
	}
	found := r.undoing(undone)
	switch {
	case len(found) == 0:
		return r.undoFirst(undone, back, w)
	case r.removes(found, c):
		return nil
	case len(back) < len(c.instead) && !c.moved:
		return r.undoFirst(undone, back, w) // it says what came before, and nobody else does
	}
	r.lenient(found, c)
	r.buildAgain(found, c)
	text, err := r.commandsAt(found[0].unit, forward(back), downOnly)
	if err != nil {
		return err
	}
	for i, f := range found {
		if i > 0 || text == "" {
			w.texts[f] = append([]string{}, w.texts[f]...)
		} else {
			w.texts[f] = append(w.texts[f], text)
		}
	}
	return nil
}

// removes reports whether the way down removes the column that the change still
// adds, and everything that was done to it with it.
func (r *repair) removes(found []place, c *change) bool {
	adds := func(name string, table command.Object) bool {
		return slices.ContainsFunc(r.operations(c.instead), func(op operation.Operation) bool {
			add, ok := op.(operation.AddColumn)
			return ok && add.Table == table && add.Column.Name == name
		})
	}
	return slices.ContainsFunc(found, func(f place) bool {
		return slices.ContainsFunc(r.operationsOf(f.unit, f.part), func(op operation.Operation) bool {
			drop, ok := op.(operation.DropColumn)
			return ok && adds(drop.Column, drop.Table)
		})
	})
}

// lenient has an index that moves dropped as the way down does it: if it exists.
func (r *repair) lenient(found []place, c *change) {
	if !c.moved || len(c.then) == 0 || len(c.then[0].Change) != 1 || len(found) != 1 {
		return
	}
	create, ok := c.then[0].Change[0].(command.CreateIndex)
	drop, okDrop := found[0].unit.command.(command.DropIndex)
	if !ok || !okDrop || drop.Existence != command.Lenient {
		return
	}
	back := command.DropIndex{Index: create.Index, Existence: command.Lenient}
	c.then[0].Up, c.then[0].Down, c.then[0].Change = c.then[0].Change, []command.Command{back}, nil
}

// buildAgain has an index that is dropped elsewhere now built again as the way
// down did it, where nobody else knows what the index was.
func (r *repair) buildAgain(found []place, c *change) {
	if !c.moved || len(c.then) != 1 || c.then[0].Change != nil || c.then[0].Down != nil || len(found) != 1 || found[0].part != nil {
		return
	}
	switch back := found[0].unit.command.(type) {
	case command.CreateIndex:
		back.Index.Concurrently = true
		c.then[0].Down = []command.Command{back}
	case command.Execute:
		if sql, ok := back.Up.(command.SQL); ok {
			if text, ok := concurrently(string(sql)); ok {
				c.then[0].Down = []command.Command{command.Execute{Up: command.SQL(text)}}
			}
		}
	}
}

// undoFirst undoes on the way down, first of all, what an operation is replaced
// by, if that makes something that nobody there knows of.
func (r *repair) undoFirst(undone []operation.Operation, back []command.Command, w *wayDown) error {
	known := keys(undone)
	back = slices.DeleteFunc(back, r.dropped)
	if len(back) == 0 || !slices.ContainsFunc(r.operations(back), func(op operation.Operation) bool { return !slices.Contains(known, key(op)) }) {
		return nil
	}
	text, err := r.commandsAt(r.down[0], forward(back), downOnly)
	if err == nil {
		w.first = append(w.first, text)
	}
	return err
}

// dropped: the way down drops the table of a command, and what it has made there
// goes along.
func (r *repair) dropped(c command.Command) bool {
	ops := r.operations([]command.Command{c})
	return len(ops) > 0 && !slices.ContainsFunc(ops, func(op operation.Operation) bool {
		return !slices.ContainsFunc(r.down, func(u *unit) bool {
			return slices.ContainsFunc(r.operationsOf(u, nil), func(down operation.Operation) bool {
				drop, ok := down.(operation.DropTable)
				return ok && drop.Table == op.On()
			})
		})
	})
}

// writeDown writes the way down.
func (r *repair) writeDown(w *wayDown) {
	for i, u := range r.down {
		var first []string
		if i == 0 {
			first = w.first
		}
		if texts, whole := w.texts[place{u, nil}]; whole {
			r.replace(u, strings.Join(append(first, texts...), r.gap(u)))
			continue
		}
		if len(first) > 0 {
			before := trimIndent(strings.Join(first, r.gap(u))) + r.gap(u) + indentation(r.text(u), u.start)
			r.doc.edits().add(u.file, u.start, u.start, before)
		}
		r.writeParts(u, w)
	}
}

// writeParts writes what becomes of the parts of a unit on the way down: what
// takes their place stands behind it.
func (r *repair) writeParts(u *unit, w *wayDown) {
	texts := map[*part]string{}
	var behind []string
	for _, p := range u.parts {
		if instead, there := w.texts[place{u, p}]; there {
			texts[p] = ""
			behind = append(behind, instead...)
		}
	}
	switch all := strings.Join(behind, r.gap(u)); {
	case len(texts) == 0:
	case len(texts) == len(u.parts):
		r.replace(u, all)
	default:
		r.editParts(u, texts)
		if all != "" {
			r.addBehind(u, all)
		}
	}
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

// lower takes a unit apart, once.
func (r *repair) lower(u *unit) []operation.Located {
	list, known := r.lowered[u]
	if !known {
		if r.lowered == nil {
			r.lowered = map[*unit][]operation.Located{}
		}
		list = operation.Of(u.command, r.options.Dialect.Name(), nil)
		r.lowered[u] = list
	}
	return list
}

// operationsOf are the operations of a unit, or of one of its parts.
func (r *repair) operationsOf(u *unit, p *part) []operation.Operation {
	var list []operation.Operation
	for _, l := range r.lower(u) {
		if p == nil || within(p, l) {
			list = append(list, l.Operation)
		}
	}
	return list
}

func within(p *part, l operation.Located) bool {
	if l.Change == nil {
		return l.End > l.Start && len(p.changes) == 0 && l.Start < p.clause.end && l.End > p.clause.start
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
