package draft

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// step is what one request comes to, or several about the same table in a row.
type step struct {
	at intent.Span
	// title is the step's part of the file's name. A step about what another
	// one has just added has none.
	title title
	// before and after stand around the changes of a table that exists. A step
	// without changes has only after.
	before []command.Command
	alter  *command.AlterTable
	after  []command.Command
	// down undoes the step where its commands cannot be reversed exactly; nil
	// means that they can, unless oneWay is set: then nothing is known of the
	// way back.
	down   []command.Command
	oneWay bool
	// alone: the step is a file of its own; online: outside of a transaction and
	// without the lock.
	alone, online, noTransaction bool
	// comment stands above the file's first callback, upComment and downComment
	// end theirs.
	comment, upComment, downComment string
	reasons                         reasons
}

// up returns the commands of the step.
func (s *step) up() []command.Command {
	commands := slices.Clone(s.before)
	if s.alter != nil {
		commands = append(commands, *s.alter)
	}
	return append(commands, s.after...)
}

// upDown reports whether the step needs callbacks of its own for each
// direction.
func (s *step) upDown() bool { return s.down != nil || s.downComment != "" }

// undo returns the commands that undo the step.
func (s *step) undo() []command.Command {
	if s.upDown() {
		return s.down
	}
	back, _ := reversed(s.up())
	return back
}

// reversed returns the commands that undo the given ones, as Ecto makes them.
func reversed(commands []command.Command) ([]command.Command, error) {
	var back []command.Command
	for _, c := range slices.Backward(commands) {
		r, err := command.Reverse(c)
		if err != nil {
			return nil, err
		}
		back = append(back, r)
	}
	return back, nil
}

// do takes a step: from now on the model shows what it does. What the database
// would refuse is an error of the text.
func (d *drafter) do(s step) {
	for _, c := range s.up() {
		if !d.wellNamed(s.at, c) {
			return
		}
		for _, problem := range append(command.Validate(c), d.model.Apply(c)...) {
			if problem.Severity == diag.Error && len(d.problems) == 0 {
				d.fail(s.at, "%s", problem.Summary).Hint = problem.Hint
			}
		}
	}
	d.databaseNotes(s)
	if n := len(d.steps); n > 0 && d.steps[n-1].join(&s) {
		return
	}
	d.steps = append(d.steps, s)
}

// join takes a step into the one before it, if both change the same table in
// the same way.
func (s *step) join(next *step) bool {
	if s.alter == nil || next.alter == nil || s.title.verb != next.title.verb || s.title.table == "" ||
		s.title.table != next.title.table || s.alter.Table.Object != next.alter.Table.Object ||
		s.upDown() || next.upDown() || s.oneWay != next.oneWay || s.alone || next.alone {
		return false
	}
	s.before = append(s.before, next.before...)
	s.alter.Changes = append(s.alter.Changes, next.alter.Changes...)
	s.after = append(s.after, next.after...)
	s.title.columns = append(s.title.columns, next.title.columns...)
	s.reasons.join(next.reasons)
	return true
}

// databaseNotes warns of what the database cannot do, or needs first.
func (d *drafter) databaseNotes(s step) {
	for _, c := range s.up() {
		switch c := c.(type) {
		case command.CreateConstraint, command.DropConstraint:
			if d.o.Dialect == "sqlite" {
				d.warn("SQLite cannot add or drop constraints of a table that exists: %s will fail", c.Describe())
			}
		case command.AlterTable:
			for _, change := range c.Changes {
				if m, ok := change.(command.Modify); ok && d.o.Dialect == "sqlite" {
					d.warn("SQLite cannot change columns: %s on %s will fail", m.Describe(), c.Table.Name)
				}
			}
		}
		for _, name := range typesIn(c) {
			if isExtensionType(name) && !d.model.HasExtension(name) {
				d.note("%s is an extension: enable it in an earlier migration (enable %s)", name, name)
			}
		}
	}
}

// isExtensionType reports whether a type comes with the extension of its name.
func isExtensionType(name string) bool {
	return name == "citext" || name == "ltree" || name == "hstore" || name == "cube" || name == "isbn"
}
