package migrate

import (
	"context"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
)

// Migrations lists the migrations with whether they are applied, and the
// applied versions that have no migration, ordered by version
// (Ecto.Migrator.migrations/3). It reads no file and writes nothing.
func (m *Migrator) Migrations(ctx context.Context) ([]Status, error) {
	files, err := m.find(ctx)
	if err != nil {
		return nil, err
	}
	applied, err := m.look(ctx)
	if err != nil {
		return nil, err
	}
	return statusOf(files, applied), nil
}

// Planned is a migration that a run would execute.
type Planned struct {
	Version   int64
	Name      string
	File      string
	Direction command.Direction
	// InTransaction says whether it runs in a transaction of its own.
	InTransaction bool
	// Statements is what it would send, without what the migrator adds around
	// it (transaction, lock, version). What code in Go would send is not known;
	// a comment stands for it.
	Statements []dialect.Statement
	// Warnings are what the author should look at.
	Warnings diag.List
	// Source is where the migration was found.
	Source source.File
}

// planned describes a job.
func (j *job) planned() Planned {
	return Planned{
		Version: j.file.Version, Name: j.file.Name, File: j.file.Path, Direction: j.plan.Direction,
		InTransaction: j.plan.InTransaction, Statements: j.plan.Statements(), Warnings: j.plan.Warnings, Source: j.file,
	}
}

// Plan returns what [Migrator.Up] or [Migrator.Down] would run now, in its
// order, and refuses what they would refuse. It reads the applied versions and
// writes nothing.
func (m *Migrator) Plan(ctx context.Context, direction command.Direction, target Target) ([]Planned, error) {
	files, err := m.find(ctx)
	if err != nil {
		return nil, err
	}
	applied, err := m.look(ctx)
	if err != nil {
		return nil, err
	}
	jobs, err := m.prepare(ctx, files, applied, direction, target)
	if err != nil {
		return nil, err
	}
	list := make([]Planned, len(jobs))
	for i, j := range jobs {
		list[i] = j.planned()
	}
	return list, nil
}
