package migrate

import (
	"context"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
)

// besidePatience is how long a second connection to an SQLite file may take: a
// pool of one connection never gives one.
const besidePatience = 2 * time.Second

// lockBeside takes a lock in a file beside that of the database, on a connection
// of its own, where the database has no lock but that of a transaction. The
// operating system releases it when the process ends, however it ends.
func (m *executor) lockBeside(ctx context.Context) (release func(), err error) {
	sql := m.journal.sql
	rows, err := m.conn.Query(ctx, sql.File)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || toText(rows[0][0]) == "" {
		return func() {}, nil // in memory, where nobody else is
	}
	soon, cancel := context.WithTimeout(ctx, besidePatience)
	defer cancel()
	conn, err := m.db.Connect(soon)
	if err != nil {
		return m.unlocked(ctx, err)
	}
	// The file stays: who takes it away may take it from under somebody else.
	attach, take, detach := sql.Beside(toText(rows[0][0]))
	if err := retryBusy(ctx, m.dialectName(), unobserved, func() error { return conn.Exec(ctx, attach) }); err != nil {
		closeConn(ctx, conn)
		return m.unlocked(ctx, err)
	}
	end := func() {
		done, cancel := detached(ctx)
		defer cancel()
		_ = conn.Exec(done, "ROLLBACK") // else it ends with the session
		_ = conn.Exec(done, detach)
		closeConn(done, conn)
	}
	within, stop := m.inTime(ctx)
	defer stop()
	lock := func() error {
		err := conn.Exec(within, take...)
		if err != nil {
			_ = conn.Exec(within, "ROLLBACK")
		}
		return err
	}
	if err := retryBusy(within, m.dialectName(), m.tellBeside, lock); err != nil {
		end()
		return nil, err
	}
	return end, nil
}

// tellBeside says what is waited for in the journal's words.
func (m *executor) tellBeside(ctx context.Context, e Event) {
	if waiting, ok := e.(Waiting); ok {
		waiting.Reason, waiting.Advice = journalReason, fileAdvice
		e = waiting
	}
	m.observe(ctx, e)
}

// unlocked goes on without the lock, and says so.
func (m *executor) unlocked(ctx context.Context, reason error) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.observe(ctx, Noticed{database.Notice{Severity: "WARNING", Message: "nothing keeps other migrators from running this migration " +
		"at the same time: it runs outside of a transaction, and the lock beside the database's file could not be taken: " + reason.Error()}})
	return func() {}, nil
}
