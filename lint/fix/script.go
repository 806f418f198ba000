package fix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/plan"
)

// script is one of Ecto's scripts.
type script struct {
	exsWriter
	text     string
	lines    *lines
	comments []syntax.Comment
	// module and its callbacks are as the file has them.
	body     *syntax.Call
	defs     map[string]definition
	up, down []*unit
	done     edits
}

func openScript(m Migration, o Options) (document, error) {
	file := m.Files[0]
	s := &script{
		exsWriter: exsWriter{migration: m, options: o}, text: file.Text, lines: newLines(file.Text), defs: map[string]definition{},
	}
	tree, err := syntax.Parse(file.Path, []byte(file.Text))
	if err != nil {
		return nil, err
	}
	if s.comments, err = syntax.Comments(file.Path, file.Text); err != nil {
		return nil, err
	}
	syntax.Walk(tree, s.module)
	if s.body == nil {
		return nil, fmt.Errorf("%s has no module that uses Ecto.Migration", file.Path)
	}
	s.up = s.planned(command.Up, "up")
	s.down = s.planned(command.Down, "down")
	return s, nil
}

// module notes where the migration's module and its callbacks are.
func (s *script) module(n syntax.Node) {
	module, ok := syntax.IsCall(n, "defmodule")
	if !ok || s.body != nil || !module.DoBlock {
		return
	}
	statements := s.statements(module)
	if !slices.ContainsFunc(statements, usesMigration) {
		return
	}
	s.body = module
	for i, n := range statements {
		def, ok := syntax.IsCall(n, "def")
		if !ok || len(def.Args) != 2 {
			continue
		}
		end := s.lines.offset(def.End)
		if !def.DoBlock {
			end = s.lines.offset(module.End)
			if i+1 < len(statements) {
				end = s.start(statements[i+1])
			}
		}
		if name := callbackName(def.Args[0]); name != "" {
			s.defs[name] = definition{def, end}
		}
	}
}

// usesMigration: use Ecto.Migration, or a module that does so for it.
func usesMigration(n syntax.Node) bool {
	_, uses := syntax.IsCall(n, "use")
	return uses
}

func callbackName(head syntax.Node) string {
	switch head := head.(type) {
	case *syntax.Var:
		return head.Name
	case *syntax.Call:
		if len(head.Args) == 0 {
			return head.Name
		}
	}
	return ""
}

// definition is a function with the place of what ends it.
type definition struct {
	*syntax.Call
	end int
}

func (s *script) reversed() bool {
	return s.defs["up"].Call == nil && s.defs["down"].Call == nil && s.defs["change"].Call != nil
}

func (s *script) units(up bool) []*unit {
	if up {
		return s.up
	}
	return s.down
}

func (s *script) edits() *edits { return &s.done }

// planned are the units of a callback with the commands that they ask for.
func (s *script) planned(d command.Direction, name string) []*unit {
	def := s.defs[name]
	if def.Call == nil && d == command.Up {
		def = s.defs["change"]
	}
	p, err := plan.Build(s.migration.Migration, d, s.options.Commands, s.options.Dialect)
	if def.Call == nil || err != nil {
		return nil
	}
	at := newAsked(p)
	var units []*unit
	statements := s.statements(def.Call)
	for i, n := range statements {
		end := def.end
		if i+1 < len(statements) {
			end = s.start(statements[i+1])
		}
		if u := s.unit(n, s.trim(end), at); u != nil {
			u.only = !def.DoBlock
			units = append(units, u)
		}
	}
	return units
}

// asked are the commands of a plan by their places.
type asked map[command.Position][]command.Command

func newAsked(p *plan.Plan) asked {
	at := asked{}
	for _, statement := range p.Known() {
		if statement.Command == nil || statement.Further {
			continue
		}
		pos := statement.Command.Pos()
		at[command.Position(pos)] = append(at[command.Position(pos)], statement.Command)
	}
	return at
}

// unit is the statement of the body that asks for a command, or nil.
func (s *script) unit(n syntax.Node, end int, at asked) *unit {
	call := asking(n)
	if call == nil {
		return nil
	}
	commands := at[command.Position(call.Pos())]
	if len(commands) == 0 {
		return nil
	}
	u := &unit{start: s.start(n), end: end, command: commands[0], several: len(commands) > 1}
	u.margin = s.margin(u.start, 2)
	if _, changes, ok := block(u.command); ok && call.DoBlock {
		s.parts(u, call, changes)
	} else {
		cut(s.text, s.options.Dialect.Name(), u)
	}
	return u
}

