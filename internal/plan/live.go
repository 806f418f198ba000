package plan

import (
	"context"
	"errors"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// Database is what the live parts of a migration work on, in place of a plain
// [command.DB].
type Database interface {
	command.DB
	// Run executes a statement of the migration.
	Run(ctx context.Context, s dialect.Statement) error
	// Ask executes a query of the migration. A refusal of the database is a
	// *[command.Refusal].
	Ask(ctx context.Context, s dialect.Statement) (*command.Result, error)
	// InTransaction reports whether the migration runs in a transaction.
	InTransaction() bool
	// Begin, Commit and Rollback are those of a transaction of the code's own,
	// where the migration has none.
	Begin(ctx context.Context) error
	Commit(ctx context.Context) error
	Rollback(ctx context.Context) error
	// Notice passes on what the code has to say.
	Notice(ctx context.Context, n record.Notice)
}

// errDoomed is the end of a part that went on after the transaction around it
// was to be rolled back.
var errDoomed = errors.New("the transaction was rolled back by repo().rollback, or by a failure within repo().transaction")

// runner is the sink that works on the database. It implements
// [record.Database].
type runner struct {
	ctx     context.Context
	db      Database
	dialect dialect.Dialect
	// own counts the transactions of the code around what runs now.
	own int
	// doomed: one within another has failed, so that none can be committed.
	doomed bool
}

// runLive runs code with the database.
func runLive(r *runner, run func(record.Sink) error) error {
	err := run(r)
	if err == nil && r.doomed {
		return errDoomed
	}
	return err
}

// Run implements record.Sink.
func (r *runner) Run(commands []command.Command) error {
	for _, c := range commands {
		if err := r.ready(); err != nil {
			return err
		}
		if execute, ok := c.(command.Execute); ok {
			if f, ok := execute.Up.(*command.Func); ok {
				if err := f.Call(); err != nil {
					return err
				}
				continue
			}
		}
		statements, err := Write([]command.Command{c}, r.dialect)
		if err != nil {
			return err
		}
		for _, s := range statements {
			if err := r.db.Run(r.ctx, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// Ask implements record.Asker.
func (r *runner) Ask(query command.Execute) (*command.Result, error) {
	if err := r.ready(); err != nil {
		return nil, err
	}
	statements, err := Write([]command.Command{query}, r.dialect)
	if err != nil {
		return nil, err
	}
	return r.db.Ask(r.ctx, statements[0])
}

// ready fails once the run is cancelled, or its transaction cannot go on.
func (r *runner) ready() error {
	if r.doomed {
		return errDoomed
	}
	return r.ctx.Err()
}

// InTransaction implements record.Database.
func (r *runner) InTransaction() bool { return r.own > 0 || r.db.InTransaction() }

// Transaction implements record.Database.
func (r *runner) Transaction(f func() error) error {
	if err := r.ready(); err != nil {
		return err
	}
	if r.InTransaction() {
		r.own++
		err := f()
		r.own--
		r.doomed = r.doomed || err != nil
		return err
	}
	if err := r.db.Begin(r.ctx); err != nil {
		return err
	}
	r.own++
	err := f()
	r.own--
	if err == nil && r.doomed {
		err = errDoomed
	}
	r.doomed = false
	if err == nil {
		return r.db.Commit(r.ctx)
	}
	// If it fails the connection is gone, and the transaction with it.
	_ = r.db.Rollback(r.ctx)
	return err
}

// Sleep implements record.Database.
func (r *runner) Sleep(d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
}

// Notice implements record.Database.
func (r *runner) Notice(n record.Notice) { r.db.Notice(r.ctx, n) }
