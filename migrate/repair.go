package migrate

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
)

// Unfinished is a migration outside of a transaction that a run has begun and
// not brought to its end.
type Unfinished struct {
	Version   int64
	Name      string
	File      string
	Direction command.Direction
	// Number is the statement in question, of Total. Statement is its text.
	Number, Total int
	Statement     string
	State         UnfinishedState
	// Since is when the journal last heard of it (UTC).
	Since time.Time
	// Again are the numbers of all statements that [SettleAgain] sends again, if
	// what they did was undone.
	Again []int
	// Executed are the statements that were executed, as far as the journal
	// keeps their text.
	Executed []string
	// Evidence says what the catalogue of the database shows of the statement.
	Evidence string
	// Next says what the next run will do: "" if it refuses to go on.
	Next string
	// Err is why the migration cannot be read; its statements are not known then.
	Err error

	// undone are the indexes of the statements whose work is gone.
	undone []int
}

// UnfinishedState says what is the matter with the statement in question.
type UnfinishedState string

// The states of the statement in question.
const (
	// Underway: it was sent, or about to be, when the run ended.
	Underway UnfinishedState = "underway"
	// Refused: the server did not execute it, or it was never sent.
	Refused UnfinishedState = "refused"
	// EditedSince: it was sent, and is not what it was then.
	EditedSince UnfinishedState = "edited"
	// UndoneSince: it was executed, and the catalogue shows that it was undone.
	UndoneSince UnfinishedState = "undone"
)

// Settlement is what a person has decided about an unfinished migration.
type Settlement string

// The settlements.
const (
	// SettleDone: the statement in question was executed; the next run goes on
	// after it. Statements that were edited are taken for executed as they are,
	// and so are those that were undone.
	SettleDone Settlement = "done"
	// SettleAgain: it was not; the next run sends it again, and with it all whose
	// work is gone.
	SettleAgain Settlement = "again"
	// SettleApplied: the whole migration is applied. Nothing is run.
	SettleApplied Settlement = "applied"
	// SettleNotApplied: nothing of the migration is in the database. Nothing is
	// run.
	SettleNotApplied Settlement = "not applied"
)

// repairing is a run that looks at what is unfinished, or settles it, under the
// lock, so that what another migrator is doing is not taken for unfinished.
type repairing struct {
	*executor
	files   []source.File
	applied versions
	all     histories
	release func()
	// onlyPlanned are versions that have not begun, for as long as the journal
	// says of the one before them that it was only planned.
	onlyPlanned []int64
	// within: the session with the journal is in the transaction that holds the
	// lock.
	within bool
}

// repair begins such a run; nil if there is no journal.
func (m *Migrator) repair(ctx context.Context) (*repairing, error) {
	files, err := m.find(ctx)
	if err != nil {
		return nil, err
	}
	x, err := m.start(ctx)
	if err != nil {
		return nil, err
	}
	r := &repairing{executor: x, files: files, release: func() {}}
	if err := r.begin(ctx); err != nil {
		r.end(ctx)
		return nil, err
	}
	return r, nil
}

func (r *repairing) begin(ctx context.Context) error {
	_, journaled, err := r.journal.read(ctx)
	if err != nil || !journaled {
		return err
	}
	if _, exists, err := r.store.read(ctx); err != nil || !exists {
		return err
	}
	if err := r.enter(ctx); err != nil {
		return err
	}
	lock, err := r.lockSQL(false)
	if err != nil {
		return err
	}
	pseudo := &job{lock: lock, way: unwrapped}
	unlock, err := r.takeLock(ctx, pseudo)
	if err != nil {
		return err
	}
	r.within = r.config.VersionsDB != nil && r.locksOutside(pseudo)
	r.release = func() {
		done, cancel := detached(ctx)
		defer cancel()
		_ = unlock(done)
	}
	unlockJournal, err := r.lockJournal(ctx, pseudo)
	if err != nil {
		return err
	}
	outer := r.release
	r.release = func() { unlockJournal(); outer() }
	if r.all, _, err = r.journal.read(ctx); err != nil {
		return err
	}
	if r.applied, err = r.appliedNow(ctx); err == nil {
		r.journal.tidy(ctx, r.all, r.applied)
	}
	return err
}

func (r *repairing) end(ctx context.Context) {
	r.release()
	r.close(ctx)
}

