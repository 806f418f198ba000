package migrate

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// effects is what the catalogue must show after the statements of a migration
// that were executed, in their order: what one of them makes and a later one
// takes away again does not count. Whatever cannot be known for certain is left
// out, so that nobody is stopped by what this reader has not understood.
type effects struct {
	dialect string
	list    []effect
	// blind: from here on names may mean other things.
	blind bool
}

// effect is one thing that must be there, or must not.
type effect struct {
	expectation
	// by are the indexes of the statements that have made it so.
	by []int
}

// follow adds what the i-th statement does. Where it is not known that it was
// executed, what it may have changed is only forgotten.
func (e *effects) follow(i int, s dialect.Statement, executed bool) {
	switch {
	case e.blind || s.Code == nil && (changesRows(s.SQL) || isHarmless(s)):
		return
	case s.Code == nil && changesNames(s.SQL):
		e.list, e.blind = nil, true
		return
	}
	expected, dropped := expectations(e.dialect, s), e.unsaid(s)
	for _, x := range dropped {
		e.forget(x)
	}
	_, alters := s.Command.(command.AlterTable)
	switch {
	case isSeveralActions(s):
		e.list = nil
		return // as only the first of them was read
	case s.Code != nil, len(expected) == 0 && len(dropped) == 0 && !alters, isCascade(s):
		e.list = nil
	}
	if isRename(s, expected) {
		e.rename(i, expected[0], expected[1])
	} else {
		for _, x := range expected {
			e.forget(x)
			e.list = append(e.list, effect{x, []int{i}})
		}
	}
	if !executed {
		e.list = slices.DeleteFunc(e.list, func(x effect) bool { return slices.Contains(x.by, i) })
	}
}

// forget drops what is known of a thing, and of what goes with it. A table may
// be named with its prefix and without.
func (e *effects) forget(x expectation) {
	e.list = slices.DeleteFunc(e.list, func(known effect) bool {
		sameTable := isSameTable(known.table, x.table)
		sameName := strings.EqualFold(known.name, x.name)
		belongs := known.thing == anIndex || known.thing == aConstraint
		switch x.thing {
		case aTable:
			return sameTable
		case aColumn:
			return sameTable && (known.thing == aColumn && sameName || !x.present && belongs)
		default: // an index may stand for a constraint, and is named without its table
			return belongs && sameName
		}
	})
}

// rename moves what is known of a table, a column or an index to its new name.
func (e *effects) rename(i int, from, to expectation) {
	e.forget(to)
	found := false
	for n, known := range e.list {
		same := known.thing == from.thing && strings.EqualFold(known.name, from.name)
		switch {
		case from.thing == aTable && isSameTable(known.table, from.table):
			e.list[n].table = to.table
		case from.thing != aTable && same && isSameTable(known.table, from.table):
			e.list[n].name = to.name
		default:
			continue
		}
		e.list[n].by = append(slices.Clone(known.by), i)
		found = found || same && known.present
	}
	e.list = append(e.list, effect{from, []int{i}})
	if !found {
		e.list = append(e.list, effect{to, []int{i}})
	}
}

func isSameTable(a, b command.Object) bool { return strings.EqualFold(a.Name, b.Name) }

// isRename recognises that a statement expects one thing in place of another.
func isRename(s dialect.Statement, expected []expectation) bool {
	if _, ok := s.Command.(command.AlterTable); ok || len(expected) != 2 {
		return false
	}
	return expected[0].thing == expected[1].thing && !expected[0].present && expected[1].present
}

// unsaid returns what a command takes away, or may, beside what the catalogue is
// expected to show: with IF EXISTS, or as a constraint of a changed column.
func (e *effects) unsaid(s dialect.Statement) (list []expectation) {
	switch c := s.Command.(type) {
	case command.DropTable:
		if c.Existence == command.Lenient {
			list = append(list, expectation{thing: aTable, table: c.Table.Object})
		}
	case command.DropIndex:
		if c.Existence == command.Lenient {
			list = append(list, ofIndex(c.Index, c.Index.Name, false))
		}
	case command.DropConstraint:
		if c.Existence == command.Lenient {
			list = append(list, ofConstraint(c.Constraint, false))
		}
	case command.AlterTable:
		for _, change := range c.Changes {
			if remove, ok := change.(command.Remove); ok {
				list = append(list, expectation{thing: aColumn, table: c.Table.Object, name: remove.Name})
			}
		}
		for _, known := range e.list {
			if known.thing == aConstraint && isSameTable(known.table, c.Table.Object) {
				list = append(list, known.expectation)
			}
		}
	}
	return list
}

// isHarmless recognises what takes nothing away that the catalogue shows.
func isHarmless(s dialect.Statement) bool {
	if isComment(s.SQL) || strings.TrimSpace(s.SQL) == "" {
		return true
	}
	switch c := s.Command.(type) {
	case command.CreateTable:
		return c.Existence == command.Lenient
	case command.CreateIndex:
		return c.Existence == command.Lenient
	case command.Execute:
		w := words(s.SQL, 2)
		return len(w) == 2 && w[0] == "CREATE" && w[1] != "OR" && isRepeatableSQL(s.SQL)
	}
	return false
}

// changesNames recognises statements after which a name without a prefix may
// mean something else.
func changesNames(sql string) bool {
	w := words(sql, 1)
	return len(w) == 1 && slices.Contains([]string{"USE", "SET", "RESET", "ATTACH", "DETACH"}, w[0])
}

// isCascade recognises what takes away things that it does not name.
func isCascade(s dialect.Statement) bool {
	w := words(s.SQL, 1)
	if len(w) == 0 || !strings.Contains(strings.ToUpper(s.SQL), "CASCADE") {
		return false
	}
	_, plain := s.Command.(command.Execute)
	return w[0] == "DROP" || w[0] == "ALTER" && plain
}

// isSeveralActions recognises an ALTER in plain SQL of which [expectSQL] reads
// the first action only.
func isSeveralActions(s dialect.Statement) bool {
	w := words(s.SQL, 1)
	_, plain := s.Command.(command.Execute)
	return plain && s.Code == nil && len(w) == 1 && w[0] == "ALTER" && hasComma(s.SQL)
}

// hasComma looks for a comma outside of quotes and parentheses.
func hasComma(sql string) bool {
	depth, quote := 0, rune(0)
	for _, c := range sql {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			return true
		}
	}
	return false
}
