package rules

import (
	"regexp"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// textOf is the SQL of a step; "" if a command asks for it.
func textOf(s *lint.Step) string {
	execute, ok := s.Command.(command.Execute)
	if !ok {
		return ""
	}
	switch up := execute.Up.(type) {
	case command.SQL:
		return string(up)
	case command.Query:
		return up.SQL
	}
	return ""
}

// textBehind is what of the SQL stands behind a step.
func textBehind(s *lint.Step) string { return textOf(s)[min(max(s.End, 0), len(textOf(s))):] }

// clause is the part of the SQL that asks for a step, without the semicolon.
func clause(s *lint.Step) string {
	text := textOf(s)
	if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
		return ""
	}
	return strings.TrimRight(text[s.Start:s.End], "; \t\r\n")
}

// alter is the ALTER TABLE of a clause, which may be the whole statement
// already.
func alter(p *lint.Pass, table command.Object, clause string) string {
	words := strings.Fields(clause)
	if len(words) > 1 && strings.EqualFold(words[0], "ALTER") && strings.EqualFold(words[1], "TABLE") {
		return clause
	}
	return "ALTER TABLE " + object(p, table) + " " + clause
}

// wayBack is what undoes the SQL of a step, if that asks for nothing else.
func wayBack(p *lint.Pass, s *lint.Step) command.Action {
	execute, ok := s.Command.(command.Execute)
	if !ok || len(operation.Of(s.Command, p.Database(), p.Schema)) != 1 {
		return nil
	}
	return execute.Down
}

// execute is the command that runs SQL; down "" does nothing.
func execute(up, down string) command.Command {
	return command.Execute{Up: command.SQL(up), Down: command.SQL(down)}
}

// only is the command of a step with nothing but the change that asks for it.
func only(s *lint.Step, change command.Change) []command.Command {
	c, ok := s.Command.(command.AlterTable)
	if !ok {
		return nil
	}
	c.Changes = []command.Change{change}
	return []command.Command{c}
}

// object is the name of a table or index as SQL has it.
func object(p *lint.Pass, o command.Object) string {
	if o.Prefix == "" {
		return identifier(p, o.Name)
	}
	return identifier(p, o.Prefix) + "." + identifier(p, o.Name)
}

// identifier is a name as SQL has it, quoted only where it has to be.
func identifier(p *lint.Pass, name string) string {
	if plainName.MatchString(name) && !reserved(p.Database(), name) {
		return name
	}
	quoted, err := p.Dialect.QuoteName(name)
	if err != nil {
		return name
	}
	return quoted
}

var (
	plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	notInName = regexp.MustCompile(`[^a-z0-9_]+`)
)

// fileName is the name of a migration that does something with an object.
func fileName(verb, name string) string {
	return verb + "_" + strings.Trim(notInName.ReplaceAllString(strings.ToLower(name), "_"), "_")
}

// list writes names as a sentence has them: "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
