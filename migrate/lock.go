package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"

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
//     database. This is where Ecto holds it always.

// lockPatience is how long a lock may be waited for before the migrator says
// that it waits.
const lockPatience = time.Second

// cleanupTime is how long what must happen even after a cancellation
// (ROLLBACK, releasing a lock, recording what ran) may take.
const cleanupTime = 30 * time.Second

// detached returns a context that survives the cancellation of ctx.
func detached(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
}

// LockedError says that the lock could not be had within the allowed tries.
type LockedError struct {
	Tries    int
	Interval time.Duration
}

// Error says how often was tried.
func (e *LockedError) Error() string {
	return fmt.Sprintf("another migrator holds the migration lock; tried %d times, every %v", e.Tries, e.Interval)
}

// lockSQL returns the SQL of the configured lock, or that of none.
func (m *Migrator) lockSQL(disabled bool) (dialect.Lock, error) {
	strategy := m.config.Lock
	if disabled {
		strategy = dialect.LockNone
	}
	lock, err := m.config.Dialect.Lock(dialect.LockRequest{
		Strategy: strategy, Versions: m.table, Repo: m.config.Repo,
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
		return release, m.lockSession(ctx, j.lock)
	case m.locksOutside(j):
		return m.lockOutside(ctx, j.lock)
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

// lockSession takes a lock of the session, trying again as
// Ecto.Adapters.Postgres does for pg_advisory_lock.
func (m *executor) lockSession(ctx context.Context, lock dialect.Lock) error {
	conn := m.store.conn
	for tries := 1; ; tries++ {
		started := time.Now()
		var rows [][]any
		err := m.patiently(ctx, lockedReason, func() (err error) {
			rows, err = conn.Query(ctx, lock.Acquire)
			return err
		})
		if err != nil {
			return err
		}
		if len(rows) == 1 && isTrue(rows[0][0]) {
			m.session = sessionLock{conn: conn, sql: lock.Release}
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(rows) == 1 && rows[0][0] == nil {
			return errors.New("the server refused the migration lock: it answered NULL to " + lock.Acquire)
		}
		if tries == m.config.LockRetry.MaxTries {
			return &LockedError{Tries: tries, Interval: m.config.LockRetry.Interval}
		}
		if tries == 1 {
			m.observe(ctx, Waiting{lockedReason})
		}
		if err := sleep(ctx, m.config.LockRetry.Interval-time.Since(started)); err != nil {
			return err
		}
	}
}

const (
	lockedReason = "another migrator holds the migration lock"
	secondReason = "the lock needs a second connection, and there is none free yet"
)

// patiently runs f, which takes a lock or what a lock needs, and gives the
// reason if f has to wait.
func (m *executor) patiently(ctx context.Context, reason string, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	timer := time.NewTimer(lockPatience)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		m.observe(ctx, Waiting{reason})
		return <-done
	}
}

// lockOutside takes the transaction's lock in a transaction of its own.
func (m *executor) lockOutside(ctx context.Context, lock dialect.Lock) (func(context.Context) error, error) {
	conn, own := m.store.conn, m.config.VersionsDB == nil
	if own {
		err := m.patiently(ctx, secondReason, func() (err error) {
			conn, err = m.db.Connect(ctx)
			return err
		})
		if err != nil {
			return nil, err
		}
		m.holder = conn
	}
	end := func(ctx context.Context) {
		if own {
			closeConn(ctx, conn)
		}
		m.holder = nil
	}
	release := func(ctx context.Context) error {
		defer end(ctx)
		return conn.Exec(ctx, "COMMIT")
	}
	if err := m.patiently(ctx, lockedReason, func() error { return conn.Exec(ctx, lock.Begin, lock.InTransaction) }); err != nil {
		done, cancel := detached(ctx)
		defer cancel()
		_ = conn.Exec(done, "ROLLBACK")
		end(done)
		return nil, err
	}
	return release, nil
}

// retryBusy runs f again for as long as another connection writes to the
// SQLite file (SQLITE_BUSY and its extended codes): the other databases wait
// for their lock without end as well.
func retryBusy(ctx context.Context, dialectName string, observe func(context.Context, Event), f func() error) error {
	told := false
	for {
		err := f()
		if dialectName != "sqlite" || !isBusy(err) {
			return err
		}
		if !told {
			observe(ctx, Waiting{"another connection is writing to the database file"})
			told = true
		}
		if stopped := sleep(ctx, 20*time.Millisecond); stopped != nil {
			return stopped
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
