package print

import (
	"reflect"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// Same reports whether two lists hold the same commands, wherever they stand
// in their sources.
func Same(a, b []command.Command) bool {
	return slices.EqualFunc(a, b, func(x, y command.Command) bool {
		return reflect.DeepEqual(Unplaced(x), Unplaced(y))
	})
}

// Unplaced returns the command without positions, and with nil for every list
// that is empty.
func Unplaced(c command.Command) command.Command {
	nowhere := command.Position(diag.Pos{})
	switch c := c.(type) {
	case command.CreateTable:
		c.Position = nowhere
		c.Columns = emptyIsNil(slices.Clone(c.Columns))
		for i := range c.Columns {
			c.Columns[i].Position = nowhere
			c.Columns[i].Column = tidy(c.Columns[i].Column)
		}
		return c
	case command.AlterTable:
		c.Position = nowhere
		c.Changes = emptyIsNil(slices.Clone(c.Changes))
		for i, change := range c.Changes {
			c.Changes[i] = unplacedChange(change)
		}
		return c
	case command.DropTable:
		c.Position = nowhere
		return c
	case command.RenameTable:
		c.Position = nowhere
		return c
	case command.RenameColumn:
		c.Position = nowhere
		return c
	case command.CreateIndex:
		c.Position, c.Index = nowhere, tidyIndex(c.Index)
		return c
	case command.DropIndex:
		c.Position, c.Index = nowhere, tidyIndex(c.Index)
		return c
	case command.RenameIndex:
		c.Position, c.Index = nowhere, tidyIndex(c.Index)
		return c
	case command.CreateConstraint:
		c.Position = nowhere
		return c
	case command.DropConstraint:
		c.Position = nowhere
		return c
	case command.Execute:
		c.Position = nowhere
		c.Up, c.Down = unplacedAction(c.Up), unplacedAction(c.Down)
		return c
	}
	return c
}

func unplacedChange(change command.Change) command.Change {
	nowhere := command.Position(diag.Pos{})
	switch change := change.(type) {
	case command.Add:
		change.Position, change.Column = nowhere, tidy(change.Column)
		return change
	case command.Modify:
		change.Position, change.Column = nowhere, tidy(change.Column)
		if change.From != nil {
			from := *change.From
			from.Reference = tidyReference(from.Reference)
			change.From = &from
		}
		return change
	case command.Remove:
		change.Position = nowhere
		if change.Was != nil {
			was := tidy(*change.Was)
			change.Was = &was
		}
		return change
	}
	return change
}

// unplacedAction compares functions by their names: Call is another value each
// time that a callback runs.
func unplacedAction(a command.Action) command.Action {
	switch a := a.(type) {
	case *command.Func:
		return &command.Func{Name: a.Name}
	case *command.Code:
		return &command.Code{Name: a.Name}
	}
	return a
}

func tidy(c command.Column) command.Column {
	c.Reference = tidyReference(c.Reference)
	return c
}

func tidyReference(r *command.Reference) *command.Reference {
	if r == nil {
		return nil
	}
	tidy := *r
	tidy.With = emptyIsNil(r.With)
	tidy.OnDelete.Columns = emptyIsNil(r.OnDelete.Columns)
	tidy.OnUpdate.Columns = emptyIsNil(r.OnUpdate.Columns)
	return &tidy
}

func tidyIndex(i command.Index) command.Index {
	i.Columns, i.Include = emptyIsNil(i.Columns), emptyIsNil(i.Include)
	return i
}

func emptyIsNil[S ~[]E, E any](list S) S {
	if len(list) == 0 {
		return nil
	}
	return list
}
