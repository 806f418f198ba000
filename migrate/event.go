package migrate

import (
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
)

// Event is something that happens in a run. The set is closed; later versions
// may add to it, so a switch should let pass what it does not know.
//
// Events come one at a time, in this order:
//
//	Warned ...                                      everything is planned
//	Started  Waiting ...  Ran, Noticed ...  Finished   for each migration:
//	                                     or Skipped    exactly one of the
//	                                     or Failed     three follows Started
//
// Between Started and its end there may be Retrying, after which the statements
// are told again, and IndexDropped; Resumed and Examined where an earlier run
// has ended in the middle of the migration, and Postponed.
//
// Where there is nothing to run, UpToDate is the last one.
//
// After Failed nothing comes any more. A run that is refused before anything is
// executed has no Started. Waiting may also come before the first Started,
// while the table of versions is created.
//
// The context that comes with an event is that of the call, so that a span or
// logger in it is found.
type Event interface{ event() }

// The events of a run.
type (
	// Warned: something the author of a migration should look at.
	Warned struct{ Diagnostic *diag.Diagnostic }
	// UpToDate: there are migrations, and none of them is to be run. Applied
	// counts the versions that are applied, and Pending the migrations that are
	// not: the run's target leaves them out, or its direction.
	UpToDate struct{ Applied, Pending int }
	// Waiting: another migrator holds the lock, or another session holds one
	// that a statement needs. It is told after a second, and again every half
	// minute. Its String says all of it.
	Waiting struct {
		Reason string
		// For is how long it has been waited for.
		For time.Duration
		// Holders are the sessions in the way, as far as the server tells, and
		// Advice is what to do about them.
		Holders []Holder
		Advice  string
	}
	// Retrying: a lock was not free in time; nothing of the migration, or of its
	// statement if it has no transaction, remains, and it is tried again after
	// the pause.
	Retrying struct {
		Migration *source.Migration
		Direction command.Direction
		Err       error
		// Try counts the failed tries from 1; Retries is how many may follow.
		Try, Retries int
		Pause        time.Duration
	}
	// IndexDropped: building an index concurrently failed or was interrupted,
	// and its invalid remainder was dropped; Err says why it could not be.
	IndexDropped struct {
		Name string
		Err  error
	}
	// Started: a migration begins. Its lock may still have to be waited for.
	Started struct {
		Migration *source.Migration
		Direction command.Direction
	}
	// Ran: a statement was executed. PostgreSQL, reached through pgx, runs a
	// migration as one message; its statements are told when the whole has
	// been answered, and their durations are not known and zero.
	Ran struct {
		Statement dialect.Statement
		Duration  time.Duration
	}
	// Resumed: an earlier run ended in the middle of the migration, which runs
	// outside of a transaction, and this one goes on at the statement Next of
	// Total. Since is when the earlier one got there.
	Resumed struct {
		Migration   *source.Migration
		Direction   command.Direction
		Next, Total int
		Since       time.Time
	}
	// Examined: a statement was underway when an earlier run ended, and the
	// catalogue of the database tells whether it was executed. If it was it is
	// skipped, and sent again otherwise. Evidence says what was found.
	Examined struct {
		Statement     dialect.Statement
		Number, Total int
		Executed      bool
		Evidence      string
	}
	// Postponed: the server refuses to drop an index as long as a foreign key
	// needs it; the statement is sent again after the migration's last one.
	Postponed struct {
		Statement dialect.Statement
		Reason    string
	}
	// Noticed: the server said something, or the migration printed or logged it.
	Noticed struct{ Notice database.Notice }
	// Finished: a migration is done and recorded.
	Finished struct{ Applied Applied }
	// Skipped: another migrator had run the migration meanwhile.
	Skipped struct {
		Migration *source.Migration
		Direction command.Direction
		Duration  time.Duration
	}
	// Failed: a migration ended with an error, which the run returns.
	Failed struct {
		Migration *source.Migration
		Err       *Error
		Duration  time.Duration
	}
)

func (Warned) event()       {}
func (UpToDate) event()     {}
func (Waiting) event()      {}
func (Retrying) event()     {}
func (IndexDropped) event() {}
func (Started) event()      {}
func (Ran) event()          {}
func (Resumed) event()      {}
func (Examined) event()     {}
func (Postponed) event()    {}
func (Noticed) event()      {}
func (Finished) event()     {}
func (Skipped) event()      {}
func (Failed) event()       {}
