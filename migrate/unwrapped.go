package migrate

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// walk is the run of a migration outside of a transaction. The journal is told
// of every statement before it is sent, so that the next run can go on where
// this one ends, however it ends.
//
// After a statement the journal hears in one message that it is done and that
// the next one is about to be sent; after the last one the version is recorded,
// and the journal hears in the same transaction that the migration is over: what
// Mix does with the version from then on, the journal need not know. So a
// migration of n statements costs n-1 round trips more than its own.
type walk struct {
	*executor
	job   *job
	steps []step
	// states are those of the steps: done, postponed, or "".
	states []dialect.JournalState
	// recorded: the version went into the same transaction as the last statement.
	recorded bool
	// late: what was postponed is being run.
	late bool
	// locked: MySQL's LOCK TABLES allows nothing but the locked tables, so that
	// the journal hears of the untold statements after UNLOCK TABLES.
	locked bool
	untold []int
	// evident are the statements that need no message before them, and announced
	// is the end of those that the journal knows to be underway.
	evident   []bool
	announced int
	// hash is the checksum that the journal has.
	hash string
}

// runUnwrapped runs a migration outside of a transaction, or the rest of it.
func (m *executor) runUnwrapped(ctx context.Context, j *job) error {
	check := step{part: partCheck, conn: m.store.conn}
	release, err := m.lockJournal(ctx, j)
	if err != nil {
		return &failedStep{step: step{part: partLock}, index: -1, err: err}
	}
	defer release()
	applied, err := m.appliedNow(ctx)
	switch {
	case err != nil:
		return &failedStep{step: check, err: err}
	case applied.has(j.file.Version) == (j.plan.Direction == command.Up):
		return errOvertaken
	}
	w := &walk{executor: m, job: j, steps: m.body(j), hash: j.checksum}
	w.states, w.evident = make([]dialect.JournalState, len(w.steps)), evident(m.dialectName(), j.plan)
	if err := w.begin(ctx, applied); err != nil {
		return w.failed(err)
	}
	if err := w.run(ctx); err != nil {
		w.giveUp(ctx, err)
		return w.failed(err)
	}
	if m.stretch.finish(j) {
		m.endStretch(ctx)
	}
	return nil
}

// appliedNow reads the applied versions under the lock, once as long as the
// session keeps it.
func (m *executor) appliedNow(ctx context.Context) (versions, error) {
	if m.session.held() {
		_, err := m.session.has(ctx, m.store, 0)
		return m.session.applied, err
	}
	applied, _, err := m.store.read(ctx)
	return applied, err
}

// run sends the statements that are not done, and records the version.
func (w *walk) run(ctx context.Context) error {
	for i := range w.steps {
		if w.states[i] == "" {
			if err := w.statement(ctx, i); err != nil {
				return err
			}
		}
	}
	w.late = true
	for i, state := range w.states {
		if state == dialect.JournalPostponed {
			if err := w.statement(ctx, i); err != nil {
				return err
			}
		}
	}
	if w.recorded {
		return nil
	}
	return w.record(ctx)
}

// record records the version, and tells the journal that the migration is over.
func (w *walk) record(ctx context.Context) error {
	now := w.config.Now()
	record := step{part: partRecord, conn: w.store.conn, sql: w.recordSQL(w.job, now)}
	// What ran must not stay unrecorded because of a signal that came late.
	ctx = context.WithoutCancel(ctx)
	exec := func() error { return w.recordAtOnce(ctx, record.conn, append([]string{record.sql}, w.over(now)...)) }
	if err := retryBusy(ctx, w.dialectName(), w.observe, exec); err != nil {
		return &failedStep{step: record, index: len(w.steps), err: err}
	}
	return nil
}

// over is what the journal is told when the version is recorded.
func (w *walk) over(now time.Time) []string {
	version := w.job.file.Version
	if w.job.plan.Direction == command.Down {
		return []string{w.journal.sql.Forget(version)}
	}
	whole := wholeEntry(w.job, dialect.JournalApplied, now)
	whole.Hash = w.hash
	told := []string{w.journal.sql.Put(whole)}
	if !w.stretch.tidiesLater() {
		told = append(told, w.journal.sql.ForgetStatements(version))
	}
	return told
}

// recordAtOnce sends statements of the migrator's own as one transaction, which
// mostly is the only round trip that a migration costs beside its statements.
func (w *walk) recordAtOnce(ctx context.Context, conn database.Conn, texts []string) error {
	if w.within() {
		return w.atOnce(ctx, conn, texts...)
	}
	var sent bool
	err := w.sending(ctx, conn, func() (err error) {
		sent, err = database.ExecAtomic(ctx, conn, texts...)
		return err
	})
	switch {
	case !sent:
		return w.atOnce(ctx, conn, texts...)
	case err != nil:
		w.rollbackOn(ctx, conn)
	}
	return err
}

// rollbackOn ends a transaction, which the server does by itself where the
// connection is gone.
func (m *executor) rollbackOn(ctx context.Context, conn database.Conn) {
	done, cancel := detached(ctx)
	defer cancel()
	_ = conn.Exec(done, "ROLLBACK")
}

