package migrate

import (
	"cmp"
	"context"
	"slices"
)

// Status lists the files with whether they are applied, and the applied
// versions that have no file, ordered by version (Ecto.Migrator.migrations/3).
// It writes nothing.
func (m *Migrator) Status(ctx context.Context) ([]Status, error) {
	files, err := m.find()
	if err != nil {
		return nil, err
	}
	applied, _, err := m.store.read(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Status, 0, len(files))
	known := make(versions, len(files))
	for _, f := range files {
		known[f.Version] = struct{}{}
		list = append(list, Status{Up: applied.has(f.Version), Version: f.Version, Name: f.Name, File: f.Path})
	}
	for version := range applied {
		if !known.has(version) {
			list = append(list, Status{Up: true, Version: version})
		}
	}
	slices.SortStableFunc(list, func(a, b Status) int { return cmp.Compare(a.Version, b.Version) })
	return list, nil
}
