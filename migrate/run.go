package migrate

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// errOvertaken says that another migrator ran the migration meanwhile.
var errOvertaken = errors.New("another migrator was faster")

// failedStep is a step that failed.
type failedStep struct {
	step step
	// index is the step's place in the script.
	index int
	err   error
	// executed are the statements that stay executed, and number counts the
	// failed one from 1, where the migration runs outside of a transaction.
	executed []dialect.Statement
	number   int
}

func (f *failedStep) Error() string { return f.err.Error() }
func (f *failedStep) Unwrap() error { return f.err }

// executor is one run of a migrator, with its sessions.
type executor struct {
	*Migrator
	// conn is the session with the migrated database. It is that of the store
	// unless the versions are in another database.
	conn    database.Conn
	store   store
	session sessionLock
	// journal is beside the table of versions. ahead are the migrations from
	// the one that runs now, and stretch are those that the journal knows of.
	journal journal
	ahead   []*job
	stretch *stretch
	// journaled: the journal's table exists, so that it hears of checksums.
	journaled bool
	// pooled: the sessions of the server are a pooler's, so that no lock can be
	// held by one of them.
	pooled bool
	// polls: a migration of the run needs a second session beside the one with its
	// lock, so that nobody must keep a session to wait for that lock.
	polls bool
	// holder is a session that was opened for the lock of the migration that
	// is running.
	holder database.Conn
	// suspended is set while foreign keys are not enforced, and orphans are the
	// rows that had broken them before.
	suspended dialect.Rebuilder
	orphans   dialect.Orphans
	// telling keeps events apart: a notice may come while a lock is waited for.
	telling sync.Mutex
}

// start opens the session with the database that holds the versions.
func (m *Migrator) start(ctx context.Context) (*executor, error) {
	conn, err := m.versionsDB().Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &executor{Migrator: m, store: m.storeOn(conn), journal: m.journalOn(conn)}, nil
}

// enter opens the session with the migrated database, once it is known that
// there is something to do.
func (m *executor) enter(ctx context.Context) error {
	m.conn = m.store.conn
	if m.config.VersionsDB != nil {
		conn, err := m.db.Connect(ctx)
		if err != nil {
			m.conn = nil
			return err
		}
		m.conn = conn
	}
	m.conn.OnNotice(func(n database.Notice) { m.observe(ctx, Noticed{n}) })
	return nil
}

// close ends the run and its sessions.
func (m *executor) close(ctx context.Context) {
	m.session.release(ctx)
	closeConn(ctx, m.store.conn)
	if m.conn != nil && m.config.VersionsDB != nil {
		closeConn(ctx, m.conn)
	}
	if m.journal.own {
		closeConn(ctx, m.journal.conn)
	}
	if m.holder != nil {
		closeConn(ctx, m.holder)
	}
}

func (m *executor) observe(ctx context.Context, e Event) {
	m.telling.Lock()
	defer m.telling.Unlock()
	m.Migrator.observe(ctx, e)
}

// execute runs the migrations in order and stops at the first that fails.
func (m *executor) execute(ctx context.Context, jobs []*job) ([]Applied, error) {
	if err := m.enter(ctx); err != nil {
		return nil, err
	}
	if m.config.Transaction == TransactionAll {
		return m.executeTogether(ctx, jobs)
	}
	if err := m.openJournal(ctx, jobs); err != nil {
		return nil, err
	}
	m.polls = slices.ContainsFunc(jobs, func(j *job) bool { return j.lock.NoWait != "" && m.locksOutside(j) })
	defer func() { m.endStretch(ctx) }()
	var applied []Applied
	for i, j := range jobs {
		m.ahead = jobs[i:]
		fail := func(err error) *Error {
			e := m.failure(j, err)
			e.Applied = applied
			for _, rest := range jobs[i+1:] {
				e.NotRun = append(e.NotRun, rest.file)
			}
			return e
		}
		if err := ctx.Err(); err != nil {
			return applied, fail(err) // and it was never started
		}
		m.begins(ctx, j)
		started := time.Now()
		a, err := m.runJob(ctx, j, started)
		if err != nil {
			e := fail(err)
			if !m.clarify(ctx, j, e) {
				m.observe(ctx, Failed{j.plan.Migration, e, time.Since(started)})
				return applied, e
			}
			a = m.finished(ctx, j, started)
		}
		if a != nil {
			applied = append(applied, *a)
		}
		j.forget()
	}
	return applied, nil
}

// runJob runs one migration. It returns nil if another migrator has done so.
func (m *executor) runJob(ctx context.Context, j *job, started time.Time) (*Applied, error) {
	release, err := m.takeLock(ctx, j)
	if err != nil {
		return nil, &failedStep{step: step{part: partLock}, index: -1, err: err}
	}
	switch j.way {
	case unwrapped:
		err = m.limited(ctx, func() error { return m.runUnwrapped(ctx, j) })
	default:
		err = m.rebuilding(ctx, []*job{j}, func() error {
			return m.retrying(ctx, j, func() error { return m.inTurn(ctx, j) })
		})
	}
	done, cancel := detached(ctx)
	defer cancel()
	if released := release(done); err == nil && released != nil && m.config.VersionsDB != nil && m.locksOutside(j) {
		// The version's row was written in the transaction that holds the lock.
		err = m.unrecorded(j, released)
	}
	switch {
	case errors.Is(err, errOvertaken):
		m.observe(ctx, Skipped{j.plan.Migration, j.plan.Direction, time.Since(started)})
		return nil, nil
	case err != nil:
		return nil, err
	}
	return m.finished(ctx, j, started), nil
}

