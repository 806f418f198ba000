package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// dataValues are the rules about values that are lost, or that will be in the
// way.
func dataValues() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "sequence-behind", Title: "rows get keys that the sequence will give out again", Severity: lint.Warning,
			Databases: []string{"postgres"}, Aliases: aliases("migrationpilot MP059"),
			Migration: sequenceBehind,
		},
		{
			ID: "drop-and-add", Title: "a column is dropped and one like it added: probably it is a rename", Severity: lint.Warning,
			Migration: dropAndAdd,
		},
	}
}

// sequenceBehind reports the last insertion into each table whose sequence is
// not set behind it.
func sequenceBehind(p *lint.Pass) {
	last := map[command.Object]*lint.Step{}
	columns := map[command.Object]string{}
	var order []command.Object
	for _, s := range p.Steps {
		if write, ok := s.Operation.(operation.Write); ok && write.Verb == "INSERT" {
			if column := givenKey(p, s, write.Table); column != "" {
				if !slices.Contains(order, write.Table) {
					order = append(order, write.Table)
				}
				last[write.Table], columns[write.Table] = s, column
			}
			continue
		}
		for table := range last {
			if movesSequence(s, table, columns[table]) {
				last[table] = nil
			}
		}
	}
	for _, table := range order {
		if s := last[table]; s != nil {
			reportSequence(p, s, table, columns[table])
		}
	}
}

