package migrate

import (
	"context"
	"errors"
	"slices"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/plan"
)

// SQLite switches the enforcement of foreign keys on and off only outside of
// transactions, and a table that others reference cannot be rebuilt with it. So
// it is off while the transaction of such a migration is open, and the migrator
// looks at the end of the migration that nothing has broken meanwhile.
//
// That a column cannot be dropped without a rebuild is known when SQLite refuses
// to. The transaction is rolled back then and begun again in this way.

// rebuilds reports whether a migration rebuilds tables in any case.
func rebuilds(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Statements(), func(s dialect.Statement) bool { return s.Rebuilds })
}

// runsOwnCode reports whether code of the user is part of a migration: it is
// never run twice. A live part of a script has no effects but those on the
// database.
func runsOwnCode(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Statements(), func(s dialect.Statement) bool { return s.Code != nil && !s.Rebuilds && s.Live == nil })
}

// rebuilding runs f, which runs the migrations in a transaction, such that it
// can rebuild tables.
func (m *executor) rebuilding(ctx context.Context, jobs []*job, f func() error) error {
	rebuilder, ok := m.config.Dialect.(dialect.Rebuilder)
	if !ok {
		return f()
	}
	if !slices.ContainsFunc(jobs, func(j *job) bool { return rebuilds(j.plan) }) {
		err := f()
		if !errors.Is(err, dialect.ErrForeignKeys) {
			return err
		}
		if slices.ContainsFunc(jobs, func(j *job) bool { return runsOwnCode(j.plan) }) {
			return needsOwnMigration(err, len(jobs) > 1)
		}
		m.tell(ctx, "a table has to be built anew: the migration begins again, and foreign keys are looked at when it ends")
	}
	db := &session{m.conn, func(f func() error) error { return f() }}
	enforced, err := rebuilder.SuspendForeignKeys(ctx, db)
	if err != nil {
		return &failedStep{step: step{part: partKeys, conn: m.conn}, index: -1, err: err}
	}
	if !enforced {
		return f()
	}
	m.suspended = rebuilder
	defer func() {
		m.suspended = nil
		done, cancel := detached(ctx)
		defer cancel()
		_ = rebuilder.ResumeForeignKeys(done, db) // else it ends with the session
	}()
	return f()
}

// needsOwnMigration is the failure of a migration, or of several in one
// transaction, that cannot be begun again.
func needsOwnMigration(err error, together bool) error {
	var failed *failedStep
	if !errors.As(err, &failed) {
		return err
	}
	failed.err = &dialect.RebuildError{
		Summary: "the table has to be built anew, and the migration cannot be begun again for it, as it runs code",
		Hint:    "put the change of the table into a migration of its own",
	}
	if together {
		failed.err = &dialect.RebuildError{
			Summary: "the table has to be built anew, and the run cannot be begun again for it, as a migration of this run runs code",
			Hint:    "leave --transaction all out, or say --transaction each: then only this migration begins again",
		}
	}
	return failed
}

// keysBefore and keysAfter are the steps that count the rows whose foreign keys
// lead nowhere, while they are not enforced.
func (m *executor) keysBefore() []step { return m.keySteps(partKeysBefore) }

func (m *executor) keysAfter() []step { return m.keySteps(partKeys) }

func (m *executor) keySteps(p part) []step {
	if m.suspended == nil {
		return nil
	}
	return []step{{part: p, conn: m.conn}}
}

// countOrphans runs these steps.
func (m *executor) countOrphans(ctx context.Context, p part) error {
	found, err := m.suspended.Orphans(ctx, &session{m.conn, func(f func() error) error { return f() }})
	if err != nil || p == partKeys {
		return errors.Join(err, found.More(m.orphans))
	}
	m.orphans = found
	return nil
}

// otherwise does in another way what the database has refused to do by a
// statement.
func (m *executor) otherwise(ctx context.Context, s step, db *session, err error) error {
	if err == nil || s.statement == nil || s.statement.Otherwise == nil || database.CodeOf(err) != sqliteError {
		return err
	}
	return s.statement.Otherwise.Call(ctx, &telling{db, m}, err)
}

// sqliteError is SQLITE_ERROR, by which SQLite refuses what it cannot do.
const sqliteError = "1"

// telling is a session that passes on what code has to say.
type telling struct {
	*session
	executor *executor
}

// Tell passes a message on.
func (t *telling) Tell(ctx context.Context, message string) { t.executor.tell(ctx, message) }

func (m *executor) tell(ctx context.Context, message string) {
	m.observe(ctx, Noticed{database.Notice{Severity: "NOTICE", Message: message}})
}
