package migrate

import (
	"context"
	"errors"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
)

// errOvertaken says that another migrator ran the migration meanwhile.
var errOvertaken = errors.New("another migrator was faster")

// failedStep is a step that failed.
type failedStep struct {
	step step
	// index is the step's place in the script.
	index int
	err   error
}

func (f *failedStep) Error() string { return f.err.Error() }
func (f *failedStep) Unwrap() error { return f.err }

// executor is one run of a migrator.
type executor struct {
	*Migrator
	session sessionLock
}

// execute runs the migrations in order and stops at the first that fails.
func (m *executor) execute(ctx context.Context, jobs []*job) ([]Applied, error) {
	defer m.session.release(ctx)
	var applied []Applied
	for i, j := range jobs {
		a, err := m.runJob(ctx, j)
		if err != nil {
			e := m.failure(j, err)
			e.Applied = applied
			for _, rest := range jobs[i+1:] {
				e.NotRun = append(e.NotRun, rest.file)
			}
			return applied, e
		}
		if a != nil {
			applied = append(applied, *a)
		}
	}
	return applied, nil
}

// runJob runs one migration. It returns nil if another migrator has done so.
func (m *executor) runJob(ctx context.Context, j *job) (*Applied, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.observe(Started{j.plan.Migration, j.plan.Direction})
	started := time.Now()
	release, err := m.takeLock(ctx, j)
	if err != nil {
		return nil, &failedStep{step: step{part: partLock}, index: -1, err: err}
	}
	j.script = m.write(j, m.config.Now())
	if j.way == batched {
		err = m.runBatch(ctx, j)
	} else {
		err = m.runSteps(ctx, j)
	}
	done, cancel := detached(ctx)
	defer cancel()
	if released := release(done); err == nil && released != nil && m.config.VersionsConn != nil && m.locksOutside(j) {
		// The version's row was written in the transaction that holds the lock.
		err = &failedStep{step: j.script[len(j.script)-1], index: len(j.script) - 1, err: released}
	}
	switch {
	case errors.Is(err, errOvertaken):
		m.observe(Skipped{j.plan.Migration})
		return nil, nil
	case err != nil:
		return nil, err
	}
	a := &Applied{
		Version: j.file.Version, Name: j.file.Name, File: j.file.Path,
		Direction: j.plan.Direction, Duration: time.Since(started),
	}
	m.observe(Finished{*a})
	return a, nil
}

// runBatch sends the whole script as one message.
func (m *executor) runBatch(ctx context.Context, j *job) error {
	texts := make([]string, len(j.script))
	for i, s := range j.script {
		texts[i] = s.sql
	}
	err := m.conn.Exec(ctx, texts...)
	failed, executed := indexOf(err), j.script
	if err != nil {
		executed = j.script[:failed]
	}
	for _, s := range executed {
		if s.statement != nil {
			m.observe(Ran{Statement: *s.statement})
		}
	}
	if err == nil {
		return nil
	}
	m.rollback(ctx)
	if j.script[failed].overtaken(j, database.CodeOf(err)) {
		return errOvertaken
	}
	return &failedStep{step: j.script[failed], index: failed, err: err}
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
		return &failedStep{step: s, index: i, err: err}
	}
	return nil
}

func (m *executor) runStep(ctx context.Context, j *job, s step) error {
	if s.part == partCheck {
		return m.check(ctx, j)
	}
	if s.part == partCommit || s.part == partRecord {
		// What ran must not stay unrecorded because of a signal that came late.
		ctx = context.WithoutCancel(ctx)
	}
	started := time.Now()
	exec := func() error { return s.execute(ctx) }
	var err error
	if s.part == partBegin || s.part == partCommit || j.way == unwrapped {
		err = retryBusy(ctx, m.config.Dialect.Name(), m.observe, exec)
	} else {
		err = exec()
	}
	if err == nil && s.statement != nil {
		m.observe(Ran{Statement: *s.statement, Duration: time.Since(started)})
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
func (m *Migrator) rollback(ctx context.Context) {
	done, cancel := detached(ctx)
	defer cancel()
	_ = m.conn.Exec(done, "ROLLBACK")
}

// execute sends the step's SQL, or runs its code on the same session.
func (s step) execute(ctx context.Context) error {
	if s.statement != nil && s.statement.Code != nil {
		return s.statement.Code.Call(ctx, session{s.conn})
	}
	return s.conn.Exec(ctx, s.sql)
}

// session is what code in a migration sees of the database.
type session struct{ conn database.Conn }

// Exec runs a statement.
func (s session) Exec(ctx context.Context, sql string, args ...any) error {
	_, err := s.conn.Query(ctx, sql, args...)
	return err
}

// Query returns all rows of a query.
func (s session) Query(ctx context.Context, sql string, args ...any) ([][]any, error) {
	return s.conn.Query(ctx, sql, args...)
}
