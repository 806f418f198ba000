package migrate

import (
	"context"
	"errors"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/plan"
)

// checkTogether refuses what cannot be part of a transaction that the whole run
// shares.
func (m *Migrator) checkTogether(p *plan.Plan) error {
	if m.config.Transaction != TransactionAll || p.InTransaction && !managesTransaction(p) {
		return nil
	}
	reason := "It asks to run outside of a transaction (@disable_ddl_transaction)."
	if p.InTransaction {
		reason = "It begins or ends transactions itself."
	}
	return diag.List{diag.Errorf(diag.Invalid, diag.Pos{File: p.Migration.File}, "the migration cannot run in one transaction with others").
		WithDetail("%s", reason).
		WithHint("run those before it with --transaction all --to-exclusive %d, then it alone with --transaction each --step 1",
			p.Migration.Version)}
}

// together is a run that is one transaction.
type together struct {
	*executor
	jobs []*job
	// told is how many migrations were told to have started.
	told int
	// durations are those of the migrations that ran; absent for those that
	// another migrator ran.
	durations map[*job]time.Duration
}

// executeTogether runs the migrations in one transaction: all of them remain,
// or nothing. They are told to be finished once it is committed.
func (m *executor) executeTogether(ctx context.Context, jobs []*job) ([]Applied, error) {
	t := &together{executor: m, jobs: jobs}
	started := time.Now()
	t.start(ctx, 0)
	at, err := t.run(ctx)
	if err != nil {
		e := t.failed(at, err)
		if !t.clarify(ctx, t.lastRan(), e) {
			m.observe(ctx, Failed{jobs[at].plan.Migration, e, time.Since(started)})
			return nil, e
		}
	}
	var applied []Applied
	for _, j := range jobs {
		duration, ran := t.durations[j]
		if !ran {
			m.observe(ctx, Skipped{j.plan.Migration, j.plan.Direction, 0})
			continue
		}
		a := Applied{
			Version: j.file.Version, Name: j.file.Name, File: j.file.Path, Direction: j.plan.Direction, Duration: duration,
		}
		m.observe(ctx, Finished{a})
		applied = append(applied, a)
	}
	return applied, nil
}

// locker returns the migration whose lock is that of the run: the first one
// that wants one.
func (t *together) locker() *job {
	for _, j := range t.jobs {
		if !j.plan.Migration.DisableMigrationLock {
			return j
		}
	}
	return t.jobs[0]
}

// run takes the lock and tries until the transaction is committed or has
// failed for good; at is the place of the migration that failed.
func (t *together) run(ctx context.Context) (at int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	release, err := t.takeLock(ctx, t.locker())
	if err != nil {
		return 0, &failedStep{step: step{part: partLock}, index: -1, err: err}
	}
	defer func() {
		done, cancel := detached(ctx)
		defer cancel()
		_ = release(done)
	}()
	err = errOvertaken
	for errors.Is(err, errOvertaken) { // without a lock; the next try sees it
		err = t.rebuilding(ctx, t.jobs, func() error {
			return t.retrying(ctx, t.locker(), func() error {
				at, err = t.try(ctx)
				return err
			})
		})
	}
	return at, err
}

// try runs everything once.
func (t *together) try(ctx context.Context) (at int, err error) {
	t.durations = map[*job]time.Duration{}
	shared := &job{file: t.jobs[0].file, plan: t.jobs[0].plan, lock: t.locker().lock, way: stepwise}
	shared.script = t.opening(shared)
	t.jobs[0].script = shared.script // of which one may fail
	if err := t.runSteps(ctx, shared); err != nil {
		return 0, err
	}
	applied, _, err := t.store.read(ctx)
	if err != nil {
		t.rollback(ctx)
		return 0, &failedStep{step: step{part: partCheck}, index: -1, err: err}
	}
	for i, j := range t.jobs {
		if applied.has(j.file.Version) == (j.plan.Direction == command.Up) {
			continue // another migrator was faster
		}
		t.start(ctx, i)
		started := time.Now()
		if err := t.runWrapped(ctx, j); err != nil {
			if j.way == stepwise { // a batch has done so
				t.rollback(ctx)
			}
			return i, err
		}
		t.durations[j] = time.Since(started)
	}
	last := len(t.jobs) - 1
	t.jobs[last].script = append(t.jobs[last].script, step{part: partCommit, conn: t.conn, sql: "COMMIT"})
	commit := t.jobs[last].script[len(t.jobs[last].script)-1]
	if err := t.runStep(ctx, shared, commit); err != nil {
		t.rollback(ctx)
		return last, &failedStep{step: commit, index: len(t.jobs[last].script) - 1, err: err}
	}
	return 0, nil
}

// lastRan is the last migration that this run has executed, with the lock of
// the run: its version is recorded if the transaction was committed.
func (t *together) lastRan() *job {
	last := *t.jobs[0]
	for _, j := range t.jobs {
		if _, ran := t.durations[j]; ran {
			last = *j
		}
	}
	last.lock = t.locker().lock
	return &last
}

// start tells that a migration begins, once.
func (t *together) start(ctx context.Context, i int) {
	if i < t.told {
		return
	}
	t.told = i + 1
	t.begins(ctx, t.jobs[i])
}

// failed describes how the run ended.
func (t *together) failed(at int, err error) *Error {
	e := t.failure(t.jobs[at], err)
	for i, j := range t.jobs {
		switch _, ran := t.durations[j]; {
		case i < at && ran:
			e.Undone = append(e.Undone, j.file)
		case i > at:
			e.NotRun = append(e.NotRun, j.file)
		}
	}
	return e
}
