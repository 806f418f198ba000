package printtest

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// Dump returns a migration as text that says everything about it but where its
// commands stand: what each callback records in each direction. Two migrations
// with the same dump have the same plans.
func Dump(m *source.Migration, config record.Config) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d_%s transaction=%t lock=%t\n", m.Version, m.Name, !m.DisableDDLTransaction, !m.DisableMigrationLock)
	for _, c := range []struct {
		name      string
		callback  source.Callback
		direction command.Direction
	}{
		{"change", m.Change, command.Up}, {"up", m.Up, command.Up}, {"down", m.Down, command.Down},
		{"after_begin", m.AfterBegin, command.Up}, {"after_begin", m.AfterBegin, command.Down},
		{"before_commit", m.BeforeCommit, command.Up}, {"before_commit", m.BeforeCommit, command.Down},
	} {
		if c.callback == nil {
			continue
		}
		fmt.Fprintf(&b, "%s %s\n", c.name, c.direction)
		sink := &batches{text: &b}
		recorder := record.New(config, c.direction, record.Forward, sink)
		err := c.callback(recorder)
		if err == nil {
			err = recorder.Finish()
		}
		if err != nil {
			b.WriteString("  error\n")
		}
	}
	return b.String()
}

// Expected returns the dump of a migration that was printed and run.
func Expected(m *print.Migration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d_%s transaction=%t lock=%t\n", m.Version, m.Name, !m.DisableDDLTransaction, !m.DisableMigrationLock)
	body := func(name string, direction command.Direction, body *print.Body) {
		if body == nil {
			return
		}
		fmt.Fprintf(&b, "%s %s\n", name, direction)
		for _, batch := range body.Batches {
			_ = (&batches{&b}).Run(batch)
		}
	}
	body("change", command.Up, m.Change)
	body("up", command.Up, m.Up)
	body("down", command.Down, m.Down)
	for _, h := range []struct {
		name string
		hook *print.Hook
	}{{"after_begin", m.AfterBegin}, {"before_commit", m.BeforeCommit}} {
		switch {
		case h.hook == nil:
		case h.hook.Both != nil:
			body(h.name, command.Up, h.hook.Both)
			body(h.name, command.Down, h.hook.Both)
		default:
			body(h.name, command.Up, h.hook.Up)
			body(h.name, command.Down, h.hook.Down)
		}
	}
	return b.String()
}

// Rewritten reports whether the captured migration differs in kind from its
// source: change has become up and down, or queries have taken the place of
// functions. Then only the plans can be compared.
func Rewritten(m *source.Migration, captured *print.Migration, config record.Config) bool {
	return (m.Change != nil) != (captured.Change != nil) || strings.Contains(Dump(m, config), "Func{")
}

type batches struct{ text *strings.Builder }

func (b *batches) Run(commands []command.Command) error {
	b.text.WriteString("  batch\n")
	for _, c := range commands {
		b.text.WriteString("    " + Text(c) + "\n")
	}
	return nil
}

// Text returns a command as text, without its position.
func Text(c command.Command) string {
	var b strings.Builder
	write(&b, reflect.ValueOf(print.Unplaced(c)))
	return b.String()
}

func write(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		write(b, v.Elem())
	case reflect.Struct:
		b.WriteString(v.Type().Name() + "{")
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				continue
			}
			b.WriteString(v.Type().Field(i).Name + ":")
			write(b, v.Field(i))
			b.WriteString(" ")
		}
		b.WriteString("}")
	case reflect.Slice:
		b.WriteString(v.Type().Name() + "[")
		for i := range v.Len() {
			write(b, v.Index(i))
			b.WriteString(" ")
		}
		b.WriteString("]")
	case reflect.String:
		fmt.Fprintf(b, "%s%q", v.Type().Name(), v.String())
	default:
		fmt.Fprintf(b, "%s(%v)", v.Type().Name(), v)
	}
}