// Unfinished lists the migrations that a run has begun and not brought to their
// end, by version. It takes the lock, and so waits for a migrator that is
// running; it changes nothing of what it lists.
func (m *Migrator) Unfinished(ctx context.Context) ([]Unfinished, error) {
	r, err := m.repair(ctx)
	if err != nil {
		return nil, err
	}
	defer r.end(ctx)
	begun, _ := r.all.begun(r.applied)
	var list []Unfinished
	for _, version := range slices.Sorted(maps.Keys(begun)) {
		u, err := r.describe(ctx, version, begun[version])
		if err != nil {
			return nil, err
		}
		if len(u.Executed) > 0 || u.State != Refused { // otherwise it is merely pending
			list = append(list, u)
		}
	}
	return list, nil
}

// describe says how far a migration has come.
func (r *repairing) describe(ctx context.Context, version int64, h *history) (Unfinished, error) {
	u := fromJournal(version, h)
	j, err := r.jobOf(version, h.whole.Direction)
	if err != nil {
		u.Err = err
		u.Evidence = "The migration cannot be read, so that its statements are not known."
		return u, nil
	}
	statements := j.plan.Statements()
	u.Name, u.File, u.Total = j.file.Name, j.file.Path, len(statements)
	p, err := h.locate(j, textsOf(statements))
	at, v := -1, verdict{}
	var gone *undone
	if err == nil {
		at, v, err = r.reached(ctx, j, statements, p)
	}
	if err == nil && (at < 0 || v.answer != unknown) {
		gone, err = r.lookForUndone(ctx, r.conn, j, p)
	}
	var edited *UnfinishedError
	switch {
	case errors.As(err, &edited):
		u.State, u.Number, u.Statement, u.Evidence = EditedSince, edited.Number, edited.Statement, edited.detail()
		return u, nil
	case gone != nil:
		u.gone(gone, statements)
		return u, nil
	case at < 0:
		u.next(p, statements)
		return u, err
	}
	u.Since = p.since
	u.Number, u.Statement, u.Evidence = at+1, statements[at].SQL, v.evidence
	switch v.answer {
	case executed:
		u.Next = "skips it, and goes on after it"
	case notExecuted:
		u.Next = "sends it again, and goes on"
	}
	return u, err
}

// fromJournal is what the journal alone says.
func fromJournal(version int64, h *history) Unfinished {
	u := Unfinished{Version: version, Direction: h.whole.Direction, State: Refused, Since: h.whole.At}
	u.Name, u.File, _ = strings.Cut(h.whole.Detail, "\n")
	for _, number := range slices.Sorted(maps.Keys(h.statements)) {
		e := h.statements[number]
		switch {
		case e.State == dialect.JournalDone || e.State == dialect.JournalSettled:
			u.Executed = append(u.Executed, e.Detail)
		case e.State == dialect.JournalPostponed:
		case u.Number > 0: // nothing was sent after it
		default:
			u.Number, u.Statement = number, e.Detail
			if e.State != dialect.JournalFailed {
				u.State = Underway
			}
		}
	}
	return u
}

// gone describes a migration of which something was undone.
func (u *Unfinished) gone(gone *undone, statements []dialect.Statement) {
	first := gone.by[0]
	u.undone = gone.by
	u.State, u.Number, u.Statement, u.Evidence = UndoneSince, first+1, statements[first].SQL, gone.evidence
	for _, i := range gone.again {
		u.Again = append(u.Again, i+1)
	}
}

// reached returns the last statement that may have been executed, and what the
// catalogue says of it, or -1.
func (r *repairing) reached(ctx context.Context, j *job, statements []dialect.Statement, p position) (at int, v verdict, err error) {
	at = -1
	for _, f := range p.inFlight {
		if f.edited != nil {
			return at, v, f.edited
		}
		at = f.index
		if v, err = r.lookAt(ctx, r.conn, j, statements[at]); err != nil || v.answer != executed {
			break
		}
		p.states[at] = dialect.JournalDone
	}
	return at, v, err
}

// next describes a migration that stopped before a statement.
func (u *Unfinished) next(p position, statements []dialect.Statement) {
	next := slices.Index(p.states, "")
	if next < 0 {
		next = slices.Index(p.states, dialect.JournalPostponed)
	}
	if next < 0 {
		u.Next, u.Number, u.Statement = "records the version", 0, ""
		return
	}
	u.Number, u.Statement = next+1, statements[next].SQL
	u.Next = fmt.Sprintf("goes on at statement %d", u.Number)
}

func textsOf(statements []dialect.Statement) []string {
	texts := make([]string, len(statements))
	for i, s := range statements {
		texts[i] = s.Text()
	}
	return texts
}

// jobOf loads a migration.
func (m *repairing) jobOf(version int64, direction command.Direction) (*job, error) {
	i := slices.IndexFunc(m.files, func(f source.File) bool { return f.Version == version })
	if i < 0 {
		return nil, fmt.Errorf("there is no migration %d in the folders", version)
	}
	p, err := m.load(m.files[i], direction)
	if err != nil {
		return nil, err
	}
	return &job{file: m.files[i], plan: p, way: unwrapped}, nil
}

