package migrate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
)

// maxDetail is how many characters of a statement the journal keeps.
const maxDetail = 500

// journal is Whimbrel's own table beside that of the versions, on the same
// connection. Ecto never sees it.
type journal struct {
	conn database.Conn
	// own: the session is the journal's own, and not that of the versions.
	own     bool
	sql     dialect.Journal
	table   command.Object
	dialect string
}

// history is what the journal says of one version.
type history struct {
	// whole is position 0, and statements are the others by their position.
	whole      dialect.JournalEntry
	statements map[int]dialect.JournalEntry
}

// histories are what the journal says, by version.
type histories map[int64]*history

// unfinished reports whether the version is underway in a direction. The table
// of versions decides: a run may have been killed before it told the journal.
func (h *history) unfinished(recorded bool) bool {
	if h == nil {
		return false
	}
	switch h.whole.State {
	case dialect.JournalRunning, dialect.JournalPlanned:
		return recorded == (h.whole.Direction == command.Down)
	}
	return false
}

// checksum returns the checksum of an applied version's source; "" if it was
// not applied by Whimbrel.
func (all histories) checksum(version int64) string {
	if h := all[version]; h != nil {
		return h.whole.Hash
	}
	return ""
}

// begun leaves those that an earlier run has begun and not finished. Of what a
// run has planned on the way up only the lowest version can have begun, as a
// migration that is done is recorded before the next one begins.
func (all histories) begun(applied versions) (begun histories, onlyPlanned []int64) {
	begun = histories{}
	lowest := true
	for _, version := range slices.Sorted(maps.Keys(all)) {
		h := all[version]
		if !h.unfinished(applied.has(version)) {
			continue
		}
		if h.whole.State == dialect.JournalPlanned && !lowest {
			onlyPlanned = append(onlyPlanned, version)
			continue
		}
		lowest = lowest && h.whole.State != dialect.JournalPlanned
		begun[version] = h
	}
	return begun, onlyPlanned
}

// tidy brings entries up to date of which the table of versions says that they
// are not: somebody else has recorded a version, or taken it out, that a run has
// left unfinished, or a run was killed before it forgot the statements of what
// is over. That needs no lock, as it only says what is so, if the versions were
// read after the journal: both hear of it at once. If it fails, the next run does
// it.
func (j journal) tidy(ctx context.Context, all histories, applied versions) {
	if texts := j.tidying(all, applied); len(texts) > 0 {
		_ = j.exec(ctx, texts...)
	}
}

func (j journal) tidying(all histories, applied versions) (texts []string) {
	var finished, over, gone []int64
	for _, version := range slices.Sorted(maps.Keys(all)) {
		h := all[version]
		done := h.whole.State == dialect.JournalApplied
		switch {
		case done && len(h.statements) == 0 || h.unfinished(applied.has(version)):
		case !applied.has(version):
			gone = append(gone, version)
		case done:
			over = append(over, version)
		default:
			finished = append(finished, version)
		}
	}
	if len(finished) > 0 {
		texts = append(texts, j.sql.Finish(finished...))
	}
	if over = append(over, finished...); len(over) > 0 {
		texts = append(texts, j.sql.ForgetStatements(over...))
	}
	if len(gone) > 0 {
		texts = append(texts, j.sql.Forget(gone...))
	}
	return texts
}

// journalOn is the journal beside the table of versions.
func (m *Migrator) journalOn(conn database.Conn) journal {
	return journal{
		conn: conn, sql: m.journalSQL, table: dialect.JournalTable(m.table), dialect: m.config.Dialect.Name(),
	}
}

// read returns everything, and whether the table exists at all. One round trip.
func (j journal) read(ctx context.Context) (all histories, exists bool, err error) {
	var rows [][]any
	err = retryBusy(ctx, j.dialect, unobserved, func() (err error) {
		rows, err = j.conn.Query(ctx, j.sql.Select)
		return err
	})
	if err != nil {
		if isMissingTable(j.dialect, err) {
			return histories{}, false, nil
		}
		return nil, false, j.failed("read", err)
	}
	all = histories{}
	for _, row := range rows {
		e, err := toEntry(row)
		if err != nil {
			return nil, false, j.failed("read", err)
		}
		h := all[e.Version]
		if h == nil {
			h = &history{statements: map[int]dialect.JournalEntry{}}
			all[e.Version] = h
		}
		if e.Position == 0 {
			h.whole = e
		} else {
			h.statements[e.Position] = e
		}
	}
	return all, true, nil
}

