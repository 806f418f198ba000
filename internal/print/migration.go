package print

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// Migration is what a migration recorded, ready to be printed.
type Migration struct {
	Version int64
	// Name is the part of the file's name after the version.
	Name string
	// Change holds the commands of change/0; Up and Down those of up/0 and
	// down/0. What is nil is not defined.
	Change, Up, Down *Body
	// Comment stands above the first callback; it may have several lines.
	Comment string
	// AfterBegin and BeforeCommit are the callbacks of the transaction, or nil.
	AfterBegin, BeforeCommit *Hook

	DisableDDLTransaction, DisableMigrationLock bool
	// Config is the repository's configuration. What follows from it is not
	// printed.
	Config record.Config
}

// Body is the commands of one callback, cut into batches by flush.
type Body struct {
	Batches [][]command.Command
	// Comment ends the callback; it may have several lines.
	Comment string
}

// NewBody returns the body without a flush that holds the commands.
func NewBody(commands ...command.Command) *Body {
	return &Body{Batches: [][]command.Command{commands}}
}

// Commands returns the commands of all batches.
func (b *Body) Commands() []command.Command {
	if b == nil {
		return nil
	}
	var all []command.Command
	for _, batch := range b.Batches {
		all = append(all, batch...)
	}
	return all
}

// Callback returns a callback that records the commands again, or nil for no
// body.
func (b *Body) Callback() source.Callback {
	if b == nil {
		return nil
	}
	return func(r *record.Recorder) error {
		for _, c := range b.Commands() {
			if err := r.Record(c); err != nil {
				return err
			}
		}
		return nil
	}
}

// Hook is after_begin/0 or before_commit/0, which run in both directions.
type Hook struct {
	// Both holds the commands if they do not ask for the direction; otherwise
	// it is nil, and Up and Down hold those of each.
	Both, Up, Down *Body
}
