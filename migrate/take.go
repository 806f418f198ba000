package migrate

import (
	"context"
	"errors"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// lockSession takes a lock of the session. Where a pooler hands out the
// server's sessions as it likes, PgBouncer in transaction mode for one, such a
// lock would be taken by whatever session is free, and stay there. The same
// lock is taken by an open transaction then, which a pooler leaves alone.
func (m *executor) lockSession(ctx context.Context, lock dialect.Lock) (release func(context.Context) error, err error) {
	release = func(context.Context) error { return nil }
	if m.pooled {
		return m.lockOutside(ctx, lock, true)
	}
	conn := m.store.conn
	query, only := m.onlyOn(conn, lock.Acquire)
	err = m.takeTurns(ctx, conn, lock, only, func() ([][]any, error) { return conn.Query(ctx, query) })
	switch {
	case errors.Is(err, errPooled):
		m.tellPooled(ctx)
		return m.lockOutside(ctx, lock, true)
	case err == nil:
		m.session = sessionLock{conn: conn, sql: lock.Release}
	}
	return release, err
}

const pooledNotice = "the connection goes through a pooler: the migration lock is held by a transaction on a second " +
	"connection, as a pooler may give one session to many"

// errPooled says that the server's session is not the one of the connection.
var errPooled = errors.New("the connection goes through a pooler")

// onlyOn guards a query that takes a lock for the session, if the number of the
// session is known: it answers NULL through a pooler.
func (m *Migrator) onlyOn(conn database.Conn, query string) (guarded string, only bool) {
	guard, id := m.config.Dialect.Sessions().Only, database.SessionID(conn)
	if guard == nil || id == 0 {
		return query, false
	}
	return guard(id, query), true
}

// takeTurns asks for a lock until it is free, trying again as
// Ecto.Adapters.Postgres does for pg_advisory_lock.
func (m *executor) takeTurns(ctx context.Context, conn database.Conn, lock dialect.Lock, only bool, ask func() ([][]any, error)) error {
	began, last := time.Now(), time.Duration(0)
	for tries := 1; ; tries++ {
		started := time.Now()
		var rows [][]any
		err := m.patiently(ctx, wait{reason: lockedReason, query: lock.Holders}, func() (err error) {
			rows, err = ask()
			return err
		})
		if err != nil {
			return err
		}
		if len(rows) == 1 && isTrue(rows[0][0]) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(rows) == 1 && rows[0][0] == nil {
			if only {
				return errPooled
			}
			return errors.New("the server refused the migration lock: it answered NULL to " + lock.Acquire)
		}
		holders := func() []Holder { return askOn(ctx, conn, lock.Holders) }
		pause := m.config.LockRetry.Interval - time.Since(started)
		if limit := m.config.Limits.MigrationLock; limit > 0 {
			rest := limit - time.Since(began)
			if rest <= 0 {
				return m.locked(holders())
			}
			pause = min(pause, rest)
		}
		if tries == m.config.LockRetry.MaxTries {
			who := holders()
			return &LockedError{Tries: tries, Interval: m.config.LockRetry.Interval, Holders: who, Advice: m.advice(who)}
		}
		if elapsed := time.Since(began); tries == 1 || elapsed-last >= waitingAgain {
			m.tellWaiting(ctx, wait{reason: lockedReason}, elapsed, holders())
			last = elapsed
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// lockOutside takes the lock in a transaction that does nothing else: on a
// connection of its own, or on that of the versions.
func (m *executor) lockOutside(ctx context.Context, lock dialect.Lock, own bool) (func(context.Context) error, error) {
	conn := m.store.conn
	if own {
		var err error
		if conn, err = m.connectForLock(ctx); err != nil {
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
	if err := m.lockTransaction(ctx, conn, lock); err != nil {
		done, cancel := detached(ctx)
		defer cancel()
		_ = conn.Exec(done, "ROLLBACK")
		if isLockTimeout(m.config.Dialect.Name(), err) && m.config.Limits.MigrationLock > 0 {
			err = m.locked(askOn(done, conn, lock.Holders))
		}
		end(done)
		return nil, err
	}
	return release, nil
}

// connectForLock opens the second connection, within the time that the lock
// may take.
func (m *executor) connectForLock(ctx context.Context) (conn database.Conn, err error) {
	if limit := m.config.Limits.MigrationLock; limit > 0 {
		within, cancel := context.WithTimeoutCause(ctx, limit, &LockedError{Waited: limit, Advice: secondReason})
		defer cancel()
		ctx = within
	}
	err = m.patiently(ctx, wait{reason: secondReason}, func() (err error) {
		conn, err = m.versionsDB().Connect(ctx)
		return err
	})
	if cause := context.Cause(ctx); err != nil && IsLocked(cause) {
		return nil, cause
	}
	return conn, err
}

// lockTransaction opens the transaction and takes the lock.
func (m *executor) lockTransaction(ctx context.Context, conn database.Conn, lock dialect.Lock) error {
	if lock.TryInTransaction != "" {
		return m.tryTransaction(ctx, conn, lock)
	}
	if lock.NoWait != "" {
		return m.poll(ctx, conn, lock, func() error {
			err := conn.Exec(ctx, lock.Begin, lock.NoWait, lock.Hold)
			if err != nil {
				m.rollbackOn(ctx, conn)
			}
			return err
		})
	}
	texts := []string{lock.Begin}
	for _, text := range []string{lock.Bound, lock.InTransaction, lock.Unbound, lock.Hold} {
		if text != "" {
			texts = append(texts, text)
		}
	}
	return m.patiently(ctx, wait{reason: lockedReason, query: m.blockersOf(conn, lock)}, func() error {
		return conn.Exec(ctx, texts...)
	})
}

// tryTransaction opens a transaction for each try: CREATE INDEX CONCURRENTLY
// waits for all transactions that have a snapshot, also for those that wait for
// the lock under which it runs. For the same reason a statement without a
// snapshot comes last.
func (m *executor) tryTransaction(ctx context.Context, conn database.Conn, lock dialect.Lock) error {
	err := m.takeTurns(ctx, conn, lock, false, func() ([][]any, error) {
		if err := conn.Exec(ctx, lock.Begin); err != nil {
			return nil, err
		}
		rows, err := conn.Query(ctx, lock.TryInTransaction)
		if err == nil && len(rows) == 1 && !isTrue(rows[0][0]) {
			err = conn.Exec(ctx, "ROLLBACK")
		}
		return rows, err
	})
	if err != nil {
		return err
	}
	return conn.Exec(ctx, lock.Hold)
}

// blockersOf asks for those who are in the way of a session, or else for those
// who hold the lock.
func (m *Migrator) blockersOf(conn database.Conn, lock dialect.Lock) string {
	blockers, id := m.config.Dialect.Sessions().Blockers, database.SessionID(conn)
	if blockers == nil || id == 0 {
		return lock.Holders
	}
	return blockers(id)
}
