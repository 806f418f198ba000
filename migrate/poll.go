package migrate

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// Who waits for the table's lock by LOCK TABLE waits in a transaction, and a
// pooler between gives him a session of the server for as long. A migration
// outside of a transaction needs a second session beside the one that holds its
// lock: those who wait for the lock could have taken all that there are. So where
// a run has such a migration the lock is asked for, and given up in between.

// firstPoll and longestPoll are how often the table's lock is tried, about.
const firstPoll, longestPoll = 20 * time.Millisecond, time.Second

// poll runs f, which fails at once where another migrator holds the lock and
// leaves no transaction open then, until it does not fail for that reason.
func (m *executor) poll(ctx context.Context, conn database.Conn, lock dialect.Lock, f func() error) error {
	began, last := time.Now(), time.Duration(0)
	for pause := firstPoll; ; pause = min(2*pause, longestPoll) {
		err := f()
		if !m.isHeld(err) {
			return err
		}
		elapsed, rest := time.Since(began), pause/2+rand.N(pause/2)
		if limit := m.config.Limits.MigrationLock; limit > 0 {
			if elapsed >= limit {
				return m.locked(askOn(ctx, conn, lock.Holders))
			}
			rest = min(rest, limit-elapsed)
		}
		if elapsed >= lockPatience && (last == 0 || elapsed-last >= waitingAgain) {
			m.tellWaiting(ctx, wait{reason: lockedReason}, elapsed, askOn(ctx, conn, lock.Holders))
			last = elapsed
		}
		if err := sleep(ctx, rest); err != nil {
			return err
		}
	}
}

// isHeld recognises that the lock was refused, and not what comes after it.
func (m *executor) isHeld(err error) bool {
	var failed *failedStep
	if errors.As(err, &failed) && failed.step.part != partLock {
		return false
	}
	return err != nil && isLockTimeout(m.dialectName(), err)
}

// inTurn runs a migration in a transaction once its lock is to be had.
func (m *executor) inTurn(ctx context.Context, j *job) error {
	run := func() error { return m.runWrapped(ctx, j) }
	if !m.polls || j.lock.NoWait == "" || m.locksOutside(j) {
		return run()
	}
	err := m.poll(ctx, m.conn, j.lock, run)
	var failed *failedStep
	if err != nil && !errors.Is(err, errOvertaken) && !errors.As(err, &failed) {
		return &failedStep{step: step{part: partLock}, index: -1, err: err}
	}
	return err
}