func reportSequence(p *lint.Pass, s *lint.Step, table command.Object, column string) {
	set := fmt.Sprintf("SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT max(%s) FROM %s))",
		quoted(object(p, table)), quoted(column), identifier(p, column), object(p, table))
	problem := lint.Problem{
		Message: fmt.Sprintf("inserts values of %s.%s, which its sequence does not notice: later inserts get the same ones and fail", table, column),
		Detail:  "They fail one after the other until the sequence has passed the values that are taken.",
		Manual:  manual(p, "Sequence Manipulation Functions"),
		Advice:  fmt.Sprintf("leave %s to the sequence, or set it behind the insert: %s", column, set),
	}
	if !withParameters(s) {
		problem.Fix = &lint.Fix{Keep: true, Instead: []command.Command{execute(set, "")}}
	}
	p.Report(s, problem)
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// givenKey returns the column with a sequence that an INSERT has values for, or
// "".
func givenKey(p *lint.Pass, s *lint.Step, table command.Object) string {
	t := p.Schema.Table(table)
	if t == nil {
		return ""
	}
	text := readSQL(p, clause(s))
	into := text.find(0, "INTO")
	if into < 0 {
		return ""
	}
	_, next := text.qualified(into + 1)
	if text.at(next, "AS") {
		next += 2
	}
	if !text.at(next, "(") || text.find(next, "OVERRIDING") >= 0 && text.has("OVERRIDING", "USER", "VALUE") {
		return ""
	}
	for i, n := next+1, 0; i < len(text.tokens) && !text.at(i, ")"); i++ {
		if text.at(i, ",") {
			n++
			continue
		}
		if c := t.Column(text.tokens[i].name); c != nil && hasSequence(t, c) && !text.leaves(next, n) {
			return c.Name
		}
	}
	return ""
}

// hasSequence: the column's values come from a sequence.
func hasSequence(t *schema.Table, c *schema.Column) bool {
	if counts(command.Column{Type: c.Type, Options: c.Options}) {
		return true
	}
	fragment, ok := c.Options.Default.(command.Fragment)
	return ok && strings.HasPrefix(strings.ToLower(string(fragment)), "nextval(") ||
		c.Type.Name == "id" && t.PrimaryKey != nil && slices.Equal(t.PrimaryKey.Columns, []string{c.Name})
}

// leaves reports whether the value at a place of VALUES is DEFAULT, so that the
// sequence has its way.
func (t sqlText) leaves(from, place int) bool {
	values := t.find(from, "VALUES")
	if values < 0 || !t.at(values+1, "(") {
		return false
	}
	for i, n := values+2, 0; i < len(t.tokens) && t.tokens[i].depth > 0; i++ {
		switch {
		case n == place:
			return t.at(i, "DEFAULT")
		case t.tokens[i].depth == 1 && t.at(i, ","):
			n++
		}
	}
	return false
}

// movesSequence reports whether a step sets the sequence of a column, or may.
func movesSequence(s *lint.Step, table command.Object, column string) bool {
	if c, ok := s.Operation.(operation.Opaque); ok {
		return c.May
	}
	return asked(s, "SETVAL") || asked(s, "RESTART") && (asked(s, strings.ToUpper(table.Name)) || asked(s, strings.ToUpper(column)))
}

// dropAndAdd finds pairs: exactly one column goes that is like the one that
// comes.
func dropAndAdd(p *lint.Pass) {
	for i, s := range p.Steps {
		add, ok := s.Operation.(operation.AddColumn)
		if !ok || s.Fresh || add.Column.Options.Generated != nil || copied(p.Steps[i:], add) || empty(p, add.Table) {
			continue
		}
		gone := droppedLike(p, add)
		if len(gone) != 1 || len(addedLike(p, add)) != 1 {
			continue
		}
		p.Report(s, lint.Problem{
			Message: fmt.Sprintf("adds %s.%s and drops %s, which is like it: if it is the same thing, its values are lost", add.Table, add.Column.Name, gone[0]),
			Detail:  "Programs that are running while this is deployed use the old name, and the new column is empty.",
			Manual:  manual(p, "ALTER TABLE"),
			Advice:  "if it is a rename, keep the column and change only the name in the code" + worded(p, " (source: :"+gone[0]+")", "") + ", or add the new column, write both, copy the values, and drop the old one releases later",
		})
	}
}

// copied: the migration itself gives the new column its values.
func copied(later []*lint.Step, add operation.AddColumn) bool {
	return slices.ContainsFunc(later, func(s *lint.Step) bool {
		write, ok := s.Operation.(operation.Write)
		return ok && write.Table == add.Table && (write.Verb == "MERGE" || slices.Contains(write.Columns, add.Column.Name))
	})
}

// droppedLike are the columns with the type and something of the name of another
// that the migration drops from its table.
func droppedLike(p *lint.Pass, add operation.AddColumn) []string {
	var names []string
	t := p.First.Table(add.Table)
	for _, s := range p.Steps {
		drop, ok := s.Operation.(operation.DropColumn)
		if !ok || drop.Table != add.Table || drop.Column == add.Column.Name || t == nil {
			continue
		}
		old, known := t.Definition(drop.Column)
		if known && sameKind(p, old, add.Column) && (soundsLike(drop.Column, add.Column.Name) || saysRename(p)) {
			names = append(names, drop.Column)
		}
	}
	return names
}

// sameKind: the columns have the same type, and reference the same table, or
// none.
func sameKind(p *lint.Pass, a, b command.Column) bool {
	if a.Type.IsZero() || !operation.SameType(a, b, p.Database()) || (a.Reference == nil) != (b.Reference == nil) {
		return false
	}
	return a.Reference == nil || a.Reference.Table == b.Reference.Table
}

// soundsLike reports whether names have a word in common that means something,
// or differ by a slip.
func soundsLike(a, b string) bool {
	words := strings.Split(b, "_")
	for _, word := range strings.Split(a, "_") {
		if len(word) > 2 && !strings.Contains(" type date time count code key uuid ", " "+word+" ") && slices.Contains(words, word) {
			return true
		}
	}
	return diag.Nearest(a, []string{b}) != ""
}

// saysRename: the migration's name says what it is for.
func saysRename(p *lint.Pass) bool {
	name := strings.ToLower(p.Migration.Name)
	return strings.Contains(name, "rename") || strings.HasPrefix(name, "replace_")
}

func addedLike(p *lint.Pass, like operation.AddColumn) []string {
	var names []string
	for _, s := range p.Steps {
		if add, ok := s.Operation.(operation.AddColumn); ok && add.Table == like.Table && operation.SameType(add.Column, like.Column, p.Database()) {
			names = append(names, add.Column.Name)
		}
	}
	return names
}
