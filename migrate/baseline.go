package migrate

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
)

// BaselineMode says what [Migrator.Baseline] does.
type BaselineMode uint8

// The modes.
const (
	// BaselineSafe refuses a database that has applied a later version.
	BaselineSafe BaselineMode = iota
	// BaselineForced does not.
	BaselineForced
	// BaselineShown is BaselineSafe, but writes nothing; BaselineShownForced is
	// BaselineForced, but writes nothing.
	BaselineShown
	BaselineShownForced
)

func (b BaselineMode) forced() bool { return b == BaselineForced || b == BaselineShownForced }
func (b BaselineMode) writes() bool { return b == BaselineSafe || b == BaselineForced }

// Baseline records migrations as applied without running them, for a database
// that has what they do: those up to a version ([To]), all ([All]) or one
// ([Only]), as far as they are not recorded yet. The rows are those that Ecto would write. It returns the
// migrations that it has recorded, or would record.
//
// It evaluates no migration, and takes the sources as they are for what was
// applied.
func (m *Migrator) Baseline(ctx context.Context, target Target, mode BaselineMode) ([]Status, error) {
	files, err := m.find(ctx)
	if err != nil {
		return nil, err
	}
	x, err := m.start(ctx)
	if err != nil {
		return nil, err
	}
	defer x.close(ctx)
	applied, exists, err := x.store.read(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := m.chooseBaseline(files, applied, target, mode)
	if err != nil {
		return nil, err
	}
	all, _, err := x.journal.read(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkBegun(chosen, all, applied); err != nil {
		return nil, err
	}
	if len(chosen) > 0 && mode.writes() {
		if !exists {
			if err := x.store.create(ctx, x.observe); err != nil {
				return nil, err
			}
		}
		if chosen, err = x.recordAll(ctx, chosen); err != nil {
			return nil, err
		}
	}
	return statusOf(chosen, versionsOf(chosen)), nil
}

func versionsOf(files []source.File) versions {
	v := versions{}
	for _, f := range files {
		v[f.Version] = struct{}{}
	}
	return v
}

// chooseBaseline returns what is to be recorded.
func (m *Migrator) chooseBaseline(files []source.File, applied versions, target Target, mode BaselineMode) ([]source.File, error) {
	last := int64(0)
	switch {
	case target.kind == targetTo:
		last = target.version
		if !versionsOf(files).has(last) {
			return nil, noSuchBaseline(files, last)
		}
	case target.kind == targetOnly:
		// One that must not run here, whatever was applied before and after it.
		if !versionsOf(files).has(target.version) {
			return nil, noSuchBaseline(files, target.version)
		}
		last = math.MaxInt64
	case target.kind != targetAll:
		return nil, fmt.Errorf("migrate: a baseline is of all migrations, to a version or of one, and not %s", target)
	case len(files) > 0:
		last = files[len(files)-1].Version
	}
	chosen, err := choose(files, applied, command.Up, target)
	if err != nil || len(chosen) == 0 {
		return nil, err
	}
	if err := source.Duplicates(chosen); err != nil {
		return nil, err
	}
	if latest, _ := applied.latest(); latest > last && !mode.forced() {
		return nil, diag.List{diag.Errorf(diag.Refused, diag.Pos{}, "the database has applied %d, which is later than %d", latest, last).
			WithDetail("A baseline is for a database that Ecto and Whimbrel have not migrated yet: here the migrations before\n"+
				"its latest one that are not recorded were probably not run. They are: %s.", titles(statusOf(chosen, nil))).
			WithHint("run them: whimbrel migrate\nor, if the database has what they do: whimbrel baseline %d --force", last)}
	}
	return chosen, nil
}

func noSuchBaseline(files []source.File, version int64) error {
	d := diag.Errorf(diag.Invalid, diag.Pos{}, "there is no migration %d", version)
	var names []string
	for _, f := range files {
		names = append(names, strconv.FormatInt(f.Version, 10))
	}
	if near := diag.Nearest(strconv.FormatInt(version, 10), names); near != "" {
		return diag.List{d.WithHint("whimbrel baseline %s", near)}
	}
	return diag.List{d.WithHint("whimbrel migrations lists them")}
}

// checkBegun refuses migrations that an earlier run has begun and not finished.
func checkBegun(chosen []source.File, all histories, applied versions) error {
	begun, _ := all.begun(applied)
	var problems diag.List
	for _, f := range chosen {
		if begun[f.Version] != nil {
			problems = append(problems, diag.Errorf(diag.Refused, diag.Pos{File: f.Path}, "migration %d was begun by an earlier run, which did not end it", f.Version).
				WithHint("whimbrel repair shows how far it has come, and settles it"))
		}
	}
	return problems.Err()
}

// recordAll records the migrations under the migration lock, but those that
// another migrator has recorded meanwhile.
func (m *executor) recordAll(ctx context.Context, chosen []source.File) (recorded []source.File, err error) {
	if _, err := m.journal.open(ctx, m.observe); err != nil {
		return nil, err
	}
	lock, err := m.lockSQL(false)
	if err != nil {
		return nil, err
	}
	j := &job{file: chosen[0], lock: lock, way: stepwise}
	release, err := m.takeLock(ctx, j)
	if err != nil {
		return nil, err
	}
	conn := m.store.conn
	if !m.locksOutside(j) { // the transaction that holds the lock outside is open
		if err := m.beginLocked(ctx, conn, j); err != nil {
			return nil, err
		}
		release = after(release, func(ctx context.Context) error { return conn.Exec(ctx, "COMMIT") })
	}
	done, cancel := detached(ctx)
	defer cancel()
	if recorded, err = m.recordNow(ctx, chosen); err != nil {
		_ = conn.Exec(done, "ROLLBACK")
		_ = release(done)
		return nil, err
	}
	if err := release(done); err != nil {
		return nil, m.store.failed("write", err)
	}
	return recorded, nil
}

// after returns a release that does something else before.
func after(release, before func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := before(ctx); err != nil {
			_ = release(ctx)
			return err
		}
		return release(ctx)
	}
}

// beginLocked opens a transaction and takes the lock in it.
func (m *executor) beginLocked(ctx context.Context, conn database.Conn, j *job) error {
	begin := j.lock.Begin
	if begin == "" {
		begin = "BEGIN" // MySQL, whose migrations have no transaction
	}
	j.script = append([]step{{part: partBegin, conn: conn, sql: begin}}, lockSteps(conn, j.lock)...)
	m.conn = conn
	err := m.runSteps(ctx, j)
	if m.config.VersionsDB != nil {
		m.conn = nil
	}
	return err
}

// recordNow writes the rows, on the session that has the lock.
func (m *executor) recordNow(ctx context.Context, chosen []source.File) ([]source.File, error) {
	applied, _, err := m.store.read(ctx)
	if err != nil {
		return nil, err
	}
	now := m.config.Now().UTC().Truncate(time.Second)
	var recorded []source.File
	var texts []string
	var entries []dialect.JournalEntry
	for _, f := range chosen {
		if applied.has(f.Version) {
			continue
		}
		entry, err := m.baselineEntry(f, now)
		if err != nil {
			return nil, err
		}
		recorded, entries = append(recorded, f), append(entries, entry)
		texts = append(texts, m.store.sql.Insert(f.Version, now))
	}
	if len(recorded) == 0 {
		return nil, nil
	}
	for len(entries) > 0 {
		n := min(len(entries), maxStretch)
		texts = append(texts, m.journal.sql.Put(entries[:n]...))
		entries = entries[n:]
	}
	if err := m.store.conn.Exec(ctx, texts...); err != nil {
		return nil, m.store.failed("write", err)
	}
	return recorded, nil
}