// Repair settles an unfinished migration as a person has decided. It takes the
// lock, and runs nothing of the migration. The version is only needed if more
// than one is unfinished; 0 means that one.
func (m *Migrator) Repair(ctx context.Context, version int64, s Settlement) error {
	r, err := m.repair(ctx)
	if err != nil {
		return err
	}
	defer r.end(ctx)
	begun, onlyPlanned := r.all.begun(r.applied)
	r.onlyPlanned = onlyPlanned
	if version == 0 && len(begun) == 1 {
		for version = range begun {
		}
	}
	h := begun[version]
	if h == nil {
		return noSuchUnfinished(version, begun)
	}
	now := m.config.Now()
	switch s {
	case SettleApplied, SettleNotApplied:
		return r.settleWhole(ctx, version, h, s == SettleApplied, now)
	}
	return r.settleStatement(ctx, version, h, s, now)
}

func noSuchUnfinished(version int64, begun histories) error {
	d := diag.Errorf(diag.Invalid, diag.Pos{}, "migration %d is not unfinished", version)
	switch len(begun) {
	case 0:
		return d.WithDetail("No migration is.")
	case 1:
	default:
		if version == 0 {
			d = diag.Errorf(diag.Invalid, diag.Pos{}, "%d migrations are unfinished", len(begun))
		}
	}
	return d.WithHint("say which one is meant: --version %d", slices.Min(slices.Collect(maps.Keys(begun))))
}

// settleWhole records the version, or takes it out, and forgets the statements.
func (r *repairing) settleWhole(ctx context.Context, version int64, h *history, applied bool, now time.Time) error {
	texts := []string{r.journal.sql.Forget(version)}
	switch {
	case !applied:
		if r.applied.has(version) {
			texts = append(texts, r.store.sql.Delete(version))
		}
	default:
		if !r.applied.has(version) {
			texts = append(texts, r.store.sql.Insert(version, now.UTC()))
		}
		if h.whole.Hash != "" {
			whole := h.whole
			whole.State, whole.Direction = dialect.JournalApplied, command.Up
			texts = append(texts, r.journal.sql.Put(whole), r.journal.sql.Finish(version))
		}
	}
	return r.together(ctx, texts)
}

// settleStatement says of the statement in question whether it was executed.
func (r *repairing) settleStatement(ctx context.Context, version int64, h *history, s Settlement, now time.Time) error {
	j, err := r.jobOf(version, h.whole.Direction)
	if err != nil {
		return diag.Errorf(diag.Invalid, diag.Pos{}, "%v", err).
			WithHint("settle the migration as a whole: whimbrel repair --applied %d, or --not-applied %d", version, version)
	}
	texts := textsOf(j.plan.Statements())
	u, err := r.describe(ctx, version, h)
	if err != nil {
		return err
	}
	if u.State == UndoneSince && s == SettleAgain && len(u.Again) == 0 {
		return diag.Errorf(diag.Invalid, diag.Pos{}, "statement %d of migration %d cannot be sent again by itself", u.Number, version).
			WithDetail("What it had made was changed by a statement after it: %s.", u.Evidence).
			WithHint("put it right by hand, then: whimbrel repair --done --version %d", version)
	}
	h.whole.State = dialect.JournalRunning
	entries := []dialect.JournalEntry{h.whole}
	for i, sql := range texts {
		e, known := h.statements[i+1]
		state := e.State
		gone := slices.Contains(u.undone, i)
		switch {
		case s == SettleDone && (gone || i+1 == u.Number || executedState(state) != "" && e.Hash != statementHash(sql)):
			state = dialect.JournalSettled
		case i+1 == u.Number || gone:
			state = dialect.JournalFailed
		case !known:
			continue
		}
		entries = append(entries, statementEntry(j, i+1, sql, state, now))
	}
	return r.together(ctx, []string{r.journal.sql.Forget(version), r.journal.sql.Put(entries...)})
}

// together sends statements in one transaction.
func (r *repairing) together(ctx context.Context, texts []string) error {
	if len(r.onlyPlanned) > 0 {
		texts = append(texts, r.journal.sql.Forget(r.onlyPlanned...))
	}
	begin := "BEGIN"
	if r.dialectName() == "mssql" {
		begin = "BEGIN TRANSACTION"
	}
	if r.within {
		return r.journal.exec(ctx, texts...)
	}
	err := r.journal.exec(ctx, append(append([]string{begin}, texts...), "COMMIT")...)
	if err != nil {
		done, cancel := detached(ctx)
		defer cancel()
		_ = r.journal.conn.Exec(done, "ROLLBACK")
	}
	return err
}
