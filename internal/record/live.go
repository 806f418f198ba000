package record

import (
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// Asker is a sink that wants to know which commands did not wait in the queue.
type Asker interface {
	Sink
	// Ask runs a query of the repository. The answer is nil where there is no
	// database, as while a migration is planned. A refusal of the database is a
	// *[command.Refusal].
	Ask(query command.Execute) (*command.Result, error)
}

// Database is a sink that works on a database while the migration's code runs.
type Database interface {
	Asker
	// InTransaction reports whether a transaction is open.
	InTransaction() bool
	// Transaction runs f in a transaction, which is rolled back if f fails. One
	// within another is the same transaction, as in Ecto.
	Transaction(f func() error) error
	// Sleep waits.
	Sleep(time.Duration) error
	// Notice passes on what the code has to say.
	Notice(Notice)
}

// Notice is what a migration prints or logs.
type Notice struct {
	// Level is that of Elixir's Logger, "info"; "" for what is printed.
	Level string
	Text  string
}

// NeedsDatabase is how planning a callback ends, or a function given to
// execute, whose code looks into the answer of a query: it is *live*. What it
// does is known when it runs.
type NeedsDatabase struct {
	// What is the query: `query "SELECT 1"`.
	What string
	// Diagnostic is the refusal where there will never be a database.
	Diagnostic *diag.Diagnostic
}

// Error returns the refusal.
func (e *NeedsDatabase) Error() string { return e.Diagnostic.Error() }

// Unwrap returns the refusal.
func (e *NeedsDatabase) Unwrap() error { return e.Diagnostic }

// Ask hands a query to the sink at once, before everything that is queued, as
// repo().query!("...") runs at once. The answer is nil while there is no
// database.
func (r *Recorder) Ask(query command.Execute) (*command.Result, error) {
	if asker, ok := r.sink.(Asker); ok {
		return asker.Ask(query)
	}
	return nil, r.sink.Run([]command.Command{query})
}

// Notice passes on what the code has to say, or keeps it until the migration
// runs.
func (r *Recorder) Notice(n Notice) {
	if db := r.Database(); db != nil {
		db.Notice(n)
		return
	}
	r.notices = append(r.notices, n)
}

// Notices returns what was said while there was no database.
func (r *Recorder) Notices() []Notice { return r.notices }

// ForgetNotices leaves the first n of them.
func (r *Recorder) ForgetNotices(n int) { r.notices = r.notices[:n] }

// Database returns what the code works on, or nil while there is none.
func (r *Recorder) Database() Database {
	live, _ := r.sink.(Database)
	return live
}

// On runs f, a function given to execute, with another sink. What it queues
// waits for the next flush; where there is a database, there is none.
func (r *Recorder) On(sink Sink, f func() error) error {
	previous, queued := r.sink, r.commands
	r.sink, r.commands = sink, nil
	err := f()
	left := r.commands
	if err == nil && r.Database() != nil {
		r.forgotten(left)
		left = nil
	}
	r.sink, r.commands = previous, queued
	if err == nil {
		r.commands = append(r.commands, left...)
	}
	return err
}

// Queued returns the commands that wait for a flush, in the order in which they
// would run; none in Backward mode, where later ones run first.
func (r *Recorder) Queued() []command.Command {
	if r.mode == Backward {
		return nil
	}
	return r.commands
}
