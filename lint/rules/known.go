package rules

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// unused reports whether the migration itself has added the column, or the
// table that it is in: no program names it yet.
func unused(p *lint.Pass, table command.Object, column string) bool {
	return p.Fresh(table) || added(p, table, column)
}

// empty reports whether the table is known to have no rows: by their number, or
// because the migration has just deleted them all.
func empty(p *lint.Pass, table command.Object) bool {
	if rows, known := p.RowsOf(table); known && rows == 0 {
		return true
	}
	for _, s := range p.Steps {
		switch op := s.Operation.(type) {
		case operation.Truncate:
			if op.Table == table {
				return true
			}
		case operation.Write:
			if op.Table == table && op.Verb == "DELETE" && !op.Where && !op.Bounded {
				return true
			}
		}
	}
	return false
}

// known returns the table if all of it is known, or nil.
func known(s *schema.Schema, o command.Object) *schema.Table {
	if t := s.Table(o); t != nil && !t.Partial {
		return t
	}
	return nil
}

// knownColumn returns the column if its type is known, or nil.
func knownColumn(s *schema.Schema, o command.Object, name string) *schema.Column {
	t := s.Table(o)
	if t == nil {
		return nil
	}
	if c := t.Column(name); c != nil && !c.Type.IsZero() {
		return c
	}
	return nil
}

// asked reports whether a text of SQL asks for something in these words, which
// are in upper case.
func asked(s *lint.Step, words string) bool {
	return strings.Contains(strings.ToUpper(s.Statement), words)
}

// some is list, of the first few only.
func some(names []string) string {
	const few = 5
	if len(names) > few {
		return strings.Join(names[:few], ", ") + " and others"
	}
	return list(names)
}
