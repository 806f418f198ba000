package migrate

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// live is what the live parts of a migration work on, in its transaction if it
// has one: parts whose statements depend on the rows of queries. It implements
// plan.Database.
type live struct {
	*telling
	job  *job
	conn database.Conn
	// turn ends while the database works: of those who share the migrations only
	// one evaluates their code at a time.
	turn func()
	// own: the code has begun a transaction itself.
	own bool
	// executed are the statements that were executed and are no mere questions.
	executed []dialect.Statement
	// failed is the last statement that failed, by failure: code may have
	// rescued it.
	failed  *dialect.Statement
	failure error
}

// liveError is the failure of a live part.
type liveError struct {
	// statement has failed, or nil if the code did.
	statement *dialect.Statement
	// executed are the statements of the part that were executed before.
	executed []dialect.Statement
	err      error
}

func (e *liveError) Error() string { return e.err.Error() }
func (e *liveError) Unwrap() error { return e.err }

// runLive runs a live part of a migration.
func (m *executor) runLive(ctx context.Context, j *job, s step, db *session) error {
	l := &live{telling: &telling{db, m}, job: j, conn: s.conn, turn: m.shared.alone()}
	err := s.statement.Code.Call(ctx, l)
	l.turn()
	if err == nil {
		return nil
	}
	failed := &liveError{executed: l.executed, err: err}
	if l.failure != nil && errors.Is(err, l.failure) {
		failed.statement, failed.err = l.failed, l.failure
	}
	return failed
}

// Notice tells what the code prints or logs.
func (l *live) Notice(ctx context.Context, n record.Notice) { l.executor.notice(ctx, n) }

// notice tells what a migration prints or logs.
func (m *executor) notice(ctx context.Context, n record.Notice) {
	severity := "NOTICE"
	switch n.Level {
	case "":
	case "warn":
		severity = "WARNING"
	default:
		severity = strings.ToUpper(n.Level)
	}
	m.observe(ctx, Noticed{database.Notice{Severity: severity, Message: strings.TrimRight(n.Text, "\n")}})
}

// begins tells that a migration begins, and what it has to say.
func (m *executor) begins(ctx context.Context, j *job) {
	m.observe(ctx, Started{j.plan.Migration, j.plan.Direction})
	for _, n := range j.plan.Notices {
		m.notice(ctx, n)
	}
}

// away ends the turn, and returns how to wait for the next one.
func (l *live) away() (back func()) {
	l.turn()
	return func() { l.turn = l.executor.shared.alone() }
}

// Run executes a statement of the migration.
func (l *live) Run(ctx context.Context, s dialect.Statement) error {
	if err := l.check(s); err != nil {
		return err
	}
	defer l.away()()
	inner := step{part: partBody, conn: l.conn, sql: s.SQL, statement: &s}
	if err := l.executor.runStep(ctx, l.around(), inner); err != nil {
		return l.fail(s, err)
	}
	l.executed = append(l.executed, s)
	return nil
}

// check refuses what could wait for the migrator's own lock without end.
func (l *live) check(s dialect.Statement) error {
	return l.executor.checkEachConcurrent(l.job.plan, []dialect.Statement{s})
}

// Ask executes a query of the migration.
func (l *live) Ask(ctx context.Context, s dialect.Statement) (result *command.Result, err error) {
	if err := l.check(s); err != nil {
		return nil, err
	}
	defer l.away()()
	started := time.Now()
	ask := func() error {
		return l.executor.sending(ctx, l.conn, func() error {
			result, err = database.Ask(ctx, l.conn, s.SQL, s.Params)
			return err
		})
	}
	if l.own {
		err = ask()
	} else {
		err = l.busy(ask)
	}
	if err != nil {
		return nil, refusal(ctx, s, l.fail(s, err))
	}
	if !isQuestion(s.SQL) {
		l.executed = append(l.executed, s)
	}
	l.executor.observe(ctx, Ran{Statement: s, Duration: time.Since(started)})
	return result, nil
}

func (l *live) fail(s dialect.Statement, err error) error {
	l.failed, l.failure = &s, err
	return err
}

// refusal makes an error that code can rescue of what the server has refused.
func refusal(ctx context.Context, s dialect.Statement, err error) error {
	var e *database.Error
	if ctx.Err() != nil || !errors.As(err, &e) || e.Code == "" {
		return err
	}
	return &command.Refusal{
		Code: e.Code, Severity: e.Severity, Message: e.Message, Detail: e.Detail, Hint: e.Hint,
		Schema: e.Schema, Table: e.Table, Column: e.Column, Constraint: e.Constraint, SQL: s.SQL, Err: err,
	}
}

// isQuestion recognises statements that are mostly sent for their rows.
func isQuestion(sql string) bool {
	w := words(sql, 1)
	return len(w) == 1 && slices.Contains([]string{"SELECT", "SHOW", "WITH", "VALUES", "EXPLAIN", "DESCRIBE", "PRAGMA", "TABLE"}, w[0])
}

// around is the job as the part sees it: within a transaction of its own
// nothing is tried again.
func (l *live) around() *job {
	if !l.own {
		return l.job
	}
	inner := *l.job
	inner.way = stepwise
	return &inner
}

// InTransaction reports whether the migration runs in a transaction.
func (l *live) InTransaction() bool { return l.job.way != unwrapped }

// Begin opens a transaction where the migration has none.
func (l *live) Begin(ctx context.Context) error {
	begin := "BEGIN"
	if l.executor.dialectName() == "mssql" {
		begin = "BEGIN TRANSACTION"
	}
	defer l.away()()
	err := l.busy(func() error { return l.conn.Exec(ctx, begin) })
	l.own = err == nil
	return err
}

// Commit ends it. What was executed must not be undone by a signal that came
// late.
func (l *live) Commit(ctx context.Context) error {
	defer l.away()()
	err := l.conn.Exec(context.WithoutCancel(ctx), "COMMIT")
	if err != nil {
		l.executor.rollback(ctx)
	}
	l.own = false
	return err
}

// Rollback undoes it, also after a cancellation.
func (l *live) Rollback(ctx context.Context) error {
	done, cancel := detached(ctx)
	defer cancel()
	l.own = false
	return l.conn.Exec(done, "ROLLBACK")
}