// atOnce sends statements as one transaction in one message. If it fails, the
// transaction is rolled back.
func (w *walk) atOnce(ctx context.Context, conn database.Conn, texts ...string) error {
	if !w.within() {
		begin := "BEGIN"
		if w.dialectName() == "mssql" {
			begin = "BEGIN TRANSACTION"
		}
		texts = slices.Concat([]string{begin}, texts, []string{"COMMIT"})
	}
	err := w.sending(ctx, conn, func() error { return conn.Exec(ctx, texts...) })
	if err != nil && !w.within() {
		w.rollbackOn(ctx, conn)
	}
	return err
}

// queryAtOnce does the same where the first statement has parameters, which
// cannot be part of a message.
func (w *walk) queryAtOnce(ctx context.Context, s step, told []string) error {
	err := w.conn.Exec(ctx, "BEGIN")
	if err == nil {
		err = w.sending(ctx, w.conn, func() error { return s.exec(ctx) })
		var refused *database.Error
		if errors.As(err, &refused) {
			refused.Index = 1 // and not what is told to the journal
		}
	}
	if err == nil {
		err = w.sending(ctx, w.conn, func() error { return w.conn.Exec(ctx, append(told, "COMMIT")...) })
	}
	if err != nil {
		w.rollback(ctx)
	}
	return err
}

// within reports whether the session with the table of versions is in the
// transaction that holds the lock, which ends after the migration.
func (w *walk) within() bool { return w.config.VersionsDB != nil && w.locksOutside(w.job) }

// statement sends one statement and tells the journal.
func (w *walk) statement(ctx context.Context, i int) error {
	s := w.steps[i]
	if err := ctx.Err(); err != nil {
		return &failedStep{step: s, index: i, err: err}
	}
	if w.isAtomic(s) {
		return w.inTransaction(ctx, i)
	}
	state := dialect.JournalDone
	if err := w.runStep(ctx, w.job, s); err != nil {
		switch {
		case w.late && w.isGone(err):
			// The index went with its table: that was wanted.
		case !w.late && w.isNeeded(s, err):
			state = dialect.JournalPostponed
			w.observe(ctx, Postponed{Statement: *s.statement, Reason: err.Error()})
		default:
			return &failedStep{step: s, index: i, err: err}
		}
	}
	w.states[i] = state
	w.noticeLock(s)
	next := w.after(i)
	if w.untold = append(w.untold, i); next < 0 || w.locked {
		return nil // and the version is recorded at once
	}
	if !w.late && next > i && next < w.announced {
		return nil
	}
	// What was executed must be told even if the run is cancelled now.
	if err := w.journal.exec(context.WithoutCancel(ctx), w.progress(next)); err != nil {
		return &failedStep{step: step{part: partJournal, conn: w.store.conn}, index: i + 1, err: err}
	}
	w.untold = nil
	return nil
}

// noticeLock recognises LOCK TABLES and UNLOCK TABLES.
func (w *walk) noticeLock(s step) {
	if first := words(s.sql, 1); w.dialectName() == "mysql" && len(first) == 1 {
		w.locked = first[0] == "LOCK" || w.locked && first[0] != "UNLOCK"
	}
}

// after returns which statement follows the i-th, or -1.
func (w *walk) after(i int) int {
	if !w.late {
		if next := slices.Index(w.states[i+1:], ""); next >= 0 {
			return i + 1 + next
		}
		return slices.Index(w.states, dialect.JournalPostponed)
	}
	if next := slices.Index(w.states[i+1:], dialect.JournalPostponed); next >= 0 {
		return i + 1 + next
	}
	return -1
}

// progress is what the journal is told after a statement; next may be -1.
func (w *walk) progress(next int) string {
	now := w.config.Now()
	var entries []dialect.JournalEntry
	for _, i := range w.untold {
		entries = append(entries, statementEntry(w.job, i+1, w.steps[i].text(), w.states[i], now))
	}
	if next >= 0 {
		entries = append(entries, w.announce(next, now)...)
	}
	return w.journal.sql.Put(entries...)
}

// announce returns what the journal is told of a statement that is about to be
// sent.
func (w *walk) announce(next int, now time.Time) []dialect.JournalEntry {
	if w.late {
		return []dialect.JournalEntry{statementEntry(w.job, next+1, w.steps[next].text(), dialect.JournalRunning, now)}
	}
	w.announced = reach(w.evident, next)
	return announcement(w.job, w.evident, next, dialect.JournalRunning, now)
}

// isAtomic reports whether a statement changes rows only, so that it and what
// the journal says of it can be one transaction: a statement of that kind can
// never have been executed without the journal knowing it.
func (w *walk) isAtomic(s step) bool {
	if w.locked || w.config.VersionsDB != nil || w.dialectName() == "mssql" || s.statement.Code != nil || managesTransaction(w.job.plan) {
		return false
	}
	return changesRows(s.sql)
}

// changesRows recognises the statements that only change rows.
func changesRows(sql string) bool {
	w := words(sql, 1)
	if len(w) == 0 {
		return false
	}
	switch w[0] {
	case "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE":
		return true
	}
	return false
}