// margin is the indentation of a place that the formatter would set off by some
// steps.
func (s *script) margin(at, depth int) margin {
	indent := indentation(s.text, at)
	return margin{depth, &indent}
}

// asking is the call that a statement is, which may stand at the end of a pipe.
func asking(n syntax.Node) *syntax.Call {
	call, ok := n.(*syntax.Call)
	if pipe, is := syntax.IsCall(n, "|>"); is && len(pipe.Args) == 2 {
		call, ok = pipe.Args[1].(*syntax.Call)
	}
	if !ok {
		return nil
	}
	return call
}

// parts are the lines of a block.
func (s *script) parts(u *unit, call *syntax.Call, changes []command.Change) {
	lines := s.statements(call)
	limit := s.lines.offset(call.End)
	for i, n := range lines {
		asking := asking(n)
		if v, ok := n.(*syntax.Var); ok && v.Name == "timestamps" {
			asking = &syntax.Call{Position: v.Position}
		}
		if asking == nil {
			continue
		}
		p := &part{start: s.start(n), end: limit}
		if i+1 < len(lines) {
			p.end = s.start(lines[i+1])
		}
		p.end = s.trim(p.end)
		p.margin = s.margin(p.start, 3)
		for _, c := range changes {
			if c.Pos() == asking.Pos() {
				p.changes = append(p.changes, c)
			}
		}
		if len(p.changes) > 0 {
			u.parts = append(u.parts, p)
		}
	}
}

// statements are those of a do block.
func (s *script) statements(call *syntax.Call) []syntax.Node {
	sections, ok := call.Args[len(call.Args)-1].(*syntax.List)
	if !ok || len(sections.Elems) != 1 {
		return nil
	}
	do, ok := sections.Elems[0].(*syntax.Tuple)
	if !ok {
		return nil
	}
	if list, ok := syntax.IsCall(do.Right, "__block__"); ok {
		return list.Args
	}
	return []syntax.Node{do.Right}
}

// start is where the text of an expression begins: that of an operator, or of
// the function of a module, begins further left than its position.
func (s *script) start(n syntax.Node) int {
	at := -1
	syntax.Walk(n, func(inner syntax.Node) {
		if offset := s.lines.offset(inner.Pos()); offset >= 0 && (at < 0 || offset < at) {
			at = offset
		}
	})
	return at
}

// trim is where the code before an offset ends: before blanks and comments.
func (s *script) trim(end int) int {
	for {
		end = len(strings.TrimRight(s.text[:end], " \t\r\n;"))
		found := false
		for _, c := range s.comments {
			if c.Start < end && c.End >= end {
				end, found = c.Start, true
			}
		}
		if !found {
			return end
		}
	}
}

// outside writes the attributes that are not there yet above the first callback,
// behind "use".
func (s *script) outside(noLock bool) error {
	attributes := ""
	if !s.migration.OutsideTransaction(command.Up) {
		attributes += "  @disable_ddl_transaction true\n"
	}
	if noLock && !s.migration.DisableMigrationLock {
		attributes += "  @disable_migration_lock true\n"
	}
	if attributes == "" {
		return nil
	}
	at := lineEnd(s.text, s.start(s.body))
	statements := s.statements(s.body)
	for i, n := range statements {
		if call, ok := n.(*syntax.Call); ok && i+1 < len(statements) && opensModule(call.Name) {
			at = lineEnd(s.text, s.trim(s.start(statements[i+1])))
		}
	}
	text := "\n" + deeper(attributes, indentation(s.text, s.start(s.body)))
	if next := s.text[at:lineEnd(s.text, at)]; strings.TrimSpace(next) != "" {
		text += "\n"
	}
	s.done.add(0, at, at, text)
	return nil
}

// inside takes the attributes out.
func (s *script) inside() {
	for _, n := range s.statements(s.body) {
		at, ok := syntax.IsCall(n, "@")
		if !ok || len(at.Args) != 1 {
			continue
		}
		if a, ok := at.Args[0].(*syntax.Call); ok && (a.Name == "disable_ddl_transaction" || a.Name == "disable_migration_lock") {
			start := s.start(n)
			s.done.add(0, lineStart(s.text, start), lineEnd(s.text, start), "")
		}
	}
}

// opensModule: what stands above the attributes of a module.
func opensModule(name string) bool {
	return name == "use" || name == "import" || name == "alias" || name == "require"
}
