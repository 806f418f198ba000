package print

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// Capture runs the callbacks of a migration in both directions and returns
// what they recorded. Functions given to execute are called, and their queries
// take their place. A change that does not record the same in both directions,
// because it asks for the direction or sends queries, becomes up and down.
//
// The warnings say what the text will not have.
func Capture(m *source.Migration, config record.Config) (*Migration, diag.List, error) {
	c := &capture{source: m, config: config}
	captured := &Migration{
		Version: m.Version, Name: m.Name, Config: config,
		DisableDDLTransaction: m.OutsideTransaction(command.Up) || m.OutsideTransaction(command.Down),
		DisableMigrationLock:  m.DisableMigrationLock,
	}
	if m.OutsideTransaction(command.Up) != m.OutsideTransaction(command.Down) {
		c.warn("no transaction is used in either direction, although one of them had one")
	}
	if err := c.callbacks(captured); err != nil {
		return nil, nil, err
	}
	return captured, c.warnings, nil
}

type capture struct {
	source   *source.Migration
	config   record.Config
	warnings diag.List
	// split is set when change becomes up and down: then an execute needs no
	// way back any more.
	split bool
}

// warn says a thing once.
func (c *capture) warn(format string, args ...any) {
	d := diag.Warningf(diag.Pos{File: c.source.File}, format, args...)
	if !slices.ContainsFunc(c.warnings, func(other *diag.Diagnostic) bool { return other.Summary == d.Summary }) {
		c.warnings = append(c.warnings, d)
	}
}

func (c *capture) callbacks(m *Migration) error {
	if c.source.Change != nil && c.source.Up == nil && c.source.Down == nil {
		ok, err := c.change(m)
		if err != nil || ok {
			return err
		}
		c.split = true
		c.warn("change becomes up and down: what it does depends on the direction, or a function decides it")
	} else if c.source.Change != nil && c.source.Up != nil && c.source.Down != nil {
		c.warn("change is left out: up and down win over it")
	}
	return c.upDown(m)
}

// change records change in both directions. It reports whether one list of
// commands says it all.
func (c *capture) change(m *Migration) (bool, error) {
	up, err := c.run(c.source.Change, command.Up, record.Forward)
	if err != nil {
		return false, err
	}
	down, err := c.run(c.source.Change, command.Down, record.Forward)
	if err != nil {
		return false, nil // it refuses to go down, which up alone says too
	}
	body, ok, err := merge(up, down)
	if err != nil || !ok {
		return false, err
	}
	for _, h := range []struct {
		callback source.Callback
		hook     **Hook
	}{{c.source.AfterBegin, &m.AfterBegin}, {c.source.BeforeCommit, &m.BeforeCommit}} {
		if h.callback == nil {
			continue
		}
		hook, ok, err := c.reversibleHook(h.callback)
		if err != nil || !ok {
			return false, err
		}
		*h.hook = hook
	}
	m.Change = body
	return true, nil
}

// reversibleHook records a callback of the transaction that is reversed on the
// way down, as change is. A query is not reversed; if there is one for each
// direction, they are as good as a pair.
func (c *capture) reversibleHook(callback source.Callback) (*Hook, bool, error) {
	up, err := c.run(callback, command.Up, record.Forward)
	if err != nil {
		return nil, false, err
	}
	down, err := c.run(callback, command.Down, record.Forward)
	if err != nil {
		return nil, false, err
	}
	if body, ok, err := merge(up, down); ok || err != nil {
		return &Hook{Both: body}, ok, err
	}
	forward, ok := up.onlyAsked()
	back, okBack := down.onlyAsked()
	pairs, paired := pairUp(command.Execute{}, forward, back)
	if !ok || !okBack || !paired {
		return nil, false, nil
	}
	c.warn("a query of the repository becomes an execute")
	return &Hook{Both: NewBody(pairs...)}, true, nil
}

// upDown records one list of commands for each direction.
func (c *capture) upDown(m *Migration) error {
	up, down, back := c.source.Up, c.source.Down, record.Forward
	if up == nil {
		up = c.source.Change
	}
	if down == nil {
		down, back = c.source.Change, record.Backward
	}
	var err error
	if m.Up, err = c.body(up, command.Up, record.Forward); err != nil {
		return err
	}
	m.Down, err = c.body(down, command.Down, back)
	if err != nil && (back == record.Backward || diag.KindOf(err) == diag.Irreversible) {
		c.warn("there is no way down: %s", firstSummary(err))
		back, err = record.Forward, nil
	}
	if err == nil {
		m.AfterBegin, err = c.hook(c.source.AfterBegin, back)
	}
	if err == nil {
		m.BeforeCommit, err = c.hook(c.source.BeforeCommit, back)
	}
	return err
}

// hook records a callback of the transaction for a migration whose callbacks
// run forward in both directions.
func (c *capture) hook(callback source.Callback, back record.Mode) (*Hook, error) {
	if callback == nil {
		return nil, nil
	}
	up, err := c.body(callback, command.Up, record.Forward)
	if err != nil {
		return nil, err
	}
	down, err := c.body(callback, command.Down, back)
	if err != nil {
		return nil, err
	}
	if Same(up.Commands(), down.Commands()) {
		return &Hook{Both: up}, nil
	}
	return &Hook{Up: up, Down: down}, nil
}

// body records a callback, if there is one, and calls the functions given to
// execute.
func (c *capture) body(callback source.Callback, direction command.Direction, mode record.Mode) (*Body, error) {
	if callback == nil {
		return nil, nil
	}
	t, err := c.run(callback, direction, mode)
	if err != nil {
		return nil, err
	}
	body := &Body{}
	var batch []command.Command
	for _, b := range t.batches {
		for _, next := range b.commands {
			called, err := t.called(next, c.split)
			if err != nil {
				return nil, err
			}
			batch = append(batch, called...)
		}
		if b.asked {
			c.warn("a query of the repository becomes an execute")
			continue
		}
		body.Batches = append(body.Batches, batch)
		batch = nil
	}
	return body, nil
}

func firstSummary(err error) string {
	if list := diag.All(err); len(list) > 0 {
		return list[0].Summary
	}
	return err.Error()
}
