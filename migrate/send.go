package migrate

import (
	"context"
	"slices"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// send sends the SQL of a step. What fails for want of a lock, outside of a
// transaction, was not executed, and is tried again if the configuration says
// so; within a transaction the whole migration is, see runJob.
func (m *executor) send(ctx context.Context, j *job, s step, busy func(func() error) error) error {
	if s.part == partBegin {
		ctx, cancel := m.inTime(ctx)
		defer cancel()
		return retryBusy(ctx, m.config.Dialect.Name(), m.observe, func() error { return s.conn.Exec(ctx, s.sql) })
	}
	exec := func() error {
		return busy(func() error {
			return m.sending(ctx, s.conn, func() error { return s.exec(ctx) })
		})
	}
	if j.way != unwrapped || s.part != partBody {
		return exec()
	}
	if index, ok := m.indexOf(s); ok {
		build := exec
		exec = func() error { return m.buildIndex(ctx, s.conn, index, build) }
	}
	if isSeveral(s.sql) {
		return exec()
	}
	return m.retrying(ctx, j, exec)
}

// exec sends the SQL of a step, with its parameters if it has any.
func (s step) exec(ctx context.Context) error {
	if s.statement != nil && len(s.statement.Params) > 0 {
		_, err := database.Ask(ctx, s.conn, s.sql, s.statement.Params)
		return err
	}
	return s.conn.Exec(ctx, s.sql)
}

// indexOf returns the index that a statement builds on PostgreSQL.
func (m *executor) indexOf(s step) (builtIndex, bool) {
	if m.config.Dialect.Name() != "postgres" {
		return builtIndex{}, false
	}
	index, ok := indexBuiltBy(s.sql)
	return index, ok && (index.concurrently || index.lenient)
}

// isSeveral recognises statements that run others, some of which may be done
// when one of them is refused.
func isSeveral(sql string) bool {
	w := words(sql, 1)
	return len(w) == 0 || slices.Contains([]string{"CALL", "BEGIN", "START", "DO", "EXECUTE", "LOAD", "LOCK", "UNLOCK", "COMMIT"}, w[0])
}

// lockSteps take the lock of a transaction, within the time that it may take.
func lockSteps(conn database.Conn, lock dialect.Lock) []step {
	var steps []step
	for _, s := range []step{
		{part: partLimit, sql: lock.Bound}, {part: partLock, sql: lock.InTransaction}, {part: partLimit, sql: lock.Unbound},
	} {
		if s.sql != "" {
			s.conn = conn
			steps = append(steps, s)
		}
	}
	return steps
}

// refusal says more of why a step failed, once its transaction was rolled back.
func (m *executor) refusal(ctx context.Context, j *job, s step, err error) error {
	done, cancel := detached(ctx)
	defer cancel()
	switch {
	case s.part == partLock && !m.polls && isLockTimeout(m.config.Dialect.Name(), err):
		return m.locked(askOn(done, s.conn, j.lock.Holders))
	case s.part == partValid:
		if invalid := findInvalid(done, s.conn, s.index); invalid != nil {
			return invalid
		}
	}
	return err
}
