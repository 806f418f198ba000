package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// Where a lock is held:
//   - in the migration's own transaction, on its connection: a step of the
//     script, and no business of this file;
//   - on the session that holds the table of versions (GET_LOCK,
//     pg_try_advisory_lock). Ecto gives it back after every migration; here it
//     is kept as long as the following migrations want it as well, which saves
//     three round trips a migration and excludes Mix just the same;
//   - in an open transaction on another session, around the migration, where
//     the migration has no transaction or the versions are in another
//     database, or where a pooler makes a session's lock meaningless. This is
//     where Ecto holds the table's lock always.

// cleanupTime is how long what must happen even after a cancellation
// (ROLLBACK, releasing a lock, recording what ran) may take.
const cleanupTime = 30 * time.Second

// detached returns a context that survives the cancellation of ctx.
func detached(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
}

// LockedError says that the lock could not be had within the allowed time or
// tries. Nothing of the migration was run.
type LockedError struct {
	// Tries and Interval are those of pg_advisory_lock, if they were used up.
	Tries    int
	Interval time.Duration
	// Waited is the limit that was reached, if it was that.
	Waited time.Duration
	// Holders are the sessions that had the lock, as far as they are known, and
	// Advice is how to end them.
	Holders []Holder
	Advice  string
}

// Error says how often was tried, or how long was waited.
func (e *LockedError) Error() string {
	if e.Waited > 0 {
		return fmt.Sprintf("%s; waited for %v", lockedReason, e.Waited)
	}
	if e.Tries == 0 {
		return lockedReason + "; the server ended the wait (lock_timeout)"
	}
	return fmt.Sprintf("%s; tried %d times, every %v", lockedReason, e.Tries, e.Interval)
}

// locked returns the error for a lock that was not free in time.
func (m *executor) locked(holders []Holder) *LockedError {
	return &LockedError{Waited: m.config.Limits.MigrationLock, Holders: holders, Advice: m.advice(holders)}
}

// lockSQL returns the SQL of the configured lock, or that of none.
func (m *Migrator) lockSQL(disabled bool) (dialect.Lock, error) {
	strategy := m.config.Lock
	if disabled {
		strategy = dialect.LockNone
	}
	lock, err := m.config.Dialect.Lock(dialect.LockRequest{
		Strategy: strategy, Versions: m.table, Repo: m.config.Repo, Timeout: m.config.Limits.MigrationLock,
	})
	if err != nil {
		return dialect.Lock{}, err
	}
	return lock, nil
}

// locksOutside reports whether the transaction's lock has to be held by
// another session than the migration's.
func (m *Migrator) locksOutside(j *job) bool {
	return j.lock.InTransaction != "" && (j.way == unwrapped || m.config.VersionsDB != nil)
}

// takeLock takes the lock that is held around a migration, if there is one,
// and returns how to release it.
func (m *executor) takeLock(ctx context.Context, j *job) (release func(context.Context) error, err error) {
	release = func(context.Context) error { return nil }
	if j.lock.Acquire == "" {
		m.session.release(ctx)
	}
	switch {
	case j.lock.Acquire != "" && !m.session.held():
		return m.lockSession(ctx, j.lock)
	case m.locksOutside(j):
		return m.lockOutside(ctx, j.lock, m.config.VersionsDB == nil)
	}
	return release, nil
}

// sessionLock is the lock of a session while it is held.
type sessionLock struct {
	conn database.Conn
	// sql releases the lock.
	sql string
	// applied are the recorded versions, once they were read under the lock.
	applied versions
}

func (l *sessionLock) held() bool { return l.sql != "" }

// has asks for one version, of which the first call reads all.
func (l *sessionLock) has(ctx context.Context, s store, version int64) (bool, error) {
	if l.applied == nil {
		applied, _, err := s.read(ctx)
		if err != nil {
			return false, err
		}
		l.applied = applied
	}
	return l.applied.has(version), nil
}

// release gives the lock back if it is held. It may fail: where the connection
// is gone the server has released it.
func (l *sessionLock) release(ctx context.Context) {
	if !l.held() {
		return
	}
	done, cancel := detached(ctx)
	defer cancel()
	_, _ = l.conn.Query(done, l.sql)
	*l = sessionLock{}
}

const (
	lockedReason = "another migrator holds the migration lock"
	secondReason = "the lock needs a second connection, and there is none free yet"
)

// prepareTables creates the tables within the time that SQLite's lock may take.
func (m *executor) prepareTables(ctx context.Context, exists bool, direction command.Direction) error {
	ctx, cancel := m.inTime(ctx)
	defer cancel()
	err := m.createTables(ctx, exists, direction)
	var locked *LockedError
	if errors.As(err, &locked) {
		return locked
	}
	return err
}

const (
	fileReason = "another connection is writing to the database file"
	fileAdvice = "SQLite does not say whose it is: look for other programs that have the file open"
)

// inTime returns a context that ends when the lock of SQLite's file was waited
// for long enough; the other databases look at the time themselves.
func (m *Migrator) inTime(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := m.config.Limits.MigrationLock
	if limit == 0 || m.config.Dialect.Name() != "sqlite" {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, limit, &LockedError{Waited: limit, Advice: fileAdvice})
}

// retryBusy runs f again for as long as another connection writes to the
// SQLite file (SQLITE_BUSY and its extended codes): the other databases wait
// for their lock without end as well.
func retryBusy(ctx context.Context, dialectName string, observe func(context.Context, Event), f func() error) error {
	told, started, last := false, time.Now(), time.Duration(0)
	for {
		err := f()
		if err == nil || dialectName != "sqlite" {
			return err
		}
		if cause := context.Cause(ctx); IsLocked(cause) {
			return cause // see Migrator.inTime
		}
		if !isBusy(err) {
			return err
		}
		if elapsed := time.Since(started); !told || elapsed-last > waitingAgain {
			observe(ctx, Waiting{Reason: fileReason, For: elapsed, Advice: fileAdvice})
			told, last = true, elapsed
		}
		if sleep(ctx, 20*time.Millisecond) != nil {
			return context.Cause(ctx)
		}
	}
}

// isBusy recognises SQLITE_BUSY (5) with SQLITE_BUSY_RECOVERY (261),
// SQLITE_BUSY_SNAPSHOT (517) and SQLITE_BUSY_TIMEOUT (773).
func isBusy(err error) bool {
	switch database.CodeOf(err) {
	case "5", "261", "517", "773":
		return true
	}
	return false
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func isTrue(value any) bool { return value == true || value == int64(1) }
