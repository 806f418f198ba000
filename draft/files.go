package draft

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print"
)

// files puts the steps into files: those in a row share one, unless a step
// wants a file of its own.
func (d *drafter) files() []File {
	var files []File
	for _, group := range grouped(d.steps) {
		files = append(files, d.file(group))
	}
	return files
}

func grouped(steps []step) [][]step {
	var groups [][]step
	for i, s := range steps {
		if i == 0 || s.alone || steps[i-1].alone || clash(groups[len(groups)-1], s) {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], s)
	}
	return groups
}

// clash reports whether a step cannot share a file: one that nobody knows how
// to undo leaves no way to write the way down of another that needs one.
func clash(group []step, s step) bool {
	return slices.ContainsFunc(group, func(other step) bool {
		return other.oneWay && s.upDown() || s.oneWay && other.upDown()
	})
}

// file makes one migration.
func (d *drafter) file(steps []step) File {
	m := &print.Migration{Config: d.o.Config}
	var why reasons
	var titles []title
	split := false
	for _, s := range steps {
		why.join(s.reasons)
		if !s.title.empty() {
			titles = append(titles, s.title)
		}
		split = split || s.upDown()
		m.DisableDDLTransaction = m.DisableDDLTransaction || s.online || s.noTransaction
		m.DisableMigrationLock = m.DisableMigrationLock || s.online
		if s.comment != "" {
			m.Comment = s.comment
		}
	}
	var up, down []command.Command
	for _, s := range steps {
		up = append(up, s.up()...)
	}
	m.Name = fileName(titles)
	if !split {
		m.Change = print.NewBody(up...)
		return File{Name: m.Name, Migration: m, Reasons: why}
	}
	for _, s := range slices.Backward(steps) {
		down = append(down, s.undo()...)
	}
	m.Up, m.Down = print.NewBody(up...), print.NewBody(down...)
	for _, s := range steps {
		m.Up.Comment, m.Down.Comment = s.upComment, s.downComment
	}
	why.add("", "up and down: the change cannot be reversed by itself")
	return File{Name: m.Name, Migration: m, Reasons: why}
}
