package rebuild

import (
	"context"
	"errors"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite/internal/tabletext"
)

// session is the database while tables are rebuilt.
type session struct {
	db command.DB
	// ctx is that of the call; cleaning up does without its cancellation.
	ctx context.Context
}

// Table rebuilds a table with the changes that edit makes. If they change
// nothing, nothing is done.
func Table(ctx context.Context, db command.DB, name string, edit func(*Edit) error) error {
	s := &session{db, ctx}
	e, err := s.load(name)
	if err != nil {
		return err
	}
	if err := edit(e); err != nil {
		return err
	}
	if !e.changed() {
		return nil
	}
	resume, err := s.suspend(e)
	if err != nil {
		return err
	}
	defer resume()
	if err := s.atomically(func() error { return s.rebuildAll(e) }); err != nil {
		return err
	}
	s.tell(e)
	return nil
}

// suspend switches foreign keys off: dropping the old table would delete its
// rows, and with them those that reference them. In a transaction that cannot
// be done; it does not matter there if no foreign key has to do with the table.
func (s *session) suspend(e *Edit) (resume func(), err error) {
	resume = func() {}
	enforced, err := Suspend(s.ctx, s.db)
	if err != nil || !enforced {
		return resume, err
	}
	still, err := isOn(s.ctx, s.db, "foreign_keys")
	switch {
	case err != nil:
		return resume, err
	case !still:
		return func() { _ = Resume(context.WithoutCancel(s.ctx), s.db) }, nil
	}
	alone, err := s.standsAlone(e)
	if err == nil && !alone {
		err = dialect.ErrForeignKeys
	}
	return resume, err
}

// atomically runs f in a transaction of its own, or as a part of the one that
// is open. The rename at the end must leave views and triggers alone, for which
// there is a setting.
func (s *session) atomically(f func() error) (err error) {
	begin, commit, rollback := "BEGIN IMMEDIATE", "COMMIT", []string{"ROLLBACK"}
	if err := s.exec(begin); err != nil {
		if !strings.Contains(err.Error(), "within a transaction") {
			return err
		}
		commit, rollback = "RELEASE whimbrel_rebuild", []string{"ROLLBACK TO whimbrel_rebuild", "RELEASE whimbrel_rebuild"}
		if err := s.exec("SAVEPOINT whimbrel_rebuild"); err != nil {
			return err
		}
	}
	legacy, err := isOn(s.ctx, s.db, "legacy_alter_table")
	if err == nil && !legacy {
		err = s.exec("PRAGMA legacy_alter_table = ON")
		defer func() { _ = s.db.Exec(context.WithoutCancel(s.ctx), "PRAGMA legacy_alter_table = OFF") }()
	}
	if err == nil {
		err = f()
	}
	if err == nil {
		err = s.exec(commit)
	}
	if err != nil {
		for _, sql := range rollback {
			_ = s.db.Exec(context.WithoutCancel(s.ctx), sql)
		}
	}
	return err
}

// rebuildAll rebuilds the table, and those whose foreign keys go with it, and
// looks that nothing has broken.
func (s *session) rebuildAll(e *Edit) error {
	edits, err := s.withDropped(e)
	if err != nil {
		return err
	}
	involved, err := s.referencing(e.old.Name())
	if err != nil {
		return err
	}
	for _, other := range edits {
		involved = append(involved, other.old.Name())
	}
	before, mismatched := s.orphansOf(involved)
	readable, err := s.probe()
	if err != nil {
		return err
	}
	for _, other := range edits {
		if err := s.rebuild(other); err != nil {
			return err
		}
	}
	after, broken := s.orphansOf(involved)
	for table, problem := range broken {
		if mismatched[table] == "" {
			return mismatch(e, table, problem)
		}
	}
	if err := after.More(before); err != nil {
		return err
	}
	return s.checkProbes(e, readable)
}

// withDropped adds the tables whose foreign keys reference a column that goes.
func (s *session) withDropped(e *Edit) ([]*Edit, error) {
	edits := []*Edit{e}
	if len(e.removed) == 0 {
		return edits, nil
	}
	tables, err := s.referencing(e.old.Name())
	if err != nil {
		return nil, err
	}
	for _, name := range tables {
		if tabletext.Same(name, e.old.Name()) {
			continue
		}
		other, err := s.load(name)
		if err != nil {
			return nil, err
		}
		for _, column := range e.removed {
			key := e.isKey(column)
			for _, c := range other.References(e.old.Name(), column, key) {
				e.along = append(e.along, c.String()+" of "+name)
			}
			other.DropReferences(e.old.Name(), column, key)
		}
		if other.changed() {
			edits = append(edits, other)
		}
	}
	return edits, nil
}

func mismatch(e *Edit, table, problem string) error {
	return &dialect.RebuildError{
		Summary: "the foreign key of " + table + " needs a primary key or unique index of " + e.old.Name() + " that would be gone, or is not there",
		Hint:    "drop the foreign key first, or have it reference a unique column",
		Err:     errors.New(problem),
	}
}

func (s *session) exec(sql string) error { return s.db.Exec(s.ctx, sql) }

func (s *session) tell(e *Edit) {
	teller, ok := s.db.(dialect.Teller)
	if ok && len(e.along) > 0 {
		teller.Tell(s.ctx, "with the column "+strings.Join(e.removed, ", ")+" of "+e.old.Name()+" went: "+strings.Join(e.along, ", "))
	}
}
