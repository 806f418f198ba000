package migrate

import (
	"context"
	"slices"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
)

// Accept takes the sources of applied migrations as they are now for what was
// applied: those of the versions, or of all that were edited or are missing if
// none is given. It returns what it has accepted. Of a migration whose source
// is gone nothing is remembered; one that Mix has applied is watched from now
// on.
func (m *Migrator) Accept(ctx context.Context, versions ...int64) ([]Status, error) {
	files, err := m.find(ctx)
	if err != nil {
		return nil, err
	}
	x, err := m.start(ctx)
	if err != nil {
		return nil, err
	}
	defer x.close(ctx)
	applied, _, err := x.store.read(ctx)
	if err != nil {
		return nil, err
	}
	all, err := x.journal.open(ctx, x.observe)
	if err != nil {
		return nil, err
	}
	list, err := m.driftOf(ctx, x.store, files, applied, all)
	if err != nil {
		return nil, err
	}
	chosen, err := toAccept(list, all, versions)
	if err != nil || len(chosen) == 0 {
		return nil, err
	}
	return chosen, x.accept(ctx, chosen, files)
}

// toAccept chooses from the list, and refuses versions that cannot be accepted.
func toAccept(list []Status, all histories, versions []int64) ([]Status, error) {
	var chosen []Status
	var problems diag.List
	for _, s := range list {
		if len(versions) == 0 && (s.Drift == DriftEdited || s.Drift == DriftMissing) {
			chosen = append(chosen, s)
		}
	}
	for _, version := range versions {
		i := slices.IndexFunc(list, func(s Status) bool { return s.Version == version })
		switch {
		case i < 0:
			problems = append(problems, diag.Errorf(diag.Invalid, diag.Pos{}, "there is no migration %d", version).
				WithHint("whimbrel migrations lists them"))
		case !list[i].Up:
			problems = append(problems, diag.Errorf(diag.Invalid, diag.Pos{File: list[i].File}, "migration %d is not applied: it can be edited freely", version).
				WithHint("whimbrel migrate runs it; whimbrel baseline %d takes it for applied", version))
		case all[version].unfinished(true):
			problems = append(problems, diag.Errorf(diag.Invalid, diag.Pos{File: list[i].File}, "migration %d is in the middle of being rolled back", version).
				WithHint("whimbrel repair shows how far it has come"))
		default:
			chosen = append(chosen, list[i])
		}
	}
	return chosen, problems.Err()
}

func (m *executor) accept(ctx context.Context, chosen []Status, files []source.File) error {
	times, err := m.store.times(ctx)
	if err != nil {
		return err
	}
	var entries []dialect.JournalEntry
	var gone []int64
	for _, s := range chosen {
		i := slices.IndexFunc(files, func(f source.File) bool { return f.Version == s.Version })
		if i < 0 {
			gone = append(gone, s.Version)
			continue
		}
		entry, err := m.baselineEntry(files[i], times[s.Version])
		if err != nil {
			return err
		}
		entries = append(entries, entry)
	}
	var texts []string
	if len(gone) > 0 {
		texts = append(texts, m.journal.sql.Forget(gone...))
	}
	if len(entries) > 0 {
		texts = append(texts, m.journal.sql.Put(entries...))
	}
	return m.journal.exec(ctx, texts...)
}

// baselineEntry is the journal's entry for a migration that is taken for
// applied as its source is now.
func (m *Migrator) baselineEntry(f source.File, at time.Time) (dialect.JournalEntry, error) {
	sum, err := m.checksumOf(f)
	return dialect.JournalEntry{
		Version: f.Version, Direction: command.Up, State: dialect.JournalApplied, Hash: sum, Detail: detailOf(f), At: at,
	}, err
}
