package record

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// Sink receives the commands of a migration, batch by batch: at every flush
// and at the end of every callback.
type Sink interface {
	Run(commands []command.Command) error
}

// Mode says how a callback's commands are used.
type Mode uint8

// The modes, by the direction argument of Ecto's runner.
const (
	// Forward runs the commands as recorded.
	Forward Mode = iota
	// Backward runs the reverse of each command, last first.
	Backward
)

// Recorder collects the commands of one callback of one migration.
type Recorder struct {
	config    Config
	direction command.Direction
	mode      Mode
	sink      Sink
	commands  []command.Command
	block     *block
	warnings  diag.List
	notices   []Notice
}

// block is an open create or alter with the changes recorded so far.
type block struct {
	pos    diag.Pos
	create *command.CreateTable
	alter  *command.AlterTable
}

// New returns a recorder for one run of a migration.
func New(config Config, direction command.Direction, mode Mode, sink Sink) *Recorder {
	return &Recorder{config: config, direction: direction, mode: mode, sink: sink}
}

// Config returns the repository configuration.
func (r *Recorder) Config() Config { return r.config }

// Direction returns the migrator's direction, as direction/0 does.
func (r *Recorder) Direction() command.Direction { return r.direction }

// Warn adds something that the author should look at.
func (r *Recorder) Warn(d *diag.Diagnostic) { r.warnings = append(r.warnings, d) }

// Warnings returns what [Recorder.Warn] has collected.
func (r *Recorder) Warnings() diag.List { return r.warnings }

// Record queues a command.
func (r *Recorder) Record(c command.Command) error {
	if r.block != nil {
		return r.nested(c.Pos(), c.Describe())
	}
	if err := command.Validate(c).Err(); err != nil {
		return err
	}
	r.commands = append(r.commands, c)
	return nil
}

// StartCreate opens the block of a create; its changes follow.
func (r *Recorder) StartCreate(c command.CreateTable) error {
	if r.block != nil {
		return r.nested(c.Pos(), c.Describe())
	}
	r.block = &block{pos: c.Pos(), create: &c}
	return nil
}

// StartAlter opens the block of an alter; its changes follow.
func (r *Recorder) StartAlter(c command.AlterTable) error {
	if r.block != nil {
		return r.nested(c.Pos(), c.Describe())
	}
	r.block = &block{pos: c.Pos(), alter: &c}
	return nil
}

// Change adds a change to the open block.
func (r *Recorder) Change(change command.Change, describe string) error {
	switch {
	case r.block == nil:
		return diag.Errorf(diag.Invalid, change.Pos(), "%s stands outside of a create or alter block", describe).
			WithHint("alter table(\"...\") do\n  %s\nend", describe)
	case r.block.alter != nil:
		r.block.alter.Changes = append(r.block.alter.Changes, change)
		return nil
	}
	add, ok := change.(command.Add)
	if !ok || add.Existence == command.Lenient {
		return diag.Errorf(diag.Invalid, change.Pos(), "%s cannot be used when creating a table", describe).
			WithHint("only add/3 and timestamps/1 make sense in a create block; use alter for a table that exists")
	}
	r.block.create.Columns = append(r.block.create.Columns, add)
	return nil
}

// End closes the open block and queues its command.
func (r *Recorder) End() error {
	open := r.block
	r.block = nil
	if open.create != nil {
		return r.Record(*open.create)
	}
	return r.Record(*open.alter)
}

// Flush hands the queued commands to the sink. It is an error in change/0 on
// the way down, where the order of commands is turned round.
func (r *Recorder) Flush(pos diag.Pos) error {
	if r.mode == Backward {
		return diag.Errorf(diag.Invalid, pos, "calling flush() inside change when doing rollback is not supported").
			WithHint("define up/0 and down/0, or use execute/2 with functions")
	}
	if r.block != nil {
		return r.nested(pos, "flush()")
	}
	return r.run()
}

// Finish hands what is still queued to the sink, reversed in Backward mode.
func (r *Recorder) Finish() error {
	if err := r.run(); err != nil {
		return err
	}
	left := r.commands
	r.commands = nil
	r.forgotten(left)
	return nil
}

// run runs the queue. What a function given to execute queues meanwhile waits
// for the next time.
func (r *Recorder) run() error {
	commands := r.commands
	r.commands = nil
	if r.mode == Backward {
		var err error
		if commands, err = reverse(commands); err != nil {
			return err
		}
	}
	var problems diag.List
	for _, c := range commands {
		problems = append(problems, command.Runnable(c)...)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	return r.sink.Run(commands)
}

// forgotten tells of commands that a function given to execute has queued and
// that nothing flushes. Ecto forgets them without a word.
func (r *Recorder) forgotten(commands []command.Command) {
	for _, c := range commands {
		text := c.Describe() + " is called in a function given to execute, where Ecto never runs it"
		if db := r.Database(); db != nil {
			db.Notice(Notice{Level: "warning", Text: diag.Warningf(c.Pos(), "%s", text).Error()})
			continue
		}
		r.Warn(diag.Warningf(c.Pos(), "%s", text).
			WithHint("call it outside of the function, or send SQL with repo().query!, if it is meant to run"))
	}
}

// reverse returns the commands that undo the given ones, and every reason why
// some cannot be undone.
func reverse(commands []command.Command) ([]command.Command, error) {
	reversed := make([]command.Command, 0, len(commands))
	var problems diag.List
	for i := len(commands) - 1; i >= 0; i-- {
		c, err := command.Reverse(commands[i])
		if err != nil {
			problems = append(diag.All(err), problems...)
			continue
		}
		reversed = append(reversed, c)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return reversed, nil
}

func (r *Recorder) nested(pos diag.Pos, what string) error {
	open := "create"
	if r.block.alter != nil {
		open = "alter"
	}
	return diag.Errorf(diag.Invalid, pos, "cannot execute nested commands: %s stands inside a block", what).
		WithDetail("the %s block of line %d is still open", open, r.block.pos.Line).
		WithHint("move it after the block's end")
}
