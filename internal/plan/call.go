package plan

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// call is a callback of a migration that is planned, and run once more with the
// database if it looks into the answers of queries.
type call struct {
	name      string
	callback  source.Callback
	config    record.Config
	direction command.Direction
	mode      record.Mode
	dialect   dialect.Dialect
	warnings  diag.List
	notices   []record.Notice
}

// plan returns the statements of the callback. One that is live is one
// statement.
func (c *call) plan() ([]dialect.Statement, error) {
	collected := &collector{call: c}
	err := c.record(collected)
	var live *record.NeedsDatabase
	switch {
	case errors.As(err, &live):
		c.notices = nil // they will be said when it runs
		known := append(collected.commands, collected.recorder.Queued()...)
		statement, err := collected.live(command.Position(live.Diagnostic.Pos), c.name, live, known,
			func(sink record.Sink) error { return c.record(sink) })
		return []dialect.Statement{statement}, err
	case err != nil:
		return nil, err
	}
	return collected.write(collected.commands)
}

// record calls the callback with a sink.
func (c *call) record(sink record.Sink) error {
	recorder := record.New(c.config, c.direction, c.mode, sink)
	if collected, ok := sink.(*collector); ok {
		collected.recorder = recorder
	}
	err := c.callback(recorder)
	if err == nil {
		err = recorder.Finish()
	}
	c.warnings, c.notices = recorder.Warnings(), recorder.Notices()
	return err
}

// collector is the sink that executes nothing. A function is called, because
// what it asks of the database comes back to the collector in its place.
type collector struct {
	*call
	recorder *record.Recorder
	commands []command.Command
	// lives are the functions that are live, by the code that they became.
	lives map[*command.Code]*dialect.Live
}

// Run implements record.Sink.
func (c *collector) Run(commands []command.Command) error {
	for _, next := range commands {
		if execute, ok := next.(command.Execute); ok {
			if f, ok := execute.Up.(*command.Func); ok {
				if err := c.function(execute, f); err != nil {
					return err
				}
				continue
			}
		}
		c.commands = append(c.commands, next)
	}
	return nil
}

// function calls a function given to execute. One that is live becomes code.
func (c *collector) function(execute command.Execute, f *command.Func) error {
	before, said := len(c.commands), len(c.recorder.Notices())
	err := c.recorder.On(c, f.Call)
	var live *record.NeedsDatabase
	if !errors.As(err, &live) {
		return err
	}
	c.recorder.ForgetNotices(said)
	known := append([]command.Command{}, c.commands[before:]...)
	c.commands = c.commands[:before]
	statement, err := c.live(execute.Position, "a function given to execute", live, known,
		func(sink record.Sink) error { return c.recorder.On(sink, f.Call) })
	if err != nil {
		return err
	}
	if c.lives == nil {
		c.lives = map[*command.Code]*dialect.Live{}
	}
	c.lives[statement.Code] = statement.Live
	c.commands = append(c.commands, statement.Command)
	return nil
}

// live returns the statement that runs a part of the migration with the
// database.
func (c *collector) live(at command.Position, name string, live *record.NeedsDatabase, known []command.Command,
	run func(record.Sink) error) (dialect.Statement, error) {
	statements, err := c.write(known)
	if err != nil {
		return dialect.Statement{}, err
	}
	code := &command.Code{
		Name: fmt.Sprintf("%s, with the answer of %s", name, strings.Join(strings.Fields(live.What), " ")),
		Call: func(ctx context.Context, db command.DB) error {
			database, ok := db.(Database)
			if !ok {
				return live
			}
			return runLive(&runner{ctx: ctx, db: database, dialect: c.dialect}, run)
		},
	}
	execute := command.Execute{Position: at, Up: code}
	return dialect.Statement{
		SQL: "-- run: " + code.Name, Code: code, Command: execute,
		Live: &dialect.Live{Known: statements, Query: live.What, Pos: live.Diagnostic.Pos, Via: live.Diagnostic.Via},
	}, nil
}

// write has the dialect write commands.
func (c *collector) write(commands []command.Command) ([]dialect.Statement, error) {
	statements, err := Write(commands, c.dialect)
	for i, s := range statements {
		statements[i].Live = c.lives[s.Code]
	}
	return statements, err
}
