package record

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// sink keeps the batches that a recorder hands over.
type sink struct {
	batches [][]command.Command
	fail    error
}

func (s *sink) Run(commands []command.Command) error {
	s.batches = append(s.batches, commands)
	return s.fail
}

func execute(up string) command.Execute {
	return command.Execute{Up: command.SQL(up), Down: command.SQL("undo " + up)}
}

func TestBatches(t *testing.T) {
	s := &sink{}
	r := New(Config{}, command.Up, Forward, s)
	for _, step := range []func() error{
		func() error { return r.Record(execute("a")) },
		func() error { _, err := r.Ask(execute("now")); return err },
		func() error { return r.Record(execute("b")) },
		func() error { return r.Flush(diag.Pos{}) },
		func() error { return r.Record(execute("c")) },
		r.Finish,
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	want := [][]command.Command{{execute("now")}, {execute("a"), execute("b")}, {execute("c")}}
	if d := cmp.Diff(want, s.batches); d != "" {
		t.Error(d)
	}
}

// calling is a sink that calls functions, as those given to execute are.
type calling struct{ sink }

func (s *calling) Run(commands []command.Command) error {
	for _, c := range commands {
		if f, ok := c.(command.Execute).Up.(*command.Func); ok {
			if err := f.Call(); err != nil {
				return err
			}
		}
	}
	return s.sink.Run(commands)
}

// What a function given to execute queues runs with the next flush. After the
// last one it is forgotten, as Ecto does, but not without a word.
func TestForgotten(t *testing.T) {
	for _, flushed := range []bool{true, false} {
		s := &calling{}
		r := New(Config{}, command.Up, Forward, s)
		f := &command.Func{Call: func() error { return r.Record(execute("a")) }}
		if err := r.Record(command.Execute{Up: f}); err != nil {
			t.Fatal(err)
		}
		if flushed {
			if err := r.Flush(diag.Pos{}); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Finish(); err != nil {
			t.Fatal(err)
		}
		warnings := r.Warnings().Error()
		if ran := len(s.batches) > 1 && len(s.batches[1]) == 1; ran != flushed {
			t.Errorf("flushed %v: ran %v", flushed, s.batches)
		}
		if told := strings.Contains(warnings, `execute "a" is called in a function given to execute, where Ecto never runs it`); told == flushed {
			t.Errorf("flushed %v: warnings %s", flushed, warnings)
		}
	}
}

func TestBackward(t *testing.T) {
	s := &sink{}
	r := New(Config{}, command.Down, Backward, s)
	_ = r.Record(execute("a"))
	_ = r.Record(execute("b"))
	if err := r.Flush(diag.Pos{Line: 3}); diag.KindOf(err) != diag.Invalid {
		t.Errorf("flush on the way down: %v", err)
	}
	if err := r.Finish(); err != nil {
		t.Fatal(err)
	}
	b, _ := command.Reverse(execute("b"))
	a, _ := command.Reverse(execute("a"))
	if d := cmp.Diff([][]command.Command{{b, a}}, s.batches); d != "" {
		t.Error(d)
	}
}

// Nothing reaches the sink if one command cannot be undone or cannot run.
func TestNothingOfABadBatch(t *testing.T) {
	s := &sink{}
	r := New(Config{}, command.Down, Backward, s)
	_ = r.Record(execute("a"))
	_ = r.Record(command.DropTable{})
	if err := r.Finish(); diag.KindOf(err) != diag.Irreversible || s.batches != nil {
		t.Errorf("got %v, ran %v", err, s.batches)
	}
	r = New(Config{}, command.Up, Forward, s)
	_ = r.Record(execute("a"))
	_ = r.Record(command.CreateConstraint{})
	if err := r.Finish(); diag.KindOf(err) != diag.Invalid || s.batches != nil {
		t.Errorf("got %v, ran %v", err, s.batches)
	}
}

func TestSinkFails(t *testing.T) {
	fail := errors.New("no database")
	r := New(Config{}, command.Up, Forward, &sink{fail: fail})
	_ = r.Record(execute("a"))
	if err := r.Finish(); !errors.Is(err, fail) {
		t.Errorf("got %v", err)
	}
}

func TestBlocks(t *testing.T) {
	at := command.Position(diag.Pos{File: "a.exs", Line: 7})
	add := command.Add{Position: at, Column: command.Column{Name: "a", Type: command.NewType("text")}}
	tests := []struct {
		name string
		run  func(*Recorder) error
		want string
	}{
		{"a change outside", func(r *Recorder) error { return r.Change(add, "add :a") }, "add :a stands outside"},
		{"a command inside", func(r *Recorder) error {
			_ = r.StartAlter(command.AlterTable{})
			return r.Record(execute("a"))
		}, "cannot execute nested commands"},
		{"a block inside", func(r *Recorder) error {
			_ = r.StartCreate(command.CreateTable{})
			return r.StartAlter(command.AlterTable{Position: at})
		}, "cannot execute nested commands"},
		{"flush inside", func(r *Recorder) error {
			_ = r.StartCreate(command.CreateTable{})
			return r.Flush(diag.Pos{})
		}, "cannot execute nested commands: flush()"},
		{"remove in a create", func(r *Recorder) error {
			_ = r.StartCreate(command.CreateTable{})
			return r.Change(command.Remove{Position: at, Name: "a"}, "remove :a")
		}, "remove :a cannot be used when creating a table"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := test.run(New(Config{}, command.Up, Forward, &sink{}))
			if diag.KindOf(err) != diag.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// The table of Ecto.Migration.__prefix__/1.
func TestPrefix(t *testing.T) {
	tests := []struct{ own, run, fallback, want string }{
		{"", "", "", ""},
		{"", "", "default", "default"},
		{"", "tenant", "default", "tenant"},
		{"own", "", "default", "own"},
		{"same", "same", "", "same"},
	}
	for _, test := range tests {
		r := New(Config{Prefix: test.run, DefaultPrefix: test.fallback}, command.Up, Forward, &sink{})
		if got, err := r.Prefix(test.own, diag.Pos{}); err != nil || got != test.want {
			t.Errorf("%+v: got %q %v", test, got, err)
		}
	}
	r := New(Config{Prefix: "tenant"}, command.Up, Forward, &sink{})
	if _, err := r.Prefix("own", diag.Pos{}); diag.KindOf(err) != diag.Invalid {
		t.Errorf("two prefixes: %v", err)
	}
}

func TestReferenceDefaults(t *testing.T) {
	uuid := command.NewType("uuid")
	tests := []struct {
		name   string
		config Config
		want   command.Reference
	}{
		{"Ecto's", Config{}, command.Reference{Table: "t", Column: "id", Type: command.NewType("bigserial")}},
		{"the primary key's type", Config{PrimaryKey: PrimaryKey{Name: "uid", Type: uuid}}, command.Reference{Table: "t", Column: "id", Type: uuid}},
		{
			"the foreign key's own",
			Config{PrimaryKey: PrimaryKey{Type: command.NewType("identity")}, ForeignKey: ForeignKey{Column: "uid", Type: uuid}},
			command.Reference{Table: "t", Column: "uid", Type: uuid},
		},
		{"no primary key", Config{PrimaryKey: PrimaryKey{Disabled: true, Type: uuid}}, command.Reference{Table: "t", Column: "id", Type: command.NewType("bigserial")}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := New(test.config, command.Up, Forward, &sink{}).Reference("t")
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTimestampColumns(t *testing.T) {
	columns := TimestampColumns(Timestamps{
		Type: command.NewType("utc_datetime"), InsertedAt: TimestampColumn{Name: "created_at"}, UpdatedAt: TimestampColumn{Disabled: true},
	})
	want := []command.Column{{Name: "created_at", Type: command.NewType("utc_datetime"), Options: command.ColumnOptions{Null: command.NotNull}}}
	if d := cmp.Diff(want, columns); d != "" {
		t.Error(d)
	}
}
