package migrate

import (
	"cmp"
	"context"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/source"
)

// find lists the files of all folders by version.
func (m *Migrator) find() ([]source.File, error) {
	files, warnings, err := source.Find(m.config.Folders, m.config.Formats)
	if err != nil {
		return nil, err
	}
	m.warn(warnings)
	return files, nil
}

// Pending returns the files that a run would run, in its order. It reads no
// file and writes nothing.
func (m *Migrator) Pending(ctx context.Context, direction command.Direction, target Target) ([]source.File, error) {
	files, err := m.find()
	if err != nil {
		return nil, err
	}
	applied, _, err := m.store.read(ctx)
	if err != nil {
		return nil, err
	}
	return choose(files, applied, direction, target), nil
}

// choose is pending_all, pending_to, pending_to_exclusive and pending_step of
// Ecto.Migrator: the files of the direction in its order, as long as the
// target is not passed. The target's version need not exist.
func choose(files []source.File, applied versions, direction command.Direction, target Target) []source.File {
	var chosen []source.File
	for _, f := range files {
		if applied.has(f.Version) == (direction == command.Down) {
			chosen = append(chosen, f)
		}
	}
	if direction == command.Down {
		slices.Reverse(chosen)
	}
	for i, f := range chosen {
		if target.passed(f.Version, i, direction) {
			return chosen[:i]
		}
	}
	return chosen
}

// passed reports whether the i-th migration of the direction lies beyond the
// target.
func (t Target) passed(version int64, i int, direction command.Direction) bool {
	beyond := cmp.Compare(version, t.version)
	if direction == command.Down {
		beyond = -beyond
	}
	switch t.kind {
	case targetStep:
		return i >= t.step
	case targetTo:
		return beyond > 0
	case targetToExclusive:
		return beyond >= 0
	default:
		return false
	}
}
