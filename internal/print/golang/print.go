package golang

import (
	"fmt"
	"go/format"
	"io"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/print"
)

// File says how the file around a migration is written.
type File struct {
	// Package is the package's name.
	Package string
	// Set is the variable that the migration is added to.
	Set string
	// Func is the name of the migration's function; see [FuncName].
	Func string
}

// Print writes the migration as a file of Go code that adds it to a set. The
// error names every command that has no form in Go.
func Print(w io.Writer, f File, m *print.Migration) error {
	p := &printer{migration: m}
	p.callbacks(f)
	if err := p.problems.Err(); err != nil {
		return err
	}
	imports := `import "github.com/whimbrel-go/whimbrel"`
	if p.math {
		imports = "import (\n\t\"math\"\n\n\t\"github.com/whimbrel-go/whimbrel\"\n)"
	}
	source := "package " + f.Package + "\n\n" + imports + "\n\n" +
		"func init() {\n\t" + layout(p.registration, 1, 0) + "\n}\n" + p.text.String()
	formatted, err := format.Source([]byte(source))
	if err != nil {
		return fmt.Errorf("the Go code of %d_%s is wrong: %w", m.Version, m.Name, err)
	}
	_, err = w.Write(formatted)
	return err
}

// printer collects the text and everything that cannot be printed.
type printer struct {
	migration    *print.Migration
	registration call
	text         strings.Builder
	problems     diag.List
	// commented is set once the first function is written.
	commented bool
	// math is set if the code needs that package.
	math bool
}

func (p *printer) callbacks(f File) {
	m := p.migration
	name := str(fmt.Sprintf("%d_%s", m.Version, m.Name))
	if m.Change != nil {
		p.registration = fn(f.Set+".Change", name, p.callback(f.Func, m.Change))
	} else {
		p.registration = fn(f.Set+".UpDown", name, p.callback(f.Func+"Up", m.Up), p.callback(f.Func+"Down", m.Down))
	}
	option := func(given bool, name string, args ...node) {
		if given {
			p.registration.args = append(p.registration.args, whimbrel(name, args...))
		}
	}
	option(m.DisableDDLTransaction, "DisableDDLTransaction")
	option(m.DisableMigrationLock, "DisableMigrationLock")
	option(m.AfterBegin != nil, "AfterBegin", p.hook(f.Func+"AfterBegin", m.AfterBegin))
	option(m.BeforeCommit != nil, "BeforeCommit", p.hook(f.Func+"BeforeCommit", m.BeforeCommit))
}

// callback writes a function and returns its name.
func (p *printer) callback(name string, b *print.Body) node {
	if b == nil {
		return raw("nil")
	}
	body := p.body(b, 1)
	if b.Comment != "" {
		body = append(body, comment(b.Comment, 1))
	}
	p.function(name, body)
	return raw(name)
}

// comment writes the lines of a comment that begins at a depth.
func comment(text string, depth int) string {
	return "// " + strings.ReplaceAll(text, "\n", newline(depth)+"// ")
}

func (p *printer) hook(name string, h *print.Hook) node {
	if h == nil {
		return raw("nil")
	}
	if h.Both != nil {
		return p.callback(name, h.Both)
	}
	body := []string{"if m.Direction() == whimbrel.Up {"}
	body = append(body, p.body(h.Up, 2)...)
	body = append(body, "} else {")
	body = append(body, p.body(h.Down, 2)...)
	p.function(name, append(body, "}"))
	return raw(name)
}

func (p *printer) function(name string, body []string) {
	p.text.WriteString("\n")
	if text := p.migration.Comment; text != "" && !p.commented {
		p.text.WriteString(comment(text, 0) + "\n")
	}
	p.commented = true
	p.text.WriteString(function{"func " + name + "(m *whimbrel.Migration)", body}.broken(0) + "\n")
}

// body returns the statements of a callback.
func (p *printer) body(b *print.Body, depth int) []string {
	if b == nil {
		return nil
	}
	var list []string
	for i, batch := range b.Batches {
		if i > 0 {
			list = append(list, "if m.Flush() != nil {"+newline(depth+1)+"return"+newline(depth)+"}")
		}
		for _, c := range batch {
			list = append(list, layout(p.command(c, depth), depth, 0))
		}
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
