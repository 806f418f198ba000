package locks

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

func (p postgres) columns(op operation.Operation) []Effect {
	switch op := op.(type) {
	case operation.AddColumn:
		return p.addColumn(op)
	case operation.DropColumn:
		return p.dropColumn(op)
	case operation.SetType:
		return p.setType(op)
	case operation.SetNotNull:
		e := p.on(op.Table, accessExclusive, pgAlterSetNull)
		e.Scans = !p.knownNotNull(op.Table, op.Column)
		return []Effect{e}
	case operation.SetGenerated:
		e := p.on(op.Table, accessExclusive, pgAlter)
		if strings.Contains(strings.ToUpper(op.What), "SET EXPRESSION") {
			e.Rewrites, e.Indexes = true, p.hasIndexes(op.Table)
		}
		return []Effect{e}
	}
	return p.just(op, accessExclusive, pgAlter)
}

func (p postgres) addColumn(op operation.AddColumn) []Effect {
	e := p.on(op.Table, accessExclusive, pgAlterNotes)
	e.Rewrites = postgresFills(op.Column)
	e.Indexes = e.Rewrites && p.hasIndexes(op.Table)
	o := op.Column.Options
	e.Scans = !e.Rewrites && o.Null == command.NotNull && (o.Default == nil || o.Default == command.Value(command.Null{}))
	return []Effect{e}
}

// postgresFills reports whether every row needs a value of its own when the
// column is added. A default that is the same for all rows is kept in the
// catalogue.
func postgresFills(c command.Column) bool {
	switch c.Type.Name {
	case "serial", "bigserial", "smallserial", "identity":
		return c.Reference == nil // a foreign key has the type without the sequence
	}
	if text, ok := c.Options.Generated.(command.String); ok {
		text := strings.ToUpper(string(text))
		return strings.Contains(text, "IDENTITY") || strings.Contains(text, "STORED")
	}
	return postgresVolatile(c.Options.Default)
}

// postgresVolatile reports whether a default differs from row to row.
func postgresVolatile(v command.Value) bool {
	switch v := v.(type) {
	case command.Fragment:
		return slices.ContainsFunc(called(string(v)), func(f string) bool { return !steady(f) })
	case command.List:
		return slices.ContainsFunc(v, postgresVolatile)
	}
	return false
}

func (p postgres) dropColumn(op operation.DropColumn) []Effect {
	effects := p.just(op, accessExclusive, pgAlterNotes)
	if t := p.before.Table(op.Table); t != nil {
		for _, key := range t.ForeignKeysOn(op.Column) {
			effects = append(effects, p.on(key.To, accessExclusive, pgDropDepend))
		}
	}
	return Merge(append(effects, p.referrers(op.Table, op.Column)...))
}

// knownNotNull: no row has to be looked at for a column that forbids NULL
// already, or has a valid check constraint that does.
func (p postgres) knownNotNull(o command.Object, column string) bool {
	t := p.before.Table(o)
	if t == nil {
		return false
	}
	if c := t.Column(column); c != nil && c.Options.Null == command.NotNull {
		return true
	}
	if t.PrimaryKey != nil && slices.Contains(t.PrimaryKey.Columns, column) {
		return true
	}
	return p.since(12) && slices.ContainsFunc(t.Constraints, func(c schema.Constraint) bool {
		return !c.SkipValidation && impliesNotNull(c.Check, column)
	})
}

// impliesNotNull reports whether a check has "column IS NOT NULL" among the
// conditions that it joins by AND.
func impliesNotNull(check, column string) bool {
	return slices.ContainsFunc(conditions(check), func(condition string) bool { return isNotNull(condition, column) })
}

// conditions are those that a check joins by AND.
func conditions(check string) []string {
	check = unwrapped(strings.Join(strings.Fields(check), " "))
	parts := splitAnd(check)
	if len(parts) == 1 {
		return parts
	}
	var list []string
	for _, part := range parts {
		list = append(list, conditions(part)...)
	}
	return list
}

// unwrapped is an expression without parentheses around it.
func unwrapped(expr string) string {
	for strings.HasPrefix(expr, "(") && closes(expr) == len(expr)-1 {
		expr = strings.TrimSpace(expr[1 : len(expr)-1])
	}
	return expr
}

func isNotNull(condition, column string) bool {
	const words = " is not null"
	if len(condition) < len(words) || !strings.EqualFold(condition[len(condition)-len(words):], words) {
		return false
	}
	name := unwrapped(strings.TrimSpace(condition[:len(condition)-len(words)]))
	if unquoted, ok := strings.CutPrefix(name, `"`); ok {
		return strings.TrimSuffix(unquoted, `"`) == column
	}
	return strings.EqualFold(name, column)
}

// closes returns where the parenthesis closes that a text begins with.
func closes(text string) int {
	depth := 0
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// splitAnd cuts a condition at the ANDs that are in no parentheses. One with
// an OR among them is not cut.
func splitAnd(check string) []string {
	var parts []string
	depth, begin := 0, 0
	for i := range check {
		switch check[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ' ':
			if depth == 0 && hasWord(check[i:], " or ") {
				return []string{check}
			}
			if depth == 0 && hasWord(check[i:], " and ") {
				parts, begin = append(parts, check[begin:i]), i+len(" and ")
			}
		}
	}
	return append(parts, check[begin:])
}

func hasWord(text, word string) bool {
	return len(text) >= len(word) && strings.EqualFold(text[:len(word)], word)
}

// setType also makes the constraints on the column anew, even if the type is
// the one that it has.
func (p postgres) setType(op operation.SetType) []Effect {
	e := p.on(op.Table, accessExclusive, pgAlterNotes)
	change := postgresTypeChange(op, p.server.UTC)
	e.Rewrites = change.rewrites
	t := p.before.Table(op.Table)
	if t == nil {
		e.Indexes = change.rewrites
		return []Effect{e}
	}
	e.Indexes = change.rewrites && p.hasIndexes(op.Table) || p.reindexes(t, op.Column.Name, change)
	e.Scans = !e.Rewrites && slices.ContainsFunc(t.ConstraintsOn(op.Column.Name), func(c *schema.Constraint) bool {
		return c.Check != "" && !c.SkipValidation
	})
	effects := []Effect{e}
	for _, key := range t.ForeignKeysOn(op.Column.Name) {
		effects = append(effects, p.rekeyed(op.Table, change), p.rekeyed(key.To, change))
	}
	for _, other := range p.referrers(op.Table, op.Column.Name) {
		effects = append(effects, p.rekeyed(op.Table, change), p.rekeyed(other.Table, change))
	}
	return Merge(effects)
}

// rekeyed is a table whose foreign key is made anew since the type of a column
// of it changes. The rows are looked at if they are compared differently now.
func (p postgres) rekeyed(o command.Object, change typeChange) Effect {
	e := p.on(o, accessExclusive, pgDropDepend)
	e.Scans = change.compares
	return e
}

// reindexes reports whether an index is built anew though the table is not:
// one over an expression or with a condition always is.
func (p postgres) reindexes(t *schema.Table, column string, change typeChange) bool {
	if change.compares && t.PrimaryKey != nil && slices.Contains(t.PrimaryKey.Columns, column) {
		return true
	}
	return slices.ContainsFunc(t.IndexesOn(column), func(i *schema.Index) bool {
		expression := func(c command.IndexColumn) bool { return c.Expr != "" }
		return change.compares || i.Where != "" || slices.ContainsFunc(i.Columns, expression)
	})
}
