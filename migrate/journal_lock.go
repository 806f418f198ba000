package migrate

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
)

// journalPause is how often the journal's lock is tried, at first and at most.
const journalPause, longestPause = 100 * time.Millisecond, 2 * time.Second

const journalReason = "another migrator runs a migration outside of a transaction"

// lockJournal takes the journal's lock, unless the session has a lock already:
// the server may still be working for a migrator that was killed, and the
// migration may take no other lock.
func (m *executor) lockJournal(ctx context.Context, j *job) (release func(), err error) {
	sql := m.journal.sql
	if sql.Beside != nil {
		return m.lockBeside(ctx)
	}
	if sql.Acquire == "" || m.session.held() && m.config.VersionsDB == nil {
		return func() {}, nil
	}
	query, only := m.onlyOn(m.conn, sql.Acquire)
	began, last := time.Now(), time.Duration(0)
	for pause := journalPause; ; pause = min(2*pause, longestPause) {
		rows, err := m.conn.Query(ctx, query)
		switch {
		case err != nil:
			return nil, err
		case only && len(rows) == 1 && rows[0][0] == nil:
			return m.lockJournalPooled(ctx, j)
		case len(rows) != 1 || rows[0][0] == nil:
			return nil, errors.New("the server refused a lock: it gave no answer to " + strings.TrimSpace(sql.Acquire))
		case isTrue(rows[0][0]):
			return whenDone(ctx, func(done context.Context) {
				_, _ = m.conn.Query(done, sql.Release) // else it ends with the session
			}), nil
		}
		elapsed := time.Since(began)
		if limit := m.config.Limits.MigrationLock; limit > 0 && elapsed > limit {
			return nil, m.locked(askOn(ctx, m.conn, sql.InTransaction.Holders))
		}
		if pause == journalPause || elapsed-last >= waitingAgain {
			m.tellWaiting(ctx, wait{reason: journalReason}, elapsed, askOn(ctx, m.conn, sql.InTransaction.Holders))
			last = elapsed
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// lockJournalPooled: a pooler's session can hold no lock. If the migration's
// own lock does not keep others away either, a transaction does.
func (m *executor) lockJournalPooled(ctx context.Context, j *job) (release func(), err error) {
	if j.lock.Acquire != "" || m.locksOutside(j) {
		return func() {}, nil
	}
	m.tellPooled(ctx)
	unlock, err := m.lockOutside(ctx, m.journal.sql.InTransaction, true)
	if err != nil {
		return nil, err
	}
	return whenDone(ctx, func(done context.Context) { _ = unlock(done) }), nil
}

// whenDone returns a release that works after a cancellation as well.
func whenDone(ctx context.Context, release func(context.Context)) func() {
	return func() {
		done, cancel := detached(ctx)
		defer cancel()
		release(done)
	}
}

// tellPooled says once that the connection goes through a pooler.
func (m *executor) tellPooled(ctx context.Context) {
	if !m.pooled {
		m.pooled = true
		m.observe(ctx, Noticed{database.Notice{Severity: "INFO", Message: pooledNotice}})
	}
}
