package cli

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// sql writes a migration as a file for each direction. One that cannot be
// undone gets no file for the way down.
func (c *conversion) sql(m *source.Migration) ([]output, diag.List, error) {
	base := fmt.Sprintf("%d_%s", m.Version, m.Name)
	up, warnings, err := c.half(m, command.Up)
	if err != nil {
		return nil, nil, err
	}
	outputs := []output{{base + ".up.sql", up}}
	down, more, err := c.half(m, command.Down)
	if err == nil {
		return append(outputs, output{base + ".down.sql", down}), append(warnings, more...), nil
	}
	for _, d := range diag.All(err) {
		w := diag.Warningf(d.Pos, "there is no file for the way down: %s", d.Summary)
		w.Hint = d.Hint
		warnings = append(warnings, w)
	}
	return outputs, warnings, nil
}

// half writes what a migration runs in one direction.
func (c *conversion) half(m *source.Migration, direction command.Direction) (string, diag.List, error) {
	p, err := plan.Build(m, direction, c.repo.Commands, c.dialect)
	if err != nil {
		return "", nil, err
	}
	if err := codeInScript(p); err != nil {
		return "", nil, err
	}
	var b strings.Builder
	if c.dialect.Capabilities().TransactionalDDL && !p.InTransaction {
		b.WriteString("-- whimbrel: no transaction\n")
	}
	for _, s := range p.Statements() {
		b.WriteString(c.statement(s.SQL) + "\n")
	}
	return b.String(), p.Warnings, nil
}

// statement ends a statement, and marks one that would be taken for several.
func (c *conversion) statement(sql string) string {
	text := terminated(sql)
	if c.statements(text) == 1 {
		return text
	}
	return "-- whimbrel: begin statement\n" + strings.TrimRight(sql, " \t\r\n") + "\n-- whimbrel: end statement"
}

// statements counts the statements that a file with this text has; 0 if it
// cannot be read.
func (c *conversion) statements(text string) int {
	formats := sqlfile.Formats(c.dialect)
	m, err := formats[0].Load("statement.up.sql", []byte(text+"\n"))
	if err != nil {
		return 0
	}
	count := &counter{}
	recorder := record.New(record.Config{}, command.Up, record.Forward, count)
	if m.Up(recorder) != nil || recorder.Finish() != nil {
		return 0
	}
	return count.commands
}

type counter struct{ commands int }

func (c *counter) Run(commands []command.Command) error {
	c.commands += len(commands)
	return nil
}
