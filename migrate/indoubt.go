package migrate

import (
	"context"
	"errors"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
)

// doubtTime is how long a run tries to find out what became of a transaction
// whose COMMIT was not answered, and firstPause how soon it connects again.
const (
	doubtTime  = 30 * time.Second
	firstPause = 100 * time.Millisecond
)

// clarify finds out what became of a migration whose COMMIT was not answered:
// it connects again, waits by the lock until the server is done with the old
// session, and looks whether the version is recorded. It reports whether the
// migration is done; if not, the error says what is known.
func (m *executor) clarify(ctx context.Context, j *job, e *Error) (done bool) {
	locked := j.lock.Acquire != "" || j.lock.InTransaction != "" || m.dialectName() == "sqlite"
	if e.Outcome != InDoubt || m.config.VersionsDB != nil || !locked {
		return false
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), doubtTime)
	defer cancel()
	for pause := firstPause; ; pause *= 2 {
		recorded, err := m.lookAgain(ctx, j)
		if err == nil {
			if recorded == (j.plan.Direction == command.Up) {
				m.observe(ctx, Noticed{database.Notice{Severity: "WARNING", Message: "the connection broke before the server " +
					"confirmed the migration; after connecting again: it is done"}})
				return true
			}
			e.Outcome = RolledBack
			return false
		}
		if sleep(ctx, pause) != nil {
			return false
		}
	}
}

// lookAgain asks on a new session, under the lock, whether the version is
// recorded.
func (m *executor) lookAgain(ctx context.Context, j *job) (recorded bool, err error) {
	conn, err := m.versionsDB().Connect(ctx)
	if err != nil {
		return false, err
	}
	m.replace(ctx, conn)
	if j.lock.Acquire != "" {
		release, err := m.lockSession(ctx, j.lock)
		if err != nil {
			return false, err
		}
		recorded, err = m.store.has(ctx, j.file.Version)
		return recorded, errors.Join(err, release(ctx))
	}
	begin := []string{j.lock.Begin}
	if j.lock.InTransaction != "" {
		begin = append(begin, j.lock.InTransaction)
	}
	err = retryBusy(ctx, m.dialectName(), unobserved, func() error { return conn.Exec(ctx, begin...) })
	if err == nil {
		recorded, err = m.store.has(ctx, j.file.Version)
	}
	m.rollback(ctx)
	return recorded, err
}

// replace gives the run a new session; the old one is gone.
func (m *executor) replace(ctx context.Context, conn database.Conn) {
	closeConn(ctx, m.store.conn)
	m.session = sessionLock{}
	m.conn, m.store.conn, m.journal.conn = conn, conn, conn
	conn.OnNotice(func(n database.Notice) { m.observe(ctx, Noticed{n}) })
}
