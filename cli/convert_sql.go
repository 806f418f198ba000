package cli

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/plan"
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
	style, err := sqlfile.StyleOf("convert.up.sql", nil, c.dialect)
	if err != nil {
		return "", nil, err
	}
	var b strings.Builder
	if c.dialect.Capabilities().TransactionalDDL && !p.InTransaction {
		b.WriteString("-- whimbrel: no transaction\n")
	}
	for _, s := range p.Statements() {
		b.WriteString(style.Statement(s.SQL) + "\n")
	}
	return b.String(), p.Warnings, nil
}
