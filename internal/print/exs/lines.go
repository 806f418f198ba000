package exs

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/print"
)

// Commands returns commands as they stand in a callback, at a depth of
// indentation, for a text that exists already. The configuration is that of m.
func (s Style) Commands(m *print.Migration, depth int, commands []command.Command) (string, error) {
	p := &printer{migration: m, style: s}
	p.statements(depth, p.body(print.NewBody(commands...), 2*depth))
	return strings.TrimSuffix(p.text.String(), "\n"), p.problems.Err()
}

// Changes returns changes as they stand in a block, at a depth of indentation.
func (s Style) Changes(m *print.Migration, depth int, changes []command.Change) (string, error) {
	alter := command.AlterTable{Table: command.Table{Object: command.Object{Name: "t"}}, Changes: changes}
	text, err := s.Commands(m, depth-1, []command.Command{alter})
	return withoutEnds(text), err
}

// withoutEnds takes the first and the last line away.
func withoutEnds(text string) string {
	_, text, _ = strings.Cut(text, "\n")
	return text[:max(0, strings.LastIndexByte(text, '\n'))]
}