// inTransaction runs a statement that changes rows together with what is to be
// known of it: the journal's entry or, after the last one, the version.
func (w *walk) inTransaction(ctx context.Context, i int) error {
	s, next := w.steps[i], w.after(i)
	w.states[i] = dialect.JournalDone
	started := time.Now()
	told := append([]string{s.sql, w.recordSQL(w.job, w.config.Now())}, w.over(w.config.Now())...)
	if next >= 0 {
		w.untold = append(w.untold, i)
		told = []string{s.sql, w.progress(next)}
		w.untold = nil
	}
	exec := func() error { return w.atOnce(ctx, w.conn, told...) }
	if len(s.statement.Params) > 0 {
		exec = func() error { return w.queryAtOnce(ctx, s, told[1:]) }
	}
	err := w.retrying(ctx, w.job, func() error { return retryBusy(ctx, w.dialectName(), w.observe, exec) })
	if err == nil {
		w.recorded = next < 0
		w.observe(ctx, Ran{Statement: *s.statement, Duration: time.Since(started)})
		return nil
	}
	w.states[i] = ""
	if at := indexOf(err); at != 1 {
		s = step{part: partJournal, conn: w.conn}
	}
	return &failedStep{step: s, index: i, err: err}
}

// isNeeded recognises that MySQL and MariaDB keep an index that a foreign key
// needs (ER_DROP_INDEX_FK). Ecto's reversal of a change drops the index before
// the table or the column that the foreign key is of; what the migration wants
// can only be said after its last statement.
func (w *walk) isNeeded(s step, err error) bool {
	return w.dialectName() == "mysql" && database.CodeOf(err) == "1553" && s.statement.Code == nil &&
		slices.Equal(words(s.sql, 2), []string{"DROP", "INDEX"})
}

// isGone recognises that the index of a postponed statement, or its table, does
// not exist any more (ER_CANT_DROP_FIELD_OR_KEY, ER_NO_SUCH_TABLE).
func (w *walk) isGone(err error) bool {
	code := database.CodeOf(err)
	return code == "1091" || code == "1146"
}

// giveUp leaves the journal such that the next run goes on at the statement
// that failed, or from the beginning if none was executed. Where the
// connection is gone the journal stays as it is, and the next run looks.
func (w *walk) giveUp(ctx context.Context, err error) {
	w.stretch.leave(w.job)
	var failed *failedStep
	if !errors.As(err, &failed) || lost(failed) {
		return
	}
	done, cancel := detached(ctx)
	defer cancel()
	if managesTransaction(w.job.plan) {
		// What was done since its BEGIN is undone, in the journal as well.
		w.rollback(ctx)
		w.reread(done)
	}
	if w.locked {
		_ = w.conn.Exec(done, "UNLOCK TABLES")
	}
	version := w.job.file.Version
	switch {
	case !slices.ContainsFunc(w.states, func(s dialect.JournalState) bool { return s != "" }):
		_ = w.journal.exec(done, w.untouched()...)
	case len(w.untold) > 0:
		_ = w.journal.exec(done, w.progress(-1), w.journal.sql.Fail(version))
	default:
		_ = w.journal.exec(done, w.journal.sql.Fail(version))
	}
}

// untouched makes the journal what it was before the migration began.
func (w *walk) untouched() []string {
	forget := w.journal.sql.Forget(w.job.file.Version)
	if w.job.plan.Direction == command.Up || w.hash == "" {
		return []string{forget}
	}
	whole := w.whole(dialect.JournalApplied)
	whole.Direction = command.Up
	return []string{forget, w.journal.sql.Put(whole)}
}

func (w *walk) whole(state dialect.JournalState) dialect.JournalEntry {
	entry := wholeEntry(w.job, state, w.config.Now())
	entry.Hash = w.hash
	return entry
}

// reread takes the states from the journal.
func (w *walk) reread(ctx context.Context) {
	all, _, err := w.journal.read(ctx)
	if err != nil {
		return
	}
	h := all[w.job.file.Version]
	for i := range w.states {
		w.states[i] = ""
		if h != nil {
			w.states[i] = executedState(h.statements[i+1].State)
		}
	}
}

// executedState leaves of a state whether the statement is to be sent.
func executedState(state dialect.JournalState) dialect.JournalState {
	switch state {
	case dialect.JournalDone, dialect.JournalSettled, dialect.JournalPostponed:
		return state
	}
	return ""
}

// failed adds to a failure what of the migration was executed.
func (w *walk) failed(err error) error {
	var failed *failedStep
	if !errors.As(err, &failed) {
		failed = &failedStep{step: step{part: partJournal, conn: w.store.conn}, err: err}
	}
	failed.executed = []dialect.Statement{}
	for i, state := range w.states {
		if state == dialect.JournalDone || state == dialect.JournalSettled {
			failed.executed = append(failed.executed, *w.steps[i].statement)
		}
	}
	if failed.step.statement != nil {
		failed.number = failed.index + 1
	}
	return failed
}

func (m *Migrator) dialectName() string { return m.config.Dialect.Name() }
