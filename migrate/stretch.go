package migrate

import (
	"context"
	"slices"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// stretch is a row of migrations that run outside of a transaction under one
// lock. The journal hears of all of them at once, before the first begins, and
// once more after the last: as each is recorded in the table of versions before
// the next one begins, that table says how far a run has come that was killed.
// So a migration of one statement costs no round trip more than without the
// journal.
type stretch struct {
	jobs []*job
	// finished are the versions that are done and recorded.
	finished []int64
}

// maxStretch bounds the size of a message to the journal.
const maxStretch = 200

func (s *stretch) has(j *job) bool { return s != nil && slices.Contains(s.jobs, j) }

// leave takes a migration out that failed, and looks after itself.
func (s *stretch) leave(j *job) {
	s.jobs = slices.DeleteFunc(s.jobs, func(other *job) bool { return other == j })
}

// stretchFrom returns the stretch that begins with a migration.
func (m *executor) stretchFrom(j *job, applied versions) *stretch {
	s := &stretch{jobs: []*job{j}}
	if !m.session.held() || j.plan.Direction == command.Down {
		return s
	}
	after := slices.Index(m.ahead, j) + 1
	for _, next := range m.ahead[after:] {
		if next.way != unwrapped || next.lock.Acquire == "" || applied.has(next.file.Version) || len(s.jobs) == maxStretch {
			break
		}
		s.jobs = append(s.jobs, next)
	}
	return s
}

// plans are the entries with which a stretch begins, but those of its first
// migration, which begins at once.
func (s *stretch) plans(now time.Time) []dialect.JournalEntry {
	var entries []dialect.JournalEntry
	for _, j := range s.jobs[1:] {
		entries = append(entries, wholeEntry(j, dialect.JournalPlanned, now))
		if statements := j.plan.Statements(); len(statements) > 0 {
			entries = append(entries, statementEntry(j, 1, statements[0].SQL, dialect.JournalPlanned, now))
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
	switch {
	case len(s.finished) == 0:
	case s.jobs[0].plan.Direction == command.Down:
		texts = append(texts, m.journal.sql.Forget(s.finished...))
	default:
		texts = append(texts, m.journal.sql.Finish(s.finished...), m.journal.sql.ForgetStatements(s.finished...))
	}
	if len(rest) > 0 {
		texts = append(texts, m.journal.sql.Forget(rest...))
	}
	_ = m.journal.exec(done, texts...)
}