// openJournal gives the journal a session of its own where the lock is held by
// a transaction on the session with the table of versions: what the journal is
// told must stay if that one is rolled back.
func (m *executor) openJournal(ctx context.Context, jobs []*job) error {
	outside := func(j *job) bool { return j.way == unwrapped && m.locksOutside(j) }
	if m.config.VersionsDB == nil || !slices.ContainsFunc(jobs, outside) {
		return nil
	}
	conn, err := m.config.VersionsDB.Connect(ctx)
	if err != nil {
		return err
	}
	m.journal.conn, m.journal.own = conn, true
	return nil
}

// open reads the journal, and creates it if it does not exist.
func (j journal) open(ctx context.Context, observe func(context.Context, Event)) (histories, error) {
	all, exists, err := j.read(ctx)
	if err != nil || exists {
		return all, err
	}
	return all, j.create(ctx, observe)
}

// create creates the table unless it exists; see store.create.
func (j journal) create(ctx context.Context, observe func(context.Context, Event)) error {
	err := retryBusy(ctx, j.dialect, observe, func() error { return j.conn.Exec(ctx, j.sql.Create) })
	if err == nil || isCreatedMeanwhile(j.dialect, err) {
		return nil
	}
	return j.failed("create", err)
}

// exec sends statements of the journal's.
func (j journal) exec(ctx context.Context, statements ...string) error {
	err := retryBusy(ctx, j.dialect, unobserved, func() error { return j.conn.Exec(ctx, statements...) })
	if err != nil {
		return j.failed("write", err)
	}
	return nil
}

func (j journal) failed(action string, err error) error {
	return &StoreError{Table: j.table.String(), Action: action, Err: err, prefix: j.table.Prefix, what: "journal"}
}

// wholeEntry is the entry of a migration at position 0.
func wholeEntry(j *job, state dialect.JournalState, now time.Time) dialect.JournalEntry {
	return dialect.JournalEntry{
		Version: j.file.Version, Direction: j.plan.Direction, State: state, Hash: j.checksum,
		Detail: detailOf(j.file), At: now,
	}
}

// detailOf names a migration and its file.
func detailOf(f source.File) string {
	return shorten(strings.TrimSuffix(f.Name+"\n"+f.Path, "\n"))
}

// statementEntry is the entry of a statement, counted from 1.
func statementEntry(j *job, number int, sql string, state dialect.JournalState, now time.Time) dialect.JournalEntry {
	return dialect.JournalEntry{
		Version: j.file.Version, Position: number, Direction: j.plan.Direction, State: state,
		Hash: statementHash(sql), Detail: shorten(sql), At: now,
	}
}

// statementHash tells one statement from another.
func statementHash(sql string) string {
	sum := sha256.Sum256([]byte(sql))
	return "1:" + hex.EncodeToString(sum[:])
}

// shorten leaves what a text column of any database can hold.
func shorten(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "")
	if runes := []rune(text); len(runes) > maxDetail {
		return string(runes[:maxDetail-1]) + "…"
	}
	return text
}

func toEntry(row []any) (dialect.JournalEntry, error) {
	if len(row) != 7 {
		return dialect.JournalEntry{}, fmt.Errorf("the journal has %d columns, and not 7", len(row))
	}
	version, err := toVersion(row[0])
	if err != nil {
		return dialect.JournalEntry{}, err
	}
	position, err := toVersion(row[1])
	if err != nil {
		return dialect.JournalEntry{}, err
	}
	return dialect.JournalEntry{
		Version: version, Position: int(position), Direction: command.Direction(toText(row[2])),
		State: dialect.JournalState(toText(row[3])), Hash: toText(row[4]), Detail: toText(row[5]), At: toTime(row[6]),
	}, nil
}

func toText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

// toTime reads a time in any form in which the drivers give it; the zero time
// if there is none.
func toTime(value any) time.Time {
	if t, ok := value.(time.Time); ok {
		return t.UTC()
	}
	text := toText(value)
	for _, layout := range []string{time.DateTime, "2006-01-02T15:04:05", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
