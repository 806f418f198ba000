package migrate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// UnfinishedError says why a migration that an earlier run has begun cannot
// simply go on: a person has to look. [Migrator.Repair] settles it.
type UnfinishedError struct {
	Version int64
	// Number is the statement, of Total, that is in question; Statement is its
	// text (in the journal: its beginning), and Since when it was underway.
	Number, Total int
	Statement     string
	Since         time.Time
	// Edited: the statement is not what it was when it was executed or sent.
	Edited bool
	// Evidence says what the catalogue shows, or why it shows nothing.
	Evidence string
	// Prefix is that of the run.
	Prefix string
}

// Error says what is not known.
func (e *UnfinishedError) Error() string {
	if e.Edited {
		return fmt.Sprintf("statement %d was edited after it was sent to the database", e.Number)
	}
	return fmt.Sprintf("statement %d was underway when an earlier run ended, and it cannot be seen whether it was executed", e.Number)
}

// position is what is known of a begun migration when it is taken up again.
type position struct {
	// states are those of the planned statements: done, postponed, or "".
	states []dialect.JournalState
	// inFlight is the index of the statement that may have been executed, or -1.
	inFlight int
	// since is the last time that the journal heard of it.
	since time.Time
}

// locate compares what the journal says with what is planned now. What was
// executed must be what it was; the rest may have been corrected meanwhile.
func (h *history) locate(j *job, texts []string) (position, error) {
	p := position{states: make([]dialect.JournalState, len(texts)), inFlight: -1, since: h.whole.At}
	for _, number := range slices.Sorted(maps.Keys(h.statements)) {
		e := h.statements[number]
		if e.At.After(p.since) {
			p.since = e.At
		}
		sent := e.State == dialect.JournalRunning || e.State == dialect.JournalPlanned
		executed := executedState(e.State)
		if !sent && executed == "" {
			continue
		}
		if number > len(texts) || statementHash(texts[number-1]) != e.Hash {
			return p, &UnfinishedError{
				Version: j.file.Version, Number: number, Total: len(texts), Statement: e.Detail, Since: e.At, Edited: true,
			}
		}
		p.states[number-1] = executed
		if sent {
			p.inFlight = number - 1
		}
	}
	return p, nil
}

// begin tells the journal that the migration begins, or finds out where an
// earlier run has ended.
func (w *walk) begin(ctx context.Context, applied versions) error {
	if w.stretch.has(w.job) {
		return nil // the journal knows, and nobody else has had the lock since
	}
	all, err := w.journal.open(ctx, w.observe)
	if err != nil {
		return err
	}
	version := w.job.file.Version
	if w.job.plan.Direction == command.Down {
		w.hash = all.checksum(version)
	}
	begun, onlyPlanned := all.begun(applied)
	next, err := w.resume(ctx, begun[version])
	if err != nil {
		return err
	}
	// What others have left behind must not be taken for what this run plans.
	var texts []string
	if begun[version] == nil && all[version] != nil {
		onlyPlanned = append(onlyPlanned, version)
	}
	if len(onlyPlanned) > 0 {
		texts = append(texts, w.journal.sql.Forget(onlyPlanned...))
	}
	now := w.config.Now()
	entries := []dialect.JournalEntry{w.whole(dialect.JournalRunning)}
	for i, state := range w.states {
		if state != "" {
			entries = append(entries, statementEntry(w.job, i+1, w.steps[i].text(), state, now))
		}
	}
	if next >= 0 {
		entries = append(entries, statementEntry(w.job, next+1, w.steps[next].text(), dialect.JournalRunning, now))
	}
	for other, h := range begun {
		if other != version && h.whole.State == dialect.JournalPlanned {
			h.whole.State = dialect.JournalRunning
			entries = append(entries, h.whole)
		}
	}
	w.stretch = w.stretchFrom(w.job, applied, begun)
	entries = append(entries, w.stretch.plans(now)...)
	return w.journal.exec(ctx, append(texts, w.journal.sql.Put(entries...))...)
}

// resume finds out which statement comes next, or -1 if none does.
func (w *walk) resume(ctx context.Context, h *history) (next int, err error) {
	first := min(len(w.steps), 1) - 1
	if h == nil || len(h.statements) == 0 {
		return first, nil
	}
	texts := make([]string, len(w.steps))
	for i, s := range w.steps {
		texts[i] = s.text()
	}
	p, err := h.locate(w.job, texts)
	w.states = p.states
	if err != nil {
		return 0, &failedStep{step: step{part: partResume}, err: err}
	}
	if i := p.inFlight; i >= 0 {
		if err := w.examine(ctx, i, p.since); err != nil {
			return 0, err
		}
	}
	if next = slices.Index(w.states, ""); next < 0 {
		next = slices.Index(w.states, dialect.JournalPostponed)
	}
	if next == first {
		return next, nil // nothing of it is executed
	}
	number := next + 1
	if next < 0 {
		number = len(w.steps) + 1
	}
	w.observe(ctx, Resumed{
		Migration: w.job.plan.Migration, Direction: w.job.plan.Direction, Next: number, Total: len(w.steps), Since: p.since,
	})
	return next, nil
}

// examine finds out whether a statement that was underway was executed.
func (w *walk) examine(ctx context.Context, i int, since time.Time) error {
	s := w.steps[i]
	v, err := w.lookAt(ctx, w.conn, w.job, *s.statement)
	if err != nil {
		return &failedStep{step: step{part: partResume, conn: w.conn}, index: i, err: err}
	}
	if v.answer == unknown {
		return &failedStep{step: step{part: partResume, conn: w.conn}, index: i, err: &UnfinishedError{
			Version: w.job.file.Version, Number: i + 1, Total: len(w.steps), Statement: s.text(), Since: since, Evidence: v.evidence,
		}}
	}
	w.observe(ctx, Examined{
		Statement: *s.statement, Number: i + 1, Total: len(w.steps), Executed: v.answer == executed, Evidence: v.evidence,
	})
	if v.answer == executed {
		w.states[i] = dialect.JournalDone
		return nil
	}
	if v.clean != "" {
		if err := w.conn.Exec(ctx, v.clean); err != nil {
			return &failedStep{step: step{part: partResume, conn: w.conn, sql: v.clean}, index: i, err: err}
		}
	}
	return nil
}

// detail explains the error to a person.
func (e *UnfinishedError) detail() string {
	var b strings.Builder
	fmt.Fprintf(&b, "statement %d of %d:\n%s\n", e.Number, e.Total, indent(e.Statement))
	if e.Edited {
		b.WriteString("It was sent to the database by an earlier run, which ended in the middle of the migration;\n" +
			"since then it was edited in the source, or moved.")
		return b.String()
	}
	if !e.Since.IsZero() {
		fmt.Fprintf(&b, "An earlier run ended at %s UTC, before it heard the end of this statement.\n", e.Since.Format(time.DateTime))
	}
	b.WriteString(e.Evidence)
	return b.String()
}

// advice says what to type.
func (e *UnfinishedError) advice() string {
	where := ""
	if e.Prefix != "" {
		where = " --prefix " + e.Prefix
	}
	if e.Edited {
		return fmt.Sprintf("change it back, and write what is still to be done below it or in a migration of its own;\n"+
			"or see \"whimbrel repair%[2]s\", which can take the statements as they are now for executed:\n"+
			"whimbrel repair --done --version %[1]d%[2]s", e.Version, where)
	}
	return fmt.Sprintf("look at the database, then say whether it was executed:\n"+
		"whimbrel repair --done --version %[1]d%[2]s     it was\nwhimbrel repair --again --version %[1]d%[2]s    it was not: run it again", e.Version, where)
}
