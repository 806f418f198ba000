package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/lint"
)

// sameClause reports whether two steps are asked for by the same line of a block,
// or by the same clause of SQL.
func sameClause(a, b *lint.Step) bool {
	if a.Number != b.Number || a.Start != b.Start || a.Located.Statement != b.Located.Statement {
		return false
	}
	if a.Change == nil || b.Change == nil {
		return a.Change == nil && b.Change == nil
	}
	return a.Change.Pos() == b.Change.Pos() && a.Change.ColumnName() == b.Change.ColumnName()
}

// sameStatement reports whether two steps are asked for by one statement.
func sameStatement(a, b *lint.Step) bool {
	return a.Number == b.Number && a.Located.Statement == b.Located.Statement
}

// firstOf reports whether none of the steps before one is like it.
func firstOf(p *lint.Pass, s *lint.Step, alike func(a, b *lint.Step) bool) bool {
	for _, earlier := range p.Steps {
		if earlier == s {
			break
		}
		if alike(earlier, s) {
			return false
		}
	}
	return true
}

// clauseOrStatement is the SQL of a step: the clause, or what a command writes.
func clauseOrStatement(s *lint.Step) string {
	if isSQL(s) {
		return clause(s)
	}
	return s.Statement
}

// rewritten says the clause of a step otherwise; nil if a command asks for it.
func rewritten(p *lint.Pass, s *lint.Step, change func(string) string) []command.Command {
	text := clause(s)
	if text == "" {
		return nil
	}
	c := command.Execute{Up: command.SQL(change(text)), Down: wayBack(p, s)}
	if whole := strings.TrimRight(textOf(s), "; \t\r\n"); whole == text {
		c.Down = s.Command.(command.Execute).Down
	} else if !wholeStatement.MatchString(text) {
		c.Up = command.SQL(alter(p, s.On(), change(text)))
	}
	return []command.Command{c}
}

// wholeStatement is how clauses begin that are statements.
var wholeStatement = regexp.MustCompile(`(?i)^(CREATE|ALTER\s+TABLE)\s`)

// valueSQL is a default as SQL has it.
func valueSQL(v command.Value) string {
	switch v := v.(type) {
	case command.String:
		return "'" + strings.ReplaceAll(string(v), "'", "''") + "'"
	case command.Fragment:
		return string(v)
	}
	return strings.ToUpper(v.Inspect())
}

// declaredType is the type of a column by the words of the statement that makes
// it, since reading gives many of them one name; "" if they are not found.
func declaredType(p *lint.Pass, s *lint.Step, column string) string {
	t := readSQL(p, clauseOrStatement(s))
	for i := 1; i < len(t.tokens); i++ {
		before := t.tokens[i-1].word
		if t.tokens[i].name != column || !slices.Contains([]string{"(", ",", "ADD", "COLUMN"}, before) {
			continue
		}
		end := i + 1
		for end < len(t.tokens) && !endsType(t.tokens[end]) {
			end++
		}
		if end > i+1 {
			return strings.TrimSpace(t.between(i+1, end))
		}
	}
	return ""
}

// endsType reports what can stand behind a type.
func endsType(t sqlToken) bool {
	switch t.word {
	case ",", ")", "(", ";", "PRIMARY", "NOT", "NULL", "DEFAULT", "UNIQUE", "CHECK", "REFERENCES", "CONSTRAINT", "COLLATE",
		"GENERATED", "AS", "COMMENT", "IDENTITY", "AUTO_INCREMENT":
		return true
	}
	return false
}
