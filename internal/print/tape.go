package print

import (
	"reflect"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// tape is a sink that keeps what one callback recorded, in order.
type tape struct {
	batches []batch
	// answers collects the queries of a function that is being called.
	answers *[]command.Action
}

// batch is what a flush, or the end, has run; or one query, if asked.
type batch struct {
	commands []command.Command
	asked    bool
}

// run calls a callback and returns what it recorded.
func (c *capture) run(callback source.Callback, direction command.Direction, mode record.Mode) (*tape, error) {
	t := &tape{}
	recorder := record.New(c.config, direction, mode, t)
	if err := callback(recorder); err != nil {
		return nil, err
	}
	if err := recorder.Finish(); err != nil {
		return nil, err
	}
	return t, nil
}

// Run implements record.Sink.
func (t *tape) Run(commands []command.Command) error {
	t.batches = append(t.batches, batch{commands: commands})
	return nil
}

// Ask implements record.Asker.
func (t *tape) Ask(query command.Execute) (*command.Result, error) {
	if t.answers != nil {
		*t.answers = append(*t.answers, query.Up)
		return nil, nil
	}
	t.batches = append(t.batches, batch{commands: []command.Command{query}, asked: true})
	return nil, nil
}

// actions returns what an action does: the queries of a function, or the
// action itself.
func (t *tape) actions(a command.Action) ([]command.Action, error) {
	f, ok := a.(*command.Func)
	if !ok {
		return []command.Action{a}, nil
	}
	var answers []command.Action
	t.answers = &answers
	defer func() { t.answers = nil }()
	return answers, f.Call()
}

// called returns the commands that a command stands for where each direction
// has a list of its own: the queries of a function, or the command itself.
func (t *tape) called(c command.Command, oneWay bool) ([]command.Command, error) {
	execute, ok := c.(command.Execute)
	if !ok {
		return []command.Command{c}, nil
	}
	if _, isFunc := execute.Down.(*command.Func); isFunc || oneWay {
		execute.Down = nil
	}
	actions, err := t.actions(execute.Up)
	commands := make([]command.Command, len(actions))
	for i, a := range actions {
		next := execute
		next.Up = a
		commands[i] = next
	}
	return commands, err
}

// onlyAsked returns the queries; ok is false if there is anything else.
func (t *tape) onlyAsked() (actions []command.Action, ok bool) {
	for _, b := range t.batches {
		if !b.asked && len(b.commands) > 0 {
			return nil, false
		}
		for _, c := range b.commands {
			execute, ok := c.(command.Execute)
			if !ok {
				return nil, false
			}
			actions = append(actions, execute.Up)
		}
	}
	return actions, true
}

// merge returns the one body that was recorded in both directions, with the
// queries of functions in their place; ok is false if there is none.
func merge(up, down *tape) (body *Body, ok bool, err error) {
	if len(up.batches) != len(down.batches) {
		return nil, false, nil
	}
	body = &Body{}
	for i, b := range up.batches {
		other := down.batches[i]
		if b.asked || other.asked || len(b.commands) != len(other.commands) {
			return nil, false, nil
		}
		var commands []command.Command
		for j, c := range b.commands {
			merged, ok, err := mergeCommand(up, down, c, other.commands[j])
			if err != nil || !ok {
				return nil, false, err
			}
			commands = append(commands, merged...)
		}
		body.Batches = append(body.Batches, commands)
	}
	return body, true, nil
}

func mergeCommand(up, down *tape, c, other command.Command) ([]command.Command, bool, error) {
	if !reflect.DeepEqual(Unplaced(c), Unplaced(other)) {
		return nil, false, nil
	}
	execute, ok := c.(command.Execute)
	if !ok || !callsFunctions(execute) {
		return []command.Command{c}, true, nil
	}
	forward, err := up.actions(execute.Up)
	if err != nil {
		return nil, false, err
	}
	if execute.Down == nil {
		commands := make([]command.Command, len(forward))
		for i, a := range forward {
			commands[i] = command.Execute{Position: execute.Position, Up: a}
		}
		return commands, len(commands) > 0, nil
	}
	back, err := down.actions(other.(command.Execute).Down)
	if err != nil {
		return nil, false, err
	}
	pairs, ok := pairUp(execute, forward, back)
	return pairs, ok, nil
}

func callsFunctions(e command.Execute) bool {
	_, up := e.Up.(*command.Func)
	_, down := e.Down.(*command.Func)
	return up || down
}

// pairUp makes one execute of each action and the one that undoes it; the
// first is undone last.
func pairUp(at command.Execute, up, down []command.Action) ([]command.Command, bool) {
	if len(up) != len(down) {
		return nil, false
	}
	commands := make([]command.Command, len(up))
	for i, a := range up {
		commands[i] = command.Execute{Position: at.Position, Up: a, Down: down[len(down)-1-i]}
	}
	return commands, true
}
