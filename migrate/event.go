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
	// Waiting: another migrator holds the lock.
	Waiting struct{ Reason string }
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
	// Noticed: the server said something.
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

func (Warned) event()   {}
func (Waiting) event()  {}
func (Started) event()  {}
func (Ran) event()      {}
func (Noticed) event()  {}
func (Finished) event() {}
func (Skipped) event()  {}
func (Failed) event()   {}
