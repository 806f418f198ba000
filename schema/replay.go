package schema

import (
	"errors"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// Commands is what of a repository's configuration shapes commands. It is the
// same type as migrate.Commands, which says what its fields mean.
type Commands = record.Config

// Replay records the way up of every migration, in the given order, and applies
// it. The list has what [Schema.Apply] found. A migration that cannot be
// recorded is a [Gap].
func Replay(migrations []*source.Migration, config Commands, options ...Option) (*Schema, diag.List) {
	s := New(options...)
	var problems diag.List
	for _, m := range migrations {
		problems = append(problems, s.Migrate(m, config)...)
	}
	return s, problems
}

// Migrate records the way up of one migration, and applies it, as [Replay] does.
func (s *Schema) Migrate(m *source.Migration, config Commands) diag.List {
	s.Begin(m.Version)
	sink := &sink{schema: s}
	for _, callback := range s.callbacks(m) {
		recorder := record.New(config, command.Up, record.Forward, sink)
		err := callback(recorder)
		if err == nil {
			err = recorder.Finish()
		}
		if err != nil {
			s.Unreadable(m.File, m.Name, err)
		}
	}
	return sink.problems
}

// callbacks returns up/0, or else change/0, with the callbacks of the
// transaction around it. MySQL has no transaction for them to be in.
func (s *Schema) callbacks(m *source.Migration) []source.Callback {
	operation := m.Up
	if operation == nil {
		operation = m.Change
	}
	if operation == nil {
		s.Unreadable(m.File, m.Name, errors.New("there is neither up nor change"))
		return nil
	}
	all := []source.Callback{m.AfterBegin, operation, m.BeforeCommit}
	if s.database == "mysql" || m.OutsideTransaction(command.Up) {
		all = all[1:2]
	}
	return slices.DeleteFunc(all, func(c source.Callback) bool { return c == nil })
}

// Unreadable keeps a migration as a [Gap] that could not be loaded or recorded.
func (s *Schema) Unreadable(file, name string, err error) {
	pos := diag.Pos{File: file}
	if list := diag.All(err); len(list) > 0 && list[0].Pos.IsValid() {
		pos = list[0].Pos
	}
	s.gaps = append(s.gaps, Gap{Origin{pos, s.version}, "migration " + name, err.Error()})
}

// sink applies what a migration records. Functions given to execute are called:
// what they ask of the database is recorded in their place.
type sink struct {
	schema   *Schema
	problems diag.List
}

func (k *sink) Run(commands []command.Command) error {
	for _, c := range commands {
		if execute, ok := c.(command.Execute); ok {
			if f, ok := execute.Up.(*command.Func); ok {
				if err := f.Call(); err != nil {
					return err
				}
				continue
			}
		}
		k.problems = append(k.problems, k.schema.Apply(c)...)
	}
	return nil
}
