package migrate

import (
	"context"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// checksumOf returns the checksum of a migration's source. Code in Go cannot be
// looked at: there it is that of the SQL of the way up, on a repository without
// any configuration, so that it says nothing of anything but the code. It is ""
// if there is none, as code may be for certain repositories only.
func (m *Migrator) checksumOf(f source.File) (string, error) {
	if len(f.Paths()) > 0 {
		return f.Checksum()
	}
	defer m.shared.alone()()
	migration, err := f.Load()
	if err != nil {
		return "", err
	}
	p, err := plan.Build(migration, command.Up, record.Config{Repo: m.config.Repo}, m.config.Dialect)
	if err != nil {
		return "", nil
	}
	var tokens []string
	for _, s := range p.Statements() {
		tokens = append(tokens, s.SQL)
	}
	return source.Checksum(tokens), nil
}

// compare looks for applied migrations whose source is not what was applied, and
// computes the checksums of what this run applies. It is done once, and only if
// there is something to run: it costs a query, and the files of all applied
// migrations have to be read.
func (m *executor) compare(ctx context.Context, files []source.File, applied versions, jobs []*job) error {
	all, exists, err := m.journal.read(ctx)
	if err != nil {
		return err
	}
	if len(m.journal.tidying(all, applied)) > 0 { // or somebody else has recorded more since then
		now, _, err := m.store.read(ctx)
		if err != nil {
			return err
		}
		m.journal.tidy(ctx, all, now)
	}
	down := len(jobs) > 0 && jobs[0].plan.Direction == command.Down
	if down { // only what is to be undone matters
		files = filesOf(jobs)
		applied = versionsOf(files)
	}
	list, err := m.driftOf(ctx, m.store, files, applied, all)
	if err != nil {
		return err
	}
	if err := m.judge(ctx, list, down); err != nil {
		return err
	}
	m.journaled = exists
	if down {
		return nil
	}
	for _, j := range jobs {
		if j.checksum = j.plan.Migration.Checksum; j.checksum != "" {
			continue // found out by the way, when it was loaded
		}
		if j.checksum, err = m.checksumOf(j.file); err != nil {
			return err
		}
	}
	return nil
}

func filesOf(jobs []*job) []source.File {
	files := make([]source.File, len(jobs))
	for i, j := range jobs {
		files[i] = j.file
	}
	return files
}

// createTables creates what the run writes to: the table of versions, and on
// the way up the journal.
func (m *executor) createTables(ctx context.Context, exists bool, direction command.Direction) error {
	if !exists {
		if err := m.store.create(ctx, m.observe); err != nil {
			return err
		}
	}
	if m.journaled || direction == command.Down {
		return nil
	}
	m.journaled = true
	return m.journal.create(ctx, m.observe)
}

// remember returns the step that tells the journal, in the transaction of a
// migration, that it is applied, or is not any more.
func (m *executor) remember(j *job, now time.Time) []step {
	if !m.journaled {
		return nil
	}
	sql := m.journal.sql.Forget(j.file.Version)
	if j.plan.Direction == command.Up {
		sql = m.journal.sql.Put(wholeEntry(j, dialect.JournalApplied, now))
	}
	return []step{{part: partJournal, conn: m.store.conn, sql: sql}}
}
