package migrate

import (
	"context"
	"slices"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// stretch is a row of migrations that run outside of a transaction under one
// lock. The journal hears of all of them at once, before the first begins; that
// one is over it hears with its version. So a migration of one statement costs
// no round trip more than without the journal. Its statements are forgotten
// after the last.
type stretch struct {
	jobs []*job
	// finished are the versions that are done and recorded. The journal still has
	// their statements, if they tidy later.
	finished []int64
	later    bool
}

// tidiesLater reports whether the statements of the migrations are forgotten
// once for all of them, and not with each version.
func (s *stretch) tidiesLater() bool { return s != nil && s.later }

// finish notes that a migration is done and recorded, and reports whether that
// was the last one.
func (s *stretch) finish(j *job) (last bool) {
	s.finished = append(s.finished, j.file.Version)
	return len(s.finished) == len(s.jobs)
}

// maxStretch and maxEntries bound the size of a message to the journal: the
// migrations in it, and about the rows.
const maxStretch, maxEntries = 200, 1000

func (s *stretch) has(j *job) bool { return s != nil && slices.Contains(s.jobs, j) }

// leave takes a migration out that failed, and looks after itself.
func (s *stretch) leave(j *job) {
	s.jobs = slices.DeleteFunc(s.jobs, func(other *job) bool { return other == j })
}

// stretchFrom returns the stretch that begins with a migration. It ends before
// one that an earlier run has begun, of which the journal must keep what it knows.
func (m *executor) stretchFrom(j *job, applied versions, begun histories) *stretch {
	s := &stretch{jobs: []*job{j}}
	if !m.session.held() || j.plan.Direction == command.Down {
		return s
	}
	after, size := slices.Index(m.ahead, j)+1, 0
	for _, next := range m.ahead[after:] {
		if next.way != unwrapped || next.lock.Acquire == "" || applied.has(next.file.Version) ||
			begun[next.file.Version] != nil || len(s.jobs) == maxStretch || size > maxEntries {
			break
		}
		s.jobs = append(s.jobs, next)
		size += len(next.plan.Body) + 1
	}
	s.later = len(s.jobs) > 1
	return s
}

// plans are the entries with which a stretch begins, but those of its first
// migration, which begins at once.
func (s *stretch) plans(dialectName string, now time.Time) []dialect.JournalEntry {
	var entries []dialect.JournalEntry
	for _, j := range s.jobs[1:] {
		entries = append(entries, wholeEntry(j, dialect.JournalPlanned, now))
		if list := evident(dialectName, j.plan); len(list) > 0 {
			entries = append(entries, announcement(j, list, 0, dialect.JournalPlanned, now)...)
		}
	}
	return entries
}

// endStretch brings the journal up to date, also after a cancellation. It may
// fail: the table of versions says the same.
func (m *executor) endStretch(ctx context.Context) {
	s := m.stretch
	m.stretch = nil
	if s == nil || len(s.jobs) == 0 {
		return
	}
	done, cancel := detached(ctx)
	defer cancel()
	var rest []int64
	for _, j := range s.jobs {
		if !slices.Contains(s.finished, j.file.Version) {
			rest = append(rest, j.file.Version)
		}
	}
	var texts []string
	if s.later && len(s.finished) > 0 {
		texts = append(texts, m.journal.sql.ForgetStatements(s.finished...))
	}
	if len(rest) > 0 {
		texts = append(texts, m.journal.sql.Forget(rest...))
	}
	if len(texts) > 0 {
		_ = m.journal.exec(done, texts...)
	}
}