// finished tells that a migration is done and recorded.
func (m *executor) finished(ctx context.Context, j *job, started time.Time) *Applied {
	a := &Applied{
		Version: j.file.Version, Name: j.file.Name, File: j.file.Path,
		Direction: j.plan.Direction, Duration: time.Since(started),
	}
	m.observe(ctx, Finished{*a})
	return a
}

// runWrapped runs a migration in a transaction. If it fails, nothing of it
// remains.
func (m *executor) runWrapped(ctx context.Context, j *job) error {
	j.script = m.write(j, m.config.Now())
	if j.way == batched {
		return m.runBatch(ctx, j)
	}
	return m.runSteps(ctx, j)
}

// unrecorded is the failure of the transaction that holds the lock, and the
// version's row with it.
func (m *executor) unrecorded(j *job, err error) error {
	record := step{part: partRecord, conn: m.store.conn, sql: m.recordSQL(j, m.config.Now())}
	failed := &failedStep{step: record, index: len(j.script), err: err}
	if j.way == unwrapped {
		failed.executed = j.plan.Statements()
	}
	return failed
}

// runBatch sends the whole script as one message.
func (m *executor) runBatch(ctx context.Context, j *job) error {
	texts := make([]string, len(j.script))
	for i, s := range j.script {
		texts[i] = s.sql
	}
	err := m.sending(ctx, m.conn, func() error { return m.conn.Exec(ctx, texts...) })
	failed, executed := indexOf(err), j.script
	if err != nil {
		executed = j.script[:failed]
	}
	for _, s := range executed {
		if s.statement != nil {
			m.observe(ctx, Ran{Statement: *s.statement})
		}
	}
	if err == nil {
		return nil
	}
	m.rollback(ctx)
	if j.script[failed].overtaken(j, database.CodeOf(err)) {
		return errOvertaken
	}
	return &failedStep{step: j.script[failed], index: failed, err: m.refusal(ctx, j, j.script[failed], err)}
}

func indexOf(err error) int {
	var e *database.Error
	if errors.As(err, &e) {
		return e.Index
	}
	return 0
}

// runSteps sends the script statement by statement.
func (m *executor) runSteps(ctx context.Context, j *job) error {
	open := false
	for i, s := range j.script {
		err := m.runStep(ctx, j, s)
		if err == nil {
			open = j.way == stepwise && (open || s.part == partBegin) && s.part != partCommit
			continue
		}
		if open {
			m.rollback(ctx)
		}
		if errors.Is(err, errOvertaken) || s.overtaken(j, database.CodeOf(err)) {
			return errOvertaken
		}
		return &failedStep{step: s, index: i, err: m.refusal(ctx, j, s, err)}
	}
	return nil
}

func (m *executor) runStep(ctx context.Context, j *job, s step) error {
	if s.part == partCheck {
		return m.check(ctx, j)
	}
	if s.part == partKeysBefore || s.part == partKeys {
		return m.countOrphans(ctx, s.part)
	}
	if s.part == partCommit || s.part == partRecord || s.part == partJournal || s.brief && ctx.Err() == nil {
		// What ran must not stay unrecorded because of a signal that came late.
		ctx = context.WithoutCancel(ctx)
	}
	started := time.Now()
	busy := func(f func() error) error { return f() }
	if s.part == partBegin || s.part == partCommit || j.way == unwrapped {
		busy = func(f func() error) error { return retryBusy(ctx, m.config.Dialect.Name(), m.observe, f) }
	}
	var err error
	switch {
	case s.part == partBody && strings.TrimSpace(s.sql) == "":
		// execute "...", "": MySQL refuses to run nothing.
	case s.statement != nil && s.statement.Code != nil && s.statement.Code.Call == nil:
		// Run(nil, down): there is only something to undo.
	case s.statement != nil && s.statement.Live != nil:
		return m.runLive(ctx, j, s, &session{s.conn, busy})
	case s.statement != nil && s.statement.Code != nil:
		// Its statements are tried again if the database is busy, and never the
		// code itself.
		if err = s.statement.Code.Call(ctx, &telling{&session{s.conn, busy}, m}); err == nil && j.way == stepwise {
			// PostgreSQL answers the COMMIT of a transaction that has failed by
			// rolling it back, without an error. Code may have let an error pass.
			err = s.conn.Exec(ctx, "SELECT 1")
		}
	default:
		err = m.otherwise(ctx, s, &session{s.conn, busy}, m.send(ctx, j, s, busy))
	}
	if err == nil && s.statement != nil {
		m.observe(ctx, Ran{Statement: *s.statement, Duration: time.Since(started)})
	}
	return err
}

// check asks under the lock whether the migration is still to be run.
func (m *executor) check(ctx context.Context, j *job) error {
	var recorded bool
	var err error
	if m.session.held() {
		// Nobody else writes, so that one reading is enough for the whole run.
		recorded, err = m.session.has(ctx, m.store, j.file.Version)
	} else {
		recorded, err = m.store.has(ctx, j.file.Version)
	}
	if err != nil {
		return err
	}
	if recorded == (j.plan.Direction == command.Up) {
		return errOvertaken
	}
	return nil
}

// rollback ends the transaction of a failed migration, also after a
// cancellation. It may fail: where the connection is gone the server rolls
// back by itself, and SQLite has done so after some errors.
func (m *executor) rollback(ctx context.Context) {
	done, cancel := detached(ctx)
	defer cancel()
	_ = m.conn.Exec(done, "ROLLBACK")
}
