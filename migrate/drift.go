package migrate

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
)

// Drift says how the source of an applied migration and what was applied
// differ; "" means that they do not, as far as it is known: migrations that Mix
// has applied have no checksum.
type Drift string

// The kinds of drift.
const (
	// DriftEdited: the source is not what was applied. Comments, blanks and
	// layout do not count.
	DriftEdited Drift = "edited"
	// DriftMissing: Whimbrel has applied it, and its source is gone.
	DriftMissing Drift = "missing"
	// DriftUnknown: there is no source, and it was not Whimbrel that applied it,
	// or from another folder. Status.Name is known then.
	DriftUnknown Drift = "unknown"
)

// DriftKind is the kind of the diagnostics about applied migrations that were
// edited or are missing; see [IsDrifted].
const DriftKind diag.Kind = "drift"

// Check is [Migrator.Migrations] with a look at what was applied: it sets
// Status.Drift. It reads the files of all applied migrations and writes nothing.
func (m *Migrator) Check(ctx context.Context) ([]Status, error) {
	files, err := m.find(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := m.versionsDB().Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer closeConn(ctx, conn)
	applied, _, err := m.storeOn(conn).read(ctx)
	if err != nil {
		return nil, err
	}
	all, _, err := m.journalOn(conn).read(ctx)
	if err != nil {
		return nil, err
	}
	return m.driftOf(ctx, m.storeOn(conn), files, applied, all)
}

// statusOf lists the migrations, and the versions without one, by version.
func statusOf(files []source.File, applied versions) []Status {
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
	markSquashed(list)
	return list
}

// driftOf compares the sources with what the journal says was applied.
func (m *Migrator) driftOf(ctx context.Context, s store, files []source.File, applied versions, all histories) ([]Status, error) {
	list := statusOf(files, applied)
	sources := make(map[int64]source.File, len(files))
	for _, f := range files {
		sources[f.Version] = f
	}
	doubtful := false
	for i := range list {
		status := &list[i]
		f, found := sources[status.Version]
		h := all[status.Version]
		switch {
		case !status.Up || status.SquashedInto != 0 || h.unfinished(true):
		case !found && h == nil:
			status.Drift = DriftUnknown
		case !found && !m.holds(h.file()):
			status.Drift, doubtful = DriftUnknown, true
		case !found:
			status.Drift, doubtful = DriftMissing, true
		case h == nil || h.whole.Hash == "":
		case f.Squashed() && h.name() != source.SquashedName:
			// It stands for the one that was applied, among others.
		default:
			sum, err := m.checksumOf(f)
			if err != nil {
				return nil, err
			}
			if sum != h.whole.Hash && sum != "" {
				status.Drift, doubtful = DriftEdited, true
			}
		}
		if !found && h != nil {
			status.Name = h.name()
		}
	}
	if !doubtful {
		return list, nil
	}
	return list, s.clear(ctx, list, all)
}

// name is that of the migration when it was applied.
func (h *history) name() string {
	name, _, _ := strings.Cut(h.whole.Detail, "\n")
	return name
}

// file is its path then.
func (h *history) file() string {
	_, file, _ := strings.Cut(h.whole.Detail, "\n")
	return file
}

// holds reports whether a file would be among the migrations if it were still
// there. Two folders may share a table of versions, and be run one by one.
func (m *Migrator) holds(file string) bool {
	if file == "" || strings.HasSuffix(file, ".go") {
		return m.config.Set != nil || len(m.config.Sets) > 0
	}
	return m.config.FS != nil || slices.ContainsFunc(m.config.Folders, func(f source.Folder) bool {
		return f.Name == "" || strings.HasPrefix(file, strings.TrimSuffix(f.Name, "/")+"/")
	})
}

// clear takes the doubt away about migrations that were applied again since the
// journal has heard of them, by somebody who does not tell it.
func (s store) clear(ctx context.Context, list []Status, all histories) error {
	times, err := s.times(ctx)
	if err != nil {
		return err
	}
	for i := range list {
		status := &list[i]
		if h := all[status.Version]; h == nil || h.tellsOf(times[status.Version]) {
			continue
		}
		switch status.Drift {
		case DriftEdited:
			status.Drift = ""
		case DriftMissing, DriftUnknown:
			status.Drift, status.Name = DriftUnknown, ""
		}
	}
	return nil
}

// tellsOf reports whether the journal tells of what was recorded as applied at
// a time. Both have the same time, unless the run was killed in between.
func (h *history) tellsOf(recorded time.Time) bool {
	if h.whole.State == dialect.JournalApplied {
		return h.whole.At.Equal(recorded)
	}
	return !h.whole.At.After(recorded)
}

// times returns when the versions were recorded.
func (s store) times(ctx context.Context) (map[int64]time.Time, error) {
	rows, err := s.conn.Query(ctx, s.sql.Times)
	if err != nil {
		return nil, s.failed("read", err)
	}
	times := make(map[int64]time.Time, len(rows))
	for _, row := range rows {
		version, err := toVersion(row[0])
		if err != nil {
			return nil, s.failed("read", err)
		}
		times[version] = toTime(row[1])
	}
	return times, nil
}
