package exs

import (
	"io"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/print"
)

// Style says how a script is written where Elixir leaves a choice.
type Style uint8

// The styles. The last two go together with Guide.
const (
	// Exact writes tables as strings, and of the options those that differ from
	// their defaults.
	Exact Style = 0
	// Guide writes as people do by hand: tables as atoms, what happens on delete
	// with every reference, and the name of an index after its other options.
	Guide Style = 1
	// Parentheses writes create(index(...)) and add(:title, :string).
	Parentheses Style = 2
	// Strings writes tables as strings all the same.
	Strings Style = 4
)

func (s Style) has(other Style) bool { return s&other != 0 }

// Print writes the migration as a script that defines the module. The error
// names every command that has no form in a script.
func Print(w io.Writer, module string, m *print.Migration) error {
	return Exact.Print(w, module, m)
}

// Print writes the migration in the style.
func (s Style) Print(w io.Writer, module string, m *print.Migration) error {
	p := &printer{migration: m, style: s}
	p.line(0, "defmodule "+module+" do")
	p.line(1, "use Ecto.Migration")
	if m.DisableDDLTransaction || m.DisableMigrationLock {
		p.line(0, "")
	}
	if m.DisableDDLTransaction {
		p.line(1, "@disable_ddl_transaction true")
	}
	if m.DisableMigrationLock {
		p.line(1, "@disable_migration_lock true")
	}
	p.callback("change", m.Change)
	p.callback("up", m.Up)
	p.callback("down", m.Down)
	p.hook("after_begin", m.AfterBegin)
	p.hook("before_commit", m.BeforeCommit)
	p.line(0, "end")
	if err := p.problems.Err(); err != nil {
		return err
	}
	_, err := io.WriteString(w, p.text.String())
	return err
}

// printer collects the text and everything that cannot be printed.
type printer struct {
	migration *print.Migration
	style     Style
	text      strings.Builder
	problems  diag.List
	// commented is set once the first callback is written.
	commented bool
}

// line writes a line at a depth of indentation.
func (p *printer) line(depth int, text string) {
	if text != "" {
		text = strings.Repeat("  ", depth) + text
	}
	p.text.WriteString(text + "\n")
}

func (p *printer) callback(name string, b *print.Body) {
	if b == nil {
		return
	}
	p.above()
	p.line(1, "def "+name+" do")
	p.statements(2, p.body(b, 4))
	p.end(2, b)
	p.line(1, "end")
}

// above writes what stands above a callback: a blank line, and the migration's
// comment if the callback is the first.
func (p *printer) above() {
	p.line(0, "")
	if p.migration.Comment != "" && !p.commented {
		p.comment(1, p.migration.Comment)
	}
	p.commented = true
}

// end writes the comment that ends a callback. A callback of nothing else
// returns :ok, so that nobody takes it for unfinished.
func (p *printer) end(depth int, b *print.Body) {
	if b.Comment == "" {
		return
	}
	empty := len(b.Commands()) == 0
	if !empty {
		p.line(0, "")
	}
	p.comment(depth, b.Comment)
	if empty {
		p.line(depth, ":ok")
	}
}

func (p *printer) comment(depth int, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		p.line(depth, "# "+line)
	}
}

// hook writes a callback that runs in both directions.
func (p *printer) hook(name string, h *print.Hook) {
	if h == nil {
		return
	}
	if h.Both != nil {
		p.callback(name, h.Both)
		return
	}
	p.above()
	p.line(1, "def "+name+" do")
	p.line(2, "if direction() == :up do")
	p.statements(3, p.body(h.Up, 6))
	p.line(2, "else")
	p.statements(3, p.body(h.Down, 6))
	p.line(2, "end")
	p.line(1, "end")
}

// statements writes the statements of a block. The formatter sets those of
// several lines apart.
func (p *printer) statements(depth int, list []string) {
	for i, s := range list {
		if i > 0 && s != "" && list[i-1] != "" && (strings.Contains(s, "\n") || strings.Contains(list[i-1], "\n")) {
			p.line(0, "")
		}
		p.line(depth, s)
	}
}

// body returns the statements of a callback.
func (p *printer) body(b *print.Body, column int) []string {
	var list []string
	if b == nil {
		return nil
	}
	for i, batch := range b.Batches {
		if i > 0 {
			list = append(list, "", "flush()", "")
		}
		for j, c := range batch {
			if j > 0 && p.style.has(Guide) && isSQL(c) != isSQL(batch[j-1]) {
				list = append(list, "")
			}
			list = append(list, p.command(c, column))
		}
	}
	return trim(list)
}

// isSQL reports whether a command is SQL of the author. People set it apart.
func isSQL(c command.Command) bool {
	_, ok := c.(command.Execute)
	return ok
}

// trim drops blank lines at both ends.
func trim(list []string) []string {
	for len(list) > 0 && list[0] == "" {
		list = list[1:]
	}
	for len(list) > 0 && list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	return list
}

// refuse notes that a command cannot be printed.
func (p *printer) refuse(pos diag.Pos, format string, args ...any) {
	p.problems = append(p.problems, diag.Errorf(diag.Unsupported, pos, format, args...))
}

// verb adds the ending to a verb that does not mind what exists.
func verb(name string, e command.Existence, ending string) string {
	if e == command.Lenient {
		return name + ending
	}
	return name
}
