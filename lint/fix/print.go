package fix

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print"
)

// printer writes commands in the language of a file, each line with its
// indentation, without a line feed at the end.
type printer interface {
	// commands writes what stands in a callback of one direction, or of both.
	commands(depth int, list []command.Command, way direction) (string, error)
	// changes writes what stands in a block.
	changes(depth int, u *unit, list []command.Change) (string, error)
	// comment is what begins a comment, and separator what stands between
	// the parts of a unit.
	comment() string
}

// direction is which way the commands are for.
type direction uint8

const (
	bothDirections direction = iota
	upOnly
	downOnly
)

// text is what a change becomes.
type text struct {
	// parts are the new texts of the unit's parts; "" leaves one out.
	parts map[*part]string
	// added are lines for the end of the block.
	added string
	// whole is the new text of the unit, if replaced.
	whole    string
	replaced bool
	// behind stands behind the unit.
	behind string
}

// printed writes what takes the place of a change's unit or part.
func (r *repair) printed(c *change) (text, error) {
	way := upOnly
	if r.doc.reversed() {
		way = bothDirections
	}
	t := text{parts: map[*part]string{}}
	rest := c.instead
	var err error
	if c.keep {
		t.behind, err = r.commandsAt(c.unit, rest, way)
		return t, err
	}
	if list, ok := carried(c); ok && len(c.unit.parts) > 0 {
		rest = rest[1:]
		if c.part != nil && !isWhole(c) {
			t.parts[c.part], err = r.changesAt(c.part, c.unit, list)
		} else if ok, err = r.differing(c.unit, list, &t); !ok && err == nil {
			t.whole, err = r.commandsAt(c.unit, c.instead[:1], way)
			t.replaced = true
		}
	} else if c.part != nil {
		t.parts[c.part] = ""
	} else {
		t.whole, err = r.commandsAt(c.unit, rest, way)
		t.replaced = true
		return t, err
	}
	if err == nil && len(rest) > 0 {
		t.behind, err = r.commandsAt(c.unit, rest, way)
	}
	return t, err
}

func (r *repair) commandsAt(u *unit, list []command.Command, way direction) (string, error) {
	text, err := r.doc.commands(u.depth, list, way)
	return u.shift(text), err
}

func (r *repair) changesAt(p *part, u *unit, list []command.Change) (string, error) {
	text, err := r.doc.changes(p.depth, u, list)
	return p.shift(text), err
}

// carried returns the changes of the block that a fix begins with, if it is for
// the table of the unit.
func carried(c *change) ([]command.Change, bool) {
	if len(c.instead) == 0 {
		return nil, false
	}
	table, _, ok := block(c.unit.command)
	to, list, okTo := block(c.instead[0])
	return list, ok && okTo && table.Object == to.Object
}

// isWhole: the fix begins with the whole of the unit again, and not only with the
// changes of one line.
func isWhole(c *change) bool {
	_, creates := c.instead[0].(command.CreateTable)
	return creates
}

// block returns the table and the changes of a create or alter.
func block(c command.Command) (command.Table, []command.Change, bool) {
	switch c := c.(type) {
	case command.AlterTable:
		return c.Table, c.Changes, true
	case command.CreateTable:
		changes := make([]command.Change, len(c.Columns))
		for i, add := range c.Columns {
			changes[i] = add
		}
		return c.Table, changes, true
	}
	return command.Table{}, nil, false
}

// differing writes only the parts of a block that differ. It reports false if
// something else does: an option of the table, or the key that no line says.
func (r *repair) differing(u *unit, list []command.Change, t *text) (bool, error) {
	known := map[string]bool{}
	for _, p := range u.parts {
		var now []command.Change
		for _, old := range p.changes {
			known[old.ColumnName()] = true
			if i := slices.IndexFunc(list, func(c command.Change) bool { return c.ColumnName() == old.ColumnName() }); i >= 0 {
				now = append(now, list[i])
			}
		}
		if sameChanges(p.changes, now) {
			continue
		}
		var err error
		if t.parts[p], err = r.changesAt(p, u, now); err != nil {
			return false, err
		}
	}
	_, before, _ := block(u.command)
	var added []command.Change
	for _, c := range list {
		if known[c.ColumnName()] {
			continue
		}
		i := slices.IndexFunc(before, func(old command.Change) bool { return old.ColumnName() == c.ColumnName() })
		if i < 0 {
			added = append(added, c)
		} else if !sameChanges(before[i:i+1], []command.Change{c}) {
			return false, nil
		}
	}
	if len(added) == 0 {
		return true, nil
	}
	var err error
	t.added, err = r.changesAt(u.parts[len(u.parts)-1], u, added)
	return true, err
}

func sameChanges(a, b []command.Change) bool {
	return print.Same([]command.Command{command.AlterTable{Changes: a}}, []command.Command{command.AlterTable{Changes: b}})
}

// forward takes away what only the way back needs: a callback of one direction
// has none.
func forward(list []command.Command) []command.Command {
	list = slices.Clone(list)
	for i, c := range list {
		switch c := c.(type) {
		case command.Execute:
			c.Down = nil
			list[i] = c
		case command.DropConstraint:
			list[i] = named(c)
		}
	}
	return list
}

// named drops a constraint by its name, which is enough.
func named(c command.DropConstraint) command.DropConstraint {
	k := c.Constraint
	c.Constraint = command.Constraint{Prefix: k.Prefix, Table: k.Table, Name: k.Name}
	return c
}

// changed are the changes of a fix that differ from those of the command that it
// is about; all of them if it is about something else.
func changed(was command.Command, list []command.Change) []command.Change {
	_, before, ok := block(was)
	if !ok {
		return list
	}
	differ := slices.DeleteFunc(slices.Clone(list), func(c command.Change) bool {
		return slices.ContainsFunc(before, func(old command.Change) bool { return sameChanges([]command.Change{old}, []command.Change{c}) })
	})
	if len(differ) == 0 {
		return list
	}
	return differ
}

// deeper sets the lines of a text off.
func deeper(text, indent string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(indent)
		}
		b.WriteString(line)
	}
	return b.String()
}
