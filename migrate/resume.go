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
	// Undone: the statement was executed, and the catalogue shows that what it
	// did was undone since. Again are the numbers of all that have to be sent
	// again to make it good; none if that does not.
	Undone    bool
	Again     []int
	Direction command.Direction
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
	if e.Undone {
		return fmt.Sprintf("statement %d was executed, and its work is gone: %s", e.Number, e.Evidence)
	}
	return fmt.Sprintf("statement %d was underway when an earlier run ended, and it cannot be seen whether it was executed", e.Number)
}

// position is what is known of a begun migration when it is taken up again.
type position struct {
	// states are those of the planned statements: done, postponed, or "".
	states []dialect.JournalState
	// inFlight are the statements that may have been executed, in their order:
	// one only if those before it were.
	inFlight []flight
	// mayHaveRun are the statements that failed, and may have left something
	// behind all the same: those that are or run several.
	mayHaveRun map[int]bool
	// since is the last time that the journal heard of it.
	since time.Time
}

// flight is a statement, by its index, that was sent or was to be sent after
// another one. edited says that it is not what it was.
type flight struct {
	index  int
	edited *UnfinishedError
}

// locate compares what the journal says with what is planned now. What was
// executed must be what it was; the rest may have been corrected meanwhile.
func (h *history) locate(j *job, texts []string) (position, error) {
	p := position{states: make([]dialect.JournalState, len(texts)), mayHaveRun: map[int]bool{}, since: h.whole.At}
	for _, number := range slices.Sorted(maps.Keys(h.statements)) {
		e := h.statements[number]
		if e.At.After(p.since) {
			p.since = e.At
		}
		sent := e.State == dialect.JournalRunning || e.State == dialect.JournalPlanned
		executed := executedState(e.State)
		var edited *UnfinishedError
		if number > len(texts) || statementHash(texts[number-1]) != e.Hash {
			edited = &UnfinishedError{
				Version: j.file.Version, Number: number, Total: len(texts), Statement: e.Detail, Since: e.At, Edited: true,
			}
		}
		switch {
		case sent:
			p.inFlight = append(p.inFlight, flight{number - 1, edited})
		case executed != "" && edited != nil:
			return p, edited
		case executed != "":
			p.states[number-1] = executed
		default:
			p.mayHaveRun[number-1] = isSeveral(e.Detail)
		}
	}
	if len(p.inFlight) > 0 && p.inFlight[0].edited != nil {
		return p, p.inFlight[0].edited
	}
	return p, nil
}

// begin tells the journal that the migration begins, or finds out where an
// earlier run has ended.
func (w *walk) begin(ctx context.Context, applied versions) error {
	if w.stretch.has(w.job) {
		w.announced = reach(w.evident, 0)
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
		entries = append(entries, w.announce(next, now)...)
	}
	entries = append(entries, unsent(begun[version], entries)...)
	for other, h := range begun {
		if other != version && h.whole.State == dialect.JournalPlanned {
			h.whole.State = dialect.JournalRunning
			entries = append(entries, h.whole)
		}
	}
	w.stretch = w.stretchFrom(w.job, applied, begun)
	entries = append(entries, w.stretch.plans(w.dialectName(), now)...)
	return w.journal.exec(ctx, append(texts, w.journal.sql.Put(entries...))...)
}

// unsent are the statements that an earlier run would have sent, and that this
// one does not know of: the migration was corrected meanwhile.
func unsent(h *history, known []dialect.JournalEntry) []dialect.JournalEntry {
	if h == nil {
		return nil
	}
	var entries []dialect.JournalEntry
	for number, e := range h.statements {
		if e.State != dialect.JournalPlanned && e.State != dialect.JournalRunning {
			continue
		}
		if !slices.ContainsFunc(known, func(k dialect.JournalEntry) bool { return k.Position == number }) {
			e.State = dialect.JournalFailed
			entries = append(entries, e)
		}
	}
	return entries
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
	clean := ""
	for _, f := range p.inFlight {
		if f.edited != nil {
			return 0, &failedStep{step: step{part: partResume}, err: f.edited}
		}
		if clean, err = w.examine(ctx, f.index, p.since); err != nil {
			return 0, err
		}
		if w.states[f.index] == "" {
			break // and nothing after it was sent
		}
	}
	if err := w.verify(ctx, p, texts); err != nil {
		return 0, err
	}
	if clean != "" {
		if err := w.conn.Exec(ctx, clean); err != nil {
			return 0, &failedStep{step: step{part: partResume, conn: w.conn, sql: clean}, err: err}
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

// verify refuses to go on if what was executed is undone.
func (w *walk) verify(ctx context.Context, p position, texts []string) error {
	gone, err := w.lookForUndone(ctx, w.conn, w.job, p)
	at := step{part: partResume, conn: w.conn}
	switch {
	case err != nil:
		return &failedStep{step: at, err: err}
	case gone == nil:
		return nil
	}
	for _, i := range gone.by {
		w.states[i] = "" // so that nobody takes it for executed
	}
	return &failedStep{step: at, err: gone.unfinished(w.job, texts, p.since)}
}

// examine finds out whether a statement that was underway was executed, and
// what has to be sent before it is sent again.
func (w *walk) examine(ctx context.Context, i int, since time.Time) (clean string, err error) {
	s := w.steps[i]
	v, err := w.lookAt(ctx, w.conn, w.job, *s.statement)
	if err != nil {
		return "", &failedStep{step: step{part: partResume, conn: w.conn}, index: i, err: err}
	}
	if v.answer == unknown {
		return "", &failedStep{step: step{part: partResume, conn: w.conn}, index: i, err: &UnfinishedError{
			Version: w.job.file.Version, Number: i + 1, Total: len(w.steps), Statement: s.text(), Since: since, Evidence: v.evidence,
		}}
	}
	w.observe(ctx, Examined{
		Statement: *s.statement, Number: i + 1, Total: len(w.steps), Executed: v.answer == executed, Evidence: v.evidence,
	})
	if v.answer == executed {
		w.states[i] = dialect.JournalDone
	}
	return v.clean, nil
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
	if e.Undone {
		b.WriteString(e.undoneDetail())
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
	if e.Undone {
		return e.undoneAdvice(where)
	}
	if e.Edited {
		return fmt.Sprintf("change it back, and write what is still to be done below it or in a migration of its own;\n"+
			"or see \"whimbrel repair%[2]s\", which can take the statements as they are now for executed:\n"+
			"whimbrel repair --done --version %[1]d%[2]s", e.Version, where)
	}
	return fmt.Sprintf("look at the database, then say whether it was executed:\n"+
		"whimbrel repair --done --version %[1]d%[2]s     it was\nwhimbrel repair --again --version %[1]d%[2]s    it was not: run it again", e.Version, where)
}
